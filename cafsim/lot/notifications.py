"""A table of establishments with the amount that each was notified: one row, one equipment, one amount."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import NamedTuple

from cafsim.baremes.model import NATIONAL, Baremes
from cafsim.equipements.projet import Projet
from cafsim.erreurs import refus, vouliez_vous
from cafsim.lot.lecture.correspondance import Regles, forme
from cafsim.lot.lecture.equipement import LecteurDeRangees
from cafsim.lot.lecture.fichiers import Lecture, ouvrir
from cafsim.lot.lecture.identite import remarques
from cafsim.lot.modele import EquipementLu, Rejet
from cafsim.tables import Cellule, RangeeIllisible
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
    regles = Regles(colonnes={forme(colonne): ""})
    (table, *_) = ouvrir([chemin], baremes, Lecture(regles=[regles])).tables
    titres = [t.texte for t in table.entete.titres]
    place = next((rang for rang, titre in enumerate(titres) if forme(titre) == forme(colonne)), None)
    if place is None:
        conseil = vouliez_vous(colonne, titres) or f"Colonnes : {', '.join(titres)}."
        raise refus(chemin, "pas de colonne de ce nom.", conseil, cle=f"--colonne {colonne}")
    lecteur, est_remarque = LecteurDeRangees(table.entete, baremes, NATIONAL), remarques(table.entete)
    for rangee in table.rangees():
        if isinstance(rangee, RangeeIllisible):
            yield Ecarte(rangee.ligne, rangee.raison)
        elif not est_remarque(rangee):
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
