"""Find the equipments that come twice, many at once: what `Doublons` does, with the keys in sorted columns."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

import polars as pl

from cafsim.equipements.registre import equipements
from cafsim.lot.lecture.blocs import LIGNE
from cafsim.lot.lecture.doublons import nombre, place
from cafsim.lot.lecture.identite import cle_en_clair
from cafsim.lot.modele import Estime, Place
from cafsim.typographie import simple

_PLACE = "place"
_EN_CLAIR = "cle_en_clair"
_CLE = {"projet": pl.String, "exercice": pl.Int64, "type": pl.String, "nom": pl.String}
_FOIS_PLUS_LONGUE = 4
_LATINES = [chr(c) for c in (*range(ord("A"), ord("Z") + 1), *range(0xC0, 0x100)) if chr(c) not in "×÷"]


def avec_cles(rangees: pl.LazyFrame, type_equipement: str) -> pl.LazyFrame:
    """Add to plain rows (see `rangees_simples`) their keys: Latin letters only, no two spaces in a row."""
    nom = pl.lit("") if equipements()[type_equipement].unique else _forme(pl.col("nom"))
    exercice, genre = pl.col("exercice").cast(pl.Int64), pl.lit(type_equipement)
    cle = pl.struct(projet=_forme(pl.col("projet")), exercice=exercice, type=genre, nom=nom)
    return rangees.with_columns(cle.alias(_EN_CLAIR)).with_columns(**_hachees(pl.col(_EN_CLAIR))).drop(_EN_CLAIR)


def cles(estimees: pl.DataFrame, table: int) -> pl.DataFrame:
    """Return the keys of rows, with their places."""
    return estimees.select((pl.col(LIGNE) + nombre(Place(table, 0))).alias(_PLACE), "cle", "temoin")


def cles_de(estimes: Iterable[tuple[Place, Estime]]) -> pl.DataFrame:
    """Return the keys of equipments estimated one by one."""
    cles = [(nombre(ou), *cle_en_clair(e.projet, e.exercice, e.type, e.nom)) for ou, e in estimes]
    en_clair = pl.DataFrame(cles, schema={_PLACE: pl.Int64, **_CLE}, orient="row")
    return en_clair.select(_PLACE, **_hachees(pl.struct(*_CLE)))


def _hachees(cle: pl.Expr) -> dict[str, pl.Expr]:
    """Return two hashes of each key: 96 bits, which no two equipments of a batch have in common by chance."""
    return {"cle": cle.hash(1), "temoin": (cle.hash(2) % 2**32).cast(pl.UInt32)}


@cache
def _simples() -> dict[str, str]:
    return {lettre: simple(lettre) for lettre in _LATINES if simple(lettre) != lettre}


def _forme(nom: pl.Expr) -> pl.Expr:
    return nom.str.replace_many(_simples())


class _Suite(NamedTuple):
    """Equipments met, and their keys alone, sorted: most equipments come once, and only their keys are looked at."""

    vues: pl.DataFrame
    cles: pl.Series

    def deja(self, cles: pl.Series) -> pl.Series:
        """Return those of these sorted keys that it holds."""
        rangs = self.cles.search_sorted(cles).clip(upper_bound=len(self.cles) - 1)
        return cles.filter(self.cles.gather(rangs) == cles)

    def suivie(self, autre: _Suite) -> _Suite:
        """Return both together."""
        cles = self.cles.to_frame().merge_sorted(autre.cles.to_frame(), key="cle")
        return _Suite(pl.concat([self.vues, autre.vues], rechunk=True), cles["cle"])


class DoublonsEnColonnes:
    """The equipments met so far: a few suites, each at least four times as long as the next one."""

    def __init__(self) -> None:
        self._suites: list[_Suite] = []

    def garder(self, vues: pl.DataFrame) -> dict[tuple[Place, int], Place]:
        """Keep equipments; return where the first of its kind was, for each (its place, its key) that is not it."""
        cles = vues["cle"].sort()
        deja = pl.concat([cles.clear(), *(suite.deja(cles) for suite in self._suites)])
        doubles = vues.clear()
        if len(deja) or (cles == cles.shift()).any():
            connues = (s.vues.filter(pl.col("cle").is_in(deja.implode())) for s in self._suites if len(deja))
            doubles = _doubles(vues, pl.concat([vues, *connues]))
            # a place is not enough to tell one: a project file holds several equipments
            vues = vues.join(doubles, on=(_PLACE, "cle"), how="anti", maintain_order="left")
            cles = vues["cle"].sort()
        if len(vues):
            self._ajouter(_Suite(vues, cles))
        return {(place(double), cle): place(premiere) for double, cle, premiere in doubles.iter_rows()}

    def _ajouter(self, suite: _Suite) -> None:
        while self._suites and len(self._suites[-1].cles) < _FOIS_PLUS_LONGUE * len(suite.cles):
            suite = self._suites.pop().suivie(suite)
        self._suites.append(suite)


def _doubles(vues: pl.DataFrame, memes: pl.DataFrame) -> pl.DataFrame:
    """Return, in the order of places, those that are not the first of their kind: their place, key, where it was."""
    premieres = memes.group_by("cle", "temoin").agg(premiere=pl.col(_PLACE).min())
    doubles = vues.join(premieres, on=("cle", "temoin")).filter(pl.col("premiere") != pl.col(_PLACE))
    return doubles.select(_PLACE, "cle", "premiere").sort(_PLACE)
