"""`cafsim plan` as its user runs it: outputs, exit codes, exact keys, 80 columns."""

from __future__ import annotations

import csv
import io
import json
import re
from fractions import Fraction
from pathlib import Path

import pytest

from cafsim.cli.main import lancer
from cafsim.engine.numbers import french_money

EXEMPLES = Path(__file__).resolve().parent.parent.parent / "examples"
NORD = str(EXEMPLES / "creche-qpv-nord.toml")
COMMUNE = str(EXEMPLES / "commune.toml")


def simple(texte: str) -> str:
    return " ".join(texte.replace("\xa0", " ").split())


def document(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict:
    assert lancer(["plan", *arguments, "--format", "json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_the_keys_of_the_json(capsys: pytest.CaptureFixture[str]) -> None:
    plan = document(capsys, NORD)
    assert plan["format"] == "cafsim.plan/1"
    assert list(plan) == [
        "format", "cafsim", "projet", "exercice", "referentiel", "equipements", "totaux", "avertissements",
    ]  # fmt: skip
    (equipement,) = plan["equipements"]
    assert list(equipement) == [
        "equipement",
        "type",
        "exercice",
        "commune",
        "investissement",
        "fonctionnement",
        "hors_plan",
    ]
    travaux, annee = equipement["investissement"], equipement["fonctionnement"]
    assert list(travaux) == [
        "porteur", "cout", "caf", "cofinancements", "si_plafond", "si_refus", "equilibre", "apport_minimal", "remarques",
    ]  # fmt: skip
    assert list(travaux["si_plafond"]) == ["caf", "cofinancements", "reste"]
    assert list(travaux["apport_minimal"]) == [
        "etat", "part", "financements_publics", "minimum", "caf_au_plus", "publics_au_plus", "fiabilite", "sources", "phrases",
    ]  # fmt: skip
    assert list(annee) == [
        "porteur", "charges", "participations_familiales", "autres_recettes", "caf", "total_caf", "reste", "places",
        "heures", "reste_par_place", "reste_par_heure", "incomplet", "equilibre", "remarques",
    ]  # fmt: skip
    assert list(annee["caf"][0]) == [
        "dispositif", "libelle", "periodicite", "nature", "payeur", "beneficiaire", "statut", "minimum", "maximum",
        "fiabilite", "sources",
    ]  # fmt: skip
    assert travaux["si_plafond"]["reste"] == {"minimum": "290000.00", "maximum": "473000.00"}
    assert travaux["apport_minimal"]["minimum"] == {"minimum": "25000.00", "maximum": "25000.00"}
    assert list(travaux["equilibre"]) == ["cas", "depenses", "recettes"]
    assert list(travaux["equilibre"]["recettes"][0]) == ["poste", "libelle", "montants"]
    assert travaux["equilibre"]["recettes"][-1] == {
        "poste": "reste", "libelle": "", "montants": ["800000.00", "473000.00", "290000.00"],
    }  # fmt: skip
    assert annee["equilibre"]["cas"] == ["prevision", "bas", "haut"]
    assert equipement["commune"]["nom"] == "Roubaix"
    assert annee["autres_recettes"] is None
    assert annee["reste"] == {"minimum": None, "maximum": "41100.00"}
    assert list(plan["totaux"]) == ["investissement", "fonctionnement"]
    assert list(plan["totaux"]["fonctionnement"]["commune"]) == ["charges", "total_caf", "reste", "incomplet"]
    assert list(plan["totaux"]["investissement"]["commune"]) == ["cout", "si_plafond", "si_refus"]


def test_several_files(capsys: pytest.CaptureFixture[str]) -> None:
    plans = document(capsys, NORD, COMMUNE)
    assert plans["format"] == "cafsim.plans/1"
    assert [p["projet"] for p in plans["plans"]] == ["Crèche du Pont-Neuf", "Commune de Saint-Amé"]


@pytest.mark.parametrize("forme", ["table", "texte"])
@pytest.mark.parametrize("exemple", sorted(p.name for p in EXEMPLES.glob("*.toml")))
def test_eighty_columns(
    forme: str, exemple: str, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    assert lancer(["plan", str(EXEMPLES / exemple), "--format", forme]) == 0
    sorti = capfd.readouterr().out
    assert max(map(len, sorti.splitlines())) <= 80
    assert "Seule la Caf décide" in simple(sorti)


def test_another_manager_is_shown_apart(capsys: pytest.CaptureFixture[str]) -> None:
    reste = document(capsys, COMMUNE)["totaux"]["fonctionnement"]["commune"]["reste"]
    assert lancer(["plan", COMMUNE, "--format", "texte"]) == 0
    texte = simple(capsys.readouterr().out)
    assert "ce que la Caf verse va au gestionnaire" in texte
    assert "Reste à financer (subvention de la commune ou autre), au plus : 113 850,00 €" in texte
    maximum, minimum = (simple(french_money(Fraction(reste[bout]))) for bout in ("maximum", "minimum"))
    assert (
        f"Reste à charge de la commune : Prévision : {maximum} (33,5 %) ; Caf au plus haut : {minimum} (20,3 %)"
        in texte
    )


def test_the_article_the_ceilings_the_shares_and_the_inhabitants(capsys: pytest.CaptureFixture[str]) -> None:
    """900,000 € − 100,000 € − 25,000 €; 80 % of 390,000 €; 97,000 inhabitants and more in Roubaix."""
    assert lancer(["plan", NORD, "--format", "texte"]) == 0
    texte = simple(capsys.readouterr().out)
    assert "article L. 1111-10 du Cgct" in texte
    assert "la Caf peut apporter au plus 775 000,00 €" in texte
    assert "plus de 312 000,00 € : 80 % de ce qu'elle laisse" in texte
    assert "Total des recettes : Sans la Caf : 900 000,00 €" in texte
    assert re.search(r"Département du Nord \(public\) : .*?11,1 %", texte)
    assert re.search(r"Fonds propres par habitant de Roubaix \(\d\d \d{3} habitants\) : de \d,\d\d € à", texte)


def test_markdown_and_wide_screens(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    assert lancer(["plan", NORD, "--format", "markdown"]) == 0
    assert (
        "| Poste | Sans la Caf | % | Plafond, au plus bas | % | Plafond, au plus haut | % |" in capsys.readouterr().out
    )
    for largeur in ("40", "160"):
        monkeypatch.setenv("COLUMNS", largeur)
        assert lancer(["plan", NORD]) == 0
        assert "290 000,00 €" in simple(capsys.readouterr().out)


@pytest.mark.parametrize(
    ("profil", "separateur", "montant"), [("excel-fr", ";", "473000,00"), ("iso", ",", "473000.00")]
)
def test_csv(profil: str, separateur: str, montant: str, tmp_path: Path) -> None:
    projet = tmp_path / "p.toml"
    projet.write_text(Path(NORD).read_text("utf-8").replace('"Département du Nord"', '"=1+1"'), "utf-8")
    cible = tmp_path / "plan.csv"
    assert lancer(["plan", str(projet), "-o", str(cible), "--csv", profil]) == 0
    rangees = list(csv.DictReader(io.StringIO(cible.read_text("utf-8-sig")), delimiter=separateur))
    (reste,) = (r for r in rangees if (r["volet"], r["poste"], r["scenario"]) == ("investissement", "reste", "plafond"))
    assert reste["maximum"] == montant
    assert [r["libelle"] for r in rangees if r["poste"] == "cofinancement"] == ["'=1+1"]
    assert {r["minimum"] for r in rangees if r["poste"] == "autres_recettes"} == {""}


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["plan"], "il manque un argument"),
        (["plan", "absent.toml"], "introuvable"),
        (["plan", NORD, "--referentiel", "guide"], "guide-2020"),
        (["plan", COMMUNE, "--referentiel", "guide-2020"], "2020"),
        (["plan", NORD, "--format", "pdf"], "Valeurs possibles"),
        (["plan", NORD, "--detial"], "option inconnue"),
    ],
)
def test_bad_input(arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert lancer(arguments) == 2
    sorti = capsys.readouterr()
    assert sorti.out == ""
    assert message in sorti.err.replace("\xa0", " ")


def test_every_mistake_at_once_and_nothing_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    projet = tmp_path / "p.toml"
    projet.write_text(
        'exercice = 2024\n[[eaje]]\nnom = "A"\nautres_recettes = -1\n[eaje.investissement]\ncout = "x"\n'
        '[[eaje.investissement.cofinancements]]\nfinanceur = "D"\nmontants = 3\n',
        "utf-8",
    )
    cible = tmp_path / "plan.json"
    assert lancer(["plan", str(projet), "-o", str(cible)]) == 2
    erreurs = capsys.readouterr().err
    assert all(mot in erreurs for mot in ("autres_recettes", "cout", "montants", "montant"))
    assert not cible.exists()


def test_the_rate_of_the_rule_may_be_typed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    projet = tmp_path / "p.toml"
    projet.write_text(Path(NORD).read_text("utf-8") + '\n[taux]\n"apport_minimal.part" = 0.05\n', "utf-8")
    plan = document(capsys, str(projet))
    apport = plan["equipements"][0]["investissement"]["apport_minimal"]
    assert (apport["part"], apport["fiabilite"], apport["minimum"]["minimum"]) == ("0.05", "saisi", "5263.16")
    assert not any("n'a servi" in x for x in plan["avertissements"])
