"""A new aid is one block and one module: nothing else has to know it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

RACINE = Path(__file__).parent.parent

MODULE = '''
"""Aide fictive: 3 € per place, for the tests."""

from __future__ import annotations

from cafsim.baremes.symbols import Taux
from cafsim.dispositifs.modele import Calcul, Dispositif, Ligne
from cafsim.engine.algebra import arrondi
from cafsim.equipements.champs import Entrees


def _fictive(e: Entrees, b: Taux) -> Calcul:
    return Calcul(arrondi(e.places * b.montant), e.places, "places", b.montant)


DISPOSITIF = Dispositif(
    identifiant="aide_fictive",
    titre="Aide fictive",
    equipements=("eaje",),
    resume="Trois euros par place.",
    lignes=(Ligne("Aide fictive", _fictive),),
)
'''

BLOC = """
[aide_fictive]
titre = "Aide fictive"
texte = "Aucun texte."
series.montant = { libelle = "montant par place", ou_trouver = "Nulle part." }
[[aide_fictive.montant]]
debut = 2018-01-01
fin = 2020-12-31
confirme_jusqu_au = 2020-12-31
valeur = 3
unite = "€/place/an"
statut = "publie"
sources = ["guide-elus-2020"]
[[aide_fictive.montant]]
debut = 2021-01-01
confirme_jusqu_au = 2030-12-31
valeur = 3.25
unite = "€/place/an"
statut = "publie"
sources = ["guide-elus-2020"]
"""

ESTIMER = """
import json
from fractions import Fraction
from cafsim.baremes.loader import load
from cafsim.estimation import Moteur
from cafsim.equipements.projet import EquipementSaisi, Projet

saisi = EquipementSaisi("eaje", "Essai", 2024, {"places": Fraction(40), "financement": "psu"})
for x in Moteur(load()).estimer(Projet("P", 2024, (saisi,))).lignes:
    if x.dispositif == "aide_fictive":
        print(json.dumps([x.libelle, x.statut, str(x.montant), x.fiabilite, [s.identifiant for s in x.sources]]))
"""


@pytest.fixture(scope="module")
def maison(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the program with one more aid."""
    copie = tmp_path_factory.mktemp("maison")
    shutil.copytree(RACINE / "cafsim", copie / "cafsim", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(RACINE / "data", copie / "data")
    (copie / "cafsim/dispositifs/eaje/aide_fictive.py").write_text(MODULE, encoding="utf-8")
    with (copie / "data/baremes.toml").open("a", encoding="utf-8") as table:
        table.write(BLOC)
    return copie


def lancer(maison: Path, *arguments: str) -> str:
    env = {**os.environ, "PYTHONPATH": str(maison), "PYTHONIOENCODING": "utf-8"}
    return subprocess.run(
        [sys.executable, *arguments], cwd=maison, env=env, capture_output=True, text=True, encoding="utf-8", check=True
    ).stdout


def test_the_library_estimates_it(maison: Path) -> None:
    lignes = [json.loads(x) for x in lancer(maison, "-c", ESTIMER).splitlines()]
    assert lignes == [["Aide fictive", "calcule", "130", "publie", ["guide-elus-2020"]]]


def test_the_original_does_not_know_it(maison: Path) -> None:
    assert lancer(maison, "-c", "import cafsim; print(cafsim.__file__)").strip().startswith(str(maison))
    assert not (RACINE / "cafsim/dispositifs/eaje/aide_fictive.py").exists()


@pytest.fixture
def fichier(tmp_path: Path) -> str:
    chemin = tmp_path / "p.toml"
    chemin.write_text('exercice = 2024\n[[eaje]]\nnom = "Essai"\nfinancement = "psu"\nplaces = 40\n', encoding="utf-8")
    return str(chemin)


@pytest.mark.parametrize("forme", ["table", "texte", "json", "csv", "markdown"])
def test_every_output_shows_it(forme: str, maison: Path, fichier: str) -> None:
    sortie = lancer(
        maison, "-m", "cafsim", "estimate", fichier, "--format", forme, "--aides", "aide_fictive", "--detail"
    )
    assert "Aide fictive" in sortie
    assert "130" in sortie


@pytest.mark.parametrize("forme", ["table", "texte", "json", "csv", "markdown"])
def test_the_plan_counts_it(forme: str, maison: Path, fichier: str) -> None:
    sortie = lancer(maison, "-m", "cafsim", "plan", fichier, "--format", forme)
    assert "Aide fictive" in sortie
    assert "130" in sortie


@pytest.mark.parametrize(
    ("commande", "attendu"),
    [
        ("baremes liste", "aide_fictive"),
        ("baremes montrer aide_fictive", "3,25"),
        ("baremes comparer 2020 2024 aide_fictive", "3,25"),
        ("baremes sources", "aide_fictive"),
        ("baremes verifier", "39 aides"),
        ("aides", "aide_fictive : Aide fictive – droit"),
        ("aides montrer aide_fictive", "Trois euros par place."),
        ("aides montrer aide_fictive --annee 2024", "3,25"),
        ("aides chercher fictive", "aide_fictive"),
        ("aides --equipement eaje --format json", '"dispositif": "aide_fictive"'),
        ("projet modele eaje", "places"),
        ("projet schema", '"places"'),
    ],
)
def test_every_command_knows_it(commande: str, attendu: str, maison: Path) -> None:
    assert attendu in lancer(maison, "-m", "cafsim", *commande.split()).replace("\xa0", " ")
