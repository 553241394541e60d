"""Texts that nothing obeys: no terminal, no reader of Xml, no eye.

What a file of the user's holds may drive a terminal, show a text backwards, hide in it, or be no character at all.
"""

from __future__ import annotations

import re

_INVISIBLES = (
    "\x00-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff0-\ufffb\ufffe\uffff"
    "\ud800-\uf8ff\ufdd0-\ufdef\U000e0000-\U000e0fff\U000f0000-\U0010ffff"
)
"""Controls, marks of direction and of format, halves of characters, places that Unicode leaves to nobody."""

_SUITES = re.compile(f"[{_INVISIBLES}]+")
_SUITES_ET_ESPACES = re.compile(f"[ {_INVISIBLES}]+")
_HORS_FINS_DE_LIGNE = re.compile(rf"(?!\n)[{_INVISIBLES}]")


def inerte(texte: str) -> str:
    """Return a text where each of these characters, line ends apart, is seen to have been replaced."""
    return _HORS_FINS_DE_LIGNE.sub("\N{REPLACEMENT CHARACTER}", texte)


def sur_une_ligne(texte: str) -> str:
    """Return a text on one line, a blank in the place of these characters, none at its ends."""
    return _SUITES.sub(" ", texte).strip()


def propre(texte: str) -> str:
    """Return a text on one line to be laid out: single blanks, but for those where no line may break."""
    return _SUITES_ET_ESPACES.sub(" ", texte).strip(" ")
