"""Comparisons of intervals, row by row: true, false, or null where both are possible (see `engine/span.py`)."""

from __future__ import annotations

from cafsim.colonnes.graph import Graph
from cafsim.colonnes.interval import Span
from cafsim.colonnes.node import Kind, Node


def possibly_less(g: Graph, a: Span, b: Span, *, strict: bool) -> Node:
    """Say whether `a` < `b` (≤ when not strict), whatever they are within their bounds."""
    if a.low is a.high and b.low is b.high:
        return g.less(a.low, b.low, strict=strict)
    simple = _less_than_constant(g, a, b, strict=strict)
    if simple:
        return simple
    surely = g.less(a.high, b.low, strict=strict)
    never = g.less(b.high, a.low, strict=not strict)
    return g.choose(surely, g.const(value=True), g.choose(never, g.const(value=False), g.nothing(Kind.TRUTH)))


def _less_than_constant(g: Graph, a: Span, b: Span, *, strict: bool) -> Node | None:
    """Return the verdict where one side is a constant and the other a field that is known or not: one comparison.

    While the field is unknown its bounds are constants: they say at once whether anything is certain.
    """
    for span, constant, first in ((a, b, True), (b, a, False)):
        bare = _bare(span.low)
        if bare is not _bare(span.high) or constant.low is not constant.high or not constant.low.constant:
            continue
        c = constant.low
        low, high = (g.nothing(Kind.NUMBER) if n is bare else n.args[1] for n in span)
        exact = g.less(bare, c, strict=strict) if first else g.less(c, bare, strict=strict)
        surely = g.less(high, c, strict=strict) if first else g.less(c, low, strict=strict)
        never = g.less(c, low, strict=not strict) if first else g.less(high, c, strict=not strict)
        if surely.value is True:
            return g.fill(exact, g.const(value=True))
        return g.fill(exact, g.const(value=False)) if never.value is True else exact
    return None


def possibly_equal(g: Graph, a: Span, b: Span) -> Node:
    """Say whether `a` = `b`, whatever they are within their bounds."""
    if a.low is a.high and b.low is b.high:
        return g.equal(a.low, b.low)
    single = g.all_(g.same(*a), g.same(*b))
    apart = g.any_(g.less(a.high, b.low, strict=True), g.less(b.high, a.low, strict=True))
    unsure = g.choose(apart, g.const(value=False), g.nothing(Kind.TRUTH))
    return g.choose(single, g.equal(a.low, b.low), unsure)


def _bare(node: Node) -> Node:
    return node.args[0] if node.op == "fill" and node.args[1].constant else node
