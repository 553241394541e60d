"""Text tables (Csv, tabs): the dialect is told by the titles; rows come one by one, and none can fill the memory."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TextIO

from cafsim.erreurs import refus
from cafsim.tables.encodage import ANCIENS, encodage
from cafsim.tables.modele import Parcours, Rangee, RangeeIllisible, Recherche
from cafsim.tables.titres import Titres, chercher

SEPARATEURS = ";,\t|"
LONGUEUR_MAX = 100_000
"""Characters of one line. The widest table, every cell full, takes a tenth of that."""

_CELLULE_MAX = 20_000
_LIGNES_VIDES_MAX = 1_000
_LIGNES_D_UN_TITRE = 20
"""A line of titles may be written on several lines of the file: their breaks are inside quotes."""

_CONSEIL = "Vérifiez les guillemets et les retours à la ligne autour de cette ligne."


class TableTexte:
    """A text table whose separator is the one that makes known titles, then the one that makes most cells."""

    autres_feuilles: Sequence[str] = ()
    feuille = ""
    masquees = 0

    def __init__(self, chemin: Path, recherche: Recherche) -> None:
        self.chemin = chemin
        self._encodage = encodage(chemin)
        csv.field_size_limit(_CELLULE_MAX)
        with self._flux() as fichier:
            sautees, debut = _debut(fichier, recherche.lignes + _LIGNES_D_UN_TITRE)
        if debut and len(debut[0]) > LONGUEUR_MAX:
            raise refus(chemin, f"la première ligne est trop longue (plus de {LONGUEUR_MAX // 1000} 000 caractères).")
        essais = {s: t for s in SEPARATEURS if (t := chercher(_coupees(debut, sautees, s), recherche))}
        if not essais:
            raise refus(chemin, "le tableau est vide.")
        self._separateur = max(essais, key=lambda s: (essais[s].connus, len(essais[s].cellules)))
        self._titres: Titres = essais[self._separateur]
        self.titres = self._titres.cellules
        self.connus = self._titres.connus
        self.ligne_de_titres = self._titres.fin

    @property
    def encodage_devine(self) -> str:
        """The name of an encoding that the bytes do not tell for sure; nothing when they do, or for that of Windows."""
        return "" if self._encodage in ("utf-8", "utf-8-sig", "utf-16", "cp1252") else ANCIENS[self._encodage]

    def rangees(self) -> Parcours:
        """Read the rows below the titles, empty ones apart, and tell those that can't be cut into cells."""
        return Parcours(self._rangees)

    def _rangees(self, parcours: Parcours) -> Iterator[Rangee | RangeeIllisible]:
        csv.field_size_limit(_CELLULE_MAX)
        with self._flux() as fichier:
            source = _Lignes(fichier, self.chemin.stat().st_size, parcours)
            for _ in range(self._titres.fin):
                next(source)
            lecteur = csv.reader(source, delimiter=self._separateur, strict=True)
            while True:
                debut = source.ligne + 1
                try:
                    cellules = next(lecteur)
                except StopIteration:
                    return
                except csv.Error as error:
                    yield RangeeIllisible(debut, _raison(error, debut, source.ligne), _CONSEIL)
                    continue
                except _LigneTropLongue:
                    message = f"ligne trop longue (plus de {LONGUEUR_MAX // 1000} 000 caractères)."
                    yield RangeeIllisible(debut, message, _CONSEIL)
                    lecteur = csv.reader(source, delimiter=self._separateur, strict=True)
                    continue
                if any(cellules):
                    yield Rangee(debut, cellules)

    def _flux(self) -> TextIO:
        """Open for reading; a damaged byte becomes a lone surrogate, which the check of its cell refuses."""
        errors = "replace" if self._encodage == "utf-16" else "surrogateescape"
        return self.chemin.open(encoding=self._encodage, errors=errors, newline="")


class _LigneTropLongue(Exception):
    """A line beyond any table; it has been skipped."""


class _Lignes:
    """The lines of a file, one at a time, none longer than `LONGUEUR_MAX`; knows where it is, and tells it."""

    def __init__(self, fichier: TextIO, taille: int, parcours: Parcours) -> None:
        self._fichier = fichier
        self._taille = taille
        self._parcours = parcours
        self.ligne = 0

    def __iter__(self) -> _Lignes:
        return self

    def __next__(self) -> str:
        texte = self._fichier.readline(LONGUEUR_MAX + 1)
        if not texte:
            raise StopIteration
        self.ligne += 1
        if not self.ligne & 0xFF:
            self._parcours.part = self._fichier.buffer.tell() / self._taille
        if len(texte) > LONGUEUR_MAX and not texte.endswith(("\n", "\r")):
            while (suite := self._fichier.readline(LONGUEUR_MAX)) and not suite.endswith(("\n", "\r")):
                pass
            raise _LigneTropLongue
        return texte


def _debut(fichier: TextIO, nombre: int) -> tuple[int, list[str]]:
    """Return how many lines come before the first one that holds something, and some lines from that one on.

    The line `sep=;`, which Excel writes for itself, holds nothing.
    """
    for sautees in range(_LIGNES_VIDES_MAX):
        texte = fichier.readline(LONGUEUR_MAX + 1)
        if not texte:
            break
        if texte.strip(" ;,\t|\r\n") and not texte.lower().startswith("sep="):
            suite = (fichier.readline(LONGUEUR_MAX + 1) for _ in range(nombre - 1))
            return sautees, [texte, *filter(None, suite)]
    return 0, []


def _coupees(lignes: Sequence[str], sautees: int, separateur: str) -> Iterator[tuple[int, Sequence[str]]]:
    """Yield the lines cut into cells, each with the line of the file where it ends."""
    lecteur = csv.reader(lignes, delimiter=separateur)
    try:
        for cellules in lecteur:
            yield sautees + lecteur.line_num, cellules
    except csv.Error:
        return


def _raison(error: csv.Error, debut: int, fin: int) -> str:
    lignes = f" (lignes {debut} à {fin})" if fin > debut else ""
    if "field larger" in str(error):
        return f"cellule trop longue{lignes} : un guillemet ouvert n'est sans doute jamais refermé."
    return f"guillemets mal placés{lignes}."
