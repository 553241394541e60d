"""Files read by pieces, of sizes that grow."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import repeat
from typing import BinaryIO


def croissantes(premiere: int, derniere: int) -> Iterator[int]:
    """Yield sizes: each is four times the one before, up to the last one, which then comes again and again."""
    while premiere < derniere:
        yield premiere
        premiere *= 4
    yield from repeat(derniere)


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
