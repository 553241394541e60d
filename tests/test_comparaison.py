"""Comparisons: differences by hand, a project with itself, honest intervals, years; the notified amount."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from hasard import exemples, tous_projets, types
from hypothesis import given
from hypothesis import strategies as st
from strategies import COMPLETS, EXERCICES, change, complet, projet, projets

from cafsim.baremes.loader import load
from cafsim.equipements.projet import Projet
from cafsim.estimation.moteur import Moteur
from cafsim.estimation.resultat import PERIODICITES
from cafsim.etudes.comparaison import Comparaison, comparer, en_annee, estimer_colonnes, sans_rapport
from cafsim.etudes.ecart import Ecart
from cafsim.etudes.notification import confronter

F = Fraction
MOTEUR = Moteur(load())
ZERO = Ecart(F(0), F(0))


def comparaison(*liste: Projet) -> Comparaison:
    return comparer(estimer_colonnes(MOTEUR, [(str(rang), p) for rang, p in enumerate(liste)]))


def creche(exercice: int = 2024, nom: str = "Essai", **valeurs) -> Projet:
    un = projet("eaje", exercice, {**complet("eaje", exercice), **valeurs})
    return change(un, equipements=(change(un.equipements[0], nom=nom),))


def ligne(c: Comparaison, dispositif: str, libelle: str = ""):
    (trouvee,) = [x for x in c.lignes if x.dispositif == dispositif and libelle in x.libelle]
    return trouvee


# -- by hand -----------------------------------------------------------------------------------------


def test_two_variants() -> None:
    """36 000 € for the new places in a Qpv go with the Ctg, and 22 100 € for the others."""
    c = comparaison(creche(), creche(ctg=False))
    assert ligne(c, "bonus_territoire", "nouvelles").ecarts == (Ecart(F(-36_000), F(-36_000)),)
    assert ligne(c, "bonus_territoire", "existantes").ecarts == (Ecart(F(-22_100), F(-22_100)),)
    assert ligne(c, "psu").ecarts == (ZERO,)
    assert c.totaux["annuel"].ecarts == (Ecart(F(-58_100), F(-58_100)),)


def test_ranges_differ_by_an_interval() -> None:
    """6,63 €/h against a range from 5,46 to 6,63 €/h, for 62 000 h at 98 %."""
    c = comparaison(creche(couches_et_repas=False), creche())
    assert ligne(c, "psu").ecarts == (Ecart(F(0), F(62_000) * F(117, 100) * F(98, 100)),)


def test_the_same_unknown_is_no_difference_but_another_one_is() -> None:
    inconnue = {"participations_familiales": F(62_000), "couches_et_repas": False}
    c = comparaison(creche(**inconnue), creche(**inconnue), creche(**inconnue, heures_realisees=F(58_400)))
    assert ligne(c, "psu").cellules[0].statut == "fourchette"
    (meme, autre) = ligne(c, "psu").ecarts
    assert meme == ZERO
    assert autre.minimum < 0 < autre.maximum


def test_a_line_to_complete_leaves_its_difference_unknown_and_the_total_incomplete() -> None:
    c = comparaison(creche(), creche(bonus_territoire_existant=None))
    assert ligne(c, "bonus_territoire", "existantes").ecarts == (None,)
    assert c.totaux["annuel"].incomplets == (True,)


def test_a_creche_alone_is_matched_whatever_its_name() -> None:
    c = comparaison(creche(nom="Les Lucioles"), creche(nom="Les Tilleuls"))
    assert {x.equipement for x in c.lignes} == {"Les Lucioles"}
    assert all(e == ZERO for x in c.lignes for e in x.ecarts)


def test_equipments_are_matched_by_name_then_absent() -> None:
    a, b = creche(nom="A").equipements[0], creche(nom="B").equipements[0]
    c = comparaison(Projet("un", 2024, (a, b)), Projet("deux", 2024, (b,)))
    assert {x.equipement for x in c.lignes if x.cellules[1] is None} == {"A"}
    assert all(x.ecarts == (ZERO,) for x in c.lignes if x.equipement == "B")


def test_two_equipments_of_one_name_stay_two() -> None:
    a = creche(nom="A").equipements[0]
    un = Projet("un", 2024, (a, change(a, valeurs={**a.valeurs, "ctg": False})))
    c = comparaison(un, un)
    assert len([x for x in c.lignes if x.dispositif == "psu"]) == 2
    assert all(e == ZERO for x in c.lignes for e in x.ecarts)


def test_projects_without_a_common_equipment_are_told() -> None:
    alsh = projet("alsh", 2024, complet("alsh", 2024))
    estimations = [MOTEUR.estimer(x) for x in (creche(), creche(), alsh)]
    assert sans_rapport(estimations) == [2]


def test_an_aid_that_does_not_exist_yet_stands_for_all_its_lines() -> None:
    c = comparaison(creche(2018), creche(2024))
    territoire = [x for x in c.lignes if x.dispositif == "bonus_territoire"]
    assert [x.cellules[0].statut for x in territoire] == ["non_eligible"] * 2
    assert sum(x.ecarts[0].minimum for x in territoire) == 58_100


# -- years -------------------------------------------------------------------------------------------


def test_the_user_s_rates_hold_for_their_own_year() -> None:
    un = change(creche(2024), taux={"psu.horaire_max": F(7)})
    assert en_annee(un, 2024) == (un, ())
    autre = en_annee(un, 2022)
    assert autre.projet.taux == {}
    assert autre.projet.exercice == autre.projet.equipements[0].exercice == 2022
    assert any("psu.horaire_max" in p and "2024" in p for p in autre.phrases)


def test_the_date_of_the_works_moves_by_as_many_years() -> None:
    autre = en_annee(creche(2024, date_dossier=date(2024, 2, 29)), 2022)
    assert autre.projet.equipements[0].valeurs["date_dossier"] == date(2022, 2, 28)
    assert any("28/02/2022" in p and "29/02/2024" in p for p in autre.phrases)
    avant = en_annee(creche(2020, date_dossier=date(2019, 5, 1)), 2018)
    assert avant.projet.equipements[0].valeurs["date_dossier"] == date(2019, 5, 1)
    assert any("2017" in p for p in avant.phrases)


def test_an_unknown_date_stays_unknown() -> None:
    assert en_annee(creche(2024, date_dossier=None), 2022).projet.equipements[0].valeurs["date_dossier"] is None


@pytest.mark.parametrize("type_equipement", COMPLETS)
def test_every_pair_of_years(type_equipement: str) -> None:
    """The first column against each other one is what these two give alone."""
    un = projet(type_equipement, 2024, complet(type_equipement, 2024))
    annees = [en_annee(un, annee).projet for annee in EXERCICES]
    ensemble = comparaison(*annees)
    for rang, autre in enumerate(annees[1:]):
        seuls = comparaison(annees[0], autre)
        for p in PERIODICITES:
            assert ensemble.totaux[p].ecarts[rang] == seuls.totaux[p].ecarts[0]
    for x in ensemble.lignes:
        assert len(x.cellules) == len(EXERCICES) == len(x.ecarts) + 1


# -- properties --------------------------------------------------------------------------------------


@exemples(250)
@given(tous_projets(), st.data())
def test_a_project_with_itself_differs_by_nothing(un: Projet, data: st.DataObject) -> None:
    (saisi,) = un.equipements
    caches = data.draw(st.sets(st.sampled_from(sorted(saisi.valeurs)), max_size=6))
    un = change(un, equipements=(change(saisi, valeurs={**saisi.valeurs, **dict.fromkeys(caches)}),))
    c = comparaison(un, un)
    assert all(e == ZERO for x in c.lignes for e in x.ecarts)
    assert all(t.ecarts == (ZERO,) and t.incomplets == (False,) for t in c.totaux.values())


@exemples(250)
@given(types(), st.data())
def test_the_difference_holds_what_the_totals_say(type_equipement: str, data: st.DataObject) -> None:
    un, deux = data.draw(projets(type_equipement)), data.draw(projets(type_equipement))
    c = comparaison(un, deux)
    for p in PERIODICITES:
        a, b = c.totaux[p].totaux
        (ecart,) = c.totaux[p].ecarts
        assert ecart.minimum <= ecart.maximum
        if p == "annuel" and not c.totaux[p].incomplets[0]:
            assert ecart.minimum <= b.minimum - a.minimum <= ecart.maximum
            assert ecart.minimum <= b.maximum - a.maximum <= ecart.maximum
            if a.minimum == a.maximum and b.minimum == b.maximum:
                assert tuple(ecart) == (b.minimum - a.minimum,) * 2


@given(data=st.data())
def test_the_difference_is_opposite_the_other_way(data: st.DataObject) -> None:
    un, deux = data.draw(projets("eaje")), data.draw(projets("eaje"))
    aller, retour = comparaison(un, deux), comparaison(deux, un)
    for p in PERIODICITES:
        (a,), (r,) = aller.totaux[p].ecarts, retour.totaux[p].ecarts
        assert tuple(a) == (-r.maximum, -r.minimum)


# -- what the Caf notified ---------------------------------------------------------------------------


def notifier(un: Projet, montant: int, aides: tuple[str, ...] = ()):
    return confronter(un, MOTEUR.estimer(un, aides), F(montant), nommees=bool(aides))


def titres(n) -> str:
    return " | ".join(c.titre for c in n.causes)


def texte(n, titre: str) -> str:
    return next(c.texte for c in n.causes if titre in c.titre).replace("\xa0", " ")


PLEIN = {"participations_familiales": F(98_000), "taux_regime_general": F(1)}


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


@exemples(200)
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
