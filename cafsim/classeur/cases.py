"""A formula and what it gives now, side by side: an operation makes both at once, so that they can't disagree."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import NamedTuple

from cafsim.classeur.bornes import chaine, litteral
from cafsim.engine.numbers import ZERO

FEUILLE = "Calculs"
"""The sheet of the cells that formulas name without their sheet."""
ARGUMENTS_MAX = 200
"""Arguments that a function takes in a spreadsheet, with a margin."""
_ICI = re.compile(r"[CDE][0-9]+")
Valeur = Fraction | bool | str | None
"""What a formula gives: None is an error, which stands for « no bound »."""


class Case(NamedTuple):
    """A formula, or the cell that holds it, and what it gives."""

    formule: str
    vaut: Valeur

    @property
    def ailleurs(self) -> Case:
        """A cell of the calculations as another sheet names it; a literal, or a cell of another sheet, stays."""
        return Case(f"{FEUILLE}!{self.formule}", self.vaut) if _ICI.fullmatch(self.formule) else self

    @property
    def compte(self) -> Fraction:
        """What it counts for in a sum: words count for nothing."""
        return self.vaut if isinstance(self.vaut, Fraction) else ZERO


VRAI, FAUX = Case("TRUE", vaut=True), Case("FALSE", vaut=False)
VIDE, ERREUR, NUL = Case('""', ""), Case("NA()", None), Case("0", ZERO)


def mot(texte: str) -> Case:
    """Return a text."""
    return Case(chaine(texte), texte)


def nombre(valeur: Fraction) -> Case:
    """Return a number."""
    return Case(litteral(valeur), valeur)


def si(test: Case, alors: Case, sinon: Case) -> Case:
    """Return one of two, as a condition tells."""
    if test.formule in (VRAI.formule, FAUX.formule):
        return alors if test.vaut else sinon
    return Case(f"IF({test.formule},{alors.formule},{sinon.formule})", alors.vaut if test.vaut else sinon.vaut)


def et(*tests: Case) -> Case:
    """Return whether all conditions hold."""
    return _ensemble("AND", tests, VRAI, FAUX)


def ou(*tests: Case) -> Case:
    """Return whether one condition holds at least."""
    return _ensemble("OR", tests, FAUX, VRAI)


def non(test: Case) -> Case:
    """Negate."""
    return Case(f"NOT({test.formule})", not test.vaut)


def egal(a: Case, b: Case) -> Case:
    """Return whether two are the same."""
    return Case(f"{a.formule}={b.formule}", a.vaut == b.vaut)


def est_nombre(x: Case) -> Case:
    """Return whether it is a number, rather than words or an error."""
    return Case(f"ISNUMBER({x.formule})", isinstance(x.vaut, Fraction))


def compte(x: Case) -> Case:
    """Return the number that it is, or 0."""
    return Case(f"N({x.formule})", x.compte)


def somme(cases: Iterable[Case]) -> Case:
    """Add cells up; those that hold words (« à compléter ») count for nothing."""
    liste = list(cases)
    return Case(_appel("SUM", [x.formule for x in liste]), sum((x.compte for x in liste), ZERO)) if liste else NUL


def plus(*cases: Case) -> Case:
    """Add numbers."""
    return Case("+".join(x.formule for x in cases), sum((x.compte for x in cases), ZERO))


def moins(x: Case, *autres: Case) -> Case:
    """Take numbers off another one."""
    vaut = x.vaut - sum((y.compte for y in autres), ZERO) if isinstance(x.vaut, Fraction) else None
    return Case(f"({'-'.join(y.formule for y in (x, *autres))})", vaut)


def minimum(*cases: Case) -> Case:
    """Return the least; an error when one is."""
    nombres = [x.vaut for x in cases if isinstance(x.vaut, Fraction)]
    return Case(_appel("MIN", [x.formule for x in cases]), min(nombres) if len(nombres) == len(cases) else None)


def maximum(*cases: Case) -> Case:
    """Return the greatest; an error when one is."""
    nombres = [x.vaut for x in cases if isinstance(x.vaut, Fraction)]
    return Case(_appel("MAX", [x.formule for x in cases]), max(nombres) if len(nombres) == len(cases) else None)


def sauf_erreur(x: Case, sinon: Case) -> Case:
    """Return the first, or the second where the first is an error."""
    return Case(f"IFERROR({x.formule},{sinon.formule})", sinon.vaut if x.vaut is None else x.vaut)


def au_centime(x: Case) -> Case:
    """Take the noise of binary fractions off an amount, which has no more than cents."""
    return Case(f"ROUND({x.formule},2)", x.vaut)


def bout_a_bout(cases: Iterable[Case]) -> Case:
    """Return texts one after the other."""
    liste = list(cases) or [VIDE]
    return Case("&".join(x.formule for x in liste), "".join(str(x.vaut) for x in liste))


def _ensemble(fonction: str, tests: Sequence[Case], neutre: Case, absorbant: Case) -> Case:
    """Put conditions together, each once, those that change nothing left out."""
    utiles = {t.formule: bool(t.vaut) for t in tests if t.formule != neutre.formule}
    if absorbant.formule in utiles:
        return absorbant
    decide = bool(absorbant.vaut) in utiles.values()
    vaut = absorbant.vaut if decide else neutre.vaut
    return Case(_appel(fonction, list(utiles)) if len(utiles) > 1 else next(iter(utiles), neutre.formule), vaut)


def _appel(fonction: str, arguments: Sequence[str]) -> str:
    """Write a call, in packets that a function takes where they are too many."""
    if len(arguments) > ARGUMENTS_MAX:
        paquets = range(0, len(arguments), ARGUMENTS_MAX)
        arguments = [_appel(fonction, arguments[i : i + ARGUMENTS_MAX]) for i in paquets]
    return f"{fonction}({','.join(arguments)})"
