"""The rates that block lines, what a notification of another year says of them, and the one that explains an amount."""

from __future__ import annotations

from fractions import Fraction

import pytest
from strategies import projet

from cafsim.equipements.projet import Donnee, Projet
from cafsim.estimation.moteur import Moteur
from cafsim.estimation.resultat import LigneEstimee
from cafsim.etudes.blocages import blocages, champs_a_demander, debloquer, taux_explicatif

F = Fraction
ALSH: dict[str, Donnee] = {
    "depenses": F(200_000), "heures_periscolaires": F(0), "heures_mercredi": F(0), "heures_extrascolaires": F(0),
    "heures_adolescents": F(9_000), "taux_regime_general": F(1),
}  # fmt: skip
SANS_TAUX = projet("alsh", 2026, ALSH)
CENTRE = projet("centre_social", 2024, {"agrement": True, "depenses_animation_globale": F(165_000)})


def lignes(moteur: Moteur, cas: Projet, *aides: str) -> list[LigneEstimee]:
    return [x for x in moteur.estimer(cas, aides).lignes if x.comptee]


def test_a_gap_blocks_a_line_and_says_what_to_ask(moteur: Moteur) -> None:
    (blocage,) = [b for b in blocages(moteur.estimer(SANS_TAUX)) if b.cle.startswith("pso_alsh")]
    assert (blocage.cle, blocage.exercice, blocage.equipement) == ("pso_alsh.adolescents", 2026, "Essai")
    assert "connaissez-vous le taux" in blocage.question
    assert "Sinon, le montant notifié" in blocage.question
    assert champs_a_demander(moteur, SANS_TAUX, blocage) == (
        "depenses", "heures_periscolaires", "heures_mercredi", "heures_extrascolaires", "heures_adolescents",
        "taux_regime_general",
    )  # fmt: skip


def test_what_is_known_blocks_nothing(moteur: Moteur) -> None:
    assert (
        blocages(moteur.estimer(projet("alsh", 2021, {**ALSH, "heures_periscolaires": F(9)}), ["complement_inclusif"]))
        == []
    )


def test_a_notification_of_another_year_unblocks(moteur: Moteur) -> None:
    (blocage,) = [b for b in blocages(moteur.estimer(SANS_TAUX)) if b.cle.startswith("pso_alsh")]
    montant = (
        moteur.estimer(
            projet("alsh", 2023, {**ALSH, "heures_adolescents": F(8_000)}, {"pso_alsh.adolescents": F("0.58")})
        )
        .lignes[0]
        .montant
    )
    assert montant == F(4640)
    trouve = debloquer(moteur, SANS_TAUX, blocage, 2023, montant, {"heures_adolescents": F(8_000)})
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
