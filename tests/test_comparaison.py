"""Comparisons: differences by hand, a project with itself, honest intervals, years."""

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
from cafsim.etudes.comparaison import Comparaison, VarianteComparee, comparer, en_annee, sans_rapport
from cafsim.etudes.ecart import Ecart

F = Fraction
MOTEUR = Moteur(load())
ZERO = Ecart(F(0), F(0))


def comparaison(*liste: Projet) -> Comparaison:
    return comparer([VarianteComparee(str(rang), p, MOTEUR.estimer(p)) for rang, p in enumerate(liste)])


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
    proche, loin = creche(**inconnue, heures_realisees=F(58_400)), creche(**inconnue, heures_realisees=F(57_000))
    c = comparaison(creche(**inconnue), creche(**inconnue), proche, loin)
    assert ligne(c, "psu").cellules[0].statut == "fourchette"
    (meme, autre_ratio, autre_tranche) = ligne(c, "psu").ecarts
    assert meme == autre_ratio == ZERO
    assert autre_tranche.minimum < 0 < autre_tranche.maximum
    seuls = comparaison(creche(**inconnue), loin)
    assert ligne(seuls, "psu").ecarts == (autre_tranche,)


def test_what_both_lack_plays_the_same_way_in_both() -> None:
    """Payments unknown: 2 000 h less lower the highest Psu by 2 000 × 6,63 €; the mixité differs by nothing."""
    inconnues = {"participations_familiales": None, "taux_regime_general": F(1)}
    c = comparaison(creche(**inconnues), creche(**inconnues, heures_facturees=F(60_000)))
    assert ligne(c, "bonus_mixite_sociale").cellules[0].maximum == 84_000
    assert ligne(c, "bonus_mixite_sociale").ecarts == (ZERO,)
    assert ligne(c, "psu").ecarts == (Ecart(F(-13_260), F(0)),)
    connues = comparaison(creche(), creche(participations_familiales=None))
    assert ligne(connues, "bonus_mixite_sociale").ecarts[0].minimum == -84_000, "known on one side only"


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


def test_no_line_is_lost_even_one_that_counts_nowhere() -> None:
    """In 2018 and 2019 there was no bonus attractivité: one row, under its title, on both sides."""
    c = comparaison(creche(2018), creche(2019))
    for colonne, rang in ((creche(2018), 0), (creche(2019), 1)):
        vues = {(x.dispositif, x.cellules[rang].libelle) for x in c.lignes if x.cellules[rang]}
        assert vues == {(x.dispositif, x.libelle) for x in MOTEUR.estimer(colonne).lignes}
    attractivite = ligne(c, "bonus_attractivite")
    assert [x.statut for x in attractivite.cellules] == ["non_eligible"] * 2
    assert attractivite.ecarts == (ZERO,)


def test_an_aid_that_does_not_exist_yet_stands_for_all_its_lines() -> None:
    c = comparaison(creche(2018), creche(2024))
    territoire = [x for x in c.lignes if x.dispositif == "bonus_territoire"]
    assert [x.cellules[0].statut for x in territoire] == ["non_eligible"] * 2
    assert sum(x.ecarts[0].minimum for x in territoire) == 58_100
    assert all(x.ligne is x.cellules[1] for x in territoire), "a row is told by the cell that counts"


# -- years -------------------------------------------------------------------------------------------


def test_the_user_s_rates_hold_for_their_own_year() -> None:
    un = change(creche(2024), taux={"psu.horaire_max": F(7)})
    assert en_annee(un, 2024) == (un, ())
    autre = en_annee(un, 2022)
    assert autre.projet.taux == {}
    assert autre.projet.exercice == autre.projet.equipements[0].exercice == 2022
    assert any("psu.horaire_max" in p and "2024" in p for p in autre.phrases)
    assert not any("taux saisis" in p for p in en_annee(creche(2024), 2022).phrases)
    melange = change(un, equipements=(*un.equipements, creche(2022, nom="Ancienne").equipements[0]))
    assert en_annee(melange, 2024).projet.taux == un.taux, "the year of the project is still theirs"
    assert not any("taux saisis" in p for p in en_annee(melange, 2024).phrases)


def test_the_date_of_the_works_moves_by_as_many_years() -> None:
    autre = en_annee(creche(2024, date_dossier=date(2024, 2, 29)), 2022)
    assert autre.projet.equipements[0].valeurs["date_dossier"] == date(2022, 2, 28)
    assert any("28/02/2022" in p and "29/02/2024" in p for p in autre.phrases)
    for annee in (2018, EXERCICES[-1]):  # the first year and the last that have rates
        moved = en_annee(creche(2024, date_dossier=date(2024, 5, 1)), annee)
        assert moved.projet.equipements[0].valeurs["date_dossier"] == date(annee, 5, 1)
    avant = en_annee(creche(2020, date_dossier=date(2019, 5, 1)), 2018)
    assert avant.projet.equipements[0].valeurs["date_dossier"] == date(2019, 5, 1)
    assert any("2017" in p for p in avant.phrases)


@pytest.mark.parametrize(("annee", "dits"), [(2023, ["Ancienne"]), (2022, []), (2024, ["Ancienne"])])
def test_an_equipment_of_another_year_is_told(annee: int, dits: list[str]) -> None:
    une, autre = creche(2024, nom="Neuve").equipements[0], creche(2022, nom="Ancienne").equipements[0]
    deplace = en_annee(Projet("P", 2024, (une, autre)), annee)
    assert {e.exercice for e in deplace.projet.equipements} == {annee}
    phrases = [p for p in deplace.phrases if "porte l'exercice" in p]
    assert phrases == [f"{annee} : {nom} porte l'exercice 2022 ; estimé ici pour {annee}." for nom in dits]


def test_what_the_user_did_not_type_holds_for_its_year_only() -> None:
    un = creche(2024)
    rempli = change(un.equipements[0], origines={"taux_couverture": "chiffre 2023 de la Caf"})
    deplace = en_annee(change(un, equipements=(rempli,)), 2022).projet.equipements[0]
    assert "taux_couverture" not in deplace.valeurs
    assert deplace.origines == {}
    assert deplace.valeurs["places"] == rempli.valeurs["places"]


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


@exemples(125)
@given(tous_projets(), st.data())
def test_a_project_with_itself_differs_by_nothing(un: Projet, data: st.DataObject) -> None:
    (saisi,) = un.equipements
    caches = data.draw(st.sets(st.sampled_from(sorted(saisi.valeurs)), max_size=6))
    un = change(un, equipements=(change(saisi, valeurs={**saisi.valeurs, **dict.fromkeys(caches)}),))
    c = comparaison(un, un)
    assert all(e == ZERO for x in c.lignes for e in x.ecarts)
    assert all(t.ecarts == (ZERO,) and t.incomplets == (False,) for t in c.totaux.values())


@exemples(125)
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
