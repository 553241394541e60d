"""Text tables (Csv, tabs): the dialect is told by the titles; rows come one by one, and none can fill the memory."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator, Sequence
from itertools import chain, repeat
from pathlib import Path
from typing import NamedTuple, TextIO

from cafsim.erreurs import refus
from cafsim.tables.encodage import ANCIENS, encodage
from cafsim.tables.modele import Parcours, Rangee, RangeeIllisible, Recherche
from cafsim.tables.morceaux import Allure, lignes_entieres
from cafsim.tables.titres import Titres, chercher

SEPARATEURS = ";,\t|"
LONGUEUR_MAX = 100_000
"""Characters of one line. The widest table, every cell full, takes a tenth of that."""

CELLULE_MAX = 20_000
_LIGNES_VIDES_MAX = 1_000
_LIGNES_D_UN_TITRE = 20
"""A line of titles may be written on several lines of the file: their breaks are inside quotes."""

_BLOCS_AU_PLUS = 4
"""Blocks that a row may lie across."""

_RETOUR_SEUL = re.compile(rb"\r(?!\n)")

_LECTURE = 1 << 18
"""Bytes read at once where nothing is kept of them: more would not stay in the cache of the processor."""

_INACHEVEE = "unexpected end of data"

_CONSEIL = "Vérifiez les guillemets et les retours à la ligne autour de cette ligne."


class Bloc(NamedTuple):
    """Whole rows of a text table, as Utf-8; a damaged byte stays as it is.

    `ligne`: the line of the file where it begins; `fins`: how many ends of lines it holds; `rangees`: its rows, where a
    line is not simply one of them; `part` (0–1): how much of the file was read with it.
    """

    ligne: int
    octets: bytes
    fins: int
    rangees: Sequence[Rangee | RangeeIllisible] | None
    part: float

    @property
    def lignes(self) -> int:
        """How many lines it has; the last one of a file may have no end."""
        return self.fins + (not self.octets.endswith(b"\n"))


class TableTexte:
    """A text table whose separator is the one that makes known titles, then the one that makes most cells."""

    autres_feuilles: Sequence[str] = ()
    feuille = ""
    masquees = 0

    def __init__(self, chemin: Path, recherche: Recherche) -> None:
        self.chemin = chemin
        self._encodage = encodage(chemin)
        csv.field_size_limit(CELLULE_MAX)
        with self._flux() as fichier:
            sautees, debut = _debut(fichier, recherche.lignes + _LIGNES_D_UN_TITRE)
        self._retours_seuls = any(ligne.endswith("\r") for ligne in debut)
        if debut and len(debut[0]) > LONGUEUR_MAX:
            raise refus(chemin, f"la première ligne est trop longue (plus de {LONGUEUR_MAX // 1000} 000 caractères).")
        essais: dict[str, Titres] = {}
        assez = 0  # once all the titles are known with a separator, one that makes no more cells can't do better
        for separateur in SEPARATEURS:
            if assez and all(ligne.count(separateur) < assez for ligne in debut):
                continue
            if titres := chercher(_coupees(debut, sautees, separateur), recherche):
                essais[separateur] = titres
                assez = max(assez, titres.connus if titres.tous else 0)
        if not essais:
            raise refus(chemin, "le tableau est vide.")
        self.separateur = max(essais, key=lambda s: (essais[s].connus, len(essais[s].cellules)))
        self._titres: Titres = essais[self.separateur]
        self.titres = self._titres.cellules
        self.connus = self._titres.connus
        self.ligne_de_titres = self._titres.fin

    @property
    def encodage_devine(self) -> str:
        """The name of an encoding that the bytes do not tell for sure; nothing when they do, or for that of Windows."""
        return "" if self._encodage in ("utf-8", "utf-8-sig", "utf-16", "cp1252") else ANCIENS[self._encodage]

    def sans_piege(self) -> bool:
        """Read the file, and say whether any reader finds the same rows in it.

        It does where it is Utf-8, without quotes, with returns at ends of lines only.
        """
        if not self._encodage.startswith("utf-8") or self._retours_seuls:
            return False
        with self.chemin.open("rb") as brut:
            return not any(b'"' in octets or _retour_seul(octets) for octets in lignes_entieres(brut, repeat(_LECTURE)))

    def rangees(self) -> Parcours:
        """Read the rows below the titles, empty ones apart, and tell those that can't be cut into cells."""
        return Parcours(self._rangees)

    def _rangees(self, parcours: Parcours) -> Iterator[Rangee | RangeeIllisible]:
        taille = self.chemin.stat().st_size
        with self._flux() as fichier:

            def avancer() -> None:
                parcours.part = fichier.buffer.tell() / taille

            source = _Lignes(fichier, avancer)
            for _ in range(self._titres.fin):
                next(source)
            yield from self._couper(source)

    def _couper(self, source: _Lignes) -> Iterator[Rangee | RangeeIllisible]:
        csv.field_size_limit(CELLULE_MAX)
        lecteur = csv.reader(source, delimiter=self.separateur, strict=True)
        while True:
            debut = source.ligne + 1
            try:
                cellules = next(lecteur)
            except StopIteration:
                return
            except csv.Error as error:
                source.inachevee = str(error) == _INACHEVEE
                yield RangeeIllisible(debut, _raison(error, debut, source.ligne), _CONSEIL)
                continue
            except _LigneTropLongue:
                message = f"ligne trop longue (plus de {LONGUEUR_MAX // 1000} 000 caractères)."
                yield RangeeIllisible(debut, message, _CONSEIL)
                lecteur = csv.reader(source, delimiter=self.separateur, strict=True)
                continue
            if any(cellules):
                yield Rangee(debut, cellules)

    def blocs(self, allure: Allure) -> Iterator[Bloc]:
        """Read what is below the titles by blocks of whole rows, of about such lengths."""
        ligne = self._titres.fin + 1
        octets = b""
        for morceau, part in chain(self._morceaux(allure), [(b"", 1.0)]):
            octets += morceau
            fins = octets.count(b"\n")
            allure.compter(len(octets), fins)
            if self._une_rangee_par_ligne(octets):
                if octets:
                    yield Bloc(ligne, octets, fins, None, part)
                ligne += fins
            else:
                source = _Lignes(io.StringIO(octets.decode("utf-8", "surrogateescape"), newline=""), depuis=ligne)
                rangees = list(self._couper(source))
                if source.inachevee and morceau and len(octets) <= _BLOCS_AU_PLUS * len(morceau):
                    continue  # the end of its last row is in the next piece
                yield Bloc(ligne, octets, fins, rangees, part)
                ligne = source.ligne + 1
            octets = b""

    def couper(self, bloc: Bloc) -> Sequence[Rangee | RangeeIllisible]:
        """Return the rows of a block."""
        if bloc.rangees is not None:
            return bloc.rangees
        return list(self.rangees_du(bloc.ligne, bloc.octets))

    def rangees_du(self, ligne: int, octets: bytes) -> Iterator[Rangee | RangeeIllisible]:
        """Cut lines that are one row each, the first of which is the line `ligne` of the file."""
        return self._couper(_Lignes(io.StringIO(octets.decode("utf-8", "surrogateescape"), newline=""), depuis=ligne))

    def _une_rangee_par_ligne(self, octets: bytes) -> bool:
        """Say whether every line is a row, and every quote at one end of a cell: any reader cuts them alike."""
        if _retour_seul(octets):
            return False
        if b'"' not in octets:
            return True
        marque = self.separateur.encode()
        ouvrants = octets.startswith(b'"') + octets.count(marque + b'"') + octets.count(b'\n"')
        fermants = octets.endswith(b'"') + sum(octets.count(b'"' + fin) for fin in (marque, b"\n", b"\r\n"))
        return ouvrants == fermants and ouvrants + fermants == octets.count(b'"')

    def _morceaux(self, tailles: Iterator[int]) -> Iterator[tuple[bytes, float]]:
        """Yield what is below the titles, cut at ends of lines, as Utf-8; and how much of the file was read (0–1)."""
        total = self.chemin.stat().st_size
        if self._encodage.startswith("utf-8") and not self._retours_seuls:
            with self.chemin.open("rb") as brut:
                for _ in range(self._titres.fin):
                    brut.readline()
                for octets in lignes_entieres(brut, tailles):
                    yield octets, brut.tell() / total
            return
        with self._flux() as fichier:
            for _ in range(self._titres.fin):
                fichier.readline()
            while texte := fichier.read(next(tailles)):
                texte += fichier.readline()
                yield texte.encode("utf-8", "surrogateescape"), fichier.buffer.tell() / total

    def _flux(self) -> TextIO:
        """Open for reading; a damaged byte becomes a lone surrogate, which the check of its cell refuses."""
        errors = "replace" if self._encodage == "utf-16" else "surrogateescape"
        return self.chemin.open(encoding=self._encodage, errors=errors, newline="")


def _retour_seul(octets: bytes) -> bool:
    """Say whether a return is anywhere else than at the end of a line."""
    return b"\r" in octets and _RETOUR_SEUL.search(octets) is not None


class _LigneTropLongue(Exception):
    """A line beyond any table; it has been skipped."""


class _Lignes:
    """Lines, one at a time, none longer than `LONGUEUR_MAX`; knows where it is (`depuis`: the first), and tells it."""

    def __init__(self, fichier: TextIO, avancer: Callable[[], None] = lambda: None, depuis: int = 1) -> None:
        self._fichier = fichier
        self._avancer = avancer
        self.ligne = depuis - 1
        self.inachevee = False
        """Whether they end within a cell."""

    def __iter__(self) -> _Lignes:
        return self

    def __next__(self) -> str:
        texte = self._fichier.readline(LONGUEUR_MAX + 1)
        if not texte:
            raise StopIteration
        self.ligne += 1
        if not self.ligne & 0xFF:
            self._avancer()
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
