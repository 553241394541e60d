"""The checks of a crèche: charges, hours, places, children and what families pay, each beside the others."""

from __future__ import annotations

from fractions import Fraction

from cafsim.baremes.symbols import Taux
from cafsim.engine.algebra import connu, entre, et, ou, parmi
from cafsim.engine.expr import Expr, as_expr
from cafsim.equipements.champs import Entrees
from cafsim.vraisemblance.modele import (
    EFFECTIF,
    EUROS_PAR_AN,
    HEURES_EN_CRECHE,
    HEURES_PAR_AN,
    MOIS,
    REPERES,
    Controle,
    Mesure,
    Suspect,
    autour,
    plus_que_les_charges,
    surprenant,
    travaux,
)

MICRO_CRECHE = 12
"""Up to so many places, as many children as places are no surprise."""

ARRONDI = 1
"""An amount per place that was rounded may be so far from the total (€)."""

PLAN_REBOND = range(2021, 2024)
"""Years in which priority zones have their own majoration of the Piaje."""

_TOUT = Suspect(("depenses", "participations_familiales", "heures_facturees", "heures_realisees"), (MOIS,))
_CHARGES = Suspect(("depenses",), EUROS_PAR_AN)
_PLACES = Suspect(("places",), rappel="pas les enfants inscrits")
_PAYE = Suspect(("participations_familiales",), EUROS_PAR_AN)
_HEURES = Suspect(("heures_facturees", "heures_realisees"), HEURES_EN_CRECHE)
_FACTUREES = Suspect(("heures_facturees",), HEURES_EN_CRECHE)
_REALISEES = Suspect(("heures_realisees",), HEURES_EN_CRECHE)


def _heures_par_place(e: Entrees, b: Taux) -> Expr:
    """Return what is plausible: from half of the mean that the two published means give, to a year without a night."""
    reperes = b.de(REPERES)
    return entre(reperes.charges_par_place / reperes.cout_horaire * reperes.part_plausible, HEURES_PAR_AN, "")


def _tarif(e: Entrees, b: Taux) -> Expr:
    """Return what families may pay for an hour: from the lowest tariff of the year to the highest."""
    tarif = b.de("tarif_familles")
    bas, haut = (tarif.selon("taux_effort", accueil="collectif", enfants=as_expr(enfants)) / 100 for enfants in (10, 1))
    return entre(tarif.plancher * bas, tarif.plafond * haut, "")


_PAYE_PAR_HEURE = Mesure(lambda e, b: e.participations_familiales / e.heures_facturees, _tarif, "€/h")


def _peu_paye(e: Entrees, b: Taux) -> Expr:
    """Say whether families pay an unlikely small part of the costs: what they pay varies more than what it costs."""
    reperes = b.de(REPERES)
    part = reperes.part_familles * reperes.part_plausible * reperes.part_plausible
    return et(e.financement == "psu", e.participations_familiales < part * e.depenses)


def _existantes(e: Entrees) -> Expr:
    return e.places_soutenues - e.places_nouvelles


def _total_contredit(e: Entrees, b: Taux) -> Expr:
    """Say whether the two ways to give the bonus differ by more than what rounding explains."""
    produit, total = _existantes(e) * e.bonus_territoire_existant, e.bonus_territoire_existant_total
    return ou(total - produit > ARRONDI, produit - total > ARRONDI)


def _majoration_ecartee(e: Entrees, b: Taux) -> Expr | bool:
    if b.exercice not in PLAN_REBOND:
        return False
    prioritaire = ou(parmi(e.zone_prioritaire, "qpv", "zrr"), e.insertion)
    return et(e.financement == "psu", prioritaire, connu(e.majoration_potentiel_financier))


CONTROLES = (
    Controle(
        lambda e, b: et(e.heures_facturees > 0, e.heures_facturees < e.heures_realisees),
        "Moins d'heures facturées que d'heures réalisées, c'est rare",
        (_FACTUREES, _REALISEES),
    ),
    Controle(
        lambda e, b: et(e.heures_realisees > 0, e.heures_facturees > e.heures_realisees * Fraction(3, 2)),
        "Le taux de facturation dépasse 150 %",
        (_FACTUREES, _REALISEES),
    ),
    Controle(
        lambda e, b: e.enfants_inscrits < e.places,
        "Moins d'enfants inscrits dans l'année que de places",
        (Suspect(("enfants_inscrits",), EFFECTIF), Suspect(("places",), EFFECTIF)),
    ),
    Controle(
        lambda e, b: et(e.enfants_inscrits == e.places, e.places > MICRO_CRECHE),
        "Autant de places que d'enfants inscrits dans l'année, alors qu'une place sert à plusieurs enfants",
        (_PLACES, Suspect(("enfants_inscrits",))),
    ),
    surprenant(
        "Charges par place surprenantes",
        Mesure(
            lambda e, b: e.depenses / e.places, lambda e, b: autour(b.de(REPERES).charges_par_place, b), "€ par place"
        ),
        _TOUT,
        _CHARGES,
        _PLACES,
    ),
    surprenant(
        "Heures facturées par place surprenantes",
        Mesure(lambda e, b: e.heures_facturees / e.places, _heures_par_place, "h par place"),
        _HEURES,
        _FACTUREES,
        _PLACES,
    ),
    surprenant(
        "Heures réalisées par place surprenantes",
        Mesure(lambda e, b: e.heures_realisees / e.places, _heures_par_place, "h par place"),
        _REALISEES,
        _PLACES,
    ),
    surprenant(
        "Charges par heure surprenantes",
        Mesure(lambda e, b: e.depenses / e.heures_facturees, lambda e, b: autour(b.de(REPERES).cout_horaire, b), "€/h"),
        _CHARGES,
        _HEURES,
        _FACTUREES,
    ),
    Controle(
        lambda e, b: et(e.financement == "psu", _PAYE_PAR_HEURE.hors_repere(e, b)),
        "Les familles paieraient un tarif impossible",
        (_PAYE, _FACTUREES),
        _PAYE_PAR_HEURE,
    ),
    Controle(_peu_paye, "Les familles paieraient une part très faible des charges", (_PAYE, _CHARGES)),
    Controle(
        lambda e, b: e.places_soutenues > e.places_cofinancees,
        "Plus de places soutenues ici que de places cofinancées sur tout le territoire",
        (Suspect(("places_cofinancees",), EFFECTIF), Suspect(("places_soutenues",), EFFECTIF)),
    ),
    Controle(
        _total_contredit,
        "Le total du bonus territoire des places existantes n'est pas le montant par place multiplié par les places : "
        "le total l'emporte",
        (Suspect(("bonus_territoire_existant_total",)), Suspect(("bonus_territoire_existant",))),
    ),
    surprenant(
        "Bonus territoire par place existante surprenant",
        Mesure(
            lambda e, b: e.bonus_territoire_existant,
            lambda e, b: entre(0, b.de(REPERES).charges_par_place * b.de(REPERES).part_plausible, ""),
            "€ par place",
        ),
        Suspect(("bonus_territoire_existant",), rappel="pour une place, pas pour toutes"),
    ),
    plus_que_les_charges("bonus_territoire_existant_total", "Le bonus territoire dépasserait les charges"),
    *travaux("piaje", "financement"),
    Controle(
        lambda e, b: e.places_renovees > e.places_avant,
        "Plus de places rénovées que de places avant les travaux",
        (Suspect(("places_renovees",)), Suspect(("places_avant",))),
    ),
    Controle(
        _majoration_ecartee,
        "La majoration de potentiel financier saisie n'est pas comptée : en zone prioritaire, les 7 000 € par place du "
        "plan rebond la remplacent (hypothèse H16)",
        (Suspect(("majoration_potentiel_financier",)),),
        date="date_dossier",
    ),
)
