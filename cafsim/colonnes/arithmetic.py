"""Numbers of a query in float64, and the rows where float64 can't tell.

What is the same for every row is worked out in exact fractions. For the rest each node carries a bound of its error,
found while the query is built (u = 2⁻⁵³, one rounding to nearest):

- a column, or a constant, is the float64 nearest to a decimal number: error ≤ u × |x|;
- a product or a quotient of x and y, of weights p and q, has weight p + q + 1, and the product (quotient) of their
  sizes as its size. A quotient whose divisor comes from a subtraction holds while that divisor is not lost in its own
  error: below 2⁻²⁰ of its size, the row is flagged, unless it can only be zero;
- a sum has weight max(p, q) + 1. Where both terms have one sign its size is |x + y|; else it is |x| + |y|, because a
  subtraction cancels the digits that are right. Nothing else makes the size differ from the value itself;
- the least or greatest of several, or a choice between them, has the worst weight, and the size of what it takes.

Second-order terms are below 2⁻³⁰ of these (a divisor may have lost 20 bits of 53): a bound is used with a thousandth
more. From there:

- **rounding to a cent** is floor(100 x + 1/2) / 100 (half a cent upwards, as the exact engine does, for negative
  numbers too). Where 100 x + 1/2 is nearer to a whole number than its own error, the row is flagged; but where x lies
  on a grid (`grilles.py`) of a larger step than that, it can only be on half a cent. It is first pushed up by its
  error: it is then rounded upwards, and nothing else changes. The bound grows with the amount, so that a row is flagged
  by itself where float64 no longer holds half a cent (from about 10¹² €);
- **a comparison** of two nodes nearer to each other than their errors flags the row, unless their difference lies on a
  grid of a larger step: they are then equal. Nor does it when both are faithful (columns, constants, what was chosen
  among them, what was rounded to a cent: rounding to nearest is monotone), nor against zero when no subtraction took
  part: the sign is then right;
- **zero** is exact as long as no product falls below 10⁻³⁰⁸: inputs below 10⁻²⁰ other than zero are flagged where
  they enter (`entrees.py`), as are those beyond the bounds that a project file accepts.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from cafsim.colonnes.bounds import above, extreme_bounds, never_above, null_only_with, product, sign_of, widest
from cafsim.colonnes.logic import Logic
from cafsim.colonnes.node import Bound, Kind, Node
from cafsim.engine.numbers import ZERO

UNIT = Fraction(1, 2**53)
SAFETY = 1 + Fraction(1, 2**10)
LOST = Fraction(1, 2**20)


class Arithmetic(Logic):
    """Makes the nodes that compute, and remembers where each may be wrong."""

    def __init__(self) -> None:
        super().__init__()
        self._doubts: dict[Node, set[Node]] = {}

    def doubt(self, node: Node, about: Node | None = None) -> None:
        """Flag the rows where `node` is true, if something rests on `about`; whatever happens when it is None."""
        if not (node.constant and node.value is not True):
            self._doubts.setdefault(node, set()).add(about or node)

    def doubts(self, results: Iterable[Node]) -> list[Node]:
        """Return the conditions under which a row must be computed exactly, as far as these results are concerned."""
        found: list[Node] = []
        left = dict(self._doubts)
        reached = set[Node]()
        rest = [*results, *(node for node, about in left.items() if node in about)]
        while rest:
            node = rest.pop()
            if node not in reached:
                reached.add(node)
                rest += node.args
            if not rest:
                found += [doubt for doubt, about in left.items() if not reached.isdisjoint(about)]
                left = {doubt: about for doubt, about in left.items() if reached.isdisjoint(about)}
                rest = [doubt for doubt in found if doubt not in reached]
        return found

    # -- arithmetic ----------------------------------------------------------------------------------

    def plus(self, a: Node, b: Node) -> Node:
        """Return `a` + `b`; null where one of them is."""
        if self._void(a, b):
            return self.nothing(Kind.NUMBER)
        if a.constant and b.constant:
            return self.const(a.number() + b.number())
        for one, other in ((a, b), (b, a)):
            if one.constant and one.value == 0:
                return other
        low = None if a.low is None or b.low is None else a.low + b.low
        high = None if a.high is None or b.high is None else a.high + b.high
        one_sign = sign_of(a) * sign_of(b) > 0 and a.size is None and b.size is None
        size = None if one_sign else self.plus(self.magnitude(a), self.magnitude(b))
        return self._number("+", (a, b), (low, high), max(a.weight, b.weight) + 1, size)

    def minus(self, a: Node, b: Node) -> Node:
        """Return `a` - `b`; null where one of them is."""
        return self.plus(a, self.opposite(b))

    def opposite(self, a: Node) -> Node:
        """Return -`a`."""
        if a.constant:
            return a if a.null else self.const(-a.number())
        if a.op == "neg":
            return a.args[0]
        low, high = (None if x is None else -x for x in (a.high, a.low))
        return self._number("neg", (a,), (low, high), a.weight, a.size, faithful=a.faithful)

    def magnitude(self, a: Node) -> Node:
        """Return what the error of `a` is proportional to: `size`, or its absolute value."""
        if a.size is not None:
            return a.size
        if a.constant:
            return a if a.null else self.const(abs(a.number()))
        if sign_of(a) > 0:
            return a
        if sign_of(a) < 0:
            return self.opposite(a)
        return self._number("abs", (a,), (ZERO, widest(a)), a.weight, None, faithful=a.faithful)

    def times(self, a: Node, b: Node) -> Node:
        """Return `a` × `b`; null where one of them is."""
        if self._void(a, b):
            return self.nothing(Kind.NUMBER)
        if a.constant and b.constant:
            return self.const(a.number() * b.number())
        for one, other in ((a, b), (b, a)):
            if one.constant and one.value == 1:
                return other
            if one.constant and one.value == 0 and not other.nullable:
                return one
        return self._number("*", (a, b), product(a, b), a.weight + b.weight + 1, self._product_size(a, b))

    def _product_size(self, a: Node, b: Node) -> Node | None:
        if a.size is None and b.size is None:
            return None
        return self.times(self.magnitude(a), self.magnitude(b))

    def over(self, a: Node, b: Node) -> Node:
        """Return `a` / `b`; null where one of them is, or where `b` is zero."""
        if b.op == "fill" and b.args[1].constant and b.args[1].value == 0:
            b = b.args[0]
        if self._void(a, b) or (b.constant and b.value == 0):
            return self.nothing(Kind.NUMBER)
        if a.constant and b.constant:
            return self.const(a.number() / b.number())
        if b.constant and b.value == 1:
            return a
        size = None
        if a.size is not None or b.size is not None:
            size = self.over(self.magnitude(a), self.magnitude(b) if b.size is None else self._lost(b))
        sign = sign_of(a) * sign_of(b)
        bounds = (ZERO if sign > 0 else None), (ZERO if sign < 0 else None)
        if b.constant:
            bounds = product(a, self.const(1 / b.number()))
        weight = a.weight + b.weight + 2
        nullable = a.nullable or b.nullable or not (above(b, ZERO) or above(self.opposite(b), ZERO))
        return self._number("/", (a, b), bounds, weight, size, nullable=nullable)

    def _lost(self, b: Node) -> Node:
        """Flag where a divisor is lost in its own error; return what divides the size of a quotient by it."""
        true_size = self._number("abs", (b,), (ZERO, widest(b)), b.weight, None)
        room = self.times(self.const(LOST), self.magnitude(b))
        self.doubt(self.all_(self.raw("<", true_size, room), self.not_(self._surely_zero(b, room))))
        return self.over(self.times(true_size, true_size), self.magnitude(b))

    def _surely_zero(self, a: Node, room: Node) -> Node:
        """Say on which rows a number nearer to zero than `room` is zero; overridden where grids are known."""
        raise NotImplementedError

    def least(self, a: Node, b: Node) -> Node:
        """Return the lesser; null where one of them is."""
        return self._extreme("least", a, b)

    def greatest(self, a: Node, b: Node) -> Node:
        """Return the greater; null where one of them is."""
        return self._extreme("greatest", a, b)

    def _extreme(self, op: str, a: Node, b: Node) -> Node:
        if self._void(a, b):
            return self.nothing(Kind.NUMBER)
        if a.constant and b.constant:
            return self.const((min if op == "least" else max)(a.number(), b.number()))
        for one, other in ((a, b), (b, a)):
            kept, dropped = (one, other) if op == "least" else (other, one)
            if never_above(one, other) and null_only_with(dropped, kept):
                return kept
        return self._chosen(op, a, b, nullable=a.nullable or b.nullable)

    def least_known(self, a: Node, b: Node) -> Node:
        """Return the lesser of those that are not null; null where both are."""
        return self._known_extreme("least", a, b)

    def greatest_known(self, a: Node, b: Node) -> Node:
        """Return the greater of those that are not null; null where both are."""
        return self._known_extreme("greatest", a, b)

    def _known_extreme(self, op: str, a: Node, b: Node) -> Node:
        if a.null or b.null:
            return b if a.null else a
        if not a.nullable and not b.nullable:
            return self._extreme(op, a, b)
        for one, other in ((a, b), (b, a)):
            if not one.nullable and (never_above(one, other) if op == "least" else never_above(other, one)):
                return one
        return self._chosen(f"{op}_known", a, b, nullable=a.nullable and b.nullable)

    def _chosen(self, op: str, a: Node, b: Node, *, nullable: bool) -> Node:
        if a is b:
            return a
        size = None if a.size is None and b.size is None else self._size_of_extreme(op, a, b)
        chosen = self._number(
            op, (a, b), extreme_bounds(op, a, b), max(a.weight, b.weight), size, nullable=nullable,
            faithful=a.faithful and b.faithful,
        )  # fmt: skip
        for one, other in ((a, b), (b, a)):
            floor = self._floor(other) if op.startswith("least") and one.faithful else None
            if floor and not (one if op == "least_known" else other).nullable:
                return self.choose(self.raw("<=", one, floor), one, chosen)  # there, nothing else matters
        return chosen

    def as_column(self, constant: int) -> Node:
        """Return a constant as a column: some engines multiply by 1/100 where they are asked to divide by a constant.

        The nearest float64 to an amount of so many cents is that of the division only.
        """
        value = self.const(constant)
        column = next((n for n in self._nodes.values() if n.op == "column"), None)
        return value if column is None else self._number("as_column", (column, value), (value.low, value.high), 1, None)

    def _floor(self, a: Node) -> Node | None:
        """Return what `a` is never below, as a part of it that float64 holds exactly."""
        parts = a.args if a.op in ("greatest", "greatest_known") else ()
        return next((part for part in parts if part.faithful and not part.nullable), None)

    def _size_of_extreme(self, op: str, a: Node, b: Node) -> Node:
        """Return the size of the one taken; the larger, where they are too near to know which."""
        sizes = self.magnitude(a), self.magnitude(b)
        first = self.raw("<=", a, b) if op.startswith("least") else self.raw("<=", b, a)
        taken = self.choose(self.fill(first, self.is_null(b)), *sizes)
        return self.choose(self.near(a, b)[0], self.greatest_known(*sizes), taken)

    def near(self, a: Node, b: Node) -> tuple[Node, Node]:
        """Say whether two numbers are nearer than their errors, which come second."""
        gap = self._number("abs", (self.minus(a, b),), (ZERO, None), 1, None)
        rooms = [self.const(SAFETY * UNIT * (n.weight + 1)) for n in (a, b)]
        sizes = [self.times(room, self.magnitude(n)) for room, n in zip(rooms, (a, b), strict=True)]
        allowed = self.plus(*sizes)
        for one, other in ((a, b), (b, a)):
            if one.constant and other.size is None:  # nearness matters only around the constant
                allowed = self.const(2 * SAFETY * UNIT * (other.weight + 2) * abs(one.number()))
        return self.raw("<", gap, allowed), allowed

    # -- making --------------------------------------------------------------------------------------

    def _void(self, a: Node, b: Node) -> bool:
        return a.null or b.null

    def raw(self, op: str, a: Node, b: Node) -> Node:
        """Compare the float64 of two nodes; null where one of them is."""
        if a.null or b.null:
            return self.nothing(Kind.TRUTH)
        return self.make(Node(op, (a, b), Kind.TRUTH, None, nullable=a.nullable or b.nullable))

    def _number(
        self, op: str, args: tuple[Node, ...], bounds: tuple[Bound, Bound], weight: int,
        size: Node | None, *, nullable: bool | None = None, faithful: bool = False,
    ) -> Node:  # fmt: skip
        if nullable is None:
            nullable = any(a.nullable for a in args)
        return self.make(Node(op, args, Kind.NUMBER, None, nullable, *bounds, weight, size, faithful))
