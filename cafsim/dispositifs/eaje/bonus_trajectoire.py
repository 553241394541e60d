"""Bonus « trajectoire de développement »: where the places that a collectivité co-finances grow from 2023 to 2027.

100, 200 or 300 € for each place with Psu and bonus territoire, from 4, 8 or 12 % of growth. Paid since November 2025;
reading of the steps and of the first year: H9. A right, for signatories of a Ctg.
"""

from __future__ import annotations

from cafsim.baremes.symbols import Taux
from cafsim.dispositifs.conditions import CTG
from cafsim.dispositifs.eaje.conditions import PSU
from cafsim.dispositifs.modele import Calcul, Dispositif, Ligne
from cafsim.engine.algebra import arrondi, etape, suppose
from cafsim.equipements.champs import Entrees


def _trajectoire(e: Entrees, b: Taux) -> Calcul:
    hausse = (e.places_cofinancees - e.places_cofinancees_2023) / e.places_cofinancees_2023
    croissance = etape("Hausse du nombre de places depuis 2023", hausse, "part")
    par_place = suppose("H9", b.selon("montant_par_place", croissance=croissance))
    return Calcul(arrondi(e.places_soutenues * par_place), e.places_soutenues, "places", par_place)


DISPOSITIF = Dispositif(
    identifiant="bonus_trajectoire",
    titre="Bonus « trajectoire de développement »",
    equipements=("eaje",),
    resume="Pour toutes les places, quand la collectivité en cofinance 4, 8 ou 12 % de plus qu'en 2023.",
    conditions=(PSU, CTG),
    lignes=(Ligne("Bonus « trajectoire de développement »", _trajectoire),),
)
