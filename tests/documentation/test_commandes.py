"""Every command that a page tells to type works; every one that it only names exists, with the options named."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import xlsxwriter
from pages import PAGES, RACINE, commandes, exemples

from cafsim.baremes.loader import load
from cafsim.saisie.demandes import demandes
from cafsim.saisie.feuille import grille

OUTIL = exemples()
A_TAPER = sorted({commande for page in PAGES for commande in commandes(page.read_text(encoding="utf-8"))})
NOMS = re.compile(r"[a-z]+( [a-z-]+)?")
A_REMPLIR = re.compile(r"[A-ZÉ]{3,}|…|\|")
"""`FICHIER`, `AIDE`, `…`: the reader writes something there."""
SANS_FICHIER = re.compile(r"(estimate|batch|compare|plan|rapport)( (--?[a-z-]+)( (polars|x\.xlsx))?)+")
"""The commands that need a file, when only their options are shown."""

FICHIERS = {
    "mes-taux.toml": '[[psu.horaire_max]]\ndebut = 2024-01-01\nvaleur = 6.7\nunite = "€/h"\n',
    "criteres_repartition_2025.csv": "code;valeur\n12218;751,20\n",
}
CLASSEUR = "Liste communes FRR_juillet2025.xlsx"


@pytest.fixture(scope="session")
def modele(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the files that the pages speak of."""
    dossier, exemples = tmp_path_factory.mktemp("bureau"), RACINE / "examples"
    shutil.copytree(exemples, dossier / "examples")
    shutil.copytree(exemples, dossier / "projets", ignore=shutil.ignore_patterns("*.csv"))
    for nom in ("projet-a", "projet-b", "mon-projet", "creche"):
        shutil.copy(exemples / "creche.toml", dossier / f"{nom}.toml")
    for nom in ("alsh.toml", "communes.csv"):
        shutil.copy(exemples / nom, dossier / nom)
    for nom, texte in FICHIERS.items():
        (dossier / nom).write_text(texte, encoding="utf-8")
    _classeur(dossier / "communes.xlsx", [["projet", "exercice", "type", "places"], ["A", 2024, "eaje", 40]])
    _classeur(dossier / CLASSEUR, [["code", "valeur"], ["12218", "FRR socle"]])
    for annee in (2026, 2027):
        _feuille(dossier / f"feuille-{annee}.xlsx", annee)
    return dossier


@pytest.fixture
def bureau(modele: Path, tmp_path: Path) -> Iterator[Path]:
    """That folder, new for each command."""
    shutil.copytree(modele, tmp_path, dirs_exist_ok=True)
    with OUTIL.milieu():
        os.chdir(tmp_path)
        yield tmp_path


def _classeur(fichier: Path, rangees: list[list[object]]) -> None:
    with xlsxwriter.Workbook(fichier) as classeur:
        feuille = classeur.add_worksheet()
        for rang, rangee in enumerate(rangees):
            feuille.write_row(rang, 0, rangee)


def _feuille(fichier: Path, annee: int) -> None:
    """A yearly sheet with its first figure filled in."""
    colonnes, rangees = grille(demandes(load(), annee, aide="pso_alsh"), annee)
    titres, corps = list(colonnes), [list(r) for r in rangees]
    premiere = next(r for r in corps if r[-1])
    premiere[titres.index(f"Chiffre {annee}")] = "0,61"
    _classeur(fichier, [titres, *corps])


def seulement_nommee(commande: str) -> bool:
    """Say whether a command is only named: it asks questions, or waits for what the reader will write."""
    return bool(NOMS.fullmatch(commande) or A_REMPLIR.search(commande) or SANS_FICHIER.fullmatch(commande))


def test_pages_tell_commands() -> None:
    assert len([c for c in A_TAPER if not seulement_nommee(c)]) > 30


@pytest.mark.parametrize("commande", [c for c in A_TAPER if not seulement_nommee(c) and c[0] != "-"])
def test_a_command_works(commande: str, bureau: Path) -> None:
    for produit in re.findall(r"-o (\S+)", commande):
        (bureau / produit).unlink(missing_ok=True)
    execution = OUTIL.executer(commande)
    assert execution.code == (3 if "--strict" in commande else 0), execution.erreurs
    assert all((bureau / produit).stat().st_size for produit in re.findall(r"-o (\S+)", commande))


@pytest.mark.parametrize("commande", [c for c in A_TAPER if seulement_nommee(c) or c[0] == "-"])
def test_a_command_named_exists(commande: str, bureau: Path) -> None:
    noms = " ".join(re.split(r" [^a-z]", f" {commande}")[0].split())
    aide = OUTIL.executer(f"{noms} -h".strip())
    assert aide.code == 0, aide.erreurs
    for option in re.findall(r"(?<!\S)--?[a-z-]+", commande):
        assert re.search(rf"(?<!\S){option}\b", aide.sortie), option
