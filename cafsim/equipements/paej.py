"""Paej: point accueil écoute jeunes."""

from cafsim.equipements.champs import Equipement
from cafsim.equipements.fonctionnement import conventionnement, etp

EQUIPEMENT = Equipement(
    type="paej",
    titre="Point accueil écoute jeunes (Paej)",
    noms=(
        "point accueil écoute",
        "point écoute jeunes",
    ),
    article="le point accueil écoute jeunes",
    rang=13,
    champs=(
        conventionnement(
            "Le point accueil écoute jeunes est-il conventionné avec la Caf ?",
            "Lieu d'écoute confidentiel et gratuit pour les 12-25 ans et leurs parents.",
        ),
        etp("d'accueillant ou d'animateur", "1.5"),
    ),
)
