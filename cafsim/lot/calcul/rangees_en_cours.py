"""Rows handed to a query that was built once: to build it anew for each block would take longer than to run it."""

from __future__ import annotations

from collections.abc import Iterator
from threading import Lock

import polars as pl
from polars.io.plugins import register_io_source

TELLE_QUELLE = pl.QueryOptFlags.none()
"""A query is written in stages, with nothing to compute twice: to look for better doubles the time of its planning."""


class _Remise:
    """Rows handed to a query, until it takes them."""

    def __init__(self, rangees: pl.DataFrame) -> None:
        self.rangees = rangees
        self.prise = False


class RangeesEnCours:
    """The rows of the block in hand.

    Several threads may run the query at once: each waits until the rows of the one before are taken.
    """

    def __init__(self, schema: pl.Schema) -> None:
        self._schema = schema
        self._verrou = Lock()
        self._remise = _Remise(pl.DataFrame(schema=schema))

    def table(self) -> pl.LazyFrame:
        """Return a table that reads the rows in hand whenever it is collected."""
        return register_io_source(self._lire, schema=self._schema)

    def executer(self, requete: pl.LazyFrame, rangees: pl.DataFrame) -> pl.DataFrame:
        """Run a query on rows."""
        self._verrou.acquire()
        remise = self._remise = _Remise(rangees)
        try:
            return requete.collect(optimizations=TELLE_QUELLE)
        finally:
            self._rendre(remise)

    def _rendre(self, remise: _Remise) -> None:
        if not remise.prise:
            remise.prise = True
            self._verrou.release()

    def _lire(
        self, noms: list[str] | None, filtre: pl.Expr | None, nombre: int | None, _taille: int | None
    ) -> Iterator[pl.DataFrame]:
        remise = self._remise
        lues = remise.rangees
        self._rendre(remise)
        lues = lues if filtre is None else lues.filter(filtre)
        lues = lues if nombre is None else lues.head(nombre)
        yield lues if noms is None else lues.select(noms)
