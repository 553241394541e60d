"""The rows of a block that the columns have estimated, and what they add up to."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import reduce
from operator import add
from typing import NamedTuple

import polars as pl

from cafsim.colonnes.estimation import INVRAISEMBLANCE
from cafsim.dispositifs.registre import dispositifs
from cafsim.estimation.resultat import AU_MINIMUM
from cafsim.lot.lecture.blocs import LIGNE
from cafsim.lot.modele import Cumul, Cumuls
from cafsim.lot.resultat.bilan import commune, cumul_de_l_aide
from cafsim.lot.resultat.origine import COMMUNE
from cafsim.vraisemblance.registre import controles

ALERTE = "alerte"
"""The column of what is to be told of the commune that a row names, null where all is well."""

MONTANT_MAX = 1e12
"""Euros from which an amount is not written by columns."""


def douteux(colonnes: Iterable[str], haut: float = MONTANT_MAX) -> pl.Expr:
    """Say whether a number of a row can't be written from here: negative, too large, or no number."""
    nombres = map(pl.col, colonnes)
    faux = pl.lit(value=False)
    return pl.any_horizontal(faux, *(~(n.is_finite() & (n >= 0) & (n < haut)).fill_null(value=True) for n in nombres))


def gardee(place: int) -> str:
    """Return how the table of estimates calls one of the user's own columns."""
    return f"gardee_{place}"


class Traits(NamedTuple):
    """What rows have in common, which makes their query shorter: their only exercice, what is true of columns.

    Columns are given by their rank: those that are empty, those that are full, those that moreover hold no zero; those
    that are read as whole numbers.
    """

    annee: int | None = None
    vides: frozenset[str] = frozenset()
    pleines: frozenset[str] = frozenset()
    sans_zero: frozenset[str] = frozenset()
    entieres: frozenset[str] = frozenset()

    def sert(self, autre: Traits) -> bool:
        """Say whether a query for these rows does for others, read alike."""
        return self.annee in (None, autre.annee) and self.en_commun(autre) == self

    def en_commun(self, autre: Traits) -> Traits:
        """Return what these rows have in common with others of the same exercice, read alike."""
        return self._replace(
            vides=self.vides & autre.vides,
            pleines=self.pleines & autre.pleines,
            sans_zero=self.sans_zero & autre.sans_zero,
        )

    @property
    def precision(self) -> tuple[bool, int]:
        """How much it says of its rows."""
        return self.annee is not None, len(self.vides) + len(self.pleines) + len(self.sans_zero)


class Estimees(NamedTuple):
    """Rows of one type and of common traits in one file, estimated, and the aids that were computed for them.

    `details`: their lines, where the result has a row for each.
    """

    fichier: str
    type_equipement: str
    traits: Traits
    aides: Sequence[str]
    rangees: pl.DataFrame
    details: pl.DataFrame

    def garder(self, lignes: Collection[int], *, sauf: bool = False) -> Estimees:
        """Return some lines of the table, or all others."""
        voulues = pl.col(LIGNE).is_in(list(lignes))
        gardees = ~voulues if sauf else voulues
        return self._replace(rangees=self.rangees.filter(gardees), details=self.details.filter(gardees))

    def surprises(self) -> list[pl.Expr]:
        """Return what is amiss, each sentence null where all is well."""
        alertes = [ALERTE] if self.avec_commune and self.rangees[ALERTE].count() else []
        rompus = [
            pl.when(pl.col(nom)).then(pl.lit(controle.message))
            for rang, controle in enumerate(controles(self.type_equipement))
            if self.rangees[nom := f"{INVRAISEMBLANCE}_{rang}"].any()
        ]
        return [*map(pl.col, alertes), *rompus]

    def cumuls(self) -> Cumuls:
        """Add up what the equipments receive, aid by aid, then commune by commune."""
        trouves: Cumuls = {}
        nombres: dict[int, int] = {}
        par_aide = {f"{aide}_{champ}": somme for aide in self.aides for champ, somme in _sommes(aide)}
        for rangee in self._par(["exercice"], nombre=pl.len(), **par_aide).iter_rows(named=True):
            nombres[rangee["exercice"]] = rangee["nombre"]
            for aide in self.aides:
                cumul = Cumul(**{champ: rangee[f"{aide}_{champ}"] for champ, _ in _sommes(aide)})
                trouves["aide", aide, rangee["exercice"]] = cumul_de_l_aide(aide, cumul)
        if not self.avec_commune:
            return trouves | commune(trouves, "", nombres)
        cles = ["exercice", COMMUNE[0]]
        for exercice, code, sommes in self._par(cles, sommes=pl.struct(*self._de_la_caf())).iter_rows():
            trouves["commune", code or "", exercice] = Cumul(**sommes)
        return trouves

    def _par(self, cles: list[str], **sommes: pl.Expr) -> pl.DataFrame:
        """Add up rows by their keys; much more quickly where all have the same."""
        distinctes = self.rangees.select(cles).unique()
        if len(distinctes) == 1:
            return distinctes.hstack(self.rangees.select(**sommes))
        return self.rangees.group_by(cles).agg(**sommes)

    def _de_la_caf(self) -> Iterator[pl.Expr]:
        """Yield, in the order of the fields of `Cumul`, what equipments receive from the Caf."""
        par_aide = [(a, dict(_sommes(a))) for a in self.aides if dispositifs()[a].payeur == "caf"]
        droits = [sommes for a, sommes in par_aide if dispositifs()[a].nature in AU_MINIMUM]
        plafonds = [s["maximum"] for a, s in par_aide if dispositifs()[a].nature not in AU_MINIMUM]
        for champ in Cumul._fields:
            if champ == "equipements":
                yield pl.len().cast(pl.Int64).alias(champ)
                continue
            siennes = [s for _, s in par_aide] if champ == "a_completer" else droits
            termes = plafonds if champ == "plafonds" else [s[champ] for s in siennes]
            yield reduce(add, termes, pl.lit(0, dtype=pl.Int64)).alias(champ)

    @property
    def avec_commune(self) -> bool:
        """Whether these rows may name a commune."""
        return COMMUNE[0] in self.rangees.columns

    @property
    def lignes(self) -> int:
        """How many lines the estimates have."""
        return int(self.rangees.select(pl.sum_horizontal(f"{aide}_toutes" for aide in self.aides).sum()).item())


def _sommes(aide: str) -> Iterator[tuple[str, pl.Expr]]:
    """Yield the fields of the `Cumul` of an aid, before it is known who decides of it."""
    statut, prevision = pl.col(f"{aide}_statut"), pl.col(f"{aide}_prevision")
    yield "equipements", (statut != "non_eligible").sum().cast(pl.Int64)
    yield "minimum", _centimes(pl.col(f"{aide}_total_minimum")).sum()
    yield "maximum", _centimes(pl.col(f"{aide}_total_maximum")).sum()
    yield "prevision", _centimes(prevision).sum()
    yield "a_completer", pl.col(f"{aide}_a_completer").sum().cast(pl.Int64)
    yield "sans_prevision", (statut.is_not_null() & prevision.is_null()).sum().cast(pl.Int64)


def _centimes(euros: pl.Expr) -> pl.Expr:
    """Return the cents of amounts that are a whole number of them."""
    return (euros * 100).round().cast(pl.Int64)
