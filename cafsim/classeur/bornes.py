"""Intervals as spreadsheet formulas: each node of a tree is two cells, and « no bound » is an error value.

An error goes through + - * / MIN and MAX by itself, so that nothing unknown is ever skipped; where the evaluation
still knows something (the highest of `min(unknown, 10)` is 10), IFERROR says so. Same rules as `engine/values.py`.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Literal, NamedTuple

Genre = Literal["nombre", "verite", "choix", "mot"]

SANS_BORNE = "NA()"
VRAI, FAUX = "TRUE", "FALSE"

_TOLERANCE = "1E-12"
"""Part of the numbers compared below which a difference is the noise of binary fractions."""

_DEMI_CENTIME = "0.500001"
"""Half a cent upwards, noise included: a millionth of a cent below the half is the half."""


class Bornes(NamedTuple):
    """A node as two operands: lowest and highest number; or « may be true » and « may be false ».

    A choice is the cell that holds it and the cell that says whether it is known; a word is a quoted text.
    `place`: both stand in cells, or are literals, and may be repeated. `positif`: the lowest is always known, and is at
    least 0. `net`: exact in binary comparisons (typed, or rounded to the cent). `choix`: what a choice may be.
    """

    bas: str
    haut: str
    genre: Genre = "nombre"
    place: bool = False
    positif: bool = False
    net: bool = False
    choix: tuple[object, ...] = ()


INCONNU = Bornes(SANS_BORNE, SANS_BORNE)


def litteral(valeur: Fraction) -> str:
    """Write a constant as formulas do: `1.07`, `(-3)`, `(1/3)`."""
    reste = valeur.denominator
    for facteur in (2, 5):
        while reste % facteur == 0:
            reste //= facteur
    if reste != 1:
        return f"({valeur.numerator}/{valeur.denominator})"
    chiffres = 0
    while (valeur * 10**chiffres).denominator != 1:
        chiffres += 1
    entier = str(abs((valeur * 10**chiffres).numerator)).zfill(chiffres + 1)
    texte = f"{entier[:-chiffres]}.{entier[-chiffres:]}" if chiffres else entier
    return f"(-{texte})" if valeur < 0 else texte


def chaine(texte: str) -> str:
    """Write a text as formulas do, in pieces that a formula may hold (255 characters)."""
    morceaux = [texte[i : i + 250] for i in range(0, len(texte), 250)] or [""]
    return "&".join('"' + m.replace('"', '""') + '"' for m in morceaux)


def constante(valeur: object) -> Bornes:
    """Return a constant of a formula."""
    if isinstance(valeur, bool):
        return verite(VRAI if valeur else FAUX, FAUX if valeur else VRAI)._replace(place=True)
    if isinstance(valeur, Fraction):
        texte = litteral(valeur)
        return Bornes(texte, texte, place=True, positif=valeur >= 0, net=True)
    return Bornes(chaine(str(valeur)), "", "mot", place=True)


def verite(vrai: str, faux: str) -> Bornes:
    """Return a condition: may it be true, may it be false."""
    return Bornes(vrai, faux, "verite")


def addition(a: Bornes, b: Bornes) -> Bornes:
    """Add."""
    return Bornes(f"{a.bas}+{b.bas}", f"{a.haut}+{b.haut}", positif=a.positif and b.positif)


def soustraction(a: Bornes, b: Bornes) -> Bornes:
    """Subtract."""
    return Bornes(f"{a.bas}-{b.haut}", f"{a.haut}-{b.bas}")


def multiplication(a: Bornes, b: Bornes) -> Bornes:
    """Multiply; zero times « no bound » is zero."""
    if a.positif and b.positif:
        haut = f"IFERROR({a.haut}*{b.haut},IF(IFERROR({a.haut},1)*IFERROR({b.haut},1)=0,0,NA()))"
        return Bornes(f"{a.bas}*{b.bas}", haut, positif=True)
    coins = ",".join(f"{x}*{y}" for x in (a.bas, a.haut) for y in (b.bas, b.haut))
    positifs = f"IFERROR(AND({a.bas}>=0,{b.bas}>=0),FALSE)"

    def borne(produit: str, extremum: str) -> str:
        return f"IF(OR({nul(a)},{nul(b)}),0,IF({positifs},{produit},{extremum}({coins})))"

    return Bornes(borne(f"{a.bas}*{b.bas}", "MIN"), borne(f"{a.haut}*{b.haut}", "MAX"))


def division(a: Bornes, b: Bornes) -> Bornes:
    """Divide by one number, or by what is positive; by anything else, nothing is known."""
    possible = f"IFERROR({b.haut}>0,TRUE)"
    if not b.positif:
        possible = f"OR(IFERROR(AND({b.bas}={b.haut},{b.bas}<>0),FALSE),AND({b.bas}>=0,{possible}))"
    bas, haut = f"IFERROR({a.bas}/{b.haut},0*{a.bas})", f"{a.haut}/{b.bas}"
    if not (a.positif and b.positif):
        inverses = (f"IFERROR(1/{b.haut},0)", f"(1/{b.bas})")
        coins = ",".join(f"{x}*{y}" for x in (a.bas, a.haut) for y in inverses)
        positif = f"IFERROR(AND({a.bas}>=0,{b.bas}>=0),FALSE)"
        bas, haut = f"IF({positif},{bas},MIN({coins}))", f"IF({positif},{haut},MAX({coins}))"

    def borne(quotient: str) -> str:
        return f"IF({possible},IF({nul(a)},0,{quotient}),NA())"

    return Bornes(borne(bas), borne(haut))


def minimum(args: Sequence[Bornes]) -> Bornes:
    """Return the least: no lower bound if one lacks it, an upper bound if one has it."""
    return Bornes(
        f"MIN({','.join(x.bas for x in args)})",
        _connu("MIN", [x.haut for x in args]),
        positif=all(x.positif for x in args),
        net=all(x.net for x in args),
    )


def maximum(args: Sequence[Bornes]) -> Bornes:
    """Return the greatest: a lower bound if one has it, no upper bound if one lacks it."""
    return Bornes(
        _connu("MAX", [x.bas for x in args]),
        f"MAX({','.join(x.haut for x in args)})",
        positif=any(x.positif for x in args),
        net=all(x.net for x in args),
    )


def enveloppe(a: Bornes, b: Bornes) -> Bornes:
    """Return what holds both."""
    if a.genre == "verite":
        return verite(f"OR({a.bas},{b.bas})", f"OR({a.haut},{b.haut})")
    return Bornes(f"MIN({a.bas},{b.bas})", f"MAX({a.haut},{b.haut})", positif=a.positif and b.positif)


def choisir(condition: Bornes, alors: Bornes, sinon: Bornes) -> Bornes:
    """Return one branch, or what holds both while the condition is unknown."""
    tout = enveloppe(alors, sinon)

    def borne(x: str, y: str, deux: str) -> str:
        return f"IF({condition.bas},IF({condition.haut},{deux},{x}),{y})"

    return tout._replace(
        bas=borne(alors.bas, sinon.bas, tout.bas),
        haut=borne(alors.haut, sinon.haut, tout.haut),
        net=alors.net and sinon.net,
    )


def exiger(besoin: Bornes, corps: Bornes) -> Bornes:
    """Return `corps`, but nothing known while `besoin` has no upper bound."""
    if corps.genre != "nombre":
        raise TypeError("only an amount can be required to be complete")
    return Bornes(f"IF(ISNUMBER({besoin.haut}),{corps.bas},NA())", f"IF(ISNUMBER({besoin.haut}),{corps.haut},NA())")


def arrondir(a: Bornes) -> Bornes:
    """Round both ends to the cent, half a cent upwards."""

    def borne(x: str) -> str:
        return f"INT({x}*100+{_DEMI_CENTIME})/100"

    return Bornes(borne(a.bas), borne(a.haut), positif=a.positif, net=True)


def comparer(op: str, a: Bornes, b: Bornes) -> Bornes:
    """Compare two numbers (< <= ==), or two truth values, or a choice with a word."""
    if "choix" in (a.genre, b.genre):
        return _vaut(op, a, b) if a.genre == "choix" else _vaut(op, b, a)
    if a.genre == "verite" and b.genre == "verite" and op == "==":
        memes = f"OR(AND({a.bas},{b.bas}),AND({a.haut},{b.haut}))"
        return verite(memes, f"OR(AND({a.bas},{b.haut}),AND({a.haut},{b.bas}))")
    if a.genre != "nombre" or b.genre != "nombre":
        raise TypeError(f"can't compare {a.genre} {op} {b.genre} in a workbook")
    inferieur, au_plus = _brut if a.net and b.net else _tolerant
    if op == "<":
        return verite(_sauf(inferieur(a.bas, b.haut)), _sauf(au_plus(b.bas, a.haut)))
    if op == "<=":
        return verite(_sauf(au_plus(a.bas, b.haut)), _sauf(inferieur(b.bas, a.haut)))
    egaux = f"AND({au_plus(a.haut, a.bas)},{au_plus(b.haut, b.bas)},{au_plus(a.haut, b.bas)},{au_plus(b.haut, a.bas)})"
    return verite(f"AND({_sauf(au_plus(b.bas, a.haut))},{_sauf(au_plus(a.bas, b.haut))})", _sauf(f"NOT({egaux})"))


def conditions(args: Sequence[Bornes], vrai: str, faux: str) -> Bornes:
    """Return whether all conditions hold (AND, OR), or whether one does at least (OR, AND)."""
    if not args:
        return constante(vrai == "AND")
    return verite(f"{vrai}({','.join(x.bas for x in args)})", f"{faux}({','.join(x.haut for x in args)})")


def nul(a: Bornes) -> str:
    """Return the condition that a number is zero, and known to be."""
    if a.positif:
        return f"IFERROR({a.haut},1)=0"
    return f"IFERROR(AND({a.bas}=0,{a.haut}=0),FALSE)"


def _connu(extremum: str, bornes: Sequence[str]) -> str:
    """Return the extremum of the bounds that are known; an error when none is."""
    premiere, *autres = bornes
    for borne in autres:
        premiere = f"IFERROR({extremum}({premiere},{borne}),IFERROR({premiere},{borne}))"
    return premiere


def _sauf(test: str) -> str:
    """Return a test that a missing bound can't decide: then it may hold."""
    return f"IFERROR({test},TRUE)"


def _vaut(op: str, choix: Bornes, mot: Bornes) -> Bornes:
    if op != "==" or mot.genre != "mot":
        raise TypeError(f"can't compare a choice {op} {mot.genre} in a workbook")
    mots = [chaine(str(c)) for c in choix.choix]
    vrai, faux = (VRAI if mot.bas in mots else FAUX), (VRAI if any(m != mot.bas for m in mots) else FAUX)
    return verite(f"IF({choix.haut},{choix.bas}={mot.bas},{vrai})", f"IF({choix.haut},{choix.bas}<>{mot.bas},{faux})")


def _inferieur(x: str, y: str) -> str:
    return f"{y}-{x}>{_TOLERANCE}*(ABS({x})+ABS({y}))"


def _au_plus(x: str, y: str) -> str:
    return f"{y}-{x}>=-{_TOLERANCE}*(ABS({x})+ABS({y}))"


_tolerant = (_inferieur, _au_plus)
_brut = (lambda x, y: f"{x}<{y}", lambda x, y: f"{x}<={y}")
