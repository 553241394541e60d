"""Comparisons and roundings of a query; where float64 can't tell, the row is flagged (see `arithmetic.py`)."""

from __future__ import annotations

from fractions import Fraction

from cafsim.colonnes.arithmetic import SAFETY, UNIT, Arithmetic
from cafsim.colonnes.bounds import above, below
from cafsim.colonnes.grilles import Grilles
from cafsim.colonnes.node import Kind, Node, in_cents
from cafsim.engine.numbers import ZERO, to_cent

_MIRROR = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "=="}

HALF_CENT = Fraction(1, 200)


class Graph(Arithmetic):
    """Makes all the nodes of a query."""

    def __init__(self) -> None:
        super().__init__()
        self.grilles = Grilles(self)

    def _surely_zero(self, a: Node, room: Node) -> Node:
        sure = self.not_(self.grilles.incertaine(a, room, ZERO))
        return self.all_(sure, self.fill(self.raw("==", a, self.const(0)), self.const(value=False)))

    # -- comparing -----------------------------------------------------------------------------------

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
            if a is b or below(b, a, strict=not strict):
                return self.const(value=a is b and not strict)
            if below(a, b, strict=strict):
                return self.const(value=True)
        return self._compared("<" if strict else "<=", a, b)

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
        if not a.nullable and not b.nullable and (below(a, b, strict=True) or below(b, a, strict=True)):
            return self.const(value=False)
        for one, other in ((a, b), (b, a)):
            if other.op == "*" and any(one is part for part in other.args):
                factor = other.args[1] if other.args[0] is one else other.args[0]
                unit, zero = self.equal(factor, self.const(1)), self.equal(one, self.const(0))
                return self._where_known(self.any_(unit, zero), a, b)
        return self.raw("==", a, b) if a is b else self._compared("==", a, b)

    def _sign_test(self, a: Node, op: str) -> Node:
        """Compare with zero (`op` one of < <= > >= ==); what `a` is made of may tell its sign without any doubt."""
        zero = self.const(0)
        if a.op == "neg":
            return self._sign_test(a.args[0], _MIRROR[op])
        if a.op == "+" and (a.args[1].op == "neg" or a.args[1].constant):
            left, right = a.args[0], self.opposite(a.args[1])
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
            if a.op in ("least", "least_known") and not other.nullable and above(other, ZERO):
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
        if self._void(low, high):
            return self.const(value=False)
        if low.constant and high.constant:
            return self.equal(low, high)
        told = self.raw("==", low, high)  # computed alike: no chance makes them equal
        return self.fill(self._compared("==", low, high, unless=told), self.const(value=False))

    def _compared(self, op: str, a: Node, b: Node, *, unless: Node | None = None) -> Node:
        """Compare two numbers: too near to be told apart, they are equal if their grids leave no other choice."""
        verdict = self.raw(op, a, b)
        sign_test = any(x.constant and x.value == 0 and y.size is None for x, y in ((a, b), (b, a)))
        if sign_test or (a.faithful and b.faithful):
            return verdict
        near, allowed = self.near(a, b)
        gap = self.minus(a, b)
        if self.grilles.connue(gap):
            verdict = self.all_(verdict, self.not_(near)) if op == "<" else self.any_(verdict, near)
        unsure = self.grilles.incertaine(gap, self.times(self.const(2), allowed), ZERO)
        self.doubt(self.all_(near, unsure, *([self.not_(unless)] if unless else [])), verdict)
        return verdict

    # -- rounding ------------------------------------------------------------------------------------

    def cent(self, a: Node) -> Node:
        """Round to the nearest cent, half a cent upwards; flag the rows too near half a cent, where no grid tells."""
        if a.constant:
            return a if a.null else self.const(to_cent(a.number()))
        if in_cents(a, columns=False):
            return a
        size = self.times(self.const((a.weight + 4) * SAFETY * UNIT), self.magnitude(a))
        error = self.plus(size, self.const(4 * UNIT / 100))
        pushed = self.plus(a, error) if self.grilles.connue(a) and not self.grilles.en_centimes(a) else a
        shifted = self._number("shift", (pushed, self.const(Fraction(1, 2))), (None, None), a.weight, None)
        zone = self.times(self.const(Fraction(9, 4)), error)
        allowed = self.minus(self.const(Fraction(1, 2)), self.times(self.const(100), zone))
        distance = self._number("off", (shifted,), (ZERO, Fraction(1, 2)), 1, None)
        low, high = (None if end is None else to_cent(end) for end in (a.low, a.high))
        rounded = self._number("cent", (shifted, self.as_column(100)), (low, high), 1, None, faithful=True)
        near = self.raw("<", allowed, distance)
        self.doubt(self.all_(near, self.grilles.incertaine(a, zone, HALF_CENT)), rounded)
        return rounded
