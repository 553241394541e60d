"""Works: the fields of `[eaje.investissement]`, some of which other equipments take up."""

from __future__ import annotations

from fractions import Fraction

from cafsim.equipements.champs import Champ, Choix, Groupe, Type

_ABSURDE_EUROS = Fraction(200_000_000)

ANNEES_AVANT, ANNEES_APRES = 2, 1
"""How far from the exercice the file of works is expected: so many years before, so many after."""

COFINANCEMENTS = Groupe(
    nom="cofinancements",
    titre="autres financeurs",
    question="Un autre financeur participe-t-il aux travaux (État, région, département, intercommunalité, Msa…) ?",
    aide="Une table par financeur, hors Caf et hors fonds propres du maître d'ouvrage.",
    champs=(
        Champ(
            nom="financeur",
            libelle="financeur",
            type=Type.TEXTE,
            question="Quel financeur ?",
            aide="Département, région, État, fondation…",
            exemple='"Département"',
        ),
        Champ.euros(
            nom="montant",
            libelle="montant du cofinancement",
            par_an=False,
            question="Pour quel montant, en euros ?",
            aide="Subvention obtenue ou demandée.",
            absurde=_ABSURDE_EUROS,
            exemple="60000",
        ),
        Champ.oui_non(
            nom="public",
            libelle="financeur public",
            question="Est-ce une personne publique (État, région, département, intercommunalité) ?",
            aide="La règle des 20 % d'apport du maître d'ouvrage ne compte que les personnes publiques.",
        ),
    ),
)

INVESTISSEMENT = Groupe(
    nom="investissement",
    titre="projet d'investissement",
    question="Y a-t-il un projet d'investissement (création de places, travaux, rénovation) ?",
    aide="Création, extension, déménagement ou rénovation : la Caf peut prendre en charge une partie du coût.",
    champs=(
        Champ(
            nom="operation",
            libelle="opération",
            type=Type.CHOIX,
            question="De quelle opération s'agit-il ?",
            aide="Création : nouvel établissement. Extension : places en plus au même endroit. Transplantation : "
            "déménagement dans d'autres locaux. Rénovation : travaux sans place en plus.",
            choix=(
                Choix(
                    "creation",
                    "création d'un établissement",
                    noms=("création", "construction", "ouverture", "nouvel établissement", "création de places"),
                    implique=(("places_avant", 0), ("places_renovees", 0)),
                ),
                Choix(
                    "extension", "extension d'un établissement", noms=("extension", "agrandissement", "augmentation")
                ),
                Choix(
                    "transplantation",
                    "déménagement dans d'autres locaux",
                    noms=("déménagement", "transfert", "relocalisation"),
                ),
                Choix(
                    "renovation",
                    "rénovation sans place en plus",
                    noms=("rénovation", "modernisation", "réhabilitation", "mise aux normes"),
                    implique=(("places_creees", 0),),
                ),
            ),
            exemple='"creation"',
        ),
        Champ(
            nom="date_dossier",
            libelle="date du dossier complet",
            type=Type.DATE,
            question="À quelle date le dossier complet est-il (ou sera-t-il) déposé à la Caf ?",
            aide="Le barème d'investissement est celui de cette date. Sans réponse : le 1er janvier de l'exercice. "
            "Une date approchée vaut mieux que « ? », qui compte les barèmes de quatre ans.",
            exemple="2024-03-15",
        ),
        Champ.places(
            nom="places_avant",
            libelle="places avant l'opération",
            question="Combien de places avant l'opération ?",
            aide="Places agréées avant les travaux ; 0 pour une création.",
            exemple="0",
        ),
        Champ.places(
            nom="places_creees",
            libelle="places créées",
            question="Combien de places sont créées ?",
            aide="Places en plus grâce à l'opération ; 0 pour une rénovation.",
            exemple="10",
        ),
        Champ.places(
            nom="places_renovees",
            libelle="places existantes rénovées",
            question="Combien de places existantes sont rénovées ?",
            aide="Places qui existaient déjà et dont les locaux sont modernisés ; 0 s'il n'y en a pas.",
            exemple="0",
        ),
        Champ.euros(
            nom="cout",
            libelle="dépenses subventionnables",
            par_an=False,
            question="Quel est le coût de l'opération, en euros ?",
            aide="Dépenses subventionnables d'après les devis : hors taxes pour une collectivité, toutes taxes "
            "comprises pour une association.",
            absurde=_ABSURDE_EUROS,
            ou_trouver="Devis ou plan de financement.",
            exemple="480000",
        ),
        Champ.oui_non(
            nom="gros_oeuvre",
            libelle="gros œuvre d'au moins 30 % du coût",
            question="Le gros œuvre (murs, structure, toiture) représente-t-il au moins 30 % du coût total ?",
            aide="Une majoration par place récompense les projets qui construisent ou transforment le bâti.",
            ou_trouver="Estimation de l'architecte, lot par lot.",
        ),
        Champ.oui_non(
            nom="developpement_durable",
            libelle="bâtiment Hqe ou Bbc",
            question="Le bâtiment suit-il une démarche de développement durable (Hqe, Bbc) ?",
            aide="Hqe : haute qualité environnementale. Bbc : bâtiment basse consommation.",
            exemple="false",
        ),
        Champ.oui_non(
            nom="insertion",
            libelle="crèche à vocation d'insertion professionnelle",
            question="Est-ce une crèche Avip (à vocation d'insertion professionnelle) ?",
            aide="Crèche qui réserve des places aux enfants de parents en recherche d'emploi, avec un label.",
            exemple="false",
        ),
        Champ.oui_non(
            nom="appel_a_projets",
            libelle="territoire retenu dans un appel à projets de la Caf",
            question="Le territoire est-il dans un appel à projets de la Caf pour les micro-crèches Paje ?",
            aide="Utile aux seules micro-crèches Paje : l'appel à projets ouvre l'aide hors des critères nationaux.",
            exemple="false",
        ),
        Champ(
            nom="majoration_potentiel_financier",
            libelle="majoration de potentiel financier",
            unite="€/place",
            question="Quelle est la majoration « potentiel financier », en euros par place ?",
            aide="Majoration par place d'autant plus forte que la commune est peu riche. Les tranches ne sont pas "
            "publiées : seule la Caf donne ce chiffre.",
            absurde=Fraction(50_000),
            ou_trouver="Notice « plan crèches » ou barème Piaje de la Caf.",
            exemple="3000",
        ),
    ),
    listes=(COFINANCEMENTS,),
)

_CHAMPS = {c.nom: c for c in INVESTISSEMENT.champs}


def repris(*noms: str) -> tuple[Champ, ...]:
    """Return fields of the crèche's works, in the order asked. Raise KeyError for an unknown name."""
    return tuple(_CHAMPS[nom] for nom in noms)
