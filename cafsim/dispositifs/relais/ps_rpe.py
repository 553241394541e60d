"""Prestation de service « Rpe » (relais petite enfance): 43 % of the running costs, within a ceiling per Etp.

43 % stands on an undated page later than 2021; the rate of earlier years (Ram) and every ceiling are gaps: without the
ceiling the line runs from 0 to 43 % of the cost. A right once the Caf has approved the relais (five years at most).
"""

from __future__ import annotations

from cafsim.baremes.symbols import Taux
from cafsim.dispositifs.modele import Calcul, Condition, Dispositif, Ligne
from cafsim.dispositifs.prestation import agrement, prestation
from cafsim.engine.algebra import etape
from cafsim.equipements.champs import Entrees

AGREMENT: Condition = agrement("Il faut l'agrément du relais par la Caf.")


def _rpe(e: Entrees, b: Taux) -> Calcul:
    plafond = etape("Plafond de dépenses", b.prix_plafond * e.etp, "€")
    return prestation(e.depenses, plafond, b.taux)


DISPOSITIF = Dispositif(
    identifiant="ps_rpe",
    titre="Prestation de service « relais petite enfance » (Rpe)",
    equipements=("rpe",),
    resume="Une part du coût du relais, dans la limite d'un plafond par poste d'animateur.",
    conditions=(AGREMENT,),
    lignes=(Ligne("Prestation de service « relais petite enfance » (Rpe)", _rpe),),
)
