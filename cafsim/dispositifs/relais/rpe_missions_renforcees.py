"""Bonus « missions renforcées »: one yearly sum for a relais petite enfance that takes on a further mission (H23).

3,000 € a year since 2017, besides the prestation de service: circulaire Cnaf C 2017-003 of 26 July 2017, then that of
1 December 2021, which changes the three missions. Amounts after 2022 are gaps (3,229 € stands on an undated page). A
right, once the mission is agreed and carried out.
"""

from cafsim.dispositifs.modele import Calcul, Condition, Dispositif, Ligne
from cafsim.dispositifs.relais.ps_rpe import AGREMENT
from cafsim.engine.algebra import arrondi, suppose

DISPOSITIF = Dispositif(
    identifiant="rpe_missions_renforcees",
    titre="Bonus « missions renforcées » du relais petite enfance (Rpe)",
    equipements=("rpe",),
    resume="Une somme par an et par relais qui assure une mission de plus (guichet unique, analyse de la pratique…).",
    conditions=(
        AGREMENT,
        Condition(
            lambda e, b: e.missions_renforcees,
            "Il faut choisir et réaliser au moins une mission renforcée, convenue avec la Caf.",
        ),
    ),
    lignes=(Ligne(lambda e, b: Calcul(arrondi(suppose("H23", b.montant_annuel)))),),
)
