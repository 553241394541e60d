"""Prestation de service « Fjt » (foyer de jeunes travailleurs): a share of the socio-educational staff's pay, capped.

31.8 % since 2024 (national page; H20 for the base). The rate of earlier years and every ceiling are gaps: without the
ceiling the line runs from 0 to the share of the cost. Circulaire of 14 October 2020 for who lives there. A right once
the board of the Caf has approved the project.
"""

from cafsim.dispositifs.conditions import agrement
from cafsim.dispositifs.modele import Dispositif, Ligne
from cafsim.dispositifs.prestation import prestation
from cafsim.engine.algebra import suppose

DISPOSITIF = Dispositif(
    identifiant="ps_fjt",
    titre="Prestation de service « foyer de jeunes travailleurs » (Fjt)",
    equipements=("fjt",),
    resume="Une part des salaires du personnel socio-éducatif, dans la limite d'un prix plafond annuel.",
    conditions=(agrement("Il faut l'agrément du projet socio-éducatif du foyer par la Caf."),),
    lignes=(Ligne(lambda e, b: prestation(suppose("H20", e.depenses), b.prix_plafond, b.taux)),),
)
