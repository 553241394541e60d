"""Aids and equipments by the names that people give them, on the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cafsim.cli.main import lancer

EXEMPLES = Path(__file__).resolve().parent.parent.parent / "examples"
CRECHE, ALSH = str(EXEMPLES / "creche.toml"), str(EXEMPLES / "alsh.toml")


def aides(capsys: pytest.CaptureFixture[str], *options: str) -> set[str]:
    assert lancer(["estimate", CRECHE, ALSH, "--format", "json", *options]) == 0
    estimations = json.loads(capsys.readouterr().out)["estimations"]
    return {x["dispositif"] for projet in estimations for x in projet["lignes"]}


@pytest.mark.parametrize(
    ("options", "attendues"),
    [
        (("--aides", "PSU"), {"psu"}),
        (("--aides", "Plan mercredi"), {"plan_mercredi"}),
        (("--aides", "PSU, plan mercredi"), {"psu", "plan_mercredi"}),
        (("--aides", "psu", "--aides", "Plan Mercredi"), {"psu", "plan_mercredi"}),
        (("--aides", "Pso"), {"pso_alsh"}),
        (("--aides", "bonus attractivité"), {"bonus_attractivite"}),
    ],
)
def test_aids_take_any_case_and_their_usual_names(
    options: tuple[str, ...], attendues: set[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert aides(capsys, *options) == attendues


@pytest.mark.parametrize(
    ("arguments", "attendu"),
    [
        (["projet", "modele", "crèche"], "[[eaje]]"),
        (["projet", "modele", "RAM", "Centre de loisirs"], "[[rpe]]"),
        (["aides", "montrer", "PSU"], "Prestation de service unique"),
        (["aides", "montrer", "Plan mercredi"], "Plan mercredi"),
        (["aides", "--equipement", "crèche"], "Crèche"),
        (["baremes", "montrer", "Psu"], "Prestation de service unique"),
        (["batch", "--modele", "multi-accueil"], "eaje"),
    ],
)
def test_commands_take_everyday_names(arguments: list[str], attendu: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert lancer(arguments) == 0
    assert attendu in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "attendu"),
    [
        (["projet", "modele", "crecghe"], "« eaje »"),
        (["projet", "modele", "piscine"], "Équipements : eaje"),
        (["estimate", ALSH, "--aides", "plan mercedi"], "« plan_mercredi »"),
        (["aides", "--equipement", "centre de loisir maternel"], "« alsh »"),
    ],
)
def test_a_name_that_is_none_is_refused_with_the_nearest(
    arguments: list[str], attendu: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert lancer(arguments) == 2
    assert attendu in capsys.readouterr().err
