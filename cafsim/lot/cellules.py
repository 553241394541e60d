"""Read the cells of a table: the values are those that `projet.valeurs.lire` reads, with the common cases first."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Final

from cafsim.baremes.model import Baremes
from cafsim.equipements.champs import Champ, Type
from cafsim.equipements.projet import Donnee
from cafsim.lot.modele import Brute
from cafsim.projet.regles import hors_bareme, lire_taux_de
from cafsim.projet.valeurs import INCONNU, lire

ABSENT: Final = "\0absent"
"""An empty cell: the field is not there. (No text can hold it: control characters are spaces.)"""

Lecteur = Callable[[Brute], Donnee]

_MEMOIRE = 2_000
"""Texts remembered for each column."""

_CHIFFRES = 15
"""Longest number, its mark included, that needs no full check."""


def lecteur(champ: Champ) -> Lecteur:
    """Return what reads the cells of a field. It raises ValueError with a reason in French."""

    def brut(cellule: Brute) -> Donnee:
        valeur = _lire(champ, cellule)
        if isinstance(valeur, date) and (message := hors_bareme(valeur)):
            raise ValueError(message)
        return valeur

    if champ.type not in (Type.NOMBRE, Type.ENTIER):
        return _memoire(brut)
    return _memoire(_nombres(champ, brut))


def lecteur_taux(cle: str, baremes: Baremes) -> Lecteur:
    """Return what reads the cells of a column of the user's own rates."""

    def brut(cellule: Brute) -> Donnee:
        if isinstance(cellule, str) and cellule.strip() in ("", INCONNU):
            return ABSENT
        return lire_taux_de(cle, cellule, baremes)

    return _memoire(brut)


def _lire(champ: Champ, cellule: Brute) -> Donnee:
    if isinstance(cellule, str):
        return lire(champ, cellule) if cellule.strip() else ABSENT
    if champ.type is Type.TEXTE and isinstance(cellule, int) and not isinstance(cellule, bool):
        return lire(champ, str(cellule))  # a code that the spreadsheet took for a number
    if champ.type is Type.OUI_NON and cellule not in (0, 1):
        raise ValueError(f"oui ou non attendu, pas « {cellule} ».")
    if champ.unite == "%" and isinstance(cellule, int | Decimal) and 0 < cellule <= 1:
        pour_cent = f"{(Decimal(cellule) * 100).normalize():f}".replace(".", ",")
        raise ValueError(f"« {cellule} » : est-ce {pour_cent} % ? Tapez « {pour_cent} % » en texte, ou {pour_cent}.")
    return lire(champ, _exacte(cellule))


def _exacte(cellule: Brute) -> Brute:
    """Return a number of a workbook as one that can't be thousands in disguise: it holds no separator."""
    if isinstance(cellule, Decimal) and cellule.as_tuple().exponent == -3:
        return Decimal(f"{cellule:f}0")
    return cellule


def _memoire(lente: Lecteur) -> Lecteur:
    """Return a reader that remembers texts: choices, years and counts come back all the time."""
    connues: dict[str, Donnee] = {}

    def rapide(cellule: Brute) -> Donnee:
        if not isinstance(cellule, str):
            return lente(cellule)
        if cellule in connues:
            return connues[cellule]
        valeur = lente(cellule)
        if len(connues) < _MEMOIRE:
            connues[cellule] = valeur
        return valeur

    return rapide


def _nombres(champ: Champ, lente: Lecteur) -> Lecteur:
    """Return a reader for which plain numbers (`640000`, `6,63`) within the bounds cost little; the others go slow.

    Three decimals may be thousands, and more digits than amounts have deserve the full check.
    """
    bornes = [x for x in (champ.maximum, champ.absurde) if x is not None]
    plancher = -(-champ.minimum.numerator // champ.minimum.denominator)
    plafond = min(bornes).__floor__() if bornes else 10**_CHIFFRES
    entier = champ.type is Type.ENTIER

    def rapide(cellule: Brute) -> Donnee:
        texte = cellule if isinstance(cellule, str) else _ecrit(champ, cellule)
        if len(texte) > _CHIFFRES or not texte.isascii():
            return lente(cellule)
        if texte.isdigit():
            nombre = int(texte)
            return Fraction(nombre) if plancher <= nombre <= plafond else lente(cellule)
        unites, marque, decimales = texte.replace(",", ".").partition(".")
        if not marque or entier or len(decimales) not in (1, 2) or not (unites.isdigit() and decimales.isdigit()):
            return lente(cellule)
        if plancher <= int(unites) < plafond:
            return Fraction(int(unites + decimales), 100 if len(decimales) == 2 else 10)
        return lente(cellule)

    return rapide


def _ecrit(champ: Champ, cellule: Brute) -> str:
    """Return a number of a workbook as text; nothing for what deserves the full check."""
    if isinstance(cellule, bool) or champ.unite == "%":
        return ""
    return f"{cellule:f}" if isinstance(cellule, Decimal) else str(cellule) if isinstance(cellule, int) else ""
