"""Bonus « territoire Ctg » of a relais petite enfance, a lieu d'accueil enfants-parents or a ludothèque.

Circulaire Cnaf 2020-01 of 16 January 2020. The amount is local: it takes over the last year of the contrat enfance
jeunesse and adds the new hours or posts. The user types the amount of the convention. A right, once it is signed.
"""

from cafsim.dispositifs.conditions import CTG, SIGNER_CTG
from cafsim.dispositifs.modele import Calcul, Dispositif, Ligne
from cafsim.engine.algebra import arrondi

DISPOSITIF = Dispositif(
    identifiant="bonus_territoire_services",
    titre="Bonus « territoire Ctg » des relais, lieux d'accueil enfants-parents et ludothèques",
    equipements=("rpe", "laep", "ludotheque"),
    resume="Le montant annuel fixé par la convention signée avec la Caf, propre à chaque territoire.",
    conditions=(CTG,),
    lignes=(
        Ligne(
            lambda e, b: Calcul(arrondi(e.bonus_territoire_total)),
            "Bonus « territoire Ctg » : montant de la convention",
            presente=lambda e, b: e.bonus_territoire_total > 0,
        ),
    ),
    leviers=(SIGNER_CTG,),
)
