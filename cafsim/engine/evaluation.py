"""The evaluation of a formula: one reading for what is known and for what is not.

Each node becomes a Python function, made once and kept on the node. A call of it returns the node's value (see
`values.py`) and leaves behind what it has read. An unknown number is its declared bounds, an unknown choice any of its
values, an unknown rate its published bounds, an unknown condition both branches: the true result is always inside.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import TypeAlias

from cafsim.engine import values
from cafsim.engine.expr import Arithmetic, Assume, Call, Either, Expr, Function, Input, Rate, Round, Step
from cafsim.engine.reading import Reading
from cafsim.engine.values import EITHER, UNBOUNDED, Interval, Known, Operation, Scalar, Value

ROUNDING = "H1"
"""The hypothesis that an amount rests on where rounding to the cent changes it."""

Given: TypeAlias = Mapping[str, Known | None]
"""The inputs of a call, by name; None, or no entry, for one that nobody knows."""


def given(inputs: Mapping[str, Scalar | None]) -> Given:
    """Return inputs as a call takes them."""
    return {name: None if value is None else values.known(value) for name, value in inputs.items()}


def evaluate(node: Expr, call: Call) -> Value:
    """Return what a node is worth, and note in `call` what was read."""
    return _function(node)(call)


def amount(node: Expr, call: Call) -> Value:
    """Return what a formula is worth in the end: nothing is known once a division by zero was met on the way."""
    value = evaluate(node, call)
    return UNBOUNDED if call.zero_divisions else value


def number(node: Expr | None, call: Call) -> Fraction | None:
    """Return a number, if it is known."""
    return None if node is None else values.exact(evaluate(node, call))


def truth(node: Expr, call: Call) -> bool | None:
    """Return the answer to a condition; None when nobody knows."""
    answer = evaluate(node, call)
    return answer if isinstance(answer, bool) else None


def hypotheses(call: Call) -> tuple[str, ...]:
    """Return the numbers of the hypotheses that a call rests on, in order."""
    rounded = [ROUNDING] if call.met(Round) else []
    return tuple(sorted({*rounded, *(node.number for node in call.met(Assume))}, key=lambda number: int(number[1:])))


_OPERATIONS: dict[str, Operation] = {
    "+": values.add, "-": values.subtract, "*": values.multiply, "/": values.divide,
    "<": values.less, "<=": values.at_most, "==": values.equal, "min": values.least, "max": values.greatest,
}  # fmt: skip


class _Functions(Reading[Function]):
    """Makes the functions. One with several parents is called once per call."""

    def __call__(self, node: Expr) -> Function:
        if node.function is None:
            function = self.read(node)
            shared = (node.uses > 1 and node.parts()) or isinstance(node, Step)  # the explanation asks for steps again
            node.function = _remembered(node, function) if shared else function
        return node.function

    def const(self, value: Scalar) -> Function:
        constant = values.known(value)
        return lambda _: constant

    def input(self, node: Input) -> Function:
        name = node.name
        unknown = values.among(node.choices) if node.choices else values.between(node.low, node.high)

        def function(call: Call) -> Value:
            call.notes[node] = None
            value = call.given.get(name)
            if value is None:
                call.missing[node] = None
                return unknown
            return value

        return function

    def rate(self, node: Rate) -> Function:
        value = values.between(node.low, node.high)

        def function(call: Call) -> Value:
            call.notes[node] = None
            return value

        return function

    def known(self, node: Input) -> Function:
        name = node.name
        return lambda call: call.given.get(name) is not None

    def arithmetic(self, node: Arithmetic, left: Function, right: Function) -> Function:
        return _division(node, left, right) if node.op == "/" else self.compare(node.op, left, right)

    def compare(self, op: str, left: Function, right: Function) -> Function:
        compute = _OPERATIONS[op]
        return lambda call: compute(left(call), right(call))

    def extremum(self, op: str, args: Sequence[Function]) -> Function:
        compute = _OPERATIONS[op]
        first, *others = args

        def function(call: Call) -> Value:
            best = first(call)
            for other in others:
                best = compute(best, other(call))
            return best

        return function

    def logic(self, op: str, args: Sequence[Expr]) -> Function:
        decisive = op == "or"
        functions = [self(arg) for arg in args]

        def function(call: Call) -> Value:
            result: Value = not decisive
            for arg in functions:
                answer = arg(call)
                if answer is decisive:
                    return decisive
                if not isinstance(answer, bool):
                    result = _unknown(answer)
            return result

        return function

    def negate(self, value: Function) -> Function:
        return lambda call: values.negate(value(call))

    def when(self, condition: Function, then: Expr, otherwise: Expr) -> Function:
        yes, no = self(then), self(otherwise)

        def function(call: Call) -> Value:
            answer = condition(call)
            if answer is True:
                return yes(call)
            if answer is False:
                return no(call)
            _unknown(answer)
            return values.either(yes(call), no(call))

        return function

    def either(self, node: Either, left: Function, right: Function) -> Function:
        def function(call: Call) -> Value:
            one, other = left(call), right(call)
            if not values.differ(one, other):
                return one
            call.notes[node] = None
            return values.either(one, other)

        return function

    def require(self, needed: Function, body: Expr) -> Function:
        inside = self(body)

        def function(call: Call) -> Value:
            price = needed(call)
            return UNBOUNDED if isinstance(price, Interval) and price.high is None else inside(call)

        return function

    def round(self, node: Round, value: Function) -> Function:
        def function(call: Call) -> Value:
            amount = value(call)
            rounded = values.to_cent(amount)
            if isinstance(rounded, tuple) and values.differ(amount, rounded):
                call.notes[node] = None
            return rounded

        return function

    def step(self, node: Step, value: Function) -> Function:
        return _noted(node, value)

    def assume(self, node: Assume, value: Function) -> Function:
        return _noted(node, value)


_function = _Functions()


def _division(node: Arithmetic, left: Function, right: Function) -> Function:
    def function(call: Call) -> Value:
        dividend, divisor = left(call), right(call)
        if isinstance(divisor, tuple) and divisor[0] == 0:
            call.zero_divisions[node] = None
            return UNBOUNDED
        return values.divide(dividend, divisor)

    return function


def _noted(node: Step | Assume, value: Function) -> Function:
    def function(call: Call) -> Value:
        result = value(call)
        call.notes[node] = None
        return result

    return function


def _remembered(node: Expr, function: Function) -> Function:
    def shared(call: Call) -> Value:
        known = call.values.get(node)
        if known is None:
            known = call.values[node] = function(call)
        return known

    return shared


def _unknown(answer: Value) -> Value:
    """Return an answer that is not known; a number or a text in its place is a mistake of the formula."""
    if answer == EITHER:
        return EITHER
    raise TypeError(f"a condition was expected in the formula, not {answer!r}")
