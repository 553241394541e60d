"""What the lines add up to, by nature: the key points of a note say it in words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import NamedTuple

from cafsim.dispositifs.modele import Periodicite
from cafsim.resultat import PERIODICITES, Estimation, LigneEstimee, Total, somme

ZERO = Fraction(0)


class Part(NamedTuple):
    """The Caf's lines of one nature and periodicity (€). `inconnues`: those that could not be counted."""

    minimum: Fraction
    maximum: Fraction
    lignes: tuple[LigneEstimee, ...]

    @property
    def inconnues(self) -> tuple[LigneEstimee, ...]:
        """The lines to be completed."""
        return tuple(x for x in self.lignes if x.statut == "a_completer")

    @property
    def connues(self) -> tuple[LigneEstimee, ...]:
        """The lines that are counted."""
        return tuple(x for x in self.lignes if x.statut != "a_completer")


class Bilan(NamedTuple):
    """The lines of one or several estimations, apart from those ruled out. `lignes` are all of them."""

    lignes: tuple[LigneEstimee, ...]
    droits: dict[Periodicite, Part]
    plafonds: dict[Periodicite, Part]
    decisions: tuple[LigneEstimee, ...]
    totaux: dict[Periodicite, Total]


def bilan(liste: Sequence[Estimation]) -> Bilan:
    """Add up. A ceiling that several aids share is taken off the ceilings, so that both parts make the total."""
    lignes = tuple(x for e in liste for x in e.lignes if x.retenue)
    totaux = {p: somme(e.totaux[p] for e in liste) for p in PERIODICITES}
    droits = {p: _part(x for x in lignes if x.assuree and x.periodicite == p) for p in PERIODICITES}
    plafonds = {
        p: _limitee(
            _part(x for x in lignes if x.comptee and not x.assuree and x.periodicite == p), totaux[p], droits[p]
        )
        for p in PERIODICITES
    }
    return Bilan(lignes, droits, plafonds, tuple(x for x in lignes if x.au_total and not x.comptee), totaux)


def _part(lignes: Iterable[LigneEstimee]) -> Part:
    retenues = tuple(lignes)
    return Part(sum((x.bas for x in retenues), ZERO), sum((x.haut for x in retenues), ZERO), retenues)


def _limitee(plafonds: Part, total: Total, droits: Part) -> Part:
    haut = total.maximum - droits.maximum
    return plafonds._replace(minimum=min(plafonds.minimum, haut), maximum=haut)
