"""Bonification « Plan mercredi »: for the new Wednesday hours of a labelled accueil, since September 2018.

0.46 € per new hour; 0.95 € instead (H14) in priority territories since September 2020 (politique de la ville, or
potentiel financier under 900 € per inhabitant). It tops up new hours only. Whether the share of the general scheme
applies is not published: both are computed. A right, with the label.
"""

from __future__ import annotations

from cafsim.dispositifs.conditions import PART_INCERTAINE, bascule
from cafsim.dispositifs.modele import Calcul, Condition, Dispositif, Entrees, Expr, Levier, Ligne, Taux
from cafsim.engine.algebra import arrondi, entre, exige, ou, quand, suppose

DEBUT_MAJORATION = 2020


def _bonification(e: Entrees, b: Taux) -> Expr:
    ordinaire = b.selon("bonification", territoire="ordinaire")
    if b.exercice < DEBUT_MAJORATION:
        return ordinaire
    majore = ou(e.zone_prioritaire == "qpv", e.potentiel_financier_hab < b.a_la_fin().seuil_potentiel_financier)
    return quand(majore, suppose("H14", b.selon("bonification", territoire="majore")), ordinaire)


def _plan_mercredi(e: Entrees, b: Taux) -> Calcul:
    bonification = _bonification(e, b)
    brut = e.heures_nouvelles_mercredi * bonification
    montant = arrondi(entre(brut, brut * e.taux_regime_general, PART_INCERTAINE))
    return Calcul(exige(bonification, montant), e.heures_nouvelles_mercredi, "h", bonification)


DISPOSITIF = Dispositif(
    identifiant="plan_mercredi",
    titre="Bonification « Plan mercredi »",
    equipements=("alsh",),
    resume="Pour chaque heure nouvelle du mercredi dans un accueil labellisé, en plus de la prestation de service.",
    conditions=(
        Condition(
            lambda e, b: e.plan_mercredi,
            "Il faut le label Plan mercredi (projet éducatif territorial et charte de qualité).",
        ),
    ),
    lignes=(Ligne(_plan_mercredi, presente=lambda e, b: e.heures_nouvelles_mercredi > 0),),
    leviers=(
        Levier(
            titre="Obtenir le label Plan mercredi",
            champs=("plan_mercredi",),
            change=bascule("plan_mercredi"),
            demande="Un projet éducatif territorial qui comprend le mercredi et une charte de qualité, signés avec le "
            "préfet, l'Éducation nationale et la Caf. Seules les heures nouvelles du mercredi comptent.",
        ),
    ),
)
