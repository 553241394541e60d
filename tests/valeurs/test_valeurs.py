"""One reader of words, numbers and days, for questions, project files and tables."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from cafsim.equipements.registre import champs, equipements
from cafsim.noms import Noms
from cafsim.valeurs.jours import lire_jour
from cafsim.valeurs.lecture import lire
from cafsim.valeurs.mots import lire_type, types_proches
from cafsim.valeurs.nombres import heures_minutes, lire_quantite


@pytest.mark.parametrize(
    ("texte", "unite", "attendu"),
    [
        ("30 places", "places", 30),
        ("30 berceaux", "places", 30),
        ("150 000 euros", "€", 150_000),
        ("150 k€", "€", 150_000),
        ("150K", "€", 150_000),
        ("1,2 M€", "€", 1_200_000),
        ("150 000 € HT", "€", 150_000),
        ("12 500 par mois", "€", 150_000),
        ("1 500 €/mois", "€", 18_000),
        ("1 Etp", "Etp", 1),
        ("0,5 équivalent temps plein", "Etp", Fraction(1, 2)),
        ("48000h30", "h", Fraction(96_001, 2)),
        ("48 000 h 20 min", "h", Fraction(144_001, 3)),
        ("12 000 heures/an", "h", 12_000),
        ("52 %", "%", 52),
        ("75 pour cent", "part", Fraction(3, 4)),
        ("2 500 € / place", "€/place", 2_500),
    ],
)
def test_numbers_are_read_with_their_unit_and_their_period(texte: str, unite: str, attendu: Fraction) -> None:
    assert lire_quantite(texte, unite) == attendu


@pytest.mark.parametrize(
    ("texte", "unite"),
    [
        ("30 enfants", "places"),
        ("923 h par semaine", "h"),
        ("12 500 par jour", "€"),
        ("30 places par mois", "places"),
        ("52 %", "€"),
        ("1 Etp et demi", "Etp"),
        ("48000h75", "h"),
        ("1 k places", "places"),
        ("environ 30", "places"),
    ],
)
def test_what_says_something_else_is_refused(texte: str, unite: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        lire_quantite(texte, unite)


def test_a_cost_of_works_has_no_month() -> None:
    cout = champs("eaje")["cout"]
    assert lire(cout, "480 k€") == 480_000
    with pytest.raises(ValueError, match="par mois"):
        lire(cout, "12 500 par mois")


@pytest.mark.parametrize(
    "texte", ["01-09-2025", "01/09/25", "1er septembre 2025", "le 1 sept. 2025", "2025-09-01", "1.9.2025"]
)
def test_days_are_read_in_every_usual_form(texte: str) -> None:
    assert lire_jour(texte) == date(2025, 9, 1)


@pytest.mark.parametrize("texte", ["31/02/2024", "septembre 2025", "2025", "1/13/2025", "demain"])
def test_what_is_no_day_is_refused(texte: str) -> None:
    with pytest.raises(ValueError, match="exemples"):
        lire_jour(texte)


@pytest.mark.parametrize(
    ("texte", "attendu"),
    [
        ("multi-accueil", "eaje"),
        ("Multi accueil", "eaje"),
        ("halte-garderie", "eaje"),
        ("crèche", "eaje"),
        ("Crèches", "eaje"),
        ("périscolaire", "alsh"),
        ("Centre de loisirs", "alsh"),
        ("RAM", "rpe"),
        ("ram", "rpe"),
        ("Mam", "mam"),
        ("centre social", "centre_social"),
        ("centre", None),
    ],
)
def test_kinds_of_equipment_have_their_everyday_names(texte: str, attendu: str | None) -> None:
    assert lire_type(texte) == attendu


def test_suggestions_never_mislead() -> None:
    assert types_proches("crecghe") == "Vouliez-vous dire « eaje » ?"
    assert types_proches("relais assistants maternel") == "Vouliez-vous dire « rpe » ?"
    assert types_proches("piscine") == ""


def test_every_everyday_name_means_one_thing() -> None:
    """A name that two kinds share would only be asked again: the declared ones don't."""
    for equipement in equipements().values():
        assert [lire_type(nom) for nom in equipement.noms] == [equipement.type] * len(equipement.noms)
        for champ in champs(equipement.type).values():
            noms = Noms({c.valeur: (c.libelle, *c.noms) for c in champ.choix})
            for choix in champ.choix:
                assert all(noms.designes(nom) == [choix.valeur] for nom in (*choix.noms, choix.valeur))


@pytest.mark.parametrize(
    ("nom", "texte", "attendu"),
    [
        ("gestionnaire", "Mairie", "public"),
        ("gestionnaire", "association", "prive_non_lucratif"),
        ("gestionnaire", "DSP", "delegation"),
        ("zone_prioritaire", "non", "aucune"),
        ("zone_prioritaire", "QPV", "qpv"),
        ("operation", "Déménagement", "transplantation"),
    ],
)
def test_choices_have_their_everyday_names(nom: str, texte: str, attendu: str) -> None:
    assert lire(champs("eaje")[nom], texte) == attendu


@pytest.mark.parametrize("texte", ["nsp", "Je ne sais pas", "N.C.", "-", "à compléter"])
def test_the_absence_of_an_answer_is_told_how_to_be_written(texte: str) -> None:
    with pytest.raises(ValueError, match="« \\? »"):
        lire(champs("eaje")["places"], texte)


def test_a_third_of_an_hour_is_written_as_it_is_read() -> None:
    heures = lire(champs("eaje")["heures_facturees"], "48000h20")
    assert isinstance(heures, Fraction)
    assert heures_minutes(heures) == "48000h20"
    assert lire(champs("eaje")["heures_facturees"], heures_minutes(heures)) == heures
