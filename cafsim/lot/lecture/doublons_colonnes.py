"""Find the equipments that come twice, many at once: what `Doublons` does, with the keys in sorted columns."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache

import polars as pl

from cafsim.equipements.registre import equipements
from cafsim.lot.lecture.blocs import LIGNE
from cafsim.lot.lecture.doublons import nombre, place
from cafsim.lot.lecture.identite import texte_de_cle
from cafsim.lot.modele import Estime, Place
from cafsim.typographie import simple

_PLACE, _PREMIERE = "place", "premiere"
_LATINES = [chr(c) for c in (*range(ord("A"), ord("Z") + 1), *range(0xC0, 0x100)) if chr(c) not in "×÷"]


def cles(estimees: pl.DataFrame, type_equipement: str, table: int) -> pl.DataFrame:
    """Return the keys of plain rows (see `rangees_simples`), which hold Latin letters only."""
    nom = pl.lit("") if equipements()[type_equipement].unique else _forme(pl.col("nom"))
    textes = (_forme(pl.col("projet")), pl.col("exercice").cast(pl.String), pl.lit(type_equipement), nom)
    places = pl.col(LIGNE) + nombre(Place(table, 0))
    return _hachees(estimees.select(places.alias(_PLACE), texte=pl.concat_str(textes, separator="\0")))


def cles_de(estimes: Iterable[tuple[Place, Estime]]) -> pl.DataFrame:
    """Return the keys of equipments estimated one by one."""
    textes = [(nombre(ou), texte_de_cle(e.projet, e.exercice, e.type, e.nom)) for ou, e in estimes]
    return _hachees(pl.DataFrame(textes, schema={_PLACE: pl.Int64, "texte": pl.String}, orient="row"))


def _hachees(textes: pl.DataFrame) -> pl.DataFrame:
    """Return two hashes of each text: 96 bits, which no two equipments of a batch have in common by chance."""
    texte = pl.col("texte")
    return textes.select(_PLACE, cle=texte.hash(1), temoin=(texte.hash(2) % 2**32).cast(pl.UInt32))


@cache
def _simples() -> dict[str, str]:
    return {lettre: simple(lettre) for lettre in _LATINES if simple(lettre) != lettre}


def _forme(nom: pl.Expr) -> pl.Expr:
    return nom.str.replace_many(_simples()).str.replace_all("  +", " ")


class DoublonsEnColonnes:
    """The keys met so far: a few sorted frames, each at least twice as long as the next one."""

    def __init__(self) -> None:
        self._suites: list[pl.DataFrame] = []

    def garder(self, vues: pl.DataFrame) -> dict[tuple[Place, int], Place]:
        """Keep equipments; return where the first of its kind was, for each (its place, its key) that is not it."""
        vues = vues.sort("cle")
        avant = [a for suite in self._suites if (a := _avant(suite, vues)) is not None]
        doubles = pl.DataFrame()
        if avant or (vues["cle"] == vues["cle"].shift()).any():
            doubles = _doubles(vues, avant)
            # a place is not enough to tell one: a project file holds several equipments
            vues = vues.join(doubles, on=(_PLACE, "cle"), how="anti").sort("cle")
        self._suites.append(vues)
        while len(self._suites) > 1 and len(self._suites[-2]) < 2 * len(self._suites[-1]):
            derniere = self._suites.pop()
            self._suites[-1] = self._suites[-1].merge_sorted(derniere, key="cle")
        return {(place(double), cle): place(premiere) for double, cle, premiere in doubles.iter_rows()}


def _doubles(vues: pl.DataFrame, avant: Sequence[pl.Series]) -> pl.DataFrame:
    """Return the place and the key of those that came before, and where it was, in the order of places."""
    premiere = pl.coalesce(*avant, pl.col(_PLACE).min().over("cle", "temoin")).alias(_PREMIERE)
    doubles = vues.select(_PLACE, "cle", premiere).filter(pl.col(_PREMIERE) != pl.col(_PLACE))
    return doubles.sort(_PLACE)


def _avant(suite: pl.DataFrame, vues: pl.DataFrame) -> pl.Series | None:
    """Return the place of each of these equipments in a sorted frame, null where it is not there; None for all."""
    if suite.is_empty():
        return None
    rangs = suite["cle"].search_sorted(vues["cle"]).clip(upper_bound=len(suite) - 1)
    memes = suite["cle"][rangs] == vues["cle"]
    if not memes.any():
        return None
    la = suite[rangs]
    return la.select(pl.when(memes & (la["temoin"] == vues["temoin"])).then(_PLACE)).to_series()
