"""One example in every form, another as the screen shows several equipments: exact text, read before it is kept.

CAFSIM_MAJ_GOLDEN=1 rewrites the files.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from contrat import du_contrat
from ecritures import a_l_ecran, en_csv, en_json, en_markdown, en_texte
from golden import verifier

import cafsim
from cafsim.baremes.model import Baremes
from cafsim.cli.chargement import lire_projets
from cafsim.estimation.moteur import Moteur

ICI = Path(__file__).parent
ATTENDUS = ICI / "attendus"
EXEMPLES = ICI.parent.parent / "examples"


FORMES = {
    "80.txt": lambda e, b: a_l_ecran(e, b, 80),
    "160.txt": lambda e, b: a_l_ecran(e, b, 160),
    "detail.txt": lambda e, b: a_l_ecran(e, b, 80, detail=True),
    "texte.txt": en_texte,
    "md": en_markdown,
    "json": lambda e, b: en_json(e),
    "csv": lambda e, b: en_csv(e),
}


@pytest.mark.parametrize(("exemple", "forme"), [*(("creche", forme) for forme in FORMES), ("commune", "80.txt")])
def test_l_exemple(exemple: str, forme: str, baremes: Baremes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cafsim, "__version__", "0.0.0")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1767225600")
    table = du_contrat(baremes)
    (projet,) = lire_projets([EXEMPLES / f"{exemple}.toml"], table)
    verifier(ATTENDUS / f"{exemple}.{forme}", FORMES[forme]([Moteur(table).estimer(projet)], table))
