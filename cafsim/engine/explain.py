"""Put what an evaluation did into words: one short line per named step."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import NamedTuple

from cafsim.engine.evaluation import evaluate, truth
from cafsim.engine.expr import Call, Either, Expr, Input, Rate, Require, Step, When
from cafsim.engine.numbers import french_quantity
from cafsim.engine.printing import ATOM, PHRASE, Printer, Text, constant
from cafsim.engine.values import Interval, Scalar, Value, bounds, differ, exact

UNKNOWN = "inconnu"

MOST_STEPS = 12
"""Beyond, as where a day may be of several years, the steps say less than the result, which then stands alone."""

LONGEST_RANGE_FORMULA = 140
"""Characters. Beyond, a formula full of ranges says less than its result, which then stands in its place."""


class Explanation(NamedTuple):
    """One step: `label = formula = value`; `value` is None when only a range is known."""

    label: str
    formula: str
    value: Fraction | None
    unit: str
    text: str
    """The value, or the range, in French."""


def explain(call: Call, root: Expr, label: str, unit: str) -> list[Explanation]:
    """Explain the steps that `call` went through to get `root`, which comes last under `label`."""
    printer = _Values(call)
    steps = [
        _explained(step.label, printer.write(step.arg), evaluate(step, call), step.unit) for step in call.met(Step)
    ]
    result = _explained(label, printer.write(root), evaluate(root, call), unit)
    return [*steps, result] if len(steps) < MOST_STEPS else [result]


def scalar_text(value: Scalar | None, unit: str) -> str:
    """Write what is known with its unit: `6,63 €/h`, `oui`; None is unknown."""
    if value is None:
        return UNKNOWN
    return french_quantity(value, unit) if isinstance(value, Fraction) else constant(value)


def value_text(value: Value, unit: str) -> str:
    """Write a value, known or not, with its unit: `6,63 €/h`, `de 5,46 €/h à 6,63 €/h`, `au moins 3 places`."""
    if isinstance(value, frozenset):
        return " ou ".join(sorted(map(constant, value)))
    if isinstance(value, bool | str):
        return constant(value)
    low, high = bounds(value)
    if low is not None and high is not None:
        if low == high:
            return french_quantity(low, unit)
        return f"de {french_quantity(low, unit)} à {french_quantity(high, unit)}"
    if low:
        return f"au moins {french_quantity(low, unit)}"
    return UNKNOWN if high is None else f"au plus {french_quantity(high, unit)}"


def _explained(label: str, formula: str, value: Value, unit: str) -> Explanation:
    text, amount = value_text(value, unit), exact(value)
    short = amount is not None or len(formula) <= LONGEST_RANGE_FORMULA
    return Explanation(label, formula if short else text, amount, unit, text)


class _Values(Printer):
    """Writes the values that a call gave, and the branches that it took."""

    def __init__(self, call: Call) -> None:
        super().__init__()
        self._call = call

    def leaf(self, node: Expr) -> Text | None:
        """Return the value of what has a name; the name too while nobody knows it."""
        if not isinstance(node, Input | Rate | Step):
            return None
        value = evaluate(node, self._call)
        text = value_text(value, node.unit)
        binds = PHRASE if isinstance(value, Interval) and text != UNKNOWN else ATOM
        if isinstance(node, Rate):
            text = f"{text} [{node.tag}]"
        elif isinstance(node, Input) and text == UNKNOWN:
            text = f"{node.label} ({text})"
        return Text(text, binds)

    def branches(self, node: When | Either) -> Sequence[Expr]:
        """Return the branch taken, or both where nobody knows."""
        if isinstance(node, Either):
            doubt = differ(evaluate(node.left, self._call), evaluate(node.right, self._call))
            return (node.left, node.right) if doubt else (node.left,)
        answer = truth(node.condition, self._call)
        return (node.then, node.otherwise) if answer is None else (node.then if answer else node.otherwise,)

    def required(self, node: Require) -> Expr:
        """Return the price instead of the amount while it has no upper bound."""
        price = evaluate(node.needed, self._call)
        return node.needed if isinstance(price, Interval) and price.high is None else node.body
