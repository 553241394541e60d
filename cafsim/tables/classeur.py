"""Read the first sheet of a workbook (Xlsx, Ods): the values as they were last computed, by python-calamine."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from cafsim.erreurs import EntreeRefusee, Probleme
from cafsim.lot.encodage import Illisible
from cafsim.lot.erreurs_classeur import cellules_en_erreur
from cafsim.lot.modele import Brute, Rangee

EXTENSIONS = (".xlsx", ".xlsm", ".ods")
TAILLE_MAX = 600_000_000
"""Bytes once unzipped: the sheet is held whole in memory, unlike a text table."""

EN_ERREUR = "(formule en erreur ou sans résultat)"
"""What a cell reads whose formula failed: no field takes it, or, for a name, everyone sees it."""

_CHIFFRES = 15
"""A spreadsheet computes with 15 digits; what stands beyond is noise (0.30000000000000004)."""

_CONSEIL = "Ouvrez-le dans un tableur et enregistrez-le de nouveau, ou enregistrez la feuille en Csv."


class Classeur:
    """A workbook whose first sheet is a table."""

    def __init__(self, path: Path) -> None:
        calamine = _calamine()
        _verifier_taille(path)
        try:
            classeur = calamine.CalamineWorkbook.from_path(str(path))
            self._feuille = classeur.get_sheet_by_index(0)
            autres = [nom for nom in classeur.sheet_names[1:] if classeur.get_sheet_by_name(nom).height]
            self._erreurs = cellules_en_erreur(path)
        except Illisible:
            raise
        except (calamine.CalamineError, OSError, ValueError, KeyError, zipfile.BadZipFile, zlib.error) as error:
            raise Illisible("classeur abîmé ou incomplet.") from error
        self.hauteur: int = self._feuille.total_height
        self.ignorees: list[str] = autres
        self._lues = self._rangees()

    def entete(self) -> list[str]:
        """Return the first row that holds something. Raise Illisible when there is none."""
        for rangee in self._lues:
            titres = [str(c).strip() for c in rangee.cellules]
            while titres and not titres[-1]:
                titres.pop()
            return titres
        raise Illisible("la première feuille est vide.")

    def rangees(self) -> Iterator[Rangee]:
        """Yield the rows below the header, empty ones apart."""
        return self._lues

    def _rangees(self) -> Iterator[Rangee]:
        premiere = (self._feuille.start or (0, 0))[1]  # the reader leaves out the empty columns on the left
        for ligne, cellules in enumerate(self._feuille.iter_rows(), 1):
            for place in self._erreurs.get(ligne, ()):
                cellules.extend([""] * (place - premiere + 1 - len(cellules)))
                cellules[place - premiere] = EN_ERREUR
            if any(c != "" for c in cellules):
                yield Rangee(ligne, list(_lues(cellules)))


def _lues(cellules: Iterable[Any]) -> Iterator[Brute]:
    for cellule in cellules:
        if isinstance(cellule, float):
            exact = Decimal(f"{cellule:.{_CHIFFRES}g}")
            yield int(exact) if exact == exact.to_integral_value() and abs(exact) < 10**_CHIFFRES else exact
        elif isinstance(cellule, datetime):
            yield cellule.date()
        elif isinstance(cellule, str | bool | int | date):
            yield cellule
        else:
            yield str(cellule)


def _verifier_taille(path: Path) -> None:
    """Refuse what would fill the memory once unzipped. Raise Illisible."""
    if not zipfile.is_zipfile(path):
        raise Illisible("classeur abîmé ou incomplet.")
    try:
        with zipfile.ZipFile(path) as archive:
            taille = sum(x.file_size for x in archive.infolist())
    except (OSError, zipfile.BadZipFile) as error:
        raise Illisible("classeur abîmé ou incomplet.") from error
    if taille > TAILLE_MAX:
        raise Illisible("classeur trop gros pour être lu en mémoire : enregistrez la feuille en Csv.")


def _calamine() -> Any:  # noqa: ANN401 (an optional library)
    try:
        import python_calamine  # noqa: PLC0415
    except ImportError as error:
        conseil = "Installez-la : pip install 'cafsim[tableurs]' ; ou enregistrez la feuille en Csv."
        probleme = Probleme("", "", "la lecture des classeurs demande une bibliothèque de plus.", conseil)
        raise EntreeRefusee([probleme]) from error
    return python_calamine


def conseil() -> str:
    """Return what to do with a workbook that can't be read."""
    return _CONSEIL
