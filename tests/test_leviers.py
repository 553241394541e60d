"""Levers: gains computed by hand, and what every lever obeys."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hasard import exemples
from hypothesis import given
from hypothesis import strategies as st
from strategies import COMPLETS, change, complet, projet, projets

from cafsim.baremes.loader import load
from cafsim.dispositifs.alsh import bonus_territoire_alsh
from cafsim.dispositifs.eaje import bonus_trajectoire, journees_pedagogiques, psu
from cafsim.dispositifs.investissement import piaje
from cafsim.dispositifs.modele import Inconnu
from cafsim.dispositifs.registre import dispositifs
from cafsim.equipements.projet import Donnee, EquipementSaisi, Projet
from cafsim.equipements.registre import champs
from cafsim.estimation.moteur import Moteur, completer
from cafsim.etudes.ecart import Ecart
from cafsim.etudes.leviers import LevierEstime, estimer_leviers

F = Fraction
MOTEUR = Moteur(load())
RIEN = Ecart(F(0), F(0))

CTG = "Signer une Ctg (convention territoriale globale)"
COUCHES = "Fournir les couches et les repas"
FACTURATION = "Ramener le taux de facturation à 107 %"
HANDICAP = "Accueillir un premier enfant en situation de handicap"
SALAIRES = "Relever les salaires (bonus attractivité)"
JOURNEES = "Tenir trois journées pédagogiques dans l'année"
LABEL = "Obtenir le label Plan mercredi"
HEURES = "Développer des heures nouvelles Ctg, jusqu'à 25 % des heures contractualisées"
PLACES = "Créer 10 % de places de plus, par une extension"


def par_titre(un: Projet, *aides: str) -> dict[str, LevierEstime]:
    trouves = {x.titre: x for x in estimer_leviers(MOTEUR, un, aides)}
    assert len(trouves) == len(estimer_leviers(MOTEUR, un, aides))
    return trouves


def levier(type_equipement: str, exercice: int, titre: str, taux: dict[str, F] | None = None, **valeurs: Donnee):
    un = projet(type_equipement, exercice, {**complet(type_equipement, exercice), **valeurs}, taux)
    return par_titre(un).get(titre)


def annuel(un: LevierEstime | None) -> tuple[F, F]:
    assert un is not None
    return tuple(un.gains["annuel"])


# -- by hand -----------------------------------------------------------------------------------------


def test_signing_a_ctg_brings_the_places() -> None:
    """10 new places at 3 600 € in a Qpv, and 26 existing ones at 850 €."""
    un = levier("eaje", 2024, CTG, ctg=False)
    assert annuel(un) == (F(58_100), F(58_100))
    assert un.statut == "gain"
    assert [(c.champ, c.avant, c.apres) for c in un.changements] == [("ctg", False, True)]
    assert {p.ligne.libelle: p.ecart.minimum for p in un.lignes} == {
        "Bonus « territoire Ctg » : places existantes": F(22_100),
        "Bonus « territoire Ctg » : places nouvelles": F(36_000),
    }


def test_a_ctg_whose_amount_is_unknown_is_incomplete_not_zero() -> None:
    un = levier("eaje", 2024, CTG, ctg=False, bonus_territoire_existant=None)
    assert annuel(un) == (F(36_000), F(36_000))
    assert un.incomplet
    assert any("bonus_territoire_existant" in m for m in un.motifs)


def test_a_ctg_is_signed_once_for_all_equipments() -> None:
    creche = EquipementSaisi("eaje", "Crèche", 2024, {**COMPLETS["eaje"], "ctg": False})
    alsh = EquipementSaisi("alsh", "Alsh", 2024, {**COMPLETS["alsh"], "ctg": False})
    un = par_titre(Projet("Commune", 2024, (creche, alsh)))[CTG]
    assert un.equipements == ("Crèche", "Alsh")
    # 58 100, then 60 000 h × 0,21 + 9 000 h × 0,18
    assert annuel(un) == (F(58_100 + 12_600 + 1_620),) * 2


def test_a_ctg_for_two_equipments_of_which_one_does_not_say_whether_it_is_signed() -> None:
    creche = EquipementSaisi("eaje", "Crèche", 2024, {**COMPLETS["eaje"], "ctg": False})
    muette = EquipementSaisi("eaje", "Muette", 2024, {**COMPLETS["eaje"], "ctg": None})
    un = par_titre(Projet("Commune", 2024, (creche, muette)))[CTG]
    assert (un.statut, annuel(un), un.incomplet) == ("gain", (F(58_100), F(58_100)), True)
    assert un.equipements == ("Crèche", "Muette")
    assert len(un.motifs) == 1
    assert un.motifs[0].startswith("Muette : il manque ceci au projet : convention territoriale globale")


def test_a_line_that_reads_what_changes_is_not_the_same_unknown() -> None:
    """The places are not known: nobody can say what a third day brings, though both lines look alike."""
    un = levier("eaje", 2024, JOURNEES, journees_pedagogiques=F(2), places=None)
    assert (un.statut, un.incomplet) == ("inconnu", True)
    assert any("Il manque places (" in m for m in un.motifs)


def test_couches_et_repas() -> None:
    """62 000 h go from a range of 5,46 to 6,63 €/h, to 6,63 €/h: from nothing to 1,17 € an hour, at 98 %."""
    un = levier("eaje", 2024, COUCHES, couches_et_repas=False, journees_pedagogiques=F(0))
    assert annuel(un) == (F(0), F(62_000) * F(117, 100) * F(98, 100))
    assert un.statut == "gain"


def test_billing_down_to_107_percent() -> None:
    """60 000 h of presence, 69 000 h billed at 5,50 €/h; then 64 200 h at the same rate, and families pay in proportion."""
    taux = {"psu.horaire_max": F(550, 100), "bonus_mixite_sociale.montant_par_place": F(300)}
    commun = {"heures_realisees": F(60_000), "heures_facturees": F(69_000), "participations_familiales": F(69_000), "journees_pedagogiques": F(0)}  # fmt: skip
    un = levier("eaje", 2024, FACTURATION, taux, **commun)
    assert [(c.champ, c.apres) for c in un.changements] == [
        ("heures_facturees", F(64_200)),
        ("participations_familiales", F(64_200)),
    ]
    # one rate for every level: 4 800 h less × (5,50 € − 1 € of the families) × 98 %, said as a loss
    assert annuel(un) == (F(-21_168), F(-21_168))
    assert un.statut == "nul"


def test_billing_down_with_the_published_ceilings_is_unknown_or_better() -> None:
    un = levier("eaje", 2024, FACTURATION, heures_realisees=F(50_000), heures_facturees=F(62_000))
    assert un.statut == "inconnu"
    assert not un.gains
    assert any("psu.horaire_max" in m for m in un.motifs)


@pytest.mark.parametrize(("facturees", "nombre"), [(F(107), 0), (F(107) + F(1, 100), 1), (F(90), 0)])
def test_the_billing_lever_starts_above_107(facturees: F, nombre: int) -> None:
    un = levier("eaje", 2024, FACTURATION, heures_realisees=F(100), heures_facturees=facturees)
    assert (un is not None) is bool(nombre)


def test_a_first_child_with_a_disability() -> None:
    """1 child of 85: 15 % of the cost per place (known: 16 000 €), for 40 places."""
    taux = {"bonus_inclusion_handicap.plafond_cout_par_place": F(20_000)}
    un = levier("eaje", 2019, HANDICAP, taux, enfants_handicap=F(0))
    # 40 places × 1/85 × 15 % × 640 000/40
    assert annuel(un) == (F(112_941, 100), F(112_941, 100))
    assert levier("eaje", 2019, HANDICAP, enfants_handicap=F(1)) is None


@pytest.mark.parametrize(("gestionnaire", "montant"), [("public", 475), ("prive_non_lucratif", 970)])
def test_raising_salaries(gestionnaire: str, montant: int) -> None:
    un = levier("eaje", 2024, SALAIRES, revalorisation_salariale=False, gestionnaire=gestionnaire)
    assert annuel(un) == (F(40 * montant),) * 2
    assert levier("eaje", 2023, SALAIRES, revalorisation_salariale=False) is None


def test_the_label_brings_the_new_hours() -> None:
    """4 000 new hours at 0,46 €, whether the share of 98 % applies or not."""
    un = levier("alsh", 2019, LABEL, plan_mercredi=False)
    assert annuel(un) == (F(4_000) * F(46, 100) * F(98, 100), F(1_840))


def test_the_label_without_new_hours_brings_nothing_and_says_why() -> None:
    un = levier("alsh", 2024, LABEL, plan_mercredi=False, heures_nouvelles_mercredi=F(0))
    assert (un.statut, annuel(un)) == ("nul", (0, 0))
    assert un.motifs == ("Rien à compter dans ce projet pour : Bonification « Plan mercredi ».",)


def test_works_that_the_aid_still_refuses_bring_nothing_and_say_why() -> None:
    un = levier(
        "eaje", 2020, PLACES, financement="paje", taux_couverture=F(80), appel_a_projets=False, places_creees=F(1)
    )
    assert un.statut == "nul"
    assert len(un.motifs) == 1
    assert un.motifs[0].startswith("Une micro-crèche Paje n'est aidée que dans un territoire peu couvert")


@pytest.mark.parametrize(("palier", "places", "montant"), [(4, 104, 100), (8, 108, 200), (12, 112, 300)])
def test_growth(palier: int, places: int, montant: int) -> None:
    """36 supported places, at 100, 200 or 300 €."""
    titre = f"Cofinancer {palier} % de places de crèche de plus qu'en 2023"
    un = levier("eaje", 2025, titre, places_cofinancees=F(103))
    assert [(c.champ, c.apres) for c in un.changements] == [("places_cofinancees", F(places))]
    assert annuel(un) == (F(36 * montant),) * 2
    assert levier("eaje", 2025, titre, places_cofinancees=F(places)) is None
    assert levier("eaje", 2024, titre, places_cofinancees=F(103)) is None


def test_places_of_a_growth_are_whole() -> None:
    un = levier("eaje", 2025, "Cofinancer 4 % de places de crèche de plus qu'en 2023", places_cofinancees_2023=F(30), places_cofinancees=F(30))  # fmt: skip
    assert un.changements[0].apres == 32  # 31,2 rounded up


def test_an_extension_of_ten_percent() -> None:
    """3 more places in a crèche of 30, in 2020: the ceiling goes from nothing to 3 × the sum per place."""
    plein = levier("eaje", 2020, PLACES, places_creees=F(2), places_renovees=F(0), cout=F(10_000_000))
    assert [(c.champ, c.apres) for c in plein.changements] == [("places_creees", F(3))]
    deja = MOTEUR.estimer(projet("eaje", 2020, {**complet("eaje", 2020), "places_creees": F(3), "cout": F(10_000_000)}))
    (ligne,) = [x for x in deja.lignes if x.dispositif == "piaje"]
    assert tuple(plein.gains["ponctuel"]) == (0, ligne.maximum)
    assert plein.gains["annuel"] == RIEN
    assert levier("eaje", 2020, PLACES, places_creees=F(3)) is None
    assert levier("eaje", 2020, PLACES, operation="creation", places_creees=F(1)) is None


def test_an_extension_of_a_creche_without_works() -> None:
    valeurs = {k: v for k, v in COMPLETS["eaje"].items() if k not in ("operation", "places_avant", "places_creees", "places_renovees", "cout", "gros_oeuvre", "developpement_durable", "insertion", "appel_a_projets", "majoration_potentiel_financier")}  # fmt: skip
    un = par_titre(projet("eaje", 2024, valeurs))[PLACES]
    assert {c.champ: c.apres for c in un.changements} == {
        "operation": "extension", "places_avant": F(40), "places_creees": F(4), "places_renovees": F(0),
    }  # fmt: skip
    assert un.gains["ponctuel"].minimum == 0 < un.gains["ponctuel"].maximum
    assert not un.incomplet


def test_new_hours_up_to_a_quarter() -> None:
    """15 000 h at most instead of 9 000, at 0,18 €."""
    un = levier("alsh", 2024, HEURES)
    assert annuel(un) == (F(6_000) * F(18, 100),) * 2
    assert levier("alsh", 2024, HEURES, heures_nouvelles_ctg=F(15_000)) is None
    inconnu = levier("alsh", 2024, HEURES, bonus_territoire_horaire_nouveau=None)
    assert (inconnu.statut, dict(inconnu.gains)) == ("inconnu", {})
    assert "bonus_territoire_horaire_nouveau" in inconnu.motifs[0]


def test_a_third_day_follows_the_same_unknown_rate() -> None:
    """The rate lies between two bounds; the third day is a third of the whole, not the difference of two ranges."""
    valeurs = {"couches_et_repas": False, "journees_pedagogiques": F(2), "taux_regime_general": F(1)}
    un = levier("eaje", 2024, JOURNEES, **valeurs)
    assert annuel(un) == (F(400) * F(546, 100), F(400) * F(663, 100))


def test_two_unknown_rates_are_not_one() -> None:
    """At 124 % of billing, from 4,59 to 4,65 €/h without the nappies, from 4,55 to 5,70 €/h with them.

    Nobody knows that the higher rate is the higher: from 6 076 € lost to 67 443,60 € gained.
    """
    un = levier("eaje", 2019, COUCHES, heures_realisees=F(50_000), couches_et_repas=False)
    assert (un.statut, dict(un.gains)) == ("inconnu", {})
    (psu_,) = [p for p in un.lignes if p.ligne.dispositif == "psu"]
    assert psu_.ecart == Ecart(F(62_000) * F(98, 100) * F(-10, 100), F(62_000) * F(98, 100) * F(111, 100))


def test_an_unknown_field_is_asked_not_guessed() -> None:
    un = levier("eaje", 2024, SALAIRES, revalorisation_salariale=None)
    assert un.statut == "inconnu"
    assert "revalorisation_salariale" not in un.motifs[0], "a label, no key"
    assert "il manque ceci au projet" in un.motifs[0]


def test_a_paje_creche_has_no_psu_lever() -> None:
    valeurs = {**complet("eaje", 2025), "financement": "paje", "couches_et_repas": False, "ctg": False}
    assert set(par_titre(projet("eaje", 2025, valeurs))) <= {PLACES}


def test_the_named_aids_only() -> None:
    un = projet("eaje", 2024, {**complet("eaje", 2024), "couches_et_repas": False, "revalorisation_salariale": False})
    assert set(par_titre(un, "bonus_attractivite")) == {SALAIRES}
    (seul,) = par_titre(un, "psu").values()
    assert {p.ligne.dispositif for p in seul.lignes} == {"psu"}


def test_the_most_profitable_comes_first() -> None:
    valeurs = {**complet("eaje", 2024), "couches_et_repas": False, "ctg": False, "journees_pedagogiques": F(0), "revalorisation_salariale": None}  # fmt: skip
    trouves = estimer_leviers(MOTEUR, projet("eaje", 2024, valeurs))
    gains = [sum(x.gains["annuel"]) for x in trouves if x.statut == "gain"]
    assert len(gains) >= 3
    assert gains == sorted(gains, reverse=True)
    assert [x.statut for x in trouves] == sorted((x.statut for x in trouves), key=("gain", "inconnu", "nul").index)


def test_a_range_is_ranked_by_its_middle_and_what_nobody_knows_comes_before_what_brings_nothing() -> None:
    """58 100 €; up to 71 089 €, so half of it; some 7 000 €; not known; nothing."""
    valeurs = {
        "ctg": False, "couches_et_repas": False, "revalorisation_salariale": None, "journees_pedagogiques": F(0),
        "enfants_handicap": F(0), "enfants_inscrits": F(85), "places_creees": F(5),
    }  # fmt: skip
    taux = {"bonus_inclusion_handicap.plafond_cout_par_place": F(0)}
    trouves = estimer_leviers(MOTEUR, projet("eaje", 2024, {**complet("eaje", 2024), **valeurs}, taux))
    assert [(x.titre, x.statut) for x in trouves] == [
        (CTG, "gain"), (COUCHES, "gain"), (JOURNEES, "gain"), (SALAIRES, "inconnu"), (HANDICAP, "nul"),
    ]  # fmt: skip


def test_levers_that_bring_as_much_are_in_the_order_of_their_titles() -> None:
    valeurs = {
        "depenses": F(0),
        "couches_et_repas": False,
        "enfants_handicap": F(0),
        "cout": F(0),
        "places_creees": F(1),
    }
    trouves = estimer_leviers(MOTEUR, projet("eaje", 2020, {**complet("eaje", 2020), **valeurs}))
    nuls = [x.titre for x in trouves if x.statut == "nul" and not any(x.gains["annuel"])]
    assert len(nuls) >= 3
    assert nuls == sorted(nuls)


def test_each_equipment_has_its_own_levers() -> None:
    saisis = [EquipementSaisi("eaje", n, 2024, {**complet("eaje", 2024), "couches_et_repas": False}) for n in "AB"]
    trouves = estimer_leviers(MOTEUR, Projet("Commune", 2024, tuple(saisis)))
    assert [x.equipements for x in trouves if x.titre == COUCHES] == [("A",), ("B",)]


def test_what_the_caf_decides_by_itself_leaves_no_gain_incomplete() -> None:
    """A ludothèque: 6 000 € of the convention with the Ctg; its own aid, whose amount nobody publishes, counts nowhere."""
    un = levier("ludotheque", 2024, CTG, ctg=False)
    assert (un.statut, annuel(un), un.incomplet, un.motifs) == ("gain", (F(6_000), F(6_000)), False, ())
    assert {p.ligne.dispositif for p in un.lignes} == {"ludotheque", "bonus_territoire_services"}


def test_own_rates_count() -> None:
    taux = {"bonus_territoire.montant_nouvelle_place": F(5_000)}
    assert annuel(levier("eaje", 2024, CTG, taux, ctg=False)) == (F(22_100 + 50_000),) * 2


# -- properties --------------------------------------------------------------------------------------


def a_leviers() -> st.SearchStrategy[Projet]:
    """A project of a type that has levers; a crèche more often than not."""
    declarants = {t for d in dispositifs().values() if d.leviers for t in d.equipements}
    return st.sampled_from(["eaje"] * 6 + ["alsh"] * 2 + sorted(declarants)).flatmap(projets)


def tous() -> list[tuple[str, object]]:
    return [(d.identifiant, x) for d in dispositifs().values() for x in d.leviers]


def test_the_levers_asked_for_exist() -> None:
    titres = {x.titre for _, x in tous()}
    assert titres >= {CTG, COUCHES, FACTURATION, HANDICAP, SALAIRES, JOURNEES, LABEL, HEURES, PLACES}
    assert sum("% de places de crèche" in t for t in titres) == 3


@pytest.mark.parametrize("nom", sorted({nom for nom, _ in tous()}))
def test_a_lever_names_fields_of_its_equipments(nom: str) -> None:
    dispositif = dispositifs()[nom]
    for un in dispositif.leviers:
        assert un.demande.endswith(".")
        for type_equipement in dispositif.equipements:
            assert set(un.champs) <= champs(type_equipement).keys()


def test_the_thresholds_of_the_levers_are_those_of_the_table() -> None:
    table = load()
    assert {v.valeur for v in table.serie("psu.seuil_bas").valeurs} == {psu.SEUIL_FACTURATION}
    assert {v.valeur for v in table.serie("journees_pedagogiques.jours_max").valeurs} == {
        journees_pedagogiques.JOURS_MAX
    }
    assert {v.valeur for v in table.serie("piaje.croissance_minimale").valeurs} == {piaje.HAUSSE}
    paliers = [v.jusqu_a for v in table.serie("bonus_trajectoire.montant_par_place").valeurs if v.jusqu_a]
    assert [p * 100 for p in paliers] == list(bonus_trajectoire.PALIERS)
    parts = {v.valeur for v in table.serie("bonus_territoire_alsh.part_heures_nouvelles_max").valeurs if v.valeur}
    assert parts == {bonus_territoire_alsh.PART_NOUVELLE}


@exemples(60)
@given(a_leviers())
def test_the_gain_is_the_difference_of_two_estimates(un: Projet) -> None:
    (saisi,) = un.equipements
    type_equipement = saisi.type
    avant = MOTEUR.estimer(un)
    for trouve in estimer_leviers(MOTEUR, un):
        assert {c.champ for c in trouve.changements} <= champs(type_equipement).keys()
        if trouve.statut == "inconnu":
            assert trouve.motifs
            continue
        valeurs = {**saisi.valeurs, **{c.champ: c.apres for c in trouve.changements}}
        apres = MOTEUR.estimer(change(un, equipements=(change(saisi, valeurs=valeurs),)))
        for periodicite, gain in trouve.gains.items():
            assert gain.minimum <= gain.maximum
            assert trouve.statut == "gain" or gain.maximum <= 0
            moins, plus = avant.totaux[periodicite], apres.totaux[periodicite]
            exact = moins.minimum == moins.maximum and plus.minimum == plus.maximum
            if exact and not (moins.incomplet or plus.incomplet):
                assert tuple(gain) == (plus.minimum - moins.minimum,) * 2
            if periodicite == "annuel":
                assert gain.minimum <= plus.minimum - moins.minimum + F(1, 100)
                assert gain.maximum >= plus.maximum - moins.maximum - F(1, 100)


def test_indicative_lines_never_count() -> None:
    valeurs = {**complet("eaje", 2024), "heures_facturees": None, "ctg": False}
    for trouve in estimer_leviers(MOTEUR, projet("eaje", 2024, valeurs)):
        assert all(p.ligne.nature != "indicatif" for p in trouve.lignes)


@exemples(40)
@given(a_leviers(), st.data())
def test_a_gain_is_said_with_the_fields_hidden(un: Projet, data: st.DataObject) -> None:
    (saisi,) = un.equipements
    caches = data.draw(st.sets(st.sampled_from(sorted(saisi.valeurs)), min_size=1, max_size=3))
    un = change(un, equipements=(change(saisi, valeurs={**saisi.valeurs, **dict.fromkeys(caches)}),))
    for trouve in estimer_leviers(MOTEUR, un):
        assert (trouve.statut == "inconnu") is (not trouve.gains)
        assert trouve.motifs or (trouve.statut != "inconnu" and not trouve.incomplet)
        assert trouve.statut != "gain" or any(g.maximum > 0 for g in trouve.gains.values())


@exemples(60)
@given(a_leviers())
def test_a_change_touches_what_it_names_and_leaves_its_values_alone(un: Projet) -> None:
    (saisi,) = un.equipements
    valeurs = dict(completer(saisi).valeurs) | dict(saisi.valeurs)
    for dispositif in dispositifs().values():
        for levier_ in dispositif.leviers if saisi.type in dispositif.equipements else ():
            copie = dict(valeurs)
            changes = levier_.change(valeurs, saisi.exercice)
            assert valeurs == copie
            if changes is not None and not isinstance(changes, Inconnu):
                assert changes
                assert changes.keys() <= set(levier_.champs)
                assert any(valeurs.get(n) != v for n, v in changes.items())
