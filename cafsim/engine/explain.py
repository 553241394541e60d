"""Put what a reading did into words: one short line per named step."""

from __future__ import annotations

from fractions import Fraction
from typing import NamedTuple

from cafsim.engine.exact import Value
from cafsim.engine.expr import (
    Arithmetic,
    Assume,
    Const,
    Either,
    Expr,
    Extremum,
    Input,
    Rate,
    Require,
    Round,
    Step,
    When,
)
from cafsim.engine.numbers import french_number, french_quantity
from cafsim.engine.reading import Reading
from cafsim.engine.span import Possible, Span, as_value

UNKNOWN = "inconnu"

LONGEST_RANGE_FORMULA = 140
"""Characters. Beyond, a formula full of ranges says less than its result, which then stands in its place."""
_SIGNS = {"+": "+", "-": "−", "*": "×", "/": "/"}
_PRECEDENCE = {"+": 1, "-": 1, "*": 2, "/": 2}
_PHRASE, _ATOM = 0, 3

AnyReading = Reading[Value] | Reading[Possible]


class Explanation(NamedTuple):
    """One step: `label = formula = value`; `value` is None when only a range is known."""

    label: str
    formula: str
    value: Fraction | None
    unit: str
    text: str
    """The value, or the range, in French."""


def explain(reading: AnyReading, root: Expr, label: str, unit: str) -> list[Explanation]:
    """Explain the steps that `reading` went through to get `root`, which comes last under `label`."""
    steps = [_explained(reading, step.label, step.arg, step.unit) for step in reading.steps]
    return [*steps, _explained(reading, label, root, unit)]


def value_text(value: Value | Possible, unit: str) -> str:
    """Write a value or a range with its unit: `6,63 €/h`, `de 5,46 €/h à 6,63 €/h`, `au moins 3 places`."""
    if isinstance(value, Span):
        if value.low is not None and value.low == value.high:
            return french_quantity(value.low, unit)
        if value.low is not None and value.high is not None:
            return f"de {french_quantity(value.low, unit)} à {french_quantity(value.high, unit)}"
        if value.low:
            return f"au moins {french_quantity(value.low, unit)}"
        if value.high is not None:
            return f"au plus {french_quantity(value.high, unit)}"
        return UNKNOWN
    if isinstance(value, frozenset):
        return " ou ".join(sorted(value_text(v, unit) for v in value))
    if value is None:
        return UNKNOWN
    if isinstance(value, bool):
        return "oui" if value else "non"
    return french_quantity(value, unit) if isinstance(value, Fraction) else value


def _explained(reading: AnyReading, label: str, node: Expr, unit: str) -> Explanation:
    value = reading(node)
    single = as_value(value) if isinstance(value, Span) else value
    exact = isinstance(single, Fraction)
    formula, text = _describe(node, reading)[0], value_text(value, unit)
    return Explanation(
        label=label,
        formula=formula if exact or len(formula) <= LONGEST_RANGE_FORMULA else text,
        value=single if isinstance(single, Fraction) else None,
        unit=unit,
        text=text,
    )


def _describe(node: Expr, reading: AnyReading) -> tuple[str, int]:
    """Return the text of a formula with values in it, and how tightly it binds."""
    if isinstance(node, Round | Assume):
        return _describe(node.arg, reading)
    if isinstance(node, Require):
        return _describe(node.body if reading.has_read(node.body) else node.needed, reading)
    if isinstance(node, When):
        return _describe_choice(node, reading)
    if isinstance(node, Either):
        if reading(node.left) == reading(node.right):
            return _describe(node.left, reading)
        return " ou ".join(_alternatives(node, reading)), _PHRASE
    if isinstance(node, Extremum):
        return f"{node.op}({' ; '.join(_describe(a, reading)[0] for a in node.args)})", _ATOM
    if isinstance(node, Arithmetic):
        return _describe_arithmetic(node, reading)
    value = reading(node)
    loose = isinstance(value, Span) and not value.exact and value_text(value, "") != UNKNOWN
    return _describe_leaf(node, reading), _PHRASE if loose else _ATOM


def _describe_leaf(node: Expr, reading: AnyReading) -> str:
    if isinstance(node, Const):
        constant = node.value
        return french_number(constant) if isinstance(constant, Fraction) else value_text(constant, "")
    if isinstance(node, Input):
        text = value_text(reading(node), node.unit)
        return f"{node.label} ({text})" if text == UNKNOWN else text
    if isinstance(node, Rate):
        return f"{value_text(reading(node), node.unit)} [{node.tag}]"
    return value_text(reading(node), node.unit if isinstance(node, Step) else "")


def _describe_choice(node: When, reading: AnyReading) -> tuple[str, int]:
    read = [branch for branch in (node.then, node.otherwise) if reading.has_read(branch)]
    if len(read) == 1:
        return _describe(read[0], reading)
    return " ou ".join(_alternatives(node, reading)) or UNKNOWN, _PHRASE


def _alternatives(node: Expr, reading: AnyReading) -> list[str]:
    """Return what a choice that nobody could make leaves open, each once."""
    if isinstance(node, When):
        branches = [branch for branch in (node.then, node.otherwise) if reading.has_read(branch)]
    elif isinstance(node, Either):
        branches = [node.left, node.right]
    else:
        return [_describe(node, reading)[0]]
    return list(dict.fromkeys(text for branch in branches for text in _alternatives(branch, reading)))


def _describe_arithmetic(node: Arithmetic, reading: AnyReading) -> tuple[str, int]:
    here = _PRECEDENCE[node.op]
    left, left_binds = _describe(node.left, reading)
    right, right_binds = _describe(node.right, reading)
    if left_binds < here:
        left = f"({left})"
    if right_binds < here or (right_binds == here and node.op in "-/"):
        right = f"({right})"
    return f"{left} {_SIGNS[node.op]} {right}", here
