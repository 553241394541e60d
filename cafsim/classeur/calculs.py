"""The sheet of calculations: a row per node of the trees, its two ends in two cells, each written with its value."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from cafsim.classeur.cases import FEUILLE, Case
from cafsim.classeur.presentation import Styles, propre

COLONNE_DES_LISTES = 6
"""Column G."""
LONGUEUR_MAX = 8_000
"""Characters that a formula of a spreadsheet may hold, with a margin."""


class Calculs:
    """Writes the rows; a formula already written is not written twice."""

    def __init__(self, feuille: Worksheet, styles: Styles) -> None:
        self._feuille = feuille
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

    def ajouter(self, libelle: str, *cases: Case) -> tuple[Case, ...]:
        """Write up to three formulas in a row, with their values; return the cells that hold them."""
        cle = tuple(x.formule for x in cases)
        if cle not in self._ecrites:
            self._feuille.write_string(self._rang, 0, propre(self.equipement))
            self._feuille.write_string(self._rang, 1, propre(libelle))
            for i, case in enumerate(cases):
                ecrire_formule(self._feuille, self._rang, 2 + i, case)
            self._rang += 1
            self._ecrites[cle] = tuple(f"{c}{self._rang}" for c in "CDE"[: len(cases)])
        return tuple(Case(cellule, x.vaut) for cellule, x in zip(self._ecrites[cle], cases, strict=True))

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


def ecrire_formule(feuille: Worksheet, rang: int, colonne: int, case: Case, style: Format | None = None) -> None:
    """Write a formula and what it gives, so that a viewer that does not recalculate shows the right figure."""
    formule, vaut = case
    if len(formule) > LONGUEUR_MAX:
        raise ValueError(f"a formula of {len(formule)} characters does not fit in a cell")
    donne = "#N/A" if vaut is None else float(vaut) if isinstance(vaut, Fraction) else vaut
    feuille.write_formula(rang, colonne, f"={formule}", style, donne)
