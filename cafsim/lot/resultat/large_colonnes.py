"""The wide result written by columns: the bytes are those of `Large`, for many rows at once."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

import cafsim
from cafsim.colonnes.estimation import MONTANTS
from cafsim.lot.lecture.blocs import LIGNE
from cafsim.lot.modele import Reglages
from cafsim.lot.resultat.estimees import Estimees
from cafsim.lot.resultat.large import QUI_DECIDE, SUFFIXES, VRAISEMBLANCE, Large, qui_decide
from cafsim.lot.resultat.plumes import EUROS, RIEN, Plume, decimal, ensemble


class LargeEnColonnes:
    """Lays out a row per equipment."""

    def __init__(self, reglages: Reglages, plume: Plume) -> None:
        self._plume = plume
        self._aides = reglages.large or ()
        self._large = Large(self._aides, reglages)

    def cadre(self, estimees: Estimees, *, seul_cadre: bool) -> pl.DataFrame:
        """Return the rows of one type, laid out (`seul_cadre`: see `Plume.rangees`)."""
        plume, surprises = self._plume, estimees.surprises()
        cellules = plume.identite(estimees, seul_cadre=seul_cadre)
        for aide in self._aides:
            siennes = _de_l_aide(aide) if aide in estimees.aides else _sans_aide()
            cellules |= {f"{aide}{s}": plume.nu(x) for s, x in zip(SUFFIXES, siennes, strict=True)}
            for suffixe, mot in zip(QUI_DECIDE, qui_decide(aide), strict=True):
                cellules[f"{aide}{suffixe}"] = self._ou_estimee(estimees, aide, plume.fixe(mot))
        cellules[VRAISEMBLANCE] = plume.texte(ensemble(surprises)) if surprises else plume.rien
        cellules["cafsim"] = plume.fixe(cafsim.__version__)
        cellules |= plume.origine(self._large.origine, estimees)
        montants = (f"{aide}_{m}" for aide in self._aides if aide in estimees.aides for m in MONTANTS)
        exactes = estimees.rangees.with_columns(decimal(pl.col(nom), 2) for nom in montants)
        return exactes.select(LIGNE, **plume.rangees(cellules, self._large, seul_cadre=seul_cadre))

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
    minimum, maximum, prevision = (pl.col(f"{aide}_{m}") for m in MONTANTS)
    statut = pl.col(f"{aide}_statut")
    fourchette = statut == "fourchette"
    yield pl.when(statut == "calcule").then(minimum)
    yield pl.when(fourchette).then(minimum)
    yield pl.when(fourchette).then(maximum)
    yield prevision
    yield statut
    yield pl.col(f"{aide}_fiabilite")
