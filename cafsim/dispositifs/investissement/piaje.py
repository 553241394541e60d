"""Piaje: plan d'investissement pour l'accueil du jeune enfant (before 2019: Ppicc).

A sum per new place (socle and majorations, capped) and at most 80 % of the subsidisable cost (H15), at the rates of the
day of the complete file. Circulaires Cnaf 2018-003, 2021-004 and 2021-009 (plan rebond, H16), 2024-020, 2024-162 and
C-2025-209. A ceiling: the Caf's board decides.
"""

from __future__ import annotations

from fractions import Fraction

from cafsim.dispositifs.modele import (
    PART_MAXIMALE,
    Calcul,
    Condition,
    Dispositif,
    Donnees,
    Entrees,
    Expr,
    Inconnu,
    Levier,
    Ligne,
    Taux,
)
from cafsim.engine.algebra import arrondi, connu, et, etape, exige, minimum, ou, parmi, quand, suppose
from cafsim.equipements.projet import Donnee

PLAN_REBOND = range(2021, 2024)
"""Years of the majoration for priority zones and insertion projects."""

CRITERES_PAJE = range(2019, 2024)
"""Years of the national criteria for micro-crèches Paje."""


def _sous_le_seuil(e: Entrees, b: Taux) -> Expr:
    """Say whether the coverage rate (%) is below the national mean (share)."""
    return e.taux_couverture / 100 < b.seuil_couverture


def _majoration_territoire(e: Entrees, b: Taux, financement: str) -> Expr:
    """Return the majoration for low wealth, or the one for priority zones that stands in its place (€/place)."""
    majoration = quand(
        connu(e.majoration_potentiel_financier),
        e.majoration_potentiel_financier,
        b.selon("majoration_potentiel_financier", financement=financement),
    )
    if financement == "psu" and b.exercice in PLAN_REBOND:
        return quand(_prioritaire(e), suppose("H16", b.zone_prioritaire), majoration)
    return majoration


def _prioritaire(e: Entrees) -> Expr:
    return ou(parmi(e.zone_prioritaire, "qpv", "zrr"), e.insertion)


def _par_place(e: Entrees, b: Taux, financement: str) -> Expr:
    socle = b.selon("socle", financement=financement)
    total = (
        socle
        + quand(e.gros_oeuvre, b.selon("gros_oeuvre", financement=financement), 0)
        + quand(e.developpement_durable, b.selon("developpement_durable", financement=financement), 0)
        + quand(_sous_le_seuil(e, b), b.selon("rattrapage", financement=financement), 0)
        + etape("Majoration de territoire par place", _majoration_territoire(e, b, financement), "€/place")
    )
    avant_plafond = etape("Total par place avant plafond", total, "€/place")
    plafond = b.selon("plafond_par_place", financement=financement)
    return exige(socle, etape("Montant par place", minimum(avant_plafond, plafond), "€/place"))


def montant_par_place(e: Entrees, b: Taux) -> Expr:
    """Return the ceiling per new place (€/place)."""
    return quand(e.financement == "psu", _par_place(e, b, "psu"), _par_place(e, b, "paje"))


def montant(e: Entrees, b: Taux) -> Expr:
    """Return the ceiling for the project (€), before rounding."""
    limite = etape(PART_MAXIMALE, b.part_maximale * e.cout, "€")
    return suppose("H15", minimum(montant_par_place(e, b) * e.places_creees, limite))


def _piaje(e: Entrees, b: Taux) -> Calcul:
    return Calcul(arrondi(montant(e, b)), e.places_creees, "places", montant_par_place(e, b))


def _eligible_paje(e: Entrees, b: Taux) -> Expr | bool:
    if b.exercice not in CRITERES_PAJE:
        return True
    criteres = et(_sous_le_seuil(e, b), e.potentiel_financier_hab < b.seuil_potentiel_financier_paje)
    return ou(e.financement == "psu", criteres, e.appel_a_projets)


CONDITIONS = (
    Condition(
        lambda e, b: e.operation != "renovation",
        "Une rénovation sans place en plus ne relève pas du Piaje mais du Fme (fonds de modernisation).",
    ),
    Condition(
        lambda e, b: e.places_creees > 0,
        "Aucune place créée : le Piaje se calcule par place nouvelle.",
    ),
    Condition(
        lambda e, b: ou(e.operation == "creation", e.places_creees >= b.croissance_minimale * e.places_avant),
        "Une extension ou un déménagement doit créer au moins 10 % de places en plus.",
    ),
    Condition(
        _eligible_paje,
        "Une micro-crèche Paje n'est aidée que dans un territoire peu couvert (moins de 58 %) et peu riche (moins de "
        "900 € par habitant), ou retenu dans un appel à projets de la Caf.",
    ),
)

HAUSSE = Fraction(10, 100)
"""Least growth of an extension; the formula reads the table's own figure."""


def _agrandir(valeurs: Donnees, exercice: int) -> Donnees | Inconnu | None:
    """Make an extension of 10 % of a crèche without works, or of works that create too few places."""
    if valeurs.get("operation") == "creation":
        return None
    avant = valeurs.get("places_avant", valeurs.get("places"))
    creees = valeurs.get("places_creees", Fraction(0))
    if not isinstance(avant, Fraction) or not isinstance(creees, Fraction):
        return Inconnu(tuple(n for n in ("places_avant", "places_creees") if n in valeurs and valeurs[n] is None))
    visees = Fraction((avant * HAUSSE).__ceil__())
    operation = valeurs.get("operation")
    if not avant or (creees >= visees and operation != "renovation"):
        return None
    deplacee = operation == "transplantation"
    change: dict[str, Donnee] = {
        "operation": "transplantation" if deplacee else "extension",
        "places_avant": avant,
        "places_creees": max(visees, creees),
        "places_renovees": valeurs.get("places_renovees", Fraction(0)),
    }
    return {nom: valeur for nom, valeur in change.items() if valeurs.get(nom, "") != valeur}


DISPOSITIF = Dispositif.travaux(
    identifiant="piaje",
    titre="Plan d'investissement pour l'accueil du jeune enfant (Piaje)",
    equipements=("eaje",),
    resume="Aide à la création de places : un montant par place nouvelle, 80 % du coût au plus.",
    groupe="investissement",
    conditions=CONDITIONS,
    lignes=(Ligne(_piaje, "Piaje : création de places"),),
    leviers=(
        Levier(
            titre="Créer 10 % de places de plus, par une extension",
            champs=("operation", "places_avant", "places_creees", "places_renovees"),
            change=_agrandir,
            demande="Des travaux qui agrandissent la crèche d'au moins 10 %, que la Caf accepte avant qu'ils ne "
            "commencent. Elle décide du montant ; le reste du coût est à financer. Les aides annuelles des places "
            "nouvelles ne sont pas comptées.",
        ),
    ),
)
