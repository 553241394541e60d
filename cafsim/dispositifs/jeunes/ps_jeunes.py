"""Prestation de service « jeunes »: 50 % of the posts of qualified animateurs, within a ceiling per Etp, since 2020.

Circulaire Cnaf 2020-002. The ceiling of each year could not be read (frozen in 2025): until the user types it, the
line runs from 0 to 50 % of the cost. A right once the board of the Caf has approved the project.
"""

from cafsim.dispositifs.conditions import agrement
from cafsim.dispositifs.modele import Dispositif, Ligne
from cafsim.dispositifs.prestation import prestation_par_poste

DISPOSITIF = Dispositif(
    identifiant="ps_jeunes",
    titre="Prestation de service « jeunes »",
    equipements=("jeunes",),
    resume="La moitié du coût des postes d'animateur jeunesse qualifié, dans la limite d'un plafond par poste.",
    conditions=(agrement("Il faut l'agrément du projet « jeunes » par le conseil d'administration de la Caf."),),
    lignes=(Ligne(prestation_par_poste),),
)
