"""The examples, in every format, as exact text. CAFSIM_MAJ_GOLDEN=1 rewrites the files."""

from __future__ import annotations

from pathlib import Path

import pytest
from ecritures import a_l_ecran, en_csv, en_json, en_markdown, en_texte
from golden import verifier

import cafsim
from cafsim.cli.chargement import lire_projets

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


@pytest.mark.parametrize("forme", FORMES)
@pytest.mark.parametrize("exemple", ["creche", "commune"])
def test_l_exemple(exemple: str, forme: str, moteur, baremes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cafsim, "__version__", "0.0.0")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1767225600")
    (projet,) = lire_projets([EXEMPLES / f"{exemple}.toml"], baremes)
    verifier(ATTENDUS / f"{exemple}.{forme}", FORMES[forme]([moteur.estimer(projet)], baremes))
