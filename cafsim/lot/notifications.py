"""A table of establishments with the amount that each was notified: one row, one equipment, one amount."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import NamedTuple

from cafsim.baremes.model import NATIONAL, Baremes
from cafsim.equipements.projet import Projet
from cafsim.erreurs import EntreeRefusee, Probleme, vouliez_vous
from cafsim.lot.lecture.equipement import LecteurDeRangees
from cafsim.lot.lecture.identite import est_remarque
from cafsim.lot.lecture.titres import MARQUE, cle, lire_titres, recherche
from cafsim.lot.modele import EquipementLu, Rejet
from cafsim.tables import Cellule, RangeeIllisible, ouvrir
from cafsim.valeurs.lecture import lire_taux


class Notifie(NamedTuple):
    """A row: an equipment, and what it was notified (€)."""

    ligne: int
    projet: Projet
    montant: Fraction


class Ecarte(NamedTuple):
    """A row that can't serve, and why."""

    ligne: int
    raison: str


def lire(chemin: Path, colonne: str, baremes: Baremes) -> Iterator[Notifie | Ecarte]:
    """Yield the rows. Raise EntreeRefusee for a table that has not the column, or that can't be read."""
    table = ouvrir(chemin, recherche())
    noms = [cle(t) for t in table.titres]
    if cle(colonne) not in noms:
        conseil = vouliez_vous(colonne, table.titres) or f"Colonnes : {', '.join(table.titres)}."
        raise EntreeRefusee([Probleme(str(chemin), f"--colonne {colonne}", "pas de colonne de ce nom.", conseil)])
    place = noms.index(cle(colonne))
    titres = [f"{MARQUE}{t}" if rang == place else t for rang, t in enumerate(table.titres)]
    entete = lire_titres(str(chemin), titres, baremes)
    lecteur, projet = LecteurDeRangees(entete, baremes, NATIONAL), entete.colonnes.index("projet")
    for rangee in table.rangees():
        if isinstance(rangee, RangeeIllisible):
            yield Ecarte(rangee.ligne, rangee.raison)
        elif not est_remarque(rangee, projet):
            cellule = rangee.cellules[place] if place < len(rangee.cellules) else None
            yield _ligne(rangee.ligne, lecteur.lire(rangee), cellule)


def _ligne(ligne: int, lu: EquipementLu | list[Rejet], cellule: Cellule | None) -> Notifie | Ecarte:
    if not isinstance(lu, EquipementLu):
        return Ecarte(ligne, " ; ".join(f"{r.colonne} : {r.raison}" for r in lu))
    if cellule in (None, ""):
        return Ecarte(ligne, "pas de montant notifié.")
    try:
        montant = lire_taux(cellule, "€")
    except ValueError as error:
        return Ecarte(ligne, f"montant notifié : {error}")
    return Notifie(ligne, Projet(lu.projet, lu.equipement.exercice, (lu.equipement,), dict(lu.taux)), montant)
