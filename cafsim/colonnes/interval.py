"""Products and quotients of intervals, row by row, exactly as the range reading makes them (`engine/span.py`)."""

from __future__ import annotations

from functools import reduce
from typing import NamedTuple

from cafsim.colonnes.graph import Graph
from cafsim.colonnes.node import Kind, Node


class Span(NamedTuple):
    """All numbers from `low` to `high`; a null end is no bound."""

    low: Node
    high: Node


def multiply(g: Graph, a: Span, b: Span) -> Span:
    """Product of intervals; zero times "no bound" is zero."""
    if _never_negative(a.low) and _never_negative(b.low):
        return _multiply_positive(g, a, b)
    zero = g.any_(_is_zero(g, a), _is_zero(g, b))
    positive = g.all_(_at_least_zero(g, a.low), _at_least_zero(g, b.low))
    corners = [g.times(p, q) for p in a for q in b]
    low = g.choose(positive, g.times(a.low, b.low), reduce(g.least, corners))
    high = g.choose(positive, g.times(a.high, b.high), reduce(g.greatest, corners))
    return Span(g.choose(zero, g.const(0), low), g.choose(zero, g.const(0), high))


def _multiply_positive(g: Graph, a: Span, b: Span) -> Span:
    nothing, nil = g.nothing(Kind.NUMBER), g.const(0)
    low = g.times(a.low, b.low)
    high = g.choose(g.any_(g.is_null(a.low), g.is_null(b.low)), nothing, g.times(a.high, b.high))
    for one, other in ((a, b), (b, a)):
        if other.low.nullable or other.high.nullable:
            zero = g.all_(g.not_(g.is_null(one.low)), g.equal(one.high, nil))
            low = g.choose(zero, nil, low) if other.low.nullable else low
            high = g.choose(zero, nil, high)
    return Span(low, high)


def divide(g: Graph, a: Span, b: Span) -> Span:
    """Quotient of intervals; unbounded unless the divisor is one number, or positive."""
    if b.low.positive:
        return _divide_by_positive(g, a, b)
    single = g.all_(g.same(*b), g.not_(g.equal(b.low, g.const(0))))
    inverse = g.over(g.const(1), b.low)
    by_one, by_many = multiply(g, a, Span(inverse, inverse)), _divide_by_positive(g, a, b)
    return Span(*(g.choose(single, *ends) for ends in zip(by_one, by_many, strict=True)))


def _divide_by_positive(g: Graph, a: Span, b: Span) -> Span:
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
        return Span(g.choose(no, nothing, low), g.choose(g.any_(no, unknown), nothing, high))
    unit = g.const(1)
    inverse = Span(g.fill(g.over(unit, b.high), nil), g.over(unit, b.low))
    span = multiply(g, a, inverse)
    return Span(g.choose(no, nothing, span.low), g.choose(no, nothing, span.high))


def _never_negative(a: Node) -> bool:
    return a.low is not None and a.low >= 0


def _is_zero(g: Graph, a: Span) -> Node:
    low = g.equal(a.low, g.const(0))
    return low if a.low is a.high else g.all_(low, g.equal(a.high, g.const(0)))


def _at_least_zero(g: Graph, a: Node) -> Node:
    if a.positive:
        return g.const(value=True)
    return g.less(g.const(0), a, strict=False)
