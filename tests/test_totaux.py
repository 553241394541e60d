"""What counts in a total, said the same everywhere: estimate, comparison, plan, note, batch."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable
from html import unescape
from pathlib import Path

import pytest

from cafsim.cli.main import lancer

LUDOTHEQUE = """
exercice = 2023
nom = "Jeux"
[territoire]
ctg = true
[[ludotheque]]
nom = "La Toupie"
heures_ouverture = {heures}
bonus_territoire_total = {bonus}
[taux]
"ludotheque.montant_horaire" = 6.50
"""

TRAVAUX = """
exercice = 2020
nom = "Extension"
gestionnaire = "public"
[territoire]
taux_couverture = 41
zone_prioritaire = "qpv"
potentiel_financier_hab = 820
[[eaje]]
nom = "Pont-Neuf"
financement = "psu"
places = 40
[eaje.investissement]
operation = "extension"
date_dossier = 2020-03-02
places_avant = 30
places_creees = 10
places_renovees = 30
cout = 150000
gros_oeuvre = "?"
developpement_durable = true
insertion = false
majoration_potentiel_financier = 1000
"""
"""The Piaje is 109,000 or 119,000 €; the Fme takes what it leaves of 80 % of 150,000 €: 11,000 or 1,000 €."""

ETAT = 'exercice = 2024\nnom = "Guichet"\n[[france_services]]\nnom = "Mairie"\nlabellisee = true\nportee_par_la_poste = false\n'
ORDRE = 'exercice = 2024\nnom = "Sans heures"\n[[eaje]]\nfinancement = "psu"\ndepenses = 100000\n'

Ecrire = Callable[..., str]


@pytest.fixture
def ecrire(tmp_path: Path) -> Ecrire:
    def fichier(texte: str, nom: str = "p") -> str:
        chemin = tmp_path / f"{nom}.toml"
        chemin.write_text(texte, encoding="utf-8")
        return str(chemin)

    return fichier


def document(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict:
    assert lancer([*arguments, "--format", "json"]) == 0
    return json.loads(capsys.readouterr().out)


def note(tmp_path: Path, fichier: str) -> str:
    """The text of the note, tags taken off."""
    cible = tmp_path / "note.html"
    assert lancer(["rapport", fichier, "-o", str(cible), "--forcer"]) == 0
    return " ".join(re.sub("<[^>]+>", "", unescape(cible.read_text(encoding="utf-8"))).replace("\xa0", " ").split())


def bouts(total: dict) -> tuple[str, str]:
    return total["minimum"], total["maximum"]


# -- what the Caf decides without a national amount --------------------------------------------------


def test_a_decision_is_shown_and_counts_in_no_total(
    ecrire: Ecrire, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    fichier = ecrire(LUDOTHEQUE.format(heures=900, bonus=6000))
    estimation = document(capsys, "estimate", fichier)
    assert {x["dispositif"]: (x["nature"], x["montant"]) for x in estimation["lignes"]} == {
        "ludotheque": ("decision", "5850.00"),
        "bonus_territoire_services": ("droit", "6000.00"),
    }
    assert bouts(estimation["totaux"]["annuel"]) == ("6000.00", "6000.00")
    dit = note(tmp_path, fichier)
    assert "La Caf verserait 6 000,00 € pour une année." in dit
    assert "la Caf fixe elle-même le montant : Aide à la ludothèque." in dit


def test_a_decision_is_no_difference_nor_notified(ecrire: Ecrire, capsys: pytest.CaptureFixture[str]) -> None:
    peu, plus = (ecrire(LUDOTHEQUE.format(heures=h, bonus=6000), f"p{h}") for h in (900, 1200))
    comparaison = document(capsys, "compare", peu, plus)
    (ludotheque,) = [x for x in comparaison["lignes"] if x["dispositif"] == "ludotheque"]
    assert bouts(ludotheque["ecarts"][0]) == ("1950.00", "1950.00")
    assert bouts(comparaison["totaux"]["annuel"]["ecarts"][0]) == ("0.00", "0.00")
    notification = document(capsys, "compare", peu, "--notifie", "6000")["notification"]
    assert bouts(notification["estime"]) == ("6000.00", "6000.00")
    assert bouts(notification["ecart"]) == ("0.00", "0.00")


def test_an_unknown_decision_leaves_the_total_incomplete(ecrire: Ecrire, capsys: pytest.CaptureFixture[str]) -> None:
    sans = ecrire(LUDOTHEQUE.format(heures=900, bonus=6000).partition("[taux]")[0])
    assert document(capsys, "estimate", sans)["totaux"]["annuel"]["incomplet"] is True


# -- the others --------------------------------------------------------------------------------------


@pytest.mark.parametrize(("texte", "nature", "payeur"), [(ETAT, "droit", "etat"), (ORDRE, "indicatif", "caf")])
def test_what_another_pays_and_orders_of_magnitude_count_in_no_total(
    texte: str, nature: str, payeur: str, ecrire: Ecrire, capsys: pytest.CaptureFixture[str]
) -> None:
    estimation = document(capsys, "estimate", ecrire(texte))
    connues = [x for x in estimation["lignes"] if x["montant"] not in (None, "0.00")]
    assert [(x["nature"], x["payeur"]) for x in connues] == [(nature, payeur)]
    assert bouts(estimation["totaux"]["annuel"]) == ("0.00", "0.00")


# -- a ceiling that two aids share -------------------------------------------------------------------


def test_two_ceilings_on_one_cost_stay_within_it_everywhere(
    ecrire: Ecrire, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Apart, 119,000 and 11,000 €; together never more than 80 % of 150,000 €."""
    fichier = ecrire(TRAVAUX)
    estimation = document(capsys, "estimate", fichier)
    plafonds = {x["dispositif"]: bouts(x) for x in estimation["lignes"] if x["nature"] == "plafond"}
    assert plafonds == {"piaje": ("109000.00", "119000.00"), "fme": ("1000.00", "11000.00")}
    assert bouts(estimation["totaux"]["ponctuel"]) == ("0.00", "120000.00")
    assert any("ne dépassent pas ensemble 80 % du coût" in x for x in estimation["avertissements"])

    (equipement,) = document(capsys, "plan", fichier)["equipements"]
    accorde = equipement["investissement"]["si_plafond"]
    assert bouts(accorde["caf"]) == ("110000.00", "120000.00")
    assert bouts(accorde["reste"]) == ("30000.00", "40000.00")

    assert "jusqu'à un plafond, qui va de 110 000,00 € à 120 000,00 € en une fois" in note(tmp_path, fichier)


def test_the_shared_ceiling_leaves_room_when_it_is_not_reached(
    ecrire: Ecrire, capsys: pytest.CaptureFixture[str]
) -> None:
    """239,000 € are less than 80 % of 400,000 €."""
    estimation = document(capsys, "estimate", ecrire(TRAVAUX.replace("150000", "400000")))
    plafonds = [x for x in estimation["lignes"] if x["nature"] == "plafond"]
    assert bouts(estimation["totaux"]["ponctuel"]) == ("0.00", "239000.00")  # 119,000 + 30 × 4,000
    assert sum(float(x["maximum"]) for x in plafonds) == 239_000
    assert not any("ensemble 80 %" in x for x in estimation["avertissements"])


def test_a_batch_writes_the_same_lines(ecrire: Ecrire, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    fichiers = [
        ecrire(texte, f"p{rang}")
        for rang, texte in enumerate((LUDOTHEQUE.format(heures=900, bonus=6000), TRAVAUX, ETAT, ORDRE))
    ]
    assert lancer(["estimate", *fichiers, "-o", str(tmp_path / "a.csv"), "--csv", "iso"]) == 0
    assert lancer(["batch", *fichiers, "-o", str(tmp_path / "b.csv"), "--csv", "iso"]) == 0
    capsys.readouterr()
    seul, lot = ((tmp_path / nom).read_text("utf-8").splitlines() for nom in ("a.csv", "b.csv"))
    colonnes = len(next(csv.reader(seul[:1])))  # a batch says besides where each row comes from
    assert list(csv.reader(seul)) == [ligne[:colonnes] for ligne in csv.reader(lot)]
    with (tmp_path / "a.csv").open(encoding="utf-8") as lu:
        assert {x["nature"] for x in csv.DictReader(lu)} == {"decision", "droit", "plafond", "indicatif"}
