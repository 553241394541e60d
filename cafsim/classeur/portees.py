"""When each node of a formula counts: a branch that is not taken is neither shown nor a division by zero."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from cafsim.classeur.bornes import FAUX, VRAI, diviseur_nul
from cafsim.classeur.calculs import Calculs
from cafsim.classeur.formules import EnFormules
from cafsim.engine.exact import Value
from cafsim.engine.expr import Arithmetic, Const, Expr, Known, Logic, Require, When
from cafsim.engine.span import Range


class Portees(NamedTuple):
    """For each node below a root: the condition under which it is read, and whether it is now; the divisions by zero.

    `nulles` are conditions, each true when a division that is read has a divisor known to be zero.
    """

    conditions: Mapping[int, str]
    lecture: Range
    nulles: tuple[str, ...]


def ordre(racine: Expr) -> list[Expr]:
    """Return every node once, each before its parts; whether an input is known asks nothing of it."""
    vus: set[int] = set()
    apres: list[Expr] = []

    def visiter(node: Expr) -> None:
        if id(node) not in vus:
            vus.add(id(node))
            for part in () if isinstance(node, Known) else node.parts():
                visiter(part)
            apres.append(node)

    visiter(racine)
    return apres[::-1]


def portees(racine: Expr, formules: EnFormules, calculs: Calculs, valeurs: Mapping[str, Value]) -> Portees:
    """Return when the nodes below `racine`, already written, are read."""
    lecture = Range(valeurs)
    lecture(racine)
    raisons: dict[int, list[str]] = {id(racine): [VRAI]}
    conditions: dict[int, str] = {}
    nulles = []
    for node in ordre(racine):
        ici = _une(raisons[id(node)])
        if "(" in ici:
            (ici,) = calculs.ajouter("Cette partie du calcul compte", (ici,), (lecture.has_read(node),))
        conditions[id(node)] = ici
        for part, condition in _parts(node, formules):
            raisons.setdefault(id(part), []).append(_toutes(ici, condition))
        constante = isinstance(node, Arithmetic) and isinstance(node.right, Const) and bool(node.right.value)
        if isinstance(node, Arithmetic) and node.op == "/" and not constante:
            nulles.append(_toutes(ici, diviseur_nul(formules(node.right))))
    return Portees(conditions, lecture, tuple(dict.fromkeys(nulles)))


def _parts(node: Expr, formules: EnFormules) -> Iterator[tuple[Expr, str]]:
    """Yield the parts of a node, each with the condition under which the node reads it."""
    if isinstance(node, Known):
        return
    if isinstance(node, When):
        condition = formules(node.condition)
        yield node.condition, VRAI
        yield node.then, condition.bas
        yield node.otherwise, condition.haut
    elif isinstance(node, Require):
        besoin = formules(node.needed).haut
        yield node.needed, VRAI
        yield node.body, f"ISNUMBER({besoin})"
    elif isinstance(node, Logic):
        deja = VRAI
        for arg in node.args:  # the first one that decides is the last one read
            yield arg, deja
            lu = formules(arg)
            deja = _toutes(deja, lu.bas if node.op == "and" else lu.haut)
    else:
        for part in node.parts():
            yield part, VRAI


def _toutes(*conditions: str) -> str:
    if FAUX in conditions:
        return FAUX
    utiles = dict.fromkeys(c for c in conditions if c != VRAI)
    return VRAI if not utiles else next(iter(utiles)) if len(utiles) == 1 else f"AND({','.join(utiles)})"


def _une(conditions: list[str]) -> str:
    if VRAI in conditions:
        return VRAI
    utiles = dict.fromkeys(c for c in conditions if c != FAUX)
    return FAUX if not utiles else next(iter(utiles)) if len(utiles) == 1 else f"OR({','.join(utiles)})"
