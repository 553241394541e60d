"""The column reading: the very trees of the evaluation, read as the columns of a table.

For every row: what the formula may be worth (see `values.py`), and what was read on the way.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import reduce
from typing import NamedTuple

from cafsim.baremes.model import FIABILITES
from cafsim.baremes.symbols import TauxDuBareme
from cafsim.colonnes import values
from cafsim.colonnes.graph import Graph
from cafsim.colonnes.node import Kind, Node
from cafsim.colonnes.periods import ByPeriod
from cafsim.colonnes.values import Ends
from cafsim.engine.expr import Arithmetic, Either, Expr, Input, Rate, Round
from cafsim.engine.reading import Reading
from cafsim.engine.values import Scalar

NO_RATE = -1
"""The rank of what rests on no published rate."""


class Notes(NamedTuple):
    """What was read to get a value.

    `rank` is the place in FIABILITES of the weakest rate; `gap` whether a rate is a gap, `zero` whether a division had
    a divisor known to be zero.
    """

    rank: Node
    gap: Node
    zero: Node


class Number(NamedTuple):
    """A number: the least and the greatest that it may be, the same where it is known."""

    ends: Ends
    notes: Notes


class Truth(NamedTuple):
    """An answer, null where nobody knows it."""

    answer: Node
    notes: Notes


class Text(NamedTuple):
    """A text, null where nobody knows it; `choices` is what it may then be."""

    text: Node
    choices: frozenset[str]
    notes: Notes


Column = Number | Truth | Text


class Columns(Reading[Column]):
    """Read trees as nodes of `graph`; `inputs` maps the name of a field to its node."""

    def __init__(self, graph: Graph, inputs: Mapping[str, Node]) -> None:
        super().__init__()
        self.graph = graph
        self._given = inputs
        no = graph.const(value=False)
        self._nothing_read = Notes(graph.const(NO_RATE), no, no)

    def read(self, node: Expr) -> Column:
        """Interpret a node that has not been read yet."""
        return self._by_period(node) if isinstance(node, ByPeriod) else super().read(node)

    # -- leaves --------------------------------------------------------------------------------------

    def const(self, value: Scalar) -> Column:
        node = self.graph.const(value)
        if isinstance(value, bool):
            return Truth(node, self._nothing_read)
        if isinstance(value, str):
            return Text(node, frozenset([value]), self._nothing_read)
        return Number(Ends(node, node), self._nothing_read)

    def input(self, node: Input) -> Column:
        g, value = self.graph, self._given.get(node.name)
        if not node.choices:
            value = value or g.nothing(Kind.NUMBER)
            low = value if node.low is None else g.fill(value, g.const(node.low))
            high = value if node.high is None else g.fill(value, g.const(node.high))
            return Number(Ends(low, high), self._nothing_read)
        if isinstance(node.choices[0], bool):
            return Truth(value or g.nothing(Kind.TRUTH), self._nothing_read)
        texts = frozenset(c for c in node.choices if isinstance(c, str))
        return Text(value or g.nothing(Kind.TEXT), texts, self._nothing_read)

    def rate(self, node: Rate) -> Column:
        g = self.graph
        notes = self._nothing_read
        if isinstance(node, TauxDuBareme):
            sure = node.lecture.fiabilite
            rank = FIABILITES.index(sure) if sure else NO_RATE
            notes = notes._replace(rank=g.const(rank), gap=g.const(value=node.lecture.lacune))
        return Number(
            Ends(*(g.nothing(Kind.NUMBER) if x is None else g.const(x) for x in (node.low, node.high))), notes
        )

    def known(self, node: Input) -> Column:
        g, value = self.graph, self._given.get(node.name)
        return Truth(g.const(value=False) if value is None else g.not_(g.is_null(value)), self._nothing_read)

    # -- numbers -------------------------------------------------------------------------------------

    def arithmetic(self, node: Arithmetic, left: Column, right: Column) -> Column:
        a, b, g = number(left), number(right), self.graph
        notes = self._all(a.notes, b.notes)
        if node.op == "/":
            zero = g.fill(values.is_zero(g, b.ends), g.const(value=False))
            return Number(values.divide(g, a.ends, b.ends), notes._replace(zero=g.any_(notes.zero, zero)))
        compute = {"+": values.add, "-": values.subtract, "*": values.multiply}[node.op]
        return Number(compute(g, a.ends, b.ends), notes)

    def extremum(self, op: str, args: Sequence[Column]) -> Column:
        numbers = [number(arg) for arg in args]
        compute = values.least if op == "min" else values.greatest
        ends = reduce(lambda a, b: compute(self.graph, a, b), (n.ends for n in numbers))
        return Number(ends, self._all(*(n.notes for n in numbers)))

    def round(self, node: Round, value: Column) -> Column:
        a = number(value)
        return Number(values.to_cent(self.graph, a.ends), a.notes)

    # -- answers -------------------------------------------------------------------------------------

    def compare(self, op: str, left: Column, right: Column) -> Column:
        g = self.graph
        notes = self._all(left.notes, right.notes)
        if isinstance(left, Text) and isinstance(right, Text):
            return Truth(self._same_text(left, right), notes)
        if isinstance(left, Truth) and isinstance(right, Truth):
            return Truth(g.same_truth(left.answer, right.answer), notes)
        a, b = number(left).ends, number(right).ends
        return Truth(values.equal(g, a, b) if op == "==" else values.less(g, a, b, strict=op == "<"), notes)

    def _same_text(self, left: Text, right: Text) -> Node:
        constant, other = (left, right) if isinstance(left.text.value, str) and left.text.constant else (right, left)
        text = constant.text.value
        if not isinstance(text, str) or not constant.text.constant:
            raise TypeError("a text is compared with a constant only")
        same = self.graph.is_text(other.text, text)
        sure = other.choices == {text} or text not in other.choices
        return self.graph.fill(same, self.graph.const(value=text in other.choices)) if sure else same

    def logic(self, op: str, args: Sequence[Expr]) -> Column:
        """Follow the evaluation, which looks at no condition beyond the first one that decides."""
        g, decisive = self.graph, op == "or"
        answers = [truth(self(arg)) for arg in args]
        notes, goes_on = self._nothing_read, g.const(value=True)
        for one in answers:
            notes = self._then(notes, goes_on, one.notes)
            open_ = g.not_(one.answer) if decisive else one.answer
            goes_on = g.all_(goes_on, g.fill(open_, g.const(value=True)))
        return Truth((g.any_ if decisive else g.all_)(*(one.answer for one in answers)), notes)

    def negate(self, value: Column) -> Column:
        a = truth(value)
        return Truth(self.graph.not_(a.answer), a.notes)

    # -- choices -------------------------------------------------------------------------------------

    def when(self, condition: Column, then: Expr, otherwise: Expr) -> Column:
        verdict, g = truth(condition), self.graph
        yes, no = self(then), self(otherwise)
        notes = self._all(verdict.notes, self._either(verdict.answer, yes.notes, no.notes))
        if isinstance(yes, Truth) and isinstance(no, Truth):
            both = values.agreed(g, yes.answer, no.answer)
            return Truth(g.pick(verdict.answer, yes.answer, no.answer, both), notes)
        a, b = number(yes).ends, number(no).ends
        ends = zip(a, b, values.hull(g, a, b), strict=True)
        return Number(Ends(*(g.pick(verdict.answer, *end) for end in ends)), notes)

    def either(self, node: Either, left: Column, right: Column) -> Column:
        a, b = number(left), number(right)
        return Number(values.hull(self.graph, a.ends, b.ends), self._all(a.notes, b.notes))

    def require(self, needed: Column, body: Expr) -> Column:
        a, b, g = number(needed), number(self(body)), self.graph
        priced = g.not_(g.is_null(a.ends.high))
        ends = Ends(*(g.choose(priced, end, g.nothing(Kind.NUMBER)) for end in b.ends))
        return Number(ends, self._then(a.notes, priced, b.notes))

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
        notes = self._either(condition, a.notes, b.notes)
        if isinstance(a, Number) and isinstance(b, Number):
            return Number(Ends(*(g.choose(condition, *end) for end in zip(a.ends, b.ends, strict=True))), notes)
        if isinstance(a, Truth) and isinstance(b, Truth):
            return Truth(g.choose(condition, a.answer, b.answer), notes)
        raise TypeError("the trees of two periods are of different kinds")

    # -- notes ---------------------------------------------------------------------------------------

    def _all(self, *notes: Notes) -> Notes:
        """Return the notes of parts that are all read."""
        g = self.graph
        ranks, gaps, zeros = zip(*notes, strict=True)
        return Notes(reduce(g.greatest, ranks), g.any_(*gaps), g.any_(*zeros))

    def _then(self, first: Notes, goes_on: Node, then: Notes) -> Notes:
        """Return the notes of one part, then of another that is read only where the reading goes on."""
        return self._all(
            first, Notes(*(self.graph.choose(goes_on, *n) for n in zip(then, self._nothing_read, strict=True)))
        )

    def _either(self, answer: Node, yes: Notes, no: Notes) -> Notes:
        """Return the notes of the branch taken, of both where nobody knows which."""
        picked = zip(yes, no, self._all(yes, no), strict=True)
        return Notes(*(self.graph.pick(answer, *notes) for notes in picked))


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
