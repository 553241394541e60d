"""What a reading reads on its way to a value, row by row: how sure the rates are, gaps, divisions by zero."""

from __future__ import annotations

from functools import reduce
from typing import NamedTuple

from cafsim.colonnes.graph import Graph
from cafsim.colonnes.node import Node

NO_RATE = -1
"""The rank of what rests on no published rate."""


class Trace(NamedTuple):
    """What was read to get a value.

    `exact_rank` and `rank` are the place in FIABILITES of the weakest rate that the exact and the range reading met;
    `gap` and `zero` whether the range reading met a gap, a division by zero. `tight`: wherever the exact value is
    known, the range reading gives that value only, and met no division by zero.
    """

    exact_rank: Node
    rank: Node
    gap: Node
    zero: Node
    tight: bool = True


def nothing_read(g: Graph) -> Trace:
    """Return the trace of what rests on no rate."""
    no_rate, no = g.const(NO_RATE), g.const(value=False)
    return Trace(no_rate, no_rate, no, no)


def join(g: Graph, *traces: Trace) -> Trace:
    """Return the trace of several parts that are all read."""
    return Trace(
        exact_rank=reduce(g.greatest, (t.exact_rank for t in traces)),
        rank=reduce(g.greatest, (t.rank for t in traces)),
        gap=g.any_(*(t.gap for t in traces)),
        zero=g.any_(*(t.zero for t in traces)),
        tight=all(t.tight for t in traces),
    )


def then_read(g: Graph, first: Trace, then: Trace, exact_goes_on: Node, goes_on: Node) -> Trace:
    """Return the trace of one part, then of another that each reading reads only where it goes on."""
    nothing = nothing_read(g)
    read = Trace(
        exact_rank=g.choose(exact_goes_on, then.exact_rank, nothing.exact_rank),
        rank=g.choose(goes_on, then.rank, nothing.rank),
        gap=g.choose(goes_on, then.gap, nothing.gap),
        zero=g.choose(goes_on, then.zero, nothing.zero),
        tight=then.tight,
    )
    return join(g, first, read)


def one_of(g: Graph, exact: Node, possible: Node, yes: Trace, no: Trace) -> Trace:
    """Return the trace of the branch that each reading takes; of both where the range reading can't tell."""
    return Trace(
        exact_rank=g.choose(exact, yes.exact_rank, no.exact_rank),
        rank=g.pick(possible, yes.rank, no.rank, g.greatest(yes.rank, no.rank)),
        gap=g.pick(possible, yes.gap, no.gap, g.any_(yes.gap, no.gap)),
        zero=g.pick(possible, yes.zero, no.zero, g.any_(yes.zero, no.zero)),
        tight=yes.tight and no.tight,
    )


def read_on(g: Graph, before: Node, verdict: Node, *, decisive: bool) -> Node:
    """Say whether `et` (`ou`) looks at what follows: not once it has met a condition that decides."""
    open_ = g.not_(verdict) if decisive else verdict
    return g.all_(before, g.fill(open_, g.const(value=True)))
