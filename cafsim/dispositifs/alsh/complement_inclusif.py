"""Complément inclusif: for each hour of a child with the Aeeh, besides the prestation de service, since 2024.

Instruction Cnaf C 2024-012. Whether the share of the general scheme applies is not published: both are computed.
A right.
"""

from __future__ import annotations

from cafsim.dispositifs.conditions import PART_INCERTAINE
from cafsim.dispositifs.modele import Calcul, Dispositif, Entrees, Ligne, Taux
from cafsim.engine.algebra import arrondi, entre


def _complement(e: Entrees, b: Taux) -> Calcul:
    brut = e.heures_aeeh * b.montant_horaire
    return Calcul(
        arrondi(entre(brut, brut * e.taux_regime_general, PART_INCERTAINE)), e.heures_aeeh, "h", b.montant_horaire
    )


DISPOSITIF = Dispositif(
    identifiant="complement_inclusif",
    titre="Complément inclusif Alsh",
    equipements=("alsh",),
    resume="Pour chaque heure d'un enfant bénéficiaire de l'Aeeh, en plus de la prestation de service.",
    lignes=(Ligne(_complement, "Complément inclusif", presente=lambda e, b: e.heures_aeeh > 0),),
)
