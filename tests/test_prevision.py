"""The forecast of a line: the low end at the last rates known, never outside what the published rates say."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hasard import exemples
from hypothesis import given
from strategies import complet, projet
from test_lignes import saisis

from cafsim.baremes.model import Baremes
from cafsim.baremes.prevision import table_previsionnelle
from cafsim.equipements.projet import Donnee, EquipementSaisi
from cafsim.estimation.complet import completer
from cafsim.estimation.moteur import Moteur
from cafsim.estimation.resultat import LigneEstimee

F = Fraction
PSU = "Prestation de service unique (Psu)"


@pytest.fixture(scope="module")
def prevu(baremes: Baremes) -> Moteur:
    """An engine for which the table of the forecast is the published one."""
    return Moteur(table_previsionnelle(baremes), explique=False)


def une(moteur: Moteur, type_equipement: str, exercice: int, libelle: str, **valeurs: Donnee) -> LigneEstimee:
    [ligne] = [x for x in moteur.estimer(projet(type_equipement, exercice, valeurs)).lignes if x.libelle == libelle]
    return ligne


def sans_ordre_de_grandeur(ligne: LigneEstimee) -> bool:
    """Say whether a line that lacks charges and places has no order of magnitude either: nothing says how much."""
    return ligne.libelle == PSU and ligne.prevision is None


@exemples(150)
@given(saisis())
def test_a_forecast_is_the_low_end_at_the_rates_of_the_forecast(
    moteur: Moteur, prevu: Moteur, saisi: EquipementSaisi
) -> None:
    au_plus_bas = {(x.dispositif, x.libelle): x.minimum for x in prevu.lignes(completer(saisi))}
    for ligne in moteur.lignes(completer(saisi)):
        if ligne.libelle == PSU and ligne.prevision_repose_sur:  # may be an order of magnitude: see below
            continue
        if sans_ordre_de_grandeur(ligne):
            continue
        bas = au_plus_bas[ligne.dispositif, ligne.libelle]
        if bas is not None and ligne.minimum is not None and ligne.maximum is not None:
            bas = min(max(bas, ligne.minimum), ligne.maximum)
        assert ligne.prevision == bas


@exemples(150)
@given(saisis())
def test_a_forecast_lies_between_what_is_guaranteed_and_what_is_possible(
    moteur: Moteur, saisi: EquipementSaisi
) -> None:
    for ligne in moteur.lignes(completer(saisi)):
        if ligne.minimum is not None and ligne.maximum is not None and not sans_ordre_de_grandeur(ligne):
            assert ligne.prevision is not None
            assert ligne.minimum <= ligne.prevision <= ligne.maximum
        if ligne.statut in ("calcule", "non_eligible"):
            assert (ligne.prevision, ligne.prevision_repose_sur) == (ligne.minimum, ())
        assert (ligne.prevision is not None) or ligne.prevision_repose_sur == ()


def test_without_charges_nor_places_nothing_says_how_much(moteur: Moteur) -> None:
    """The range is known, from nothing to all the hours at the full price: zero would be no forecast."""
    psu = une(moteur, "eaje", 2024, PSU, heures_facturees=F(50_000))
    assert (psu.minimum, psu.maximum is not None, psu.prevision) == (0, True, None)
    assert une(moteur, "eaje", 2024, PSU, heures_facturees=F(50_000), places=F(30), financement="psu").prevision


def test_it_says_which_rates_it_carries(moteur: Moteur) -> None:
    estimation = moteur.estimer(projet("rpe", 2024, complet("rpe", 2024)))
    [bonus] = [x for x in estimation.lignes if x.dispositif == "rpe_missions_renforcees"]
    assert (bonus.statut, bonus.prevision) == ("a_completer", 3000)
    assert [t.replace("\u00a0", " ") for t in bonus.prevision_repose_sur] == [
        "montant annuel du bonus par relais : 3 000 €/an, 2022"
    ]


def test_it_says_what_it_counts_low(moteur: Moteur) -> None:
    ligne = une(moteur, "eaje", 2024, PSU, **{**complet("eaje", 2024), "couches_et_repas": None})
    assert ligne.prevision == ligne.minimum
    assert "Compté au plus bas, faute de connaître : couches et repas fournis." in ligne.prevision_repose_sur


@pytest.mark.parametrize("inconnue", ["heures_facturees", "depenses", "participations_familiales"])
def test_the_psu_of_a_project_is_an_order_of_magnitude(moteur: Moteur, inconnue: str) -> None:
    valeurs = {**complet("eaje", 2024), "places": F(10), "depenses": F(160_000), "taux_regime_general": F(1)}
    ligne = une(moteur, "eaje", 2024, PSU, **{**valeurs, inconnue: None})
    sentence, *taux = ligne.prevision_repose_sur
    assert ligne.prevision == 57_600
    assert sentence.startswith("Ordre de grandeur d'après des moyennes publiées, faute de connaître : ")
    assert "part moyenne du coût d’une place couverte par la Psu (ordre de grandeur) : 36 %, 2020" in [
        t.replace("\u00a0", " ") for t in taux
    ]


def test_a_total_counts_the_forecasts_of_rights_only(moteur: Moteur) -> None:
    estimation = moteur.estimer(projet("eaje", 2024, complet("eaje", 2024)))
    for periodicite, total in estimation.totaux.items():
        siennes = [x for x in estimation.lignes if x.periodicite == periodicite]
        droits = [x.prevision for x in siennes if x.nature == "droit" and x.payeur == "caf"]
        assert total.prevision == sum(x for x in droits if x is not None)
        assert total.prevision_incomplete == (None in droits)
    assert any(x.nature == "plafond" and x.prevision for x in estimation.lignes)
