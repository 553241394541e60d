"""A year of operation: what remains, by hand, and what is not counted."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hasard import exemples
from hypothesis import given
from hypothesis import strategies as st
from strategies import complet, projet, projets

from cafsim.baremes.loader import load
from cafsim.equipements.projet import Donnee, EquipementSaisi, Projet
from cafsim.equipements.registre import champs
from cafsim.estimation.moteur import Moteur
from cafsim.plan.calcul import planifier, sans_apport
from cafsim.plan.modele import Fonctionnement, Plage, PlanEquipement

F = Fraction
LIBELLES = {nom: champ.libelle for nom, champ in champs("eaje").items()}
BAREMES = load()
MOTEUR = Moteur(BAREMES)
ZERO = F(0)


def plan_de(un: Projet) -> PlanEquipement:
    return planifier(MOTEUR.estimer(un), un, BAREMES).equipements[0]


def annee(type_equipement: str, exercice: int, valeurs: dict[str, Donnee]) -> Fonctionnement:
    trouve = plan_de(projet(type_equipement, exercice, valeurs)).fonctionnement
    assert trouve is not None
    return trouve


CRECHE: dict[str, Donnee] = {
    "gestionnaire": "public", "financement": "psu", "places": F(40), "depenses": F(640_000),
    "heures_facturees": F(62_000), "heures_realisees": F(58_500), "participations_familiales": F(98_000),
    "couches_et_repas": True, "ctg": False, "zone_prioritaire": "aucune", "places_nouvelles": ZERO,
    "enfants_inscrits": F(85), "enfants_handicap": ZERO, "revalorisation_salariale": False,
    "heures_concertation": ZERO, "journees_pedagogiques": ZERO,
}  # fmt: skip


def test_a_creche_by_hand() -> None:
    """6.63 €/h × 62,000 h − 98,000 € = 313,060 € of Psu; mixité from 0 to 2,100 € × 40 places."""
    plan = annee("eaje", 2024, {**CRECHE, "autres_recettes": F(20_000)})
    psu = next(x for x in plan.caf if x.dispositif == "psu")
    assert psu.montant == F(313_060)
    autres = [x for x in plan.caf if x.dispositif != "psu"]
    bas, haut = (sum((getattr(x, bout) or ZERO for x in autres), ZERO) for bout in ("minimum", "maximum"))
    if any(x.statut == "a_completer" for x in autres):
        assert plan.reste == Plage(None, F(640_000 - 98_000 - 313_060 - 20_000) - bas)
    else:
        assert plan.reste == Plage(F(640_000 - 98_000 - 313_060 - 20_000) - haut, F(208_940) - bas)
    assert plan.par_place.maximum == plan.reste.maximum / 40
    assert plan.par_heure.maximum == plan.reste.maximum / 62_000


def test_other_income_left_out_is_told_never_zero() -> None:
    sans, nul = annee("eaje", 2024, CRECHE), annee("eaje", 2024, {**CRECHE, "autres_recettes": ZERO})
    assert sans.autres_recettes is None
    assert nul.autres_recettes == 0
    assert any("Autres recettes non" in x for x in sans.remarques)
    assert not any("Autres recettes non" in x for x in nul.remarques)


def test_an_unknown_line_makes_the_year_incomplete() -> None:
    plan = annee("eaje", 2024, {**CRECHE, "heures_concertation": F(240)})
    assert plan.incomplet
    assert plan.total_caf.maximum is None
    assert plan.reste.minimum is None
    assert plan.reste.maximum is not None
    assert any("Heures de concertation" in x for x in plan.remarques)


@pytest.mark.parametrize("nom", ["depenses", "participations_familiales"])
def test_what_is_missing_is_asked(nom: str) -> None:
    plan = annee("eaje", 2024, {**CRECHE, nom: None})
    assert plan.incomplet
    assert plan.reste.minimum is None
    assert (plan.reste.maximum is None) == (nom == "depenses")
    assert any(f"Non indiqué : {LIBELLES[nom]}." in x for x in plan.remarques)


def test_no_division_by_nothing() -> None:
    plan = annee("eaje", 2024, {**CRECHE, "places": ZERO, "heures_facturees": ZERO})
    assert plan.par_place == plan.par_heure == Plage(None, None)


def test_the_hours_of_an_accueil_de_loisirs_are_added_up() -> None:
    assert annee("alsh", 2024, complet("alsh", 2024)).heures == F(42_000 + 12_000 + 30_000 + 1_500)
    assert annee("alsh", 2024, {**complet("alsh", 2024), "heures_mercredi": None}).heures is None


@pytest.mark.parametrize(
    ("gestionnaire", "porteur"),
    [("public", "commune"), ("delegation", "autre"), ("prive_non_lucratif", "autre"), (None, "inconnu")],
)
def test_whose_budget_it_is(gestionnaire: str | None, porteur: str) -> None:
    assert annee("eaje", 2024, {**CRECHE, "gestionnaire": gestionnaire}).porteur == porteur


def test_totals_keep_the_commune_apart_from_other_managers() -> None:
    saisis = [
        EquipementSaisi("eaje", "A", 2024, CRECHE),
        EquipementSaisi("eaje", "B", 2024, {**CRECHE, "gestionnaire": "prive_non_lucratif"}),
        EquipementSaisi("eaje", "C", 2024, CRECHE),
    ]
    un = Projet("P", 2024, tuple(saisis))
    plan = planifier(MOTEUR.estimer(un), un, BAREMES)
    a, b, c = (e.fonctionnement for e in plan.equipements)
    commune = plan.fonctionnement["commune"]
    assert commune.charges == Plage(F(1_280_000), F(1_280_000))
    assert commune.caf == a.total_caf + c.total_caf == Plage(F(626_120), a.total_caf.maximum * 2)
    assert commune.reste == a.reste + c.reste
    assert plan.fonctionnement["autre"].reste == b.reste
    assert not any(total.incomplet for total in plan.fonctionnement.values())


@pytest.mark.parametrize("rang", [0, 1])
def test_one_year_to_complete_makes_the_total_incomplete(rang: int) -> None:
    saisis = [EquipementSaisi("eaje", nom, 2024, CRECHE) for nom in "AB"]
    saisis[rang] = EquipementSaisi("eaje", "C", 2024, {**CRECHE, "heures_concertation": F(240)})
    un = Projet("P", 2024, tuple(saisis))
    assert planifier(MOTEUR.estimer(un), un, BAREMES).fonctionnement["commune"].incomplet


@pytest.mark.parametrize(("recettes", "excedent"), [(F(0), False), (F(1, 100), True)])
def test_a_surplus_is_told(recettes: F, excedent: bool) -> None:  # noqa: FBT001
    """The charges are what families and the Caf bring, to the cent; one cent of other income more is a surplus."""
    plan = annee("eaje", 2024, {**CRECHE, "autres_recettes": ZERO})
    surplus = {"autres_recettes": plan.reste.minimum + recettes}
    plan = annee("eaje", 2024, {**CRECHE, **surplus})
    assert plan.reste.minimum == -recettes
    assert any("est un excédent" in x for x in plan.remarques) is excedent


def test_only_what_is_missing_is_asked() -> None:
    plein = annee("eaje", 2024, {**CRECHE, "autres_recettes": ZERO})
    assert not any("Non indiqué" in x or "montant inconnu" in x for x in plein.remarques)
    for nom in ("gestionnaire", "places", "heures_facturees", "depenses", "participations_familiales"):
        manquant = annee("eaje", 2024, {**CRECHE, "autres_recettes": ZERO, nom: None})
        demandes = [x for x in manquant.remarques if "Non indiqué" in x]
        assert len(demandes) == 1
        assert demandes[0].startswith(f"Non indiqué : {LIBELLES[nom]}.")
        assert nom not in demandes[0] or nom in LIBELLES[nom], "words, never the key"


@pytest.mark.parametrize("type_equipement", ["eaje", "alsh"])
@exemples(30)
@given(data=st.data())
def test_both_ends_hold(type_equipement: str, data) -> None:
    un = data.draw(projets(type_equipement))
    entier = plan_de(un)
    plan = entier.fonctionnement
    assert all(x.nature == "droit" and x.payeur == "caf" and x.periodicite == "annuel" for x in plan.caf)
    assert not any(x.statut == "non_eligible" for x in (*plan.caf, *entier.a_part))
    compte = {id(x) for x in (*plan.caf, *(entier.investissement.caf if entier.investissement else ()))}
    assert not any(id(x) in compte for x in entier.a_part)
    if plan.reste.minimum is not None and plan.reste.maximum is not None:
        assert plan.reste.minimum <= plan.reste.maximum
        recettes = plan.total_caf.maximum + plan.familles + (plan.autres_recettes or ZERO)
        assert plan.reste.minimum + recettes == plan.charges


def test_the_user_s_own_rate_of_the_rule_disturbs_no_aid() -> None:
    un = Projet("P", 2024, (EquipementSaisi("eaje", "A", 2024, CRECHE),), {"apport_minimal.part": F(1, 20)})
    assert sans_apport(un).taux == {}
    assert not any("n'a servi" in x for x in MOTEUR.estimer(sans_apport(un)).avertissements)
