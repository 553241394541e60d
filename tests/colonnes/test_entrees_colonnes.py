"""What may stand in a table: mistakes are told, all at once; what a project file would refuse is flagged."""

from __future__ import annotations

import subprocess
import sys
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

pl = pytest.importorskip("polars", reason="l'extra lot n'est pas installé")

from strategies import complet  # noqa: E402
from tables_tirees import table  # noqa: E402

from cafsim.baremes.model import Baremes  # noqa: E402
from cafsim.colonnes import A_VERIFIER, estimer, types_des_colonnes  # noqa: E402
from cafsim.erreurs import EntreeRefusee  # noqa: E402

UNE = pl.DataFrame({"places": [40.0]})


def refus(table: Any, **options: Any) -> str:
    with pytest.raises(EntreeRefusee) as refus:
        estimer(table, **options)
    return "\n".join(str(p) for p in refus.value.problemes)


def test_unknown_year_type_aid() -> None:
    assert "aucun barème pour l'exercice 1999" in refus(UNE, annee=1999)
    assert "il manque l'année" in refus(UNE)
    assert "Vouliez-vous dire « eaje »" in refus(UNE, annee=2024, type="eajee")
    assert "psuu" in refus(UNE, annee=2024, aides=["psuu"])
    assert "aucune aide de ce nom pour « eaje »" in refus(UNE, annee=2024, aides=["pso_alsh"])
    assert "exercice 2020" in refus(UNE, annee=2024, referentiel="guide-2020")


def test_all_mistakes_at_once() -> None:
    faux = pl.DataFrame(
        {"places": ["40"], "ctg": [0.5], "psu_minimum": [1.0], "a_verifier": [True], "depenses": [date(2024, 1, 1)]}
    )
    message = refus(faux, annee=2040)
    for attendu in ("2040", "places", "un nombre est attendu", "ctg", "psu_minimum", "a_verifier", "depenses"):
        assert attendu in message


def test_a_table_without_any_field() -> None:
    assert "aucune colonne" in refus(pl.DataFrame({"cle": [1]}), annee=2024)
    assert "pas un objet dict" in refus({"places": [1]}, annee=2024)


def test_half_precision_is_refused() -> None:
    assert "Float64" in refus(UNE.cast(pl.Float32), annee=2024)


def colonne(baremes: Baremes, nom: str, valeurs: list[Any], aide: str = "bonus_attractivite") -> Any:
    """The result of a complete crèche, with other values in one column."""
    ligne = complet("eaje", 2024)
    brute = table("eaje", [ligne] * len(valeurs)).with_columns(pl.Series(nom, valeurs, strict=False).alias(nom))
    return estimer(brute, annee=2024, baremes=baremes, aides=[aide]).collect()


@pytest.mark.parametrize(
    ("nom", "valeurs"),
    [
        ("places", [-1.0, float("nan"), float("inf"), 1e9, 1e-30]),
        ("taux_regime_general", [1.01, -0.5]),
        ("gestionnaire", ["Public", "commune", "", " public"]),
        ("ctg", [2, -1]),
        ("date_dossier", [date(2017, 12, 31), date(2099, 1, 1)]),
        ("places_soutenues", [41.0, 400.0]),
        ("exercice", [2023, 1999]),
    ],
)
def test_what_a_project_file_would_refuse_is_flagged(baremes: Baremes, nom: str, valeurs: list[Any]) -> None:
    assert colonne(baremes, nom, valeurs)[A_VERIFIER].to_list() == [True] * len(valeurs)


def test_a_refused_value_is_unknown_not_left_out(baremes: Baremes) -> None:
    """A share of 101 % is not the default of 100 %: the amount is a range, and flagged."""
    sortie = colonne(baremes, "taux_regime_general", [1.01, None, 1.0], "psu")
    assert sortie["psu_statut"].to_list() == ["fourchette", "calcule", "calcule"]
    assert sortie[A_VERIFIER].to_list() == [True, False, False]


@pytest.mark.parametrize(
    ("nom", "valeurs"),
    [
        ("places", [40, 40]),
        ("places", [Decimal("40.00"), Decimal("40.00")]),
        ("revalorisation_salariale", [1, 1]),
        ("date_dossier", [datetime.fromisoformat(j) for j in ("2024-03-15T10:30", "2024-03-15")]),
    ],
)
def test_other_types_that_mean_the_same(baremes: Baremes, nom: str, valeurs: list[Any]) -> None:
    voulu = colonne(baremes, "places", [40.0, 40.0])
    obtenu = colonne(baremes, nom, valeurs)
    noms = [n for n in voulu.columns if n.startswith("bonus_attractivite_")]
    assert obtenu.select(noms, A_VERIFIER).equals(voulu.select(noms, A_VERIFIER))
    assert voulu["bonus_attractivite_minimum"].to_list() == [19_000.0] * 2


def test_categories_and_empty_columns(baremes: Baremes) -> None:
    ligne = table("eaje", [complet("eaje", 2024)]).with_columns(
        pl.col("gestionnaire").cast(pl.Categorical), bonus_territoire_existant_total=None
    )
    sortie = estimer(ligne, annee=2024, baremes=baremes).collect()
    assert sortie["bonus_attractivite_minimum"].to_list() == [19_000.0]


def test_columns_pass_through_and_nothing_else_is_added(baremes: Baremes) -> None:
    brute = UNE.with_columns(cle=pl.lit("x"), autre=pl.lit(3))
    sortie = estimer(brute, annee=2024, baremes=baremes, aides=["psu"])
    assert sortie.collect_schema().names() == [
        "places", "cle", "autre", "psu_minimum", "psu_maximum", "psu_prevision", "psu_statut", "psu_fiabilite", A_VERIFIER,
    ]  # fmt: skip


def test_a_pyarrow_table_becomes_a_lazy_one(baremes: Baremes) -> None:
    pytest.importorskip("pyarrow", reason="PyArrow n'est pas installé")
    assert isinstance(estimer(UNE.to_arrow(), annee=2024, baremes=baremes), pl.LazyFrame)


def test_types_of_the_columns() -> None:
    types = types_des_colonnes("eaje")
    assert types["places"] == "Float64"
    assert types["financement"] == "String"
    assert types["ctg"] == "Boolean"
    assert types["date_dossier"] == "Date"
    assert all(hasattr(pl, t) for t in types.values())


def test_nothing_is_loaded_before_it_is_used_and_what_is_missing_is_told() -> None:
    code = (
        "import sys; import cafsim.colonnes as c; "
        "assert not {'narwhals', 'polars'} & sys.modules.keys(); "
        "sys.modules['narwhals'] = None\n"
        "try: c.estimer(None, annee=2024)\n"
        "except c.EntreeRefusee as e: print(e)"
    )
    fait = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "pip install 'cafsim[lot]'" in fait.stdout
