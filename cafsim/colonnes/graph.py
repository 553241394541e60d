"""Comparisons of the numbers of a query; where float64 can't tell, the row is flagged (see `arithmetic.py`)."""

from __future__ import annotations

from cafsim.colonnes.arithmetic import SAFETY, UNIT, Arithmetic
from cafsim.colonnes.bounds import above, below
from cafsim.colonnes.node import Kind, Node, both_sound
from cafsim.engine.numbers import ZERO

_MIRROR = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "=="}


class Graph(Arithmetic):
    """Makes all the nodes of a query."""

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
        return self._raw("==", a, b) if a is b else self._compared("==", a, b)

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
        verdict = self._raw("==", low, high) if not (low.constant and high.constant) else self.equal(low, high)
        if not (low.faithful and high.faithful) and not verdict.constant:
            self.doubt(self.all_(self.not_(verdict), self._near(low, high)), verdict)
        return self.fill(verdict, self.const(value=False))

    def _compared(self, op: str, a: Node, b: Node) -> Node:
        verdict = self._raw(op, a, b)
        sign_test = any(x.constant and x.value == 0 and y.size is None for x, y in ((a, b), (b, a)))
        sound = both_sound(a, b)
        if sound != () and not sign_test:
            unsound = self.const(value=True) if sound is None else self.not_(self.all_(*sound))
            self.doubt(self.all_(self._near(a, b), unsound), verdict)
        return verdict

    def _near(self, a: Node, b: Node) -> Node:
        gap = self._number("abs", (self.minus(a, b),), (ZERO, None), 1, None)
        rooms = [self.const(SAFETY * UNIT * (n.weight + 1)) for n in (a, b)]
        for one, other in ((a, b), (b, a)):
            if one.constant and other.size is None:  # nearness matters only around the constant
                return self._raw("<", gap, self.const(2 * SAFETY * UNIT * (other.weight + 2) * abs(one.number())))
        sizes = [self.times(room, self.magnitude(n)) for room, n in zip(rooms, (a, b), strict=True)]
        return self._raw("<", gap, self.plus(*sizes))
