"""When each node of a formula counts: a branch that is not taken is neither shown nor a division by zero."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from cafsim.classeur.bornes import nul
from cafsim.classeur.calculs import Calculs
from cafsim.classeur.cases import VRAI, Case, est_nombre, et, ou
from cafsim.classeur.formules import EnFormules
from cafsim.engine.expr import Arithmetic, Const, Expr, Logic, Require, When, walk
from cafsim.engine.numbers import ZERO
from cafsim.engine.values import bounds


class Portees(NamedTuple):
    """When the nodes below a root are read; whether a division that is read has a divisor known to be zero."""

    par_noeud: Mapping[Expr, Case]
    impossible: Case


def portees(racine: Expr, formules: EnFormules, calculs: Calculs) -> Portees:
    """Return when the nodes below `racine`, already written, are read."""
    raisons: dict[Expr, list[Case]] = {racine: [VRAI]}
    par_noeud: dict[Expr, Case] = {}
    nulles = []
    for node in reversed(list(walk(racine))):
        ici = ou(*raisons[node])
        if "(" in ici.formule:
            (ici,) = calculs.ajouter("Cette partie du calcul compte", ici)
        par_noeud[node] = ici
        for part, quand in _parts(node, formules):
            raisons.setdefault(part, []).append(et(ici, quand))
        constante = isinstance(node, Arithmetic) and isinstance(node.right, Const) and bool(node.right.value)
        if isinstance(node, Arithmetic) and node.op == "/" and not constante:
            zero = bounds(formules.vaut(node.right)) == (ZERO, ZERO)
            nulles.append(et(ici, Case(nul(formules(node.right)), zero)))
    return Portees(par_noeud, ou(*nulles))


def _parts(node: Expr, formules: EnFormules) -> Iterator[tuple[Expr, Case]]:
    """Yield the parts of a node, and when the node reads each, once it is read itself."""
    if isinstance(node, When):
        vrai, faux = formules.cases(node.condition)
        yield from ((node.condition, VRAI), (node.then, vrai), (node.otherwise, faux))
    elif isinstance(node, Require):
        yield from ((node.needed, VRAI), (node.body, est_nombre(formules.cases(node.needed)[1])))
    elif isinstance(node, Logic):
        deja = VRAI
        for arg in node.args:  # the first one that decides is the last one read
            yield arg, deja
            vrai, faux = formules.cases(arg)
            deja = et(deja, vrai if node.op == "and" else faux)
    else:
        yield from ((part, VRAI) for part in node.parts())
