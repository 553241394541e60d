"""Prestation de service « Clas » (contrat local d'accompagnement à la scolarité): per group of 8 to 12 children.

32.5 % of the cost of a group (rate of 2015; the groups share the cost evenly, H21), at most an amount per group whose
year is unknown (2,563 €). As the share itself may have changed, share × cost is no sure maximum, and the line stays to
be completed until the user types the amount. The bonuses announced beside it have no published amount. A right for the
projects that the Caf retains each year.
"""

from __future__ import annotations

from cafsim.dispositifs.conditions import conventionnement
from cafsim.dispositifs.modele import Calcul, Dispositif, Entrees, Ligne, Taux
from cafsim.engine.algebra import arrondi, etape, exige, minimum, suppose


def _clas(e: Entrees, b: Taux) -> Calcul:
    part = b.taux * suppose("H21", e.depenses / e.groupes)
    par_groupe = etape("Prestation par groupe", minimum(part, b.plafond_par_groupe), "€/groupe")
    return Calcul(exige(b.plafond_par_groupe, arrondi(par_groupe * e.groupes)), e.groupes, "groupes", par_groupe)


DISPOSITIF = Dispositif(
    identifiant="ps_clas",
    titre="Prestation de service « accompagnement à la scolarité » (Clas)",
    equipements=("clas",),
    resume="Par groupe d'enfants et par année scolaire : une part du coût, dans la limite d'un montant par groupe.",
    conditions=(conventionnement("Il faut que la Caf ait retenu le projet à l'appel à projets de l'année scolaire."),),
    lignes=(Ligne(_clas, presente=lambda e, b: e.groupes > 0),),
)
