"""Exact numbers as pairs of integers, and intervals as pairs of those.

A number is (numerator, positive denominator), never reduced: a formula is short, and integers are several times faster
than `Fraction`. An end that is None is no bound. Every operation on intervals holds all that its numbers may give.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, TypeAlias

Number: TypeAlias = tuple[int, int]
Bound: TypeAlias = Number | None
Ends: TypeAlias = tuple[Bound, Bound]

_ZERO: Final[Number] = (0, 1)


# -- numbers -----------------------------------------------------------------------------------------


def plus(a: Number, b: Number) -> Number:
    """Return a + b."""
    return (a[0] + b[0], a[1]) if a[1] == b[1] else (a[0] * b[1] + b[0] * a[1], a[1] * b[1])


def minus(a: Number, b: Number) -> Number:
    """Return a − b."""
    return (a[0] - b[0], a[1]) if a[1] == b[1] else (a[0] * b[1] - b[0] * a[1], a[1] * b[1])


def times(a: Number, b: Number) -> Number:
    """Return a × b."""
    return a[0] * b[0], a[1] * b[1]


def over(a: Number, b: Number) -> Number:
    """Return a / b; `b` is not zero."""
    return (a[0] * b[1], a[1] * b[0]) if b[0] > 0 else (-a[0] * b[1], -a[1] * b[0])


def cent(a: Number) -> Number:
    """Round to the nearest cent, half a cent upwards."""
    return (200 * a[0] + a[1]) // (2 * a[1]), 100


def less(a: Number, b: Number) -> bool:
    """Say whether a < b."""
    return a[0] * b[1] < b[0] * a[1]


def at_most(a: Number, b: Number) -> bool:
    """Say whether a ≤ b."""
    return a[0] * b[1] <= b[0] * a[1]


def equal(a: Number, b: Number) -> bool:
    """Say whether a = b."""
    return a[0] * b[1] == b[0] * a[1]


def extreme(numbers: Sequence[Number], *, lowest: bool) -> Number:
    """Return the lowest number, or the highest."""
    best, *others = numbers
    for other in others:
        if less(other, best) is lowest:
            best = other
    return best


# -- intervals ---------------------------------------------------------------------------------------


def sum_(a: Ends, b: Ends) -> Ends:
    """Return a + b."""
    (p, q), (r, s) = a, b
    return None if p is None or r is None else plus(p, r), None if q is None or s is None else plus(q, s)


def difference(a: Ends, b: Ends) -> Ends:
    """Return a − b."""
    (p, q), (r, s) = a, b
    return None if p is None or s is None else minus(p, s), None if q is None or r is None else minus(q, r)


def product(a: Ends, b: Ends) -> Ends:
    """Return a × b; zero times "no bound" is zero."""
    for low, high in (a, b):
        if low is not None and high is not None and low[0] == high[0] == 0:
            return low, high
    (p, q), (r, s) = a, b
    if p is not None and r is not None and p[0] >= 0 and r[0] >= 0:
        return times(p, r), None if q is None or s is None else times(q, s)
    if p is None or q is None or r is None or s is None:
        return None, None
    corners = (times(p, r), times(p, s), times(q, r), times(q, s))
    return extreme(corners, lowest=True), extreme(corners, lowest=False)


def quotient(a: Ends, b: Ends) -> Ends:
    """Return a / b, which is not known to be zero: by anything but one number or a positive one, nothing is known."""
    low, high = b
    if low is not None and low == high and low[0]:
        return product(a, (over((1, 1), low),) * 2)
    if low is None or low[0] < 0:
        return None, None
    return product(a, (_ZERO if high is None else over((1, 1), high), over((1, 1), low) if low[0] else None))


def lesser(a: Ends, b: Ends) -> Ends:
    """Return the lesser of two: as low as either, as high as any end known."""
    (p, q), (r, s) = a, b
    highs = [end for end in (q, s) if end is not None]
    low = None if p is None or r is None else extreme((p, r), lowest=True)
    return low, extreme(highs, lowest=True) if highs else None


def greater(a: Ends, b: Ends) -> Ends:
    """Return the greater of two: as high as either, as low as any end known."""
    (p, q), (r, s) = a, b
    lows = [end for end in (p, r) if end is not None]
    high = None if q is None or s is None else extreme((q, s), lowest=False)
    return extreme(lows, lowest=False) if lows else None, high


def hull(a: Ends, b: Ends) -> Ends:
    """Return the smallest interval that holds both."""
    (p, q), (r, s) = a, b
    low = None if p is None or r is None else extreme((p, r), lowest=True)
    return low, None if q is None or s is None else extreme((q, s), lowest=False)


def below(a: Ends, b: Ends, *, strictly: bool) -> bool:
    """Say whether all of `a` is sure to lie below all of `b`."""
    high, low = a[1], b[0]
    return high is not None and low is not None and (less(high, low) if strictly else at_most(high, low))
