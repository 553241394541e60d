"""How to walk through a tree: what every interpretation of it has in common."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Generic, TypeVar

from cafsim.engine import expr
from cafsim.engine.expr import Expr
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
            case expr.Const():
                return self.const(node.value)
            case expr.Input():
                return self.input(node)
            case expr.Rate():
                return self.rate(node)
            case expr.Known():
                return self.known(node.arg)
            case expr.Arithmetic():
                return self.arithmetic(node, self(node.left), self(node.right))
            case expr.Compare():
                return self.compare(node.op, self(node.left), self(node.right))
            case expr.Extremum():
                return self.extremum(node.op, [self(arg) for arg in node.args])
            case expr.Logic():
                return self.logic(node.op, node.args)
            case expr.Not():
                return self.negate(self(node.arg))
            case expr.When():
                return self.when(self(node.condition), node.then, node.otherwise)
            case expr.Either():
                return self.either(node, self(node.left), self(node.right))
            case expr.Require():
                return self.require(self(node.needed), node.body)
            case expr.Round():
                return self.round(node, self(node.arg))
            case expr.Step():
                return self.step(node, self(node.arg))
            case expr.Assume():
                return self.assume(node, self(node.arg))
        raise TypeError(f"{type(node).__name__} is not a node of a formula")

    @abstractmethod
    def const(self, value: Scalar) -> T: ...
    @abstractmethod
    def input(self, node: expr.Input) -> T: ...
    @abstractmethod
    def rate(self, node: expr.Rate) -> T: ...
    @abstractmethod
    def known(self, node: expr.Input) -> T: ...
    @abstractmethod
    def arithmetic(self, node: expr.Arithmetic, left: T, right: T) -> T: ...
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
    def either(self, node: expr.Either, left: T, right: T) -> T: ...
    @abstractmethod
    def require(self, needed: T, body: Expr) -> T: ...
    @abstractmethod
    def round(self, node: expr.Round, value: T) -> T: ...

    def step(self, node: expr.Step, value: T) -> T:
        """Read a named step: most readings look through it."""
        return value

    def assume(self, node: expr.Assume, value: T) -> T:
        """Read what rests on a hypothesis: most readings look through it."""
        return value
