"""Prestation de service « animation globale et coordination » (Agc): a share of what running a centre social costs.

40 %, then 42.4 % since 2024, of the capped cost of the function. Circulaires Cnaf 2012-013 and of 18 December 2025
(Agc and Acf come together, then merge, between 2027 and 2030). The yearly ceilings are gaps: without one the line runs
from 0 to the share of the cost. A right once the board of the Caf has approved the projet social.
"""

from cafsim.dispositifs.conditions import agrement
from cafsim.dispositifs.modele import Dispositif, Ligne
from cafsim.dispositifs.prestation import prestation

DISPOSITIF = Dispositif(
    identifiant="ps_agc",
    titre="Prestation de service « animation globale et coordination » (Agc)",
    equipements=("centre_social",),
    resume="Une part du coût de direction et de coordination d'un centre social, dans la limite d'un prix plafond.",
    conditions=(agrement("Il faut l'agrément du projet social par le conseil d'administration de la Caf."),),
    lignes=(
        Ligne(
            lambda e, b: prestation(e.depenses_animation_globale, b.prix_plafond, b.taux),
            "Animation globale et coordination (Agc)",
        ),
    ),
)
