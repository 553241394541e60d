"""The nodes of a formula, and what is noted when one is evaluated.

A formula is a Python function called once with symbols; what it returns is a tree of these nodes. A node knows its
parts and computes nothing itself (see `evaluation.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TypeAlias, TypeVar

from cafsim.engine.values import Known as KnownValue
from cafsim.engine.values import Scalar, Value

Operand: TypeAlias = "Expr | Fraction | int | bool | str"
Function: TypeAlias = "Callable[[Call], Value]"


@dataclass(slots=True, eq=False, repr=False)
class Expr:
    """A symbol or an operation on symbols. Has no truth value: `if`, `and` and `a < b < c` raise.

    `uses`: of how many nodes it is a part. `function`: what evaluates it, made when first needed.
    """

    uses: int = field(default=0, init=False)
    function: Function | None = field(default=None, init=False)
    __hash__ = object.__hash__

    def __post_init__(self) -> None:
        for part in self.parts():
            part.uses += 1

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


@dataclass(slots=True, eq=False, repr=False)
class Input(Expr):
    """A value that the user may know. `low` and `high` bound it when he does not; `choices` lists a text's values."""

    name: str
    label: str
    unit: str
    low: Fraction | None = None
    high: Fraction | None = None
    choices: tuple[Scalar, ...] = ()


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


@dataclass(slots=True, eq=False, repr=False)
class Arithmetic(Expr):
    """`left op right`, op one of + - * /."""

    op: str
    left: Expr
    right: Expr

    def parts(self) -> tuple[Expr, ...]:
        return (self.left, self.right)


@dataclass(slots=True, eq=False, repr=False)
class Compare(Expr):
    """`left op right`, op one of < <= ==."""

    op: str
    left: Expr
    right: Expr

    def parts(self) -> tuple[Expr, ...]:
        return (self.left, self.right)


@dataclass(slots=True, eq=False, repr=False)
class Extremum(Expr):
    """The least (`op` "min") or the greatest ("max") of its arguments."""

    op: str
    args: tuple[Expr, ...]

    def parts(self) -> tuple[Expr, ...]:
        return self.args


@dataclass(slots=True, eq=False, repr=False)
class Logic(Expr):
    """All ("and") or any ("or") of its arguments, with Kleene's third value where one is unknown."""

    op: str
    args: tuple[Expr, ...]

    def parts(self) -> tuple[Expr, ...]:
        return self.args


@dataclass(slots=True, eq=False, repr=False)
class Not(Expr):
    """The contrary."""

    arg: Expr

    def parts(self) -> tuple[Expr, ...]:
        return (self.arg,)


@dataclass(slots=True, eq=False, repr=False)
class Known(Expr):
    """Whether the user gave this input, which is not read for that."""

    arg: Input


@dataclass(slots=True, eq=False, repr=False)
class When(Expr):
    """`then` where the condition holds, else `otherwise`; only the branch that may be taken is read."""

    condition: Expr
    then: Expr
    otherwise: Expr

    def parts(self) -> tuple[Expr, ...]:
        return (self.condition, self.then, self.otherwise)


@dataclass(slots=True, eq=False, repr=False)
class Either(Expr):
    """One of two amounts, nobody knows which, for `reason`: exact only where both agree."""

    left: Expr
    right: Expr
    reason: str

    def parts(self) -> tuple[Expr, ...]:
        return (self.left, self.right)


@dataclass(slots=True, eq=False, repr=False)
class Require(Expr):
    """`body`, meaningless while `needed` has no upper bound: a price nobody knows is no range."""

    needed: Expr
    body: Expr

    def parts(self) -> tuple[Expr, ...]:
        return (self.needed, self.body)


@dataclass(slots=True, eq=False, repr=False)
class Round(Expr):
    """Nearest cent, half a cent upwards."""

    arg: Expr

    def parts(self) -> tuple[Expr, ...]:
        return (self.arg,)


@dataclass(slots=True, eq=False, repr=False)
class Step(Expr):
    """A named intermediate result: one line of the explanation."""

    label: str
    arg: Expr
    unit: str

    def parts(self) -> tuple[Expr, ...]:
        return (self.arg,)


@dataclass(slots=True, eq=False, repr=False)
class Assume(Expr):
    """`arg`, which rests on a numbered hypothesis."""

    number: str
    arg: Expr

    def parts(self) -> tuple[Expr, ...]:
        return (self.arg,)


def walk(*roots: Expr) -> Iterator[Expr]:
    """Yield the nodes of some trees, each once, after its parts."""
    seen: set[Expr] = set()
    rest: list[tuple[Expr, bool]] = [(root, False) for root in reversed(roots)]
    while rest:
        node, ready = rest.pop()
        if ready:
            yield node
        elif node not in seen:
            seen.add(node)
            rest.append((node, True))
            rest += ((part, False) for part in reversed(node.parts()))


Note: TypeAlias = Input | Rate | Step | Assume | Either | Round
N = TypeVar("N", bound=Expr)


class Call:
    """One evaluation: the inputs given, what it has worked out, and what it has read, in order.

    A rounding is noted where it changes the amount, a choice between two amounts where they differ. `missing` are the
    inputs read that nobody gave, `zero_divisions` the divisions whose divisor was known to be zero.
    """

    __slots__ = ("given", "missing", "notes", "values", "zero_divisions")

    def __init__(self, given: Mapping[str, KnownValue | None]) -> None:
        self.given = given
        self.values: dict[Expr, Value] = {}
        self.notes: dict[Note, None] = {}
        self.missing: dict[Input, None] = {}
        self.zero_divisions: dict[Arithmetic, None] = {}

    def met(self, kind: type[N]) -> list[N]:
        """Return the notes of one kind."""
        return [note for note in self.notes if isinstance(note, kind)]
