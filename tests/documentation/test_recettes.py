"""The recipes of CONTRIBUTING.md, followed to the letter on a copy of the repository."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from pages import RACINE, lire, snippets

SUITE = ("A rate", "An aid", "A field", "An output form")
PROJET = 'exercice = {annee}\n[[eaje]]\nnom = "A"\nfinancement = "psu"\nplaces = 40\njournees_pedagogiques = 1\n'


def recette(titre: str) -> str:
    """Return one section of the page, its lists unindented."""
    section = lire("CONTRIBUTING.md").split(f"\n## {titre}\n")[1].split("\n## ")[0]
    return re.sub(r"^   ", "", section, flags=re.MULTILINE)


def suivre(titre: str, maison: Path) -> None:
    """Do what a recipe says: add its blocks to the files that they name, apply its differences."""
    for nom, texte in snippets(recette(titre)):
        fichier = maison / nom
        fichier.parent.mkdir(parents=True, exist_ok=True)
        avant = fichier.read_text(encoding="utf-8") if fichier.exists() else ""
        fichier.write_text(_applique(avant, texte), encoding="utf-8")


def _applique(avant: str, texte: str) -> str:
    lignes = texte.splitlines()
    if any(ligne.startswith("+") for ligne in lignes):
        ancien, neuf = ("".join(f"{x[1:]}\n" for x in lignes if x[0] in garde) for garde in (" -", " +"))
        assert avant.count(ancien) == 1
        return avant.replace(ancien, neuf)
    return f"{avant}\n{texte}" if avant else texte


@pytest.fixture(scope="module")
def maison(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy where the recipes were followed: the aid first, since the recipe of a rate raises its rate."""
    copie = tmp_path_factory.mktemp("maison")
    for dossier in ("cafsim", "data", "tests"):
        shutil.copytree(RACINE / dossier, copie / dossier, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(RACINE / "pyproject.toml", copie)
    for titre in ("An aid", "A rate", "A field", "An output form"):
        suivre(titre, copie)
    for annee in (2024, 2025, 2026):
        (copie / f"{annee}.toml").write_text(PROJET.format(annee=annee), encoding="utf-8")
    lancer(copie, "cafsim", "baremes", "ranger")
    return copie


def lancer(maison: Path, *arguments: str) -> str:
    env = {**os.environ, "PYTHONPATH": str(maison), "PYTHONIOENCODING": "utf-8"}
    resultat = subprocess.run(
        [sys.executable, "-m", *arguments], cwd=maison, env=env, capture_output=True, text=True, encoding="utf-8"
    )
    assert resultat.returncode == 0, resultat.stdout + resultat.stderr
    return resultat.stdout


def test_the_table_and_the_fiches_are_well_formed(maison: Path) -> None:
    assert "bonus_exemple" in lancer(maison, "cafsim", "baremes", "liste")
    assert "tous justes" in lancer(maison, "cafsim", "baremes", "verifier")
    assert "journée pédagogique" in lancer(maison, "cafsim", "aides", "montrer", "bonus_exemple")


def test_the_aid_is_estimated_at_both_rates(maison: Path) -> None:
    fichiers = [f"{annee}.toml" for annee in (2024, 2025, 2026)]
    sortie = lancer(maison, "cafsim", "estimate", *fichiers, "--aides", "bonus_exemple", "--format", "json")
    lignes = [ligne for e in json.loads(sortie)["estimations"] for ligne in e["lignes"]]
    assert [(x["montant"], x["fiabilite"]) for x in lignes] == [
        ("152.00", "publie"), ("152.00", "reconduit"), ("164.00", "publie"),
    ]  # fmt: skip


def test_its_cases_pass(maison: Path) -> None:
    choix = "test_case and bonus_exemple"
    assert lancer(maison, "pytest", "-p", "no:cacheprovider", "tests/dispositifs", "-k", choix).split()[0] == "..."


def test_the_field_is_asked_for_everywhere(maison: Path) -> None:
    assert 'heures_permanence = "?"' in lancer(maison, "cafsim", "projet", "modele", "rpe")
    assert ";heures_permanence;" in lancer(maison, "cafsim", "batch", "--modele", "rpe")
    assert '"heures_permanence"' in lancer(maison, "cafsim", "projet", "schema")


def test_the_form_is_known_by_the_commands(maison: Path) -> None:
    tarif = ("cafsim", "tarif", "--ressources-mensuelles", "3000", "--enfants", "2", "--format")
    ligne = lancer(maison, *tarif, "ligne")
    assert ligne.count("\n") == 1
    assert json.loads(ligne) == json.loads(lancer(maison, *tarif, "json"))


def test_each_recipe_stands() -> None:
    titres = re.findall(r"^## (.+)$", lire("CONTRIBUTING.md"), re.MULTILINE)
    assert [t for t in titres if t.startswith(("A ", "An "))][:4] == list(SUITE)
