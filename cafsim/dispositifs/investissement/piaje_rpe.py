"""Piaje for the premises of a Rpe (relais petite enfance): a share of a capped cost.

Two Caf write 50 to 80 % on undated pages; the caps, raised in 2024 and computed otherwise since November 2025, could
not be read. So the line is to be completed: the user types the share and the cap of the Caf's notice. A ceiling: the
Caf's board decides.
"""

from __future__ import annotations

from cafsim.dispositifs.conditions import est, reserve_a
from cafsim.dispositifs.modele import Calcul, Dispositif, Entrees, Ligne, Taux
from cafsim.engine.algebra import arrondi, etape, exige, minimum


def _piaje_rpe(e: Entrees, b: Taux) -> Calcul:
    retenues = etape("Dépenses retenues", minimum(e.cout, b.plafond_depenses), "€")
    return Calcul(exige(b.taux * b.plafond_depenses, arrondi(b.taux * retenues)), retenues, "€", b.taux)


DISPOSITIF = Dispositif.travaux(
    identifiant="piaje_rpe",
    titre="Aide à l'investissement (Piaje) d'un relais petite enfance (Rpe)",
    equipements=("investissement",),
    resume="Une part du coût des locaux d'un relais petite enfance, dans la limite d'un plafond.",
    conditions=(reserve_a("rpe", "un relais petite enfance (Rpe)"),),
    lignes=(Ligne(_piaje_rpe, "Piaje : locaux d'un relais petite enfance (Rpe)", presente=est("rpe")),),
)
