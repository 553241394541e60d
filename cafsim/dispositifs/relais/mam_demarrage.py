"""Aide au démarrage of a Mam (maison d'assistants maternels): a sum for its equipment, once.

3,000 € from 2016 to 2023 (priority territories), 6,000 € since 2024. A Mam that opens or, since 2021, that grows by
10 % at least; it signs the quality charter, stays open three years and receives no Piaje itself. A ceiling: the Caf
decides within its budget.
"""

from __future__ import annotations

from cafsim.dispositifs.modele import Calcul, Condition, Dispositif, Entrees, Expr, Ligne, Taux
from cafsim.engine.algebra import arrondi, et, non

OUVERTURE_AUX_EXTENSIONS = 2021
PARTOUT = 2024
"""First exercice without the criterion of priority territories."""


def _nouvelle_ou_agrandie(e: Entrees, b: Taux) -> Expr:
    if b.exercice < OUVERTURE_AUX_EXTENSIONS:
        return et(e.places_nouvelles > 0, e.places_nouvelles >= e.places)
    avant = e.places - e.places_nouvelles
    return et(e.places_nouvelles > 0, e.places_nouvelles >= b.croissance_minimale * avant)


DISPOSITIF = Dispositif(
    identifiant="mam_demarrage",
    titre="Aide au démarrage d'une maison d'assistants maternels (Mam)",
    equipements=("mam",),
    resume="Une somme pour équiper une maison d'assistants maternels qui ouvre ou s'agrandit.",
    nature="plafond",
    periodicite="ponctuel",
    beneficiaire="maison d'assistants maternels",
    conditions=(
        Condition(lambda e, b: e.charte_qualite, "Il faut signer la charte de qualité avec la Caf."),
        Condition(
            _nouvelle_ou_agrandie,
            "Il faut une maison qui ouvre ou, depuis 2021, qui compte au moins 10 % de places en plus.",
        ),
        Condition(
            lambda e, b: e.territoire_prioritaire if b.exercice < PARTOUT else True,
            "Jusqu'à la fin de 2023, l'aide est réservée aux territoires que la Caf juge prioritaires.",
        ),
        Condition(
            lambda e, b: non(e.piaje_recu),
            "Pas de cumul pour la même maison avec le Piaje (plan d'investissement pour l'accueil du jeune enfant).",
        ),
    ),
    lignes=(Ligne(lambda e, b: Calcul(arrondi(b.montant))),),
)
