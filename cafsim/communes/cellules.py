"""Read the cells of an official file: codes, figures, classes, quartiers. What is not understood is refused."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal

from cafsim.communes.genres import PAR_EPCI
from cafsim.communes.noms import cle
from cafsim.communes.reconnaitre import sain
from cafsim.communes.table import CODE

BORNES = {
    "dgcl": Decimal(100_000),
    "filosofi": Decimal(1_000_000),
    "couverture": Decimal(300),
    "couverture_epci": Decimal(300),
}
PARTS = ("couverture", "couverture_epci")
"""Kinds whose figures are percentages: 0 is one of them."""
VIDES = ("", "s", "nd", "ns", "n/a", "na", "nan", "null", "-", "so")


def codes(cellule: str, genre: str) -> list[str]:
    """Return the codes of a cell: `59350`, `1001` that lost its zero, `="60057"`, `13055;13070`; or Siren of Epci."""
    if genre in PAR_EPCI:
        return re.findall(r"\b[0-9]{9}\b", cellule)
    mots = re.findall(r"\b[0-9][0-9A-Ba-b][0-9]{2,3}\b", cellule)
    return [m.upper().zfill(CODE) for m in mots if len(m) == CODE or m.isdecimal()]


def semble_un_code(cellule: str) -> bool:
    """Say whether a cell that holds no code was meant to hold one."""
    return bool(re.fullmatch(r"[0-9 ]{4,12}", cellule.strip()))


def _nombre(genre: str) -> Callable[[str], str]:
    def lire_nombre(texte: str) -> str:
        nu = re.sub(r"[\s\u00a0\u202f€%]", "", texte)
        if nu.lower() in VIDES:
            return ""
        point = nu if "." in nu else nu.replace(",", ".")
        if not re.fullmatch(r"[0-9]{1,9}(\.[0-9]{0,20})?", point) or Decimal(point) > BORNES[genre]:
            raise ValueError(texte)
        if genre not in PARTS and re.fullmatch(r"[1-9][0-9]?\.[0-9]{3}", point):
            raise ValueError(texte)  # `1,140` is a thousand and more: no commune has one euro an inhabitant
        nombre = Decimal(point)
        return "" if nombre == 0 and genre not in PARTS else f"{nombre:f}"

    return lire_nombre


def _classement(texte: str) -> str:
    """Read a class: socle, plus, partielle, beneficiaire, non; nothing for an empty cell.

    Raise ValueError for any other text: a class that is not understood must not pass for another.
    """
    mots = set(cle(texte.replace("+", " plus ").replace("?", " incertain ")).split())
    if not mots or texte.lower() in VIDES:
        return ""
    if mots & {"non", "hors", "aucun", "aucune", "0"}:
        return "non"
    if any(m.startswith("partiel") for m in mots):
        return "partielle"
    if any(m.startswith("beneficiaire") for m in mots):
        return "beneficiaire"
    if mots <= {"1", "oui", "frr", "zfrr", "plus", "socle", "classee", "commune", "en", "zone"}:
        return "plus" if "plus" in mots else "socle"
    raise ValueError(texte)


def _quartier(texte: str) -> str:
    return " ".join(sain(texte).replace(";", ",").replace("|", "/").split())


LECTEURS: dict[str, Callable[[str], str]] = {
    "frr": _classement,
    "qpv": _quartier,
    **{genre: _nombre(genre) for genre in BORNES},
}
"""How a value of each kind is read: nothing for an empty cell, ValueError for what is not understood."""
