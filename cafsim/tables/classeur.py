"""Workbooks (Xlsx, Ods): the values of a sheet as they were last computed, by python-calamine."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple
from xml.parsers.expat import ExpatError

from cafsim.erreurs import refus
from cafsim.tables.epreuve import CONSEIL, eprouver
from cafsim.tables.formules import Particularites, particularites
from cafsim.tables.modele import Cellule, Parcours, Rangee, Recherche
from cafsim.tables.titres import Titres, chercher

EN_ERREUR = "(formule en erreur ou sans résultat)"
"""What a cell reads whose formula failed."""

_CHIFFRES = 15
"""A spreadsheet computes with 15 digits; what stands beyond is noise (0.30000000000000004)."""


class Classeur:
    """A sheet of a workbook that is a table."""

    encodage_devine = ""

    def __init__(self, livre: Livre, rang: int, titres: Titres) -> None:
        self.chemin = livre.chemin
        self.feuille = livre.visibles[rang]
        self.titres = titres.cellules
        self.connus = titres.connus
        self.ligne_de_titres = titres.fin
        self._livre = livre
        self._rang = rang

    @property
    def autres_feuilles(self) -> Sequence[str]:
        """The other sheets that one sees and that hold something."""
        return [nom for rang, nom in self._livre.remplies() if rang != self._rang]

    @property
    def masquees(self) -> int:
        """How many rows below the titles one does not see: they are left out."""
        return sum(ligne > self.ligne_de_titres for ligne in self._livre.lue(self._rang).particularites.masquees)

    def rangees(self) -> Parcours:
        """Read the rows below the titles, empty ones apart; what stands on the right of the titles is not read."""
        return Parcours(self._rangees)

    def _rangees(self, parcours: Parcours) -> Iterator[Rangee]:
        feuille, largeur = self._livre.lue(self._rang), len(self.titres)
        for rangee in feuille.rangees():
            if rangee.ligne > self.ligne_de_titres:
                parcours.part = rangee.ligne / feuille.hauteur
                dedans = rangee.cellules[:largeur]
                parcours.hors_tableau += any(c != "" for c in rangee.cellules[largeur:])
                if any(c != "" for c in dedans):
                    yield Rangee(rangee.ligne, dedans)


class Livre:
    """A workbook. `visibles`: the sheets that one sees, by rank. `formules`: whether failed formulas can be found."""

    def __init__(self, chemin: Path, *, formules: bool) -> None:
        self.chemin = chemin
        self._formules = formules
        self._feuilles = eprouver(chemin)
        self.visibles = {feuille.rang: feuille.nom for feuille in self._feuilles}

    def tables(self, recherche: Callable[[str], Recherche], nombre: int | None) -> list[Classeur]:
        """Return the first sheets that hold something. Raise EntreeRefusee when none does."""
        trouvees = []
        for rang, nom in list(self.visibles.items())[:nombre]:
            lignes = ((r.ligne, _sans_fin_vide(r)) for r in self.lue(rang).rangees())
            if titres := chercher(lignes, recherche(nom)):
                trouvees.append(Classeur(self, rang, titres))
        if not trouvees:
            raise refus(self.chemin, "la première feuille est vide.", CONSEIL)
        return trouvees

    def remplies(self) -> list[tuple[int, str]]:
        """Return the sheets that one sees and that hold something."""
        return [(feuille.rang, feuille.nom) for feuille in self._feuilles if feuille.hauteur]

    def lue(self, rang: int) -> _Feuille:
        """Return a sheet, read."""
        etat = self.chemin.stat()
        return _lire_feuille(self.chemin, rang, etat.st_mtime_ns, etat.st_size, formules=self._formules)


class _Feuille(NamedTuple):
    """A sheet in memory."""

    chemin: Path
    feuille: Any
    particularites: Particularites

    @property
    def hauteur(self) -> int:
        return max(int(self.feuille.total_height), 1)

    def rangees(self) -> Iterator[Rangee]:
        """Yield the rows that are shown and hold something. Raise EntreeRefusee where one can't be read."""
        with _lisible(self.chemin):
            yield from self._rangees()

    def _rangees(self) -> Iterator[Rangee]:
        premiere = (self.feuille.start or (0, 0))[1]  # the reader leaves out the empty columns on the left
        erreurs, masquees = self.particularites.erreurs, self.particularites.masquees
        for ligne, cellules in enumerate(self.feuille.iter_rows(), 1):
            if ligne in masquees:
                continue
            for place in (p for p in erreurs.get(ligne, ()) if p >= premiere):
                cellules.extend([""] * (place - premiere + 1 - len(cellules)))
                cellules[place - premiere] = EN_ERREUR
            if any(c != "" for c in cellules):
                yield Rangee(ligne, list(map(_lue, cellules)))


@lru_cache(maxsize=1)
def _lire_feuille(chemin: Path, rang: int, _modifie: int, _taille: int, *, formules: bool) -> _Feuille:
    """Read a sheet. The last one is kept: it is looked at for its titles, its types, then its rows."""
    with _lisible(chemin) as calamine:
        feuille = calamine.CalamineWorkbook.from_path(str(chemin)).get_sheet_by_index(rang)
        return _Feuille(chemin, feuille, particularites(chemin, rang) if formules else Particularites())


@contextmanager
def _lisible(chemin: Path) -> Iterator[Any]:
    """Give the library; what it can't read is refused. Raise EntreeRefusee."""
    import python_calamine  # noqa: PLC0415 (where a workbook is read only)

    ratees = (OSError, ValueError, LookupError, RuntimeError, EOFError, zipfile.BadZipFile, zlib.error, ExpatError)
    try:
        yield python_calamine
    except BaseException as error:
        panique = type(error).__name__ == "PanicException"  # the library's own, which is no Exception
        if not panique and not isinstance(error, (python_calamine.CalamineError, *ratees)):
            raise
        raise refus(chemin, "classeur abîmé ou incomplet.", CONSEIL) from error


def _lue(cellule: Any) -> Cellule:  # noqa: ANN401
    if isinstance(cellule, float):
        exact = Decimal(f"{cellule:.{_CHIFFRES}g}")
        return int(exact) if exact == exact.to_integral_value() and abs(exact) < 10**_CHIFFRES else exact
    if isinstance(cellule, datetime):
        return cellule.date()
    if isinstance(cellule, timedelta):
        heures, minutes = divmod(round(cellule / timedelta(minutes=1)), 60)
        return f"{heures}h{minutes:02d}"
    return cellule if isinstance(cellule, str | bool | int | date) else str(cellule)


def _sans_fin_vide(rangee: Rangee) -> list[str]:
    """Return the cells of a row as titles, those that are empty at its end apart."""
    titres = [str(c).strip() for c in rangee.cellules]
    while titres and not titres[-1]:
        titres.pop()
    return titres
