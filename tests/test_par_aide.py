"""One figure per aid: the bounds add up, the worst status prevails, an order of magnitude counts for nothing."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from strategies import COMPLETS, change, projet, projets

from cafsim.baremes.model import FIABILITES
from cafsim.equipements.projet import Projet
from cafsim.estimation.moteur import Moteur
from cafsim.estimation.par_aide import STATUTS, par_aide
from cafsim.estimation.resultat import LigneEstimee

F = Fraction


@pytest.fixture
def ligne(moteur: Moteur) -> LigneEstimee:
    lignes = moteur.estimer(projet("eaje", 2024, COMPLETS["eaje"])).lignes
    return next(x for x in lignes if x.dispositif == "psu")


def fausse(ligne: LigneEstimee, statut: str, bas: int | None, haut: int | None, **autres: object) -> LigneEstimee:
    bornes = [None if x is None else F(x) for x in (bas, haut)]
    return change(ligne, statut=statut, minimum=bornes[0], maximum=bornes[1], **autres)


@pytest.mark.parametrize(
    ("lignes", "attendu"),
    [
        ([("calcule", 10, 10), ("calcule", 5, 5)], ("calcule", 15, 15)),
        ([("calcule", 10, 10), ("fourchette", 0, 5)], ("fourchette", 10, 15)),
        ([("calcule", 10, 10), ("non_eligible", 0, 0)], ("calcule", 10, 10)),
        ([("non_eligible", 0, 0), ("non_eligible", 0, 0)], ("non_eligible", 0, 0)),
        ([("calcule", 10, 10), ("a_completer", None, None)], ("a_completer", None, None)),
    ],
)
def test_lines_add_up(
    ligne: LigneEstimee, lignes: list[tuple[str, int | None, int | None]], attendu: tuple[str, int | None, int | None]
) -> None:
    aide = par_aide(fausse(ligne, *x) for x in lignes)["psu"]
    assert (aide.statut, aide.minimum, aide.maximum) == attendu
    assert aide.montant == (aide.minimum if aide.statut == "calcule" else None)
    assert (aide.fiabilite is None) == (aide.statut == "a_completer")


def test_the_weakest_reliability_prevails(ligne: LigneEstimee) -> None:
    lignes = [change(ligne, fiabilite="publie"), change(ligne, fiabilite="derive"), change(ligne, fiabilite=None)]
    assert par_aide(lignes)["psu"].fiabilite == "derive"


def test_an_order_of_magnitude_counts_for_nothing(ligne: LigneEstimee) -> None:
    indicative = change(ligne, nature="indicatif")
    assert par_aide([indicative]) == {}
    assert par_aide([ligne, indicative]) == par_aide([ligne])


@given(projets("eaje"))
def test_nothing_is_lost(moteur: Moteur, un: Projet) -> None:
    lignes = [x for x in moteur.estimer(un).lignes if x.nature != "indicatif"]
    aides = par_aide(lignes)
    assert sum(a.maximum or 0 for a in aides.values()) == sum(
        x.maximum or 0 for x in lignes if aides[x.dispositif].maximum is not None
    )
    for aide in aides.values():
        siennes = [x for x in lignes if x.dispositif == aide.dispositif]
        assert aide.statut == max((x.statut for x in siennes), key=STATUTS.index)
        assert aide.fiabilite in (None, *FIABILITES)
