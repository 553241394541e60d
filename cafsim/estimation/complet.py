"""An equipment as the formulas see it: what the user typed, the defaults of what he left out."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from functools import cache
from typing import NamedTuple

from cafsim.engine.evaluation import Given, given, number, truth
from cafsim.engine.expr import Call, Expr
from cafsim.engine.values import Scalar
from cafsim.equipements.champs import Champ
from cafsim.equipements.commun import EXERCICE
from cafsim.equipements.projet import EquipementSaisi
from cafsim.equipements.registre import champs


class Complet(NamedTuple):
    """An equipment, its defaults filled in. `defauts` names the fields that took theirs; days are no value here."""

    saisi: EquipementSaisi
    valeurs: Mapping[str, Scalar | None]
    defauts: tuple[str, ...]
    donnees: Given
    """The same values as the evaluation takes them."""
    questions: Call
    """What answers the conditions: one for all, so that what they share is worked out once."""

    def verite(self, test: Expr) -> bool | None:
        """Return the answer to a condition; None when nobody knows. What it reads is cited nowhere."""
        return truth(test, self.questions)

    def nombre(self, formule: Expr | None) -> Fraction | None:
        """Return a number, if it is known."""
        return number(formule, self.questions)


def completer(saisi: EquipementSaisi) -> Complet:
    """Fill the defaults in. A field written `?` stays unknown: only a field left out takes its default."""
    valeurs: dict[str, Scalar | None] = {n: v for n, v in saisi.valeurs.items() if not isinstance(v, date)}
    valeurs[EXERCICE.nom] = Fraction(saisi.exercice)
    pris = []
    for champ in _a_defaut(saisi.type):
        if champ.nom in saisi.valeurs:
            continue
        defaut = valeurs.get(champ.defaut_de) if champ.defaut_de else champ.defaut
        if defaut is not None:
            valeurs[champ.nom] = defaut
            pris.append(champ.nom)
    donnees = given(valeurs)
    return Complet(saisi, valeurs, tuple(pris), donnees, Call(donnees))


@cache
def _a_defaut(type_equipement: str) -> tuple[Champ, ...]:
    return tuple(c for c in champs(type_equipement).values() if c.defaut is not None or c.defaut_de)
