"""The columns say what the exact engine says of each aid: to the cent, same status, same reliability, on any engine."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from datetime import date
from fractions import Fraction
from pathlib import Path
from shutil import which
from tempfile import TemporaryDirectory
from typing import Any

import pytest

pl = pytest.importorskip("polars", reason="l'extra lot n'est pas installé")

from strategies import COMPLETS, DERNIER, EXERCICES, F, complet  # noqa: E402
from tables_tirees import attendu, avec_exercices, comme, ecarts, obtenu, table, tirage  # noqa: E402

from cafsim.baremes.overlay import avec_taux  # noqa: E402
from cafsim.colonnes import A_VERIFIER, estimer  # noqa: E402
from cafsim.colonnes.entrees import Connues  # noqa: E402
from cafsim.colonnes.estimation import PourLot, preparer  # noqa: E402
from cafsim.equipements.registre import champs  # noqa: E402
from cafsim.estimation.moteur import Moteur  # noqa: E402


@pytest.fixture(scope="module")
def spark() -> Iterator[Any]:
    """A small local session."""
    if not which("java"):
        pytest.skip("Java n'est pas installé")
    sql = pytest.importorskip("pyspark.sql", reason="PySpark n'est pas installé")
    reglages = {
        "spark.ui.enabled": "false", "spark.sql.shuffle.partitions": "1", "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.host": "127.0.0.1",
    }  # fmt: skip
    builder = sql.SparkSession.builder.master("local[1]").appName("cafsim")
    for cle, valeur in reglages.items():
        builder = builder.config(cle, valeur)
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    yield session
    session.stop()


def par_polars(brute: Any, **options: Any) -> Any:
    sortie = estimer(brute, **options)
    assert isinstance(sortie, pl.LazyFrame)
    return sortie.collect()


def par_duckdb(brute: Any, **options: Any) -> Any:
    """Through files, so that no other library is needed."""
    duckdb = pytest.importorskip("duckdb", reason="DuckDB n'est pas installé")
    with TemporaryDirectory() as dossier:
        brute.write_parquet(f"{dossier}/t.parquet")
        sortie = estimer(duckdb.connect().read_parquet(f"{dossier}/t.parquet"), **options)
        assert isinstance(sortie, duckdb.DuckDBPyRelation)
        sortie.write_parquet(f"{dossier}/r.parquet")
        return pl.read_parquet(f"{dossier}/r.parquet")


@pytest.mark.parametrize("type_equipement", COMPLETS)
def test_polars(moteur: Moteur, type_equipement: str) -> None:
    tires = tirage(type_equipement, {"eaje": 80, "alsh": 50}.get(type_equipement, 20))
    sortie = par_polars(avec_exercices(type_equipement, tires), type=type_equipement, baremes=moteur.baremes)
    assert ecarts(moteur, type_equipement, tires, sortie.iter_rows(named=True)) == []
    assert sortie[A_VERIFIER].mean() < 0.5


@pytest.mark.parametrize(
    ("type_equipement", "exercice"),
    [("eaje", 2018), ("eaje", 2021), ("eaje", DERNIER), ("alsh", 2020), ("investissement", 2022)],
)
def test_polars_one_year(moteur: Moteur, type_equipement: str, exercice: int) -> None:
    tires = [(exercice, ligne) for _, ligne in tirage(type_equipement, 40)]
    brute = table(type_equipement, [ligne for _, ligne in tires])
    sortie = par_polars(brute, annee=exercice, type=type_equipement, baremes=moteur.baremes)
    assert ecarts(moteur, type_equipement, tires, sortie.iter_rows(named=True)) == []


@pytest.mark.programmes
@pytest.mark.parametrize("type_equipement", ["eaje", "mam", "investissement"])
def test_duckdb(moteur: Moteur, type_equipement: str) -> None:
    tires = tirage(type_equipement, 40)
    sortie = par_duckdb(avec_exercices(type_equipement, tires), type=type_equipement, baremes=moteur.baremes)
    assert ecarts(moteur, type_equipement, tires, sortie.iter_rows(named=True)) == []


@pytest.mark.parametrize("type_equipement", ["eaje", "alsh"])
def test_spark(moteur: Moteur, spark: Any, type_equipement: str) -> None:
    pytest.importorskip("pyarrow", reason="PyArrow n'est pas installé")
    tires = [(2024, ligne) for _, ligne in tirage(type_equipement, 100)]
    brute = spark.createDataFrame(table(type_equipement, [ligne for _, ligne in tires]).to_arrow())
    sortie = estimer(brute, annee=2024, type=type_equipement, baremes=moteur.baremes)
    assert isinstance(sortie, type(brute))
    lues = (ligne.asDict() for ligne in sortie.collect())
    assert ecarts(moteur, type_equipement, tires, lues) == []


def test_the_users_own_rates_are_read(moteur: Moteur) -> None:
    taux = {"psu.horaire_max": F("6.63"), "bonus_inclusion_handicap.plafond_cout_par_place": F(15_000)}
    propre = Moteur(avec_taux(moteur.baremes, taux))
    tires = [(2024, ligne) for _, ligne in tirage("eaje", 60)]
    sortie = par_polars(table("eaje", [x for _, x in tires]), annee=2024, baremes=propre.baremes)
    assert ecarts(propre, "eaje", tires, sortie.iter_rows(named=True)) == []
    assert "saisi" in sortie["psu_fiabilite"].to_list()


def test_the_guide_of_2020(moteur: Moteur) -> None:
    guide = Moteur(moteur.baremes, "guide-2020")
    tires = [(2020, ligne) for _, ligne in tirage("eaje", 60)]
    sortie = par_polars(
        table("eaje", [x for _, x in tires]), annee=2020, baremes=moteur.baremes, referentiel="guide-2020"
    )
    assert ecarts(guide, "eaje", tires, sortie.iter_rows(named=True)) == []


# -- half-cents and thresholds: flagged, or right ----------------------------------------------------

E9 = F(1, 10**9)


def autour(valeur: Fraction) -> list[Fraction]:
    return [valeur - E9, valeur, valeur + E9]


def seuils() -> Iterator[dict[str, Any]]:  # noqa: C901 (a flat list)
    """Rows at, just under and just over each threshold of the formulas for crèches."""
    base = complet("eaje", 2024)
    for taux in ("1.07", "1.17", "1.2"):
        for realisees in (F(50_000), F(61_237), F("33333.3")):
            for facturees in autour(F(taux) * realisees):
                yield {**base, "heures_facturees": facturees, "heures_realisees": realisees}
    for heure in ("0.69", "0.75", "1.25", "1.5", "0.695", "0.755", "1.255"):
        for participations in autour(F(heure) * 62_000):
            yield {**base, "participations_familiales": participations}
    for hausse in ("0.04", "0.08", "0.12"):
        for places in autour(100 * (1 + F(hausse))):
            yield {**base, "places_cofinancees_2023": F(100), "places_cofinancees": places}
    for part in ("0.05", "0.075", "0.1"):
        for enfants in autour(F(part) * 80):
            yield {**base, "enfants_inscrits": F(80), "enfants_handicap": enfants}
    for couverture in autour(F(58)):
        yield {**base, "financement": "paje", "taux_couverture": couverture}
    for creees in autour(F(3)):
        yield {**base, "places_creees": creees}
    for cout in autour(F(250_000)):
        yield {**base, "cout": cout}


@pytest.mark.parametrize(
    ("exercice", "lire"),
    [
        (2019, par_polars),
        (2024, par_polars),
        (2025, par_polars),
        pytest.param(2025, par_duckdb, marks=pytest.mark.programmes),
    ],
)
def test_thresholds(moteur: Moteur, exercice: int, lire: Callable[..., Any]) -> None:
    tires = [(exercice, ligne) for ligne in seuils()]
    sortie = lire(table("eaje", [x for _, x in tires]), annee=exercice, baremes=moteur.baremes)
    assert ecarts(moteur, "eaje", tires, sortie.iter_rows(named=True)) == []
    assert sortie[A_VERIFIER].any()
    assert not sortie[A_VERIFIER].all()


def test_the_billing_thresholds_are_flagged_unless_hours_are_whole(moteur: Moteur) -> None:
    base = complet("eaje", 2024)
    cas = [(F("1.07"), F("58500.5")), (F("1.17"), F("58500.5")), (F("1.07"), F(58_500)), (F("1.17"), F(58_500))]
    rangees = [{**base, "heures_facturees": t * h, "heures_realisees": h} for t, h in cas]
    sortie = par_polars(table("eaje", rangees), annee=2024, baremes=moteur.baremes, aides=["psu"])
    assert sortie[A_VERIFIER].to_list() == [True, True, False, False]
    assert ecarts(moteur, "eaje", [(2024, r) for r in rangees], sortie.iter_rows(named=True)) == []


@pytest.mark.parametrize("type_equipement", ["eaje", "alsh"])
def test_ordinary_rows_are_not_flagged(type_equipement: str) -> None:
    sys.path.insert(0, str(Path(__file__).parents[2] / "bench"))
    from colonnes import TABLES  # noqa: PLC0415 (a script)

    table = TABLES[type_equipement](20_000).with_columns(exercice=pl.col("cle") % 8 + 2018)
    assert par_polars(table, type=type_equipement)[A_VERIFIER].mean() < 0.001


@pytest.mark.parametrize("type_equipement", ["eaje", "alsh"])
@pytest.mark.parametrize("annee", [2020, 2024, None])
def test_what_is_known_of_rows_changes_nothing_that_is_told_of_them(type_equipement: str, annee: int | None) -> None:
    """Full columns, without a zero, of two decimals at most: the query is shorter, and its answers the same."""
    sys.path.insert(0, str(Path(__file__).parents[2] / "bench"))
    from colonnes import TABLES  # noqa: PLC0415 (a script)

    brute = TABLES[type_equipement](4_000).with_columns(exercice=pl.lit(annee or 0) + (0 if annee else 2018))
    brute = brute.with_columns(exercice=pl.col("exercice") + (0 if annee else 1) * (pl.col("cle") % 8))
    nombres = [nom for nom, genre in brute.schema.items() if genre.is_numeric() and nom in champs(type_equipement)]
    pleine = brute.with_columns(pl.col(nombres).replace(0, 1).fill_null(1))
    pleine = pleine.with_columns(taux_regime_general=pl.min_horizontal("taux_regime_general", 1.0))
    reponses, longueurs = [], []
    for sues in ((), nombres):
        prete = preparer(pleine, annee=annee, type=type_equipement, pour_lot=PourLot(connues=Connues(sues, sues)))
        requete = prete.appliquer(pleine)
        longueurs.append(len(requete.explain(optimized=False)))
        reponses.append(requete.collect())
    assert longueurs[1] < longueurs[0] * 0.8
    certaines = [~reponse[A_VERIFIER] for reponse in (*reponses, par_polars(pleine, annee=annee, type=type_equipement))]
    assert min(sure.mean() for sure in certaines) > 0.5
    retenues = certaines[0] & certaines[1] & certaines[2]
    sans_rien_savoir, sachant = (reponse.filter(retenues) for reponse in reponses)
    assert sans_rien_savoir.equals(sachant)
    publique = par_polars(pleine, annee=annee, type=type_equipement).filter(retenues)
    assert publique.equals(sachant.select(publique.columns))


@pytest.mark.parametrize("lire", [par_polars, pytest.param(par_duckdb, marks=pytest.mark.programmes)])
def test_half_cents(moteur: Moteur, lire: Callable[..., Any]) -> None:
    """Amounts at x.xx5 and next to it: whichever side float64 falls on, no wrong cent is left unflagged."""
    base = complet("eaje", 2024)
    totaux = [F(n, 1000) + d for n in range(100_000, 100_100) for d in (F(0), E9, -E9)]
    parts = [F(n, 1000) for n in range(900, 1000, 7)]
    rangees = [{**base, "bonus_territoire_existant_total": t} for t in totaux]
    rangees += [{**base, "taux_regime_general": p, "heures_facturees": F(h)} for p in parts for h in (10_025, 62_001)]
    tires = [(2024, r) for r in rangees]
    sortie = lire(table("eaje", rangees), annee=2024, baremes=moteur.baremes)
    assert ecarts(moteur, "eaje", tires, sortie.iter_rows(named=True)) == []
    demis = [t * 100 % 1 == F(1, 2) for t in totaux]  # off the grid of cents
    assert sortie[A_VERIFIER].to_list()[: len(demis)] == demis


# -- what is unknown ---------------------------------------------------------------------------------


def test_nulls_give_nulls(moteur: Moteur) -> None:
    base = complet("eaje", 2024)
    rangees = [{n: v for n, v in base.items() if n != vide} for vide in ("depenses", "heures_facturees", "places")]
    sortie = par_polars(table("eaje", rangees), annee=2024, baremes=moteur.baremes)
    assert ecarts(moteur, "eaje", [(2024, r) for r in rangees], sortie.iter_rows(named=True)) == []
    assert sortie["psu_statut"].to_list() == ["fourchette", "a_completer", "calcule"]
    assert sortie["psu_maximum"].to_list()[1] is None
    assert sortie["bonus_mixite_sociale_minimum"].to_list()[2] is None


def test_an_empty_row_and_a_table_of_one_column(moteur: Moteur) -> None:
    sortie = par_polars(pl.DataFrame({"cle": ["a", "b"], "places": [40.0, None]}), annee=2024, baremes=moteur.baremes)
    assert sortie["cle"].to_list() == ["a", "b"]
    for ligne, valeurs in zip(sortie.iter_rows(named=True), ({"places": F(40)}, {}), strict=True):
        exactes = attendu(moteur, "eaje", 2024, valeurs)
        for nom in ("psu", "bonus_attractivite", "piaje", "bonus_territoire"):
            assert obtenu(ligne, nom) == comme(exactes.get(nom))


def test_works_are_there_as_soon_as_a_cell_is(moteur: Moteur) -> None:
    brute = table("eaje", [{"places": F(40)}, {"places": F(40), "cout": F(1000)}])
    statuts = par_polars(brute, annee=2024, baremes=moteur.baremes)["piaje_statut"].to_list()
    assert statuts[0] is None
    assert statuts[1] is not None


def test_the_rates_follow_the_day_of_the_file(moteur: Moteur) -> None:
    jours = [date(a, m, j) for a in EXERCICES for m, j in ((1, 1), (6, 30), (10, 31), (11, 1), (12, 31))]
    rangees = [{**complet("eaje", 2024), "date_dossier": jour} for jour in jours]
    sortie = par_polars(table("eaje", rangees), annee=2024, baremes=moteur.baremes)
    assert ecarts(moteur, "eaje", [(2024, r) for r in rangees], sortie.iter_rows(named=True)) == []
    assert sortie["piaje_maximum"].n_unique() > 3


def test_the_example_of_the_documentation_runs_on_spark(spark: Any, tmp_path: Path) -> None:
    texte = (Path(__file__).parents[2] / "docs" / "library.md").read_text(encoding="utf-8")
    (exemple,) = [bloc for bloc in re.findall(r"```python\n(.*?)```", texte, re.DOTALL) if "SparkSession" in bloc]
    assert exemple.count("\n") < 20
    table("eaje", [complet("eaje", 2024), {"places": F(40)}]).write_parquet(tmp_path / "creches.parquet")
    exec(re.sub(r'"(\w+\.parquet)"', rf'"{tmp_path}/\1"', exemple), {})
    sortie = spark.read.parquet(str(tmp_path / "estimations.parquet")).orderBy("depenses").collect()
    assert [ligne["psu_statut"] for ligne in sortie] == ["a_completer", "calcule"]
