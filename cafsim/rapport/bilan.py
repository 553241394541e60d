"""What the lines add up to, by nature: the key points of a note say it in words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import NamedTuple

from cafsim.dispositifs.modele import Periodicite
from cafsim.engine.numbers import ZERO
from cafsim.estimation.resultat import PERIODICITES, Estimation, LigneEstimee, somme
from cafsim.render.mots.courants import intervalle


class Part(NamedTuple):
    """The Caf's lines of one nature and periodicity (€). `inconnues`: those that could not be counted."""

    minimum: Fraction
    maximum: Fraction
    lignes: tuple[LigneEstimee, ...]

    @classmethod
    def des(cls, lignes: Iterable[LigneEstimee]) -> Part:
        """Add lines up."""
        toutes = tuple(lignes)
        return cls(sum((x.bas for x in toutes), ZERO), sum((x.haut for x in toutes), ZERO), toutes)

    @property
    def montant(self) -> str:
        """What is known of it, in words."""
        return intervalle(self.minimum, self.maximum)

    @property
    def inconnues(self) -> tuple[LigneEstimee, ...]:
        """The lines to be completed."""
        return tuple(x for x in self.lignes if x.statut == "a_completer")


class Bilan(NamedTuple):
    """The lines of one or several estimations, apart from those ruled out. `lignes` are all of them."""

    lignes: tuple[LigneEstimee, ...]
    droits: dict[Periodicite, Part]
    plafonds: dict[Periodicite, Part]
    decisions: tuple[LigneEstimee, ...]


def bilan(liste: Sequence[Estimation]) -> Bilan:
    """Add up. A ceiling that several aids share is taken off the ceilings, so that both parts make the total."""
    lignes = tuple(x for e in liste for x in e.lignes if x.retenue)
    totaux = {p: somme(e.totaux[p] for e in liste) for p in PERIODICITES}
    droits = {p: Part.des(x for x in lignes if x.assuree and x.periodicite == p) for p in PERIODICITES}
    plafonds = {}
    for p in PERIODICITES:
        part = Part.des(x for x in lignes if x.comptee and not x.assuree and x.periodicite == p)
        haut = totaux[p].maximum - droits[p].maximum
        plafonds[p] = part._replace(minimum=min(part.minimum, haut), maximum=haut)
    return Bilan(lignes, droits, plafonds, tuple(x for x in lignes if x.au_total and not x.comptee))
