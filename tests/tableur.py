"""LibreOffice for the tests: recalculate workbooks, change their cells as a user would, read them back.

One call for many files: starting takes most of the time. The profile is private, in French, and recalculates all that
it loads.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import zipfile
from collections.abc import Iterable, Mapping
from html import unescape
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import pytest
from python_calamine import CalamineWorkbook

SOFFICE = shutil.which("soffice") or shutil.which("libreoffice")
sans_libreoffice = pytest.mark.skipif(SOFFICE is None, reason="LibreOffice n'est pas installé (soffice)")

DELAI = 300
TOUJOURS, JAMAIS = 0, 1
_REGLAGES = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse">
<value>{recalcul}</value></prop></item>
<item oor:path="/org.openoffice.Setup/L10N"><prop oor:name="ooSetupSystemLocale" oor:op="fuse">
<value>fr-FR</value></prop></item>
<item oor:path="/org.openoffice.Office.Linguistic/General"><prop oor:name="DefaultLocale" oor:op="fuse">
<value>fr-FR</value></prop></item>
</oor:items>
"""

Feuilles = dict[str, list[list[Any]]]
"""The rows of each sheet, from A1."""


def convertir(
    fichiers: Iterable[Path], vers: str, sortie: Path, profil: Path, *options: str, recalcul: int = TOUJOURS
) -> None:
    """Convert files in one call of LibreOffice."""
    assert SOFFICE
    reglages = profil / "user" / "registrymodifications.xcu"
    reglages.parent.mkdir(parents=True, exist_ok=True)
    reglages.write_text(_REGLAGES.format(recalcul=recalcul), encoding="utf-8")
    commande = [SOFFICE, f"-env:UserInstallation={profil.as_uri()}", "--headless", *options, "--convert-to", vers]
    noms = [str(f) for f in fichiers]
    fini = subprocess.run(
        [*commande, "--outdir", str(sortie), *noms], capture_output=True, text=True, timeout=DELAI, check=False
    )
    assert fini.returncode == 0, fini.stderr
    suffixe = vers.split(":", maxsplit=1)[0]
    for nom in noms:
        assert (sortie / Path(nom).with_suffix(f".{suffixe}").name).is_file(), fini.stdout + fini.stderr


def recalculer(fichiers: Iterable[Path], dossier: Path, *, recalcul: int = TOUJOURS) -> dict[str, Feuilles]:
    """Return what each workbook holds once recalculated, by the name of its file."""
    tous = list(fichiers)
    sortie = dossier / "recalcule"
    convertir(tous, "xlsx:Calc MS Excel 2007 XML", sortie, dossier / "profil", recalcul=recalcul)
    return {f.name: lire(sortie / f.name) for f in tous}


def lire(fichier: Path) -> Feuilles:
    """Read every sheet, hidden ones too."""
    classeur = CalamineWorkbook.from_path(fichier)
    return {n: classeur.get_sheet_by_name(n).to_python(skip_empty_area=False) for n in classeur.sheet_names}


def retaper(fichier: Path, cible: Path, cellules: Mapping[tuple[str, str], object]) -> None:
    """Copy a workbook with other contents in cells, `(sheet, "B7") → value`; None empties the cell.

    The values that formulas were written with are left as they were: now they are wrong.
    """
    with zipfile.ZipFile(fichier) as source, zipfile.ZipFile(cible, "w", zipfile.ZIP_DEFLATED) as copie:
        chemins = _chemins(source)
        for nom in source.namelist():
            contenu = source.read(nom)
            voulues = {case: v for (feuille, case), v in cellules.items() if chemins[feuille] == nom}
            if voulues:
                texte = contenu.decode("utf-8")
                for case, valeur in voulues.items():
                    texte = _retaper(texte, case, valeur)
                contenu = texte.encode("utf-8")
            copie.writestr(nom, contenu)


def _chemins(source: zipfile.ZipFile) -> dict[str, str]:
    noms = re.findall(r'<sheet name="([^"]*)"', source.read("xl/workbook.xml").decode("utf-8"))
    return {unescape(nom): f"xl/worksheets/sheet{rang}.xml" for rang, nom in enumerate(noms, 1)}


def _retaper(texte: str, case: str, valeur: object) -> str:
    def neuve(trouve: re.Match[str]) -> str:
        style = re.search(r' s="\d+"', trouve[0])
        debut = f'<c r="{case}"{style[0] if style else ""}'
        if valeur is None:
            return f"{debut}/>"
        if isinstance(valeur, str):
            return f'{debut} t="inlineStr"><is><t>{escape(valeur)}</t></is></c>'
        return f"{debut}><v>{float(valeur)!r}</v></c>"

    change, nombre = re.subn(rf'<c r="{case}"[^>]*?(?:/>|>.*?</c>)', neuve, texte, count=1)
    assert nombre == 1, case
    return change
