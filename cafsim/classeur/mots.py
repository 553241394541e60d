"""A formula in words, with names in place of values: true whatever the cells hold."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

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
)
from cafsim.engine.numbers import french_number

PROFONDEUR = 6
"""Levels told; beyond, a formula in words is read by nobody."""

LONGUEUR = 400
TROP_LONG = "voir la feuille « Calculs »"

_SIGNES = {"+": "+", "-": "−", "*": "×", "/": "/"}
_COMPARAISONS = {"<": "<", "<=": "≤", "==": "="}
_PRIORITE = {"+": 1, "-": 1, "*": 2, "/": 2}
_ATOME = 3


def en_mots(node: Expr) -> str:
    """Return what a node is: a named step with its formula, a comparison, an amount."""
    if isinstance(node, Step):
        return f"{node.label} = {formule(node.arg)}"
    return formule(node)


def formule(node: Expr) -> str:
    """Return a formula in words."""
    texte = _mots(node, PROFONDEUR)[0]
    return texte if len(texte) <= LONGUEUR else TROP_LONG


def _mots(node: Expr, reste: int) -> tuple[str, int]:
    """Return the text and how tightly it binds."""
    if isinstance(node, Round | Assume):
        return _mots(node.arg, reste)
    if isinstance(node, Require):
        return _mots(node.body, reste)
    if isinstance(node, Step | Input):
        return node.label, _ATOME
    if isinstance(node, Rate):
        return f"[{node.label}]", _ATOME
    if isinstance(node, Const):
        return _constante(node), _ATOME
    if reste == 0:
        return "…", _ATOME
    if isinstance(node, Arithmetic):
        return _arithmetique(node, reste)
    if isinstance(node, When | Either):
        choix = list(dict.fromkeys(_branches(node, reste)))
        return (" ou ".join(choix), 0) if len(choix) > 1 else (choix[0], _ATOME)
    return _autre(node, reste), _ATOME if isinstance(node, Extremum) else 0


def _autre(node: Expr, reste: int) -> str:
    if isinstance(node, Extremum):
        return f"{node.op}({' ; '.join(_mots(a, reste - 1)[0] for a in node.args)})"
    if isinstance(node, Compare):
        return f"{_mots(node.left, reste - 1)[0]} {_COMPARAISONS[node.op]} {_mots(node.right, reste - 1)[0]}"
    if isinstance(node, Logic):
        return (" et " if node.op == "and" else " ou ").join(_mots(a, reste - 1)[0] for a in node.args)
    if isinstance(node, Not):
        return f"non ({_mots(node.arg, reste - 1)[0]})"
    if isinstance(node, Known):
        return f"{node.arg.label} : donnée connue"
    return "…"


def _branches(node: Expr, reste: int) -> Iterator[str]:
    """Yield what a choice may give, each rate of one series once, whatever decides between them."""
    if isinstance(node, When):
        yield from _branches(node.then, reste)
        yield from _branches(node.otherwise, reste)
    elif isinstance(node, Either):
        yield from _branches(node.left, reste)
        yield from _branches(node.right, reste)
    else:
        yield _mots(node, reste - 1)[0]


def _arithmetique(node: Arithmetic, reste: int) -> tuple[str, int]:
    ici = _PRIORITE[node.op]
    gauche, lie_gauche = _mots(node.left, reste - 1)
    droite, lie_droite = _mots(node.right, reste - 1)
    if lie_gauche < ici:
        gauche = f"({gauche})"
    if lie_droite < ici or (lie_droite == ici and node.op in "-/"):
        droite = f"({droite})"
    return f"{gauche} {_SIGNES[node.op]} {droite}", ici


def _constante(node: Const) -> str:
    if isinstance(node.value, Fraction):
        return french_number(node.value)
    return ("oui" if node.value else "non") if isinstance(node.value, bool) else node.value
