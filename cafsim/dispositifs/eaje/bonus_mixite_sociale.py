"""Bonus « mixité sociale »: an amount per place, by tier of the families' mean hourly participation.

Circulaire Cnaf 2018-002 of 21 November 2018, in force since 1 January 2019. The mean is rounded to the cent, then
compared (H6), from 2020 to 2025 with thresholds of which only the bounds are known (H24); places are the most
authorised in the year (H7). A right, computed from the declared data.
"""

from __future__ import annotations

from cafsim.dispositifs.conditions import PSU
from cafsim.dispositifs.modele import Calcul, Dispositif, Entrees, Expr, Ligne, Taux
from cafsim.engine.algebra import arrondi, etape, exige, suppose

SEUILS_SUPPOSES = range(2020, 2026)
"""Exercices whose thresholds were not published: only the bounds of each are known."""


def _participation(e: Entrees, b: Taux) -> Expr:
    """Return what the families pay on average for an hour (€/h), as it is compared with the thresholds."""
    moyenne = suppose("H6", arrondi(e.participations_familiales / e.heures_facturees))
    participation = etape("Participation horaire moyenne des familles", moyenne, "€/h")
    return suppose("H24", participation) if b.exercice in SEUILS_SUPPOSES else participation


def _mixite(e: Entrees, b: Taux) -> Calcul:
    participation = _participation(e, b)
    par_place = etape("Montant par place", b.selon("montant_par_place", participation_horaire=participation), "€/place")
    places = suppose("H7", e.places)
    return Calcul(exige(par_place, arrondi(places * par_place)), places, "places", par_place)


DISPOSITIF = Dispositif(
    identifiant="bonus_mixite_sociale",
    titre="Bonus « mixité sociale »",
    equipements=("eaje",),
    resume="Par place, d'autant plus fort que les familles paient peu en moyenne.",
    conditions=(PSU,),
    lignes=(Ligne(_mixite),),
)
