"""A rate that nobody knows: an amount notified for another year tells it, and it is kept for that year."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest
from test_conversation import mener

from cafsim.baremes import mes_taux
from cafsim.baremes.model import Baremes
from cafsim.cli.questionnaire.constats import garder, phrases
from cafsim.estimation.moteur import Moteur
from cafsim.projet.questionnaire import formulations
from cafsim.projet.questionnaire.conversation import Conversation
from cafsim.projet.questionnaire.reprise import cle_connue

ADOS = {
    "situation": "ouvert", "exercice": "2026", "1.type": "alsh", "1.alsh.depenses": "200 000",
    "1.alsh.heures_periscolaires": "0", "1.alsh.heures_mercredi": "0", "1.alsh.heures_extrascolaires": "0",
    "1.alsh.heures_adolescents": "9000", "1.documents": "oui", "1.autre": "non",
}  # fmt: skip
CLE = "pso_alsh.adolescents"
NOTIFIE = {
    f"1.notifie.annee.{CLE}": "2024", f"1.notifie.2024.montant.{CLE}": "4 640", "1.notifie.2024.depenses": "190000",
    "1.notifie.2024.heures_adolescents": "8000", "1.notifie.2024.heures_extrascolaires": "0",
}  # fmt: skip
SEULE = {"pso_alsh"}


def prevision(conversation: Conversation) -> Fraction | None:
    moteur = conversation.calcul.moteur
    (ligne,) = [x for x in moteur.estimer(conversation.projet(), SEULE).lignes if x.libelle.endswith("adolescents")]
    return ligne.prevision


def test_an_amount_of_another_year_tells_the_rate_and_the_forecast_carries_it(moteur: Moteur) -> None:
    conversation = Conversation(moteur, SEULE)
    posees = mener(conversation, {**ADOS, **NOTIFIE})
    assert posees.index(f"taux.{CLE}") < posees.index(f"1.notifie.annee.{CLE}"), "the rate itself is asked first"
    constat = conversation.chiffres.constats[CLE]
    assert [(v.valeur, v.debut.year, v.fin and v.fin.year) for v in constat.rangees] == [(Fraction("0.58"), 2024, 2024)]
    assert prevision(conversation) == Fraction("0.58") * 9000
    assert conversation.projet().taux == {}, "it is no rate typed for the year estimated"
    assert f"taux.{CLE}" not in conversation.inconnues()


def test_it_stands_when_one_goes_back_or_resumes_and_follows_a_correction(moteur: Moteur, baremes: Baremes) -> None:
    conversation = Conversation(moteur, SEULE)
    for cle in mener(conversation, {**ADOS, **NOTIFIE}):
        assert cle_connue(cle, baremes), cle
    reprise = Conversation(moteur, SEULE, conversation.reponses)
    assert (reprise.question, reprise.chiffres.constats) == (None, conversation.chiffres.constats)
    reprise.corriger("1.notifie.2024.heures_adolescents")
    mener(reprise, {**NOTIFIE, "1.notifie.2024.heures_adolescents": "10000"})
    assert reprise.chiffres.constats[CLE].rangees[0].valeur == Fraction("0.464")
    reprise.corriger(f"1.notifie.annee.{CLE}")
    assert mener(reprise, {f"1.notifie.annee.{CLE}": "2023"})[1] == f"1.notifie.2023.montant.{CLE}"
    assert reprise.chiffres.constats == {}


def test_what_nobody_knows_is_asked_once_and_may_be_completed(moteur: Moteur) -> None:
    conversation = Conversation(moteur, SEULE)
    mener(conversation, ADOS)
    assert conversation.chiffres.constats == {}
    conversation.reprendre_inconnues()
    assert mener(conversation, NOTIFIE)[:2] == [f"taux.{CLE}", f"1.notifie.annee.{CLE}"]
    assert prevision(conversation) == Fraction("0.58") * 9000


@pytest.mark.parametrize(
    ("plus", "raison"),
    [
        ({"1.notifie.2024.heures_adolescents": "?"}, "heures d'accueil adolescents en 2024"),
        ({f"1.notifie.2024.montant.{CLE}": "57000"}, "Au moins 7,125"),
        ({f"1.notifie.2024.montant.{CLE}": "4640,01"}, "Aucun taux"),
    ],
)
def test_an_amount_that_tells_no_rate_says_why_and_keeps_nothing(
    moteur: Moteur, plus: dict[str, str], raison: str
) -> None:
    conversation = Conversation(moteur, SEULE)
    mener(conversation, {**ADOS, **NOTIFIE, **plus})
    constat = conversation.chiffres.constats[CLE]
    assert raison in " ".join(phrases(constat, 2026)).replace("\u00a0", " ")
    assert list(garder([constat])) == []


def test_what_only_a_rate_keeps_from_an_amount_is_asked_all_the_same(moteur: Moteur) -> None:
    posees = mener(Conversation(moteur, SEULE), {**ADOS, "1.documents": "non"})
    assert "1.alsh.heures_periscolaires" in posees, "the forecast reads it at the last rate published"


def test_a_project_was_never_notified(moteur: Moteur) -> None:
    posees = mener(Conversation(moteur, SEULE), {**ADOS, **NOTIFIE, "situation": "projet", "exercice": ""})
    assert f"taux.{CLE}" in posees
    assert not [cle for cle in posees if ".notifie." in cle]


def test_the_rate_is_kept_for_its_year_where_every_command_reads_it(
    moteur: Moteur, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CAFSIM_DONNEES", str(tmp_path))
    conversation = Conversation(moteur, SEULE)
    mener(conversation, {**ADOS, **NOTIFIE})
    (dit,) = garder(conversation.chiffres.constats.values())
    assert "1 taux de votre feuille 2024" in dit.replace("\u00a0", " ")
    (feuille,) = mes_taux.feuilles_gardees()
    assert [(v.cle, v.valeur) for v in feuille.lignes] == [(CLE, Fraction("0.58"))]
    assert "déduit de la notification de 2024" in (feuille.lignes[0].note or "")


def test_a_rate_ten_times_away_from_the_others_is_refused_with_what_to_do(moteur: Moteur, baremes: Baremes) -> None:
    conversation = Conversation(moteur, SEULE)
    mener(conversation, ADOS)
    (manque,) = [m for x in moteur.estimer(conversation.projet(), SEULE).lignes for m in x.manques if m.cle == CLE]
    question = formulations.un_taux(manque, baremes.serie("pso_alsh.periscolaire"))
    assert question.lire("0,62") == Fraction("0.62")
    with pytest.raises(ValueError, match=r"6,20.€/h est très loin des valeurs connues \(0,5.*\[taux\]"):
        question.lire("6,2")
