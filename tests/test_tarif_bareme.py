"""The whole family scale against the dossier's tables, typed here a second time: a wrong cent in the table is seen."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from cafsim.baremes.loader import load
from cafsim.tarif.calcul import Demande, calculer

BAREMES = load()

TAUX = {
    (date(2018, 1, 1), date(2019, 8, 31)): "0.06 0.05 0.04 0.03 0.02",
    (date(2019, 9, 1), date(2019, 12, 31)): "0.0605 0.0504 0.0403 0.0302 0.0202",
    (date(2020, 1, 1), date(2020, 12, 31)): "0.0610 0.0508 0.0406 0.0305 0.0203",
    (date(2021, 1, 1), date(2021, 12, 31)): "0.0615 0.0512 0.0410 0.0307 0.0205",
    (date(2022, 1, 1), date(2026, 12, 31)): "0.0619 0.0516 0.0413 0.0310 0.0206",
}
"""First and last day → % of monthly resources an hour, for 1, 2, 3, 4 to 7, 8 children and more."""

TAUX_FAMILIAL = {
    (date(2018, 1, 1), date(2019, 8, 31)): "0.05 0.04 0.03 0.02",
    (date(2019, 9, 1), date(2019, 12, 31)): "0.0504 0.0403 0.0302 0.0202",
    (date(2020, 1, 1), date(2020, 12, 31)): "0.0508 0.0406 0.0305 0.0203",
    (date(2021, 1, 1), date(2021, 12, 31)): "0.0512 0.0410 0.0307 0.0205",
    (date(2022, 1, 1), date(2027, 12, 31)): "0.0516 0.0413 0.0310 0.0206",
}
"""The same in an accueil familial or parental, for 1, 2, 3 to 5, 6 children and more."""

BORNES = {
    (date(2018, 1, 1), date(2018, 12, 31)): ("687.30", "4874.62"),
    (date(2019, 1, 1), date(2019, 8, 31)): ("705.27", "4874.62"),
    (date(2019, 9, 1), date(2019, 12, 31)): ("705.27", "5300"),
    (date(2020, 1, 1), date(2020, 12, 31)): ("705.27", "5600"),
    (date(2021, 1, 1), date(2021, 12, 31)): ("711.62", "5800"),
    (date(2022, 1, 1), date(2022, 12, 31)): ("712.33", "6000"),
    (date(2023, 1, 1), date(2023, 12, 31)): ("754.16", "6000"),
    (date(2024, 1, 1), date(2024, 8, 31)): ("765.77", "6000"),
    (date(2024, 9, 1), date(2024, 12, 31)): ("765.77", "7000"),
    (date(2025, 1, 1), date(2025, 8, 31)): ("801", "7000"),
    (date(2025, 9, 1), date(2025, 12, 31)): ("801", "8500"),
    (date(2026, 1, 1), date(2026, 12, 31)): ("814.62", "8500"),
}
"""First and last day → lowest and highest monthly resources (€)."""


@pytest.mark.parametrize("periode", TAUX, ids=str)
def test_each_rate_of_effort(periode: tuple[date, date]) -> None:
    un, deux, trois, quatre, huit = TAUX[periode].split()
    attendus = [un, deux, trois, *[quatre] * 4, huit, huit]
    for jour in periode:
        for enfants, taux in enumerate(attendus, 1):
            trouve = calculer(BAREMES, Demande(Fraction(2000), "mois", enfants, jour))
            assert trouve.taux_effort.valeur == Fraction(taux), (jour, enfants)


@pytest.mark.parametrize("accueil", ["familial", "parental"])
@pytest.mark.parametrize("periode", TAUX_FAMILIAL, ids=str)
def test_each_rate_of_effort_of_familial_and_parental_care(periode: tuple[date, date], accueil: str) -> None:
    un, deux, trois, six = TAUX_FAMILIAL[periode].split()
    attendus = [un, deux, *[trois] * 3, six, six, six, six]
    for jour in periode:
        for enfants, taux in enumerate(attendus, 1):
            trouve = calculer(BAREMES, Demande(Fraction(2000), "mois", enfants, jour, accueil=accueil))
            assert trouve.taux_effort.valeur == Fraction(taux), (jour, enfants)


def test_the_official_rise_gives_every_familial_rate() -> None:
    """+ 0.8 % on 1 September 2019, then on each 1 January to 2022, on the rates of 2018, kept to 0.0001 %."""
    depart, *suivants = (taux.split() for taux in TAUX_FAMILIAL.values())
    for hausses, taux in enumerate(suivants, 1):
        exacts = [Fraction(x) * Fraction("1.008") ** hausses for x in depart]
        assert [round(x * 10_000) for x in exacts] == [Fraction(x) * 10_000 for x in taux]


@pytest.mark.parametrize("periode", BORNES, ids=str)
def test_each_floor_and_ceiling(periode: tuple[date, date]) -> None:
    plancher, plafond = map(Fraction, BORNES[periode])
    for jour in periode:
        assert calculer(BAREMES, Demande(Fraction(0), "mois", 1, jour)).ressources_retenues == plancher, jour
        assert calculer(BAREMES, Demande(Fraction(50_000), "mois", 1, jour)).ressources_retenues == plafond, jour
