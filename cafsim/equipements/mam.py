"""Mam: maison d'assistants maternels."""

from fractions import Fraction

from cafsim.equipements.champs import Champ, Coherence, Equipement, Groupe
from cafsim.equipements.chantier import COFINANCEMENTS, repris

_ABSURDE_PLACES = Fraction(100)

INVESTISSEMENT = Groupe(
    nom="investissement",
    titre="projet d'investissement",
    question="Y a-t-il un projet d'investissement (création de places, travaux) ?",
    aide="Création, extension ou déménagement d'une Mam : la Caf peut prendre en charge une partie du coût.",
    champs=(
        *repris(
            "operation", "date_dossier", "places_avant", "places_creees", "cout", "gros_oeuvre", "developpement_durable"
        ),
        Champ.oui_non(
            nom="appel_a_projets",
            libelle="territoire retenu dans un appel à projets de la Caf",
            question="Le territoire est-il dans un appel à projets de la Caf pour les Mam ?",
            aide="De 2021 à 2023, l'appel à projets ouvre l'aide hors des critères nationaux.",
            exemple="false",
        ),
        *repris("majoration_potentiel_financier"),
    ),
    listes=(COFINANCEMENTS,),
)

EQUIPEMENT = Equipement(
    type="mam",
    titre="Maison d'assistants maternels (Mam)",
    noms=("maison d'assistantes maternelles",),
    article="la maison d'assistants maternels",
    rang=5,
    groupes=(INVESTISSEMENT,),
    coherences=(Coherence("places_nouvelles", ("places",), "il y a plus de places nouvelles que de places agréées"),),
    champs=(
        Champ.places(
            nom="places",
            libelle="places agréées",
            question="Combien d'enfants la Mam peut-elle accueillir ?",
            aide="Total des agréments des assistants maternels de la maison.",
            absurde=_ABSURDE_PLACES,
            ou_trouver="Agréments délivrés par le conseil départemental.",
            exemple="12",
        ),
        Champ.places(
            nom="places_nouvelles",
            libelle="places nouvelles",
            question="Combien de ces places sont nouvelles cette année ?",
            aide="Toutes les places pour une Mam qui ouvre ; 0 si rien ne change.",
            absurde=_ABSURDE_PLACES,
            ou_trouver="Agréments délivrés par le conseil départemental.",
            exemple="12",
        ),
        Champ.oui_non(
            nom="charte_qualite",
            libelle="charte de qualité signée",
            question="La Mam, constituée en association ou en société, a-t-elle signé la charte de qualité ?",
            aide="La charte est signée avec la Caf et le conseil départemental. La Mam s'engage à rester ouverte au "
            "moins trois ans et, depuis 2024, à figurer sur monenfant.fr.",
        ),
        Champ.oui_non(
            nom="territoire_prioritaire",
            libelle="territoire prioritaire pour la Caf",
            question="La Mam est-elle dans un territoire que la Caf juge prioritaire ?",
            aide="Chaque Caf fixe sa liste, d'après les besoins d'accueil. Ce critère compte jusqu'à la fin de 2023.",
            ou_trouver="Page « Mam » du site de votre Caf, ou votre conseiller Caf.",
        ),
        Champ.oui_non(
            nom="piaje_recu",
            libelle="Piaje versé aux assistants maternels de la Mam",
            question="La Mam elle-même reçoit-elle l'aide à l'investissement Piaje ?",
            aide="Piaje : plan d'investissement pour l'accueil du jeune enfant. Répondez non si le Piaje va à la "
            "commune qui prête les locaux.",
            defaut=False,
            exemple="false",
        ),
    ),
)
