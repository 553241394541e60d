"""Fields that several services share: one name and one meaning, in the words of each service."""

from __future__ import annotations

from fractions import Fraction

from cafsim.equipements.champs import Champ

COMPTE_DE_RESULTAT = "Compte de résultat déclaré à la Caf (portail Afas, aides financières d'action sociale)."
_BUDGET = "Compte de résultat déclaré à la Caf, ou budget de l'équipement."
CONVENTION = "Convention d'objectifs et de financement signée avec la Caf."

ABSURDE_ETP = Fraction(500)


TAUX_REGIME_GENERAL = Champ(
    nom="taux_regime_general",
    libelle="part du régime général",
    unite="part",
    question="Quelle part des familles relève du régime général (100 % par défaut) ?",
    aide="La Caf paie pour les familles du régime général, la Msa (mutualité sociale agricole) pour les autres. "
    "Écrivez 0.98 ou 98 %.",
    maximum=Fraction(1),
    defaut=Fraction(1),
    ou_trouver="Convention d'objectifs et de financement, ou notification de droit de la Caf.",
    exemple="1",
)

PARTICIPATIONS_FAMILIALES = Champ.euros(
    nom="participations_familiales",
    libelle="participations familiales",
    question="Combien les familles ont-elles payé dans l'année, en euros ?",
    aide="Total des participations des familles. Sert au reste à charge (cafsim plan).",
    absurde=Fraction(200_000_000),
    ou_trouver=_BUDGET,
    exemple="82000",
)

AUTRES_RECETTES = Champ.euros(
    nom="autres_recettes",
    libelle="autres recettes",
    question="Quelles autres recettes dans l'année, en euros ?",
    aide="Recettes hors Caf, hors familles et hors commune : département, Msa (mutualité sociale agricole), "
    "employeurs, dons… Sert au reste à charge (cafsim plan).",
    absurde=Fraction(200_000_000),
    ou_trouver=_BUDGET,
    exemple="12000",
)
"""These two pay for a year beside the Caf: fields of the plan de financement, read by no aid."""


def depenses(quoi: str, aide: str, exemple: str) -> Champ:
    """Return `depenses`, the charges of the year (€) that the aid looks at."""
    return Champ.euros(
        nom="depenses",
        libelle=quoi,
        question=f"Dépenses de l'année, en euros : {quoi} ?",
        aide=aide,
        ou_trouver=COMPTE_DE_RESULTAT,
        exemple=exemple,
    )


def etp(de_qui: str, exemple: str) -> Champ:
    """Return `etp`, the full-time equivalents that the Caf finances."""
    return Champ(
        nom="etp",
        libelle=f"équivalents temps plein (Etp) {de_qui}",
        unite="Etp",
        question=f"Combien d'équivalents temps plein (Etp) {de_qui} ?",
        aide="Etp : équivalent temps plein. Un poste à mi-temps compte pour 0,5. Ne comptez que les postes retenus "
        "par la Caf.",
        absurde=ABSURDE_ETP,
        ou_trouver=CONVENTION,
        exemple=exemple,
    )


def agrement(question: str, aide: str, ou_trouver: str = "Notification d'agrément de la Caf.") -> Champ:
    """Return `agrement`, without which no aid to running costs is due."""
    return Champ.oui_non("agrement", "agrément en cours", question, aide, ou_trouver=ou_trouver)


def conventionnement(question: str, aide: str, ou_trouver: str = CONVENTION) -> Champ:
    """Return `conventionnement`: the funders retained the service."""
    return Champ.oui_non("conventionnement", "service retenu et conventionné", question, aide, ou_trouver=ou_trouver)


def heures_ouverture(aide: str, exemple: str) -> Champ:
    """Return `heures_ouverture`, the hours a year open to the public."""
    return Champ.heures(
        nom="heures_ouverture",
        libelle="heures d'ouverture au public",
        question="Combien d'heures d'ouverture au public dans l'année ?",
        aide=aide,
        exemple=exemple,
    )


def heures_organisation(exemple: str) -> Champ:
    """Return `heures_organisation`, the hours a year of preparation and meetings."""
    return Champ.heures(
        nom="heures_organisation",
        libelle="heures d'organisation de l'activité",
        question="Combien d'heures d'organisation dans l'année (préparation, rangement, réunions d'équipe) ?",
        aide="Heures sans public, nécessaires à l'activité ; 0 s'il n'y en a pas.",
        exemple=exemple,
    )


def bonus_territoire_total(exemple: str) -> Champ:
    """Return `bonus_territoire_total`, the yearly amount of the convention (€)."""
    return Champ.euros(
        nom="bonus_territoire_total",
        libelle="bonus territoire de l'année, d'après la convention",
        question="Quel est le montant annuel du bonus « territoire » de la convention, en euros ?",
        aide="Montant propre au territoire, souvent repris de l'ancien contrat enfance jeunesse : il n'est publié "
        "nulle part, il est dans la convention. 0 s'il n'y en a pas.",
        ou_trouver="Convention d'objectifs et de financement « bonus territoire Ctg » (convention territoriale "
        "globale).",
        exemple=exemple,
    )
