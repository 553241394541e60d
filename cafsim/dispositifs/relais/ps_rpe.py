"""Prestation de service « Rpe » (relais petite enfance): 43 % of the running costs, within a ceiling per Etp.

43 % stands on an undated page later than 2021; the rate of earlier years (Ram) and every ceiling are gaps: without the
ceiling the line runs from 0 to 43 % of the cost. A right once the Caf has approved the relais (five years at most).
"""

from cafsim.dispositifs.conditions import agrement
from cafsim.dispositifs.modele import Dispositif, Ligne
from cafsim.dispositifs.prestation import prestation_par_poste

AGREMENT = agrement("Il faut l'agrément du relais par la Caf.")

DISPOSITIF = Dispositif(
    identifiant="ps_rpe",
    titre="Prestation de service « relais petite enfance » (Rpe)",
    equipements=("rpe",),
    resume="Une part du coût du relais, dans la limite d'un plafond par poste d'animateur.",
    conditions=(AGREMENT,),
    lignes=(Ligne(prestation_par_poste),),
)
