"""Diagnostic of a Ctg (convention territoriale globale): at most 7,500 € per diagnostic, since 2020.

Circulaire Cnaf 2020-01 of 16 January 2020, as an association reports it; the share of the cost that the Caf takes could
not be read. A ceiling: the Caf decides.
"""

from cafsim.dispositifs.modele import Calcul, Dispositif, Ligne
from cafsim.engine.algebra import arrondi, exige, minimum

DISPOSITIF = Dispositif(
    identifiant="ctg_diagnostic",
    titre="Diagnostic de territoire de la convention territoriale globale (Ctg)",
    equipements=("ctg",),
    resume="Aide à l'étude des besoins qui prépare la convention, dans la limite d'un plafond.",
    nature="plafond",
    periodicite="ponctuel",
    beneficiaire="collectivité",
    lignes=(
        Ligne(
            lambda e, b: Calcul(
                exige(b.plafond, arrondi(minimum(e.cout_diagnostic, b.plafond))), e.cout_diagnostic, "€"
            ),
            presente=lambda e, b: e.cout_diagnostic > 0,
        ),
    ),
)
