"""The words of a note: a council reads no key of a file."""

from __future__ import annotations

import re

_CHIFFRE = re.compile(r'Votre chiffre : "[\w.]+" = … dans \[taux\]\. ')
_CHAMP = re.compile(r"Il manque \w+ \(([^()]*(?:\([^()]*\)[^()]*)*)\)\.")


def sans_cles(texte: str) -> str:
    """Return a sentence of the estimate without what it says to type in a file."""
    return _CHAMP.sub(r"Il manque : \1.", _CHIFFRE.sub("", texte))
