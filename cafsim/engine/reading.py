"""What every reading of a tree has in common: each node is read once, and what was read is remembered."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Generic, TypeVar

from cafsim.engine.expr import Expr, Input, Rate, Scalar, Step

T = TypeVar("T")


class Reading(ABC, Generic[T]):
    """An interpretation of expression trees. Call it with a node to get its value.

    After a call, `inputs`, `rates`, `steps`, `assumptions` and `doubts` (why one of two amounts could not be chosen)
    hold what was met, in order, without repeats.
    """

    def __init__(self) -> None:
        self._values: dict[int, T] = {}
        self._kept: list[Expr] = []
        self.inputs: dict[str, Input] = {}
        self.rates: dict[int, Rate] = {}
        self.steps: list[Step] = []
        self.assumptions: dict[str, None] = {}
        self.doubts: dict[str, None] = {}

    def __call__(self, node: Expr) -> T:
        key = id(node)
        if key not in self._values:
            self._values[key] = node.read(self)
            self._kept.append(node)  # so that no later node takes the same id
        return self._values[key]

    def has_read(self, node: Expr) -> bool:
        """Say whether the node was met: a branch not taken was not."""
        return id(node) in self._values

    def step(self, node: Step, value: T) -> T:
        self.steps.append(node)
        return value

    def assume(self, number: str, value: T) -> T:
        self.assumptions[number] = None
        return value

    def input(self, node: Input) -> T:
        self.inputs[node.name] = node
        return self.input_value(node)

    def rate(self, node: Rate) -> T:
        self.rates[id(node)] = node
        return self.rate_value(node)

    @abstractmethod
    def const(self, value: Scalar) -> T: ...
    @abstractmethod
    def input_value(self, node: Input) -> T: ...
    @abstractmethod
    def rate_value(self, node: Rate) -> T: ...
    @abstractmethod
    def arithmetic(self, op: str, left: T, right: T) -> T: ...
    @abstractmethod
    def compare(self, op: str, left: T, right: T) -> T: ...
    @abstractmethod
    def extremum(self, op: str, args: Sequence[T]) -> T: ...
    @abstractmethod
    def logic(self, op: str, args: Sequence[Expr]) -> T: ...
    @abstractmethod
    def negate(self, value: T) -> T: ...
    @abstractmethod
    def known(self, node: Input) -> T: ...
    @abstractmethod
    def when(self, condition: T, then: Expr, otherwise: Expr) -> T: ...
    @abstractmethod
    def either(self, left: T, right: T) -> T: ...
    @abstractmethod
    def require(self, needed: T, body: Expr) -> T: ...
    @abstractmethod
    def round(self, value: T) -> T: ...
