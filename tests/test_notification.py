"""What the Caf notified against the estimate: the difference, and each usual cause only where this project has it."""

from __future__ import annotations

from fractions import Fraction

import pytest
from contrat import du_contrat
from hasard import exemples, tous_projets
from hypothesis import given
from hypothesis import strategies as st
from strategies import change, complet, projet

from cafsim.baremes.loader import load
from cafsim.equipements.projet import Projet
from cafsim.estimation.moteur import Moteur
from cafsim.etudes.ecart import Ecart
from cafsim.etudes.notification import Notification, confronter

F = Fraction
MOTEUR = Moteur(du_contrat(load()))
ZERO = Ecart(F(0), F(0))
PLEIN = {"participations_familiales": F(98_000), "taux_regime_general": F(1)}


def creche(exercice: int = 2024, nom: str = "Essai", **valeurs) -> Projet:
    un = projet("eaje", exercice, {**complet("eaje", exercice), **valeurs})
    return change(un, equipements=(change(un.equipements[0], nom=nom),))


def notifier(un: Projet, montant: int | F, aides: tuple[str, ...] = ()) -> Notification:
    return confronter(un, MOTEUR.estimer(un, aides), F(montant), nommees=bool(aides))


def causes(n: Notification) -> dict[str, str]:
    return {c.titre: c.texte.replace("\xa0", " ") for c in n.causes}


def titres(n: Notification) -> str:
    return " | ".join(causes(n))


def texte(n: Notification, titre: str) -> str:
    return next(dit for nom, dit in causes(n).items() if titre in nom)


def test_the_exact_amount_needs_no_cause() -> None:
    n = notifier(creche(**PLEIN), 313_060, ("psu",))
    assert (n.ecart, n.dans_la_fourchette, n.causes) == (ZERO, True, ())


def test_a_lower_amount_of_the_psu() -> None:
    """3 315 € are 500 h at 6,63 €/h; 70 % of 313 060 € are 219 142 €."""
    n = notifier(creche(**PLEIN), 309_745, ("psu",))
    assert n.ecart == Ecart(F(-3_315), F(-3_315))
    assert not n.dans_la_fourchette
    assert "500 h de moins" in texte(n, "Heures")
    assert "219 142,00 €" in texte(n, "Acompte")
    assert "plus que de seuls acomptes" in texte(n, "Acompte")
    assert "105,98 %, sous 107 %" in texte(n, "facturation")
    assert "3 130,60 €" in texte(n, "régime général")
    assert "compatible" in texte(notifier(creche(**PLEIN), 200_000, ("psu",)), "Acompte")


@pytest.mark.parametrize(
    ("montant", "compatible"),
    [(F("277431.70"), True), (F("277431.70") + F(1, 100), False), (F(220_000), True), (F(320_000), False)],
)
def test_advances_are_a_part_of_the_highest_amount(montant: F, compatible: bool) -> None:  # noqa: FBT001
    """Without nappies, 5,46 to 6,63 €/h for 62 000 h, 14 729 € of families: 70 % of 396 331 € at most."""
    un = creche(participations_familiales=F(14_729), taux_regime_general=F(1), couches_et_repas=False)
    estimation = MOTEUR.estimer(un, ("psu",))
    total = estimation.totaux["annuel"]
    assert (total.minimum, total.maximum) == (F(323_791), F(396_331))
    dit = texte(confronter(un, estimation, montant, nommees=True), "Acompte")
    assert "ici 277 431,70 € au plus" in dit
    assert ("C'est compatible avec des acomptes." in dit) is compatible
    assert ("C'est plus que de seuls acomptes." in dit) is not compatible


def test_a_higher_amount_is_no_advance() -> None:
    n = notifier(creche(**PLEIN), 320_000, ("psu",))
    assert n.ecart.minimum > 0
    assert "Acompte" not in titres(n)
    assert "de plus" in texte(n, "Heures")


def test_bonuses_paid_the_year_after() -> None:
    un = creche(**PLEIN, heures_concertation=F(0))
    sans = MOTEUR.estimer(un).totaux["annuel"].minimum
    n = notifier(un, int(sans))
    assert "payés en 2025" in texte(n, "l'année suivante")
    assert "Le montant notifié y est" in texte(n, "l'année suivante")
    assert n.dans_la_fourchette


def test_lines_left_out_and_ranges() -> None:
    n = notifier(creche(bonus_territoire_existant=None), 10_000_000)
    assert "places existantes" in texte(n, "à compléter")
    assert "dépasse" in texte(n, "à compléter")
    assert "handicap" in texte(n, "fourchette")


@pytest.mark.parametrize(("exercice", "present"), [(2022, True), (2024, False), (2025, True)])
def test_rates_raised_afterwards(exercice: int, present: bool) -> None:  # noqa: FBT001
    assert ("relevé après coup" in titres(notifier(creche(exercice), 1))) is present


def test_causes_follow_the_project() -> None:
    alsh = notifier(projet("alsh", 2024, complet("alsh", 2024)), 1)
    assert "facturation" not in titres(alsh)
    assert "Bonus payés" not in titres(alsh)
    assert "Plafonds" in titres(notifier(creche(), 1, ("piaje",)))
    assert "Acompte" not in titres(notifier(creche(), 1, ("piaje",)))


def test_an_unknown_billing_rate_is_said() -> None:
    assert "inconnu" in texte(notifier(creche(heures_realisees=None), 1), "facturation")


ANNEE = "Année d'activité, année de versement"


def test_each_cause_and_its_figures() -> None:
    """Two lines to complete, three ranges, 3 315 € under the least: each sentence says what this project holds."""
    n = notifier(creche(**PLEIN, couches_et_repas=False, bonus_territoire_existant=None), 298_757)
    assert n.ecart == Ecart(F(298_757) - n.total.maximum, F(-3_315))
    assert causes(n) == {
        "Acompte ou solde": "Le montant notifié fait 98,9 % du minimum estimé. Les acomptes sur la Psu vont jusqu'à "
        "70 % du droit prévisionnel (souvent deux fois 35 %), ici 265 582,97 € au plus ; le solde vient l'année "
        "suivante. C'est plus que de seuls acomptes.",
        "Bonus payés l'année suivante": "Bonus « inclusion handicap » : droits de 2024, payés "
        "en 2025 sur les chiffres réels. Sans eux, l'estimation va de 302 072,00 € à 376 016,00 €.",
        "Lignes à compléter": "Non comptées dans l'estimation : Heures de concertation ; Bonus « territoire Ctg » : "
        "places existantes.",
        "Montants en fourchette": "Un taux ou une donnée manque : Prestation de service unique (Psu) (72 540,00 € entre les deux bouts) ; Bonus « inclusion handicap » "
        "(3 388,24 € entre les deux bouts) ; Journées pédagogiques (1 404,00 € entre les deux bouts). Cherchez-les sur "
        "la notification.",
        "Heures retenues": "L'estimation compte 62 000 h (Prestation de service unique (Psu)) ; 1 200 h (Journées "
        "pédagogiques). La Caf peut en retenir d'autres après contrôle.",
        "Niveau de service et taux de facturation : Essai": "Taux de 105,98 %, sous 107 %, couches et repas non fournis. "
        "La Caf retient ses propres heures : au-dessus de 107 %, le plafond horaire baisse.",
        "Part du régime général : Essai": "L'estimation applique 100 %. Un point de part fait environ 3 210,16 € ; la Caf "
        "applique la part de sa convention. Une part plus faible donnerait moins.",
        "Taux reconduits": "Faute de chiffre plus récent, gardés après la date confirmée : Bonus "
        "« inclusion handicap », part du coût financée, selon la part d’enfants en situation de handicap parmi les "
        "inscrits (jusqu'au 31/12/2019).",
        ANNEE: "L'estimation porte sur l'activité de 2024. Une notification de 2025 peut porter sur le solde de 2024 ou "
        "sur les acomptes de 2025 : vérifiez l'exercice.",
    }


def test_a_plain_line_has_the_general_causes_only() -> None:
    attractivite = ("bonus_attractivite",)
    assert list(causes(notifier(creche(), 18_000, attractivite))) == ["Acompte ou solde", ANNEE]
    assert list(causes(notifier(creche(), 20_000, attractivite))) == [ANNEE]
    rien = notifier(creche(revalorisation_salariale=False), 1, attractivite)
    assert list(causes(rien)) == [ANNEE], "what is ruled out explains nothing"


def test_what_is_above_the_most() -> None:
    n = notifier(creche(**PLEIN), 500_000)
    assert n.ecart.minimum > 0
    assert texte(n, "à compléter") == (
        "Non comptées dans l'estimation : Heures de concertation. Elles peuvent expliquer ce qui dépasse."
    )
    assert "Une part plus faible" not in texte(n, "régime général")
    assert "places existantes : calculé avec vos chiffres" in texte(n, "votre convention")
    # 500 000 less 401 504,24 €, at 6,63 €/h: 14 856,07 h
    assert "Au taux de 6,63 €/h, 14 857 h de plus feraient à elles seules la différence." in texte(n, "Heures")


@pytest.mark.parametrize(
    ("montant", "dedans"), [("398115.99", False), ("398116", True), ("398116.01", False), ("400000", False)]
)
def test_the_estimate_without_the_bonuses_paid_later(montant: str, dedans: bool) -> None:  # noqa: FBT001
    dit = texte(notifier(creche(**PLEIN), F(montant)), "l'année suivante")
    assert "Sans eux, l'estimation est de 398 116,00 €." in dit
    assert ("Le montant notifié y est." in dit) is dedans


@pytest.mark.parametrize(
    ("valeurs", "dit"),
    [
        (
            {"heures_facturees": F(107), "heures_realisees": F(100)},
            "Taux de 107 %, sous 107 %, couches et repas fournis.",
        ),
        ({"heures_facturees": F(10_701), "heures_realisees": F(10_000)}, "Taux de 107,01 %, au-dessus de 107 %,"),
        ({"couches_et_repas": None}, "Taux de 105,98 %, sous 107 %, couches et repas non précisés."),
        ({"heures_realisees": None}, "inconnu ici, et du service : couches et repas fournis."),
    ],
)
def test_the_billing_rate_beside_its_threshold(valeurs: dict, dit: str) -> None:
    assert dit in texte(notifier(creche(participations_familiales=F(0), **valeurs), 1, ("psu",)), "facturation")


def test_inside_the_range_nothing_is_missing() -> None:
    dits = causes(notifier(creche(**PLEIN), 400_000))
    assert not any("de moins" in x or "de plus" in x or "plus faible" in x for x in dits.values())


def test_what_counts_in_no_total_explains_nothing() -> None:
    ludotheque = projet("ludotheque", 2024, complet("ludotheque", 2024), {"ludotheque.montant_horaire": F(6)})
    assert not any("ludothèque" in x for x in causes(notifier(ludotheque, 1)).values())


def test_a_share_taken_by_default_is_told() -> None:
    valeurs = {k: v for k, v in complet("eaje", 2024).items() if k != "taux_regime_general"}
    n = notifier(projet("eaje", 2024, valeurs), 1, ("psu",))
    assert "L'estimation applique 100 %, faute d'indication. Un point de part" in texte(n, "régime général")
    assert "régime général" not in titres(notifier(creche(taux_regime_general=None), 1, ("psu",)))


def test_each_equipment_has_its_own_share_and_billing_rate() -> None:
    une, autre = (
        creche(nom="A", **PLEIN).equipements[0],
        creche(nom="B", **PLEIN, heures_facturees=F(65_000)).equipements[0],
    )
    dits = causes(notifier(Projet("P", 2024, (une, autre)), 1, ("psu",)))
    assert "Un point de part fait environ 3 130,60 €" in dits["Part du régime général : A"]
    assert "Taux de 105,98 %" in dits["Niveau de service et taux de facturation : A"]
    assert "Taux de 111,11 %" in dits["Niveau de service et taux de facturation : B"]
    assert "62 000 h (Prestation de service unique (Psu)) ; 65 000 h (" in dits["Heures retenues"]


def test_rates_raised_afterwards_are_those_of_each_equipment() -> None:
    ancienne = creche(2022, nom="Ancienne").equipements[0]
    n = notifier(change(creche(2024), equipements=(*creche(2024).equipements, ancienne)), 1)
    (releve,) = [c.texte for c in n.causes if c.titre == "Taux relevé après coup"]
    assert "2022" in releve
    assert releve.endswith(" La notification a pu être faite avant.")
    assert "relevé après coup" not in titres(notifier(projet("alsh", 2022, complet("alsh", 2022)), 1))
    paje = change(ancienne, valeurs={**ancienne.valeurs, "financement": "paje"})
    assert "relevé après coup" not in titres(notifier(change(creche(2024), equipements=(paje,)), 1))


@exemples(100)
@given(tous_projets(), st.data())
def test_whatever_is_hidden_causes_are_sentences(un: Projet, data: st.DataObject) -> None:
    (saisi,) = un.equipements
    caches = data.draw(st.sets(st.sampled_from(sorted(saisi.valeurs)), max_size=3))
    un = change(un, equipements=(change(saisi, valeurs={**saisi.valeurs, **dict.fromkeys(caches)}),))
    total = MOTEUR.estimer(un).totaux["annuel"]
    for montant in (F(0), total.minimum, total.maximum, total.maximum + 1):
        n = confronter(un, MOTEUR.estimer(un), montant)
        assert n.ecart == Ecart(montant - total.maximum, montant - total.minimum)
        assert n.dans_la_fourchette is (total.minimum <= montant <= total.maximum)
        assert bool(n.causes) is (n.ecart != ZERO or total.incomplet)
        assert all(c.texte.endswith(".") for c in n.causes)
