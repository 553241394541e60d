"""Readings made ready for many rows: a tree becomes one Python function, called once per row.

Numbers are pairs of integers (numerator, positive denominator), never reduced: a formula is short, and integers are
several times faster than `Fraction`. The results are those of `exact.py`, to the last digit.

A call also leaves its *path*: which branches were taken, in order. Two calls with the same path have read the same
inputs and rates, so that what depends on those alone (sources, reliability…) is found once per path.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Generic, TypeVar, cast

from cafsim.engine.exact import Value
from cafsim.engine.expr import Expr, Input, Rate, Scalar
from cafsim.engine.reading import Reading

T = TypeVar("T")

Pair = tuple[int, int]
Raw = Pair | bool | str | None
"""A `Value` whose number is a pair."""

Row = Mapping[str, Raw]
"""The inputs of one row, as `raw` makes them."""

Path = tuple[int, ...]
NO, YES, UNKNOWN = 0, 1, 2


class Call:
    """One row at work: its inputs, the shared nodes computed so far, the branches taken."""

    __slots__ = ("divided_by_zero", "memo", "path", "row")

    def __init__(self, row: Row) -> None:
        self.row = row
        self.memo: dict[int, object] = {}
        self.path: list[int] = []
        self.divided_by_zero = False


Function = Callable[[Call], T]


def raw(value: Value) -> Raw:
    """Return an input as a compiled function takes it."""
    return value.as_integer_ratio() if isinstance(value, Fraction) else value


def value(result: Raw) -> Value:
    """Return a result as the exact reading would."""
    return Fraction(*result) if isinstance(result, tuple) else result


class Compiler(Reading[Function[T]], Generic[T]):
    """Reads a tree once and for all, both branches of every choice; a node with several parents is computed once."""

    def __init__(self, root: Expr) -> None:
        super().__init__()
        self._parents: Counter[int] = Counter()
        self._count(root)

    def _count(self, node: Expr) -> None:
        for part in node.parts():
            self._parents[id(part)] += 1
            if self._parents[id(part)] == 1:
                self._count(part)

    def __call__(self, node: Expr) -> Function[T]:
        function = super().__call__(node)
        shared = self._parents[id(node)] > 1 and node.parts()
        return _remembered(id(node), function) if shared else function


class Functions(Generic[T]):
    """The functions of trees, made when first asked for. Keeps the trees alive."""

    def __init__(self, compiler: type[Compiler[T]]) -> None:
        self._compiler = compiler
        self._made: dict[int, tuple[Function[T], Expr, tuple[str, ...]]] = {}

    def __call__(self, root: Expr) -> Function[T]:
        """Return the function of a tree: call it with a `Call`."""
        return self._entry(root)[0]

    def inputs(self, root: Expr) -> tuple[str, ...]:
        """Return the names of all that the tree may read."""
        return self._entry(root)[2]

    def _entry(self, root: Expr) -> tuple[Function[T], Expr, tuple[str, ...]]:
        known = self._made.get(id(root))
        if known is None:
            compiler = self._compiler(root)
            known = self._made[id(root)] = (compiler(root), root, tuple(compiler.inputs))
        return known


class ExactCompiler(Compiler[Raw]):
    """Mirrors `Exact`, method by method."""

    def const(self, value: Scalar) -> Function[Raw]:
        constant = raw(value)
        return lambda _: constant

    def input_value(self, node: Input) -> Function[Raw]:
        name = node.name
        return lambda call: call.row.get(name)

    def rate_value(self, node: Rate) -> Function[Raw]:
        constant = raw(node.value)
        return lambda _: constant

    def arithmetic(self, op: str, left: Function[Raw], right: Function[Raw]) -> Function[Raw]:
        compute = {"+": add, "-": subtract, "*": multiply, "/": divide}[op]

        def function(call: Call) -> Raw:
            a, b = left(call), right(call)
            return compute(a, b) if isinstance(a, tuple) and isinstance(b, tuple) else None

        return function

    def compare(self, op: str, left: Function[Raw], right: Function[Raw]) -> Function[Raw]:
        holds = {"<": less, "<=": at_most, "==": equal}[op]

        def function(call: Call) -> Raw:
            a, b = left(call), right(call)
            return None if a is None or b is None else holds(a, b)

        return function

    def extremum(self, op: str, args: Sequence[Function[Raw]]) -> Function[Raw]:
        least = op == "min"

        def function(call: Call) -> Raw:
            values = [arg(call) for arg in args]
            best = values[0]
            for other in values[1:]:
                if best is None or other is None:
                    return None
                if less(other, best) is least:
                    best = other
            return best

        return function

    def logic(self, op: str, args: Sequence[Expr]) -> Function[Raw]:
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

    def negate(self, value: Function[Raw]) -> Function[Raw]:
        def function(call: Call) -> Raw:
            answer = value(call)
            return None if answer is None else not answer

        return function

    def known(self, node: Input) -> Function[Raw]:
        name = node.name
        return lambda call: call.row.get(name) is not None

    def when(self, condition: Function[Raw], then: Expr, otherwise: Expr) -> Function[Raw]:
        yes, no = self(then), self(otherwise)

        def function(call: Call) -> Raw:
            answer = condition(call)
            if answer is None:
                call.path.append(UNKNOWN)
                return None
            call.path.append(YES if answer else NO)
            return yes(call) if answer else no(call)

        return function

    def either(self, left: Function[Raw], right: Function[Raw]) -> Function[Raw]:
        def function(call: Call) -> Raw:
            a, b = left(call), right(call)
            return a if a is not None and b is not None and equal(a, b) else None

        return function

    def require(self, needed: Function[Raw], body: Expr) -> Function[Raw]:
        inside = self(body)

        def function(call: Call) -> Raw:
            if needed(call) is None:
                call.path.append(UNKNOWN)
                return None
            call.path.append(YES)
            return inside(call)

        return function

    def round(self, value: Function[Raw]) -> Function[Raw]:
        def function(call: Call) -> Raw:
            amount = value(call)
            if not isinstance(amount, tuple):
                return None
            rounded = to_cent(amount)
            call.path.append(NO if equal(rounded, amount) else YES)  # what rounding changed rests on a hypothesis
            return rounded

        return function


def _remembered(key: int, function: Function[T]) -> Function[T]:
    def shared(call: Call) -> T:
        if key not in call.memo:
            call.memo[key] = function(call)
        return cast("T", call.memo[key])

    return shared


def add(a: Pair, b: Pair) -> Pair:
    """Return a + b."""
    return (a[0] + b[0], a[1]) if a[1] == b[1] else (a[0] * b[1] + b[0] * a[1], a[1] * b[1])


def subtract(a: Pair, b: Pair) -> Pair:
    """Return a − b."""
    return (a[0] - b[0], a[1]) if a[1] == b[1] else (a[0] * b[1] - b[0] * a[1], a[1] * b[1])


def multiply(a: Pair, b: Pair) -> Pair:
    """Return a × b."""
    return a[0] * b[0], a[1] * b[1]


def divide(a: Pair, b: Pair) -> Pair | None:
    """Return a / b, None when b is zero."""
    if b[0] == 0:
        return None
    return (a[0] * b[1], a[1] * b[0]) if b[0] > 0 else (-a[0] * b[1], -a[1] * b[0])


def to_cent(a: Pair) -> Pair:
    """Round to the nearest cent, half a cent upwards."""
    return (200 * a[0] + a[1]) // (2 * a[1]), 100


def less(a: Raw, b: Raw) -> bool:
    """Say whether a < b."""
    x, y = _pair(a), _pair(b)
    return x[0] * y[1] < y[0] * x[1]


def at_most(a: Raw, b: Raw) -> bool:
    """Say whether a ≤ b."""
    x, y = _pair(a), _pair(b)
    return x[0] * y[1] <= y[0] * x[1]


def equal(a: Raw, b: Raw) -> bool:
    """Say whether a = b, numbers, texts or truth values."""
    if isinstance(a, tuple) and isinstance(b, tuple):
        return a[0] * b[1] == b[0] * a[1]
    return a == b


def _pair(value: Raw) -> Pair:
    if isinstance(value, tuple):
        return value
    raise TypeError(f"a number was expected in the formula, not {value!r}")
