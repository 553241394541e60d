"""Bonus « attractivité »: for crèches that raise their staff's pay.

475 € per place for a public manager, 970 € for a private one; in a delegation nobody says which, so both ends.
Vote of the Cnaf of 3 April 2024, in force since 1 January 2024. Places: H7. A right, once the pay condition is met.
"""

from __future__ import annotations

from cafsim.dispositifs.conditions import PSU, bascule
from cafsim.dispositifs.modele import Calcul, Condition, Dispositif, Entrees, Levier, Ligne, Taux
from cafsim.engine.algebra import suppose


def _attractivite(e: Entrees, b: Taux) -> Calcul:
    par_place = b.selon("montant_par_place", gestionnaire=e.gestionnaire)
    return Calcul.par_unite(suppose("H7", e.places), "places", par_place)


DISPOSITIF = Dispositif(
    identifiant="bonus_attractivite",
    titre="Bonus « attractivité »",
    equipements=("eaje",),
    resume="Par place, pour les crèches qui relèvent durablement les salaires.",
    conditions=(
        PSU,
        Condition(
            lambda e, b: e.revalorisation_salariale,
            "Il faut une revalorisation salariale durable : au moins 100 € nets par mois pour tous les agents "
            "(public), ou une convention collective reconnue (privé).",
        ),
    ),
    lignes=(Ligne(_attractivite),),
    leviers=(
        Levier(
            titre="Relever les salaires (bonus attractivité)",
            champs=("revalorisation_salariale",),
            change=bascule("revalorisation_salariale", depuis=2024, psu=True),
            demande="Public : au moins 100 € nets de plus par mois, durables, pour tous les agents auprès des enfants "
            "ou à la direction, par délibération. Privé : une convention collective reconnue (150 € nets par mois en "
            "moyenne). Le coût de ces hausses n'est pas déduit du gain.",
        ),
    ),
)
