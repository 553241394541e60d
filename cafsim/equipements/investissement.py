"""Works on an accueil de loisirs, a relais petite enfance or a centre social."""

from fractions import Fraction

from cafsim.equipements.champs import Champ, Choix, Equipement, Type
from cafsim.equipements.chantier import repris

EQUIPEMENT = Equipement(
    type="investissement",
    titre="Investissement (travaux, matériel) hors crèche et Mam",
    noms=(
        "travaux",
        "chantier",
    ),
    article="le projet d'investissement",
    rang=15,
    champs=(
        Champ(
            nom="objet",
            libelle="équipement concerné",
            type=Type.CHOIX,
            question="Pour quel équipement ?",
            aide="Les travaux d'une crèche ou d'une Mam (maison d'assistants maternels) se décrivent avec la crèche "
            "ou la Mam.",
            choix=(
                Choix(
                    "alsh",
                    "un accueil de loisirs (Alsh, accueil de loisirs sans hébergement)",
                    noms=("centre de loisirs", "périscolaire", "accueil périscolaire"),
                ),
                Choix("rpe", "un relais petite enfance (Rpe)", noms=("relais", "ram")),
                Choix(
                    "centre_social",
                    "un centre social ou un espace de vie sociale",
                    noms=("centre social", "centre socioculturel", "espace de vie sociale", "evs"),
                ),
            ),
            exemple='"alsh"',
        ),
        *repris("operation", "date_dossier", "cout"),
        Champ.euros(
            nom="cout_mobilier",
            libelle="coût du matériel et du mobilier",
            par_an=False,
            question="Combien coûtent le matériel et le mobilier, en euros ?",
            aide="À part des travaux ; 0 s'il n'y en a pas. Utile aux seuls accueils de loisirs.",
            ou_trouver="Devis ou plan de financement.",
            exemple="18000",
        ),
        Champ(
            nom="surface",
            libelle="surface créée ou rénovée",
            unite="m²",
            question="Quelle surface est créée ou rénovée, en m² ?",
            aide="Utile aux seuls accueils de loisirs.",
            absurde=Fraction(100_000),
            ou_trouver="Plans de l'architecte.",
            exemple="180",
        ),
        *repris("places_avant", "places_creees"),
        Champ.oui_non(
            nom="plan_mercredi",
            libelle="Plan mercredi signé ou engagé",
            question="Le Plan mercredi est-il signé, ou la commune s'engage-t-elle à le signer ?",
            aide="Label d'un accueil de loisirs du mercredi. Critère des dossiers de 2020 à 2022.",
        ),
    ),
)
