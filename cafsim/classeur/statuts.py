"""What a line of the workbook says of itself."""

from __future__ import annotations

from cafsim.dispositifs.modele import Nature

CALCULE, FOURCHETTE, A_COMPLETER, NON_FIXE = "calculé", "fourchette", "à compléter", "non fixé"
NON_ELIGIBLE, RIEN = "non éligible", "rien à compter"


def incomplet(nature: Nature) -> str:
    """Return the status of a line that could not be counted."""
    return NON_FIXE if nature == "decision" else A_COMPLETER
