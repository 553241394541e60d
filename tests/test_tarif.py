"""The national family tariff: published amounts, thresholds to the cent, dates to the day."""

from __future__ import annotations

import tomllib
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import troue

from cafsim.baremes.loader import load
from cafsim.baremes.model import Baremes
from cafsim.baremes.overlay import avec_taux, charger_surcouche
from cafsim.engine.numbers import to_cent
from cafsim.tarif.calcul import Demande, Tarif, calculer, reserves

CAS = Path(__file__).parent / "cas" / "tarif"
BAREMES = load()
F = Fraction
CENT = F(1, 100)


def tous_les_cas() -> list[dict]:
    fichiers = sorted(CAS.glob("*.toml"))
    return [c for f in fichiers for c in tomllib.loads(f.read_text(encoding="utf-8"), parse_float=Decimal)["cas"]]


def tarif(ressources: Fraction | int | str, enfants: int = 1, jour: date = date(2024, 1, 15), **reste) -> Tarif:
    return calculer(BAREMES, Demande(F(ressources), "mois", enfants, jour, **reste))


@pytest.mark.parametrize("cas", tous_les_cas(), ids=lambda c: f"{c['date']}-{c['enfants']}-{c['tarif_horaire']}")
def test_amounts_to_the_cent(cas: dict) -> None:
    assert cas["source"]
    annuelles = "ressources_annuelles" in cas
    ressources = F(cas["ressources_annuelles"] if annuelles else cas["ressources_mensuelles"])
    heures = F(cas["heures_mois"]) if "heures_mois" in cas else None
    trouve = calculer(
        BAREMES,
        Demande(
            ressources,
            "an" if annuelles else "mois",
            cas["enfants"],
            cas["date"],
            cas.get("aeeh", 0),
            cas.get("accueil", "collectif"),
            heures_mois=heures,
        ),
    )
    assert trouve.tarif_horaire == F(cas["tarif_horaire"])
    if "forfait_mensuel" in cas:
        assert trouve.forfait_mensuel == F(cas["forfait_mensuel"])


TAUX = {
    date(2018, 1, 1): ("0.06", "0.05", "0.04", "0.03", "0.02"),
    date(2019, 9, 1): ("0.0605", "0.0504", "0.0403", "0.0302", "0.0202"),
    date(2020, 1, 1): ("0.0610", "0.0508", "0.0406", "0.0305", "0.0203"),
    date(2021, 1, 1): ("0.0615", "0.0512", "0.0410", "0.0307", "0.0205"),
    date(2022, 1, 1): ("0.0619", "0.0516", "0.0413", "0.0310", "0.0206"),
    date(2028, 1, 1): (),
}
"""Rates by bracket (1, 2, 3, 4 to 7, 8 and more children) from that day on: Vincennes, La Ribambelle, Toupty, Suresnes."""


@pytest.mark.parametrize(("debut", "fin"), [*pairwise(TAUX)])
def test_rates_of_effort_by_bracket_on_the_first_and_the_last_day(debut: date, fin: date) -> None:
    tranches = {1: 0, 2: 1, 3: 2, 4: 3, 7: 3, 8: 4, 20: 4}
    for jour in (debut, fin - timedelta(1)):
        for enfants, rang in tranches.items():
            assert tarif(3000, enfants, jour).taux_effort.valeur == F(TAUX[debut][rang]), (jour, enfants)


PLANCHERS = {
    date(2018, 1, 1): "687.30",
    date(2019, 1, 1): "705.27",
    date(2021, 1, 1): "711.62",
    date(2022, 1, 1): "712.33",
    date(2023, 1, 1): "754.16",
    date(2024, 1, 1): "765.77",
    date(2025, 1, 1): "801",
    date(2026, 1, 1): "814.62",
    date(2028, 1, 1): "",
}
PLAFONDS = {
    date(2018, 1, 1): "4874.62",
    date(2019, 9, 1): "5300",
    date(2020, 1, 1): "5600",
    date(2021, 1, 1): "5800",
    date(2022, 1, 1): "6000",
    date(2024, 9, 1): "7000",
    date(2025, 9, 1): "8500",
    date(2028, 1, 1): "",
}


@pytest.mark.parametrize(("debut", "fin"), [*pairwise(PLANCHERS)])
def test_plancher_to_the_cent_on_the_first_and_the_last_day(debut: date, fin: date) -> None:
    plancher = F(PLANCHERS[debut])
    for jour in (debut, fin - timedelta(1)):
        assert tarif(plancher - CENT, jour=jour).ressources_retenues == plancher
        assert tarif(plancher, jour=jour).ressources_retenues == plancher
        assert tarif(plancher + CENT, jour=jour).ressources_retenues == plancher + CENT


@pytest.mark.parametrize(("debut", "fin"), [*pairwise(PLAFONDS)])
def test_plafond_to_the_cent_on_the_first_and_the_last_day(debut: date, fin: date) -> None:
    plafond = F(PLAFONDS[debut])
    for jour in (debut, fin - timedelta(1)):
        assert tarif(plafond - CENT, jour=jour).ressources_retenues == plafond - CENT
        assert tarif(plafond, jour=jour).ressources_retenues == plafond
        assert tarif(plafond + CENT, jour=jour).ressources_retenues == plafond


def test_yearly_resources_are_divided_by_twelve() -> None:
    par_an = calculer(BAREMES, Demande(F(40_000), "an", 1, date(2019, 3, 1)))
    assert par_an.ressources_retenues == F(40_000, 12)
    assert par_an.tarif_horaire == 2


@pytest.mark.parametrize(
    ("enfants", "aeeh", "comptes", "taux"),
    [
        (1, 0, 1, "0.0619"),
        (1, 1, 2, "0.0516"),
        (2, 2, 4, "0.0310"),
        (3, 1, 4, "0.0310"),
        (4, 1, 5, "0.0310"),  # H11: one child more, within the same bracket
        (6, 1, 7, "0.0310"),
        (7, 1, 8, "0.0206"),
        (20, 20, 40, "0.0206"),
    ],
)
def test_a_child_with_aeeh_counts_once_more(enfants: int, aeeh: int, comptes: int, taux: str) -> None:
    trouve = tarif(3000, enfants, aeeh=aeeh)
    assert (trouve.enfants_comptes, trouve.taux_effort.valeur) == (comptes, F(taux))
    assert trouve.hypotheses == (("H10", "H11") if aeeh else ("H10",))


def test_half_a_cent_goes_up() -> None:
    trouve = tarif(2500, 4)  # 2 500 × 0.0310 % = 0.775
    assert (trouve.avant_arrondi, trouve.tarif_horaire) == (F("0.775"), F("0.78"))
    assert tarif(F("2499.99"), 4).tarif_horaire == F("0.77")


def test_the_monthly_sum_starts_from_the_rounded_hourly_tariff() -> None:
    trouve = tarif(2500, 4, heures_mois=F(120))
    assert trouve.forfait_mensuel == F("93.60")  # not 120 × 0.775 = 93.00
    assert tarif(3000, 2, heures_mois=F("86.67")).forfait_mensuel == F("134.34")  # 134.3385


def test_micro_creches_had_the_familial_scale_until_september_2019() -> None:
    veille, jour = date(2019, 8, 31), date(2019, 9, 1)
    for enfants in range(1, 11):
        micro, familial = (tarif(3000, enfants, veille, accueil=a).taux_effort for a in ("micro_creche", "familial"))
        assert (micro.valeur, micro.fiabilite) == (familial.valeur, "secondaire")
        assert tarif(3000, enfants, jour, accueil="micro_creche").taux_effort == tarif(3000, enfants, jour).taux_effort
    assert tarif(3000, jour=veille, accueil="micro_creche").tarif_horaire == F("1.50")
    assert tarif(3000, jour=jour, accueil="micro_creche").tarif_horaire == F("1.82")


@pytest.mark.parametrize("accueil", ["familial", "parental"])
def test_familial_and_parental_are_second_hand_then_carried_forward(accueil: str) -> None:
    connu = tarif(3000, jour=date(2022, 12, 31), accueil=accueil).taux_effort
    assert connu.fiabilite == "secondaire"
    assert any("La règle officielle" in r for r in connu.remarques)
    for annee in (2023, 2027):
        ensuite = tarif(3000, jour=date(annee, 1, 1), accueil=accueil).taux_effort
        assert (ensuite.fiabilite, ensuite.valeur) == ("reconduit", connu.valeur)


def test_a_gap_names_a_document() -> None:
    table = troue(BAREMES, "tarif_familles.taux_effort", accueil=("familial", "parental"))
    trouve = calculer(table, Demande(F(3000), "mois", 1, date(2024, 6, 1), accueil="parental", heures_mois=F(10)))
    assert (trouve.statut, trouve.tarif_horaire, trouve.forfait_mensuel) == ("a_completer", None, None)
    assert trouve.taux_effort.fiabilite is None
    assert "Circulaire Cnaf 2019-005" in trouve.taux_effort.ou_trouver
    assert trouve.ressources_retenues == 3000, "what is known stays known"


def test_the_reliability_of_each_rate() -> None:
    def fiabilites(tarif: Tarif) -> list[str | None]:
        return [t.fiabilite for t in tarif.taux]

    assert fiabilites(tarif(3000, jour=date(2024, 1, 1))) == ["publie"] * 3
    assert fiabilites(tarif(3000, jour=date(2025, 6, 1))) == ["secondaire", "publie", "publie"]  # the plancher 801
    assert fiabilites(tarif(3000, jour=date(2026, 12, 31))) == ["publie"] * 3
    assert fiabilites(tarif(3000, jour=date(2027, 1, 1))) == ["reconduit"] * 3
    assert fiabilites(tarif(3000, accueil="parental"))[-1] == "reconduit"


def test_reserves_say_what_is_weak() -> None:
    plancher = tarif(3000, jour=date(2025, 6, 1)).plancher
    dit = " ".join(reserves(plancher))
    assert "Non officiel : le plancher" in dit
    assert "sans centimes" in dit
    assert "31/12/2026" in " ".join(reserves(tarif(3000, jour=date(2027, 1, 1)).plafond))
    assert "705,25" in " ".join(reserves(tarif(3000, jour=date(2020, 6, 1)).plancher)), "the conflict is told"
    assert not list(reserves(tarif(3000).plafond))


def test_the_user_s_rate_wins() -> None:
    table = avec_taux(BAREMES, {"tarif_familles.plafond": F(9162)})
    trouve = calculer(table, Demande(F(10_000), "mois", 1, date(2025, 6, 1)))
    assert (trouve.ressources_retenues, trouve.plafond.fiabilite) == (9162, "saisi")


def test_a_rate_known_between_bounds_gives_a_range(baremes: Baremes, tmp_path: Path) -> None:
    fichier = tmp_path / "t.toml"
    fichier.write_text(
        '[[tarif_familles.taux_effort]]\ndebut = 2024-01-01\naccueil = "parental"\nminimum = 0.04\nmaximum = 0.05\nunite = "%/h"\n'
    )
    table = charger_surcouche(baremes, fichier)
    trouve = calculer(table, Demande(F(3000), "mois", 1, date(2024, 6, 1), accueil="parental"))
    assert (trouve.statut, trouve.tarif_horaire) == ("fourchette", None)
    assert (trouve.minimum, trouve.maximum) == (F("1.20"), F("1.50"))


JOURS = st.dates(date(2018, 1, 1), date(2027, 12, 31))
RESSOURCES = st.integers(0, 1_500_000).map(lambda c: F(c, 100))


@given(jour=JOURS, ressources=RESSOURCES, enfants=st.integers(1, 20), aeeh=st.integers(0, 3))
def test_always_a_tariff_in_collective_care(jour: date, ressources: Fraction, enfants: int, aeeh: int) -> None:
    aeeh = min(aeeh, enfants)
    trouve = tarif(ressources, enfants, jour, aeeh=aeeh)
    plancher, plafond, taux = (t.valeur for t in trouve.taux)
    assert plancher <= trouve.ressources_retenues <= plafond
    assert trouve.tarif_horaire == to_cent(sorted((plancher, ressources, plafond))[1] * taux / 100)
    assert tarif(ressources + 1, enfants, jour, aeeh=aeeh).tarif_horaire >= trouve.tarif_horaire
    assert tarif(ressources, enfants + 1, jour, aeeh=aeeh).tarif_horaire <= trouve.tarif_horaire
