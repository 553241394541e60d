"""The workbook reading: every node of a tree becomes two formulas, in a row of the sheet of calculations.

Same intervals as the evaluation, which also gives the value that each cell is written with.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from cafsim.classeur import bornes
from cafsim.classeur.bornes import Bornes
from cafsim.classeur.calculs import Calculs
from cafsim.classeur.cases import FAUX, Case, Valeur, non
from cafsim.engine.evaluation import Given, evaluate
from cafsim.engine.expr import Arithmetic, Call, Either, Expr, Input, Rate, Round, Step, When
from cafsim.engine.printing import Printer, Text
from cafsim.engine.reading import Reading
from cafsim.engine.values import Interval, Scalar, Value, bounds, options


class EnFormules(Reading[Bornes]):
    """Writes the trees of one equipment.

    `entrees` are the cells of its inputs, by name; `taux` those of the rates; `connues` the cells that say whether an
    input is known. `donnees` is what the user typed, defaults filled in.
    """

    def __init__(
        self, calculs: Calculs, entrees: Mapping[str, Bornes], taux: Mapping[Rate, Bornes],
        connues: Mapping[str, Case], donnees: Given,
    ) -> None:  # fmt: skip
        super().__init__()
        self._calculs = calculs
        self._entrees = entrees
        self._taux = taux
        self._connues = connues
        self._appel = Call(donnees)

    def vaut(self, node: Expr) -> Value:
        """Return what a node is worth now."""
        return evaluate(node, self._appel)

    def read(self, node: Expr) -> Bornes:
        """Return the cells of a node, which is met for the first time: write them."""
        lues = super().read(node)
        if lues.place:
            return lues
        bas, haut = self._calculs.ajouter(en_mots(node), *map(Case, (lues.bas, lues.haut), montres(self.vaut(node))))
        return lues._replace(bas=bas.formule, haut=haut.formule, place=True)

    def cases(self, node: Expr) -> tuple[Case, Case]:
        """Return the two cells of a node: the ends of a number, or « may be true » and « may be false »."""
        lues, (bas, haut) = self(node), montres(self.vaut(node))
        return Case(lues.bas, bas), Case(lues.haut, haut)

    def const(self, value: Scalar) -> Bornes:
        return bornes.constante(value)

    def input(self, node: Input) -> Bornes:
        if node.name in self._entrees:
            return self._entrees[node.name]
        if node.choices and isinstance(node.choices[0], str):  # the year of a day that nobody knows
            return bornes.Bornes(bornes.chaine(""), bornes.FAUX, "choix", place=True, choix=node.choices)
        return bornes.verite(bornes.VRAI, bornes.VRAI)._replace(place=True)  # whether it comes before another

    def rate(self, node: Rate) -> Bornes:
        return self._taux[node]

    def arithmetic(self, node: Arithmetic, left: Bornes, right: Bornes) -> Bornes:
        operations = {
            "+": bornes.addition, "-": bornes.soustraction, "*": bornes.multiplication, "/": bornes.division,
        }  # fmt: skip
        return operations[node.op](left, right)

    def compare(self, op: str, left: Bornes, right: Bornes) -> Bornes:
        return bornes.comparer(op, left, right)

    def extremum(self, op: str, args: Sequence[Bornes]) -> Bornes:
        return bornes.minimum(args) if op == "min" else bornes.maximum(args)

    def logic(self, op: str, args: Sequence[Expr]) -> Bornes:
        lues = [self(arg) for arg in args]
        return bornes.conditions(lues, *(("AND", "OR") if op == "and" else ("OR", "AND")))

    def negate(self, value: Bornes) -> Bornes:
        return value._replace(bas=value.haut, haut=value.bas)

    def known(self, node: Input) -> Bornes:
        connue = self.connue(node)
        return bornes.verite(connue.formule, non(connue).formule)

    def connue(self, node: Input) -> Case:
        """Return the cell that says whether an input is known."""
        return self._connues.get(node.name, FAUX)

    def when(self, condition: Bornes, then: Expr, otherwise: Expr) -> Bornes:
        return bornes.choisir(condition, self(then), self(otherwise))

    def either(self, node: Either, left: Bornes, right: Bornes) -> Bornes:
        return bornes.enveloppe(left, right)

    def require(self, needed: Bornes, body: Expr) -> Bornes:
        return bornes.exiger(needed, self(body))

    def round(self, node: Round, value: Bornes) -> Bornes:
        return bornes.arrondir(value)


def montres(vaut: Value) -> tuple[Valeur, Valeur]:
    """Return what the two cells of a node show: the ends of a number, or « may be true » and « may be false »."""
    if isinstance(vaut, tuple | Interval):
        return bounds(vaut)
    possibles = options(vaut)
    return True in possibles, False in possibles


PROFONDEUR = 6
"""Levels told; beyond, a formula in words is read by nobody."""

LONGUEUR = 400
TROP_LONG = "voir la feuille « Calculs »"


def en_mots(node: Expr) -> str:
    """Return what a node is: a named step with its formula, a comparison, an amount."""
    return f"{node.label} = {formule(node.arg)}" if isinstance(node, Step) else formule(node)


def formule(node: Expr) -> str:
    """Return a formula in words."""
    texte = _NOMS.write(node)
    return texte if len(texte) <= LONGUEUR else TROP_LONG


class _Noms(Printer):
    """Writes names, and all that a choice may give."""

    def leaf(self, node: Expr) -> Text | None:
        """Return the name of an input, a rate or a step."""
        if isinstance(node, Rate):
            return Text(f"[{node.label}]")
        return Text(node.label) if isinstance(node, Step | Input) else None

    def branches(self, node: When | Either) -> Sequence[Expr]:
        """Return both branches."""
        return (node.left, node.right) if isinstance(node, Either) else (node.then, node.otherwise)


_NOMS = _Noms(PROFONDEUR)
