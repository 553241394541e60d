"""French typography: no-break spaces where a line must not break, and texts compared without their accents."""

from __future__ import annotations

import re
import unicodedata
from textwrap import fill

from cafsim.engine.numbers import NBSP
from cafsim.inerte import propre

_MILLIERS = re.compile(r"(?<=\d) (?=\d{3}(?!\d))")
_AVANT = re.compile(r" (?=[;:?!»%€])")
_COMMANDE = re.compile(r"\bcafsim [a-z].*?(?=[.,;)]?$|[.,;)] | [:;(»—])")
_LIEN = "\x1f"
_APRES = re.compile(r"(?<=«) ")


def insecables(texte: str) -> str:
    """Put no-break spaces before `; : ? ! » % €` and after `«`."""
    return _APRES.sub(NBSP, _AVANT.sub(NBSP, texte))


def net(texte: str) -> str:
    """Return a text ready to be shown: clean, with no-break spaces where a line must not break."""
    return _MILLIERS.sub(NBSP, insecables(propre(texte)))


def paragraphe(texte: str, largeur: int, retrait: str = "", suite: str | None = None, *, couper: bool = True) -> str:
    """Wrap a text; `retrait` stands before its first line, `suite` (default: the same) before the others.

    No line breaks in the middle of a command to type; without `couper`, of no word: a path is copied whole.
    """
    suivant = retrait if suite is None else suite
    entier = _COMMANDE.sub(lambda trouvee: trouvee.group().replace(" ", _LIEN), insecables(texte))
    lignes = fill(
        entier,
        largeur,
        initial_indent=retrait,
        subsequent_indent=suivant,
        break_on_hyphens=False,
        break_long_words=couper,
    )
    return lignes.replace(_LIEN, " ")


def majuscule(texte: str) -> str:
    """Return the text with a capital first letter."""
    return texte[:1].upper() + texte[1:]


def minuscule(texte: str) -> str:
    """Return the text with a small first letter."""
    return texte[:1].lower() + texte[1:]


def simple(texte: str) -> str:
    """Return the text in lower case, without accents nor ligatures."""
    decompose = unicodedata.normalize("NFKD", texte.casefold().replace("œ", "oe").replace("æ", "ae"))
    return "".join(c for c in decompose if not unicodedata.combining(c))
