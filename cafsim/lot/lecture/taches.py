"""Cut the files of a batch into pieces of work, in order; rows that come twice are put aside on the way."""

from __future__ import annotations

from collections.abc import Iterator

from cafsim.lot.lecture.doublons import Doublons
from cafsim.lot.lecture.fichiers import Lot
from cafsim.lot.lecture.identite import Identites
from cafsim.lot.modele import Moteurs, Rejet, Tache
from cafsim.tables import Rangee, RangeeIllisible

RANGEES: dict[Moteurs, int] = {"exact": 200, "polars": 10_000}
"""Rows in a piece: long enough to send to another process (or to be worth a query), short enough to be soon done."""

PROJETS = 10
"""Project files in a piece."""


def taches(lot: Lot, doublons: Doublons, moteur: Moteurs = "exact") -> Iterator[Tache]:
    """Yield the pieces of work: the project files, then the tables."""
    total = sum(chemin.stat().st_size for chemin in lot.chemins) or 1
    lus = 0.0
    for debut in range(0, len(lot.projets), PROJETS):
        paquet = lot.projets[debut : debut + PROJETS]
        lus += sum(p.stat().st_size for p in paquet)
        yield Tache(-1, projets=paquet, avancement=lus / total)
    for rang, table in enumerate(lot.tables):
        taille = table.table.chemin.stat().st_size
        for tache in _de_la_table(rang, lot, doublons, RANGEES[moteur]):
            yield tache._replace(avancement=min(1, (lus + tache.avancement * taille) / total))
        lus += taille


def _de_la_table(rang: int, lot: Lot, doublons: Doublons, longueur: int) -> Iterator[Tache]:
    """Yield the pieces of a table; their progress is that of this table."""
    table, entete, _ = lot.tables[rang]
    identites = Identites(entete)
    lecture = table.rangees()
    bonnes: list[Rangee] = []
    rejets: list[Rejet] = []

    def tache() -> Tache:
        uniques = _sans_doubles(rang, bonnes, rejets, identites, lot, doublons)
        return Tache(rang, uniques, rejets=rejets, avancement=lecture.part)

    for lue in lecture:
        if isinstance(lue, RangeeIllisible):
            rejets.append(Rejet(entete.fichier, lue.ligne, "", "", lue.raison, lue.conseil))
        else:
            bonnes.append(lue)
        if len(bonnes) + len(rejets) >= longueur:
            yield tache()
            bonnes, rejets = [], []
    yield tache()


def _sans_doubles(
    rang: int, rangees: list[Rangee], rejets: list[Rejet], identites: Identites, lot: Lot, doublons: Doublons
) -> list[Rangee]:
    """Return the rows whose equipment has not been met before; reject the others."""
    connues = [(r.ligne, cle) for r in rangees if (cle := identites.cle(r)) is not None]
    doubles = doublons.premieres(rang, connues)
    if not doubles:
        return rangees
    rejets += (_double(lot, rang, r, doubles[r.ligne]) for r in rangees if r.ligne in doubles)
    return [r for r in rangees if r.ligne not in doubles]


def _double(lot: Lot, rang: int, rangee: Rangee, premiere: tuple[int, int]) -> Rejet:
    autre, ligne = premiere
    entete = lot.tables[rang].entete
    ailleurs = "" if autre == rang else f" de {lot.tables[autre].entete.fichier}"
    message = f"même équipement que la ligne {ligne}{ailleurs} : même projet, exercice, type et nom."
    valeur = str(rangee.cellules[entete.colonnes.index("projet")])
    conseil = "Gardez une des deux lignes, ou donnez-leur des noms différents (colonne « nom »)."
    return Rejet(entete.fichier, rangee.ligne, "projet", valeur, message, conseil)
