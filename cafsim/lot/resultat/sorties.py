"""Where the result is written, piece by piece: a file of bytes, a workbook, a Parquet file."""

from __future__ import annotations

import importlib.util
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager, suppress
from decimal import Decimal
from pathlib import Path
from typing import Any

from cafsim.erreurs import refus
from cafsim.inerte import sur_une_ligne
from cafsim.lot.modele import Ecrit, Forme
from cafsim.render.reponse import Cellule

Ecrire = Callable[[Ecrit], object]
"""Adds a piece to a result being written."""

RANGEES_MAX = 1_048_576
"""Rows of a sheet, the header included."""

RANGEES_DU_MODELE = 5_000
"""Rows of an empty table that have lists of choices."""

_CARACTERES_MAX = 32_767


def verifier_extra(forme: Forme) -> None:
    """Refuse a form whose library is not installed. Raise EntreeRefusee."""
    if forme == "parquet" and importlib.util.find_spec("polars") is None:
        conseil = "Installez-la : pip install 'cafsim[lot]' ; ou demandez --format csv."
        raise refus("--format", "cette forme demande une bibliothèque de plus.", conseil, cle=forme)


class Colonnes:
    """The columns of a result, and the keys of its objects: texts, but for lists, whole numbers, so many decimals."""

    colonnes: Sequence[str]
    cles: Sequence[str]
    listes: Sequence[str] = ()
    entiers: Sequence[str] = ("exercice", "ligne")
    decimales: Mapping[str, int]


def ouvrir(path: Path, forme: Forme, colonnes: Colonnes, debut: bytes) -> AbstractContextManager[Ecrire]:
    """Open a result, `debut` being what comes before its first row; it is whole once the block has ended well.

    Its folder is a provisional one: other files come and go there.
    """
    if forme == "xlsx":
        return _classeur(path, colonnes.colonnes)
    return _parquet(path, colonnes) if forme == "parquet" else _octets(path, debut)


def modele(titres: Sequence[str], aide: Sequence[str], listes: Mapping[str, Sequence[str]]) -> bytes:
    """Return a workbook to fill: titles, a row of help, lists of choices in the rows below."""
    import xlsxwriter  # noqa: PLC0415 (60 ms, for a workbook only)

    tampon = io.BytesIO()
    with xlsxwriter.Workbook(tampon, {"in_memory": True}) as classeur:
        feuille = classeur.add_worksheet("cafsim")
        gras = classeur.add_format({"bold": True, "bottom": 1})
        gris = classeur.add_format({"italic": True, "font_color": "#595959", "text_wrap": True, "valign": "top"})
        feuille.set_column(0, len(titres) - 1, 22)
        feuille.set_row(1, 120)
        for place, (titre, phrase) in enumerate(zip(titres, aide, strict=True)):
            feuille.write_string(0, place, titre, gras)
            feuille.write_string(1, place, phrase, gris)
            if choix := listes.get(titre):
                regle = {"validate": "list", "source": list(choix), "error_type": "warning"}
                regle |= {"error_title": titre, "error_message": "Ce mot n'est pas dans la liste."}
                feuille.data_validation(2, place, RANGEES_DU_MODELE, place, regle)
        feuille.freeze_panes(1, 0)
    return tampon.getvalue()


@contextmanager
def _octets(path: Path, debut: bytes) -> Iterator[Ecrire]:
    """Write bytes, in a thread of its own: a piece is written while the next one is made.

    What goes wrong with a piece is raised when the next one is given, or at the end.
    """
    with path.open("xb") as fichier, ThreadPoolExecutor(1) as fil:

        def verser(ecrit: Ecrit) -> None:
            fichier.write(ecrit.octets)
            if ecrit.verser is not None:
                ecrit.verser(fichier)

        en_cours = fil.submit(verser, Ecrit(debut))

        def ecrire(ecrit: Ecrit) -> None:
            nonlocal en_cours
            en_cours.result()
            en_cours = fil.submit(verser, ecrit)

        yield ecrire
        en_cours.result()


@contextmanager
def _classeur(path: Path, titres: Sequence[str]) -> Iterator[Ecrire]:
    import xlsxwriter  # noqa: PLC0415 (60 ms, for a workbook only)
    from xlsxwriter.exceptions import FileCreateError  # noqa: PLC0415

    # the library keeps the rows beside the file until the end
    classeur = xlsxwriter.Workbook(str(path), {"constant_memory": True, "tmpdir": str(path.parent)})
    feuille = _Feuille(classeur, titres)
    try:
        yield feuille.ecrire
        feuille.terminer()
        classeur.close()
    except FileCreateError as error:
        raise error.args[0] if isinstance(error.args[0], OSError) else error from None
    except BaseException:
        feuille.abandonner()
        raise


class _Feuille:
    """The only sheet of a result."""

    def __init__(self, classeur: Any, titres: Sequence[str]) -> None:  # noqa: ANN401 (a class of an optional library)
        self._classeur = classeur
        self._feuille = classeur.add_worksheet("cafsim")
        self._rang = 0
        self._largeur = len(titres)
        self._euros = classeur.add_format({"num_format": "#,##0.00"})
        gras = classeur.add_format({"bold": True})
        for place, titre in enumerate(titres):
            self._feuille.write_string(0, place, sur_une_ligne(titre), gras)
        self._feuille.freeze_panes(1, 0)
        self._feuille.set_column(0, len(titres) - 1, 16)

    def ecrire(self, ecrit: Ecrit) -> None:
        """Add rows. Raise EntreeRefusee when the sheet is full."""
        for rangee in ecrit.rangees:
            self._rang += 1
            if self._rang >= RANGEES_MAX:
                conseil = "Demandez --large, un résultat .csv ou .parquet, ou coupez les données."
                message = f"le résultat dépasse les {RANGEES_MAX} lignes d'une feuille de tableur."
                raise refus("--sortie", message, conseil)
            for place, cellule in enumerate(rangee):
                self._cellule(place, cellule)

    def _cellule(self, place: int, cellule: Cellule) -> None:
        if isinstance(cellule, Decimal):
            centimes = cellule.as_tuple().exponent == -2
            self._feuille.write_number(self._rang, place, float(cellule), self._euros if centimes else None)
        elif isinstance(cellule, int):
            self._feuille.write_number(self._rang, place, cellule)
        elif cellule:  # as a text, never as a formula or a link
            self._feuille.write_string(self._rang, place, sur_une_ligne(cellule)[:_CARACTERES_MAX])

    def terminer(self) -> None:
        """Add what needs to know how many rows there are."""
        self._feuille.autofilter(0, 0, self._rang, self._largeur - 1)

    def abandonner(self) -> None:
        """Have the library forget what it has not written."""
        self._classeur.fileclosed = True
        with suppress(OSError):
            self._feuille.row_data_fh.close()


@contextmanager
def _parquet(path: Path, colonnes: Colonnes) -> Iterator[Ecrire]:
    """Write at the end, with Polars, from lines of Json put beside: this form can't be written row by row."""
    import polars as pl  # noqa: PLC0415 (an optional library)

    lignes = path.with_name(f"{path.name}.jsonl")
    with _octets(lignes, b"") as ecrire:
        yield ecrire
    lu: dict[str, Any] = {cle: pl.List(pl.String) if cle in colonnes.listes else pl.String for cle in colonnes.cles}
    lu |= {cle: pl.Int32 if cle == "exercice" else pl.Int64 for cle in colonnes.entiers}
    exacts = {cle: pl.Decimal(38, decimales) for cle, decimales in colonnes.decimales.items()}
    if lignes.stat().st_size:
        cadre = pl.scan_ndjson(lignes, schema=lu)
        cadre.with_columns(pl.col(n).cast(t) for n, t in exacts.items()).sink_parquet(path)
    else:
        pl.DataFrame(schema={**lu, **exacts}).write_parquet(path)
    lignes.unlink()
