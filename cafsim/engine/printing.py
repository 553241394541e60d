"""One printer of formulas. Who uses it says what stands for a leaf: its value, or its name."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import NamedTuple

from cafsim.engine import expr
from cafsim.engine.expr import Expr
from cafsim.engine.numbers import french_number
from cafsim.engine.values import Scalar

PHRASE, SUM, PRODUCT, ATOM = range(4)
"""How tightly a text binds: one in a place that asks for more gets parentheses."""

BEYOND = "…"
_SIGNS = {"+": "+", "-": "−", "*": "×", "/": "/", "<": "<", "<=": "≤", "==": "=", "and": " et ", "or": " ou "}
_BINDING = {"+": SUM, "-": SUM, "*": PRODUCT, "/": PRODUCT}


class Text(NamedTuple):
    """A part of a formula, and how tightly it binds."""

    text: str
    binds: int = ATOM


def constant(value: Scalar) -> str:
    """Write a constant."""
    if isinstance(value, Fraction):
        return french_number(value)
    return ("oui" if value else "non") if isinstance(value, bool) else value


class Printer(ABC):
    """Writes formulas on one line. `depth`: how many operations inside each other are told, all but for ever."""

    def __init__(self, depth: int = 1000) -> None:
        self._depth = depth

    @abstractmethod
    def leaf(self, node: Expr) -> Text | None:
        """Return what stands for a node, or None to write its parts."""

    @abstractmethod
    def branches(self, node: expr.When | expr.Either) -> Sequence[Expr]:
        """Return the parts that a choice may give."""

    def required(self, node: expr.Require) -> Expr:
        """Return the part that tells more of an amount whose price may be unknown."""
        return node.body

    def write(self, node: Expr) -> str:
        """Return a formula as a text."""
        return self._write(node, self._depth).text

    def _write(self, node: Expr, depth: int) -> Text:
        if isinstance(node, expr.Round | expr.Assume):
            return self._write(node.arg, depth)
        if isinstance(node, expr.Require):
            return self._write(self.required(node), depth)
        leaf = Text(constant(node.value)) if isinstance(node, expr.Const) else self.leaf(node)
        if leaf or depth == 0:
            return leaf or Text(BEYOND)
        if isinstance(node, expr.When | expr.Either):
            texts = list(dict.fromkeys(self._alternatives(node, depth - 1)))
            return texts[0] if len(texts) == 1 else Text(" ou ".join(t.text for t in texts), PHRASE)
        return self._operation(node, depth - 1)

    def _alternatives(self, node: Expr, depth: int) -> Iterator[Text]:
        """Yield what a choice leaves open, whatever decides between them."""
        if isinstance(node, expr.When | expr.Either):
            for branch in self.branches(node):
                yield from self._alternatives(branch, depth)
        else:
            yield self._write(node, depth)

    def _operation(self, node: Expr, depth: int) -> Text:
        parts = [self._write(part, depth) for part in node.parts()]
        if isinstance(node, expr.Arithmetic):
            return _arithmetic(node.op, *parts)
        texts = [part.text for part in parts]
        if isinstance(node, expr.Extremum):
            distinct = list(dict.fromkeys(texts))
            return Text(f"{node.op}({' ; '.join(distinct)})") if len(distinct) > 1 else parts[0]
        if isinstance(node, expr.Compare):
            return Text(f" {_SIGNS[node.op]} ".join(texts), PHRASE)
        if isinstance(node, expr.Logic):
            return Text(_SIGNS[node.op].join(texts), PHRASE)
        if isinstance(node, expr.Not):
            return Text(f"non ({texts[0]})", PHRASE)
        if isinstance(node, expr.Known):
            return Text(f"{node.arg.label} : donnée connue", PHRASE)
        raise TypeError(f"{type(node).__name__} can't be written")


def _arithmetic(op: str, left: Text, right: Text) -> Text:
    here = _BINDING[op]
    first = left.text if left.binds >= here else f"({left.text})"
    enclosed = right.binds < here or (right.binds == here and op in "-/")
    return Text(f"{first} {_SIGNS[op]} {f'({right.text})' if enclosed else right.text}", here)
