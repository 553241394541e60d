"""Properties of an estimation: totals, ceilings, monotonicity, what the user typed, what is told to him."""

from __future__ import annotations

from datetime import date, datetime
from fractions import Fraction

import pytest
from hasard import exemples, tous_projets
from hypothesis import given
from hypothesis import strategies as st
from strategies import COMPLETS, EXERCICES, change, complet, equipement, projet, projets

from cafsim.baremes.loader import load
from cafsim.baremes.model import ANNEE_DU_GUIDE, GUIDE_2020, Baremes
from cafsim.engine.numbers import to_cent
from cafsim.equipements.projet import Donnee, EquipementSaisi, Projet
from cafsim.estimation.moteur import Moteur
from cafsim.estimation.resultat import MENTION, Estimation, LigneEstimee

F = Fraction
MOTEUR = Moteur(load())
ZERO = F(0)


def ligne(estimation: Estimation, dispositif: str, libelle: str = "") -> LigneEstimee:
    trouvees = [x for x in estimation.lignes if x.dispositif == dispositif and libelle in x.libelle]
    assert len(trouvees) == 1, [x.libelle for x in trouvees]
    return trouvees[0]


def creche(exercice: int, **valeurs: Donnee) -> Estimation:
    return MOTEUR.estimer(projet("eaje", exercice, {**complet("eaje", exercice), **valeurs}))


def verifier_totaux(estimation: Estimation, projet_: Projet) -> None:
    for periodicite, total in estimation.totaux.items():
        comptees = [x for x in estimation.lignes if x.periodicite == periodicite and x.payeur == "caf"]
        minimum = sum((x.minimum or ZERO for x in comptees if x.nature == "droit"), ZERO)
        maximum = sum((x.maximum or ZERO for x in comptees if x.nature in ("droit", "plafond")), ZERO)
        assert total.minimum == minimum
        assert total.incomplet is any(x.statut == "a_completer" for x in comptees)
        assert total.minimum <= total.maximum
        if periodicite == "annuel":
            assert total.maximum == maximum
            continue
        assert total.maximum <= maximum
        if not all(e.type == "eaje" for e in projet_.equipements):
            continue  # only the works of a crèche receive two aids on one cost
        couts = [e.valeurs.get("cout") for e in projet_.equipements]
        if all(isinstance(c, Fraction) for c in couts):
            limite = sum((to_cent(c * F(4, 5)) for c in couts if isinstance(c, Fraction)), ZERO)
            assert total.maximum == min(maximum, limite) if len(couts) == 1 else total.maximum <= limite


@exemples(150)
@given(tous_projets())
def test_totals_are_the_sums_of_the_contract(un: Projet) -> None:
    verifier_totaux(MOTEUR.estimer(un), un)


@given(data=st.data())
def test_several_equipments_add_up(data: st.DataObject) -> None:
    exercice = data.draw(st.sampled_from(EXERCICES))
    saisis = [
        data.draw(projets(t)).equipements[0] for t in data.draw(st.lists(st.sampled_from(list(COMPLETS)), max_size=3))
    ]
    saisis = [change(s, exercice=exercice, nom=f"E{rang}") for rang, s in enumerate(saisis)]
    ensemble = Projet("Commune", exercice, tuple(saisis))
    estimation = MOTEUR.estimer(ensemble)
    verifier_totaux(estimation, ensemble)
    for periodicite, total in estimation.totaux.items():
        seuls = [MOTEUR.estimer(Projet("Un", exercice, (s,))).totaux[periodicite] for s in saisis]
        assert total.minimum == sum((t.minimum for t in seuls), ZERO)
        assert total.maximum == sum((t.maximum for t in seuls), ZERO)


def plafonds(x: LigneEstimee, v: dict[str, Donnee], annee: int) -> Fraction | None:
    """The most that a line may ever be (€), from the dossiers."""
    v = {nom: F(0) if valeur is None else valeur for nom, valeur in v.items()}
    piaje = 22_500 if annee in range(2021, 2024) else 26_000 if annee >= 2024 else 17_000
    par_unite = {
        "psu": (F("6.91"), "heures_facturees"),
        "journees_pedagogiques": (F("6.91") * 30, "places"),
        "bonus_mixite_sociale": (2100, "places"),
        "bonus_trajectoire": (300, "places_soutenues"),
        "bonus_attractivite": (970, "places"),
        "fme": (7000 if annee >= 2024 else 4000, "places_renovees"),
        "plan_mercredi": (F("0.95"), "heures_nouvelles_mercredi"),
        "complement_inclusif": (F("4.5"), "heures_aeeh"),
        "ps_agc": (F("0.424"), "depenses_animation_globale"),
        "ps_acf": (F("0.636"), "depenses_animation_familles"),
        "ps_animation_locale": (F("0.636"), "depenses"),
        "ps_jeunes": (F("0.5"), "depenses"),
        "ps_rpe": (F("0.43"), "depenses"),
        "ps_espace_rencontre": (F("0.6"), "depenses"),
        "ps_mediation_familiale": (F("0.75"), "depenses"),
        "ps_fjt": (F("0.318"), "depenses"),
        "paej": (20_000, "etp"),
        "mam_piaje": (10_000 if annee >= 2024 else 17_000, "places_creees"),
        "investissement_centre_social": (F("0.5"), "cout"),
        "logement_decent": (100, "objectif_visites"),
    }
    if x.dispositif == "bonus_inclusion_handicap" and annee <= 2024:
        return 1399 * F(v["places"])
    if x.dispositif == "bonus_territoire" and "nouvelles" in x.libelle:
        return 3600 * min(F(v["places_nouvelles"]), F(v["places_soutenues"]))
    if x.dispositif == "piaje" and annee >= 2019:
        return piaje * F(v["places_creees"])
    if x.dispositif == "pso_alsh":
        return F("0.624") * (F(v["heures_periscolaires"]) + F(v["heures_mercredi"]) + F(v["heures_extrascolaires"]))
    if x.dispositif not in par_unite:
        return None
    taux, nom = par_unite[x.dispositif]
    return taux * F(v[nom])


@exemples(150)
@given(tous_projets())
def test_no_amount_exceeds_its_ceiling(un: Projet) -> None:
    valeurs = dict(un.equipements[0].valeurs)
    for x in MOTEUR.estimer(un).lignes:
        limite = plafonds(x, valeurs, un.exercice)
        if x.maximum is not None and limite is not None:
            assert x.maximum <= to_cent(limite), x.dispositif
        if x.dispositif == "psu" and x.maximum is not None:
            assert x.maximum <= to_cent(F("0.66") * F(valeurs["depenses"]))
        if x.dispositif in ("piaje", "fme", "mam_piaje") and x.maximum is not None:
            assert x.maximum <= to_cent(F("0.8") * F(valeurs["cout"]))


CROISSANTES = [
    ("psu", "depenses", 1), ("psu", "participations_familiales", -1), ("psu", "taux_regime_general", 1),
    ("bonus_mixite_sociale", "participations_familiales", -1), ("bonus_inclusion_handicap", "enfants_handicap", 1),
    ("bonus_inclusion_handicap", "depenses", 1), ("bonus_trajectoire", "places_cofinancees", 1),
    ("bonus_attractivite", "places", 1), ("journees_pedagogiques", "journees_pedagogiques", 1),
    ("piaje", "cout", 1), ("piaje", "taux_couverture", -1), ("piaje", "majoration_potentiel_financier", 1),
    ("fme", "places_renovees", 1),
    ("pso_alsh", "depenses", 1), ("plan_mercredi", "heures_nouvelles_mercredi", 1),
    ("plan_mercredi", "potentiel_financier_hab", -1), ("complement_inclusif", "heures_aeeh", 1),
    ("bonus_territoire_alsh", "heures_nouvelles_ctg", 1), ("bonus_territoire_alsh", "bonus_territoire_horaire", 1),
]  # fmt: skip


@pytest.mark.parametrize(("dispositif", "nom", "sens"), CROISSANTES)
@exemples(15)
@given(data=st.data())
def test_amounts_go_the_way_the_rule_says(dispositif: str, nom: str, sens: int, data: st.DataObject) -> None:
    type_equipement = "alsh" if nom in COMPLETS["alsh"] and dispositif in (
        "pso_alsh", "plan_mercredi", "complement_inclusif", "bonus_territoire_alsh"
    ) else "eaje"  # fmt: skip
    un = data.draw(projets(type_equipement))
    saisi = un.equipements[0]
    petit = F(saisi.valeurs[nom])
    grand = petit + data.draw(st.integers(1, 1000)) * (F(1, 1000) if nom == "taux_regime_general" else 1)
    if nom == "taux_regime_general":
        grand = min(grand, F(1))
    plus = change(saisi, valeurs={**saisi.valeurs, nom: grand})
    avant = MOTEUR.estimer(un, (dispositif,)).lignes
    apres = MOTEUR.estimer(change(un, equipements=(plus,)), (dispositif,)).lignes
    for a in avant:
        for b in (x for x in apres if x.libelle == a.libelle):
            if None in (a.minimum, b.minimum, a.maximum, b.maximum):
                continue
            assert sens * (b.minimum - a.minimum) >= 0
            assert sens * (b.maximum - a.maximum) >= 0


@pytest.mark.parametrize("seuil", [F("1.07"), F("1.20")])
@pytest.mark.parametrize("exercice", [2025, 2026, 2027])
def test_the_ceiling_has_no_step_since_2025(exercice: int, seuil: Fraction) -> None:
    taux = {"psu.horaire_max": F("6.63"), "psu.horaire_min": F("5.46")}
    horaires = []
    for ecart in (F(-1, 10**6), F(0), F(1, 10**6)):
        valeurs = {**complet("eaje", exercice), "heures_realisees": 62_000 / (seuil + ecart), "depenses": F(900_000)}
        x = ligne(MOTEUR.estimer(projet("eaje", exercice, valeurs, taux)), "psu")
        assert x.taux is not None
        horaires.append(x.taux)
    assert max(horaires) - min(horaires) < F(1, 10_000)
    assert horaires == sorted(horaires, reverse=True)


@given(st.integers(10_000, 13_000), st.integers(0, 200))
def test_the_ceiling_of_2025_is_a_straight_line(dix_millieme: int, pas: int) -> None:
    taux = {"psu.horaire_max": F("6.63"), "psu.horaire_min": F("5.46")}

    def horaire(tf: Fraction) -> Fraction:
        valeurs = {**complet("eaje", 2025), "heures_realisees": 62_000 / tf, "depenses": F(900_000)}
        x = ligne(MOTEUR.estimer(projet("eaje", 2025, valeurs, taux), ("psu",)), "psu")
        assert x.taux is not None
        return x.taux

    bas, haut = F(dix_millieme, 10_000), F(dix_millieme + pas, 10_000)
    part = min(max((bas - F("1.07")) / F("0.13"), ZERO), F(1))
    assert horaire(bas) == F("6.63") - part * F("1.17")
    assert horaire(haut) <= horaire(bas)


# -- what the user typed -----------------------------------------------------------------------------


def test_a_typed_rate_wins_and_says_so() -> None:
    estimation = MOTEUR.estimer(projet("eaje", 2024, complet("eaje", 2024), {"psu.horaire_max": F("6.76")}))
    assert not any("n'a servi à aucune ligne" in a for a in estimation.avertissements)
    x = ligne(estimation, "psu")
    assert x.taux == F("6.76")
    assert x.fiabilite == "saisi"
    assert any("saisi" in e.formula for e in x.etapes)


def test_a_typed_rate_that_serves_nothing_is_told() -> None:
    estimation = MOTEUR.estimer(
        projet("eaje", 2018, complet("eaje", 2018), {"bonus_attractivite.montant_par_place": F(500)})
    )
    assert any("bonus_attractivite.montant_par_place" in a for a in estimation.avertissements)


def test_a_typed_rate_serves_whatever_the_year_of_the_investment_file() -> None:
    valeurs = {**complet("eaje", 2026), "date_dossier": date(2024, 3, 15)}
    estimation = MOTEUR.estimer(projet("eaje", 2026, valeurs, {"fme.montant_par_place": F(4500)}))
    assert ligne(estimation, "fme").statut != "a_completer"


def test_the_zone_s_majoration_stands_in_place_of_the_typed_one_and_says_so() -> None:
    """Hypothesis H16: the 7,000 € of the plan rebond replace the majoration of wealth, even a known one."""
    connue = creche(2021, developpement_durable=False, gros_oeuvre=False, majoration_potentiel_financier=F(3000))
    inconnue = creche(2021, developpement_durable=False, gros_oeuvre=False, majoration_potentiel_financier=None)
    assert ligne(connue, "piaje").montant == ligne(inconnue, "piaje").montant
    assert "H16" in ligne(connue, "piaje").hypotheses
    assert any("n'est pas comptée" in a for a in connue.avertissements)
    assert not any("n'est pas comptée" in a for a in inconnue.avertissements)


@pytest.mark.parametrize("exercice", EXERCICES)
def test_the_supposed_thresholds_are_told_where_they_serve(exercice: int, baremes: Baremes) -> None:
    """Hypothesis H24: from 2020 to 2025, where the table's own tiers are read; not the guide's range, nor a typed rate."""
    valeurs = complet("eaje", exercice)
    saisi = {"bonus_mixite_sociale.montant_par_place": F(800)}
    publiee = MOTEUR.estimer(projet("eaje", exercice, valeurs))
    assert ("H24" in ligne(publiee, "bonus_mixite_sociale").hypotheses) is (2020 <= exercice <= 2025)
    autres = [MOTEUR.estimer(projet("eaje", exercice, valeurs, saisi))]
    if exercice == ANNEE_DU_GUIDE:
        autres.append(Moteur(baremes, GUIDE_2020).estimer(projet("eaje", exercice, valeurs)))
    assert all("H24" not in ligne(x, "bonus_mixite_sociale").hypotheses for x in autres)


def test_each_reliability_is_the_weakest_of_what_was_read() -> None:
    assert ligne(creche(2018), "psu").fiabilite == "secondaire"
    assert ligne(creche(2024), "psu").fiabilite == "secondaire"  # 66 %, a standing rule; the ceiling, from the press
    assert ligne(creche(2024), "bonus_inclusion_handicap").fiabilite == "reconduit"  # its shares, confirmed until 2019
    assert ligne(creche(2021), "bonus_territoire", "nouvelles").fiabilite == "publie"
    assert ligne(creche(2022), "bonus_territoire", "nouvelles").fiabilite == "derive"
    assert ligne(creche(2022), "bonus_territoire", "existantes").fiabilite == "saisi"


# -- what he is told ---------------------------------------------------------------------------------


def test_the_legal_notice_comes_last_and_once() -> None:
    for exercice in EXERCICES:
        avertissements = creche(exercice).avertissements
        assert avertissements[-1] == MENTION
        assert len(avertissements) == len(set(avertissements))
    assert "sans lien avec la Caf" in MENTION
    assert "non officiel" in MENTION


def test_defaults_are_told() -> None:
    valeurs = {k: v for k, v in complet("eaje", 2024).items() if k not in ("places_soutenues", "date_dossier")}
    del valeurs["taux_regime_general"]
    avertissements = " ".join(MOTEUR.estimer(projet("eaje", 2024, valeurs)).avertissements).replace("\u00a0", " ")
    for morceau in ("part du régime général = 100 %", "soutenues par la collectivité = 40 places", "1er janvier 2024"):
        assert morceau in avertissements


def test_a_carried_rate_is_told() -> None:
    avertissements = creche(2025).avertissements
    assert any("Reconduit" in a and "31/12/2024" in a for a in avertissements)
    assert not any("Reconduit" in a and "horaire maximal" in a for a in creche(2018).avertissements)


def test_carried_rates_are_told_from_the_oldest() -> None:
    dits = [a for a in creche(2025).avertissements if a.startswith("Reconduit")]
    jours = [datetime.strptime(a.split(" : ")[0].split(" le ")[1], "%d/%m/%Y").astimezone() for a in dits]
    assert len(jours) >= 3
    assert jours == sorted(set(jours))


@pytest.mark.parametrize(
    ("date_dossier", "dit"),
    [
        ({}, "date du dossier complet, faute d'indication : le 1er janvier 2024."),
        (
            {"date_dossier": None},
            "date du dossier complet inconnue : les barèmes de 2022 à 2025 comptent. Une date approchée resserre la fourchette.",
        ),
        ({"date_dossier": date(2024, 3, 15)}, ""),
    ],
)
def test_which_day_the_rates_of_works_follow_is_told(date_dossier: dict[str, date | None], dit: str) -> None:
    valeurs = {k: v for k, v in complet("eaje", 2024).items() if k != "date_dossier"} | date_dossier
    dits = [a for a in MOTEUR.estimer(projet("eaje", 2024, valeurs)).avertissements if "date du dossier" in a]
    assert dits == ([f"Essai : {dit}"] if dit else [])


PLAFONDS = {"ps_laep.plafond_horaire": F(75), "ps_clas.plafond_par_groupe": F(2563)}
"""Rates without which two aids stay to be completed."""


def test_every_hypothesis_cited_exists_and_every_one_is_cited() -> None:
    cites: set[str] = set()
    for exercice in EXERCICES:
        for type_equipement in COMPLETS:
            tout = complet(type_equipement, exercice)
            demi = {**tout, "depenses": F("310000.01"), "heures_realisees": F(54_000)}
            for valeurs in (tout, demi, {**tout, "majoration_potentiel_financier": None}):
                for x in MOTEUR.estimer(projet(type_equipement, exercice, valeurs, PLAFONDS)).lignes:
                    cites |= set(x.hypotheses)
    assert cites == MOTEUR.baremes.hypotheses.keys() - {"H10", "H11"}  # those two are the family tariff's


def test_only_the_aids_named_are_estimated() -> None:
    un = projet("eaje", 2024, complet("eaje", 2024))
    assert {x.dispositif for x in MOTEUR.estimer(un, ("psu", "piaje")).lignes} == {"psu", "piaje"}


def test_an_aid_with_nothing_to_count_has_no_line() -> None:
    sans = {**complet("alsh", 2024), "heures_adolescents": ZERO, "heures_aeeh": ZERO, "heures_nouvelles_ctg": ZERO}
    libelles = [x.libelle for x in MOTEUR.estimer(projet("alsh", 2024, sans)).lignes]
    assert not any("adolescents" in x or "inclusif" in x or "nouvelles" in x.split(":")[-1] for x in libelles)


def test_without_works_no_investment_line() -> None:
    seul = EquipementSaisi("eaje", "Essai", 2024, {"financement": "psu", "places": F(20)})
    assert {x.periodicite for x in MOTEUR.estimer(Projet("P", 2024, (seul,))).lignes} == {"annuel"}


def test_indicative_lines_are_in_no_total() -> None:
    seul = equipement("eaje", 2024, {"financement": "psu", "depenses": F(100_000)})
    estimation = MOTEUR.estimer(Projet("P", 2024, (seul,)), ("psu",))
    assert ligne(estimation, "psu", "ordre de grandeur").nature == "indicatif"
    assert ligne(estimation, "psu", "ordre de grandeur").montant == 36_000
    assert estimation.totaux["annuel"].maximum == 0


@pytest.mark.parametrize(
    ("nuls", "aide", "nommes"),
    [
        ("heures_facturees", "psu", "heures facturées aux familles à 0"),
        ("heures_realisees", "journees_pedagogiques", "heures réalisées à 0"),
        ("heures_facturees participations_familiales depenses", "psu", "heures facturées aux familles à 0"),
        ("enfants_inscrits places depenses", "bonus_inclusion_handicap",
         "enfants inscrits dans l'année à 0, places agréées à 0"),
    ],
)  # fmt: skip
def test_a_zero_that_divides_is_named_and_no_other(nuls: str, aide: str, nommes: str) -> None:
    x = ligne(creche(2025, **dict.fromkeys(nuls.split(), ZERO)), aide)
    assert x.statut == "a_completer"
    assert x.motifs == (f"Calcul impossible : {nommes}. Vérifiez ce qui a été tapé.",)


def test_a_range_of_two_dated_rates_says_why() -> None:
    """In 2020 the Plan mercredi pays 0,46 € then 0,95 €: two rates are known, no text is missing."""
    valeurs = {**complet("alsh", 2020), "zone_prioritaire": "qpv", "taux_regime_general": F(1)}
    x = ligne(MOTEUR.estimer(projet("alsh", 2020, valeurs)), "plan_mercredi")
    assert (x.minimum, x.maximum) == (1840, 3800)
    assert not any("Aucun texte" in m for m in x.motifs)


@pytest.mark.parametrize(("annees", "taux", "dits"), [((2024,), 1, 0), ((2020, 2024), 0, 1), ((2020, 2024), 1, 2)])
def test_several_years_in_one_project_are_told(annees: tuple[int, ...], taux: int, dits: int) -> None:
    saisis = tuple(change(equipement("eaje", an, complet("eaje", an)), nom=str(an)) for an in annees)
    estimation = MOTEUR.estimer(Projet("P", 2024, saisis, {"psu.taux": F("0.5")} if taux else {}))
    phrases = [x for x in estimation.avertissements if "plusieurs exercices" in x]
    assert [x[:23] for x in phrases] == ["Le projet mêle plusieur", "Les taux saisis dans [t"][:dits]
    if taux:
        assert all(x.taux is None or x.fiabilite == "saisi" for x in estimation.lignes if x.dispositif == "psu")


def test_where_a_value_comes_from_is_told_with_its_equipment_unless_it_is_the_whole_territory_s() -> None:
    saisi = change(
        equipement("eaje", 2024, complet("eaje", 2024)),
        origines={"potentiel_financier_hab": "850 €/hab : chiffre 2023.", "territoire": "Saint-Amé, 2026."},
    )
    avertissements = MOTEUR.estimer(Projet("P", 2024, (saisi,))).avertissements
    assert "Essai : 850 €/hab : chiffre 2023." in avertissements
    assert "Saint-Amé, 2026." in avertissements


def test_an_unknown_day_may_be_before_an_aid_begins_and_bring_nothing() -> None:
    """The fund of the accueils de loisirs opens on 1 September 2020: before that day, no aid."""
    valeurs = {
        "objet": "alsh", "operation": "creation", "cout": F(500_000), "surface": F(100), "cout_mobilier": F(0),
        "plan_mercredi": True, "date_dossier": None,
    }  # fmt: skip
    travaux = ligne(MOTEUR.estimer(projet("investissement", 2020, valeurs)), "investissement_alsh")
    assert (travaux.statut, travaux.minimum, travaux.maximum) == ("fourchette", 0, 250_000)
    assert any("date_dossier" in m for m in travaux.motifs)
    premier_jour = projet("investissement", 2021, {**valeurs, "date_dossier": date(2020, 9, 1)})
    ouvert = ligne(MOTEUR.estimer(premier_jour), "investissement_alsh", "travaux")
    assert ouvert.montant == 250_000
