"""Ctg: convention territoriale globale, the contract of a commune or an intercommunalité with the Caf."""

from fractions import Fraction

from cafsim.equipements.champs import Champ, Equipement
from cafsim.equipements.fonctionnement import etp

_CONVENTION = "Convention d'objectifs et de financement « pilotage de la Ctg » (convention territoriale globale)."

EQUIPEMENT = Equipement(
    type="ctg",
    titre="Pilotage de la convention territoriale globale (Ctg)",
    noms=(
        "pilotage de la ctg",
        "chargé de coopération",
        "coordination ctg",
    ),
    article="le pilotage de la convention territoriale globale",
    rang=17,
    unique=True,
    champs=(
        Champ.euros(
            nom="cout_diagnostic",
            libelle="coût du diagnostic de territoire",
            par_an=False,
            question="Combien coûte le diagnostic de territoire qui prépare la Ctg, en euros ?",
            aide="Étude des besoins faite avant de signer ou de renouveler la Ctg ; 0 s'il n'y en a pas.",
            ou_trouver="Devis du bureau d'études.",
            exemple="12000",
        ),
        etp("de chargé de coopération", "1"),
        Champ(
            nom="bonus_territoire_par_etp",
            libelle="montant par Etp (équivalent temps plein) de chargé de coopération",
            unite="€/Etp",
            question="Quel montant par équivalent temps plein de chargé de coopération, en euros par an ?",
            aide="Aucun montant n'est publié : il est dans la convention.",
            absurde=Fraction(200_000),
            ou_trouver=_CONVENTION,
            exemple="24000",
        ),
    ),
)
