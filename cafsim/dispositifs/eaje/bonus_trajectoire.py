"""Bonus « trajectoire de développement »: where the places that a collectivité co-finances grow from 2023 to 2027.

100, 200 or 300 € for each place with Psu and bonus territoire, from 4, 8 or 12 % of growth. Paid since November 2025;
reading of the steps and of the first year: H9. Without any place in 2023, no text says how growth counts. A right, for
signatories of a Ctg.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from cafsim.dispositifs.conditions import CTG, PSU, selon
from cafsim.dispositifs.modele import Calcul, Dispositif, Donnees, Entrees, Levier, Ligne, Taux
from cafsim.engine.algebra import entre, etape, quand, suppose
from cafsim.engine.expr import as_expr


def _trajectoire(e: Entrees, b: Taux) -> Calcul:
    hausse = (e.places_cofinancees - e.places_cofinancees_2023) / e.places_cofinancees_2023
    croissance = etape("Hausse du nombre de places depuis 2023", hausse, "part")
    sans_hausse, au_mieux = (b.selon("montant_par_place", croissance=as_expr(part)) for part in (0, 1))
    par_place = suppose(
        "H9",
        quand(
            e.places_cofinancees_2023 > 0,
            b.selon("montant_par_place", croissance=croissance),
            entre(sans_hausse, au_mieux, "Aucune place en 2023 : demandez à la Caf comment elle compte la hausse."),
        ),
    )
    return Calcul.par_unite(e.places_soutenues, "places", par_place)


PALIERS = (4, 8, 12)
"""Growth (%) from which each amount is paid; the formula reads the table's own thresholds."""


def _atteindre(nombres: Mapping[str, Fraction], palier: int) -> Donnees | None:
    depart = nombres["places_cofinancees_2023"]
    visees = Fraction((depart * (100 + palier) / 100).__ceil__())
    return {"places_cofinancees": visees} if depart and nombres["places_cofinancees"] < visees else None


def _levier(palier: int) -> Levier:
    return Levier(
        titre=f"Cofinancer {palier} % de places de crèche de plus qu'en 2023",
        champs=("places_cofinancees",),
        change=selon(
            ("places_cofinancees_2023", "places_cofinancees"),
            lambda nombres: _atteindre(nombres, palier),
            depuis=2025,
            jusqu_a=2027,
            psu=True,
            ctg=True,
        ),
        demande="Ouvrir, ou soutenir, assez de places Psu sur tout le territoire de la collectivité signataire de la "
        "Ctg. Le bonus porte ensuite sur toutes les places soutenues. Le coût des places nouvelles n'est pas déduit ; "
        "les autres aides à ces places ne sont pas comptées.",
        commun=True,
    )


DISPOSITIF = Dispositif(
    identifiant="bonus_trajectoire",
    titre="Bonus « trajectoire de développement »",
    equipements=("eaje",),
    resume="Pour toutes les places, quand la collectivité en cofinance 4, 8 ou 12 % de plus qu'en 2023.",
    conditions=(PSU, CTG),
    lignes=(Ligne(_trajectoire),),
    leviers=tuple(map(_levier, PALIERS)),
)
