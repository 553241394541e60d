"""Find the equipments that come twice, many at once: what `Doublons` does, with the keys in sorted columns."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

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


class DoublonsEnColonnes:
    """The keys met so far: a few sorted frames, each at least four times as long as the next one."""

    def __init__(self) -> None:
        self._suites: list[pl.DataFrame] = []

    def garder(self, vues: pl.DataFrame) -> dict[tuple[Place, int], Place]:
        """Keep equipments; return where the first of its kind was, for each (its place, its key) that is not it."""
        vues = vues.sort("cle")
        deja = [_deja(suite, vues["cle"]) for suite in self._suites if len(suite)]
        doubles = vues.clear()
        if any(map(len, deja)) or (vues["cle"] == vues["cle"].shift()).any():
            doubles = _doubles(vues, pl.concat([vues, *deja]))
            # a place is not enough to tell one: a project file holds several equipments
            vues = vues.join(doubles, on=(_PLACE, "cle"), how="anti", maintain_order="left")
        self._ajouter(vues)
        return {(place(double), cle): place(premiere) for double, cle, premiere in doubles.iter_rows()}

    def _ajouter(self, vues: pl.DataFrame) -> None:
        while self._suites and len(self._suites[-1]) < _FOIS_PLUS_LONGUE * len(vues):
            vues = self._suites.pop().merge_sorted(vues, key="cle")
        self._suites.append(vues)


def _deja(suite: pl.DataFrame, cles: pl.Series) -> pl.DataFrame:
    """Return the equipments of a sorted frame whose key is one of these."""
    rangs = suite["cle"].search_sorted(cles).clip(upper_bound=len(suite) - 1)
    return suite[rangs.filter(suite["cle"][rangs] == cles)]


def _doubles(vues: pl.DataFrame, memes: pl.DataFrame) -> pl.DataFrame:
    """Return, in the order of places, those that are not the first of their kind: their place, key, where it was."""
    premieres = memes.group_by("cle", "temoin").agg(premiere=pl.col(_PLACE).min())
    doubles = vues.join(premieres, on=("cle", "temoin")).filter(pl.col("premiere") != pl.col(_PLACE))
    return doubles.select(_PLACE, "cle", "premiere").sort(_PLACE)
