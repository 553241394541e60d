"""One figure per aid: what the lines of an aid add up to, for tables with a column per aid."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import NamedTuple

from cafsim.baremes.model import FIABILITES, Fiabilite
from cafsim.estimation.resultat import LigneEstimee, Statut

STATUTS: tuple[Statut, ...] = ("non_eligible", "calcule", "fourchette", "a_completer")
"""From the one that gives way to the one that prevails when lines are added."""


class AideEstimee(NamedTuple):
    """The lines of one aid together (€). The bounds are None only when a line is to be completed.

    `prevision` is None when a line has no forecast.
    """

    dispositif: str
    minimum: Fraction | None
    maximum: Fraction | None
    prevision: Fraction | None
    statut: Statut
    fiabilite: Fiabilite | None
    lignes: tuple[LigneEstimee, ...]

    @property
    def montant(self) -> Fraction | None:
        """The amount where it is one."""
        return self.minimum if self.statut == "calcule" else None


def par_aide(lignes: Iterable[LigneEstimee]) -> dict[str, AideEstimee]:
    """Add up the lines of each aid, in the order met.

    An order of magnitude (`indicatif`) is in no total: it is left out. An aid without any other line is absent.
    """
    groupes: dict[str, list[LigneEstimee]] = {}
    for ligne in lignes:
        if not ligne.indicative:
            groupes.setdefault(ligne.dispositif, []).append(ligne)
    return {nom: _ensemble(nom, groupe) for nom, groupe in groupes.items()}


def _ensemble(nom: str, lignes: list[LigneEstimee]) -> AideEstimee:
    statut = max((x.statut for x in lignes), key=STATUTS.index)
    connues = [x.fiabilite for x in lignes if x.fiabilite]
    return AideEstimee(
        dispositif=nom,
        minimum=_somme(x.minimum for x in lignes),
        maximum=_somme(x.maximum for x in lignes),
        prevision=_somme(x.prevision for x in lignes),
        statut=statut,
        fiabilite=max(connues, key=FIABILITES.index) if connues and statut != "a_completer" else None,
        lignes=tuple(lignes),
    )


def _somme(montants: Iterable[Fraction | None]) -> Fraction | None:
    connus = list(montants)
    return None if None in connus else sum((x for x in connus if x is not None), Fraction(0))
