"""Read a day as people write it: `01/09/2025`, `1-9-25`, `1er septembre 2025`, `2025-09-01`."""

from __future__ import annotations

import re
from datetime import date

from cafsim.typographie import simple

_MOIS = ("janvier", "fevrier", "mars", "avril", "mai", "juin", "juillet", "aout", "septembre", "octobre", "novembre",
         "decembre")  # fmt: skip
_ABREGES = {"janv": 1, "fev": 2, "fevr": 2, "avr": 4, "juil": 7, "sept": 9, "oct": 10, "nov": 11, "dec": 12}
_RANG = {nom: rang for rang, nom in enumerate(_MOIS, 1)} | _ABREGES
_ANNEE_D_ABORD = re.compile(r"([0-9]{4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})(?: 00:00(?::00)?)?")
_JOUR_D_ABORD = re.compile(r"([0-9]{1,2})[-/. ]([0-9]{1,2})[-/. ]([0-9]{4}|[0-9]{2})(?: 00:00(?::00)?)?")
_EN_LETTRES = re.compile(r"(?:le )?([0-9]{1,2})(?:er)?[ -]([a-z]+)\.?[ -]([0-9]{4}|[0-9]{2})")
_SIECLE = 2000
"""Two figures are a year of this century."""

EXEMPLES = "exemples : 15/03/2024 ; 15 mars 2024 ; 2024-03-15"


def lire_jour(texte: str) -> date:
    """Return a day. Raise ValueError, with a reason in French."""
    plat = " ".join(simple(texte).split())
    if trouve := _ANNEE_D_ABORD.fullmatch(plat):
        annee, mois, jour = trouve.groups()
    elif trouve := _JOUR_D_ABORD.fullmatch(plat) or _EN_LETTRES.fullmatch(plat):
        jour, mois, annee = trouve.groups()
    else:
        raise ValueError(f"date attendue ({EXEMPLES})")
    rang = int(mois) if mois.isdecimal() else _RANG.get(mois, 0)
    try:
        return date(int(annee) if len(annee) > 2 else _SIECLE + int(annee), rang, int(jour))
    except ValueError:
        raise ValueError(f"ce jour n'existe pas ({EXEMPLES})") from None
