"""Espace de rencontre: a neutral place where a child meets a parent he no longer lives with."""

from cafsim.equipements import fonctionnement
from cafsim.equipements.champs import Equipement

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
        fonctionnement.agrement(
            "L'espace de rencontre a-t-il l'agrément du préfet ?",
            "Lieu neutre où un enfant retrouve le parent, ou un proche, avec qui il ne vit plus.",
            "Arrêté préfectoral d'agrément.",
        ),
        fonctionnement.conventionnement(
            "Le comité des financeurs a-t-il retenu l'espace de rencontre ?",
            "Ce comité réunit l'État, la Caf, la Msa (mutualité sociale agricole) et le département.",
        ),
        fonctionnement.depenses(
            "charges de fonctionnement de l'espace de rencontre",
            "Total des charges déclarées à la Caf pour l'exercice.",
            "85000",
        ),
        fonctionnement.heures_ouverture("Heures ouvertes aux enfants et aux parents.", "1100"),
        fonctionnement.heures_organisation("400"),
        fonctionnement.AUTRES_RECETTES,
    ),
)
