"""Estimates side by side, for a spreadsheet: a row per line, then the totals."""

from __future__ import annotations

from collections.abc import Iterator

import cafsim
from cafsim.estimation.resultat import PERIODICITES
from cafsim.etudes.comparaison import Comparaison
from cafsim.etudes.ecart import Ecart
from cafsim.render.formes.csv import montant
from cafsim.render.mots import courants as mots
from cafsim.render.reponse import Cellule, Grille
from cafsim.render.vues.comparaison import nom

IDENTITE = ("equipement", "dispositif", "libelle", "periodicite", "nature")
CELLULES = ("statut", "montant", "minimum", "maximum")
ECARTS = ("écart minimum", "écart maximum")


def grille(comparaison: Comparaison) -> Grille:
    """Return four cells per column of the comparison, six from the second one on: what parts it from the first."""
    colonnes = list(IDENTITE)
    for rang, colonne in enumerate(comparaison.colonnes):
        colonnes += (f"{nom(colonne)} : {x}" for x in (*CELLULES, *(ECARTS if rang else ())))
    return Grille([*colonnes, "cafsim"], _rangees(comparaison))


def _rangees(comparaison: Comparaison) -> Iterator[list[Cellule]]:
    for x in comparaison.lignes:
        rangee: list[Cellule] = [x.equipement, x.dispositif, x.libelle, x.periodicite, x.ligne.nature]
        for rang, cellule in enumerate(x.cellules):
            montants = (cellule.montant, cellule.minimum, cellule.maximum) if cellule else (None, None, None)
            rangee += [cellule.statut if cellule else "", *map(montant, montants)]
            rangee += _ecart(x.ecarts[rang - 1]) if rang else []
        yield [*rangee, cafsim.__version__]
    for p in PERIODICITES:
        total = comparaison.totaux[p]
        rangee = ["", "total", mots.PERIODES[p][1], p, ""]
        for rang, t in enumerate(total.totaux):
            exact = t.minimum if t.minimum == t.maximum else None
            statut = mots.INCOMPLET if t.incomplet else ""
            rangee += [statut, montant(exact), montant(t.minimum), montant(t.maximum)]
            rangee += _ecart(total.ecarts[rang - 1]) if rang else []
        yield [*rangee, cafsim.__version__]


def _ecart(ecart: Ecart | None) -> list[Cellule]:
    return [None, None] if ecart is None else [montant(ecart.minimum), montant(ecart.maximum)]
