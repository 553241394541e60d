"""Names of sheets: short, unique, without the signs that spreadsheets refuse."""

from __future__ import annotations

import re
from collections.abc import Iterable

from cafsim.classeur.presentation import propre

LONGUEUR = 31
_INTERDITS = re.compile(r"[\[\]:*?/\\]")
RESERVES = ("history", "historique")
"""Names that Excel keeps for itself."""


def noms_de_feuilles(voulus: Iterable[str], pris: Iterable[str] = ()) -> list[str]:
    """Return a name for each title wanted, none of them in `pris`; upper and lower case are the same to Excel."""
    vus = {nom.casefold() for nom in (*pris, *RESERVES)}
    noms = []
    for voulu in voulus:
        base = " ".join(_INTERDITS.sub(" ", propre(voulu)).split()).strip("' ") or "Équipement"
        nom, rang = _coupe(base, ""), 1
        while nom.casefold() in vus:
            rang += 1
            nom = _coupe(base, f" ({rang})")
        vus.add(nom.casefold())
        noms.append(nom)
    return noms


def citer(nom: str) -> str:
    """Return a sheet's name as formulas write it."""
    return "'" + nom.replace("'", "''") + "'"


def _coupe(base: str, suite: str) -> str:
    """Cut to the length that Excel counts (in UTF-16 units), and leave no quote at the end."""
    while len((base + suite).encode("utf-16-le")) // 2 > LONGUEUR:
        base = base[:-1]
    return (base.rstrip("' ") or "Équipement") + suite
