"""Numbers of a query in float64, and the rows where float64 can't tell.

What is the same for every row is worked out in exact fractions. For the rest each node carries a bound of its error,
found while the query is built (u = 2⁻⁵³, one rounding to nearest):

- a column, or a constant, is the float64 nearest to a decimal number: error ≤ u × |x|;
- a product or a quotient of x and y, of weights p and q, has weight p + q + 1, and the product (quotient) of their
  sizes as its size. A quotient whose divisor comes from a subtraction holds while that divisor is not lost in its own
  error: below 2⁻²⁰ of its size, the row is flagged;
- a sum has weight max(p, q) + 1. Where both terms have one sign its size is |x + y|; else it is |x| + |y|, because a
  subtraction cancels the digits that are right. Nothing else makes the size differ from the value itself;
- the least or greatest of several, or a choice between them, has the worst weight, and the size of what it takes.

Second-order terms are below 2⁻⁵³ × weight, hence nothing: every bound is used doubled. From there:

- **rounding to a cent** is floor(100 x + 1/2) / 100 (half a cent upwards, as the exact engine does, for negative
  numbers too). Where 100 x + 1/2 is nearer to a whole number than its own error, the row is flagged; but where x is
  known to have so many decimals (`grilles.py`), a nudge of less than half a step of that grid is added first: what lies
  exactly on half a cent is then rounded upwards without a doubt, and nothing else changes. The bound grows
  with the amount, so that a row is flagged by itself where float64 no longer holds half a cent (from about 10¹² €);
- **a comparison** of two nodes nearer to each other than their errors flags the row. It needs no flag when both are
  faithful (columns, constants, what was chosen among them, what was rounded to a cent: rounding to nearest is
  monotone), nor against zero when no subtraction took part: the sign is then right. A quotient of whole numbers is
  rounded once: it is faithful on the rows where both are whole, so that 107 hours for 100 are exactly 107 %;
- **zero** is exact as long as no product falls below 10⁻³⁰⁸: inputs below 10⁻²⁰ other than zero are flagged where
  they enter (`entrees.py`), as are those beyond the bounds that a project file accepts.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from cafsim.colonnes.bounds import above, extreme_bounds, never_above, null_only_with, product, sign_of, widest
from cafsim.colonnes.grilles import Grilles
from cafsim.colonnes.logic import Logic
from cafsim.colonnes.node import Bound, Kind, Node
from cafsim.engine.numbers import ZERO, to_cent

UNIT = Fraction(1, 2**53)
SAFETY = 2
LOST = Fraction(1, 2**20)
NUDGE = Fraction(1, 2**20)
"""Cents added to what lies on a grid: more than the error of any amount, less than a step."""

WHOLE = 10**10
"""Two fractions of whole numbers up to this one, and up to 10⁵ for those of a scale, are never as near as a float64."""


class Arithmetic(Logic):
    """Makes the nodes that compute, and remembers where each may be wrong."""

    def __init__(self) -> None:
        super().__init__()
        self.grilles = Grilles()
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
        sound = None if b.constant else self._whole_quotient(a, b)
        return self._number("/", (a, b), bounds, weight, size, nullable=nullable, sound=sound)

    def _whole_quotient(self, a: Node, b: Node) -> Node | None:
        """Say where a quotient is one of whole numbers: it is then rounded once, to the nearest float64."""
        widths = [widest(n) for n in (a, b)]
        wholes = [self._whole(n) for n in (a, b)]
        if None in wholes or any(w is None or w > WHOLE for w in widths):
            return None
        return self.all_(*(w for w in wholes if w is not None))

    def _whole(self, a: Node) -> Node | None:
        """Say where a node is a whole number, and exactly that in float64; None when that can't be said."""
        if a.constant:
            return self.const(value=not a.null and a.number().denominator == 1)
        if a.faithful:
            return self.make(Node("whole?", (a,), Kind.TRUTH, None, nullable=a.nullable))
        parts = [self._whole(part) for part in a.args] if a.op in ("+", "neg") else [None]
        return None if None in parts else self.all_(*(p for p in parts if p is not None))

    def _lost(self, b: Node) -> Node:
        """Flag where a divisor is lost in its own error; return what divides the size of a quotient by it."""
        true_size = self._number("abs", (b,), (ZERO, widest(b)), b.weight, None)
        self.doubt(self._raw("<", true_size, self.times(self.const(LOST), self.magnitude(b))))
        return self.over(self.times(true_size, true_size), self.magnitude(b))

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
        return self._chosen(f"{op}_known", a, b, nullable=a.nullable and b.nullable)

    def _chosen(self, op: str, a: Node, b: Node, *, nullable: bool) -> Node:
        if a is b:
            return a
        size = None
        if a.size is not None or b.size is not None:
            size = self.greatest_known(self.magnitude(a), self.magnitude(b))
        return self._number(
            op, (a, b), extreme_bounds(op, a, b), max(a.weight, b.weight), size, nullable=nullable,
            faithful=a.faithful and b.faithful, sound=self.sound(a, b),
        )  # fmt: skip

    def cent(self, a: Node) -> Node:
        """Round to the nearest cent, half a cent upwards; flag the rows too near half a cent, where no grid tells."""
        if a.constant:
            return a if a.null else self.const(to_cent(a.number()))
        if a.op == "cent":
            return a
        grid = self.grilles.de(a)
        nudge = ZERO if grid is None else min(NUDGE, Fraction(100, 2 * 10 ** max(grid, 3)))
        shifted = self._number("shift", (a, self.const(Fraction(1, 2) + nudge)), (None, None), a.weight, None)
        room = 100 * (a.weight + 4) * SAFETY * UNIT
        error = self.times(self.const(room), self.magnitude(a))
        allowed = self.minus(self.const(Fraction(1, 2) - 4 * UNIT - nudge), error)
        distance = self._number("off", (shifted,), (ZERO, Fraction(1, 2)), 1, None)
        low, high = (None if end is None else to_cent(end) for end in (a.low, a.high))
        rounded = self._number("cent", (shifted, self._hundred()), (low, high), 1, None, faithful=True)
        near = self._raw("<", allowed, distance)
        self.doubt(near if grid is None else self.all_(near, self._off_grid(a, error, nudge)), rounded)
        return rounded

    def _off_grid(self, a: Node, error: Node, nudge: Fraction) -> Node:
        """Say where a value may not be the one of its grid: a column off its own, or an error as large as the nudge."""
        lost = self._raw("<", self.const(nudge / 2), error)
        return self.any_(lost, *(self._off_own_grid(column) for column in self.grilles.colonnes(a)))

    def _off_own_grid(self, column: Node) -> Node:
        places = self.grilles.champs[str(column.value)]
        scale = self._number("hundred", (column, self.const(10**places)), (None, None), 1, None)
        off = self.make(Node("off_grid?", (column, scale), Kind.TRUTH, None, nullable=True))
        return self.fill(off, self.const(value=False))

    def _hundred(self) -> Node:
        """Return 100 as a column: some engines multiply by 1/100 where they are asked to divide by a constant.

        The nearest float64 to an amount of so many cents is that of the division only.
        """
        column = next((n for n in self._nodes.values() if n.op == "column"), None)
        hundred = self.const(100)
        return (
            hundred
            if column is None
            else self._number("hundred", (column, hundred), (hundred.low, hundred.high), 1, None)
        )

    # -- making --------------------------------------------------------------------------------------

    def _void(self, a: Node, b: Node) -> bool:
        return a.null or b.null

    def _raw(self, op: str, a: Node, b: Node) -> Node:
        if a.null or b.null:
            return self.nothing(Kind.TRUTH)
        return self.make(Node(op, (a, b), Kind.TRUTH, None, nullable=a.nullable or b.nullable))

    def _number(
        self, op: str, args: tuple[Node, ...], bounds: tuple[Bound, Bound], weight: int,
        size: Node | None, *, nullable: bool | None = None, faithful: bool = False, sound: Node | None = None,
    ) -> Node:  # fmt: skip
        if nullable is None:
            nullable = any(a.nullable for a in args)
        return self.make(Node(op, args, Kind.NUMBER, None, nullable, *bounds, weight, size, faithful, sound))
