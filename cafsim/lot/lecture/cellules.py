"""Read the cells of a table quickly: the values are those of `lire_cellule`, with the common cases first."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from fractions import Fraction

from cafsim.baremes.model import Baremes
from cafsim.equipements.champs import Champ, Type
from cafsim.equipements.projet import Donnee
from cafsim.tables import Cellule, en_texte
from cafsim.valeurs.lecture import ABSENT, INCONNU, Absence, lire_cellule
from cafsim.valeurs.regles import hors_bareme, lire_taux_de

Lecteur = Callable[[Cellule], Donnee | Absence]

INERTES = ("=", "+", "-", "@")
_NU = re.compile(r"[\d\s.,'’]+")

_MEMOIRE = 2_000
"""Texts remembered for each column."""

_CHIFFRES = 15
"""Longest number, its mark included, that needs no full check."""


def lecteur(champ: Champ, unite: str = "") -> Lecteur:
    """Return what reads the cells of a field; `unite` (` k€`) is that of numbers written without one.

    It raises ValueError with a reason in French.
    """

    def lire(cellule: Cellule) -> Donnee | Absence:
        if isinstance(cellule, str) and cellule[:1] == "'" and cellule[1:2] in INERTES:
            cellule = cellule[1:]  # the mark that makes a text inert in a file of ours
        valeur = lire_cellule(champ, _avec_unite(cellule, unite) if unite else cellule)
        if isinstance(valeur, date) and (message := hors_bareme(valeur)):
            raise ValueError(message)
        return valeur

    nombre = champ.type in (Type.NOMBRE, Type.ENTIER)
    return _avec_memoire(_nombres_simples(champ, lire) if nombre and not unite else lire)


def _avec_unite(cellule: Cellule, unite: str) -> Cellule:
    """Return a number without a unit as a text that bears one; all else as it is."""
    texte = en_texte(cellule) if isinstance(cellule, int | Decimal) and not isinstance(cellule, bool) else cellule
    return f"{texte}{unite}" if isinstance(texte, str) and texte.strip() and _NU.fullmatch(texte) else cellule


def lecteur_taux(cle: str, baremes: Baremes) -> Lecteur:
    """Return what reads the cells of a column of the user's own rates."""

    def lire(cellule: Cellule) -> Donnee | Absence:
        if isinstance(cellule, str) and cellule.strip() in ("", INCONNU):
            return ABSENT
        return lire_taux_de(cle, cellule, baremes)

    return _avec_memoire(lire)


def _avec_memoire(lente: Lecteur) -> Lecteur:
    """Return a reader that remembers texts: choices, years and counts come back all the time."""
    connues: dict[str, Donnee | Absence] = {}

    def rapide(cellule: Cellule) -> Donnee | Absence:
        if not isinstance(cellule, str):
            return lente(cellule)
        if cellule in connues:
            return connues[cellule]
        valeur = lente(cellule)
        if len(connues) < _MEMOIRE:
            connues[cellule] = valeur
        return valeur

    return rapide


def _nombres_simples(champ: Champ, lente: Lecteur) -> Lecteur:
    """Return a reader for which plain numbers (`640000`, `6,63`) within the bounds cost little; the others go slow.

    Three decimals may be thousands, and more digits than amounts have deserve the full check.
    """
    plancher = -(-champ.minimum.numerator // champ.minimum.denominator)
    plafond = 10**_CHIFFRES if champ.plafond is None else champ.plafond.__floor__()
    entier = champ.type is Type.ENTIER

    def rapide(cellule: Cellule) -> Donnee | Absence:
        if not isinstance(cellule, str) or len(cellule) > _CHIFFRES or not cellule.isascii():
            return lente(cellule)
        if cellule.isdigit():
            nombre = int(cellule)
            return Fraction(nombre) if plancher <= nombre <= plafond else lente(cellule)
        unites, marque, decimales = cellule.replace(",", ".").partition(".")
        if not marque or entier or len(decimales) not in (1, 2) or not (unites.isdigit() and decimales.isdigit()):
            return lente(cellule)
        if plancher <= int(unites) < plafond:
            return Fraction(int(unites + decimales), 100 if len(decimales) == 2 else 10)
        return lente(cellule)

    return rapide
