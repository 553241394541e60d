"""The workbook reading: every node of a tree becomes two formulas, in a row of the sheet of calculations.

Same intervals as the range reading, which also gives the value that each cell is written with.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from cafsim.classeur import bornes
from cafsim.classeur.bornes import Bornes
from cafsim.classeur.calculs import Calculs, Valeur
from cafsim.classeur.mots import en_mots
from cafsim.engine.exact import Value
from cafsim.engine.expr import Expr, Input, Rate, Scalar
from cafsim.engine.reading import Reading
from cafsim.engine.span import Possible, Range, Span


class EnFormules(Reading[Bornes]):
    """Writes the trees of one equipment.

    `entrees` are the cells of its inputs, by name; `taux` those of the rates, by identity. `valeurs` is what the user
    typed, defaults filled in.
    """

    def __init__(
        self, calculs: Calculs, entrees: Mapping[str, Bornes], taux: Mapping[int, Bornes], valeurs: Mapping[str, Value]
    ) -> None:
        super().__init__()
        self._calculs = calculs
        self._entrees = entrees
        self._taux = taux
        self._connues: dict[str, str] = {}
        self.etendue = Range(valeurs)

    def __call__(self, node: Expr) -> Bornes:
        """Return the cells of a node; write them when it is met for the first time."""
        key = id(node)
        if key not in self._values:
            lues = node.read(self)
            self._values[key] = lues if lues.place else self._placer(node, lues)
            self._kept.append(node)
        return self._values[key]

    def _placer(self, node: Expr, lues: Bornes) -> Bornes:
        bas, haut = self._calculs.ajouter(en_mots(node), (lues.bas, lues.haut), valeurs_de(self.etendue(node)))
        return lues._replace(bas=bas, haut=haut, place=True)

    def const(self, value: Scalar) -> Bornes:
        return bornes.constante(value)

    def input_value(self, node: Input) -> Bornes:
        if node.name in self._entrees:
            return self._entrees[node.name]
        return bornes.verite(bornes.VRAI, bornes.VRAI)._replace(place=True)  # a day that nobody knows

    def rate_value(self, node: Rate) -> Bornes:
        return self._taux[id(node)]

    def arithmetic(self, op: str, left: Bornes, right: Bornes) -> Bornes:
        operations = {
            "+": bornes.addition, "-": bornes.soustraction, "*": bornes.multiplication, "/": bornes.division,
        }  # fmt: skip
        return operations[op](left, right)

    def compare(self, op: str, left: Bornes, right: Bornes) -> Bornes:
        return bornes.comparer(op, left, right)

    def extremum(self, op: str, args: Sequence[Bornes]) -> Bornes:
        return bornes.minimum(args) if op == "min" else bornes.maximum(args)

    def logic(self, op: str, args: Sequence[Expr]) -> Bornes:
        lues = [self(arg) for arg in args]
        return bornes.toutes(lues) if op == "and" else bornes.une(lues)

    def negate(self, value: Bornes) -> Bornes:
        return bornes.contraire(value)

    def known(self, node: Input) -> Bornes:
        connue = self.connue(node)
        return bornes.verite(connue, f"NOT({connue})")

    def connue(self, node: Input) -> str:
        """Return the cell that says whether an input is known."""
        return self._connues.get(node.name, bornes.FAUX)

    def noter_connues(self, cellules: Mapping[str, str]) -> None:
        """Tell which cells say whether the inputs are known."""
        self._connues.update(cellules)

    def when(self, condition: Bornes, then: Expr, otherwise: Expr) -> Bornes:
        return bornes.choisir(condition, self(then), self(otherwise))

    def either(self, left: Bornes, right: Bornes) -> Bornes:
        return bornes.enveloppe(left, right)

    def require(self, needed: Bornes, body: Expr) -> Bornes:
        return bornes.exiger(needed, self(body))

    def round(self, value: Bornes) -> Bornes:
        return bornes.arrondir(value)


def valeurs_de(possible: Possible) -> tuple[Valeur, Valeur]:
    """Return what the two cells of a node show."""
    if isinstance(possible, Span):
        return possible.low, possible.high
    return True in possible, False in possible
