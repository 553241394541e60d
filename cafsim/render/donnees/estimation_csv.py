"""An estimation for a spreadsheet: one row per line; its totals when they are asked for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from operator import attrgetter

import cafsim
from cafsim.dispositifs.modele import Periodicite
from cafsim.estimation.resultat import Estimation, LigneEstimee, Total
from cafsim.render.formes.csv import SEPARATEUR_INTERNE, montant, nombre
from cafsim.render.mots import courants as mots
from cafsim.render.reponse import Cellule, Grille

COLONNES = (
    "projet", "exercice", "equipement", "dispositif", "libelle", "periodicite", "nature", "payeur", "beneficiaire",
    "statut", "base", "unite", "taux", "montant", "minimum", "maximum", "prevision", "fiabilite", "sources", "motifs",
    "vraisemblance", "cafsim",
)  # fmt: skip
_IDENTITE, _MONTANTS = attrgetter(*COLONNES[2:10]), attrgetter(*COLONNES[13:17])
"""What a row takes from its line as it is, and its amounts."""

TOTAL = "total"
"""What stands for the identifier of an aid in the row of a total."""


def grille(liste: Iterable[Estimation], *, totaux: bool = False) -> Grille:
    """Return the lines of every estimation; with `totaux`, those of its totals after them."""
    return Grille(COLONNES, (rangee for e in liste for rangee in rangees(e, totaux=totaux)))


def rangees(e: Estimation, *, totaux: bool = False) -> Iterator[tuple[Cellule, ...]]:
    """Yield the rows of an estimation, in the order of `COLONNES`."""
    for equipement in e.equipements:
        yield from rangees_de(e.projet, equipement.exercice, equipement.lignes, equipement.invraisemblances)
        if totaux and len(e.equipements) > 1:
            yield from _totaux(e.projet, equipement.exercice, equipement.nom, equipement.totaux)
    if totaux:
        yield from _totaux(e.projet, e.exercice, "", e.totaux)


def _totaux(
    projet: str, exercice: int, equipement: str, totaux: Mapping[Periodicite, Total]
) -> Iterator[tuple[Cellule, ...]]:
    """Yield the totals of an equipment, or of a whole project (`equipement` is then empty)."""
    for periodicite, total in totaux.items():
        cellules: dict[str, Cellule] = {
            "projet": projet,
            "exercice": exercice,
            "equipement": equipement,
            "dispositif": TOTAL,
            "libelle": mots.PERIODES[periodicite][1],
            "periodicite": periodicite,
            "statut": mots.INCOMPLET if total.incomplet else "",
            "montant": montant(total.minimum) if total.minimum == total.maximum and not total.incomplet else None,
            "minimum": montant(total.minimum),
            "maximum": montant(total.maximum),
            "prevision": montant(total.prevision),
            "cafsim": cafsim.__version__,
        }
        yield tuple(cellules.get(colonne) for colonne in COLONNES)


def rangees_de(
    projet: str, exercice: int, lignes: Iterable[LigneEstimee], invraisemblances: Iterable[str]
) -> Iterator[tuple[Cellule, ...]]:
    """Yield the rows of one equipment."""
    vraisemblance = SEPARATEUR_INTERNE.join(invraisemblances)
    for x in lignes:
        yield (
            projet,
            exercice,
            *_IDENTITE(x),
            nombre(x.base),
            x.unite,
            nombre(x.taux),
            *map(montant, _MONTANTS(x)),
            x.fiabilite,
            SEPARATEUR_INTERNE.join(source.citation for source in x.sources),
            SEPARATEUR_INTERNE.join(x.motifs),
            vraisemblance,
            cafsim.__version__,
        )
