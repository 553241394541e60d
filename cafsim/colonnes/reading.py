"""The column reading: the very trees of the exact and range readings, read as the columns of a table.

Both readings are followed at once, for every row: the exact value (null where it is unknown), the interval that the
range reading gives (null: no bound), and what each of them would have read on the way: how sure the rates are, whether
one is a gap, whether a division by zero was met.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import reduce
from typing import NamedTuple

from cafsim.baremes.model import FIABILITES
from cafsim.baremes.symbols import TauxDuBareme
from cafsim.colonnes.graph import Graph
from cafsim.colonnes.interval import Span, divide, multiply
from cafsim.colonnes.node import Kind, Node
from cafsim.colonnes.periods import ByPeriod
from cafsim.colonnes.trace import NO_RATE, Trace, join, nothing_read, one_of, read_on, then_read
from cafsim.colonnes.verdicts import possibly_equal, possibly_less
from cafsim.engine.expr import Arithmetic as ArithmeticNode
from cafsim.engine.expr import Either, Expr, Input, Rate, Round
from cafsim.engine.reading import Reading
from cafsim.engine.values import Scalar


class Number(NamedTuple):
    """A number: its exact value and its interval."""

    exact: Node
    span: Span
    trace: Trace


class Truth(NamedTuple):
    """A condition; `possible` is null where the range reading leaves both answers open."""

    exact: Node
    possible: Node
    trace: Trace


class Text(NamedTuple):
    """A text; `choices` is what an unknown one may be."""

    exact: Node
    choices: frozenset[str]
    trace: Trace


Column = Number | Truth | Text


class Columns(Reading[Column]):
    """Read trees as nodes of `graph`; `inputs` maps the name of a field to its node."""

    def __init__(self, graph: Graph, inputs: Mapping[str, Node]) -> None:
        super().__init__()
        self.graph = graph
        self._given = inputs
        self._nothing_read = nothing_read(graph)

    def read(self, node: Expr) -> Column:
        """Interpret a node that has not been read yet."""
        return self._by_period(node) if isinstance(node, ByPeriod) else super().read(node)

    # -- leaves --------------------------------------------------------------------------------------

    def const(self, value: Scalar) -> Column:
        node = self.graph.const(value)
        if isinstance(value, bool):
            return Truth(node, node, self._nothing_read)
        if isinstance(value, str):
            return Text(node, frozenset([value]), self._nothing_read)
        return Number(node, Span(node, node), self._nothing_read)

    def input(self, node: Input) -> Column:
        g = self.graph
        value = self._given.get(node.name)
        if not node.choices:
            value = value or g.nothing(Kind.NUMBER)
            low = value if node.low is None else g.fill(value, g.const(node.low))
            high = value if node.high is None else g.fill(value, g.const(node.high))
            return Number(value, Span(low, high), self._nothing_read)
        if isinstance(node.choices[0], bool):
            value = value or g.nothing(Kind.TRUTH)
            return Truth(value, value, self._nothing_read)
        texts = frozenset(c for c in node.choices if isinstance(c, str))
        return Text(value or g.nothing(Kind.TEXT), texts, self._nothing_read)

    def rate(self, node: Rate) -> Column:
        g = self.graph
        sure = node.lecture.fiabilite if isinstance(node, TauxDuBareme) else None
        rank = g.const(FIABILITES.index(sure) if sure else NO_RATE)
        gap = g.const(value=isinstance(node, TauxDuBareme) and node.lecture.lacune)
        trace = Trace(rank, rank, gap, g.const(value=False))
        exact, low, high = (
            g.nothing(Kind.NUMBER) if x is None else g.const(x) for x in (node.value, node.low, node.high)
        )
        return Number(exact, Span(low, high), trace)

    def known(self, node: Input) -> Column:
        value = self._given.get(node.name)
        known = self.graph.const(value=False) if value is None else self.graph.not_(self.graph.is_null(value))
        return Truth(known, known, self._nothing_read)

    # -- numbers -------------------------------------------------------------------------------------

    def arithmetic(self, node: ArithmeticNode, left: Column, right: Column) -> Column:
        a, b, g, op = number(left), number(right), self.graph, node.op
        trace = join(g, a.trace, b.trace)
        if op == "+":
            span = Span(g.plus(a.span.low, b.span.low), g.plus(a.span.high, b.span.high))
            return Number(g.plus(a.exact, b.exact), span, trace)
        if op == "-":
            span = Span(g.minus(a.span.low, b.span.high), g.minus(a.span.high, b.span.low))
            return Number(g.minus(a.exact, b.exact), span, trace)
        if op == "*":
            return Number(g.times(a.exact, b.exact), multiply(g, a.span, b.span), trace)
        low, high = b.span
        nil = g.const(0)
        zero = g.all_(g.equal(low, nil), g.equal(high, nil))
        trace = trace._replace(zero=g.any_(trace.zero, g.fill(zero, g.const(value=False))))
        # no row but those of a known zero divides by zero exactly: the doubt near zero is in the test above
        return Number(g.over(a.exact, b.exact), divide(g, a.span, b.span), trace)

    def extremum(self, op: str, args: Sequence[Column]) -> Column:
        g = self.graph
        numbers = [number(a) for a in args]
        exact = [n.exact for n in numbers]
        lows, highs = [n.span.low for n in numbers], [n.span.high for n in numbers]
        trace = join(g, *(n.trace for n in numbers))
        if op == "min":
            span = Span(reduce(g.least, lows), reduce(g.least_known, highs))
            return Number(reduce(g.least, exact), span, trace)
        span = Span(reduce(g.greatest_known, lows), reduce(g.greatest, highs))
        return Number(reduce(g.greatest, exact), span, trace)

    def round(self, node: Round, value: Column) -> Column:
        a, g = number(value), self.graph
        return Number(g.cent(a.exact), Span(g.cent(a.span.low), g.cent(a.span.high)), a.trace)

    # -- conditions ----------------------------------------------------------------------------------

    def compare(self, op: str, left: Column, right: Column) -> Column:
        g = self.graph
        trace = join(g, left.trace, right.trace)
        if isinstance(left, Text) and isinstance(right, Text):
            exact, possible = self._same_text(left, right)
            return Truth(exact, possible, trace)
        if isinstance(left, Truth) and isinstance(right, Truth):
            return Truth(g.same_truth(left.exact, right.exact), g.same_truth(left.possible, right.possible), trace)
        a, b = number(left), number(right)
        if op == "==":
            return Truth(g.equal(a.exact, b.exact), possibly_equal(g, a.span, b.span), trace)
        strict = op == "<"
        exact = g.less(a.exact, b.exact, strict=strict)
        return Truth(exact, possibly_less(g, a.span, b.span, strict=strict), trace)

    def _same_text(self, left: Text, right: Text) -> tuple[Node, Node]:
        constant, other = (left, right) if isinstance(left.exact.value, str) and left.exact.constant else (right, left)
        text = constant.exact.value
        if not isinstance(text, str) or not constant.exact.constant:
            raise TypeError("a text is compared with a constant only")
        exact = self.graph.is_text(other.exact, text)
        if other.choices == {text} or text not in other.choices:
            return exact, self.graph.fill(exact, self.graph.const(value=text in other.choices))
        return exact, exact

    def logic(self, op: str, args: Sequence[Expr]) -> Column:
        g = self.graph
        join = g.all_ if op == "and" else g.any_
        decisive = op == "or"
        verdicts = [truth(self(arg)) for arg in args]
        trace = self._nothing_read
        exact_goes_on = goes_on = g.const(value=True)
        for verdict in verdicts:
            trace = then_read(g, trace, verdict.trace, exact_goes_on, goes_on)
            exact_goes_on = read_on(g, exact_goes_on, verdict.exact, decisive=decisive)
            goes_on = read_on(g, goes_on, verdict.possible, decisive=decisive)
        tight = all(v.trace.tight and v.trace.zero.constant and v.trace.zero.value is False for v in verdicts)
        exact, possible = join(*(v.exact for v in verdicts)), join(*(v.possible for v in verdicts))
        return Truth(exact, possible, trace._replace(tight=tight))

    def negate(self, value: Column) -> Column:
        a, g = truth(value), self.graph
        return Truth(g.not_(a.exact), g.not_(a.possible), a.trace)

    # -- choices -------------------------------------------------------------------------------------

    def when(self, condition: Column, then: Expr, otherwise: Expr) -> Column:
        verdict, g = truth(condition), self.graph
        yes, no = self(then), self(otherwise)
        chosen = one_of(g, verdict.exact, verdict.possible, yes.trace, no.trace)
        trace = join(g, verdict.trace, chosen)
        if isinstance(yes, Truth) and isinstance(no, Truth):
            exact = g.pick(verdict.exact, yes.exact, no.exact, g.nothing(Kind.TRUTH))
            agreed = g.choose(g.same_truth(yes.possible, no.possible), yes.possible, g.nothing(Kind.TRUTH))
            return Truth(exact, g.pick(verdict.possible, yes.possible, no.possible, agreed), trace)
        a, b = number(yes), number(no)
        exact = g.pick(verdict.exact, a.exact, b.exact, g.nothing(Kind.NUMBER))
        around = self._hull(a.span, b.span)
        span = Span(*(g.pick(verdict.possible, *ends) for ends in zip(a.span, b.span, around, strict=True)))
        return Number(exact, span, trace)

    def either(self, node: Either, left: Column, right: Column) -> Column:
        a, b, g = number(left), number(right), self.graph
        agreed = g.choose(g.equal(a.exact, b.exact), a.exact, g.nothing(Kind.NUMBER))
        return Number(agreed, self._hull(a.span, b.span), join(g, a.trace, b.trace))

    def require(self, needed: Column, body: Expr) -> Column:
        a, b, g = number(needed), number(self(body)), self.graph
        nothing, priced = g.nothing(Kind.NUMBER), g.not_(g.is_null(a.span.high))
        exact = g.choose(g.is_null(a.exact), nothing, b.exact)
        span = Span(*(g.choose(priced, end, nothing) for end in b.span))
        trace = then_read(g, a.trace, b.trace, g.const(value=True), priced)
        return Number(exact, span, trace._replace(tight=a.trace.tight and b.trace.tight))

    def _hull(self, a: Span, b: Span) -> Span:
        return Span(self.graph.least(a.low, b.low), self.graph.greatest(a.high, b.high))

    # -- periods -------------------------------------------------------------------------------------

    def _by_period(self, node: ByPeriod) -> Column:
        """Read each period's tree, and keep for every row that of its own day or year."""
        *earlier, (_, last) = node.parts_by_start
        result = self(last)
        starts = [start for start, _ in node.parts_by_start[1:]]
        for (_, part), start in reversed(list(zip(earlier, starts, strict=True))):
            result = self._choose_column(self.graph.before(node.instant, self.graph.const(start)), self(part), result)
        return result

    def _choose_column(self, condition: Node, a: Column, b: Column) -> Column:
        g = self.graph
        trace = one_of(g, condition, condition, a.trace, b.trace)
        exact = g.choose(condition, a.exact, b.exact)
        if isinstance(a, Number) and isinstance(b, Number):
            return Number(exact, Span(*(g.choose(condition, *e) for e in zip(a.span, b.span, strict=True))), trace)
        if isinstance(a, Truth) and isinstance(b, Truth):
            return Truth(exact, g.choose(condition, a.possible, b.possible), trace)
        raise TypeError("the trees of two periods are of different kinds")


def number(column: Column) -> Number:
    """Return a number; anything else in its place is a mistake of the formula."""
    if isinstance(column, Number):
        return column
    raise TypeError(f"a number was expected in the formula, not a {type(column).__name__}")


def truth(column: Column) -> Truth:
    """Return a condition; anything else in its place is a mistake of the formula."""
    if isinstance(column, Truth):
        return column
    raise TypeError(f"a condition was expected in the formula, not a {type(column).__name__}")
