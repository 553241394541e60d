"""How to walk through a tree: what every interpretation of it has in common."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Generic, TypeVar

from cafsim.engine.expr import (
    Arithmetic,
    Assume,
    Compare,
    Const,
    Either,
    Expr,
    Extremum,
    Input,
    Known,
    Logic,
    Not,
    Rate,
    Require,
    Round,
    Step,
    When,
)
from cafsim.engine.values import Scalar

T = TypeVar("T")


class Reading(ABC, Generic[T]):
    """An interpretation of trees. Call it with a node to get its value; each node is read once.

    A method gets the values of the parts that are always read, and the nodes of those that may not be.
    """

    def __init__(self) -> None:
        self._values: dict[Expr, T] = {}

    def __call__(self, node: Expr) -> T:
        if node not in self._values:
            self._values[node] = self.read(node)
        return self._values[node]

    def read(self, node: Expr) -> T:  # noqa: C901, PLR0912 (one case per node)
        """Interpret a node that has not been read yet."""
        match node:
            case Const():
                return self.const(node.value)
            case Input():
                return self.input(node)
            case Rate():
                return self.rate(node)
            case Known():
                return self.known(node.arg)
            case Arithmetic():
                return self.arithmetic(node, self(node.left), self(node.right))
            case Compare():
                return self.compare(node.op, self(node.left), self(node.right))
            case Extremum():
                return self.extremum(node.op, [self(arg) for arg in node.args])
            case Logic():
                return self.logic(node.op, node.args)
            case Not():
                return self.negate(self(node.arg))
            case When():
                return self.when(self(node.condition), node.then, node.otherwise)
            case Either():
                return self.either(node, self(node.left), self(node.right))
            case Require():
                return self.require(self(node.needed), node.body)
            case Round():
                return self.round(node, self(node.arg))
            case Step():
                return self.step(node, self(node.arg))
            case Assume():
                return self.assume(node, self(node.arg))
        raise TypeError(f"{type(node).__name__} is not a node of a formula")

    @abstractmethod
    def const(self, value: Scalar) -> T: ...
    @abstractmethod
    def input(self, node: Input) -> T: ...
    @abstractmethod
    def rate(self, node: Rate) -> T: ...
    @abstractmethod
    def known(self, node: Input) -> T: ...
    @abstractmethod
    def arithmetic(self, node: Arithmetic, left: T, right: T) -> T: ...
    @abstractmethod
    def compare(self, op: str, left: T, right: T) -> T: ...
    @abstractmethod
    def extremum(self, op: str, args: Sequence[T]) -> T: ...
    @abstractmethod
    def logic(self, op: str, args: Sequence[Expr]) -> T: ...
    @abstractmethod
    def negate(self, value: T) -> T: ...
    @abstractmethod
    def when(self, condition: T, then: Expr, otherwise: Expr) -> T: ...
    @abstractmethod
    def either(self, node: Either, left: T, right: T) -> T: ...
    @abstractmethod
    def require(self, needed: T, body: Expr) -> T: ...
    @abstractmethod
    def round(self, node: Round, value: T) -> T: ...

    def step(self, node: Step, value: T) -> T:
        """Read a named step: most readings look through it."""
        return value

    def assume(self, node: Assume, value: T) -> T:
        """Read what rests on a hypothesis: most readings look through it."""
        return value
