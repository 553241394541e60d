"""Find the cells of a workbook whose formula failed (#REF!, #DIV/0!…) or was never computed: they are read as empty.

An empty cell is a field left out, which may take a default: a formula without a result must not become one.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

_BLOC = 1 << 20
_CELLULE = re.compile(
    rb'<(?:\w+:)?c\b(?=[^>]*\bt="e")[^>]*?\br="([A-Z]+)(\d+)"[^>]*>'
    rb'|<(?:\w+:)?c\b[^>]*?\br="([A-Z]+)(\d+)"[^>]*>'
    rb"<(?:\w+:)?f\b(?:[^>]*/>|[^>]*>[^<]*</(?:\w+:)?f>)(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v></(?:\w+:)?v>)?</(?:\w+:)?c>"
)
"""A cell in error; or a formula without a value, as a program that does not compute writes it."""

_ODS = re.compile(
    rb'</table:table>|calcext:value-type="error"|<table:table-cell\b(?=[^>]*table:formula=)(?![^>]*office:value-type=)'
)
_RECOUVREMENT = 10_000
"""Bytes of a block read again with the next one: longer than a cell and its formula."""


class FormuleEnErreur(Exception):
    """A sheet of an Ods holds a formula that failed: its line can't be told."""


def cellules_en_erreur(path: Path, rang: int) -> dict[int, list[int]]:
    """Return, for each line of a sheet (its rank, from 0) that has some, the places (from 0) of the cells in error.

    Raise FormuleEnErreur for a sheet of an Ods that holds one.
    """
    with zipfile.ZipFile(path) as archive:
        if path.suffix.lower() == ".ods":
            _verifier_ods(archive, rang)
            return {}
        trouvees: dict[int, list[int]] = {}
        for cellule in _trouvees(archive, _feuille(archive, rang), _CELLULE):
            trouvees.setdefault(int(cellule[2] or cellule[4]), []).append(_place(cellule[1] or cellule[3]))
    return trouvees


def _verifier_ods(archive: zipfile.ZipFile, rang: int) -> None:
    finies = 0
    for trouve in _trouvees(archive, "content.xml", _ODS):
        finies += trouve[0].startswith(b"</")
        if finies > rang:
            return
        if finies == rang and not trouve[0].startswith(b"</"):
            raise FormuleEnErreur


def _trouvees(archive: zipfile.ZipFile, nom: str, motif: re.Pattern[bytes]) -> Iterator[re.Match[bytes]]:
    with archive.open(nom) as flux:
        reste = b""
        while bloc := flux.read(_BLOC):
            tout = reste + bloc
            fin = 0
            for trouve in motif.finditer(tout):
                fin = trouve.end()
                yield trouve
            reste = tout[max(fin, len(tout) - _RECOUVREMENT) :]


def _feuille(archive: zipfile.ZipFile, rang: int) -> str:
    """Return where a sheet of an Xlsx is."""
    feuilles = re.findall(rb'<(?:\w+:)?sheet\b[^>]*\br:id="([^"]+)"', archive.read("xl/workbook.xml"))
    identifiant = feuilles[rang] if rang < len(feuilles) else b"rId%d" % (rang + 1)
    for lien in re.findall(rb"<Relationship\b[^>]*>", archive.read("xl/_rels/workbook.xml.rels")):
        cible = re.search(rb'\bTarget="([^"]+)"', lien)
        if re.search(rb'\bId="' + re.escape(identifiant) + rb'"', lien) and cible:
            chemin = cible[1].decode()
            return chemin.removeprefix("/") if chemin.startswith("/") else f"xl/{chemin}"
    raise KeyError(identifiant)


def _place(lettres: bytes) -> int:
    """Return the place of a column, from 0: `A` → 0, `AA` → 26."""
    rang = 0
    for lettre in lettres:
        rang = rang * 26 + lettre - 64
    return rang - 1
