"""One example in every form, another as the screen shows several equipments: exact text, read before it is kept.

CAFSIM_MAJ_GOLDEN=1 rewrites the files.
"""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from contrat import du_contrat
from golden import verifier
from rich.console import Console

import cafsim
from cafsim.baremes.model import Baremes
from cafsim.cli.chargement import lire_projets
from cafsim.estimation import Moteur
from cafsim.render import csv, json, markdown, table, texte

ICI = Path(__file__).parent
ATTENDUS = ICI / "attendus"
EXEMPLES = ICI.parent.parent / "examples"


def ecran(estimations, baremes, largeur: int, *, detail: bool = False) -> str:
    console = Console(file=io.StringIO(), width=largeur, color_system=None, legacy_windows=False)
    table.afficher(estimations, baremes, console, detail=detail)
    return console.file.getvalue()


FORMES = {
    "80.txt": lambda e, b: ecran(e, b, 80),
    "160.txt": lambda e, b: ecran(e, b, 160),
    "detail.txt": lambda e, b: ecran(e, b, 80, detail=True),
    "texte.txt": texte.ecrire,
    "md": markdown.ecrire,
    "json": lambda e, b: json.dumps(e),
    "csv": lambda e, b: csv.octets(e),
}


@pytest.mark.parametrize(("exemple", "forme"), [*(("creche", forme) for forme in FORMES), ("commune", "80.txt")])
def test_l_exemple(exemple: str, forme: str, baremes: Baremes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cafsim, "__version__", "0.0.0")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1767225600")
    table = du_contrat(baremes)
    (projet,) = lire_projets([EXEMPLES / f"{exemple}.toml"], table)
    verifier(ATTENDUS / f"{exemple}.{forme}", FORMES[forme]([Moteur(table).estimer(projet)], table))
