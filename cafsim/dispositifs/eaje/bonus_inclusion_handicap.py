"""Bonus « inclusion handicap »: for every place of a crèche, from the first eligible child.

Per place: share of eligible children × funding rate (by tier of that share) × cost per place (capped), at most a yearly
ceiling. Circulaires Cnaf 2018-002 then 2020-011. One rate for the whole share (H8). The ceiling of the cost per place
is a gap: until the user types it, the amount is a range from 0. A right.
"""

from __future__ import annotations

from fractions import Fraction

from cafsim.dispositifs.conditions import PSU, selon
from cafsim.dispositifs.modele import Calcul, Condition, Dispositif, Entrees, Levier, Ligne, Taux
from cafsim.engine.algebra import arrondi, etape, exige, minimum, suppose


def _handicap(e: Entrees, b: Taux) -> Calcul:
    part = etape("Part d'enfants en situation de handicap", e.enfants_handicap / e.enfants_inscrits, "part")
    taux = etape("Taux de financement", suppose("H8", b.selon("taux_financement", part_enfants_handicap=part)), "part")
    cout = etape("Coût par place retenu", minimum(e.depenses / e.places, b.plafond_cout_par_place), "€/place")
    par_place = etape("Bonus par place", minimum(part * taux * cout, b.plafond_par_place), "€/place")
    return Calcul(exige(taux, arrondi(par_place * e.places)), e.places, "places", par_place)


DISPOSITIF = Dispositif(
    identifiant="bonus_inclusion_handicap",
    titre="Bonus « inclusion handicap »",
    equipements=("eaje",),
    resume="Pour toutes les places d'une crèche qui accueille au moins un enfant en situation de handicap.",
    conditions=(
        PSU,
        Condition(
            lambda e, b: e.enfants_handicap > 0,
            "Aucun enfant en situation de handicap déclaré : le bonus joue dès le premier.",
        ),
    ),
    lignes=(Ligne(_handicap),),
    leviers=(
        Levier(
            titre="Accueillir un premier enfant en situation de handicap",
            champs=("enfants_handicap",),
            change=selon(
                ("enfants_handicap",),
                lambda n: None if n["enfants_handicap"] else {"enfants_handicap": Fraction(1)},
                depuis=2019,
                psu=True,
            ),
            demande="Un des enfants inscrits bénéficie de l'Aeeh ou, depuis 2020, d'un suivi reconnu (Camsp, bilan "
            "précoce, orientation de la Mdph, attestation de l'hôpital ou de la Pmi). Gardez le justificatif ; aucune "
            "demande à faire.",
        ),
    ),
)
