"""Accueil or service for young people of 12 to 25, with a qualified animateur."""

from cafsim.equipements.champs import Equipement
from cafsim.equipements.fonctionnement import AUTRES_RECETTES, agrement, depenses, etp

EQUIPEMENT = Equipement(
    type="jeunes",
    titre="Accueil de jeunes (12-25 ans) avec un animateur qualifié",
    noms=(
        "accueil jeunes",
        "espace jeunes",
        "maison des jeunes",
        "ps jeunes",
        "club ados",
        "local jeunes",
    ),
    article="l'accueil de jeunes",
    rang=8,
    champs=(
        agrement(
            "La Caf a-t-elle agréé le projet pour les jeunes ?",
            "Le conseil d'administration de la Caf agrée le projet, après un appel à candidatures et dans la limite "
            "d'un budget national. Public : 12-17 ans d'abord, jusqu'à 25 ans.",
        ),
        etp("d'animateur jeunesse qualifié", "1"),
        depenses(
            "coût des postes d'animateur jeunesse",
            "Salaires, charges et frais liés aux postes d'animateur retenus par la Caf.",
            "42000",
        ),
        AUTRES_RECETTES,
    ),
)
