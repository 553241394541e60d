"""Whether tables are read by columns: the library for that is not always there, and is slow to start."""

from __future__ import annotations

from importlib.util import find_spec

from cafsim.tables import Table
from cafsim.tables.texte import TableTexte

SEUIL = 130_000
"""Bytes of text tables from which the columns are worth the start of their library (about a thousand rows)."""


def en_colonnes(*tables: Table) -> bool:
    """Say whether these tables have texts long enough, and the library is there."""
    tailles = (t.chemin.stat().st_size for t in tables if isinstance(t, TableTexte))
    return sum(tailles) >= SEUIL and not manquantes()


def manquantes() -> list[str]:
    """Return the libraries that the columns need and that are not installed."""
    return [nom for nom in ("narwhals", "polars") if find_spec(nom) is None]
