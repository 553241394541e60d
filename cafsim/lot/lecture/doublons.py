"""Find the equipments that come twice, in a memory that does not grow: SQLite keeps their keys in a temporary file."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from types import TracebackType

from cafsim.lot.modele import Identite, Place

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
        lignes = [(cle, _nombre(place)) for place, cle in identites]
        if self._base.executemany("INSERT OR IGNORE INTO vues VALUES (?, ?)", lignes).rowcount == len(lignes):
            return {}
        doubles: dict[Identite, Place] = {}
        for identite in identites:
            ((premiere,),) = self._base.execute("SELECT place FROM vues WHERE cle = ?", (identite.cle,))
            if premiere != _nombre(identite.place):
                doubles[identite] = _place(premiere)
        return doubles


def _nombre(place: Place) -> int:
    return place.table + 1 << _LIGNE | place.ligne


def _place(nombre: int) -> Place:
    return Place((nombre >> _LIGNE) - 1, nombre & (1 << _LIGNE) - 1)
