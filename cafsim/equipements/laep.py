"""Laep: lieu d'accueil enfants-parents."""

from cafsim.equipements import fonctionnement
from cafsim.equipements.champs import Champ, Equipement

EQUIPEMENT = Equipement(
    type="laep",
    titre="Lieu d'accueil enfants-parents (Laep)",
    noms=(
        "accueil enfants-parents",
        "accueil parents-enfants",
        "lieu d'accueil parents-enfants",
    ),
    article="le lieu d'accueil enfants-parents",
    rang=4,
    champs=(
        Champ.oui_non(
            nom="referentiel_national",
            libelle="respect du référentiel national des Laep",
            question="Le lieu respecte-t-il le référentiel national : gratuit, anonyme, sans inscription, au moins "
            "deux accueillants par séance ?",
            aide="Le lieu reçoit des enfants de moins de 6 ans avec un adulte de leur famille. Il a un projet de "
            "fonctionnement et figure sur monenfant.fr.",
            ou_trouver=fonctionnement.CONVENTION,
        ),
        fonctionnement.depenses(
            "charges de fonctionnement du lieu d'accueil",
            "Total des charges déclarées à la Caf pour l'exercice.",
            "30000",
        ),
        fonctionnement.heures_ouverture("Heures de séance, portes ouvertes aux familles.", "240"),
        fonctionnement.heures_organisation("120"),
        fonctionnement.bonus_territoire_total("4000"),
        fonctionnement.AUTRES_RECETTES,
    ),
)
