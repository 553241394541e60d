"""Evs: espace de vie sociale, a small centre social run by an association or a commune."""

from cafsim.equipements.champs import Equipement
from cafsim.equipements.fonctionnement import AUTRES_RECETTES, agrement, depenses

EQUIPEMENT = Equipement(
    type="espace_vie_sociale",
    titre="Espace de vie sociale (Evs)",
    noms=("vie sociale",),
    article="l'espace de vie sociale",
    rang=7,
    champs=(
        agrement(
            "La Caf a-t-elle agréé le projet social de l'espace ?",
            "Le conseil d'administration de la Caf agrée le projet social pour un à quatre ans. Tout gestionnaire "
            "peut l'obtenir, commune comprise, si les habitants participent.",
        ),
        depenses(
            "charges de fonctionnement de l'espace de vie sociale",
            "Total des charges déclarées à la Caf pour l'exercice.",
            "38000",
        ),
        AUTRES_RECETTES,
    ),
)
