"""From nodes to the query of an engine of tables, through Narwhals: in stages, so that no step is computed twice.

A node that several others use becomes a column of its own, under a name that no one else uses, in the stage after the
columns that it needs. Each stage keeps the columns that a later one reads, and no other. Polars, which has the words of
Narwhals, is spoken to without it: hundreds of expressions are then made several times sooner.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
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

_DTYPES = {Kind.NUMBER: "Float64", Kind.TRUTH: "Boolean", Kind.TEXT: "String", Kind.DAY: "Date"}

Words = Any
"""The module of a library of tables, Narwhals or Polars: `col`, `lit`, `when`, `coalesce`, `Float64`…"""


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
        if frame.implementation.is_polars():
            import polars as pl  # noqa: PLC0415 (only where the table is one of Polars)

            frame = nw.from_native(self._staged(frame.to_native(), kept, flag, Writer(pl, self._own)))
        else:
            frame = self._staged(frame, kept, flag, Writer(nw, self._own))
        return frame

    def _staged(self, frame: Any, kept: list[str], flag: str, writer: Writer) -> Any:  # noqa: ANN401 (of either library)
        col, last = writer.words.col, max((*self._stage.values(), 0))
        made: dict[int, dict[Node, str]] = {}
        for node, name in self._own.items():
            made.setdefault(self._stage[node], {})[node] = name
        until = self._last_uses(last + 1)
        flagged: list[Any] = []
        for stage in range(last + 1):
            new = [writer.write(node, own=False).alias(name) for node, name in made.get(stage, {}).items()]
            alive = [
                name for s in range(stage) for node, name in made.get(s, {}).items() if until.get(node, -1) > stage
            ]
            flags = flagged + [writer.write(d) for d in self._doubts if self._stage[d] == stage and d not in self._own]
            if flags:
                new.append(writer.any(flags).alias(FLAG))
                flagged = [col(FLAG)]
            frame = frame.select(*(col(c) for c in (*kept, *alive)), *new)
        results = [writer.write(node).alias(name) for name, node in self._results.items()]
        doubt = writer.any(flagged + [col(self._own[d]) for d in self._doubts if d in self._own])
        return frame.select(*(col(c) for c in kept), *results, doubt.alias(flag))

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


class Writer:
    """Writes nodes in the words of a library; `own` names the columns of those that are made already."""

    def __init__(self, words: Words, own: Mapping[Node, str]) -> None:
        self.words = words
        self._own = own
        self._operations = _operations(words)

    def write(self, node: Node, *, own: bool = True) -> Any:  # noqa: ANN401 (an expression of the library)
        """Return the expression of a node."""
        if own and node in self._own:
            return self.words.col(self._own[node])
        if node.op == "const":
            return self._constant(node)
        if node.op == "column":
            return self.words.col(str(node.value))
        if node.op == "in":
            return self.write(node.args[0]).is_in(list(node.value))  # type: ignore[arg-type]
        args = [self.write(arg) for arg in node.args]
        if node.op == "/" and _may_be_zero(node.args[1]):
            return args[0] / self.words.when(args[1] != 0).then(args[1])
        if node.op in ("least", "greatest"):
            known = [~a.is_null() for a, part in zip(args, node.args, strict=True) if part.nullable]
            extreme = self._operations[node.op](*args)
            return self.words.when(reduce(and_, known)).then(extreme) if known else extreme
        return self._operations[node.op](*args)

    def any(self, flags: Sequence[Any]) -> Any:  # noqa: ANN401
        """Return whether one of the flags is true; a flag that is null is not."""
        if not flags:
            return self.words.lit(value=False)
        if self.words is nw:
            return nw.any_horizontal(*flags, ignore_nulls=True)
        return self.words.any_horizontal(*flags).fill_null(value=False)

    def _constant(self, node: Node) -> Any:  # noqa: ANN401
        value = node.value
        if value is None:
            return self.words.lit(None, dtype=getattr(self.words, _DTYPES[node.kind]))
        return self.words.lit(float(value) if isinstance(value, Fraction) else value)


def _may_be_zero(node: Node) -> bool:
    return not ((node.low is not None and node.low > 0) or (node.high is not None and node.high < 0))


def _read_twice(node: Node) -> tuple[Node, ...]:
    """Return the parts that the writing of a node repeats: they had better be columns of their own."""
    if node.op == "/" and _may_be_zero(node.args[1]):
        return node.args[1:]
    if node.op in ("least", "greatest"):
        return tuple(a for a in node.args if a.nullable)
    return node.args if node.op in ("off", "off_grid?") else ()


def _operations(words: Words) -> dict[str, Callable[..., Any]]:
    """Return how each operation is written."""
    return {
        "+": lambda a, b: a + b,
        "neg": lambda a: a * -1.0,
        "*": lambda a, b: a * b,
        "/": lambda a, b: a / b,
        "abs": lambda a: a.abs(),
        "shift": lambda a, half: a * 100.0 + half,
        "cent": lambda a, hundred: a.floor() / hundred,
        "as_column": lambda a, constant: a.is_null().cast(words.Float64) * 0.0 + constant,
        "off_grid?": lambda a, scale: (a * scale + 0.5).floor() / scale != a,
        "off": lambda shifted: (shifted - shifted.floor() - 0.5).abs(),
        "<": lambda a, b: a < b,
        "<=": lambda a, b: a <= b,
        "==": lambda a, b: a == b,
        "and": lambda a, b: a & b,
        "or": lambda a, b: a | b,
        "not": lambda a: ~a,
        "null?": lambda a: a.is_null(),
        "fill": words.coalesce,
        "choose": lambda c, a, b: words.when(c).then(a).otherwise(b),
        "least": words.min_horizontal,
        "greatest": words.max_horizontal,
        "least_known": words.min_horizontal,
        "greatest_known": words.max_horizontal,
        "float": lambda a: a.cast(words.Float64),
        "day": lambda a: a.cast(words.Date),
        "string": lambda a: a.cast(words.String),
    }
