"""Prestation de service « Laep » (lieu d'accueil enfants-parents): 30 % of the capped hourly cost, times the hours.

Hours are those of opening and of organisation (H18). The only rate read is of 2016 and no ceiling is published: as the
share itself may have changed, share × cost is no sure maximum, and the line stays to be completed until the user types
the ceiling. A right, for places that follow the national reference document.
"""

from __future__ import annotations

from cafsim.dispositifs.modele import Calcul, Condition, Dispositif, Entrees, Ligne, Taux
from cafsim.engine.algebra import arrondi, etape, exige, minimum, suppose


def _laep(e: Entrees, b: Taux) -> Calcul:
    heures = etape("Heures comptées", suppose("H18", e.heures_ouverture + e.heures_organisation), "h")
    cout = etape("Coût horaire retenu", minimum(e.depenses / heures, b.plafond_horaire), "€/h")
    horaire = etape("Prestation horaire", b.taux * cout, "€/h")
    return Calcul(exige(b.plafond_horaire, arrondi(horaire * heures)), heures, "h", horaire)


DISPOSITIF = Dispositif(
    identifiant="ps_laep",
    titre="Prestation de service « lieu d'accueil enfants-parents » (Laep)",
    equipements=("laep",),
    resume="Par heure d'ouverture et d'organisation : une part du coût horaire, dans la limite d'un plafond.",
    conditions=(
        Condition(
            lambda e, b: e.referentiel_national,
            "Le lieu doit suivre le référentiel national : gratuit, anonyme, sans inscription, deux accueillants par "
            "séance.",
        ),
    ),
    lignes=(Ligne(_laep),),
)
