"""Aid to a ludothèque: per hour open to the public (schools and groups apart), only where a Ctg is signed.

Fonds publics et territoires of 2018-2022 (circulaire Cnaf 2019-003), calls for projects since. No amount is published:
the line needs the hourly amount that the Caf granted. The Caf decides.
"""

from __future__ import annotations

from cafsim.dispositifs.conditions import CTG
from cafsim.dispositifs.modele import Calcul, Dispositif, Entrees, Ligne, Taux
from cafsim.engine.algebra import arrondi


def _ludotheque(e: Entrees, b: Taux) -> Calcul:
    return Calcul(arrondi(b.montant_horaire * e.heures_ouverture), e.heures_ouverture, "h", b.montant_horaire)


DISPOSITIF = Dispositif(
    identifiant="ludotheque",
    titre="Aide aux ludothèques",
    equipements=("ludotheque",),
    resume="Par heure d'ouverture au public, à un montant que la Caf fixe, sur un territoire signataire d'une Ctg.",
    nature="decision",
    conditions=(CTG,),
    lignes=(Ligne(_ludotheque, "Aide à la ludothèque", presente=lambda e, b: e.heures_ouverture > 0),),
)
