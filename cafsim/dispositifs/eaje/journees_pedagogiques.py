"""Journées pédagogiques: days closed to children to train the team, since 1 January 2024.

Up to 3 days a year, 10 h per authorised place and day, at the full Psu hour (the lost family share is compensated).
Instruction Cnaf C 2024-013. Whether the share of the general scheme applies is not published: both are computed.
A right.
"""

from __future__ import annotations

from fractions import Fraction

from cafsim.dispositifs.conditions import PART_INCERTAINE, PSU, selon
from cafsim.dispositifs.eaje.psu import horaire_plafond
from cafsim.dispositifs.modele import Calcul, Dispositif, Entrees, Levier, Ligne, Taux
from cafsim.engine.algebra import arrondi, entre, etape, minimum


def _journees(e: Entrees, b: Taux) -> Calcul:
    jours = etape("Journées financées", minimum(e.journees_pedagogiques, b.jours_max), "jours")
    heures = etape("Heures comptées", jours * b.heures_par_place * e.places, "h")
    horaire = horaire_plafond(e, b)
    brut = heures * horaire
    return Calcul(arrondi(entre(brut, brut * e.taux_regime_general, PART_INCERTAINE)), heures, "h", horaire)


JOURS_MAX = Fraction(3)
"""The formula reads the table's own figure."""


DISPOSITIF = Dispositif(
    identifiant="journees_pedagogiques",
    titre="Journées pédagogiques",
    equipements=("eaje",),
    resume="Jusqu'à trois journées de formation de l'équipe par an, 10 heures par place et par jour.",
    conditions=(PSU,),
    lignes=(Ligne(_journees, presente=lambda e, b: e.journees_pedagogiques > 0),),
    leviers=(
        Levier(
            titre="Tenir trois journées pédagogiques dans l'année",
            champs=("journees_pedagogiques",),
            change=selon(
                ("journees_pedagogiques",),
                lambda n: {"journees_pedagogiques": JOURS_MAX} if n["journees_pedagogiques"] < JOURS_MAX else None,
                depuis=2024,
                psu=True,
            ),
            demande="Fermer la crèche aux enfants pendant ces journées, un jour ouvré, pour former toute l'équipe, et "
            "les déclarer à la Caf. Les heures facturées et les participations des familles sont supposées "
            "inchangées.",
        ),
    ),
)
