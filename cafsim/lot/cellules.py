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
"""Cells remembered for each column: years, choices, counts come back all the time."""


def lecteur(champ: Champ) -> Lecteur:
    """Return what reads the cells of a field. It raises ValueError with a reason in French."""

    def brut(cellule: Brute) -> Donnee:
        valeur = _lire(champ, cellule)
        if isinstance(valeur, date) and (message := hors_bareme(valeur)):
            raise ValueError(message)
        return valeur

    lente = _memoire(brut)
    if champ.type not in (Type.NOMBRE, Type.ENTIER):
        return lente
    return _memoire(_nombres(champ, lente)) if champ.nom == "exercice" else _nombres(champ, lente)


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
    connues: dict[tuple[type, Brute], Donnee] = {}

    def rapide(cellule: Brute) -> Donnee:
        cle = (type(cellule), cellule)  # True, 1 and Decimal(1) are equal, and not the same cell
        if cle in connues:
            return connues[cle]
        valeur = lente(cellule)
        if len(connues) < _MEMOIRE:
            connues[cle] = valeur
        return valeur

    return rapide


def _nombres(champ: Champ, lente: Lecteur) -> Lecteur:
    """Return a reader for which plain numbers (`640000`, `6,63`) within the bounds cost little; the others go slow.

    Three decimals may be thousands, and more digits than amounts have deserve the full check.
    """
    bas = champ.minimum
    haut = champ.maximum if champ.maximum is not None else champ.absurde
    if champ.absurde is not None and haut is not None:
        haut = min(haut, champ.absurde)
    entier = champ.type is Type.ENTIER
    plancher, plafond = -(-bas.numerator // bas.denominator), None if haut is None else haut.__floor__()

    def rapide(cellule: Brute) -> Donnee:
        if not isinstance(cellule, str) or len(cellule) > 15 or not cellule.isascii():
            return lente(cellule)
        if cellule.isdigit():
            nombre = int(cellule)
            if nombre >= plancher and (plafond is None or nombre <= plafond):
                return Fraction(nombre)
            return lente(cellule)
        unites, marque, decimales = cellule.replace(",", ".").partition(".")
        if not marque or entier or len(decimales) not in (1, 2) or not (unites.isdigit() and decimales.isdigit()):
            return lente(cellule)
        nombre = int(unites)
        if nombre >= plancher and (plafond is None or nombre < plafond):
            return Fraction(int(unites + decimales), 100 if len(decimales) == 2 else 10)
        return lente(cellule)

    return rapide
