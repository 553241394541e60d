"""Truth values, nulls and choices of a query, with Kleene's third value where something is unknown."""

from __future__ import annotations

from cafsim.colonnes.node import Bound, Kind, Node, Store, hull

_SPLIT = ("and", "or", "choose")
"""Operations on answers whose parts are better filled one by one: what is left of them is often a constant."""


class Logic(Store):
    """Makes the nodes that compute no number; what is the same for every row is worked out at once."""

    def is_null(self, a: Node) -> Node:
        """Say, row by row, whether `a` is unknown: never null."""
        if not a.nullable:
            return self.const(value=False)
        if a.null:
            return self.const(value=True)
        if a.op == "choose":
            condition, *ends = a.args
            for void, other, null_where in ((ends[0], ends[1], condition), (ends[1], ends[0], None)):
                if void.null and not other.nullable:
                    known = self.fill(condition, self.const(value=False))
                    return known if null_where else self.not_(known)
        return self.make(Node("null?", (a,), Kind.TRUTH, None, nullable=False))

    def not_(self, a: Node) -> Node:
        """Return the contrary; null where `a` is."""
        if a.constant:
            return a if a.value is None else self.const(value=not a.value)
        if a.op == "not":
            return a.args[0]
        return self.make(Node("not", (a,), Kind.TRUTH, None, nullable=a.nullable))

    def all_(self, *args: Node) -> Node:
        """All of the conditions, with Kleene's third value."""
        return self._join("and", args, decisive=False)

    def any_(self, *args: Node) -> Node:
        """At least one of the conditions, with Kleene's third value."""
        return self._join("or", args, decisive=True)

    def _join(self, op: str, args: tuple[Node, ...], *, decisive: bool) -> Node:
        kept: dict[Node, None] = {}
        for arg in args:
            if arg.constant and arg.value is decisive:
                return arg
            if not (arg.constant and arg.value is not None):
                kept[arg] = None
        if not kept:
            return self.const(value=not decisive)
        result, *others = kept
        for other in others:
            nullable = result.nullable or other.nullable
            result = self.make(Node(op, (result, other), Kind.TRUTH, None, nullable=nullable))
        return result

    def fill(self, a: Node, b: Node) -> Node:
        """Return `a`, or `b` where `a` is null."""
        if not a.nullable or b.null or a is b:
            return a
        if a.null:
            return b
        if a.op == "fill":
            return self.fill(a.args[0], self.fill(a.args[1], b))
        if a.kind is Kind.TRUTH and b.constant and a.op in _SPLIT:
            parts = [self.fill(x, b) for x in a.args[-2:]]
            if a.op == "choose":
                return self.choose(a.args[0], *parts)
            return (self.any_ if a.op == "or" else self.all_)(*parts)
        low, high = hull((a, b))
        return self.make(
            Node(
                "fill", (a, b), a.kind, None, nullable=b.nullable, low=low, high=high, weight=max(a.weight, b.weight),
                size=self._size_of_choice(self.is_null(a), b, a), faithful=a.faithful and b.faithful,
            )
        )  # fmt: skip

    def choose(self, condition: Node, then: Node, otherwise: Node) -> Node:
        """Return `then` where the condition holds; `otherwise` where it does not, or is null."""
        return self.choose_within(condition, then, otherwise, *hull((then, otherwise)))

    def choose_within(self, condition: Node, then: Node, otherwise: Node, low: Bound, high: Bound) -> Node:
        """Return the same; the condition leaves only numbers between two others."""
        if condition.constant:
            return then if condition.value is True else otherwise
        if then.op == "choose" and then.args[0] is condition:
            then = then.args[1]
        if otherwise.op == "choose" and otherwise.args[0] is condition:
            otherwise = otherwise.args[2]
        if then is otherwise:
            return then
        if condition.op == "not" and not condition.nullable:
            return self.choose_within(condition.args[0], otherwise, then, low, high)
        if then.kind is Kind.TRUTH and not (then.nullable or otherwise.nullable):
            simple = self._as_truth(condition, then, otherwise)
            if simple:
                return simple
        return self.make(
            Node(
                "choose", (condition, then, otherwise), then.kind, None, nullable=then.nullable or otherwise.nullable,
                low=low, high=high, weight=max(then.weight, otherwise.weight),
                size=self._size_of_choice(condition, then, otherwise), faithful=then.faithful and otherwise.faithful,
            )
        )  # fmt: skip

    def _as_truth(self, condition: Node, then: Node, otherwise: Node) -> Node | None:
        """Return a choice between two answers that are never null, without choosing where one of them is a constant."""
        if not (then.constant or otherwise.constant):
            return None
        held = self.fill(condition, self.const(value=False))
        if then.constant:
            return self.any_(held, otherwise) if then.value else self.all_(self.not_(held), otherwise)
        return self.any_(self.not_(held), then) if otherwise.value else self.all_(held, then)

    def _size_of_choice(self, condition: Node, then: Node, otherwise: Node) -> Node | None:
        if then.size is None and otherwise.size is None:
            return None
        return self.choose(condition, self.magnitude(then), self.magnitude(otherwise))

    def magnitude(self, a: Node) -> Node:
        """Return what the error of `a` is proportional to; overridden where numbers are known."""
        raise NotImplementedError

    def pick(self, verdict: Node, then: Node, otherwise: Node, both: Node) -> Node:
        """Return `then` where the verdict is true, `otherwise` where it is false, `both` where it is unknown."""
        if not verdict.nullable:
            return self.choose(verdict, then, otherwise)
        if verdict.null:
            return both
        if both is then:
            return self.choose(self.not_(verdict), otherwise, then)
        if both is otherwise:
            return self.choose(verdict, then, otherwise)
        return self.choose(verdict, then, self.choose(self.not_(verdict), otherwise, both))

    def is_text(self, a: Node, text: str) -> Node:
        """Say whether a text is the one given."""
        if a.constant:
            return self.nothing(Kind.TRUTH) if a.value is None else self.const(value=a.value == text)
        return self.make(Node("==", (a, self.const(text)), Kind.TRUTH, None, nullable=a.nullable))

    def among(self, a: Node, texts: tuple[str, ...]) -> Node:
        """Say whether a text is one of those given."""
        return self.make(Node("in", (a,), Kind.TRUTH, texts, nullable=a.nullable))

    def same_truth(self, a: Node, b: Node) -> Node:
        """Say whether two truth values are the same; null where one of them is."""
        for one, other in ((a, b), (b, a)):
            if one.constant:
                return one if one.value is None else other if one.value is True else self.not_(other)
        return self.make(Node("==", (a, b), Kind.TRUTH, None, nullable=a.nullable or b.nullable))

    def before(self, a: Node, b: Node) -> Node:
        """Say whether a day comes before another one."""
        if a.constant and b.constant:
            if a.value is None or b.value is None:
                return self.nothing(Kind.TRUTH)
            return self.const(value=bool(a.value < b.value))  # type: ignore[operator]
        return self.make(Node("<", (a, b), Kind.TRUTH, None, nullable=a.nullable or b.nullable))
