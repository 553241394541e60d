"""The checks of every equipment that has the fields they name."""

from __future__ import annotations

from cafsim.engine.algebra import et
from cafsim.vraisemblance.modele import EUROS_PAR_AN, HEURES_PAR_AN, POURCENTAGE, Controle, Suspect

CONTROLES = (
    Controle(
        lambda e, b: e.participations_familiales > e.depenses,
        "Les familles paieraient plus que les charges",
        (Suspect(("depenses",), EUROS_PAR_AN), Suspect(("participations_familiales",), EUROS_PAR_AN)),
    ),
    Controle(
        lambda e, b: e.bonus_territoire_total > e.depenses,
        "Le bonus territoire dépasserait les charges",
        (Suspect(("depenses",), EUROS_PAR_AN), Suspect(("bonus_territoire_total",), EUROS_PAR_AN)),
    ),
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
)
