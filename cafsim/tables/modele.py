"""What a table is, whatever file it comes from."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

Cellule = str | bool | int | Decimal | date
"""A cell as its file holds it, `""` where there is nothing; all are texts but in a workbook."""


class Rangee(NamedTuple):
    """A row: its line in the file, from 1; its cells."""

    ligne: int
    cellules: Sequence[Cellule]


class RangeeIllisible(NamedTuple):
    """A row that can't be cut into cells: the line where it begins, why, what to do."""

    ligne: int
    raison: str
    conseil: str


class Recherche(NamedTuple):
    """What to look for in a file: a line that holds known titles.

    `connus` counts those that a line holds. `lignes`, `feuilles`: how many of each, empty lines apart, are looked at
    from the first one; all the sheets when it is None. `deux_lignes`: titles may stand on two lines, one above another.
    `fin`: the line of the file where they end, when it is known.
    """

    connus: Callable[[Sequence[str]], int]
    lignes: int = 1
    feuilles: int | None = 1
    deux_lignes: bool = False
    fin: int = 0


class Parcours:
    """The rows of a table, one after the other.

    `part` (0–1) is how much of the file has been read, `hors_tableau` how many rows hold cells beyond the titles.
    """

    def __init__(self, lire: Callable[[Parcours], Iterator[Rangee | RangeeIllisible]]) -> None:
        self.part = 0.0
        self.hors_tableau = 0
        self._rangees = lire(self)

    def __iter__(self) -> Iterator[Rangee | RangeeIllisible]:
        return self._rangees


def en_texte(cellule: Cellule) -> str:
    """Write a cell as a text."""
    return f"{cellule:f}" if isinstance(cellule, Decimal) else str(cellule)
