"""Fjt: foyer de jeunes travailleurs."""

from fractions import Fraction

from cafsim.equipements.champs import Champ, Equipement
from cafsim.equipements.fonctionnement import AUTRES_RECETTES, agrement, depenses

EQUIPEMENT = Equipement(
    type="fjt",
    titre="Foyer de jeunes travailleurs (Fjt)",
    noms=(
        "résidence habitat jeunes",
        "habitat jeunes",
        "résidence jeunes travailleurs",
    ),
    article="le foyer de jeunes travailleurs",
    rang=14,
    champs=(
        agrement(
            "La Caf a-t-elle agréé le projet socio-éducatif du foyer ?",
            "Le conseil d'administration de la Caf agrée le projet socio-éducatif ; le préfet autorise le foyer.",
        ),
        depenses(
            "salaires et charges du personnel socio-éducatif",
            "Personnel socio-éducatif qualifié, part du personnel associé et part de la direction retenues par la Caf.",
            "140000",
        ),
        Champ(
            nom="part_jeunes",
            libelle="part de jeunes de 16 à 25 ans actifs, en formation ou en recherche d'emploi",
            unite="part",
            question="Quelle part des résidents a de 16 à 25 ans et travaille, se forme ou cherche un emploi ?",
            aide="Sert seulement à vérifier la règle des publics. Facultatif. Écrivez 0.70 ou 70 %.",
            maximum=Fraction(1),
            ou_trouver="Bilan d'activité remis à la Caf.",
            exemple="0.70",
        ),
        AUTRES_RECETTES,
    ),
)
