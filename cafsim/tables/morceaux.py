"""Files read by pieces: how long each one is, where it ends."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import BinaryIO

PREMIERE = 1 << 18
"""Bytes of the first piece of a text: enough to see what its lines are like."""

_CROISSANCE = 4
"""A piece is that many times longer than the one before at most."""


class Allure(Iterator[int]):
    """The length of each piece of a text: so many bytes; or fewer at first, then about so many lines, and no more."""

    def __init__(self, octets: int, lignes: Callable[[], int] | None = None) -> None:
        self._octets = octets
        self._lignes = lignes
        self._suivante = PREMIERE if lignes else octets

    def __next__(self) -> int:
        """Return the length of the next piece, in bytes."""
        return min(self._suivante, self._octets)

    def compter(self, octets: int, lignes: int) -> None:
        """Take note of a piece: its bytes, its lines."""
        if self._lignes is not None and lignes:
            self._suivante = min(_CROISSANCE * octets, self._lignes() * octets // lignes)


def lignes_entieres(brut: BinaryIO, tailles: Iterable[int]) -> Iterator[bytes]:
    """Yield pieces of a file of about so many bytes each, cut at ends of lines. Where one ends is looked for first.

    To add the end of a line to what was read would copy it all.
    """
    debut = brut.tell()
    for taille in tailles:
        brut.seek(debut + taille)
        brut.readline()
        fin = brut.tell()
        brut.seek(debut)
        octets = brut.read(fin - debut)
        if not octets:
            return
        debut += len(octets)
        yield octets
