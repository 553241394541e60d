"""What a table leaves unsaid, said once: units and words in a mapping, namesakes, sheets, fields left empty."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
import xlsxwriter

from cafsim.cli.main import lancer
from cafsim.fichiers import lire_toml
from cafsim.lot.lecture.identite import type_de_la_feuille

TITRES = "Commune;CP;Année;Établissement;Type;Financement;Budget;Places;Heures facturées;Heures réalisées"
RANGEES = (
    "Saint-Denis;93200;2024;Un;crèche;psu;640;40;62000;58500",
    "Saint-Denis;97400;2024;Deux;crèche;;320;NC;31000;en cours",
)


def table(tmp_path: Path, *rangees: str) -> str:
    (tmp_path / "t.csv").write_text("\n".join((TITRES, *rangees)), encoding="utf-8")
    return str(tmp_path / "t.csv")


def lues(sortie: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(sortie.read_text(encoding="utf-8-sig"), newline=""), delimiter=";"))


def test_a_trial_then_a_mapping_then_one_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    entree, carte, sortie = table(tmp_path, *RANGEES), tmp_path / "carte.toml", tmp_path / "r.csv"
    assert lancer(["batch", entree, "--essai", "--correspondance", str(carte)]) == 4
    dit = " ".join(capsys.readouterr().out.split())
    assert "mode de financement (« financement »)" not in dit, "the only row without it is refused"
    (ecrite,) = lire_toml(carte)["table"]
    assert ecrite["valeurs"] == {"places": {"NC": "?"}, "heures_realisees": {"en cours": ""}}
    carte.write_text(
        carte.read_text(encoding="utf-8").replace('Budget = ""', 'Budget = "depenses k€"').replace('= ""', '= "?"'),
        encoding="utf-8",
    )
    assert lancer(["batch", entree, "--essai", "--correspondance", str(carte), "--forcer"]) == 0
    dit = " ".join(capsys.readouterr().out.split())
    assert "mode de financement (« financement ») : 1 équipement" in dit
    (relue,) = lire_toml(carte)["table"]
    assert relue["colonnes"]["Budget"] == "depenses k€"
    assert relue["valeurs"]["heures_realisees"] == {"en cours": "?"}
    assert (
        lancer(["batch", entree, "--correspondance", str(carte), "-o", str(sortie), "--aides", "psu", "--large"]) == 0
    )
    un, deux = lues(sortie)
    assert (un["nom_commune"], un["code_insee"], un["CP"]) == ("Saint-Denis", "93066", "93200")
    assert deux["code_insee"] == "97411"
    assert float(un["psu_maximum"].replace(",", ".")) > 300_000


@pytest.mark.parametrize("departement", ["93", "Seine-Saint-Denis"])
def test_the_departement_of_namesakes(tmp_path: Path, departement: str) -> None:
    rangee = RANGEES[0].replace("93200", "")
    sortie = tmp_path / "r.csv"
    assert lancer(["batch", table(tmp_path, rangee), "-o", str(sortie)]) == 4
    options = ("-o", str(sortie), "--forcer", "--departement", departement)
    assert lancer(["batch", table(tmp_path, rangee), *options]) == 0
    assert {x["code_insee"] for x in lues(sortie)} == {"93066"}


@pytest.mark.parametrize(
    ("feuille", "attendu"), [("Créches 2", "eaje"), ("EAJE (2024)", "eaje"), ("Alsh_1", "alsh"), ("Feuil2", None)]
)
def test_a_sheet_named_after_what_it_holds(feuille: str, attendu: str | None) -> None:
    assert type_de_la_feuille(feuille) == attendu


def test_sheets_of_one_kind_in_a_workbook(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(str(tmp_path / "t.xlsx")) as classeur:
        for nom in ("Créches 1", "Créches 2"):
            feuille = classeur.add_worksheet(nom)
            feuille.write_row(0, 0, ["projet", "exercice", "nom", "places"])
            feuille.write_row(1, 0, ["Montval", 2024, nom, 20])
    sortie = tmp_path / "r.csv"
    assert lancer(["batch", str(tmp_path / "t.xlsx"), "--feuille", "toutes", "-o", str(sortie), "--large"]) == 0
    assert [(x["type"], x["fichier"].rpartition(" ")[2]) for x in lues(sortie)] == [("eaje", "1"), ("eaje", "2")]


def test_a_constant_in_other_words(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert lancer(["batch", table(tmp_path), "-o", str(tmp_path / "r.csv"), "--constante", "annee=2024"]) == 2
    assert "--constante exercice=2024" in capsys.readouterr().err


def test_a_short_sheet_named_after_a_type_is_a_table_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    feuilles = {
        "Notes": [["Recensement 2024"]],
        "Crèches": [["Commune", "Année", "Places"], ["Lille", 2024, 20]],
        "RPE": [["Commune", "Relais", "Année"], ["Lille", "Les Amis", 2024]],
    }
    with xlsxwriter.Workbook(str(tmp_path / "t.xlsx")) as classeur:
        for nom, rangees in feuilles.items():
            feuille = classeur.add_worksheet(nom)
            for rang, cellules in enumerate(rangees):
                feuille.write_row(rang, 0, cellules)
    carte, sortie = tmp_path / "carte.toml", tmp_path / "r.csv"
    assert lancer(["batch", str(tmp_path / "t.xlsx"), "--essai", "--correspondance", str(carte)]) == 0
    assert "Feuilles qui ne sont pas lues : « Notes »" in " ".join(capsys.readouterr().out.split())
    assert (
        lancer(["batch", str(tmp_path / "t.xlsx"), "--correspondance", str(carte), "-o", str(sortie), "--large"]) == 0
    )
    assert [(x["type"], x["equipement"]) for x in lues(sortie)] == [("eaje", "Crèche"), ("rpe", "Les Amis")]
