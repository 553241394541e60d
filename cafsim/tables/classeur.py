"""Workbooks (Xlsx, Ods): the values of a sheet as they were last computed, by python-calamine."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from cafsim.fichiers import refus
from cafsim.tables.formules import FormuleEnErreur, cellules_en_erreur
from cafsim.tables.modele import Cellule, Parcours, Rangee, Recherche
from cafsim.tables.titres import Titres, chercher

TAILLE_MAX = 600_000_000
"""Bytes once unzipped: a sheet is held whole in memory, unlike a text table."""

EN_ERREUR = "(formule en erreur ou sans résultat)"
"""What a cell reads whose formula failed: no field takes it, or, for a name, everyone sees it."""

_CHIFFRES = 15
"""A spreadsheet computes with 15 digits; what stands beyond is noise (0.30000000000000004)."""

_CONSEIL = "Ouvrez-le dans un tableur et enregistrez-le de nouveau, ou enregistrez la feuille en Csv."


class Classeur:
    """A workbook one of whose sheets is a table. `formules`: whether to look for the formulas that failed."""

    def __init__(self, chemin: Path, recherche: Recherche, *, formules: bool) -> None:
        self.chemin = chemin
        self._formules = formules
        _verifier_taille(chemin)
        with _lisible(chemin) as calamine:
            feuilles = calamine.CalamineWorkbook.from_path(str(chemin)).sheets_metadata
            montree = calamine.SheetVisibleEnum.Visible
            self._visibles = {rang: f.name for rang, f in enumerate(feuilles) if f.visible == montree}
        rangs = list(self._visibles)[: recherche.feuilles]
        essais = {rang: titres for rang in rangs if (titres := self._chercher(rang, recherche))}
        if not essais:
            raise refus(chemin, "la première feuille est vide.", _CONSEIL)
        self._rang = max(essais, key=lambda rang: (essais[rang].connus, len(essais[rang].cellules)))
        self._titres = essais[self._rang]
        self.titres = self._titres.cellules

    @property
    def autres_feuilles(self) -> Sequence[str]:
        """The other sheets that one sees and that hold something."""
        with _lisible(self.chemin) as calamine:
            classeur = calamine.CalamineWorkbook.from_path(str(self.chemin))
            autres = (rang for rang in self._visibles if rang != self._rang)
            return [self._visibles[rang] for rang in autres if classeur.get_sheet_by_index(rang).height]

    def rangees(self) -> Parcours:
        """Read the rows below the titles, empty ones apart."""
        return Parcours(self._rangees)

    def _rangees(self, parcours: Parcours) -> Iterator[Rangee]:
        feuille = self._feuille(self._rang)
        for rangee in feuille.rangees():
            if rangee.ligne > self._titres.fin:
                parcours.part = rangee.ligne / feuille.hauteur
                yield rangee

    def _chercher(self, rang: int, recherche: Recherche) -> Titres | None:
        return chercher(((r.ligne, _sans_fin_vide(r)) for r in self._feuille(rang).rangees()), recherche)

    def _feuille(self, rang: int) -> _Feuille:
        etat = self.chemin.stat()
        return _lire_feuille(self.chemin, rang, etat.st_mtime_ns, etat.st_size, formules=self._formules)


class _Feuille(NamedTuple):
    """A sheet in memory; `erreurs`: the places of the cells in error, by line."""

    feuille: Any
    erreurs: dict[int, list[int]]

    @property
    def hauteur(self) -> int:
        return max(int(self.feuille.total_height), 1)

    def rangees(self) -> Iterator[Rangee]:
        """Yield the rows that hold something."""
        premiere = (self.feuille.start or (0, 0))[1]  # the reader leaves out the empty columns on the left
        for ligne, cellules in enumerate(self.feuille.iter_rows(), 1):
            for place in self.erreurs.get(ligne, ()):
                cellules.extend([""] * (place - premiere + 1 - len(cellules)))
                cellules[place - premiere] = EN_ERREUR
            if any(c != "" for c in cellules):
                yield Rangee(ligne, list(map(_lue, cellules)))


@lru_cache(maxsize=1)
def _lire_feuille(chemin: Path, rang: int, _modifie: int, _taille: int, *, formules: bool) -> _Feuille:
    """Read a sheet. The last one is kept: it is looked at for its titles, its types, then its rows."""
    with _lisible(chemin) as calamine:
        feuille = calamine.CalamineWorkbook.from_path(str(chemin)).get_sheet_by_index(rang)
        return _Feuille(feuille, cellules_en_erreur(chemin, rang) if formules else {})


@contextmanager
def _lisible(chemin: Path) -> Iterator[Any]:
    """Give the library; what it can't read is refused. Raise EntreeRefusee."""
    import python_calamine  # noqa: PLC0415 (where a workbook is read only)

    try:
        yield python_calamine
    except FormuleEnErreur as error:
        message = "une formule de la feuille est en erreur (#REF!, #DIV/0!…) ou sans résultat."
        raise refus(chemin, message, _CONSEIL) from error
    except (python_calamine.CalamineError, OSError, ValueError, KeyError, zipfile.BadZipFile, zlib.error) as error:
        raise refus(chemin, "classeur abîmé ou incomplet.", _CONSEIL) from error


def _verifier_taille(chemin: Path) -> None:
    """Refuse what would fill the memory once unzipped. Raise EntreeRefusee."""
    taille = chemin.stat().st_size
    with _lisible(chemin):
        if zipfile.is_zipfile(chemin):
            with zipfile.ZipFile(chemin) as archive:
                taille = sum(x.file_size for x in archive.infolist())
    if taille > TAILLE_MAX:
        raise refus(chemin, "classeur trop gros pour être lu en mémoire : enregistrez la feuille en Csv.", _CONSEIL)


def _lue(cellule: Any) -> Cellule:  # noqa: ANN401
    if isinstance(cellule, float):
        exact = Decimal(f"{cellule:.{_CHIFFRES}g}")
        return int(exact) if exact == exact.to_integral_value() and abs(exact) < 10**_CHIFFRES else exact
    if isinstance(cellule, datetime):
        return cellule.date()
    return cellule if isinstance(cellule, str | bool | int | date) else str(cellule)


def _sans_fin_vide(rangee: Rangee) -> list[str]:
    """Return the cells of a row as titles, those that are empty at its end apart."""
    titres = [str(c).strip() for c in rangee.cellules]
    while titres and not titres[-1]:
        titres.pop()
    return titres
