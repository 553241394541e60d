"""An estimation for a spreadsheet: one row per line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import cafsim
from cafsim.estimation.resultat import Estimation, LigneEstimee
from cafsim.render.formes.csv import SEPARATEUR_INTERNE, montant, nombre
from cafsim.render.reponse import Cellule, Grille

COLONNES = (
    "projet", "exercice", "equipement", "dispositif", "libelle", "periodicite", "nature", "payeur", "beneficiaire",
    "statut", "base", "unite", "taux", "montant", "minimum", "maximum", "fiabilite", "sources", "motifs",
    "vraisemblance", "cafsim",
)  # fmt: skip


def grille(liste: Iterable[Estimation]) -> Grille:
    """Return the lines of every estimation."""
    return Grille(COLONNES, (rangee for e in liste for rangee in rangees(e)))


def rangees(e: Estimation) -> Iterator[tuple[Cellule, ...]]:
    """Yield the rows of an estimation, in the order of `COLONNES`."""
    for equipement in e.equipements:
        yield from rangees_de(e.projet, equipement.exercice, equipement.lignes, equipement.invraisemblances)


def rangees_de(
    projet: str, exercice: int, lignes: Iterable[LigneEstimee], invraisemblances: Iterable[str]
) -> Iterator[tuple[Cellule, ...]]:
    """Yield the rows of one equipment."""
    vraisemblance = SEPARATEUR_INTERNE.join(invraisemblances)
    for ligne in lignes:
        yield _rangee(projet, exercice, ligne, vraisemblance)


def _rangee(projet: str, exercice: int, ligne: LigneEstimee, vraisemblance: str) -> tuple[Cellule, ...]:
    return (
        projet,
        exercice,
        ligne.equipement,
        ligne.dispositif,
        ligne.libelle,
        ligne.periodicite,
        ligne.nature,
        ligne.payeur,
        ligne.beneficiaire,
        ligne.statut,
        nombre(ligne.base),
        ligne.unite,
        nombre(ligne.taux),
        montant(ligne.montant),
        montant(ligne.minimum),
        montant(ligne.maximum),
        ligne.fiabilite,
        SEPARATEUR_INTERNE.join(source.citation for source in ligne.sources),
        SEPARATEUR_INTERNE.join(ligne.motifs),
        vraisemblance,
        cafsim.__version__,
    )
