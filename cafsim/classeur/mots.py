"""A formula in words, with names in place of values: true whatever the cells hold."""

from __future__ import annotations

from collections.abc import Sequence

from cafsim.engine.expr import Either, Expr, Input, Rate, Step, When
from cafsim.engine.printing import Printer, Text

PROFONDEUR = 6
"""Levels told; beyond, a formula in words is read by nobody."""

LONGUEUR = 400
TROP_LONG = "voir la feuille « Calculs »"


def en_mots(node: Expr) -> str:
    """Return what a node is: a named step with its formula, a comparison, an amount."""
    return f"{node.label} = {formule(node.arg)}" if isinstance(node, Step) else formule(node)


def formule(node: Expr) -> str:
    """Return a formula in words."""
    texte = _NOMS.write(node)
    return texte if len(texte) <= LONGUEUR else TROP_LONG


class _Noms(Printer):
    """Writes names, and all that a choice may give."""

    def leaf(self, node: Expr) -> Text | None:
        """Return the name of an input, a rate or a step."""
        if isinstance(node, Rate):
            return Text(f"[{node.label}]")
        return Text(node.label) if isinstance(node, Step | Input) else None

    def branches(self, node: When | Either) -> Sequence[Expr]:
        """Return both branches."""
        return (node.left, node.right) if isinstance(node, Either) else (node.then, node.otherwise)


_NOMS = _Noms(PROFONDEUR)
