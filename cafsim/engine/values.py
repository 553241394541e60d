"""What a formula is worth: a number, a text, an answer where it is known, else an interval or several choices.

An interval of one point is that number and a single choice is that choice: what is known is known in one way only.
A division by zero gives no bound at all, and the evaluation remembers it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction
from typing import Final, TypeAlias

from cafsim.engine import intervals
from cafsim.engine.intervals import Bound, Ends, Number

Scalar: TypeAlias = Fraction | bool | str
"""What is known, as the rest of the program writes it."""
Known: TypeAlias = Number | bool | str
"""What is known, as formulas read it."""
Choices: TypeAlias = frozenset[bool | str]
"""What an unknown answer or text may be: two things at least."""


class Interval:
    """All numbers from `low` to `high`: two at least."""

    __slots__ = ("high", "low")

    def __init__(self, low: Bound, high: Bound) -> None:
        self.low = low
        self.high = high


Value: TypeAlias = Known | Interval | Choices
Operation: TypeAlias = Callable[[Value, Value], Value]

UNBOUNDED: Final = Interval(None, None)
EITHER: Final[Choices] = frozenset((True, False))


# -- to and from the rest of the program -------------------------------------------------------------


def known(value: Scalar) -> Known:
    """Return what is known as formulas read it."""
    return value.as_integer_ratio() if isinstance(value, Fraction) else value


def among(choices: Iterable[Scalar]) -> Value:
    """Return one of several answers or texts."""
    texts = frozenset(c for c in choices if not isinstance(c, Fraction))
    return texts if len(texts) > 1 else next(iter(texts))


def between(low: Fraction | None, high: Fraction | None) -> Value:
    """Return a number that lies between two others; None: no bound on that side."""
    return _narrowed((_end(low), _end(high)))


def exact(value: Value) -> Fraction | None:
    """Return a number, if it is known."""
    return Fraction(*value) if isinstance(value, tuple) else None


def bounds(value: Value) -> tuple[Fraction | None, Fraction | None]:
    """Return the least and the greatest that a number may be; None: no bound on that side."""
    if isinstance(value, tuple):
        number = Fraction(*value)
        return number, number
    low, high = _ends(value)
    return None if low is None else Fraction(*low), None if high is None else Fraction(*high)


def options(value: Value) -> Choices:
    """Return what an answer or a text may be."""
    if isinstance(value, bool | str):
        return frozenset((value,))
    if isinstance(value, frozenset):
        return value
    raise TypeError("a condition or a text was expected in the formula, not a number")


# -- numbers -----------------------------------------------------------------------------------------


def _numeric(exact: Callable[[Number, Number], Number], ends: Callable[[Ends, Ends], Ends]) -> Operation:
    """Return an operation on two numbers: `exact` computes it where both are known, `ends` where one is not."""

    def compute(a: Value, b: Value) -> Value:
        if isinstance(a, tuple) and isinstance(b, tuple):
            return exact(a, b)
        return _narrowed(ends(_ends(a), _ends(b)))

    return compute


add = _numeric(intervals.plus, intervals.sum_)
subtract = _numeric(intervals.minus, intervals.difference)
multiply = _numeric(intervals.times, intervals.product)
"""Zero times what has no bound is zero."""
divide = _numeric(intervals.over, intervals.quotient)
"""The divisor is not known to be zero."""
least = _numeric(lambda a, b: b if intervals.less(b, a) else a, intervals.lesser)
greatest = _numeric(lambda a, b: b if intervals.less(a, b) else a, intervals.greater)


def to_cent(a: Value) -> Value:
    """Round to the nearest cent, half a cent upwards: both ends of an interval."""
    if isinstance(a, tuple):
        return intervals.cent(a)
    low, high = _ends(a)
    return _narrowed((low and intervals.cent(low), high and intervals.cent(high)))


# -- conditions and choices --------------------------------------------------------------------------


def _comparison(exact: Callable[[Number, Number], bool], *, strictly: bool) -> Operation:
    """Return the comparison of two numbers: the answer is sure where no overlap leaves it open."""

    def compare(a: Value, b: Value) -> Value:
        if isinstance(a, tuple) and isinstance(b, tuple):
            return exact(a, b)
        x, y = _ends(a), _ends(b)
        if intervals.below(x, y, strictly=strictly):
            return True
        return False if intervals.below(y, x, strictly=not strictly) else EITHER

    return compare


less = _comparison(intervals.less, strictly=True)
at_most = _comparison(intervals.at_most, strictly=False)


def equal(a: Value, b: Value) -> Value:
    """Say whether two numbers, texts or answers are equal."""
    if isinstance(a, tuple) and isinstance(b, tuple):
        return intervals.equal(a, b)
    if isinstance(a, tuple | Interval):
        x, y = _ends(a), _ends(b)
        apart = intervals.below(x, y, strictly=True) or intervals.below(y, x, strictly=True)
        return False if apart else EITHER
    return among(x == y for x in options(a) for y in options(b))


def negate(a: Value) -> Value:
    """Return the contrary of an answer."""
    return among(not x for x in options(a))


def either(a: Value, b: Value) -> Value:
    """Return what may be one or the other."""
    return (
        _narrowed(intervals.hull(_ends(a), _ends(b)))
        if isinstance(a, tuple | Interval)
        else among(options(a) | options(b))
    )


def differ(a: Value, b: Value) -> bool:
    """Say whether two values are not the same thing, known or unknown."""
    if not isinstance(a, tuple | Interval) or not isinstance(b, tuple | Interval):
        return a != b
    pairs = zip(_ends(a), _ends(b), strict=True)
    return not all(x == y if x is None or y is None else intervals.equal(x, y) for x, y in pairs)


# -- what is not known -------------------------------------------------------------------------------


def _end(number: Fraction | None) -> Bound:
    return None if number is None else number.as_integer_ratio()


def _ends(value: Value) -> Ends:
    if isinstance(value, tuple):
        return value, value
    if isinstance(value, Interval):
        return value.low, value.high
    raise TypeError(f"a number was expected in the formula, not {value!r}")


def _narrowed(ends: Ends) -> Value:
    """Return an interval, or the number that it is reduced to."""
    low, high = ends
    return low if low is not None and high is not None and intervals.equal(low, high) else Interval(low, high)
