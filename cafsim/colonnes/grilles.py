"""On which grid the true values of a node lie: a product of decimal numbers has so many decimals, and no more.

Where float64 is nearer to the true value than half the grid's step, there is one candidate only: what lies exactly on
half a cent, or on a threshold, needs no other engine. The columns are supposed to keep to the decimals of their field;
`hors_grille` says on which rows one does not.
"""

from __future__ import annotations

from fractions import Fraction

from cafsim.colonnes.node import Kind, Node

DECIMALES_MAX = 9

_GARDEES = ("choose", "fill", "least", "greatest", "least_known", "greatest_known", "neg", "abs", "float")
"""Operations that give one of their numbers, or its opposite."""


def decimales(valeur: Fraction) -> int | None:
    """Return how many decimals a number has; None for too many."""
    return next((n for n in range(DECIMALES_MAX + 1) if (valeur * 10**n).denominator == 1), None)


class Grilles:
    """Finds the grid of nodes; `champs` gives the decimals of each column."""

    def __init__(self) -> None:
        self.champs: dict[str, int] = {}
        self._connues: dict[Node, int | None] = {}

    def de(self, node: Node) -> int | None:
        """Return how many decimals the true values of a node have; None when that can't be said."""
        if node not in self._connues:
            trouvee = self._chercher(node)
            self._connues[node] = None if trouvee is None or trouvee > DECIMALES_MAX else trouvee
        return self._connues[node]

    def _chercher(self, node: Node) -> int | None:
        if node.constant:
            return 0 if node.null else decimales(node.number())
        if node.op == "column":
            return self.champs.get(str(node.value))
        if node.op == "cent":
            return 2
        nombres = [self.de(arg) for arg in node.args if arg.kind is Kind.NUMBER]
        connues = [n for n in nombres if n is not None]
        if len(connues) < len(nombres):
            return None
        if node.op == "*":
            return sum(connues)
        if node.op == "/" and node.args[1].constant:
            inverse = decimales(1 / node.args[1].number())
            return None if inverse is None else connues[0] + inverse
        return max(connues) if node.op == "+" or node.op in _GARDEES else None

    def colonnes(self, node: Node) -> list[Node]:
        """Return the columns of numbers that a node is made of, short of what was rounded to a cent."""
        trouvees: dict[Node, None] = {}
        vus: set[Node] = set()
        reste = [node]
        while reste:
            vu = reste.pop()
            if vu in vus or vu.kind is not Kind.NUMBER:
                continue
            vus.add(vu)
            if vu.op == "column":
                trouvees[vu] = None
            elif vu.op != "cent":
                reste += vu.args
        return list(trouvees)
