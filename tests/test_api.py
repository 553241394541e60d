"""The functions for notebooks: what they return, what they refuse, what importing them costs."""

from __future__ import annotations

import json
import subprocess
import sys
import tomllib
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

import cafsim
from cafsim.erreurs import EntreeRefusee
from cafsim.estimation.resultat import Estimation

EXEMPLES = Path(__file__).parent.parent / "examples"
CRECHE = EXEMPLES / "creche.toml"


@pytest.fixture(scope="module")
def estimation() -> Estimation:
    return cafsim.estimer(cafsim.lire_projet(CRECHE))


def commande(*arguments: str) -> str:
    lance = [sys.executable, "-m", "cafsim", *arguments]
    return subprocess.run(lance, capture_output=True, check=True, encoding="utf-8").stdout


def test_a_dict_is_what_the_command_writes(estimation: Estimation) -> None:
    assert cafsim.en_dict(estimation) == json.loads(commande("estimate", str(CRECHE), "--format", "json"))


def test_rows_are_those_of_the_csv(estimation: Estimation) -> None:
    rangees = cafsim.en_rangees(estimation)
    entete, *lignes = commande("estimate", str(CRECHE), "--format", "csv", "--csv", "iso").splitlines()
    assert list(rangees[0]) == entete.split(",")
    assert len(rangees) == len(lignes)
    psu = next(r for r in rangees if r["dispositif"] == "psu")
    assert isinstance(psu["montant"], Decimal)
    assert psu["montant"] == estimation.lignes[0].montant
    assert all(r["minimum"] is None for r in rangees if r["statut"] == "a_completer")


def test_a_project_may_be_a_dict(estimation: Estimation) -> None:
    brut = tomllib.loads(CRECHE.read_text(encoding="utf-8"), parse_float=Decimal)
    assert cafsim.estimer(cafsim.lire_projet(brut)).lignes == estimation.lignes


def test_a_table_that_is_none_is_left_out() -> None:
    eaje = {"places": 20, "heures_facturees": 30_000}
    sans = cafsim.lire_projet({"exercice": 2024, "eaje": [eaje]})
    assert cafsim.lire_projet({
        "exercice": 2024, "territoire": None, "ctg": None, "eaje": [{**eaje, "investissement": None}]
    }) == sans  # fmt: skip
    with pytest.raises(EntreeRefusee, match="taux : une table est attendue"):
        cafsim.lire_projet({"exercice": 2024, "taux": None, "eaje": [eaje]})


def test_a_path_may_be_a_text(estimation: Estimation) -> None:
    assert cafsim.lire_projet(str(CRECHE)) == cafsim.lire_projet(CRECHE)


def test_aids_are_chosen(estimation: Estimation) -> None:
    projet = cafsim.lire_projet(CRECHE)
    assert {x.dispositif for x in cafsim.estimer(projet, aides=["psu"]).lignes} == {"psu"}
    with pytest.raises(EntreeRefusee, match="aide inconnue"):
        cafsim.estimer(projet, aides=["psuu"])


def test_own_rates_count(tmp_path: Path, estimation: Estimation) -> None:
    surcouche = tmp_path / "taux.toml"
    surcouche.write_text(
        """[[psu.taux]]
debut = 2024-01-01
valeur = 0.5
unite = "part"
statut = "saisi"
""",
        encoding="utf-8",
    )
    table = cafsim.charger_baremes(surcouche)
    psu = cafsim.estimer(cafsim.lire_projet(CRECHE), baremes=table).lignes[0]
    assert "psu.taux" in psu.taux_lus
    assert psu.fiabilite == "saisi"
    assert psu.maximum is not None
    assert estimation.lignes[0].maximum is not None
    assert psu.maximum < estimation.lignes[0].maximum


def test_a_referential_is_checked() -> None:
    projet = cafsim.lire_projet(CRECHE)
    with pytest.raises(EntreeRefusee, match="n'existe pas"):
        cafsim.estimer(projet, referentiel="guide")
    with pytest.raises(EntreeRefusee, match="ne vaut que pour l'exercice 2020"):
        cafsim.estimer(projet, referentiel="guide-2020")


def test_mistakes_come_together() -> None:
    with pytest.raises(EntreeRefusee) as refus:
        cafsim.lire_projet({"exercice": 2024, "eaje": [{"place": 4, "depenses": "beaucoup"}]})
    assert len(refus.value.problemes) == 2


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="estimate"):
        cafsim.estimate  # noqa: B018
    assert set(cafsim.__all__) <= set(dir(cafsim))


def test_importing_costs_nothing() -> None:
    code = "import sys, cafsim; print([m for m in sys.modules if m.startswith('cafsim.') or m == 'pydantic'])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"


def test_numbers_of_scripts_are_read(estimation: Estimation) -> None:
    brut = {"exercice": 2024, "eaje": [{"financement": "psu", "places": 40, "depenses": 200000.5}]}
    valeurs = cafsim.lire_projet(brut).equipements[0].valeurs
    assert valeurs["depenses"] == Fraction(400001, 2)
    with pytest.raises(cafsim.EntreeRefusee, match="nombre"):
        cafsim.lire_projet({"exercice": 2024, "eaje": [{"depenses": float("nan")}]})
    with pytest.raises(cafsim.EntreeRefusee, match="clés"):
        cafsim.lire_projet({1: 2})


def test_aids_may_be_one_text() -> None:
    projet = cafsim.lire_projet(CRECHE)
    assert {x.dispositif for x in cafsim.estimer(projet, aides="psu").lignes} == {"psu"}


def test_the_types_are_told() -> None:
    """The classifier says so; checkers look for this file."""
    assert (Path(cafsim.__file__).parent / "py.typed").is_file()
