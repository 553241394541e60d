"""From texts to bytes, and to the characters that a terminal has: an old Windows console lacks `−`, sometimes `€`."""

from __future__ import annotations

import unicodedata

from cafsim.inerte import inerte

REMPLACANTS = {
    "€": "EUR", "≈": "~", "−": "-", "×": "x", "·": "-", "…": "...", "•": "-", "’": "'", "‘": "'", "“": '"', "”": '"',
    "«": '"', "»": '"',
    "œ": "oe", "Œ": "OE", "–": "-", "—": "-", "²": "2", "\u202f": " ", "\u00a0": " ",
}  # fmt: skip


def utf8(texte: str) -> bytes:
    """Return a text in UTF-8; what came from the system as broken bytes becomes `?`."""
    return texte.encode("utf-8", "replace")


def lisible(texte: str, encodage: str) -> str:
    """Return the text for a terminal: inert, what `encodage` can't write replaced by something close, `?` at worst."""
    texte = inerte(texte)
    try:
        texte.encode(encodage)
    except UnicodeEncodeError:
        return "".join(_signe(signe, encodage) for signe in texte)
    except LookupError:
        return texte
    return texte


def _signe(signe: str, encodage: str) -> str:
    try:
        signe.encode(encodage)
    except UnicodeEncodeError:
        sans_accent = unicodedata.normalize("NFKD", signe)[0]
        proche = REMPLACANTS.get(signe, sans_accent)
        return proche if proche.isascii() else lisible(proche, encodage) if proche != signe else "?"
    return signe
