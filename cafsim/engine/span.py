"""The range reading: intervals that always hold the true result, whatever the unknown values are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from operator import add, mul, sub, truediv
from typing import NamedTuple

from cafsim.engine.exact import Value, number, truth
from cafsim.engine.expr import Expr, Input, Rate, Scalar
from cafsim.engine.numbers import to_cent
from cafsim.engine.reading import Reading

Bound = Fraction | None


class Span(NamedTuple):
    """All numbers from `low` to `high`; None means no bound on that side."""

    low: Bound
    high: Bound

    @property
    def exact(self) -> bool:
        """Whether only one number is possible."""
        return self.low is not None and (self.low is self.high or self.low == self.high)

    @property
    def positive(self) -> bool:
        """Whether no number below zero is possible."""
        return self.low is not None and self.low.numerator >= 0


UNBOUNDED = Span(None, None)
Options = frozenset[Scalar]
Possible = Span | Options


_COMPUTE = {"+": add, "-": sub, "*": mul, "/": truediv}


def _single(number: Fraction) -> Span:
    return Span(number, number)


def _span(value: Possible) -> Span:
    if isinstance(value, Span):
        return value
    raise TypeError(f"a number was expected in the formula, not {set(value)}")


def _options(value: Possible) -> Options:
    if isinstance(value, Span):
        raise TypeError("a condition or a text was expected in the formula, not a number")
    return value


def hull(spans: Iterable[Possible]) -> Possible:
    """Return the smallest set that holds all of them."""
    items = list(spans)
    if not isinstance(items[0], Span):
        return frozenset().union(*(_options(i) for i in items))
    numbers = [_span(i) for i in items]
    lows = [s.low for s in numbers]
    highs = [s.high for s in numbers]
    return Span(
        None if None in lows else min(x for x in lows if x is not None),
        None if None in highs else max(x for x in highs if x is not None),
    )


def _add(a: Bound, b: Bound) -> Bound:
    return None if a is None or b is None else a + b


def _negative(s: Span) -> Span:
    return Span(None if s.high is None else -s.high, None if s.low is None else -s.low)


def _multiply(a: Span, b: Span) -> Span:
    """Product of intervals; zero times "no bound" is zero."""
    for factor in (a, b):
        if not factor.low and factor.exact:
            return factor
    if a.low is not None and b.low is not None and a.positive and b.positive:
        return Span(a.low * b.low, None if a.high is None or b.high is None else a.high * b.high)
    if None in (a.low, a.high, b.low, b.high):
        return UNBOUNDED
    corners = [p * q for p in (a.low, a.high) for q in (b.low, b.high) if p is not None and q is not None]
    return Span(min(corners), max(corners))


def _divide(a: Span, b: Span) -> Span:
    """Quotient of intervals. One divisor or positive ones occur in practice; anything else is unbounded."""
    if b.low and b.exact:
        return _multiply(a, _single(1 / b.low))
    if b.low is None or b.low < 0 or (b.high is not None and b.high <= 0):
        return UNBOUNDED
    inverse = Span(Fraction(0) if b.high is None else 1 / b.high, 1 / b.low if b.low else None)
    return _multiply(a, inverse)


class Range(Reading[Possible]):
    """Read a tree with the user's values and the bounds of what he does not know.

    An unknown number is its declared bounds, an unknown choice each of its values, an unknown rate its published
    bounds, an unknown condition both branches.
    """

    def __init__(self, inputs: Mapping[str, Value]) -> None:
        super().__init__()
        self._given = inputs
        self.divided_by_zero = False
        """Whether a division by zero was met: the result then means nothing."""

    def const(self, value: Scalar) -> Possible:
        return _single(value) if isinstance(value, Fraction) else frozenset([value])

    def input_value(self, node: Input) -> Possible:
        value = self._given.get(node.name)
        if value is not None:
            return self.const(value)
        return frozenset(node.choices) if node.choices else Span(node.low, node.high)

    def rate_value(self, node: Rate) -> Possible:
        return Span(node.low, node.high)

    def arithmetic(self, op: str, left: Possible, right: Possible) -> Possible:
        a, b = _span(left), _span(right)
        if a.low is a.high and b.low is b.high and a.low and b.low:  # one number each: once is enough
            return _single(_COMPUTE[op](a.low, b.low))
        if op == "*":
            return _multiply(a, b)
        if op == "/":
            self.divided_by_zero |= b.exact and b.low == 0
            return _divide(a, b)
        b = b if op == "+" else _negative(b)
        return Span(_add(a.low, b.low), _add(a.high, b.high))

    def compare(self, op: str, left: Possible, right: Possible) -> Possible:
        if not isinstance(left, Span):
            options = _options(right)
            return frozenset(x == y for x in left for y in options)
        a, b = left, _span(right)
        if op == "==":
            if a.exact and b.exact:
                return frozenset([a.low == b.low])
            apart = (_below(a.high, b.low, strict=True)) or (_below(b.high, a.low, strict=True))
            return frozenset([False]) if apart else frozenset([True, False])
        strict = op == "<"
        outcomes: set[Scalar] = set()
        if not _below(b.high, a.low, strict=not strict):
            outcomes.add(True)
        if not _below(a.high, b.low, strict=strict):
            outcomes.add(False)
        return frozenset(outcomes)

    def extremum(self, op: str, args: Sequence[Possible]) -> Possible:
        spans = [_span(a) for a in args]
        if op == "max":
            spans = [_negative(s) for s in spans]
        lows = [s.low for s in spans]
        highs = [s.high for s in spans if s.high is not None]
        least = Span(
            None if None in lows else min(x for x in lows if x is not None),
            min(highs) if highs else None,
        )
        return _negative(least) if op == "max" else least

    def logic(self, op: str, args: Sequence[Expr]) -> Possible:
        decisive = op == "or"
        outcomes: set[Scalar] = {not decisive}
        for arg in args:
            value = _options(self(arg))
            if value == {decisive}:
                return value
            if decisive in value:
                outcomes.add(decisive)
        return frozenset(outcomes)

    def negate(self, value: Possible) -> Possible:
        return frozenset(not truth(x) for x in _options(value))

    def known(self, node: Input) -> Possible:
        return frozenset([self._given.get(node.name) is not None])

    def when(self, condition: Possible, then: Expr, otherwise: Expr) -> Possible:
        outcomes = _options(condition)
        branches = ((True, then), (False, otherwise))
        return hull(self(branch) for verdict, branch in branches if verdict in outcomes)

    def either(self, left: Possible, right: Possible) -> Possible:
        return hull((left, right))

    def require(self, needed: Possible, body: Expr) -> Possible:
        if isinstance(needed, Span) and needed.high is None:
            return UNBOUNDED
        return self(body)

    def round(self, value: Possible) -> Possible:
        span = _span(value)
        if span.low is span.high and span.low is not None:
            return _single(to_cent(span.low))
        return Span(
            None if span.low is None else to_cent(span.low),
            None if span.high is None else to_cent(span.high),
        )


def _below(high: Bound, low: Bound, *, strict: bool) -> bool:
    """Say whether everything up to `high` is below everything from `low` on."""
    if high is None or low is None:
        return False
    return high < low if strict else high <= low


def as_value(possible: Possible) -> Value:
    """Return the only possible value, or None."""
    if isinstance(possible, Span):
        return possible.low if possible.exact else None
    return next(iter(possible)) if len(possible) == 1 else None


__all__ = ["UNBOUNDED", "Range", "Span", "as_value", "hull", "number"]
