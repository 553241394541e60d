"""A new output form is one module and one line of `FORMES`: every command that has its content then has it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

RACINE = Path(__file__).resolve().parent.parent.parent

MODULE = '''
"""Write an answer on one line."""

from __future__ import annotations

from cafsim.render.reponse import Reponse


def ecrire(reponse: Reponse, _: str = "") -> bytes:
    """Return the bytes of an answer."""
    return f"{reponse.donnees()}\\n".encode()
'''
FIN = ")  # fmt: skip\n\n\ndef formes_de"
LIGNE = '    Forme("ligne", "texte sur une ligne", (".ligne",), "donnees", ligne.ecrire),\n'


@pytest.fixture(scope="module")
def maison(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the program with one more form."""
    copie = tmp_path_factory.mktemp("maison")
    for dossier in ("cafsim", "data", "examples"):
        shutil.copytree(RACINE / dossier, copie / dossier, ignore=shutil.ignore_patterns("__pycache__"))
    (copie / "cafsim/render/formes/ligne.py").write_text(MODULE, encoding="utf-8")
    table = copie / "cafsim/render/formes/choix.py"
    texte = table.read_text(encoding="utf-8")
    for avant, apres in ((FIN, LIGNE + FIN), ("import csv, json, ", "import csv, json, ligne, ")):
        assert texte.count(avant) == 1
        texte = texte.replace(avant, apres)
    table.write_text(texte, encoding="utf-8")
    return copie


def lancer(maison: Path, *arguments: str) -> str:
    env = {**os.environ, "PYTHONPATH": str(maison), "PYTHONIOENCODING": "utf-8"}
    commande = [sys.executable, "-m", "cafsim", *arguments]
    return subprocess.run(
        commande, cwd=maison, env=env, capture_output=True, text=True, encoding="utf-8", check=True
    ).stdout


@pytest.mark.parametrize(
    ("commande", "attendu"),
    [
        ("estimate examples/creche.toml", "'cafsim.estimation/1'"),
        ("compare examples/creche.toml --annees 2022,2024", "'cafsim.comparaison/1'"),
        ("tarif --ressources-mensuelles 3000 --enfants 2", "'tarif_horaire'"),
        ("aides montrer psu", "'pour_qui'"),
        ("baremes liste", "'lacunes'"),
        ("communes montrer 59350", "'Lille'"),
        ("projet schema", "'$schema'"),
    ],
)
def test_every_command_has_it(commande: str, attendu: str, maison: Path, tmp_path: Path) -> None:
    sortie = lancer(maison, *commande.split(), "--format", "ligne")
    assert attendu in sortie
    assert sortie.count("\n") == 1
    if not commande.startswith(("estimate", "tarif")):  # whatever the command, one place writes the file
        return
    cible = tmp_path / "x.ligne"
    assert lancer(maison, *commande.split(), "-o", str(cible)) == ""
    assert cible.read_text(encoding="utf-8") == sortie


def test_help_names_it(maison: Path) -> None:
    assert "json, csv, ligne (par défaut : table" in " ".join(lancer(maison, "plan", "--aide").split())
