"""Bonus « territoire Ctg » Alsh: for the hours that the convention retains, and the new ones within its limit.

Circulaire Cnaf 2020-01 of 16 January 2020. Both hourly amounts are local (the convention's); no new hour was funded
until 2022, then at most 25 % of the contracted hours. A right, once the convention is signed.
"""

from __future__ import annotations

from cafsim.baremes.symbols import Taux
from cafsim.dispositifs.conditions import CTG
from cafsim.dispositifs.modele import Calcul, Condition, Dispositif, Ligne, Verification
from cafsim.engine.algebra import arrondi, etape, minimum
from cafsim.equipements.champs import Entrees


def _existantes(e: Entrees, b: Taux) -> Calcul:
    montant = arrondi(e.heures_contractualisees * e.bonus_territoire_horaire)
    return Calcul(montant, e.heures_contractualisees, "h", e.bonus_territoire_horaire)


def _nouvelles(e: Entrees, b: Taux) -> Calcul:
    limite = etape("Limite des heures nouvelles", b.part_heures_nouvelles_max * e.heures_contractualisees, "h")
    heures = etape("Heures nouvelles financées", minimum(e.heures_nouvelles_ctg, limite), "h")
    return Calcul(arrondi(heures * e.bonus_territoire_horaire_nouveau), heures, "h", e.bonus_territoire_horaire_nouveau)


DISPOSITIF = Dispositif(
    identifiant="bonus_territoire_alsh",
    titre="Bonus « territoire Ctg » Alsh",
    equipements=("alsh",),
    resume="Par heure retenue dans la convention signée avec la Caf, à un montant propre au territoire.",
    conditions=(CTG,),
    verifications=(
        Verification(
            lambda e, b: e.bonus_territoire_horaire < b.plancher_horaire,
            "Le bonus territoire par heure est sous le plancher national connu : relisez la convention.",
        ),
    ),
    lignes=(
        Ligne(
            "Bonus « territoire Ctg » Alsh : heures existantes",
            _existantes,
            presente=lambda e, b: e.heures_contractualisees > 0,
        ),
        Ligne(
            "Bonus « territoire Ctg » Alsh : heures nouvelles",
            _nouvelles,
            conditions=(
                Condition(
                    lambda e, b: b.part_heures_nouvelles_max > 0,
                    "Jusqu'en 2022, aucune heure nouvelle n'était financée.",
                ),
            ),
            presente=lambda e, b: e.heures_nouvelles_ctg > 0,
        ),
    ),
)
