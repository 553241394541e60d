"""Prestation de service « animation locale »: a share of what an espace de vie sociale costs, within a yearly ceiling.

60 %, then 63.6 % since 2024. Circulaires Cnaf 2012-013 and of 18 December 2025. The yearly ceilings are gaps: without
one the line runs from 0 to the share of the cost. A right once the board of the Caf has approved the projet social.
"""

from cafsim.dispositifs.conditions import agrement
from cafsim.dispositifs.modele import Dispositif, Ligne
from cafsim.dispositifs.prestation import prestation

DISPOSITIF = Dispositif(
    identifiant="ps_animation_locale",
    titre="Prestation de service « animation locale »",
    equipements=("espace_vie_sociale",),
    resume="Une part du coût d'un espace de vie sociale, dans la limite d'un prix plafond.",
    conditions=(agrement("Il faut l'agrément du projet social par le conseil d'administration de la Caf."),),
    lignes=(Ligne(lambda e, b: prestation(e.depenses, b.prix_plafond, b.taux)),),
)
