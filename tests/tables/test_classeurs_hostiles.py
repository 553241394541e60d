"""A workbook that would cost more than its size is refused, with a sentence, and nothing is written."""

from __future__ import annotations

import struct
import time
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest

from cafsim.cli.main import lancer
from cafsim.erreurs import EntreeRefusee
from cafsim.tables import Recherche, ouvrir

LIVRE = (
    '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org'
    '/officeDocument/2006/relationships"><sheets><sheet name="F" sheetId="1" r:id="rId1"/></sheets></workbook>'
)
LIENS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="'
    'http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/>'
    "</Relationships>"
)
RACINE = LIENS.replace("/worksheet", "/officeDocument").replace("worksheets/sheet1", "xl/workbook")
FEUILLE = (
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{}</sheetData></worksheet>'
)
ENTETE = '<row r="1"><c r="A1" t="inlineStr"><is><t>projet</t></is></c></row><row r="2"><c r="A2"><v>1</v></c></row>'
ODS = (
    '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:table="urn:oasis:names:'
    'tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body>'
    '<office:spreadsheet><table:table table:name="F">{}</table:table></office:spreadsheet></office:body></office:document-content>'
)
MANIFESTE = '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
LOIN, GROS, ABIME = "très loin du tableau", "trop gros", "abîmé"


def ecrire(chemin: Path, parties: Mapping[str, str]) -> Path:
    with zipfile.ZipFile(chemin, "w", zipfile.ZIP_DEFLATED) as archive:
        for nom, contenu in parties.items():
            archive.writestr(nom, contenu)
    return chemin


def xlsx(chemin: Path, rangees: str, **autres: str) -> Path:
    feuille = FEUILLE.format(ENTETE + rangees)
    liens = {"_rels/.rels": RACINE, "xl/workbook.xml": LIVRE, "xl/_rels/workbook.xml.rels": LIENS}
    return ecrire(chemin, {**liens, "xl/worksheets/sheet1.xml": feuille, **autres})


def ods(chemin: Path, rangees: str) -> Path:
    return ecrire(
        chemin,
        {
            "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
            "META-INF/manifest.xml": MANIFESTE,
            "content.xml": ODS.format(rangees),
        },
    )


def cellule(place: str, contenu: str = "<v>1</v>") -> str:
    return f'<row><c r="{place}">{contenu}</c></row>'


REPETEE = (
    '<table:table-row table:number-rows-repeated="1048576"><table:table-cell office:value-type="float" office:value="1"'
    ' table:number-columns-repeated="16384"><text:p>1</text:p></table:table-cell></table:table-row>'
)
XLSX = {
    "the last cell of a sheet": (cellule("XFD1048576"), LOIN),
    "beyond the last cell": (cellule("ZZZZZZ99999999"), LOIN),
    "a row without end": (cellule(f"A{'9' * 5000}"), LOIN),
    "a formula beyond": (cellule("XFE1", "<f>1/0</f>"), ""),
    "a comment that looks like cells": (f"<f/><!-- {'<c ' * 300_000} -->", ""),
    "a comment without end": (f"<f/><!-- {'<c ' * 1_500_000} -->", ABIME),
    "unfolds to a hundred times its size": (f"<!-- {' ' * 21_000_000} -->", GROS),
}


def verifier(chemin: Path, attendu: str) -> None:
    debut = time.monotonic()
    if attendu:
        with pytest.raises(EntreeRefusee, match=attendu):
            list(ouvrir(chemin, Recherche(len)).rangees())
    else:
        assert [r.ligne for r in ouvrir(chemin, Recherche(len)).rangees()] == [2]
    assert time.monotonic() - debut < 2


@pytest.mark.parametrize(("rangees", "attendu"), XLSX.values(), ids=XLSX)
def test_an_xlsx(rangees: str, attendu: str, tmp_path: Path) -> None:
    verifier(xlsx(tmp_path / "x.xlsx", rangees), attendu)


def test_an_ods_whose_one_cell_is_repeated_everywhere(tmp_path: Path) -> None:
    verifier(ods(tmp_path / "x.ods", REPETEE), LOIN)


def test_a_part_that_unfolds_to_more_than_it_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of 40 MB of shared texts, the archive says that they are ten bytes."""
    chemin = xlsx(tmp_path / "x.xlsx", "", **{"xl/sharedStrings.xml": f"<sst><si><t>{'a' * 40_000_000}</t></si></sst>"})
    octets = chemin.read_bytes()
    declaree = struct.pack("<I", 40_000_000 + len("<sst><si><t></t></si></sst>"))
    assert octets.count(declaree) == 2
    chemin.write_bytes(octets.replace(declaree, struct.pack("<I", 10)))
    monkeypatch.setattr("cafsim.tables.epreuve._MEMOIRE", 90_000_000)
    verifier(chemin, f"{LOIN}|{ABIME}")


def test_the_command_says_what_to_do_and_writes_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    chemin, sortie = xlsx(tmp_path / "x.xlsx", cellule("XFD1048576")), tmp_path / "r.csv"
    assert lancer(["batch", str(chemin), "-o", str(sortie)]) == 2
    assert "Ctrl+Fin" in capsys.readouterr().err
    assert [p.name for p in tmp_path.iterdir()] == ["x.xlsx"]
