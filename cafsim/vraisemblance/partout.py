"""The checks of every equipment that has the fields they name."""

from __future__ import annotations

from cafsim.engine.algebra import et, ou
from cafsim.equipements.chantier import ANNEES_APRES, ANNEES_AVANT
from cafsim.vraisemblance.modele import (
    HEURES_PAR_AN,
    POURCENTAGE,
    Controle,
    Suspect,
    plus_que_les_charges,
)


def _rien(activite: str, quoi: str) -> Controle:
    """Return the check of charges without what they pay for."""
    return Controle(
        lambda e, b: et(e.depenses > 0, getattr(e, activite) == 0),
        f"Il y a des charges, mais {quoi}",
        (Suspect((activite,)), Suspect(("depenses",))),
    )


def _gratuit(activite: str) -> Controle:
    """Return the check of an activity without charges."""
    return Controle(
        lambda e, b: et(e.depenses == 0, getattr(e, activite) > 0),
        "Il y a de l'activité, mais aucune charge",
        (Suspect(("depenses",)), Suspect((activite,))),
    )


CONTROLES = (
    _rien("heures_realisees", "aucune heure réalisée"),
    _rien("heures_facturees", "aucune heure facturée"),
    _rien("places", "aucune place"),
    _rien("heures_ouverture", "aucune heure d'ouverture"),
    _rien("etp", "aucun poste"),
    _rien("groupes", "aucun groupe d'enfants"),
    *map(_gratuit, ("heures_ouverture", "etp", "groupes")),
    plus_que_les_charges("participations_familiales", "Les familles paieraient plus que les charges"),
    plus_que_les_charges("autres_recettes", "Les autres recettes dépasseraient les charges"),
    plus_que_les_charges("bonus_territoire_total", "Le bonus territoire dépasserait les charges"),
    Controle(
        lambda e, b: e.heures_ouverture > HEURES_PAR_AN,
        "Les heures d'ouverture dépassent celles de l'année (8 784 h)",
        (Suspect(("heures_ouverture",), rappel="pas les heures de chaque enfant"),),
    ),
    Controle(
        lambda e, b: et(e.taux_couverture > 0, e.taux_couverture <= 1),
        "Le taux de couverture ne dépasse pas 1 %",
        (Suspect(("taux_couverture",), POURCENTAGE),),
    ),
    Controle(
        lambda e, b: et(e.operation == "creation", e.places_avant > 0),
        "Une création d'établissement, alors qu'il y a des places avant l'opération",
        (Suspect(("operation",)), Suspect(("places_avant",))),
    ),
    Controle(
        lambda e, b: et(e.operation == "renovation", e.places_creees > 0),
        "Une rénovation sans place en plus, alors que des places sont créées",
        (Suspect(("operation",)), Suspect(("places_creees",))),
    ),
    Controle(
        lambda e, b: ou(e.exercice > b.exercice + ANNEES_AVANT, e.exercice < b.exercice - ANNEES_APRES),
        "Le dossier des travaux est loin de l'exercice, et les aides aux travaux suivent le barème de sa date",
        (Suspect(("date_dossier",)),),
        date="date_dossier",
    ),
)
