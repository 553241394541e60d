"""The nodes of a formula.

A formula is a Python function called once with symbols; what it returns is a tree of these nodes.
A node knows its parts and how to hand them to a reading (see `reading.py`); it computes nothing itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, TypeAlias, TypeVar

if TYPE_CHECKING:
    from cafsim.engine.reading import Reading

T = TypeVar("T")
Scalar = Fraction | bool | str
Operand: TypeAlias = "Expr | Fraction | int | bool | str"


class Expr:
    """A symbol or an operation on symbols. Has no truth value: `if`, `and` and `a < b < c` raise."""

    __slots__ = ()
    __hash__ = object.__hash__

    def read(self, reading: Reading[T]) -> T:
        """Have `reading` interpret this node."""
        raise NotImplementedError

    def parts(self) -> tuple[Expr, ...]:
        """Return the nodes directly below this one."""
        return ()

    def __bool__(self) -> bool:
        raise TypeError(
            "A symbol has no truth value: write quand(condition, a, b), et(…), ou(…), non(…) "
            "instead of if, and, or, not or a chained comparison."
        )

    def __add__(self, other: Operand) -> Expr:
        return Arithmetic("+", self, as_expr(other))

    def __radd__(self, other: Operand) -> Expr:
        return Arithmetic("+", as_expr(other), self)

    def __sub__(self, other: Operand) -> Expr:
        return Arithmetic("-", self, as_expr(other))

    def __rsub__(self, other: Operand) -> Expr:
        return Arithmetic("-", as_expr(other), self)

    def __mul__(self, other: Operand) -> Expr:
        return Arithmetic("*", self, as_expr(other))

    def __rmul__(self, other: Operand) -> Expr:
        return Arithmetic("*", as_expr(other), self)

    def __truediv__(self, other: Operand) -> Expr:
        return Arithmetic("/", self, as_expr(other))

    def __rtruediv__(self, other: Operand) -> Expr:
        return Arithmetic("/", as_expr(other), self)

    def __lt__(self, other: Operand) -> Expr:
        return Compare("<", self, as_expr(other))

    def __le__(self, other: Operand) -> Expr:
        return Compare("<=", self, as_expr(other))

    def __gt__(self, other: Operand) -> Expr:
        return Compare("<", as_expr(other), self)

    def __ge__(self, other: Operand) -> Expr:
        return Compare("<=", as_expr(other), self)

    def __eq__(self, other: object) -> Expr:  # type: ignore[override]
        return Compare("==", self, as_expr(other))

    def __ne__(self, other: object) -> Expr:  # type: ignore[override]
        return Not(Compare("==", self, as_expr(other)))


def as_expr(value: object) -> Expr:
    """Wrap a constant. Floats are refused: they can't hold a cent."""
    if isinstance(value, Expr):
        return value
    if isinstance(value, bool | str):
        return Const(value)
    if isinstance(value, int | Fraction):
        return Const(Fraction(value))
    raise TypeError(f"{value!r} can't stand in a formula (expected a symbol, an int, a Fraction, a bool or a str)")


@dataclass(slots=True, eq=False, repr=False)
class Const(Expr):
    """A constant of the formula."""

    value: Scalar

    def read(self, reading: Reading[T]) -> T:
        return reading.const(self.value)


@dataclass(slots=True, eq=False, repr=False)
class Input(Expr):
    """A value that the user may know. `low` and `high` bound it when he does not; `choices` lists a text's values."""

    name: str
    label: str
    unit: str
    low: Fraction | None = None
    high: Fraction | None = None
    choices: tuple[Scalar, ...] = ()

    def read(self, reading: Reading[T]) -> T:
        return reading.input(self)


@dataclass(slots=True, eq=False, repr=False)
class Rate(Expr):
    """A published value. `value` when it is exact, else `low` and `high` (None: no bound)."""

    key: str
    label: str
    unit: str
    value: Fraction | None
    low: Fraction | None
    high: Fraction | None
    tag: str
    origin: object
    """Whatever the table that made this symbol wants to find again (its row)."""

    def read(self, reading: Reading[T]) -> T:
        return reading.rate(self)


@dataclass(slots=True, eq=False, repr=False)
class Arithmetic(Expr):
    """`left op right`, op one of + - * /."""

    op: str
    left: Expr
    right: Expr

    def read(self, reading: Reading[T]) -> T:
        return reading.arithmetic(self.op, reading(self.left), reading(self.right))

    def parts(self) -> tuple[Expr, ...]:
        return (self.left, self.right)


@dataclass(slots=True, eq=False, repr=False)
class Compare(Expr):
    """`left op right`, op one of < <= ==."""

    op: str
    left: Expr
    right: Expr

    def read(self, reading: Reading[T]) -> T:
        return reading.compare(self.op, reading(self.left), reading(self.right))

    def parts(self) -> tuple[Expr, ...]:
        return (self.left, self.right)


@dataclass(slots=True, eq=False, repr=False)
class Extremum(Expr):
    """The least (`op` "min") or the greatest ("max") of its arguments."""

    op: str
    args: tuple[Expr, ...]

    def read(self, reading: Reading[T]) -> T:
        return reading.extremum(self.op, [reading(a) for a in self.args])

    def parts(self) -> tuple[Expr, ...]:
        return self.args


@dataclass(slots=True, eq=False, repr=False)
class Logic(Expr):
    """All ("and") or any ("or") of its arguments, with Kleene's third value where one is unknown."""

    op: str
    args: tuple[Expr, ...]

    def read(self, reading: Reading[T]) -> T:
        return reading.logic(self.op, self.args)

    def parts(self) -> tuple[Expr, ...]:
        return self.args


@dataclass(slots=True, eq=False, repr=False)
class Not(Expr):
    """The contrary."""

    arg: Expr

    def read(self, reading: Reading[T]) -> T:
        return reading.negate(reading(self.arg))

    def parts(self) -> tuple[Expr, ...]:
        return (self.arg,)


@dataclass(slots=True, eq=False, repr=False)
class Known(Expr):
    """Whether the user gave this input."""

    arg: Input

    def read(self, reading: Reading[T]) -> T:
        return reading.known(self.arg)

    def parts(self) -> tuple[Expr, ...]:
        return (self.arg,)


@dataclass(slots=True, eq=False, repr=False)
class When(Expr):
    """`then` where the condition holds, else `otherwise`; only the branch that may be taken is read."""

    condition: Expr
    then: Expr
    otherwise: Expr

    def read(self, reading: Reading[T]) -> T:
        return reading.when(reading(self.condition), self.then, self.otherwise)

    def parts(self) -> tuple[Expr, ...]:
        return (self.condition, self.then, self.otherwise)


@dataclass(slots=True, eq=False, repr=False)
class Either(Expr):
    """One of two amounts, nobody knows which, for `reason`: exact only where both agree."""

    left: Expr
    right: Expr
    reason: str

    def read(self, reading: Reading[T]) -> T:
        left, right = reading(self.left), reading(self.right)
        if left != right:
            reading.doubts[self.reason] = None
        return reading.either(left, right)

    def parts(self) -> tuple[Expr, ...]:
        return (self.left, self.right)


@dataclass(slots=True, eq=False, repr=False)
class Require(Expr):
    """`body`, meaningless while `needed` has no upper bound: a price nobody knows is no range."""

    needed: Expr
    body: Expr

    def read(self, reading: Reading[T]) -> T:
        return reading.require(reading(self.needed), self.body)

    def parts(self) -> tuple[Expr, ...]:
        return (self.needed, self.body)


@dataclass(slots=True, eq=False, repr=False)
class Round(Expr):
    """Nearest cent, half a cent upwards."""

    arg: Expr

    def read(self, reading: Reading[T]) -> T:
        return reading.round(reading(self.arg))

    def parts(self) -> tuple[Expr, ...]:
        return (self.arg,)


@dataclass(slots=True, eq=False, repr=False)
class Step(Expr):
    """A named intermediate result: one line of the explanation."""

    label: str
    arg: Expr
    unit: str

    def read(self, reading: Reading[T]) -> T:
        return reading.step(self, reading(self.arg))

    def parts(self) -> tuple[Expr, ...]:
        return (self.arg,)


@dataclass(slots=True, eq=False, repr=False)
class Assume(Expr):
    """`arg`, which rests on a numbered hypothesis."""

    number: str
    arg: Expr

    def read(self, reading: Reading[T]) -> T:
        return reading.assume(self.number, reading(self.arg))

    def parts(self) -> tuple[Expr, ...]:
        return (self.arg,)
