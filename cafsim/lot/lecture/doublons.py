"""Find the equipments that come twice, in a memory that does not grow: SQLite keeps their keys in a temporary file."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from types import TracebackType

from cafsim.lot.lecture.fichiers import Lot
from cafsim.lot.modele import Identite, Place, Rejet

_LIGNE = 40
"""Bits of a line's number in a place; the table's number stands above."""


class Doublons:
    """The keys met so far. To be closed: use it in a `with`."""

    def __init__(self) -> None:
        self._base = sqlite3.connect("", isolation_level=None)  # no name: a temporary file, gone when closed
        for reglage in ("journal_mode = OFF", "synchronous = OFF", "cache_size = -16000"):
            self._base.execute(f"PRAGMA {reglage}")
        self._base.execute("CREATE TABLE vues (cle BLOB PRIMARY KEY, place INTEGER) WITHOUT ROWID")
        self._base.execute("BEGIN")

    def __enter__(self) -> Doublons:
        return self

    def __exit__(
        self, genre: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._base.close()

    def garder(self, identites: Sequence[Identite]) -> dict[Identite, Place]:
        """Keep equipments; return where the first of its kind was, for each that is not it."""
        lignes = [(cle, nombre(ou)) for ou, cle in identites]
        if self._base.executemany("INSERT OR IGNORE INTO vues VALUES (?, ?)", lignes).rowcount == len(lignes):
            return {}
        doubles: dict[Identite, Place] = {}
        for identite in identites:
            ((premiere,),) = self._base.execute("SELECT place FROM vues WHERE cle = ?", (identite.cle,))
            if premiere != nombre(identite.place):
                doubles[identite] = place(premiere)
        return doubles


def rejet(lot: Lot, ou: Place, premiere: Place) -> Rejet:
    """Return what to say of an equipment that came before."""
    fichier, autre_fichier = _fichier(lot, ou), _fichier(lot, premiere)
    ligne = None if ou.table < 0 else ou.ligne
    if premiere.table < 0:
        autre = f"celui de {autre_fichier}"
    else:
        suite = "" if autre_fichier == fichier else f" de {autre_fichier}"
        autre = f"la ligne {premiere.ligne}{suite}"
    message = f"même équipement que {autre} : même projet, exercice, type et nom."
    conseil = "Gardez-en un des deux, ou donnez-leur des noms différents (colonne « nom »)."
    return Rejet(fichier, ligne, "projet", "", message, conseil)


def _fichier(lot: Lot, ou: Place) -> str:
    return str(lot.projets[ou.ligne]) if ou.table < 0 else lot.tables[ou.table].entete.fichier


def nombre(ou: Place) -> int:
    """Return a place as one number, in the order of the batch."""
    return ou.table + 1 << _LIGNE | ou.ligne


def place(numero: int) -> Place:
    """Return the place that a number stands for."""
    return Place((numero >> _LIGNE) - 1, numero & (1 << _LIGNE) - 1)
