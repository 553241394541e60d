"""What a formula is worth on each row of a table, known or not: `engine/values.py`, for all rows at once.

A number is its two ends: they meet where it is known, a null end is no bound. An answer is null where nobody knows it.
"""

from __future__ import annotations

from functools import reduce
from typing import NamedTuple

from cafsim.colonnes.bounds import above
from cafsim.colonnes.graph import Graph
from cafsim.colonnes.node import Kind, Node
from cafsim.engine.numbers import ZERO


class Ends(NamedTuple):
    """All numbers from `low` to `high`."""

    low: Node
    high: Node


# -- numbers -----------------------------------------------------------------------------------------


def add(g: Graph, a: Ends, b: Ends) -> Ends:
    """Return a + b."""
    return Ends(g.plus(a.low, b.low), g.plus(a.high, b.high))


def subtract(g: Graph, a: Ends, b: Ends) -> Ends:
    """Return a − b."""
    return Ends(g.minus(a.low, b.high), g.minus(a.high, b.low))


def multiply(g: Graph, a: Ends, b: Ends) -> Ends:
    """Return a × b; zero times what has no bound is zero."""
    if _never_negative(a.low) and _never_negative(b.low):
        return _multiply_positive(g, a, b)
    for one, other in ((a, b), (b, a)):
        if one.low.positive and not one.high.nullable:
            return _scale(g, one, other)
    zero = g.any_(is_zero(g, a), is_zero(g, b))
    positive = g.all_(_at_least_zero(g, a.low), _at_least_zero(g, b.low))
    corners = [g.times(p, q) for p in a for q in b]
    low = g.choose(positive, g.times(a.low, b.low), reduce(g.least, corners))
    high = g.choose(positive, g.times(a.high, b.high), reduce(g.greatest, corners))
    return Ends(g.choose(zero, g.const(0), low), g.choose(zero, g.const(0), high))


def _multiply_positive(g: Graph, a: Ends, b: Ends) -> Ends:
    nothing, nil = g.nothing(Kind.NUMBER), g.const(0)
    low = g.times(a.low, b.low)
    high = g.choose(g.any_(g.is_null(a.low), g.is_null(b.low)), nothing, g.times(a.high, b.high))
    for one, other in ((a, b), (b, a)):
        if other.low.nullable or other.high.nullable:
            zero = g.all_(g.not_(g.is_null(one.low)), g.equal(one.high, nil))
            low = g.choose(zero, nil, low) if other.low.nullable else low
            high = g.choose(zero, nil, high)
    return Ends(low, high)


def _scale(g: Graph, factor: Ends, a: Ends) -> Ends:
    """Multiply by what is known not to be negative, nor without bounds; where `a` has one bound, that of zero holds."""
    nothing, nil = g.nothing(Kind.NUMBER), g.const(0)
    low = g.least(*(g.times(end, a.low) for end in factor))
    high = g.choose(g.is_null(a.low), nothing, g.greatest(*(g.times(end, a.high) for end in factor)))
    if a.high.nullable:
        positive = g.choose(_at_least_zero(g, a.low), g.times(factor.low, a.low), nothing)
        low = g.choose(g.is_null(a.high), positive, low)
    if (low.nullable or high.nullable) and not above(factor.high, ZERO):
        zero = g.equal(factor.high, nil)
        return Ends(g.choose(zero, nil, low), g.choose(zero, nil, high))
    return Ends(low, high)


def divide(g: Graph, a: Ends, b: Ends) -> Ends:
    """Return a / b, by one number or by what is positive: by anything else, nothing is known."""
    if b.low.positive:
        return _divide_by_positive(g, a, b)
    single = g.all_(g.same(*b), g.not_(g.equal(b.low, g.const(0))))
    inverse = g.over(g.const(1), b.low)
    by_one, by_many = multiply(g, a, Ends(inverse, inverse)), _divide_by_positive(g, a, b)
    return Ends(*(g.choose(single, *ends) for ends in zip(by_one, by_many, strict=True)))


def _divide_by_positive(g: Graph, a: Ends, b: Ends) -> Ends:
    nothing, nil = g.nothing(Kind.NUMBER), g.const(0)
    no = g.less(b.high, nil, strict=False)
    if not b.low.positive:
        no = g.any_(no, g.is_null(b.low), g.less(b.low, nil, strict=True))
    if _never_negative(a.low):
        unknown = g.is_null(a.low)
        low = g.choose(unknown, nothing, g.fill(g.over(a.low, b.high), nil))
        high = g.over(a.high, b.low)
        if high.nullable:
            high = g.choose(g.equal(a.high, nil), nil, high)
        return Ends(g.choose(no, nothing, low), g.choose(g.any_(no, unknown), nothing, high))
    unit = g.const(1)
    ends = multiply(g, a, Ends(g.fill(g.over(unit, b.high), nil), g.over(unit, b.low)))
    return Ends(g.choose(no, nothing, ends.low), g.choose(no, nothing, ends.high))


def least(g: Graph, a: Ends, b: Ends) -> Ends:
    """Return the lesser: as low as either, as high as any end known."""
    return Ends(g.least(a.low, b.low), g.least_known(a.high, b.high))


def greatest(g: Graph, a: Ends, b: Ends) -> Ends:
    """Return the greater: as high as either, as low as any end known."""
    return Ends(g.greatest_known(a.low, b.low), g.greatest(a.high, b.high))


def to_cent(g: Graph, a: Ends) -> Ends:
    """Round both ends to the nearest cent, half a cent upwards."""
    return Ends(g.cent(a.low), g.cent(a.high))


def hull(g: Graph, a: Ends, b: Ends) -> Ends:
    """Return what may be one or the other."""
    return Ends(g.least(a.low, b.low), g.greatest(a.high, b.high))


def is_zero(g: Graph, a: Ends) -> Node:
    """Say whether a number is known to be zero; null where one end is unknown."""
    low = g.equal(a.low, g.const(0))
    return low if a.low is a.high else g.all_(low, g.equal(a.high, g.const(0)))


def _never_negative(a: Node) -> bool:
    return a.low is not None and a.low >= 0


def _at_least_zero(g: Graph, a: Node) -> Node:
    if a.positive:
        return g.const(value=True)
    return g.less(g.const(0), a, strict=False)


# -- answers -----------------------------------------------------------------------------------------


def less(g: Graph, a: Ends, b: Ends, *, strict: bool) -> Node:
    """Say whether a < b (≤ when not strict), whatever they are within their ends."""
    if a.low is a.high and b.low is b.high:
        return g.less(a.low, b.low, strict=strict)
    simple = _less_than_constant(g, a, b, strict=strict)
    if simple:
        return simple
    surely = g.less(a.high, b.low, strict=strict)
    never = g.less(b.high, a.low, strict=not strict)
    return g.choose(surely, g.const(value=True), g.choose(never, g.const(value=False), g.nothing(Kind.TRUTH)))


def _less_than_constant(g: Graph, a: Ends, b: Ends, *, strict: bool) -> Node | None:
    """Return the answer where one side is a constant and the other a field that is known or not: one comparison.

    While the field is unknown its bounds are constants: they say at once whether anything is certain.
    """
    for ends, constant, first in ((a, b, True), (b, a, False)):
        bare = _bare(ends.low)
        if bare is not _bare(ends.high) or constant.low is not constant.high or not constant.low.constant:
            continue
        c = constant.low
        low, high = (g.nothing(Kind.NUMBER) if n is bare else n.args[1] for n in ends)
        exact = g.less(bare, c, strict=strict) if first else g.less(c, bare, strict=strict)
        surely = g.less(high, c, strict=strict) if first else g.less(c, low, strict=strict)
        never = g.less(c, low, strict=not strict) if first else g.less(high, c, strict=not strict)
        if surely.value is True:
            return g.fill(exact, g.const(value=True))
        return g.fill(exact, g.const(value=False)) if never.value is True else exact
    return None


def equal(g: Graph, a: Ends, b: Ends) -> Node:
    """Say whether a = b, whatever they are within their ends."""
    if a.low is a.high and b.low is b.high:
        return g.equal(a.low, b.low)
    single = g.all_(g.same(*a), g.same(*b))
    apart = g.any_(g.less(a.high, b.low, strict=True), g.less(b.high, a.low, strict=True))
    unsure = g.choose(apart, g.const(value=False), g.nothing(Kind.TRUTH))
    return g.choose(single, g.equal(a.low, b.low), unsure)


def _bare(node: Node) -> Node:
    return node.args[0] if node.op == "fill" and node.args[1].constant else node


def agreed(g: Graph, a: Node, b: Node) -> Node:
    """Return the answer that two have in common; null where they differ or are unknown."""
    return g.choose(g.same_truth(a, b), a, g.nothing(Kind.TRUTH))
