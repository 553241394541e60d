"""Cut the inputs into pieces of work, in order; rows that come twice are put aside on the way."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from fractions import Fraction

from cafsim.equipements.commun import EXERCICE
from cafsim.equipements.registre import equipements
from cafsim.lot.cellules import lecteur
from cafsim.lot.doublons import Doublons, cle_de
from cafsim.lot.entrees import Entrees, Table
from cafsim.lot.modele import Brute, Moteurs, Rangee, Rejet, Tache
from cafsim.lot.rangee import type_connu
from cafsim.valeurs.lecture import lire_texte
from cafsim.valeurs.regles import nom_par_defaut

RANGEES: dict[Moteurs, int] = {"exact": 200, "polars": 10_000}
"""Rows in a piece: long enough to send to another process (or to be worth a query), short enough to be soon done."""

PROJETS = 10
"""Project files in a piece."""


def taches(entrees: Entrees, doublons: Doublons, moteur: Moteurs = "exact") -> Iterator[Tache]:
    """Yield the pieces of work: the project files, then the tables."""
    total = sum(t.path.stat().st_size for t in entrees.tables) + sum(p.stat().st_size for p in entrees.projets) or 1
    lus = 0
    for debut in range(0, len(entrees.projets), PROJETS):
        paquet = entrees.projets[debut : debut + PROJETS]
        lus += sum(p.stat().st_size for p in paquet)
        yield Tache(-1, projets=paquet, avancement=lus / total)
    for rang, table in enumerate(entrees.tables):
        for tache, position in _de_la_table(rang, table, entrees, doublons, RANGEES[moteur]):
            yield tache._replace(avancement=min(1, (lus + position) / total))
        lus += table.path.stat().st_size


def _de_la_table(
    rang: int, table: Table, entrees: Entrees, doublons: Doublons, longueur: int
) -> Iterator[tuple[Tache, int]]:
    position = [0]
    cles = Cles(table)
    bonnes: list[Rangee] = []
    rejets: list[Rejet] = []
    for lue in table.rangees(position):
        if isinstance(lue, Rejet):
            rejets.append(lue)
        else:
            bonnes.append(lue)
        if len(bonnes) + len(rejets) >= longueur:
            yield _tache(rang, bonnes, rejets, cles, entrees, doublons), position[0]
            bonnes, rejets = [], []
    yield _tache(rang, bonnes, rejets, cles, entrees, doublons), position[0]


def _tache(
    rang: int, bonnes: list[Rangee], rejets: list[Rejet], cles: Cles, entrees: Entrees, doublons: Doublons
) -> Tache:
    connues = [(r.ligne, cle) for r in bonnes if (cle := cles.de(r)) is not None]
    doubles = doublons.premieres(rang, connues)
    if doubles:
        rejets += (_double(entrees, rang, r, doubles[r.ligne]) for r in bonnes if r.ligne in doubles)
        bonnes = [r for r in bonnes if r.ligne not in doubles]
    return Tache(rang, bonnes, rejets=rejets)


class Cles:
    """Finds which equipment a row is about, without the checks that its values will get later."""

    def __init__(self, table: Table) -> None:
        colonnes = table.entete.colonnes
        self._projet, self._annee, self._type = (colonnes.index(c) for c in ("projet", "exercice", "type"))
        self._nom = colonnes.index("nom") if "nom" in colonnes else None
        self._lire_annee = lecteur(EXERCICE)

    def de(self, rangee: Rangee) -> bytes | None:
        """Return the key of a row; None when it names no equipment that could be estimated."""
        cellules = rangee.cellules
        if len(cellules) <= max(self._projet, self._annee, self._type):
            return None
        projet = _simple(cellules[self._projet])
        type_equipement = type_connu(cellules[self._type])
        try:
            annee = self._lire_annee(cellules[self._annee])
        except ValueError:
            return None
        if not projet or type_equipement is None or not isinstance(annee, Fraction):
            return None
        nom = _simple(cellules[self._nom]) if self._nom is not None and self._nom < len(cellules) else ""
        return cle_de(projet, int(annee), type_equipement, nom or nom_par_defaut(equipements()[type_equipement]))


def _simple(cellule: Brute) -> str:
    """Return a name as it will show: without what is not seen, its accents composed."""
    texte = str(cellule).strip()
    if texte.isascii():
        return texte
    try:
        return unicodedata.normalize("NFC", lire_texte(texte))
    except ValueError:
        return texte


def _double(entrees: Entrees, rang: int, rangee: Rangee, premiere: tuple[int, int]) -> Rejet:
    table, ligne = premiere
    ailleurs = "" if table == rang else f" de {entrees.tables[table].path}"
    message = f"même équipement que la ligne {ligne}{ailleurs} : même projet, exercice, type et nom."
    valeur = str(rangee.cellules[entrees.tables[rang].entete.colonnes.index("projet")])
    conseil = "Gardez une des deux lignes, ou donnez-leur des noms différents (colonne « nom »)."
    return Rejet(str(entrees.tables[rang].path), rangee.ligne, "projet", valeur, message, conseil)
