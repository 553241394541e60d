"""Where the result is written, piece by piece: a file of bytes, a workbook, a Parquet file."""

from __future__ import annotations

import importlib.util
from collections.abc import Sequence
from contextlib import suppress
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Protocol

from cafsim.erreurs import EntreeRefusee, Probleme
from cafsim.lot.modele import Cellule, Ecrit, Forme, Reglages
from cafsim.lot.resultat.formes import disposition, entete

RANGEES_MAX = 1_048_576
"""Rows of a sheet, the header included."""

_CARACTERES_MAX = 32_767
_EXTRAS = {"xlsx": ("tableurs", "xlsxwriter"), "parquet": ("colonnes", "polars")}


class Sortie(Protocol):
    """A result being written."""

    def ecrire(self, ecrit: Ecrit) -> None:
        """Add a piece."""

    def terminer(self) -> None:
        """Write what is left; the file is then whole."""

    def abandonner(self) -> None:
        """Close what is open; the file is not whole."""


def verifier_extra(forme: Forme) -> None:
    """Refuse a form whose library is not installed. Raise EntreeRefusee."""
    extra, module = _EXTRAS.get(forme, ("", ""))
    if module and importlib.util.find_spec(module) is None:
        conseil = f"Installez-la : pip install 'cafsim[{extra}]' ; ou demandez --format csv."
        raise EntreeRefusee([Probleme("--format", forme, "cette forme demande une bibliothèque de plus.", conseil)])


def ouvrir(path: Path, reglages: Reglages) -> Sortie:
    """Open a result and write its header."""
    if reglages.forme == "xlsx":
        return _Classeur(path, disposition(reglages).colonnes)
    if reglages.forme == "parquet":
        return _Parquet(path, reglages)
    sortie = _Octets(path)
    sortie.ecrire(Ecrit(entete(reglages)))
    return sortie


def ecrire_classeur(path: Path, titres: Sequence[str], rangees: Sequence[Sequence[Cellule]]) -> None:
    """Write a small workbook in one go."""
    classeur = _Classeur(path, titres)
    classeur.ecrire(Ecrit(rangees=rangees))
    classeur.terminer()


class _Octets:
    def __init__(self, path: Path) -> None:
        self._fichier = path.open("xb")

    def ecrire(self, ecrit: Ecrit) -> None:
        self._fichier.write(ecrit.octets)

    def terminer(self) -> None:
        self._fichier.close()

    def abandonner(self) -> None:
        with suppress(OSError):  # a full disk: what is left to write does not matter any more
            self._fichier.close()


class _Classeur:
    def __init__(self, path: Path, titres: Sequence[str]) -> None:
        import xlsxwriter  # noqa: PLC0415 (an optional library)

        self._dossier = TemporaryDirectory(prefix="cafsim-")  # where the library keeps the rows until the end
        reglages = {"constant_memory": True, "tmpdir": self._dossier.name}
        self._classeur = xlsxwriter.Workbook(str(path), reglages)
        self._feuille = self._classeur.add_worksheet("cafsim")
        self._rang = 0
        gras = self._classeur.add_format({"bold": True})
        self._euros = self._classeur.add_format({"num_format": "#,##0.00"})
        for place, titre in enumerate(titres):
            self._feuille.write_string(0, place, titre, gras)
        self._feuille.freeze_panes(1, 0)
        self._feuille.set_column(0, len(titres) - 1, 16)
        self._largeur = len(titres)

    def ecrire(self, ecrit: Ecrit) -> None:
        for rangee in ecrit.rangees:
            self._rang += 1
            if self._rang >= RANGEES_MAX:
                conseil = "Demandez --large, un résultat .csv ou .parquet, ou coupez les données."
                message = f"le résultat dépasse les {RANGEES_MAX} lignes d'une feuille de tableur."
                raise EntreeRefusee([Probleme("--sortie", "", message, conseil)])
            for place, cellule in enumerate(rangee):
                self._cellule(place, cellule)

    def _cellule(self, place: int, cellule: Cellule) -> None:
        if isinstance(cellule, Decimal):
            centimes = cellule.as_tuple().exponent == -2
            self._feuille.write_number(self._rang, place, float(cellule), self._euros if centimes else None)
        elif isinstance(cellule, int):
            self._feuille.write_number(self._rang, place, cellule)
        elif cellule:  # as a text, never as a formula or a link
            self._feuille.write_string(self._rang, place, cellule[:_CARACTERES_MAX])

    def terminer(self) -> None:
        from xlsxwriter.exceptions import FileCreateError  # noqa: PLC0415

        self._feuille.autofilter(0, 0, self._rang, self._largeur - 1)
        try:
            self._classeur.close()
        except FileCreateError as error:
            raise error.args[0] if isinstance(error.args[0], OSError) else error from None
        finally:
            self._dossier.cleanup()

    def abandonner(self) -> None:
        self._classeur.fileclosed = True
        with suppress(OSError):
            self._feuille.row_data_fh.close()  # type: ignore[attr-defined]
        self._dossier.cleanup()


class _Parquet:
    """Written at the end, by Polars, from lines of Json put beside: it can't be written row by row."""

    def __init__(self, path: Path, reglages: Reglages) -> None:
        self._path = path
        self._lignes = path.with_name(f"{path.name}.jsonl")
        self._octets = _Octets(self._lignes)
        self._reglages = reglages

    def ecrire(self, ecrit: Ecrit) -> None:
        self._octets.ecrire(ecrit)

    def terminer(self) -> None:
        import polars as pl  # noqa: PLC0415 (an optional library)

        self._octets.terminer()
        try:
            lu, ecrit = _schemas(pl, self._reglages)
            if self._lignes.stat().st_size:
                cadre = pl.scan_ndjson(self._lignes, schema=lu)
                cadre.with_columns(pl.col(n).cast(t) for n, t in ecrit.items()).sink_parquet(self._path)
            else:
                pl.DataFrame(schema={**lu, **ecrit}).write_parquet(self._path)
        finally:
            self._lignes.unlink(missing_ok=True)

    def abandonner(self) -> None:
        self._octets.abandonner()
        self._lignes.unlink(missing_ok=True)


def _schemas(pl: Any, reglages: Reglages) -> tuple[dict[str, Any], dict[str, Any]]:  # noqa: ANN401
    """Return the type of each column in the lines of Json, then of those that change: amounts are exact decimals."""
    choisie = disposition(reglages)
    lu = {cle: pl.List(pl.String) if cle in choisie.listes else pl.String for cle in choisie.cles}
    lu["exercice"] = pl.Int32
    return lu, {cle: pl.Decimal(38, decimales) for cle, decimales in choisie.decimales.items()}
