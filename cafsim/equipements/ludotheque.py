"""Ludothèque: a place to play on the spot and to borrow games."""

from cafsim.equipements.champs import Equipement
from cafsim.equipements.fonctionnement import bonus_territoire_total, heures_ouverture

EQUIPEMENT = Equipement(
    type="ludotheque",
    titre="Ludothèque",
    noms=("ludo",),
    article="la ludothèque",
    rang=10,
    champs=(
        heures_ouverture(
            "Toutes les heures ouvertes au public, sauf celles qui sont réservées aux écoles ou à des groupes.", "900"
        ),
        bonus_territoire_total("6000"),
    ),
)
