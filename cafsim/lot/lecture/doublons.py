"""Find the rows that come twice, in a memory that does not grow: keys are kept in a temporary file of SQLite's own."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from types import TracebackType

_RANG = 40
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

    def premieres(self, table: int, lignes: Sequence[tuple[int, bytes]]) -> dict[int, tuple[int, int]]:
        """Keep the keys of rows (line, key); return where the first of its kind was, for each line that is not it.

        A place is a table's number and a line.
        """
        places = [(cle, table << _RANG | ligne) for ligne, cle in lignes]
        nouvelles = self._base.executemany("INSERT OR IGNORE INTO vues VALUES (?, ?)", places).rowcount
        if nouvelles == len(places):
            return {}
        trouvees: dict[int, tuple[int, int]] = {}
        for cle, place in places:
            ((premiere,),) = self._base.execute("SELECT place FROM vues WHERE cle = ?", (cle,))
            if premiere != place:
                trouvees[place & (1 << _RANG) - 1] = divmod(premiere, 1 << _RANG)
        return trouvees
