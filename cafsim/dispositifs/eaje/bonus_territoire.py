"""Bonus « territoire Ctg »: for the Psu places that a signatory of a Ctg supports.

Existing places: the amount of the convention, majorations included. New places: a national amount by zone and year.
Circulaires Cnaf 2020-01 of 16 January 2020 and 2021-004 of 17 March 2021. In 2019, only the new places of priority
territories. A right, once the convention is signed.
"""

from __future__ import annotations

from cafsim.dispositifs.conditions import CTG, DEBUT_CTG, PSU, SIGNER_CTG
from cafsim.dispositifs.modele import Calcul, Dispositif, Entrees, Expr, Ligne, Taux
from cafsim.engine.algebra import arrondi, connu, etape, minimum, quand


def _places_nouvelles(e: Entrees) -> Expr:
    return minimum(e.places_nouvelles, e.places_soutenues)


def _existantes(e: Entrees, b: Taux) -> Calcul:
    places = etape("Places existantes soutenues", (e.places_soutenues - _places_nouvelles(e)), "places")
    montant = quand(
        connu(e.bonus_territoire_existant_total),
        e.bonus_territoire_existant_total,
        places * e.bonus_territoire_existant,
    )
    return Calcul(arrondi(montant), places, "places", montant / places)


def _nouvelles(e: Entrees, b: Taux) -> Calcul:
    par_place = b.selon("montant_nouvelle_place", zone_prioritaire=e.zone_prioritaire)
    return Calcul.par_unite(_places_nouvelles(e), "places", par_place)


DISPOSITIF = Dispositif(
    identifiant="bonus_territoire",
    titre="Bonus « territoire Ctg »",
    equipements=("eaje",),
    resume="Par place soutenue par une collectivité signataire d'une Ctg ; plus fort pour les places nouvelles.",
    conditions=(PSU, CTG),
    lignes=(
        Ligne(
            _existantes,
            "Bonus « territoire Ctg » : places existantes",
            presente=lambda e, b: (e.places_soutenues > _places_nouvelles(e)) if b.exercice >= DEBUT_CTG else False,
        ),
        Ligne(
            _nouvelles, "Bonus « territoire Ctg » : places nouvelles", presente=lambda e, b: _places_nouvelles(e) > 0
        ),
    ),
    leviers=(SIGNER_CTG,),
)
