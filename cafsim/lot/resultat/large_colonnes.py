"""The wide result written by columns: the bytes are those of `Large`, for many rows at once."""

from __future__ import annotations

from collections.abc import Collection, Iterator

import polars as pl

import cafsim
from cafsim.colonnes.estimation import MONTANTS
from cafsim.lot.lecture.blocs import LIGNE
from cafsim.lot.modele import Reglages
from cafsim.lot.resultat.estimees import Estimees
from cafsim.lot.resultat.large import QUI_DECIDE, SUFFIXES, VRAISEMBLANCE, Large, qui_decide
from cafsim.lot.resultat.plumes import EUROS, RIEN, Plume, decimal, ensemble

_ECRIT = "ecrit_"
"""Beginning of the columns of cells that a query writes."""

_EXACT = "exact_"
"""Beginning of the columns of amounts to the cent, from which several cells are written."""


class LargeEnColonnes:
    """Lays out a row per equipment."""

    def __init__(self, reglages: Reglages, plume: Plume) -> None:
        self._plume = plume
        self._aides = reglages.large or ()
        self._large = Large(self._aides, reglages)

    def disposer(self, estimees: pl.LazyFrame, aides: Collection[str]) -> pl.LazyFrame:
        """Add to the query of rows the cells of their aids."""
        cellules = {
            f"{_ECRIT}{aide}{suffixe}": self._plume.nu(cellule)
            for aide in aides
            for suffixe, cellule in zip(SUFFIXES, _de_l_aide(aide), strict=True)
        }
        montants = [f"{aide}_{montant}" for aide in aides for montant in MONTANTS]
        exacts = {f"{_EXACT}{nom}": decimal(pl.col(nom), 2) for nom in montants}
        return estimees.with_columns(**exacts).with_columns(**cellules).drop(exacts)

    def cadre(self, estimees: Estimees, *, seul_cadre: bool) -> pl.DataFrame:
        """Return the rows of one type, laid out (`seul_cadre`: see `Plume.rangees`)."""
        plume, surprises = self._plume, estimees.surprises()
        cellules = plume.identite(estimees, seul_cadre=seul_cadre)
        for aide in self._aides:
            if aide in estimees.aides:
                cellules |= {f"{aide}{s}": pl.col(f"{_ECRIT}{aide}{s}") for s in SUFFIXES}
            else:
                cellules |= {f"{aide}{s}": plume.nu(x) for s, x in zip(SUFFIXES, _sans_aide(), strict=True)}
            for suffixe, mot in zip(QUI_DECIDE, qui_decide(aide), strict=True):
                cellules[f"{aide}{suffixe}"] = self._ou_estimee(estimees, aide, plume.fixe(mot))
        cellules[VRAISEMBLANCE] = plume.texte(ensemble(surprises)) if surprises else plume.rien
        cellules["cafsim"] = plume.fixe(cafsim.__version__)
        cellules |= plume.origine(self._large.origine, estimees)
        return estimees.rangees.select(LIGNE, **plume.rangees(cellules, self._large, seul_cadre=seul_cadre))

    def _ou_estimee(self, estimees: Estimees, aide: str, texte: str) -> pl.Expr | str:
        """Return a text written where an aid has lines."""
        if aide not in estimees.aides:
            return self._plume.rien
        statut = estimees.rangees[f"{aide}_statut"]
        return pl.when(pl.col(statut.name).is_not_null()).then(pl.lit(texte)) if statut.null_count() else texte


def _sans_aide() -> Iterator[pl.Expr]:
    yield from [pl.lit(None, dtype=EUROS)] * (1 + len(MONTANTS))
    yield from [RIEN] * (len(SUFFIXES) - 1 - len(MONTANTS))


def _de_l_aide(aide: str) -> Iterator[pl.Expr]:
    """Yield the columns of an aid, null where there is nothing."""
    minimum, maximum, prevision = (pl.col(f"{_EXACT}{aide}_{m}") for m in MONTANTS)
    statut = pl.col(f"{aide}_statut")
    fourchette = statut == "fourchette"
    yield pl.when(statut == "calcule").then(minimum)
    yield pl.when(fourchette).then(minimum)
    yield pl.when(fourchette).then(maximum)
    yield prevision
    yield statut
    yield pl.col(f"{aide}_fiabilite")
