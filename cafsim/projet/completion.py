"""What can be proposed while an answer is being typed."""

from __future__ import annotations

from collections.abc import Iterable
from importlib import import_module
from importlib.util import find_spec

MODULE = "cafsim.communes"
AU_PLUS = 20


def communes_connues() -> bool:
    """Say whether communes can be found by name."""
    return find_spec(MODULE) is not None


def completions(champ: str, texte: str) -> list[str]:
    """Return answers that begin as `texte` does; none for a field that has no list."""
    if champ != "commune" or not texte.strip() or not communes_connues():
        return []
    noms: Iterable[str] = import_module(MODULE).noms(texte.strip())
    return [nom for nom, _ in zip(noms, range(AU_PLUS), strict=False)]
