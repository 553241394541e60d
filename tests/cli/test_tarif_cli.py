"""`cafsim tarif` as its user runs it."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from strategies import troue
from typer.testing import CliRunner

from cafsim.baremes.model import Baremes
from cafsim.cli.commandes import tarif
from cafsim.cli.main import lancer
from cafsim.equipements.commun import dernier_exercice
from cafsim.estimation.resultat import MENTION

CLES = ["tarif_horaire", "ressources_retenues", "taux_effort", "plancher", "plafond", "forfait_mensuel", "sources"]
FAMILLE = ("--ressources-mensuelles", "3000", "--enfants", "2")


def simple(texte: str) -> str:
    return " ".join(texte.replace("\xa0", " ").split())


@pytest.fixture
def lacune(baremes: Baremes, monkeypatch: pytest.MonkeyPatch) -> None:
    """Hide the rates of familial and parental care."""
    trouee = troue(baremes, "tarif_familles.taux_effort", accueil=("familial", "parental"))
    monkeypatch.setattr("cafsim.baremes.mes_taux.ouvrir", lambda: trouee)


@pytest.fixture
def sortie(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch):
    """Run the command; return what it prints (stdout), or what it refuses (stderr) with `code=2`."""
    monkeypatch.setenv("COLUMNS", "80")

    def lance(*arguments: str, code: int = 0) -> str:
        assert lancer(["tarif", *arguments]) == code
        sorti = capsys.readouterr()
        if code:
            assert sorti.out == ""
            return sorti.err
        return sorti.out

    return lance


def test_json_keys_and_values(sortie) -> None:
    document = json.loads(sortie(*FAMILLE, "--date", "2024-01-15", "--heures-mois", "120", "--format", "json"))
    sources = document.pop("sources")
    assert list(document) == CLES[:-1]
    assert document == {
        "tarif_horaire": "1.55",
        "ressources_retenues": "3000.00",
        "taux_effort": "0.0516",
        "plancher": "765.77",
        "plafond": "6000.00",
        "forfait_mensuel": "186.00",
    }
    assert "suresnes-2024" in sources
    assert all(isinstance(s, str) for s in sources)


@pytest.mark.usefixtures("lacune")
def test_json_of_a_gap_is_null_and_its_reason_goes_to_stderr(capsys: pytest.CaptureFixture[str]) -> None:
    assert lancer(["tarif", *FAMILLE, "--accueil", "familial", "--heures-mois", "10", "--format", "json"]) == 0
    sorti = capsys.readouterr()
    document = json.loads(sorti.out)
    assert list(document) == CLES
    assert [document[c] for c in ("tarif_horaire", "taux_effort", "forfait_mensuel")] == [None, None, None]
    assert document["ressources_retenues"] == "3000.00"
    assert "À compléter : le taux d'effort" in sorti.err
    assert "Circulaire Cnaf 2019-005" in sorti.err


def test_the_screen_explains_each_step(sortie) -> None:
    ecran = sortie(
        "--ressources-annuelles",
        "30 000",
        "--enfants",
        "4",
        "--aeeh",
        "1",
        "--date",
        "01/06/2025",
        "--heures-mois",
        "100,5",
    )
    assert max(map(len, ecran.splitlines())) <= 80 or "http" in max(ecran.splitlines(), key=len)
    plat = simple(ecran)
    for attendu in (
        "au 01/06/2025",
        "La famille paie 0,78 € par heure, soit 78,39 € par mois.",
        "30 000,00 € par an / 12",
        "Plancher 801,00 €",
        "non officiel",
        "Plafond 7 000,00 €",
        "Ressources retenues 2 500,00 €",
        "allocation d'éducation de l'enfant handicapé",
        "0,0310 %",
        "= 0,775 €, arrondi au centime",
        "100,5 h × 0,78 €",
        "sans centimes",
        "H11",
        "Programme public de calcul du tarif de crèche (version 2025)",
    ):
        assert attendu in plat, attendu
    assert plat.endswith(simple(MENTION)), "the legal notice comes last"


@pytest.mark.parametrize(
    ("ressources", "dit"),
    [
        ("300", "sous le plancher : il s'applique"),
        ("9000", "dépassent le plafond : il s'applique"),
        ("3000", "entre le plancher et le plafond"),
    ],
)
def test_the_screen_says_why_these_resources(sortie, ressources: str, dit: str) -> None:
    assert dit in simple(sortie("--ressources-mensuelles", ressources, "--enfants", "1", "--date", "2024-01-15"))


def test_the_screen_says_that_a_rate_is_carried_forward(sortie) -> None:
    ecran = simple(sortie(*FAMILLE, "--date", f"01/02/{dernier_exercice()}"))
    assert "Reconduit : le plafond n'est confirmé que jusqu'au 31/12/2026" in ecran


def test_the_screen_says_that_a_familial_rate_is_second_hand(sortie) -> None:
    annee_2018 = (*FAMILLE, "--accueil", "familial", "--date", "2018-06-01")
    ecran = simple(sortie(*annee_2018))
    for attendu in ("La famille paie 1,20 € par heure.", "0,0400 %", "non officiel", "Projet Gertrude"):
        assert attendu in ecran, attendu


@pytest.mark.usefixtures("lacune")
def test_the_screen_of_a_gap_says_what_to_do(sortie) -> None:
    ecran = simple(sortie(*FAMILLE, "--accueil", "parental"))
    for attendu in (
        "À compléter",
        "inconnu",
        "Où le trouver : Circulaire Cnaf 2019-005",
        "cafsim baremes saisir --aide tarif_familles",
    ):
        assert attendu in ecran
    assert "par heure." not in ecran


@pytest.mark.parametrize("ecrit", ["2 500,50", "2500.50", "2 500,50 €", "2\u202f500,50"])
def test_french_numbers(sortie, ecrit: str) -> None:
    document = json.loads(
        sortie("--ressources-mensuelles", ecrit, "--enfants", "1", "--date", "2024-01-15", "--format", "json")
    )
    assert document["ressources_retenues"] == "2500.50"


@pytest.mark.parametrize("ecrit", ["micro_creche", "micro-crèche", "Micro-creche"])
def test_the_mode_of_care_is_read_as_people_write_it(sortie, ecrit: str) -> None:
    assert (
        json.loads(sortie(*FAMILLE, "--accueil", ecrit, "--date", "2024-01-15", "--format", "json"))["tarif_horaire"]
        == "1.55"
    )


def test_today_by_default(sortie) -> None:
    assert f"au {date.today():%d/%m/%Y}" in sortie(*FAMILLE)


def test_every_mistake_at_once(sortie) -> None:
    dit = sortie(
        "--ressources-mensuelles", "12 %", "--ressources-annuelles", "-5", "--enfants", "21", "--aeeh", "1,5", "--date", "30/02/2024",
        "--accueil", "colectif", "--heures-mois", "745", "--format", "csv", "--baremes", "nulle-part.toml", code=2,
    )  # fmt: skip
    lignes = dit.splitlines()
    assert lignes[0] == "10 erreurs :"
    for option in (
        "--ressources-mensuelles :",
        "--ressources-annuelles :",
        "--enfants :",
        "--aeeh :",
        "--date :",
        "--accueil :",
        "--heures-mois :",
        "--format :",
        "nulle-part.toml :",
        "--ressources-mensuelles ou --ressources-annuelles :",
    ):
        assert sum(ligne.startswith(f"  - {option}") for ligne in lignes) == 1, option
    assert "Vouliez-vous dire « collectif » ?" in dit
    assert "Traceback" not in dit


@pytest.mark.parametrize(
    ("option", "dit"),
    [
        (("--format", "csv"), "cette commande n'a pas de Csv. Formes possibles : table, texte, markdown, json."),
        (("-o", "tarif.csv"), "tarif.csv : cette commande n'a pas de Csv."),
        (("--format", "xml"), "valeur refusée pour --format : « xml »"),
        (("-o", "tarif.doc"), "forme inconnue « .doc »"),
    ],
)
def test_a_form_that_does_not_exist(
    sortie, option: tuple[str, ...], dit: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert dit in sortie(*FAMILLE, *option, code=2)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("forme", ["table", "texte", "markdown"])
def test_every_form_tells_the_same(sortie, forme: str) -> None:
    lu = sortie(*FAMILLE, "--date", "15/01/2024", "--heures-mois", "120", "--format", forme)
    plat = simple(lu.replace("\\", "").replace("*", ""))
    for attendu in ("La famille paie 1,55 € par heure, soit 186,00 € par mois.", "765,77 €", "0,0516 %", "H10", "[1]"):
        assert attendu in plat, attendu
    assert "http" in lu
    assert plat.endswith(simple(MENTION))


@pytest.mark.parametrize("colonnes", ["40", "80", "100", "160"])
def test_addresses_are_whole_at_every_width(sortie, baremes, colonnes: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", colonnes)
    lignes = sortie(*FAMILLE, "--date", "01/06/2025").splitlines()
    adresses = [ligne.strip() for ligne in lignes if "http" in ligne]
    assert adresses
    assert set(adresses) <= {s.url for s in baremes.sources.values()}
    assert all(len(ligne) <= int(colonnes) for ligne in lignes if "http" not in ligne)


def test_a_file_is_written_and_not_over_another(sortie, tmp_path: Path) -> None:
    fichier = tmp_path / "tarif.md"
    assert sortie(*FAMILLE, "-o", str(fichier)) == ""
    ecrit = fichier.read_text(encoding="utf-8")
    assert ecrit.startswith("# Barème national des participations familiales")
    assert "existe déjà" in sortie(*FAMILLE, "-o", str(fichier), code=2)
    assert fichier.read_text(encoding="utf-8") == ecrit


@pytest.mark.parametrize(
    ("arguments", "dit"),
    [
        ((), "il manque les ressources"),
        (("--ressources-mensuelles", "3000"), "il manque le nombre d'enfants"),
        (("--ressources-mensuelles", "3000", "--enfants", "0"), "au moins 1"),
        (("--ressources-mensuelles", "3000", "--enfants", "?"), "une valeur est attendue"),
        (("--ressources-mensuelles", "nan", "--enfants", "1"), "ce n'est pas un nombre"),
        (("--ressources-mensuelles", "inf", "--enfants", "1"), "ce n'est pas un nombre"),
        (("--ressources-mensuelles", "1e9", "--enfants", "1"), "ce n'est pas un nombre"),
        (("--ressources-mensuelles", "1.23,50", "--enfants", "1"), "ce n'est pas un nombre"),
        (("--ressources-mensuelles", "1000001", "--enfants", "1"), "dépasse toute vraisemblance"),
        ((*FAMILLE, "--aeeh", "3"), "3 enfants, plus que les 2 à charge"),
        ((*FAMILLE, "--heures-mois", "0"), "0 heure"),
        ((*FAMILLE, "--date", "31/12/2017"), "le barème de cafsim commence en 2018"),
        ((*FAMILLE, "--date", f"{dernier_exercice() + 1}-01-01"), "n'est pas encore connu"),
        ((*FAMILLE, "--date", "demain"), "date attendue"),
    ],
)
def test_refused_with_a_reason(sortie, arguments: tuple[str, ...], dit: str) -> None:
    assert dit in sortie(*arguments, code=2)


@pytest.mark.parametrize("jour", ["01/01/2018", f"31/12/{dernier_exercice()}"])
def test_first_and_last_days_are_accepted(sortie, jour: str) -> None:
    assert "La famille paie" in sortie(*FAMILLE, "--date", jour)


def test_the_user_s_rates(sortie, tmp_path: Path) -> None:
    fichier = tmp_path / "taux.toml"
    fichier.write_text(
        '[[tarif_familles.plafond]]\ndebut = 2025-01-01\nvaleur = 9162\nunite = "€/mois"\n', encoding="utf-8"
    )
    arguments = (
        "--ressources-mensuelles",
        "10000",
        "--enfants",
        "1",
        "--date",
        "2025-03-01",
        "--baremes",
        str(fichier),
    )
    assert json.loads(sortie(*arguments, "--format", "json"))["ressources_retenues"] == "9162.00"
    assert "saisi par vous" in simple(sortie(*arguments))


def test_the_command_stands_on_its_own() -> None:
    resultat = CliRunner().invoke(tarif.app, [*FAMILLE, "--date", "2024-01-15", "--format", "json"])
    assert resultat.exit_code == 0
    assert json.loads(resultat.stdout)["tarif_horaire"] == "1.55"
