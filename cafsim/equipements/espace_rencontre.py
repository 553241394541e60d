"""Espace de rencontre: a neutral place where a child meets a parent he no longer lives with."""

from cafsim.equipements.champs import Equipement
from cafsim.equipements.fonctionnement import (
    AUTRES_RECETTES,
    agrement,
    conventionnement,
    depenses,
    heures_organisation,
    heures_ouverture,
)

EQUIPEMENT = Equipement(
    type="espace_rencontre",
    titre="Espace de rencontre (parents séparés)",
    noms=(
        "espace rencontre",
        "point rencontre",
        "espaces de rencontre",
    ),
    article="l'espace de rencontre",
    rang=11,
    champs=(
        agrement(
            "L'espace de rencontre a-t-il l'agrément du préfet ?",
            "Lieu neutre où un enfant retrouve le parent, ou un proche, avec qui il ne vit plus.",
            "Arrêté préfectoral d'agrément.",
        ),
        conventionnement(
            "Le comité des financeurs a-t-il retenu l'espace de rencontre ?",
            "Ce comité réunit l'État, la Caf, la Msa (mutualité sociale agricole) et le département.",
        ),
        depenses(
            "charges de fonctionnement de l'espace de rencontre",
            "Total des charges déclarées à la Caf pour l'exercice.",
            "85000",
        ),
        heures_ouverture("Heures ouvertes aux enfants et aux parents.", "1100"),
        heures_organisation("400"),
        AUTRES_RECETTES,
    ),
)
