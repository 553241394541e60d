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
  numbers too). Where 100 x + 1/2 is nearer to a whole number than its own error, the row is flagged. The bound grows
  with the amount, so that a row is flagged by itself where float64 no longer holds half a cent (from about 10¹² €);
- **a comparison** of two nodes nearer to each other than their errors flags the row. It needs no flag when both are
  faithful (columns, constants, what was chosen among them, what was rounded to a cent: rounding to nearest is
  monotone), nor against zero when no subtraction took part: the sign is then right;
- **zero** is exact as long as no product falls below 10⁻³⁰⁸: inputs below 10⁻²⁰ other than zero are flagged where
  they enter (`entrees.py`), as are those beyond the bounds that a project file accepts.
"""

from __future__ import annotations

from fractions import Fraction

from cafsim.colonnes.logic import Logic
from cafsim.colonnes.node import Kind, Node, hull
from cafsim.engine.numbers import to_cent

UNIT = Fraction(1, 2**53)
SAFETY = 2
LOST = Fraction(1, 2**20)
ZERO = Fraction(0)
_MIRROR = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "=="}


class Graph(Logic):
    """Makes the nodes of a query. `doubts` are the conditions under which a row must be computed exactly."""

    def __init__(self) -> None:
        super().__init__()
        self.doubts: dict[Node, None] = {}

    def doubt(self, node: Node) -> None:
        """Flag the rows where `node` is true."""
        if not (node.constant and node.value is not True):
            self.doubts[node] = None

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
        one_sign = _sign(a) * _sign(b) > 0 and a.size is None and b.size is None
        size = None if one_sign else self.plus(self.magnitude(a), self.magnitude(b))
        return self._number("+", (a, b), low, high, max(a.weight, b.weight) + 1, size)

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
        return self._number("neg", (a,), low, high, a.weight, a.size, faithful=a.faithful)

    def magnitude(self, a: Node) -> Node:
        """Return what the error of `a` is proportional to: `size`, or its absolute value."""
        if a.size is not None:
            return a.size
        if a.constant:
            return a if a.null else self.const(abs(a.number()))
        if _sign(a) > 0:
            return a
        if _sign(a) < 0:
            return self.opposite(a)
        return self._number("abs", (a,), ZERO, _widest(a), a.weight, None, faithful=a.faithful)

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
        low, high = _product(a, b)
        return self._number("*", (a, b), low, high, a.weight + b.weight + 1, self._product_size(a, b))

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
        sign = _sign(a) * _sign(b)
        low, high = (ZERO if sign > 0 else None), (ZERO if sign < 0 else None)
        if b.constant:
            low, high = _product(a, self.const(1 / b.number()))
        weight = a.weight + b.weight + 2
        nullable = a.nullable or b.nullable or not (_above(b, ZERO) or _above(self.opposite(b), ZERO))
        return self._number("/", (a, b), low, high, weight, size, nullable=nullable)

    def _lost(self, b: Node) -> Node:
        """Flag where a divisor is lost in its own error; return what divides the size of a quotient by it."""
        true_size = self._number("abs", (b,), ZERO, _widest(b), b.weight, None)
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
            if _never_above(one, other) and _null_only_with(dropped, kept):
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
        low, high = _extreme_bounds(op, a, b)
        size = None
        if a.size is not None or b.size is not None:
            size = self.greatest_known(self.magnitude(a), self.magnitude(b))
        faithful = a.faithful and b.faithful
        return self._number(op, (a, b), low, high, max(a.weight, b.weight), size, nullable=nullable, faithful=faithful)

    def cent(self, a: Node) -> Node:
        """Round to the nearest cent, half a cent upwards; flag the rows too near half a cent."""
        if a.constant:
            return a if a.null else self.const(to_cent(a.number()))
        if a.op == "cent":
            return a
        shifted = self._number("shift", (a,), None, None, a.weight, None)
        room = 100 * (a.weight + 4) * SAFETY * UNIT
        allowed = self.plus(self.const(Fraction(1, 2) - 4 * UNIT), self.times(self.const(-room), self.magnitude(a)))
        distance = self._number("off", (shifted,), ZERO, Fraction(1, 2), 1, None)
        self.doubt(self._raw("<", allowed, distance))
        low = None if a.low is None else to_cent(a.low)
        high = None if a.high is None else to_cent(a.high)
        return self._number("cent", (shifted, self._hundred()), low, high, 1, None, faithful=True)

    def _hundred(self) -> Node:
        """Return 100 as a column: some engines multiply by 1/100 where they are asked to divide by a constant.

        The nearest float64 to an amount of so many cents is that of the division only.
        """
        column = next((n for n in self._nodes.values() if n.op == "column"), None)
        hundred = self.const(100)
        return hundred if column is None else self._number("hundred", (column,), hundred.low, hundred.high, 1, None)

    # -- comparisons ---------------------------------------------------------------------------------

    def less(self, a: Node, b: Node, *, strict: bool) -> Node:
        """Say whether `a` < `b` (or ≤ when not strict); null where one of them is. Flags what is too near."""
        if self._void(a, b):
            return self.nothing(Kind.TRUTH)
        if b.constant and b.value == 0:
            return self._sign_test(a, "<" if strict else "<=")
        if a.constant and a.value == 0:
            return self._sign_test(b, ">" if strict else ">=")
        return self._less(a, b, strict=strict)

    def _less(self, a: Node, b: Node, *, strict: bool) -> Node:
        if a.constant and b.constant:
            return self.const(value=a.number() < b.number() if strict else a.number() <= b.number())
        if not a.nullable and not b.nullable:
            if a is b or _below(b, a, strict=not strict):
                return self.const(value=a is b and not strict)
            if _below(a, b, strict=strict):
                return self.const(value=True)
        self._doubt_order(a, b)
        return self._raw("<" if strict else "<=", a, b)

    def equal(self, a: Node, b: Node) -> Node:
        """Say whether two numbers are equal; null where one of them is. Flags what is too near to tell."""
        if self._void(a, b):
            return self.nothing(Kind.TRUTH)
        for one, other in ((a, b), (b, a)):
            if one.constant and one.value == 0:
                return self._sign_test(other, "==")
        return self._equal(a, b)

    def _equal(self, a: Node, b: Node) -> Node:
        if a.constant and b.constant:
            return self.const(value=a.value == b.value)
        if a is b and not a.nullable:
            return self.const(value=True)
        if not a.nullable and not b.nullable and (_below(a, b, strict=True) or _below(b, a, strict=True)):
            return self.const(value=False)
        for one, other in ((a, b), (b, a)):
            if other.op == "*" and any(one is part for part in other.args):
                factor = other.args[1] if other.args[0] is one else other.args[0]
                unit, zero = self.equal(factor, self.const(1)), self.equal(one, self.const(0))
                return self._where_known(self.any_(unit, zero), a, b)
        if a is not b:
            self._doubt_order(a, b)
        return self._raw("==", a, b)

    def _sign_test(self, a: Node, op: str) -> Node:
        """Compare with zero (`op` one of < <= > >= ==); what `a` is made of may tell its sign without any doubt."""
        zero = self.const(0)
        if a.op == "neg":
            return self._sign_test(a.args[0], _MIRROR[op])
        if a.op == "+" and a.args[1].op == "neg":
            left, right = a.args[0], a.args[1].args[0]
            if op == "==":
                return self.equal(left, right)
            return (
                self.less(left, right, strict=op == "<")
                if op in ("<", "<=")
                else self.less(right, left, strict=op == ">")
            )
        inner, below = self._clipped(a)
        if inner and below:  # the lesser of something and of what is always positive
            verdict = self._sign_test(inner, op)
            return self.fill(verdict, self.const(value=op in (">", ">="))) if a.op == "least_known" else verdict
        if inner and op in ("==", "<=", ">"):  # the greater of something and zero
            verdict = self._sign_test(inner, ">" if op == ">" else "<=")
            return self.fill(verdict, self.const(value=op != ">")) if a.op == "greatest_known" else verdict
        if op == "==":
            return self._equal(a, zero)
        first, second = (a, zero) if op in ("<", "<=") else (zero, a)
        return self._less(first, second, strict=op in ("<", ">"))

    def _clipped(self, a: Node) -> tuple[Node | None, bool]:
        """Return what `a` clips: from above by something positive (True), or from below by zero (False)."""
        for one, other in (a.args, a.args[::-1]) if len(a.args) == 2 else ():
            if a.op in ("least", "least_known") and not other.nullable and _above(other, ZERO):
                return one, True
            if a.op in ("greatest", "greatest_known") and other.constant and other.value == 0:
                return one, False
        return None, False

    def _where_known(self, verdict: Node, a: Node, b: Node) -> Node:
        unknown = self.any_(self.is_null(a), self.is_null(b))
        return self.choose(unknown, self.nothing(Kind.TRUTH), verdict)

    def same(self, low: Node, high: Node) -> Node:
        """Say whether both ends of an interval meet; false where one is unknown."""
        if low is high:
            return self.not_(self.is_null(low))
        verdict = self._raw("==", low, high) if not (low.constant and high.constant) else self.equal(low, high)
        if not (low.faithful and high.faithful) and not verdict.constant:
            self.doubt(self.all_(self.not_(verdict), self._near(low, high)))
        return self.fill(verdict, self.const(value=False))

    def _doubt_order(self, a: Node, b: Node) -> None:
        if a.faithful and b.faithful:
            return
        for one, other in ((a, b), (b, a)):
            if one.constant and one.value == 0 and other.size is None:
                return
        self.doubt(self._near(a, b))

    def _near(self, a: Node, b: Node) -> Node:
        gap = self._number("abs", (self.minus(a, b),), ZERO, None, 1, None)
        rooms = [self.const(SAFETY * UNIT * (n.weight + 1)) for n in (a, b)]
        for one, other in ((a, b), (b, a)):
            if one.constant and other.size is None:  # nearness matters only around the constant
                return self._raw("<", gap, self.const(2 * SAFETY * UNIT * (other.weight + 2) * abs(one.number())))
        sizes = [self.times(room, self.magnitude(n)) for room, n in zip(rooms, (a, b), strict=True)]
        return self._raw("<", gap, self.plus(*sizes))

    # -- making --------------------------------------------------------------------------------------

    def _void(self, a: Node, b: Node) -> bool:
        return a.null or b.null

    def _raw(self, op: str, a: Node, b: Node) -> Node:
        if a.null or b.null:
            return self.nothing(Kind.TRUTH)
        return self.make(Node(op, (a, b), Kind.TRUTH, None, nullable=a.nullable or b.nullable))

    def _number(
        self, op: str, args: tuple[Node, ...], low: Fraction | None, high: Fraction | None, weight: int,
        size: Node | None, *, nullable: bool | None = None, faithful: bool = False,
    ) -> Node:  # fmt: skip
        if nullable is None:
            nullable = any(a.nullable for a in args)
        return self.make(Node(op, args, Kind.NUMBER, None, nullable, low, high, weight, size, faithful))


def _sign(a: Node) -> int:
    """Return 1 for what is never negative, -1 for what is never positive, else 0."""
    if a.low is not None and a.low >= 0:
        return 1
    return -1 if a.high is not None and a.high <= 0 else 0


def _above(a: Node, bound: Fraction) -> bool:
    return a.low is not None and a.low > bound


def _below(a: Node, b: Node, *, strict: bool) -> bool:
    """Say whether the bounds alone put `a` below `b`."""
    if a.high is None or b.low is None:
        return False
    return a.high < b.low if strict else a.high <= b.low


def _never_above(a: Node, b: Node) -> bool:
    """Say whether `a` ≤ `b` on every row where both are known: by their bounds, or because `a` is a part of `b`."""
    if _below(a, b, strict=False):
        return True
    if a.op != "*" or not any(b is part for part in a.args) or _sign(b) <= 0:
        return False
    factor = a.args[1] if a.args[0] is b else a.args[0]
    return factor.high is not None and factor.high <= 1


def _null_only_with(a: Node, b: Node) -> bool:
    """Say whether `a` is null only on rows where `b` is."""
    if not a.nullable or a is b:
        return True
    if a.op == "*":
        return all(_null_only_with(part, b) for part in a.args)
    return b.op == "*" and any(a is part for part in b.args)


def _extreme_bounds(op: str, a: Node, b: Node) -> tuple[Fraction | None, Fraction | None]:
    """Return the bounds of the lesser or greater of two: one bound of each that is always there holds for it."""
    low, high = hull((a, b))
    sure = [n for n in (a, b) if not n.nullable or not op.endswith("_known")]
    if op.startswith("least"):
        return low, min([h for h in (high, *(n.high for n in sure)) if h is not None], default=None)
    return max([x for x in (low, *(n.low for n in sure)) if x is not None], default=None), high


def _widest(a: Node) -> Fraction | None:
    return None if a.low is None or a.high is None else max(abs(a.low), abs(a.high))


def _product(a: Node, b: Node) -> tuple[Fraction | None, Fraction | None]:
    bounds = (a.low, a.high, b.low, b.high)
    if None not in bounds:
        corners = [p * q for p in (a.low, a.high) for q in (b.low, b.high) if p is not None and q is not None]
        return min(corners), max(corners)
    sign = _sign(a) * _sign(b)
    return (ZERO if sign > 0 else None), (ZERO if sign < 0 else None)
