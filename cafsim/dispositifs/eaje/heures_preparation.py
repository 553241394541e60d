"""Heures de préparation à l'accueil de l'enfant: they replace the heures de concertation from 1 January 2025.

Instruction Cnaf C 2024-013. Amount not published where it could be read: exact when the user types the hours and the
hourly amount of his notification. A right.
"""

from cafsim.dispositifs.conditions import PSU
from cafsim.dispositifs.modele import Calcul, Dispositif, Ligne

DISPOSITIF = Dispositif(
    identifiant="heures_preparation",
    titre="Heures de préparation à l'accueil de l'enfant",
    equipements=("eaje",),
    resume="Temps de préparation de l'accueil de chaque enfant, financé depuis 2025.",
    conditions=(PSU,),
    lignes=(
        Ligne(
            lambda e, b: Calcul.par_unite(e.heures_preparation, "h", b.montant_horaire),
            presente=lambda e, b: e.heures_preparation > 0,
        ),
    ),
)
