"""The words that a formula is written with, besides + - * / and comparisons."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from cafsim.engine import expr
from cafsim.engine.expr import Expr, Operand, as_expr


def minimum(*args: Operand) -> Expr:
    """Return the least of the arguments; unknown if one of them is."""
    return expr.Extremum("min", tuple(as_expr(a) for a in args))


def maximum(*args: Operand) -> Expr:
    """Return the greatest of the arguments; unknown if one of them is."""
    return expr.Extremum("max", tuple(as_expr(a) for a in args))


def quand(condition: Expr, alors: Operand, sinon: Operand) -> Expr:
    """Return `alors` where the condition holds, else `sinon`."""
    return expr.When(condition, as_expr(alors), as_expr(sinon))


def tranche(valeur: Expr, paliers: Sequence[tuple[Fraction | None, bool, Operand]]) -> Expr:
    """Return the result of the first tier that holds `valeur`.

    `paliers` are (upper bound, is the bound inside, result), in rising order; the last bound is None.
    """
    *bornes, (fin, _, dernier) = paliers
    if fin is not None:
        raise ValueError("the last tier of a scale has no upper bound")
    resultat = as_expr(dernier)
    for borne, inclus, palier in reversed(bornes):
        if borne is None:
            raise ValueError("only the last tier of a scale has no upper bound")
        resultat = expr.When(expr.Compare("<=" if inclus else "<", valeur, as_expr(borne)), as_expr(palier), resultat)
    return resultat


def et(*conditions: Expr) -> Expr:
    """All of the conditions."""
    return expr.Logic("and", conditions)


def ou(*conditions: Expr) -> Expr:
    """At least one of the conditions."""
    return expr.Logic("or", conditions)


def non(condition: Expr) -> Expr:
    """Negate a condition."""
    return expr.Not(condition)


def parmi(valeur: Expr, *choix: str) -> Expr:
    """Whether a text is one of `choix`."""
    return ou(*(valeur == c for c in choix))


def connu(entree: Expr) -> Expr:
    """Whether the user gave this input (inputs only)."""
    if not isinstance(entree, expr.Input):
        raise TypeError("connu() takes an input of the project")
    return expr.Known(entree)


def entre(a: Operand, b: Operand, pourquoi: str) -> Expr:
    """One of two amounts, nobody knows which: exact where they agree, else a range; `pourquoi` is told to the user."""
    return expr.Either(as_expr(a), as_expr(b), pourquoi)


def exige(prix: Expr, formule: Expr) -> Expr:
    """`formule`, but to be completed while `prix` is a gap without bounds."""
    return expr.Require(prix, formule)


def arrondi(montant: Expr) -> Expr:
    """Round to the nearest cent, half a cent upwards."""
    return expr.Round(montant)


def etape(libelle: str, valeur: Expr, unite: str) -> Expr:
    """Name an intermediate result: it becomes a line of the explanation."""
    return expr.Step(libelle, valeur, unite)


def suppose(numero: str, valeur: Expr) -> Expr:
    """Mark that `valeur` rests on the hypothesis `numero` of the rate table."""
    return expr.Assume(numero, valeur)
