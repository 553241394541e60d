"""What a line of the workbook says of itself: the words of the other outputs."""

from __future__ import annotations

from cafsim.render.mots.courants import A_COMPLETER, NON_FIXE, SANS_OBJET, STATUTS, ouvert

__all__ = ("A_COMPLETER", "CALCULE", "FOURCHETTE", "NON_ELIGIBLE", "NON_FIXE", "RIEN", "incomplet")

CALCULE, FOURCHETTE, NON_ELIGIBLE = STATUTS["calcule"], STATUTS["fourchette"], SANS_OBJET
RIEN = "rien à compter"
incomplet = ouvert
