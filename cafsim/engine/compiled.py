"""The exact reading, made ready for many rows: a tree becomes one Python function, called once per row.

Numbers are pairs of integers (numerator, positive denominator), never reduced: a formula is short, and integers are
several times faster than `Fraction`. The results are those of `exact.py`, to the last digit.

A call also returns its *path*: which branches were taken, in order. Two calls with the same path have read the same
inputs and rates, so that what depends on those alone (sources, reliability…) is found once per path.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction

from cafsim.engine.exact import Value
from cafsim.engine.expr import Expr, Input, Rate, Scalar
from cafsim.engine.reading import Reading

Pair = tuple[int, int]
Raw = Pair | bool | str | None
Row = Mapping[str, Raw]
"""The inputs of one row, as `raw` makes them."""

Path = tuple[int, ...]
_NO, _YES, _UNKNOWN = 0, 1, 2
_MISSING: Raw = "\0not computed yet"


class Call:
    """One row at work: its inputs, the shared nodes computed so far, the branches taken."""

    __slots__ = ("memo", "path", "row")

    def __init__(self, row: Row) -> None:
        self.row = row
        self.memo: dict[int, Raw] = {}
        self.path: list[int] = []


Function = Callable[[Call], Raw]


def raw(value: Value) -> Raw:
    """Return an input as a compiled function takes it."""
    return value.as_integer_ratio() if isinstance(value, Fraction) else value


def value(result: Raw) -> Value:
    """Return a result as the exact reading would."""
    return Fraction(*result) if isinstance(result, tuple) else result


class Functions:
    """The functions of trees, made when first asked for. Keeps the trees alive."""

    def __init__(self) -> None:
        self._made: dict[int, tuple[Expr, Function]] = {}

    def __call__(self, root: Expr) -> Function:
        """Return the function of a tree: call it with a `Call`."""
        known = self._made.get(id(root))
        if known is None:
            known = self._made[id(root)] = (root, _Compiler(root)(root))
        return known[1]


class _Compiler(Reading[Function]):
    """Reads a tree once and for all, both branches of every choice. Mirrors `Exact`, method by method."""

    def __init__(self, root: Expr) -> None:
        super().__init__()
        self._parents: Counter[int] = Counter()
        self._count(root)

    def _count(self, node: Expr) -> None:
        for part in node.parts():
            self._parents[id(part)] += 1
            if self._parents[id(part)] == 1:
                self._count(part)

    def __call__(self, node: Expr) -> Function:
        function = super().__call__(node)
        if self._parents[id(node)] < 2 or not node.parts():
            return function
        return _remembered(id(node), function)

    def const(self, value: Scalar) -> Function:
        constant = raw(value)
        return lambda _: constant

    def input_value(self, node: Input) -> Function:
        name = node.name
        return lambda call: call.row.get(name)

    def rate_value(self, node: Rate) -> Function:
        constant = raw(node.value)
        return lambda _: constant

    def arithmetic(self, op: str, left: Function, right: Function) -> Function:
        compute = {"+": _add, "-": _subtract, "*": _multiply, "/": _divide}[op]

        def function(call: Call) -> Raw:
            a, b = left(call), right(call)
            return None if a is None or b is None else compute(a, b)  # type: ignore[arg-type]

        return function

    def compare(self, op: str, left: Function, right: Function) -> Function:
        holds = {"<": _less, "<=": _at_most, "==": _equal}[op]

        def function(call: Call) -> Raw:
            a, b = left(call), right(call)
            return None if a is None or b is None else holds(a, b)  # type: ignore[arg-type]

        return function

    def extremum(self, op: str, args: Sequence[Function]) -> Function:
        least = op == "min"

        def function(call: Call) -> Raw:
            values = [arg(call) for arg in args]
            if None in values:
                return None
            best: Pair = values[0]  # type: ignore[assignment]
            for other in values[1:]:
                if _less(other, best) is least:  # type: ignore[arg-type]
                    best = other  # type: ignore[assignment]
            return best

        return function

    def logic(self, op: str, args: Sequence[Expr]) -> Function:
        decisive = op == "or"
        functions = [self(arg) for arg in args]

        def function(call: Call) -> Raw:
            unknown = False
            for place, arg in enumerate(functions):
                answer = arg(call)
                if answer is None:
                    unknown = True
                elif answer is decisive:
                    call.path.append(place)
                    return decisive
            call.path.append(-1)
            return None if unknown else not decisive

        return function

    def negate(self, value: Function) -> Function:
        def function(call: Call) -> Raw:
            answer = value(call)
            return None if answer is None else not answer

        return function

    def known(self, node: Input) -> Function:
        name = node.name
        return lambda call: call.row.get(name) is not None

    def when(self, condition: Function, then: Expr, otherwise: Expr) -> Function:
        yes, no = self(then), self(otherwise)

        def function(call: Call) -> Raw:
            answer = condition(call)
            if answer is None:
                call.path.append(_UNKNOWN)
                return None
            call.path.append(_YES if answer else _NO)
            return yes(call) if answer else no(call)

        return function

    def either(self, left: Function, right: Function) -> Function:
        def function(call: Call) -> Raw:
            a, b = left(call), right(call)
            return a if a is not None and b is not None and _equal(a, b) else None

        return function

    def require(self, needed: Function, body: Expr) -> Function:
        inside = self(body)

        def function(call: Call) -> Raw:
            if needed(call) is None:
                call.path.append(_UNKNOWN)
                return None
            call.path.append(_YES)
            return inside(call)

        return function

    def round(self, value: Function) -> Function:
        def function(call: Call) -> Raw:
            amount = value(call)
            if not isinstance(amount, tuple):
                return None
            numerator, denominator = amount
            cents = (200 * numerator + denominator) // (2 * denominator)
            changed = cents * denominator != 100 * numerator
            call.path.append(_YES if changed else _NO)  # what rounding changed rests on a hypothesis
            return cents, 100

        return function


def _remembered(key: int, function: Function) -> Function:
    def shared(call: Call) -> Raw:
        known = call.memo.get(key, _MISSING)
        if known is _MISSING:
            known = call.memo[key] = function(call)
        return known

    return shared


def _add(a: Pair, b: Pair) -> Pair:
    return (a[0] + b[0], a[1]) if a[1] == b[1] else (a[0] * b[1] + b[0] * a[1], a[1] * b[1])


def _subtract(a: Pair, b: Pair) -> Pair:
    return (a[0] - b[0], a[1]) if a[1] == b[1] else (a[0] * b[1] - b[0] * a[1], a[1] * b[1])


def _multiply(a: Pair, b: Pair) -> Pair:
    return a[0] * b[0], a[1] * b[1]


def _divide(a: Pair, b: Pair) -> Raw:
    if b[0] == 0:
        return None
    return (a[0] * b[1], a[1] * b[0]) if b[0] > 0 else (-a[0] * b[1], -a[1] * b[0])


def _less(a: Pair, b: Pair) -> bool:
    return a[0] * b[1] < b[0] * a[1]


def _at_most(a: Pair, b: Pair) -> bool:
    return a[0] * b[1] <= b[0] * a[1]


def _equal(a: Raw, b: Raw) -> bool:
    if isinstance(a, tuple) and isinstance(b, tuple):
        return a[0] * b[1] == b[0] * a[1]
    return a == b
