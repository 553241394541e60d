"""The exact reading: rationals, so that no division and no half-cent can go wrong; None where something is unknown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from cafsim.engine.expr import Expr, Input, Rate, Scalar
from cafsim.engine.numbers import to_cent
from cafsim.engine.reading import Reading

Value = Scalar | None

ROUNDING_HYPOTHESIS = "H1"


def number(value: Value) -> Fraction:
    """Return the value as a number; a text or a truth value in its place is a mistake of the formula."""
    if isinstance(value, Fraction):
        return value
    raise TypeError(f"a number was expected in the formula, not {value!r}")


def truth(value: Value) -> bool:
    """Return the value as a truth value; anything else is a mistake of the formula."""
    if isinstance(value, bool):
        return value
    raise TypeError(f"a condition was expected in the formula, not {value!r}")


class Exact(Reading[Value]):
    """Read a tree with the user's values: a Fraction, a bool, a str, or None when the result is unknown.

    `inputs` maps names to values; a name that is absent or None is unknown.
    Raises ZeroDivisionError never: a division by zero is unknown.
    """

    def __init__(self, inputs: Mapping[str, Value]) -> None:
        super().__init__()
        self._given = inputs

    def const(self, value: Scalar) -> Value:
        return value

    def input_value(self, node: Input) -> Value:
        return self._given.get(node.name)

    def rate_value(self, node: Rate) -> Value:
        return node.value

    def arithmetic(self, op: str, left: Value, right: Value) -> Value:
        if left is None or right is None:
            return None
        a, b = number(left), number(right)
        if op == "+":
            return a + b
        if op == "-":
            return a - b
        if op == "*":
            return a * b
        return a / b if b else None

    def compare(self, op: str, left: Value, right: Value) -> Value:
        if left is None or right is None:
            return None
        if op == "==":
            return left == right
        a, b = number(left), number(right)
        return a < b if op == "<" else a <= b

    def extremum(self, op: str, args: Sequence[Value]) -> Value:
        if any(a is None for a in args):
            return None
        values = [number(a) for a in args]
        return min(values) if op == "min" else max(values)

    def logic(self, op: str, args: Sequence[Expr]) -> Value:
        decisive = op == "or"
        unknown = False
        for arg in args:
            value = self(arg)
            if value is None:
                unknown = True
            elif truth(value) is decisive:
                return decisive
        return None if unknown else not decisive

    def negate(self, value: Value) -> Value:
        return None if value is None else not truth(value)

    def known(self, node: Input) -> Value:
        return self._given.get(node.name) is not None

    def when(self, condition: Value, then: Expr, otherwise: Expr) -> Value:
        if condition is None:
            return None
        return self(then if truth(condition) else otherwise)

    def either(self, left: Value, right: Value) -> Value:
        return left if left == right else None

    def require(self, needed: Value, body: Expr) -> Value:
        return None if needed is None else self(body)

    def round(self, value: Value) -> Value:
        if value is None:
            return None
        rounded = to_cent(number(value))
        if rounded != value:
            self.assumptions[ROUNDING_HYPOTHESIS] = None
        return rounded
