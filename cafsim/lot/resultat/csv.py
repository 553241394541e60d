"""Rows of Csv, quickly: what repeats from one row to the next is made inert and quoted once."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable

from cafsim.render.formes.csv import PROFILS, ecrite
from cafsim.render.reponse import Cellule

_MEMOIRE = 4_000
"""Pieces of text kept: labels, sources and reasons are the same for thousands of rows."""


class _Rendu:
    """Gives a row back to who writes it. Nothing is kept: several threads may write at once."""

    def write(self, texte: str) -> str:
        """Return the row."""
        return texte


class EcrivainCsv:
    """Writes cells as the Csv of a profile: the bytes are those of `render.csv`."""

    def __init__(self, profil: str) -> None:
        choisi = PROFILS[profil]
        self.separateur = choisi.separateur
        self.virgule = choisi.virgule
        self.fin = choisi.fin_de_ligne
        self._csv = csv.writer(_Rendu(), delimiter=choisi.separateur, lineterminator="")
        self._connues: dict[object, str] = {}

    def rangee(self, cellules: Iterable[Cellule]) -> str:
        """Return a row, its end included."""
        return self.cellules(cellules) + self.fin

    def cellules(self, cellules: Iterable[Cellule]) -> str:
        """Return cells of a row: texts are made inert, numbers are written."""
        return str(self._csv.writerow([ecrite(c, self.virgule) for c in cellules]))

    def repetees(self, cle: object, textes: Callable[[], Iterable[str]]) -> str:
        """Return cells that come back: those of an equal `cle` are made and written once."""
        connue = self._connues.get(cle)
        if connue is None:
            if len(self._connues) >= _MEMOIRE:
                self._connues.clear()
            connue = self._connues[cle] = self.cellules(textes())
        return connue
