"""Prestation de service: a share of the year's cost, within the ceiling of the Cnaf (its « prix plafond »).

The published table of each year holds the ceilings; few could be read. Without the ceiling, share × cost is a true
maximum, so the line is a range that starts at 0: it says what is missing, and becomes exact with the user's own figure.
A year is counted whole (H17).
"""

from __future__ import annotations

from cafsim.dispositifs.modele import Calcul, Entrees, Taux
from cafsim.engine.algebra import arrondi, etape, minimum, suppose
from cafsim.engine.expr import Expr


def prestation(depenses: Expr, plafond: Expr, taux: Expr) -> Calcul:
    """Return `taux` (share) of the cost (€ a year) within its ceiling (€ a year)."""
    retenues = etape("Dépenses retenues", suppose("H17", minimum(depenses, plafond)), "€")
    return Calcul(arrondi(taux * retenues), retenues, "€", taux)


def prestation_par_poste(e: Entrees, b: Taux) -> Calcul:
    """Return the share of the cost, within a ceiling for each full-time post (Etp)."""
    plafond = etape("Plafond de dépenses", b.prix_plafond * e.etp, "€")
    return prestation(e.depenses, plafond, b.taux)
