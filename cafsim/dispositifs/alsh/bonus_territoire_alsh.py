"""Bonus « territoire Ctg » Alsh: for the hours that the convention retains, and the new ones within its limit.

Circulaire Cnaf 2020-01 of 16 January 2020. Both hourly amounts are local (the convention's); no new hour was funded
until 2022, then at most 25 % of the contracted hours. A right, once the convention is signed.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from cafsim.dispositifs.conditions import CTG, SIGNER_CTG, selon
from cafsim.dispositifs.modele import Calcul, Condition, Dispositif, Donnees, Entrees, Levier, Ligne, Taux
from cafsim.engine.algebra import etape, minimum

PART_NOUVELLE = Fraction(25, 100)
"""Most new hours over contracted hours; the formula reads the table's own figure."""


def _nouvelles(e: Entrees, b: Taux) -> Calcul:
    limite = etape("Limite des heures nouvelles", b.part_heures_nouvelles_max * e.heures_contractualisees, "h")
    heures = etape("Heures nouvelles financées", minimum(e.heures_nouvelles_ctg, limite), "h")
    return Calcul.par_unite(heures, "h", e.bonus_territoire_horaire_nouveau)


def _developper(nombres: Mapping[str, Fraction]) -> Donnees | None:
    limite = nombres["heures_contractualisees"] * PART_NOUVELLE
    return {"heures_nouvelles_ctg": limite} if nombres["heures_nouvelles_ctg"] < limite else None


DISPOSITIF = Dispositif(
    identifiant="bonus_territoire_alsh",
    titre="Bonus « territoire Ctg » Alsh",
    equipements=("alsh",),
    resume="Par heure retenue dans la convention signée avec la Caf, à un montant propre au territoire.",
    conditions=(CTG,),
    lignes=(
        Ligne(
            lambda e, b: Calcul.par_unite(e.heures_contractualisees, "h", e.bonus_territoire_horaire),
            "Bonus « territoire Ctg » Alsh : heures existantes",
            presente=lambda e, b: e.heures_contractualisees > 0,
        ),
        Ligne(
            _nouvelles,
            "Bonus « territoire Ctg » Alsh : heures nouvelles",
            conditions=(
                Condition(
                    lambda e, b: b.part_heures_nouvelles_max > 0,
                    "Jusqu'en 2022, aucune heure nouvelle n'était financée.",
                ),
            ),
            presente=lambda e, b: e.heures_nouvelles_ctg > 0,
        ),
    ),
    leviers=(
        SIGNER_CTG,
        Levier(
            titre="Développer des heures nouvelles Ctg, jusqu'à 25 % des heures contractualisées",
            champs=("heures_nouvelles_ctg",),
            change=selon(("heures_contractualisees", "heures_nouvelles_ctg"), _developper, depuis=2023, ctg=True),
            demande="Accueillir des enfants pendant plus d'heures que la convention n'en retient, dans un accueil que "
            "la collectivité soutient. La prestation de service de ces heures s'y ajouterait ; leur coût n'est pas "
            "déduit du gain.",
        ),
    ),
)
