"""From nodes to the query of an engine of tables, through Narwhals: in stages, so that no step is computed twice.

A node that several others use becomes a column of its own, under a name that no one else uses, in the stage after the
columns that it needs. Each stage keeps the columns that a later one reads, and no other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from functools import reduce
from operator import and_
from typing import Any

import narwhals as nw

from cafsim.colonnes.node import Kind, Node

PREFIX = "__cafsim_"
FLAG = f"{PREFIX}doute"

_LEAVES = ("const", "column")
_DEEPEST = 24
"""Nesting of an expression beyond which a column is made, lest an engine's parser gives up."""

_DTYPES: dict[Kind, Any] = {Kind.NUMBER: nw.Float64, Kind.TRUTH: nw.Boolean, Kind.TEXT: nw.String, Kind.DAY: nw.Date}


class Query:
    """Plans the stages for some results: name → node. `doubts` are the nodes that flag a row."""

    def __init__(self, results: Mapping[str, Node], doubts: Iterable[Node]) -> None:
        self._results = results
        self._doubts = list(doubts)
        self._uses: dict[Node, int] = {}
        self._stage: dict[Node, int] = {}
        self._depth: dict[Node, int] = {}
        self._own: dict[Node, str] = {}
        for node in (*results.values(), *self._doubts):
            self._count(node)
        for node in (*results.values(), *self._doubts):
            self._place(node)

    def _count(self, root: Node) -> None:
        rest = [root]
        while rest:
            node = rest.pop()
            self._uses[node] = self._uses.get(node, 0) + 1
            if self._uses[node] == 1:
                rest += node.args
                rest += _read_twice(node)

    def _place(self, node: Node) -> int:
        """Find the stage where a node can be computed, and whether it becomes a column there."""
        if node not in self._stage:
            stages = [self._place(arg) + (arg in self._own) for arg in node.args]
            depth = 1 + max((0 if a in self._own else self._depth[a] for a in node.args), default=0)
            self._stage[node], self._depth[node] = max(stages, default=0), depth
            shared = self._uses[node] > 1 and not self._cheap(node)
            if shared or depth > _DEEPEST:
                self._own[node] = f"{PREFIX}{len(self._own)}"
        return self._stage[node]

    def _cheap(self, node: Node) -> bool:
        """Say whether a node costs nothing to compute twice."""
        simple = node.op in ("not", "null?") and (node.args[0].op in _LEAVES or node.args[0] in self._own)
        return simple or node.op in _LEAVES

    def apply(self, frame: nw.LazyFrame[Any], flag: str) -> nw.LazyFrame[Any]:
        """Add the results to a table, and `flag`: whether any doubt holds."""
        kept = list(frame.collect_schema().names())
        last = max((*self._stage.values(), 0))
        made: dict[int, dict[Node, str]] = {}
        for node, name in self._own.items():
            made.setdefault(self._stage[node], {})[node] = name
        until = self._last_uses(last + 1)
        flagged: list[nw.Expr] = []
        for stage in range(last + 1):
            new = [self._write(node, own=False).alias(name) for node, name in made.get(stage, {}).items()]
            alive = [
                name for s in range(stage) for node, name in made.get(s, {}).items() if until.get(node, -1) > stage
            ]
            doubts = [self._write(d) for d in self._doubts if self._stage[d] == stage and d not in self._own]
            flags = flagged + doubts
            if stage < last + 1 and flags:
                new.append(nw.any_horizontal(*flags, ignore_nulls=True).alias(FLAG))
                flagged = [nw.col(FLAG)]
            frame = frame.select(*(nw.col(c) for c in (*kept, *alive)), *new)
        results = [self._write(node).alias(name) for name, node in self._results.items()]
        own = [nw.col(self._own[d]) for d in self._doubts if d in self._own]
        flags = flagged + own
        doubt = nw.any_horizontal(*flags, ignore_nulls=True) if flags else nw.lit(value=False)
        return frame.select(*(nw.col(c) for c in kept), *results, doubt.alias(flag))

    def _last_uses(self, end: int) -> dict[Node, int]:
        """Return the last stage that reads each node's column."""
        until: dict[Node, int] = {}

        def reads(node: Node, stage: int) -> None:
            for arg in node.args:
                if arg in self._own:
                    until[arg] = max(until.get(arg, 0), stage)
                elif arg.op not in _LEAVES:
                    reads(arg, stage)

        for node in self._own:
            reads(node, self._stage[node])
        for node in self._results.values():
            until[node] = end
            reads(node, end)
        for node in self._doubts:
            if node in self._own:
                until[node] = end
            else:
                reads(node, self._stage[node])
        return until

    def _write(self, node: Node, *, own: bool = True) -> nw.Expr:
        if own and node in self._own:
            return nw.col(self._own[node])
        if node.op == "const":
            return _constant(node)
        if node.op == "column":
            return nw.col(str(node.value))
        if node.op == "in":
            return self._write(node.args[0]).is_in(list(node.value))  # type: ignore[arg-type]
        args = [self._write(arg) for arg in node.args]
        if node.op == "/" and _may_be_zero(node.args[1]):
            return args[0] / nw.when(args[1] != 0).then(args[1])
        if node.op in ("least", "greatest"):
            known = [~a.is_null() for a, part in zip(args, node.args, strict=True) if part.nullable]
            extreme = _OPERATIONS[node.op](*args)
            return nw.when(reduce(and_, known)).then(extreme) if known else extreme
        return _OPERATIONS[node.op](*args)


def _constant(node: Node) -> nw.Expr:
    value = node.value
    if value is None:
        return nw.lit(None, dtype=_DTYPES[node.kind])
    return nw.lit(float(value) if isinstance(value, Fraction) else value)


def _may_be_zero(node: Node) -> bool:
    return not ((node.low is not None and node.low > 0) or (node.high is not None and node.high < 0))


def _read_twice(node: Node) -> tuple[Node, ...]:
    """Return the parts that the writing of a node repeats: they had better be columns of their own."""
    if node.op == "/" and _may_be_zero(node.args[1]):
        return node.args[1:]
    if node.op in ("least", "greatest"):
        return tuple(a for a in node.args if a.nullable)
    return node.args if node.op in ("off", "off_grid?") else ()


def _off(shifted: nw.Expr) -> nw.Expr:
    return (shifted - shifted.floor() - 0.5).abs()


_OPERATIONS: dict[str, Callable[..., nw.Expr]] = {
    "+": lambda a, b: a + b,
    "neg": lambda a: a * -1.0,
    "*": lambda a, b: a * b,
    "/": lambda a, b: a / b,
    "abs": lambda a: a.abs(),
    "shift": lambda a, half: a * 100.0 + half,
    "cent": lambda a, hundred: a.floor() / hundred,
    "as_column": lambda a, constant: a.is_null().cast(nw.Float64) * 0.0 + constant,
    "off_grid?": lambda a, scale: (a * scale + 0.5).floor() / scale != a,
    "off": _off,
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    "==": lambda a, b: a == b,
    "and": lambda a, b: a & b,
    "or": lambda a, b: a | b,
    "not": lambda a: ~a,
    "null?": lambda a: a.is_null(),
    "fill": nw.coalesce,
    "choose": lambda c, a, b: nw.when(c).then(a).otherwise(b),
    "least": nw.min_horizontal,
    "greatest": nw.max_horizontal,
    "least_known": nw.min_horizontal,
    "greatest_known": nw.max_horizontal,
    "float": lambda a: a.cast(nw.Float64),
    "day": lambda a: a.cast(nw.Date),
    "string": lambda a: a.cast(nw.String),
}
