"""Many rows: the fast engine says what the other says, explanations apart."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hasard import exemples
from hypothesis import given
from hypothesis import strategies as st
from strategies import COMPLETS, DERNIER, EXERCICES, complet, equipement, projets

from cafsim.baremes.en_vigueur import jalons
from cafsim.baremes.model import Baremes
from cafsim.equipements.projet import EquipementSaisi, Projet
from cafsim.estimation import Moteur
from cafsim.resultat import LigneEstimee


@pytest.fixture(scope="module")
def rapide(baremes: Baremes) -> Moteur:
    return Moteur(baremes, rapide=True)


def sans_etapes(lignes: list[LigneEstimee]) -> list[LigneEstimee]:
    return [x._replace(etapes=()) for x in lignes]


@st.composite
def saisis(draw: st.DrawFn) -> EquipementSaisi:
    """An equipment, a part of whose fields is left out or said unknown."""
    un: Projet = draw(projets(draw(st.sampled_from(list(COMPLETS)))))
    saisi = un.equipements[0]
    rare = draw(st.integers(0, 3))
    valeurs = {}
    for nom, valeur in saisi.valeurs.items():
        sort = draw(st.integers(0, 9))
        if sort < rare:
            continue
        valeurs[nom] = None if sort == 9 and rare else valeur
    return saisi._replace(valeurs=valeurs)


@exemples(400)
@given(saisis())
def test_both_engines_write_the_same_lines(moteur: Moteur, rapide: Moteur, saisi: EquipementSaisi) -> None:
    assert rapide.lignes(saisi) == sans_etapes(moteur.lignes(saisi))


@pytest.mark.parametrize("type_equipement", COMPLETS)
def test_a_line_does_not_depend_on_those_before(moteur: Moteur, rapide: Moteur, type_equipement: str) -> None:
    for exercice in (*EXERCICES, *reversed(EXERCICES)):
        for nom in ("Un", "Autre"):
            saisi = equipement(type_equipement, exercice, complet(type_equipement, exercice))._replace(nom=nom)
            assert rapide.lignes(saisi) == sans_etapes(moteur.lignes(saisi))


def test_days_with_the_same_rates_share_their_formulas(baremes: Baremes) -> None:
    rapide, jours = Moteur(baremes, rapide=True), [date(2018, 1, 1)]
    while jours[-1] < date(DERNIER, 12, 1):
        jours.append(jours[-1] + timedelta(days=3))
    for rang, jour in enumerate(jours):
        valeurs = complet("eaje", jour.year) | {"date_dossier": jour}
        saisi = equipement("eaje", jour.year, valeurs)
        lignes = rapide.lignes(saisi)
        if rang % 12 == 0:  # a new engine costs as much as a hundred estimates
            assert lignes == Moteur(baremes, rapide=True).lignes(saisi), jour
    assert len(rapide._formules) < 500 < len(jours)


def test_milestones_are_ordered_and_hold_each_new_year(baremes: Baremes) -> None:
    jours = jalons(baremes)
    assert jours == sorted(set(jours))
    assert {date(a, 1, 1) for a in EXERCICES} <= set(jours)
