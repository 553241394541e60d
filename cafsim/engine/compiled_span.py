"""The range reading, made ready for many rows like the exact one: see `compiled.py`. Mirrors `span.py`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from cafsim.engine.compiled import (
    NO,
    UNKNOWN,
    YES,
    Call,
    Compiler,
    Function,
    Pair,
    Raw,
    add,
    at_most,
    equal,
    less,
    multiply,
    raw,
    subtract,
    to_cent,
    value,
)
from cafsim.engine.expr import Expr, Input, Rate, Scalar
from cafsim.engine.span import Possible, Span

Bound = Pair | None
Spread = tuple[Bound, Bound]
"""Lowest and highest number; None means no bound on that side."""

Options = frozenset[bool | str]
Open = Spread | Options

UNBOUNDED: Spread = (None, None)
_TRUE: Options = frozenset([True])
_FALSE: Options = frozenset([False])
_EITHER: Options = frozenset([True, False])
_ZERO: Pair = (0, 1)


def possible(result: Open) -> Possible:
    """Return a result as the range reading would."""
    if not isinstance(result, tuple):
        return frozenset(result)
    low, high = (None if bound is None else value(bound) for bound in result)
    return Span(low, high)  # type: ignore[arg-type]


class RangeCompiler(Compiler[Open]):
    """Mirrors `Range`, method by method."""

    def const(self, value: Scalar) -> Function[Open]:
        constant = _known(raw(value))
        return lambda _: constant

    def input_value(self, node: Input) -> Function[Open]:
        name = node.name
        bounds: Open = frozenset(c for c in node.choices if isinstance(c, bool | str))
        if not node.choices:
            bounds = (_bound(node.low), _bound(node.high))

        def function(call: Call) -> Open:
            given = call.row.get(name)
            return bounds if given is None else _known(given)

        return function

    def rate_value(self, node: Rate) -> Function[Open]:
        constant: Open = (_bound(node.low), _bound(node.high))
        return lambda _: constant

    def arithmetic(self, op: str, left: Function[Open], right: Function[Open]) -> Function[Open]:
        if op == "/":
            return _quotient(left, right)
        compute = {"+": _sum, "-": _difference, "*": _product}[op]

        def function(call: Call) -> Open:
            return compute(_spread(left(call)), _spread(right(call)))

        return function

    def compare(self, op: str, left: Function[Open], right: Function[Open]) -> Function[Open]:
        holds = {"<": _less, "<=": _at_most, "==": _equal}[op]

        def function(call: Call) -> Open:
            a, b = left(call), right(call)
            if isinstance(a, tuple):
                return holds(a, _spread(b))
            return frozenset(x == y for x in a for y in _options(b))

        return function

    def extremum(self, op: str, args: Sequence[Function[Open]]) -> Function[Open]:
        function = _least if op == "min" else _greatest
        return lambda call: function([_spread(arg(call)) for arg in args])

    def logic(self, op: str, args: Sequence[Expr]) -> Function[Open]:
        decisive = op == "or"
        decided, undecided = (_TRUE, _FALSE) if decisive else (_FALSE, _TRUE)
        functions = [self(arg) for arg in args]

        def function(call: Call) -> Open:
            outcomes = undecided
            for place, arg in enumerate(functions):
                answer = _options(arg(call))
                if answer == decided:
                    call.path.append(place)
                    return answer
                if decisive in answer:
                    outcomes = _EITHER
            call.path.append(-1)
            return outcomes

        return function

    def negate(self, value: Function[Open]) -> Function[Open]:
        return lambda call: frozenset(not x for x in _options(value(call)))

    def known(self, node: Input) -> Function[Open]:
        name = node.name
        return lambda call: _FALSE if call.row.get(name) is None else _TRUE

    def when(self, condition: Function[Open], then: Expr, otherwise: Expr) -> Function[Open]:
        yes, no = self(then), self(otherwise)

        def function(call: Call) -> Open:
            outcomes = _options(condition(call))
            if outcomes == _TRUE:
                call.path.append(YES)
                return yes(call)
            if outcomes == _FALSE:
                call.path.append(NO)
                return no(call)
            call.path.append(UNKNOWN)
            return _hull(yes(call), no(call))

        return function

    def either(self, left: Function[Open], right: Function[Open]) -> Function[Open]:
        def function(call: Call) -> Open:
            a, b = left(call), right(call)
            same = _same(a, b)
            call.path.append(YES if same else NO)  # where they differ there is a doubt to tell
            return a if same else _hull(a, b)

        return function

    def require(self, needed: Function[Open], body: Expr) -> Function[Open]:
        inside = self(body)

        def function(call: Call) -> Open:
            price = needed(call)
            if isinstance(price, tuple) and price[1] is None:
                call.path.append(UNKNOWN)
                return UNBOUNDED
            call.path.append(YES)
            return inside(call)

        return function

    def round(self, value: Function[Open]) -> Function[Open]:
        def function(call: Call) -> Open:
            low, high = _spread(value(call))
            return (None if low is None else to_cent(low), None if high is None else to_cent(high))

        return function


def _quotient(left: Function[Open], right: Function[Open]) -> Function[Open]:
    def function(call: Call) -> Open:
        a, (low, high) = _spread(left(call)), _spread(right(call))
        if low is None or low[0] < 0 or (high is not None and high[0] <= 0):
            if low is None or high is None or not equal(low, high):
                return UNBOUNDED
            if low[0]:
                return _product(a, (_inverse(low), _inverse(low)))
            call.divided_by_zero = True
            return UNBOUNDED
        return _product(a, (_ZERO if high is None else _inverse(high), _inverse(low) if low[0] else None))

    return function


def _inverse(a: Pair) -> Pair:
    return (a[1], a[0]) if a[0] > 0 else (-a[1], -a[0])


def _known(given: Raw) -> Open:
    if isinstance(given, tuple):
        return given, given
    return frozenset([given]) if given is not None else UNBOUNDED


def _bound(number: Scalar | None) -> Bound:
    ratio = raw(number)
    return ratio if isinstance(ratio, tuple) else None


def _spread(given: Open) -> Spread:
    if isinstance(given, tuple):
        return given
    raise TypeError(f"a number was expected in the formula, not {set(given)}")


def _options(given: Open) -> Options:
    if isinstance(given, tuple):
        raise TypeError("a condition or a text was expected in the formula, not a number")
    return given


def _same(a: Open, b: Open) -> bool:
    if isinstance(a, tuple) and isinstance(b, tuple):
        return all(equal(x, y) for x, y in zip(a, b, strict=True))
    return a == b


def _sum(a: Spread, b: Spread) -> Spread:
    return _both(add, a[0], b[0]), _both(add, a[1], b[1])


def _difference(a: Spread, b: Spread) -> Spread:
    return _both(subtract, a[0], b[1]), _both(subtract, a[1], b[0])


def _both(compute: Callable[[Pair, Pair], Pair], a: Bound, b: Bound) -> Bound:
    return None if a is None or b is None else compute(a, b)


def _product(a: Spread, b: Spread) -> Spread:
    """Product of intervals; zero times "no bound" is zero."""
    for low, high in (a, b):
        if low is not None and high is not None and low[0] == high[0] == 0:
            return low, high
    (p, q), (r, s) = a, b
    if p is not None and r is not None and p[0] >= 0 and r[0] >= 0:
        return multiply(p, r), None if q is None or s is None else multiply(q, s)
    if p is None or q is None or r is None or s is None:
        return UNBOUNDED
    corners = [multiply(p, r), multiply(p, s), multiply(q, r), multiply(q, s)]
    return _extreme(corners, lowest=True), _extreme(corners, lowest=False)


def _extreme(numbers: Iterable[Pair], *, lowest: bool) -> Pair:
    first, *others = numbers
    for other in others:
        if less(other, first) is lowest:
            first = other
    return first


def _least(spreads: Sequence[Spread]) -> Spread:
    lows = [low for low, _ in spreads if low is not None]
    highs = [high for _, high in spreads if high is not None]
    low = _extreme(lows, lowest=True) if len(lows) == len(spreads) else None
    return low, _extreme(highs, lowest=True) if highs else None


def _greatest(spreads: Sequence[Spread]) -> Spread:
    lows = [low for low, _ in spreads if low is not None]
    highs = [high for _, high in spreads if high is not None]
    high = _extreme(highs, lowest=False) if len(highs) == len(spreads) else None
    return _extreme(lows, lowest=False) if lows else None, high


def _hull(a: Open, b: Open) -> Open:
    """Return the smallest set that holds both."""
    if not isinstance(a, tuple):
        return a | _options(b)
    (p, q), (r, s) = a, _spread(b)
    low = None if p is None or r is None else _extreme((p, r), lowest=True)
    return low, None if q is None or s is None else _extreme((q, s), lowest=False)


def _less(a: Spread, b: Spread) -> Options:
    return _compared(a, b, below=less, above=at_most)


def _at_most(a: Spread, b: Spread) -> Options:
    return _compared(a, b, below=at_most, above=less)


def _compared(a: Spread, b: Spread, *, below: Callable[[Raw, Raw], bool], above: Callable[[Raw, Raw], bool]) -> Options:
    """Say what may hold, given what proves that `a` lies below `b`, and that `b` does not lie above `a`."""
    if a[1] is not None and b[0] is not None and below(a[1], b[0]):
        return _TRUE
    if b[1] is not None and a[0] is not None and above(b[1], a[0]):
        return _FALSE
    return _EITHER


def _equal(a: Spread, b: Spread) -> Options:
    (p, q), (r, s) = a, b
    if p is not None and q is not None and r is not None and s is not None and equal(p, q) and equal(r, s):
        return _TRUE if equal(p, r) else _FALSE
    apart = (q is not None and r is not None and less(q, r)) or (s is not None and p is not None and less(s, p))
    return _FALSE if apart else _EITHER
