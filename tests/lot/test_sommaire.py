"""`--par`: totals by place or by aid; rights, ceilings and what the State pays are never in one sum."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from cafsim.cli.main import lancer

TITRES = (
    "projet;exercice;type;nom;commune;financement;places;depenses;heures_facturees;heures_realisees;"
    "participations_familiales;cout_diagnostic;etp;labellisee"
)
EAJE = "psu;40;640000;62000;58500;98000;;;"
RANGEES = (
    f"Nord;2024;eaje;Un;Lille;{EAJE}",
    f"Nord;2024;eaje;Deux;59378;{EAJE}",
    f"Nord;2024;eaje;Trois;;{EAJE}",
    "Nord;2024;ctg;;Lille;;;;;;;12000;0;",
    f"Rhône;2025;eaje;Quatre;Lyon 3e;{EAJE.replace('62000', '')}",
    "Nord;2024;france_services;Cinq;Lille;;;;;;;;;1",
)

Lancer = Callable[..., Path]


@pytest.fixture
def resultat(tmp_path: Path) -> Lancer:
    def estimer(*options: str, forme: str = "csv", titres: str = TITRES) -> Path:
        (tmp_path / "t.csv").write_text("\n".join((titres, *RANGEES)), encoding="utf-8")
        sortie = tmp_path / f"r.{forme}"
        assert lancer(["batch", str(tmp_path / "t.csv"), "-o", str(sortie), "--forcer", "--csv", "iso", *options]) == 0
        return sortie

    return estimer


def lire(chemin: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(chemin.read_text(encoding="utf-8").splitlines()))


def test_a_place_is_the_sum_of_its_rights_in_the_result(resultat: Lancer) -> None:
    sortie = resultat("--par", "commune,epci", "--par", "département")
    lignes = [x for x in lire(sortie) if x["payeur"] == "caf" and x["nature"] == "droit"]
    communes = lire(sortie.with_name("r.csv.par-commune.csv"))
    assert [(x["nom_commune"], x["exercice"], x["equipements"]) for x in communes] == [
        ("", "2024", "1"), ("Lille", "2024", "3"), ("Marcq-en-Barœul", "2024", "1"), ("Lyon", "2025", "1"),
    ]  # fmt: skip
    for commune in communes:
        siennes = [
            x for x in lignes if x["code_insee"] == commune["code_insee"] and x["exercice"] == commune["exercice"]
        ]
        for colonne in ("minimum", "maximum"):
            assert Decimal(commune[f"droits_{colonne}"]) == sum(Decimal(x[colonne] or 0) for x in siennes)
        assert int(commune["a_completer"]) == sum(x["statut"] == "a_completer" for x in siennes)
    lille = communes[1]
    assert (lille["code_insee"], lille["plafonds"]) == ("59350", "7500.00")
    (sans, mel, lyon) = lire(sortie.with_name("r.csv.par-epci.csv"))
    assert (mel["nom_epci"], mel["equipements"], sans["code_epci"], lyon["exercice"]) == (
        "Métropole Européenne de Lille", "4", "", "2025",
    )  # fmt: skip
    assert Decimal(mel["droits_minimum"]) == sum(Decimal(x["droits_minimum"]) for x in communes[1:3])
    nord = lire(sortie.with_name("r.csv.par-departement.csv"))[1]
    assert {**nord, "departement": mel["code_epci"], "nom_departement": mel["nom_epci"]} == dict(
        zip(nord, mel.values(), strict=True)
    )


def test_an_aid_keeps_who_pays_it_and_who_decides(resultat: Lancer) -> None:
    sortie = resultat("--par", "aide", forme="jsonl")
    lues = map(json.loads, sortie.with_name("r.jsonl.par-aide.jsonl").read_text(encoding="utf-8").splitlines())
    aides = {(x["dispositif"], x["exercice"]): x for x in lues}
    diagnostic, service = aides["ctg_diagnostic", 2024], aides["france_services", 2024]
    assert (diagnostic["droits_maximum"], diagnostic["plafonds"], diagnostic["nature"]) == (
        "0.00",
        "7500.00",
        "plafond",
    )
    assert (service["payeur"], service["equipements"]) == ("etat", 1)
    assert aides["psu", 2024]["equipements"] == 3


@pytest.mark.parametrize("forme", ["xlsx", "parquet"])
def test_a_summary_has_the_form_of_the_result(resultat: Lancer, forme: str) -> None:
    pl = pytest.importorskip("polars")
    chemin = resultat("--par", "epci", forme=forme).with_name(f"r.{forme}.par-epci.{forme}")
    if forme == "parquet":
        lus = pl.read_parquet(chemin)["equipements"].to_list()
    else:
        titres, *rangees = CalamineWorkbook.from_path(chemin).get_sheet_by_index(0).to_python()
        lus = [x[titres.index("equipements")] for x in rangees]
    assert lus == [1, 4, 1]


def test_both_engines_add_up_the_same(resultat: Lancer) -> None:
    pytest.importorskip("polars")
    vues = ("commune", "aide")
    ecrits = []
    for moteur in ("exact", "polars"):
        sortie = resultat(
            "--large", "--par", ",".join(vues), "--moteur", moteur, titres=TITRES.replace("commune", "# c")
        )
        ecrits.append([sortie.with_name(f"r.csv.par-{vue}.csv").read_bytes() for vue in vues])
    assert ecrits[0] == ecrits[1]


def test_what_no_total_is_by(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert lancer(["batch", str(tmp_path / "t.csv"), "-o", str(tmp_path / "r.csv"), "--par", "communne"]) == 2
    assert "« commune »" in capsys.readouterr().err


def test_the_screen_shows_the_greatest_places_and_the_total(
    resultat: Lancer, capsys: pytest.CaptureFixture[str]
) -> None:
    resultat("--par", "epci")
    dit = " ".join(capsys.readouterr().err.split())
    assert "par exercice et par Epci" in dit
    assert "1 équipement est sans commune" in dit
    assert dit.index("Métropole") < dit.index("(sans commune)") < dit.index("Total 5")
