"""`cafsim compare` on results: long or wide, in any form, the same changes; what is absent counts for nothing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cafsim.cli.main import lancer

TITRES = (
    "projet;exercice;type;nom;financement;places;depenses;heures_facturees;heures_realisees;participations_familiales"
)
UN = "Nord;2024;eaje;Un;psu;40;640000;62000;58500;98000"
DEUX = "Nord;2024;eaje;Deux;psu;20;320000;31000;30000;44000"
TROIS = "Nord;2024;eaje;Trois;psu;20;320000;31000;30000;44000"


def resultat(tmp_path: Path, nom: str, rangees: tuple[str, ...], *options: str) -> str:
    table, sortie = tmp_path / f"{nom}.table.csv", tmp_path / nom
    table.write_text("\n".join((TITRES, *rangees)), encoding="utf-8")
    assert lancer(["batch", str(table), "-o", str(sortie), "--aides", "psu,bonus_territoire", *options]) == 0
    return str(sortie)


@pytest.mark.parametrize(
    ("avant", "apres", "options"),
    [("a.csv", "b.csv", ()), ("a.csv", "b.xlsx", ("--large",)), ("a.jsonl", "b.csv", ("--large", "--csv", "iso"))],
)
def test_what_appears_vanishes_changes(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], avant: str, apres: str, options: tuple[str, ...]
) -> None:
    un, deux = (
        resultat(tmp_path, avant, (UN, DEUX)),
        resultat(tmp_path, apres, (UN.replace("98000", "97000"), TROIS), *options),
    )
    capsys.readouterr()
    assert lancer(["compare", un, deux, "--format", "json"]) == 0
    lues = json.loads(capsys.readouterr().out)["changements"]
    vus = {(x["equipement"], x["dispositif"]): x for x in lues}
    assert {c: x["changement"] for c, x in vus.items()} == {
        ("Un", "psu"): "change",
        ("Deux", "psu"): "disparu",
        ("Deux", "bonus_territoire"): "disparu",
        ("Trois", "psu"): "apparu",
        ("Trois", "bonus_territoire"): "apparu",
    }
    assert [vus["Un", "psu"][f"{b}_ecart"] for b in ("minimum", "maximum", "prevision")] == ["1000.00"] * 3
    parti, venu = vus["Deux", "psu"], vus["Trois", "psu"]
    assert (parti["prevision_apres"], parti["prevision_ecart"]) == (None, f"-{parti['prevision_avant']}")
    assert venu["prevision_ecart"] == venu["prevision_apres"] == parti["prevision_avant"]
    assert vus["Deux", "bonus_territoire"]["prevision_ecart"] is None


def test_two_years_of_one_result(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    deux_annees = resultat(tmp_path, "r.csv", (UN,), "--annees", "2023,2024")
    capsys.readouterr()
    assert lancer(["compare", deux_annees, "--annees", "2023,2024"]) == 0
    dit = " ".join(capsys.readouterr().out.split())
    assert "Ce qui change de 2023 à 2024" in dit
    assert "Un (Nord)" in dit
    assert lancer(["compare", deux_annees, deux_annees]) == 0
    assert "Rien ne change" in capsys.readouterr().out


@pytest.mark.parametrize("arguments", [("t.csv", "t.csv"), ("t.csv",), ("t.csv", "--annees", "2023,2024,2025")])
def test_what_is_no_comparison(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...]) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "t.csv").write_text(f"{TITRES}\n{UN}\n", encoding="utf-8")
    assert lancer(["compare", *arguments]) == 2
