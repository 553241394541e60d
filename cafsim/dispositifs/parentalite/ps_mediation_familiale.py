"""Prestation de service « médiation familiale »: 75 % of the cost, within a ceiling per Etp (H19).

66 % in 2010 (circulaire Cnaf 2009-194), 75 % on the national page of 2021; the year of the change is unknown. What
families pay was deducted in 2010; whether it still is was not read, so both are computed. The ceilings are gaps:
without one the line runs from 0 to the share of the cost. A right, for services that the funders retained.
"""

from __future__ import annotations

from cafsim.dispositifs.conditions import conventionnement
from cafsim.dispositifs.modele import Calcul, Dispositif, Entrees, Ligne, Taux
from cafsim.engine.algebra import arrondi, entre, etape, maximum, minimum, suppose

DEDUCTION_INCERTAINE = "Aucun texte récent lu ne dit si ce que paient les familles est déduit de cette aide."


def _mediation(e: Entrees, b: Taux) -> Calcul:
    plafond = etape("Plafond de dépenses", suppose("H19", b.prix_plafond * e.etp), "€")
    retenues = etape("Dépenses retenues", suppose("H17", minimum(e.depenses, plafond)), "€")
    brut = b.taux * retenues
    net = maximum(brut - e.participations_familiales, 0)
    return Calcul(arrondi(entre(brut, net, DEDUCTION_INCERTAINE)), retenues, "€", b.taux)


DISPOSITIF = Dispositif(
    identifiant="ps_mediation_familiale",
    titre="Prestation de service « médiation familiale »",
    equipements=("mediation_familiale",),
    resume="Une part du coût, dans la limite d'un plafond par poste de médiateur.",
    conditions=(conventionnement("Il faut l'accord du comité des financeurs du département."),),
    lignes=(Ligne(_mediation),),
)
