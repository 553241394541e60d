"""The check of an accompagnement à la scolarité: the size of its groups."""

from cafsim.engine.algebra import ou
from cafsim.vraisemblance.modele import EFFECTIF, Controle, Suspect

TAILLE_MINIMALE, TAILLE_MAXIMALE = 8, 12

CONTROLES = (
    Controle(
        lambda e, b: ou(e.enfants < TAILLE_MINIMALE * e.groupes, e.enfants > TAILLE_MAXIMALE * e.groupes),
        "Un groupe d'accompagnement à la scolarité compte de 8 à 12 enfants",
        (Suspect(("groupes",)), Suspect(("enfants",), EFFECTIF)),
    ),
)
