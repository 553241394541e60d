"""The cells of a table as a page shows them: longer texts go below another column rather than in one of their own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from cafsim.render.document import Colonne, Rangee, Texte


class Cellule(NamedTuple):
    """A cell of a table, with what stands below it instead of in a column of its own."""

    colonne: Colonne
    texte: str
    dessous: tuple[tuple[Colonne, str], ...]


def visibles(colonnes: Sequence[Colonne]) -> list[Colonne]:
    """Return the columns that the page shows; longer texts that may go below another column do."""
    return [c for c in colonnes if c.sous is None or c.role in ("mot", "part")]


def cellules(colonnes: Sequence[Colonne], rangee: Rangee) -> list[Cellule]:
    """Return the cells of a row, one for each column shown."""
    montrees = visibles(colonnes)
    paires = list(zip(colonnes, rangee.cellules, strict=True))
    dessous = [(c.sous, c, x) for c, x in paires if c not in montrees and x]
    return [
        Cellule(c, x, tuple((d, y) for sous, d, y in dessous if sous == rang))
        for rang, (c, x) in enumerate(paires)
        if c in montrees
    ]


def morceaux(texte: str) -> tuple[str, ...]:
    """Return the words of a text in pieces, every second one important."""
    return texte.morceaux if isinstance(texte, Texte) else (texte,)
