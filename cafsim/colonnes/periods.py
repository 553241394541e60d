"""Trees of several years or days as one tree: what differs is chosen row by row, the rest is read once.

The rates of an aid follow the exercice of a row, or the day of its file. Between two days where the table changes, the
trees are the same: they are built once for each such period, then laid over each other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import NamedTuple

from cafsim.baremes.en_vigueur import Fenetre, changements
from cafsim.baremes.model import Baremes
from cafsim.baremes.symbols import TauxDuBareme
from cafsim.colonnes.node import Node
from cafsim.engine.expr import (
    Arithmetic,
    Assume,
    Compare,
    Const,
    Either,
    Expr,
    Extremum,
    Input,
    Known,
    Logic,
    Not,
    Rate,
    Require,
    Round,
    Step,
    When,
    walk,
)


@dataclass(slots=True, eq=False, repr=False)
class ByPeriod(Expr):
    """One of several trees: that of the period which holds the `instant` (a day) of the row.

    `parts_by_start` gives the first day of each period and its tree, in time's order.
    """

    instant: Node
    parts_by_start: tuple[tuple[date, Expr], ...]

    def parts(self) -> tuple[Expr, ...]:
        """Return the trees."""
        return tuple(part for _, part in self.parts_by_start)


class Periode(NamedTuple):
    """A part of time whose rows see the same rates: its first day, and the window that a row of it looks at."""

    debut: date
    fenetre: Fenetre


Batir = Callable[[Fenetre], Iterable[Expr]]
"""Gives the trees that hold in a window of time."""


def annees(premiere: int, derniere: int) -> list[Periode]:
    """Return one period per exercice, both included."""
    return [Periode(date(a, 1, 1), Fenetre.annee(a)) for a in range(premiere, derniere + 1)]


def jours(baremes: Baremes, bloc: str, premiere: int, derniere: int, batir: Batir) -> list[Periode]:
    """Return the periods between the days where what the trees of an aid read may change.

    A tree may read other blocks of the table: they are found in the trees themselves.
    """
    blocs: set[str] = {bloc}
    while True:
        coupes = {date(a, 1, 1) for a in range(premiere, derniere + 1)}
        coupes |= {j for nom in blocs for j in changements(baremes.blocs[nom])}
        periodes = [
            Periode(j, Fenetre.jour(j)) for j in sorted(coupes) if date(premiere, 1, 1) <= j <= date(derniere, 12, 31)
        ]
        lus = {cle for p in periodes for cle in _blocs_lus(batir(p.fenetre))}
        if lus <= blocs:
            return periodes
        blocs |= lus


def _blocs_lus(arbres: Iterable[Expr]) -> set[str]:
    """Return the blocks of the rates that stand in some trees."""
    return {noeud.key.partition(".")[0] for noeud in walk(*arbres) if isinstance(noeud, Rate)}


class Fusion:
    """Lays trees of the same line over each other, period by period."""

    def __init__(self, instant: Node, debuts: Sequence[date]) -> None:
        self._instant = instant
        self._debuts = tuple(debuts)
        self._faits: dict[tuple[tuple[Expr, ...], tuple[date, ...]], Expr] = {}

    def __call__(self, arbres: Sequence[Expr]) -> Expr:
        """Return one tree for all; `arbres` holds one per period."""
        return self._fondre(arbres, self._debuts)

    def _fondre(self, arbres: Sequence[Expr], debuts: tuple[date, ...]) -> Expr:
        nus = tuple(map(_nu, arbres))
        if (nus, debuts) not in self._faits:
            self._faits[nus, debuts] = self._fondu(nus, debuts)
        return self._faits[nus, debuts]

    def _fondu(self, arbres: Sequence[Expr], debuts: tuple[date, ...]) -> Expr:
        suites = [list(suite) for _, suite in groupby(range(len(arbres)), key=lambda i: _forme(arbres[i]))]
        if len(suites) == 1:
            return self._meme_forme(arbres, debuts)
        parts = []
        for suite in suites:
            part = self._fondre([arbres[i] for i in suite], tuple(debuts[i] for i in suite))
            parts.append((debuts[suite[0]], part))
        return ByPeriod(self._instant, tuple(parts))

    def _meme_forme(self, arbres: Sequence[Expr], debuts: tuple[date, ...]) -> Expr:
        premier = arbres[0]
        if not premier.parts():
            return premier
        colonnes = zip(*(a.parts() for a in arbres), strict=True)
        return _refait(premier, [self._fondre(colonne, debuts) for colonne in colonnes])


def _nu(noeud: Expr) -> Expr:
    """Return what stands below the names of steps and hypotheses: they change no value."""
    while isinstance(noeud, Step | Assume):
        noeud = noeud.arg
    return noeud


def _forme(noeud: Expr) -> object:
    """Return what two nodes have in common when only their parts may differ."""
    if isinstance(noeud, Const):
        return Const, type(noeud.value), noeud.value
    if isinstance(noeud, Input):
        return Input, noeud.name
    if isinstance(noeud, Known):
        return Known, noeud.arg.name
    if isinstance(noeud, Rate):
        sure = noeud.lecture.fiabilite if isinstance(noeud, TauxDuBareme) else None
        return Rate, noeud.value, noeud.low, noeud.high, sure
    operateur = noeud.op if isinstance(noeud, Arithmetic | Compare | Extremum | Logic) else ""
    return type(noeud), operateur, len(noeud.parts())


def _refait(modele: Expr, parts: list[Expr]) -> Expr:
    """Return a node like `modele` on other parts."""
    if isinstance(modele, Arithmetic):
        return Arithmetic(modele.op, *parts)
    if isinstance(modele, Compare):
        return Compare(modele.op, *parts)
    if isinstance(modele, Extremum):
        return Extremum(modele.op, tuple(parts))
    if isinstance(modele, Logic):
        return Logic(modele.op, tuple(parts))
    if isinstance(modele, Not):
        return Not(*parts)
    if isinstance(modele, When):
        return When(*parts)
    if isinstance(modele, Either):
        return Either(parts[0], parts[1], modele.reason)
    if isinstance(modele, Require):
        return Require(*parts)
    if isinstance(modele, Round):
        return Round(*parts)
    raise TypeError(f"the column reading does not know {type(modele).__name__}")
