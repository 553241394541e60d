"""When each node of a formula counts: a branch that is not taken is neither shown nor a division by zero."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from cafsim.classeur.bornes import FAUX, VRAI, diviseur_nul
from cafsim.classeur.calculs import Calculs
from cafsim.classeur.formules import EnFormules
from cafsim.engine.evaluation import evaluate
from cafsim.engine.expr import Arithmetic, Call, Const, Expr, Logic, Require, When, walk
from cafsim.engine.values import Interval, options


class Portee(NamedTuple):
    """When a node is read: the condition as a formula, and whether it is now."""

    condition: str
    lue: bool


class Portees(NamedTuple):
    """When the nodes below a root are read; the divisions by zero.

    `nulles` are conditions, each true when a division that is read has a divisor known to be zero; `impossible` says
    whether one is now.
    """

    par_noeud: Mapping[Expr, Portee]
    nulles: tuple[str, ...]
    impossible: bool


def portees(racine: Expr, formules: EnFormules, calculs: Calculs) -> Portees:
    """Return when the nodes below `racine`, already written, are read."""
    raisons: dict[Expr, list[Portee]] = {racine: [Portee(VRAI, lue=True)]}
    par_noeud: dict[Expr, Portee] = {}
    nulles = []
    for node in reversed(list(walk(racine))):
        ici, lue = _une([r.condition for r in raisons[node]]), any(r.lue for r in raisons[node])
        if "(" in ici:
            (ici,) = calculs.ajouter("Cette partie du calcul compte", (ici,), (lue,))
        par_noeud[node] = Portee(ici, lue)
        for part, portee in _parts(node, formules):
            raisons.setdefault(part, []).append(Portee(_toutes(ici, portee.condition), lue and portee.lue))
        constante = isinstance(node, Arithmetic) and isinstance(node.right, Const) and bool(node.right.value)
        if isinstance(node, Arithmetic) and node.op == "/" and not constante:
            nulles.append(_toutes(ici, diviseur_nul(formules(node.right))))
    appel = Call(formules.donnees)
    evaluate(racine, appel)
    return Portees(par_noeud, tuple(dict.fromkeys(nulles)), bool(appel.zero_divisions))


def _parts(node: Expr, formules: EnFormules) -> Iterator[tuple[Expr, Portee]]:
    """Yield the parts of a node, and when the node reads each, once it is read itself."""
    if isinstance(node, When):
        condition, possibles = formules(node.condition), options(formules.vaut(node.condition))
        yield node.condition, _TOUJOURS
        yield node.then, Portee(condition.bas, True in possibles)
        yield node.otherwise, Portee(condition.haut, False in possibles)
    elif isinstance(node, Require):
        besoin, vaut = formules(node.needed).haut, formules.vaut(node.needed)
        yield node.needed, _TOUJOURS
        yield node.body, Portee(f"ISNUMBER({besoin})", not (isinstance(vaut, Interval) and vaut.high is None))
    elif isinstance(node, Logic):
        deja = _TOUJOURS
        for arg in node.args:  # the first one that decides is the last one read
            yield arg, deja
            lu, possibles = formules(arg), options(formules.vaut(arg))
            suite = lu.bas if node.op == "and" else lu.haut
            deja = Portee(_toutes(deja.condition, suite), deja.lue and (node.op == "and") in possibles)
    else:
        for part in node.parts():
            yield part, _TOUJOURS


_TOUJOURS = Portee(VRAI, lue=True)


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
