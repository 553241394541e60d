"""Heures de concertation: team meetings without children, counted in the Psu until 31 December 2024.

Neither the amount nor the number of hours per place was published where it could be read: the line is exact when the
user types the hours and the hourly amount of his notification. A right.
"""

from cafsim.dispositifs.conditions import PSU
from cafsim.dispositifs.modele import Calcul, Dispositif, Ligne

DISPOSITIF = Dispositif(
    identifiant="heures_concertation",
    titre="Heures de concertation",
    equipements=("eaje",),
    resume="Temps de réunion de l'équipe, financé dans la Psu jusqu'à la fin de 2024.",
    conditions=(PSU,),
    lignes=(
        Ligne(
            lambda e, b: Calcul.par_unite(e.heures_concertation, "h", b.montant_horaire),
            presente=lambda e, b: e.heures_concertation > 0,
        ),
    ),
)
