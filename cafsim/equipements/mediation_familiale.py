"""Service de médiation familiale."""

from cafsim.equipements import fonctionnement
from cafsim.equipements.champs import Champ, Equipement

EQUIPEMENT = Equipement(
    type="mediation_familiale",
    titre="Médiation familiale",
    noms=("médiation",),
    article="le service de médiation familiale",
    rang=12,
    champs=(
        fonctionnement.conventionnement(
            "Le comité des financeurs du département a-t-il retenu le service ?",
            "Ce comité réunit l'État, la Caf, la Msa (mutualité sociale agricole) et le département.",
        ),
        fonctionnement.etp("de médiateur familial diplômé", "1.5"),
        fonctionnement.depenses(
            "charges du service de médiation familiale",
            "Charges de l'exercice. Si la Caf finance moins de postes qu'il n'y en a, comptez la part de ces postes.",
            "110000",
        ),
        Champ.euros(
            nom="participations_familiales",
            libelle="participations des familles et consignations du tribunal",
            question="Combien les familles ont-elles payé dans l'année (consignations comprises), en euros ?",
            aide="Pour les mêmes postes que les charges. Consignation : somme que le tribunal fait avancer pour une "
            "médiation qu'il ordonne.",
            ou_trouver=fonctionnement.COMPTE_DE_RESULTAT,
            exemple="4200",
        ),
        fonctionnement.AUTRES_RECETTES,
    ),
)
