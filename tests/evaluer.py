"""What a formula is worth, in plain words for a test: what is known, else the two ends, else the choices."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from cafsim.engine.evaluation import evaluate, given
from cafsim.engine.expr import Call, Expr
from cafsim.engine.values import Interval, Scalar, bounds

Lu = Scalar | tuple[Fraction | None, Fraction | None] | frozenset[bool | str]


def appel(donnees: Mapping[str, Scalar | None] | None = None) -> Call:
    return Call(given(donnees or {}))


def vaut(arbre: Expr, donnees: Mapping[str, Scalar | None] | None = None) -> Lu:
    valeur = evaluate(arbre, appel(donnees))
    if isinstance(valeur, tuple):
        return Fraction(*valeur)
    return bounds(valeur) if isinstance(valeur, Interval) else valeur
