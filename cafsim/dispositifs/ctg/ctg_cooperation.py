"""Chargés de coopération of a Ctg: an amount per Etp, within the bonus « territoire » of the convention.

Circulaire Cnaf 2020-01 of 16 January 2020. No amount per Etp is published: the user types that of the convention.
A right, once the convention is signed.
"""

from cafsim.dispositifs.conditions import CTG
from cafsim.dispositifs.modele import Calcul, Dispositif, Ligne

DISPOSITIF = Dispositif(
    identifiant="ctg_cooperation",
    titre="Chargés de coopération de la convention territoriale globale (Ctg)",
    equipements=("ctg",),
    resume="Par équivalent temps plein (Etp) de chargé de coopération, au montant de la convention.",
    beneficiaire="collectivité",
    conditions=(CTG,),
    lignes=(
        Ligne(lambda e, b: Calcul.par_unite(e.etp, "Etp", e.bonus_territoire_par_etp), presente=lambda e, b: e.etp > 0),
    ),
)
