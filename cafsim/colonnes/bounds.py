"""Between which numbers a node lies on every row, and what follows without looking at any."""

from __future__ import annotations

from fractions import Fraction

from cafsim.colonnes.node import Node, hull
from cafsim.engine.numbers import ZERO


def sign_of(a: Node) -> int:
    """Return 1 for what is never negative, -1 for what is never positive, else 0."""
    if a.low is not None and a.low >= 0:
        return 1
    return -1 if a.high is not None and a.high <= 0 else 0


def above(a: Node, bound: Fraction) -> bool:
    """Say whether a node is always above a number."""
    return a.low is not None and a.low > bound


def below(a: Node, b: Node, *, strict: bool) -> bool:
    """Say whether the bounds alone put `a` below `b`."""
    if a.high is None or b.low is None:
        return False
    return a.high < b.low if strict else a.high <= b.low


def never_above(a: Node, b: Node) -> bool:
    """Say whether `a` ≤ `b` on every row where both are known: by their bounds, or because `a` is a part of `b`."""
    if below(a, b, strict=False):
        return True
    if a.op != "*" or not any(b is part for part in a.args) or sign_of(b) <= 0:
        return False
    factor = a.args[1] if a.args[0] is b else a.args[0]
    return factor.high is not None and factor.high <= 1


def null_only_with(a: Node, b: Node) -> bool:
    """Say whether `a` is null only on rows where `b` is."""
    if not a.nullable or a is b:
        return True
    if a.op == "*":
        return all(null_only_with(part, b) for part in a.args)
    return b.op == "*" and any(a is part for part in b.args)


def extreme_bounds(op: str, a: Node, b: Node) -> tuple[Fraction | None, Fraction | None]:
    """Return the bounds of the lesser or greater of two: one bound of each that is always there holds for it."""
    low, high = hull((a, b))
    sure = [n for n in (a, b) if not n.nullable or not op.endswith("_known")]
    if op.startswith("least"):
        return low, min([h for h in (high, *(n.high for n in sure)) if h is not None], default=None)
    return max([x for x in (low, *(n.low for n in sure)) if x is not None], default=None), high


def widest(a: Node) -> Fraction | None:
    """Return what the absolute value never exceeds, if that is known."""
    return None if a.low is None or a.high is None else max(abs(a.low), abs(a.high))


def product(a: Node, b: Node) -> tuple[Fraction | None, Fraction | None]:
    """Return the bounds of a product."""
    bounds = (a.low, a.high, b.low, b.high)
    if None not in bounds:
        corners = [p * q for p in (a.low, a.high) for q in (b.low, b.high) if p is not None and q is not None]
        return min(corners), max(corners)
    sign = sign_of(a) * sign_of(b)
    return (ZERO if sign > 0 else None), (ZERO if sign < 0 else None)
