"""The sheet of calculations: a row per node of the trees, its two ends in two cells, each written with its value."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from cafsim.classeur.presentation import propre

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

    from cafsim.classeur.presentation import Styles

Valeur = Fraction | bool | str | None
"""What a formula gives: None where it gives no bound."""

FEUILLE = "Calculs"
_COLONNES = "CDE"
COLONNE_DES_LISTES = 6
"""Column G."""
_ICI = re.compile(r"[CDE][0-9]+")
LONGUEUR_MAX = 8_000
"""Characters that a formula of a spreadsheet may hold, with a margin."""


class Calculs:
    """Writes the rows; a formula already written is not written twice."""

    def __init__(self, feuille: Worksheet, styles: Styles) -> None:
        self._feuille = feuille
        self._styles = styles
        self._ecrites: dict[tuple[str, ...], tuple[str, ...]] = {}
        self._rang = 1
        self._listes: dict[tuple[str, ...], str] = {}
        self._rang_des_listes = 1
        self.equipement = ""
        """Name that the rows to come bear."""
        entete = ("Équipement", "Calcul", "Minimum, ou « peut être vrai »", "Maximum, ou « peut être faux »", "Autre")
        for colonne, texte in enumerate(entete):
            feuille.write_string(0, colonne, texte, styles("entete"))
        feuille.set_column(0, 0, 24)
        feuille.set_column(1, 1, 70)
        feuille.set_column(2, 4, 30)
        feuille.freeze_panes(1, 2)

    def ajouter(self, libelle: str, formules: Sequence[str], valeurs: Sequence[Valeur]) -> tuple[str, ...]:
        """Write up to three formulas in a row, with their values; return their cells, as this sheet names them."""
        cle = tuple(formules)
        if cle not in self._ecrites:
            self._feuille.write_string(self._rang, 0, propre(self.equipement))
            self._feuille.write_string(self._rang, 1, propre(libelle))
            for i, (formule, valeur) in enumerate(zip(formules, valeurs, strict=True)):
                ecrire_formule(self._feuille, self._rang, 2 + i, formule, valeur)
            self._rang += 1
            self._ecrites[cle] = tuple(f"{c}{self._rang}" for c, _ in zip(_COLONNES, formules, strict=False))
        return self._ecrites[cle]

    def liste(self, mots: Sequence[str]) -> str:
        """Write the words that a cell may hold, one below the other; return their range, for a drop-down list."""
        cle = tuple(mots)
        if cle not in self._listes:
            debut = self._rang_des_listes + 1
            for mot in cle:
                self._feuille.write_string(self._rang_des_listes, COLONNE_DES_LISTES, propre(mot))
                self._rang_des_listes += 1
            self._listes[cle] = f"={FEUILLE}!$G${debut}:$G${self._rang_des_listes}"
        return self._listes[cle]


def ailleurs(formule: str) -> str:
    """Return a cell of the calculations as another sheet names it; a literal, or a cell of another sheet, stays."""
    return f"{FEUILLE}!{formule}" if _ICI.fullmatch(formule) else formule


def ecrire_formule(
    feuille: Worksheet, rang: int, colonne: int, formule: str, valeur: Valeur, style: Format | None = None
) -> None:
    """Write a formula and what it gives, so that a viewer that does not recalculate shows the right figure."""
    if len(formule) > LONGUEUR_MAX:
        raise ValueError(f"a formula of {len(formule)} characters does not fit in a cell")
    donne = "#N/A" if valeur is None else float(valeur) if isinstance(valeur, Fraction) else valeur
    feuille.write_formula(rang, colonne, f"={formule}", style, donne)
