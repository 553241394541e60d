"""Read a text table (Csv, tabs) row by row: its dialect is told by its header; no row can fill the memory."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple, TextIO

from cafsim.lot.encodage import Illisible, encodage
from cafsim.lot.entete import connues
from cafsim.lot.modele import Rangee, Rejet

SEPARATEURS = {";": "point-virgule", ",": "virgule", "\t": "tabulation"}
LONGUEUR_MAX = 100_000
"""Characters of one line. The widest table, every cell full, takes a tenth of that."""

_CELLULE_MAX = 20_000
_CONSEIL = "Vérifiez les guillemets et les retours à la ligne autour de cette ligne."


class Dialecte(NamedTuple):
    """How a text table is written. `debut`: line of the header, from 1."""

    encodage: str
    separateur: str
    debut: int


def dialecte(path: Path) -> tuple[Dialecte, list[str]]:
    """Return how a table is written, and the cells of its header.

    The separator is the one that makes known columns of the header, then the one met most. Raise Illisible.
    """
    choisi = encodage(path)
    with _ouvrir(path, choisi) as fichier:
        debut, premiere = _premiere_ligne(fichier)
        if premiere.lower().startswith("sep="):  # what Excel writes for itself
            suite, premiere = _premiere_ligne(fichier)
            debut += suite
    if not premiere.strip():
        raise Illisible("le tableau est vide.")
    if len(premiere) > LONGUEUR_MAX:
        raise Illisible(f"la première ligne est trop longue (plus de {LONGUEUR_MAX // 1000} 000 caractères).")
    essais = {s: _cellules(premiere, s) for s in SEPARATEURS}
    separateur = max(essais, key=lambda s: (len(connues(essais[s])), len(essais[s])))
    return Dialecte(choisi, separateur, debut), essais[separateur]


def rangees(path: Path, choisi: Dialecte, position: list[int]) -> Iterator[Rangee | Rejet]:
    """Yield the rows below the header, and a reject for each that can't be cut into cells.

    `position[0]` is kept at the number of bytes read, for whoever shows progress.
    """
    csv.field_size_limit(_CELLULE_MAX)
    with _ouvrir(path, choisi.encodage) as fichier:
        source = _Lignes(fichier, position)
        lecteur = csv.reader(source, delimiter=choisi.separateur, strict=True)
        for _ in range(choisi.debut):
            next(source)
        while True:
            debut = source.ligne + 1
            try:
                cellules = next(lecteur)
            except StopIteration:
                return
            except csv.Error as error:
                yield Rejet(str(path), debut, "", "", _raison(error, debut, source.ligne), _CONSEIL)
                continue
            except LigneTropLongue:
                message = f"ligne trop longue (plus de {LONGUEUR_MAX // 1000} 000 caractères)."
                yield Rejet(str(path), debut, "", "", message, _CONSEIL)
                lecteur = csv.reader(source, delimiter=choisi.separateur, strict=True)
                continue
            if cellules:
                yield Rangee(debut, cellules)


class LigneTropLongue(Exception):
    """A line beyond any table; it has been skipped."""


class _Lignes:
    """The lines of a file, one at a time, none longer than `LONGUEUR_MAX`; knows where it is."""

    def __init__(self, fichier: TextIO, position: list[int]) -> None:
        self._fichier = fichier
        self._position = position
        self.ligne = 0

    def __iter__(self) -> _Lignes:
        return self

    def __next__(self) -> str:
        texte = self._fichier.readline(LONGUEUR_MAX + 1)
        if not texte:
            raise StopIteration
        self.ligne += 1
        if not self.ligne & 0xFF:
            self._position[0] = self._fichier.buffer.tell()
        if len(texte) > LONGUEUR_MAX and not texte.endswith(("\n", "\r")):
            while (suite := self._fichier.readline(LONGUEUR_MAX)) and not suite.endswith(("\n", "\r")):
                pass
            raise LigneTropLongue
        return texte


def _ouvrir(path: Path, nom: str) -> TextIO:
    """Open for reading; a damaged byte becomes a lone surrogate, which the check of its cell refuses."""
    return path.open(encoding=nom, errors="replace" if nom == "utf-16" else "surrogateescape", newline="")


def _premiere_ligne(fichier: TextIO) -> tuple[int, str]:
    """Return the first line that holds something, and its number."""
    for rang in range(1, 1000):
        texte = fichier.readline(LONGUEUR_MAX + 1)
        if not texte or texte.strip(" ;,\t\r\n"):
            return rang, texte.strip("\r\n")
    return 0, ""


def _cellules(texte: str, separateur: str) -> list[str]:
    try:
        return next(csv.reader([texte], delimiter=separateur), [])
    except csv.Error:
        return []


def _raison(error: csv.Error, debut: int, fin: int) -> str:
    lignes = f" (lignes {debut} à {fin})" if fin > debut else ""
    if "field larger" in str(error):
        return f"cellule trop longue{lignes} : un guillemet ouvert n'est sans doute jamais refermé."
    return f"guillemets mal placés{lignes}."
