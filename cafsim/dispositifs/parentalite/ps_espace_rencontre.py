"""Prestation de service « espaces de rencontre »: 60 % of the capped hourly cost since 2019, times the hours.

Hours are those of opening and of organisation. The hourly ceilings are gaps: without one the line runs from 0 to 60 %
of the cost. A right once the préfet has approved the place and the committee of funders has retained it.
"""

from __future__ import annotations

from cafsim.dispositifs.conditions import agrement, conventionnement
from cafsim.dispositifs.modele import Calcul, Dispositif, Entrees, Ligne, Taux
from cafsim.dispositifs.prestation import prestation
from cafsim.engine.algebra import etape


def _espace_rencontre(e: Entrees, b: Taux) -> Calcul:
    heures = etape("Heures comptées", e.heures_ouverture + e.heures_organisation, "h")
    plafond = etape("Plafond de dépenses", b.plafond_horaire * heures, "€")
    return prestation(e.depenses, plafond, b.taux)


DISPOSITIF = Dispositif(
    identifiant="ps_espace_rencontre",
    titre="Prestation de service « espaces de rencontre »",
    equipements=("espace_rencontre",),
    resume="Une part du coût, dans la limite d'un plafond par heure d'ouverture et d'organisation.",
    conditions=(
        agrement("Il faut l'agrément du préfet."),
        conventionnement(
            "Il faut l'accord du comité des financeurs (État, Caf, mutualité sociale agricole, département)."
        ),
    ),
    lignes=(Ligne(_espace_rencontre),),
)
