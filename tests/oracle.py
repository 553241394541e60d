"""What a formula is worth, told again with `Fraction` alone and nothing kept: the evaluation is held to it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from math import inf
from typing import NamedTuple

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
from cafsim.engine.numbers import to_cent
from cafsim.engine.values import Scalar

F = Fraction
Bout = Fraction | float
"""A number, or an infinite float where there is no bound."""

Valeurs = Mapping[str, Scalar | None]


class Plage(NamedTuple):
    """All numbers from `low` to `high`."""

    low: Bout
    high: Bout


PARTOUT = Plage(-inf, inf)
Possible = Plage | frozenset[bool | str]


class Oracle:
    """Reads one formula. `lus`: what it met, in order; `division`: whether it divided by a known zero."""

    def __init__(self, donnees: Valeurs) -> None:
        self.donnees = donnees
        self.lus: dict[Expr, None] = {}
        self.division = False

    def __call__(self, node: Expr) -> Possible:  # noqa: C901 (one case per node)
        match node:
            case Const():
                return possible(node.value)
            case Input():
                self.lus[node] = None
                return self.entree(node)
            case Rate():
                self.lus[node] = None
                return self.taux(node)
            case Known():
                return frozenset([self.connue(node.arg)])
            case Arithmetic():
                return self.arithmetique(node.op, nombre(self(node.left)), nombre(self(node.right)))
            case Compare():
                return comparer(node.op, self(node.left), self(node.right))
            case Extremum():
                choix = min if node.op == "min" else max
                plages = [nombre(self(arg)) for arg in node.args]
                return Plage(choix(p.low for p in plages), choix(p.high for p in plages))
            case Logic():
                return self.logique(node.args, decisive=node.op == "or")
            case Not():
                return frozenset(not x for x in reponse(self(node.arg)))
            case When():
                reponses = reponse(self(node.condition))
                branches = ((True, node.then), (False, node.otherwise))
                return reunion([self(branche) for cas, branche in branches if cas in reponses])
            case Either():
                gauche, droite = self(node.left), self(node.right)
                if gauche != droite:
                    self.lus[node] = None
                return self.l_une(gauche, droite)
            case Require():
                return PARTOUT if nombre(self(node.needed)).high == inf else self(node.body)
            case Round():
                brut = nombre(self(node.arg))
                arrondi = Plage(*(to_cent(x) if isinstance(x, F) else x for x in brut))
                if arrondi.low == arrondi.high and arrondi != brut:
                    self.lus[node] = None
                return arrondi
            case Step():
                valeur = self(node.arg)
                self.lus[node] = None
                return valeur
            case Assume():
                valeur = self(node.arg)
                self.lus[node] = None
                return valeur
        raise TypeError(node)

    def entree(self, node: Input) -> Possible:
        donnee = self.donnees.get(node.name)
        if donnee is not None:
            return possible(donnee)
        return frozenset(node.choices) if node.choices else plage(node.low, node.high)

    def connue(self, node: Input) -> bool:
        return self.donnees.get(node.name) is not None

    def taux(self, node: Rate) -> Possible:
        return plage(node.low, node.high)

    def l_une(self, gauche: Possible, droite: Possible) -> Possible:
        return reunion([gauche, droite])

    def arithmetique(self, op: str, a: Plage, b: Plage) -> Plage:
        if op == "+":
            return Plage(a.low + b.low, a.high + b.high)
        if op == "-":
            return Plage(a.low - b.high, a.high - b.low)
        if op == "*":
            return produit(a, b)
        self.division |= b.low == b.high == 0
        if b.low == b.high != 0:
            return produit(a, Plage(1 / b.low, 1 / b.low))
        if b.low < 0 or b.high <= 0:
            return PARTOUT
        return produit(a, Plage(1 / b.high if isinstance(b.high, F) else F(0), 1 / b.low if b.low else inf))

    def logique(self, args: Iterable[Expr], *, decisive: bool) -> Possible:
        reponses = {not decisive}
        for arg in args:
            ici = reponse(self(arg))
            if ici == {decisive}:
                return ici
            reponses |= ici
        return frozenset(reponses)


def produit(a: Plage, b: Plage) -> Plage:
    """Return the product; nothing is known of what has no bound and may be negative, unless it is times zero."""
    if Plage(F(0), F(0)) in (a, b):
        return Plage(F(0), F(0))
    if (a.low < 0 or b.low < 0) and not all(isinstance(x, F) for x in (*a, *b)):
        return PARTOUT
    coins = [F(0) if 0 in (x, y) else x * y for x in a for y in b]
    return Plage(min(coins), max(coins))


def comparer(op: str, left: Possible, right: Possible) -> Possible:
    if isinstance(left, frozenset):
        return frozenset(x == y for x in left for y in reponse(right))
    a, b = left, nombre(right)
    if op == "==":
        peut, toujours = a.low <= b.high and b.low <= a.high, a.low == a.high == b.low == b.high
    elif op == "<":
        peut, toujours = a.low < b.high, a.high < b.low
    else:
        peut, toujours = a.low <= b.high, a.high <= b.low
    return frozenset([True] * peut + [False] * (not toujours))


def reunion(possibles: list[Possible]) -> Possible:
    if isinstance(possibles[0], frozenset):
        return frozenset().union(*map(reponse, possibles))
    plages = [nombre(p) for p in possibles]
    return Plage(min(p.low for p in plages), max(p.high for p in plages))


def possible(valeur: Scalar) -> Possible:
    return Plage(valeur, valeur) if isinstance(valeur, F) else frozenset([valeur])


def plage(low: Fraction | None, high: Fraction | None) -> Plage:
    return Plage(-inf if low is None else low, inf if high is None else high)


def nombre(valeur: Possible) -> Plage:
    if isinstance(valeur, Plage):
        return valeur
    raise TypeError(f"un nombre est attendu, pas {valeur}")


def reponse(valeur: Possible) -> frozenset[bool | str]:
    if isinstance(valeur, Plage):
        raise TypeError("une condition ou un texte est attendu, pas un nombre")
    return valeur
