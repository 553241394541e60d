"""The rates that block lines, what a notification of another year says of them, and the one that explains an amount."""

from __future__ import annotations

from fractions import Fraction

import pytest
from strategies import projet

from cafsim.equipements.projet import Donnee, Projet
from cafsim.estimation.moteur import Moteur
from cafsim.estimation.resultat import LigneEstimee
from cafsim.etudes.blocages import (
    Blocage,
    annees_utiles,
    blocages,
    champs_a_demander,
    debloquer,
    taux_explicatif,
)
from cafsim.etudes.comparaison import en_annee

F = Fraction
ALSH: dict[str, Donnee] = {
    "depenses": F(200_000), "heures_periscolaires": F(0), "heures_mercredi": F(0), "heures_extrascolaires": F(0),
    "heures_adolescents": F(9_000), "taux_regime_general": F(1),
}  # fmt: skip
SANS_TAUX = projet("alsh", 2026, ALSH)
CENTRE = projet("centre_social", 2024, {"agrement": True, "depenses_animation_globale": F(165_000)})


def lignes(moteur: Moteur, cas: Projet, *aides: str) -> list[LigneEstimee]:
    return [x for x in moteur.estimer(cas, aides).lignes if x.comptee]


def bloquants(moteur: Moteur, cas: Projet) -> dict[str, Blocage]:
    return {b.cle: b for b in blocages(moteur.estimer(cas).equipements[0])}


def test_a_gap_blocks_a_line(moteur: Moteur) -> None:
    blocage = bloquants(moteur, SANS_TAUX)["pso_alsh.adolescents"]
    assert blocage.ligne == "Prestation de service : accueil adolescents"
    assert champs_a_demander(moteur, SANS_TAUX, blocage.cle) == (
        "depenses", "heures_periscolaires", "heures_mercredi", "heures_extrascolaires", "heures_adolescents",
        "taux_regime_general",
    )  # fmt: skip


def test_what_is_known_blocks_nothing(moteur: Moteur) -> None:
    cas = projet("alsh", 2021, {**ALSH, "heures_periscolaires": F(9)})
    assert blocages(moteur.estimer(cas, ["complement_inclusif"]).equipements[0]) == []


def test_only_what_is_newer_than_the_last_rate_known_is_worth_a_notification(moteur: Moteur) -> None:
    periscolaire = projet("alsh", 2026, {**ALSH, "heures_periscolaires": F(9)})
    bloques = bloquants(moteur, periscolaire)
    assert annees_utiles(moteur, periscolaire, bloques["pso_alsh.periscolaire"]) == [2026], "2025 is published"
    assert annees_utiles(moteur, periscolaire, bloques["pso_alsh.adolescents"]) == list(range(2026, 2017, -1))


def test_a_notification_of_another_year_unblocks(moteur: Moteur) -> None:
    notifie = en_annee(SANS_TAUX, 2023).projet
    trouve = debloquer(moteur, notifie, "pso_alsh.adolescents", F(4640), {"heures_adolescents": F(8_000)})
    assert (trouve.exercice, trouve.valeur) == (2023, F("0.58"))


def test_one_unknown_rate_explains_an_amount(moteur: Moteur) -> None:
    toutes = lignes(moteur, CENTRE, "ps_agc")
    cause = taux_explicatif(moteur, CENTRE, toutes, F(67_840), "mon projet.toml")
    assert cause is not None
    assert "donne exactement le montant notifié" in cause.texte
    assert "cafsim baremes deduire 'mon projet.toml' ps_agc.prix_plafond --montant 67840.00" in cause.texte


@pytest.mark.parametrize(
    ("montant", "raison"),
    [(F("67840.001"), "no rate gives it"), (F(69_960), "any ceiling from the cost on"), (F(0), "nothing is left")],
)
def test_an_amount_that_no_single_rate_explains(moteur: Moteur, montant: Fraction, raison: str) -> None:
    assert taux_explicatif(moteur, CENTRE, lignes(moteur, CENTRE, "ps_agc"), montant, "x.toml") is None, raison


def test_two_unknown_rates_explain_nothing(moteur: Moteur) -> None:
    deux = projet(
        "centre_social", 2024,
        {"agrement": True, "depenses_animation_globale": F(165_000), "agrement_familles": True,
         "etp_referent_familles": F(1), "depenses_animation_familles": F(40_000)},
    )  # fmt: skip
    assert taux_explicatif(moteur, deux, lignes(moteur, deux), F(67_840), "x.toml") is None
