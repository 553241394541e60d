"""The nodes of a query: what a formula becomes before it is written for an engine of tables.

A node is made once: the same operation on the same arguments is the same node, so that `a is b` means "same result".
Each knows, before any row is seen, whether it may be null, between which numbers it lies, and how far float64 may
carry it away from the true value (see `graph.py`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import TypeAlias

Constant: TypeAlias = Fraction | bool | str | date | None
Bound = Fraction | None


class Kind(StrEnum):
    """What a node holds, row by row."""

    NUMBER = "number"
    TRUTH = "truth"
    TEXT = "text"
    DAY = "day"


@dataclass(slots=True, eq=False, frozen=True, repr=False)
class Node:
    """One operation. Compared by identity.

    `value` is the value of a "const", the name of a "column", the texts of an "in". `low` and `high` bound the values
    that are not null. The float64 is at most `weight` × 2⁻⁵³ × size away from the true value, where the size is that
    of the node `size`, or the absolute value of this one when there is none. `faithful`: it is the very float64 that
    is nearest to the true value, so that two of them compare as the true values do.
    """

    op: str
    args: tuple[Node, ...]
    kind: Kind
    value: Constant | tuple[str, ...]
    nullable: bool
    low: Bound = None
    high: Bound = None
    weight: int = 1
    size: Node | None = None
    faithful: bool = False

    @property
    def constant(self) -> bool:
        """Whether it is the same for every row."""
        return self.op == "const"

    @property
    def null(self) -> bool:
        """Whether it is null for every row."""
        return self.op == "const" and self.value is None

    @property
    def positive(self) -> bool:
        """Whether it is known and at least zero for every row."""
        return not self.nullable and self.low is not None and self.low >= 0

    def number(self) -> Fraction:
        """Return the value of a constant number."""
        if not isinstance(self.value, Fraction):
            raise TypeError(f"a constant number was expected, not {self.value!r}")
        return self.value


Key: TypeAlias = tuple[str, tuple[Node, ...], Kind, Constant | tuple[str, ...]]


class Store:
    """Makes nodes, each once."""

    def __init__(self) -> None:
        self._nodes: dict[Key, Node] = {}
        self._constants: dict[tuple[type, Constant | int], Node] = {}

    def make(self, node: Node) -> Node:
        """Return the node that is already there, or this one."""
        return self._nodes.setdefault((node.op, node.args, node.kind, node.value), node)

    def const(self, value: Fraction | int | bool | str | date) -> Node:  # noqa: FBT001 (truth values are data)
        """Return a constant."""
        known = self._constants.get((type(value), value))
        if known is None:
            known = self._constants[type(value), value] = self._const(value)
        return known

    def _const(self, value: Fraction | int | bool | str | date) -> Node:  # noqa: FBT001
        if isinstance(value, bool):
            return self.make(Node("const", (), Kind.TRUTH, value, nullable=False))
        if isinstance(value, str):
            return self.make(Node("const", (), Kind.TEXT, value, nullable=False))
        if isinstance(value, date):
            return self.make(Node("const", (), Kind.DAY, value, nullable=False))
        exact = Fraction(value)
        return self.make(Node("const", (), Kind.NUMBER, exact, nullable=False, low=exact, high=exact, faithful=True))

    def nothing(self, kind: Kind) -> Node:
        """Return what is null for every row."""
        return self.make(Node("const", (), kind, None, nullable=True, faithful=True))

    def column(
        self, name: str, kind: Kind, low: Bound = None, high: Bound = None, *, nullable: bool = True
    ) -> Node:  # fmt: skip
        """Return a column of the table, and between which numbers it lies."""
        return self.make(Node("column", (), kind, name, nullable=nullable, low=low, high=high, faithful=True))

    def converted(self, op: str, a: Node, kind: Kind, *, needed: bool) -> Node:
        """Return a column in another type, when that is needed; the nearest float64 for a number."""
        if not needed:
            return a
        return self.make(Node(op, (a,), kind, None, nullable=a.nullable, low=a.low, high=a.high, faithful=True))


def hull(nodes: tuple[Node, ...]) -> tuple[Bound, Bound]:
    """Return between which numbers any of the nodes lies; those that are always null say nothing."""
    some = [n for n in nodes if n.kind is Kind.NUMBER and not n.null]
    lows, highs = [n.low for n in some], [n.high for n in some]
    low = None if not lows or None in lows else min(x for x in lows if x is not None)
    high = None if not highs or None in highs else max(x for x in highs if x is not None)
    return low, high


def in_cents(node: Node, *, columns: bool = True) -> bool:
    """Say whether a number is sure to be a whole number of cents; `columns`: those of the table are taken to be."""
    if node.constant:
        return node.null or (node.number() * 100).denominator == 1
    if node.op in ("column", "float"):
        return columns
    parts = node.args[1:] if node.op == "choose" else node.args
    return node.op == "cent" or (node.op in _KEPT and all(in_cents(part, columns=columns) for part in parts))


_KEPT = ("choose", "fill", "least", "greatest", "least_known", "greatest_known", "neg", "abs")
"""Operations that give one of their arguments, or its opposite."""
