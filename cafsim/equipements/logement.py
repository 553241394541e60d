"""Logement: visits of dwellings that may be unfit to live in."""

from fractions import Fraction

from cafsim.equipements.champs import Champ, Equipement

_ABSURDE = Fraction(10_000)
_CONVENTION = "Convention « logement décent » signée avec la Caf du Nord."

EQUIPEMENT = Equipement(
    type="logement",
    titre="Lutte contre le logement non décent (Caf du Nord)",
    noms=(
        "logement décent",
        "logement indécent",
        "logement non décent",
    ),
    article="l'action pour le logement décent",
    rang=18,
    unique=True,
    champs=(
        Champ.oui_non(
            nom="caf_du_nord",
            libelle="territoire de la Caf du Nord",
            question="La commune ou l'intercommunalité est-elle dans le département du Nord ?",
            aide="Cette aide est une règle de la Caf du Nord. Les autres Caf ont, ou n'ont pas, leur propre règle.",
        ),
        Champ(
            nom="visites",
            libelle="logements visités l'année précédente",
            unite="diagnostics",
            question="Combien de logements ont été visités (diagnostics de non-décence) l'année précédente ?",
            aide="La Caf du Nord paie une année sur les visites de l'année d'avant.",
            absurde=_ABSURDE,
            ou_trouver="Bilan des visites remis à la Caf du Nord.",
            exemple="60",
        ),
        Champ(
            nom="objectif_visites",
            libelle="visites prévues par la convention",
            unite="diagnostics",
            question="Combien de visites par an la convention prévoit-elle ?",
            aide="Objectif annuel fixé par la convention, signée pour 3, 4 ou 5 ans.",
            absurde=_ABSURDE,
            ou_trouver=_CONVENTION,
            exemple="50",
        ),
        Champ.oui_non(
            nom="premiere_annee",
            libelle="première année de la convention",
            question="Est-ce la première année de la convention ?",
            aide="La première année, la Caf du Nord verse l'aide sur les visites prévues.",
            ou_trouver=_CONVENTION,
            defaut=False,
            exemple="false",
        ),
    ),
)
