"""Prestation de service « animation collective familles » (Acf): a share of the référent familles of a centre social.

60 %, then 63.6 % since 2024, of the capped cost (pay of the référent, share of logistics); it goes with the Agc. The
référent works half-time at least. The yearly ceilings are gaps: without one the line runs from 0 to the share of the
cost. A right once the board of the Caf has approved the projet familles.
"""

from cafsim.dispositifs.conditions import agrement
from cafsim.dispositifs.modele import Condition, Dispositif, Ligne
from cafsim.dispositifs.prestation import prestation

DISPOSITIF = Dispositif(
    identifiant="ps_acf",
    titre="Prestation de service « animation collective familles » (Acf)",
    equipements=("centre_social",),
    resume="Une part du coût du référent familles d'un centre social, dans la limite d'un prix plafond.",
    conditions=(
        agrement("Réservé aux centres sociaux dont la Caf a agréé le projet social."),
        Condition(
            lambda e, b: e.agrement_familles,
            "Il faut aussi l'agrément « animation collective familles » de la Caf.",
        ),
        Condition(
            lambda e, b: e.etp_referent_familles >= b.etp_minimal,
            "Le référent familles doit être au moins à mi-temps.",
        ),
    ),
    lignes=(
        Ligne(
            lambda e, b: prestation(e.depenses_animation_familles, b.prix_plafond, b.taux),
            "Animation collective familles (Acf)",
        ),
    ),
)
