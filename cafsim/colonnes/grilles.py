"""On which grid the true values of a node lie: products and sums of decimal numbers keep to a step.

Where the error of float64 is less than that step, there is one candidate only: what lies on half a cent, or on a
threshold, is known to be there. A quotient keeps to a grid once multiplied by its divisor, and a later product by that
divisor brings it back: `minimum(0.66 × charges / hours, ceiling) × hours` is a sum of decimals, whichever is the least.
A value chosen among several may lie on the grid of each (`Maille`), on the rows where it may be chosen.

A divisor that is not known, or zero, makes a quotient null, or zero where nothing else is said: zero is on any grid.

All of this holds while the columns keep to the decimals of their field (`champs`); `_hors_grille` says where one does
not, unless all are known to (`decimales_tenues`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from functools import reduce
from itertools import product
from math import gcd, prod
from typing import NamedTuple

from cafsim.colonnes.arithmetic import Arithmetic
from cafsim.colonnes.bounds import sign_of
from cafsim.colonnes.node import Kind, Node

MAILLES_MAX = 8
"""More grids than this are no knowledge."""

PRES = 1 + Fraction(1, 2**30)
"""Beyond this ratio, two numbers that no subtraction made are surely in order."""

Diviseurs = tuple[Node, ...]


class Maille(NamedTuple):
    """On the rows of `condition`, a value times all of `diviseurs` may be any whole number of `pas`; None: anything."""

    pas: Fraction | None
    diviseurs: Diviseurs
    condition: Node


class Grilles:
    """Finds the grids of the nodes of a graph; `champs` gives the decimals of each column."""

    def __init__(self, graph: Arithmetic) -> None:
        self._graph = graph
        self.champs: dict[str, int] = {}
        self.decimales_tenues = False
        """Whether it is known beforehand that the columns keep to their decimals."""
        self._connues: dict[Node, list[Maille]] = {}
        self._rangs: dict[Node, int] = {}

    def connue(self, node: Node) -> bool:
        """Say whether a node lies on a known grid, at least on some rows."""
        return any(maille.pas for maille in self.de(node))

    def en_centimes(self, node: Node) -> bool:
        """Say whether a node is a whole number of cents on every row: no rounding has half a cent to decide."""
        return all(m.pas is not None and not m.diviseurs and (m.pas * 100).denominator == 1 for m in self.de(node))

    def de(self, node: Node) -> list[Maille]:
        """Return the grids of a node: on each row, its true value lies on one of those whose condition holds."""
        if node not in self._connues:
            trouvees = self._reunies(self._cherchees(node))
            vrai = self._graph.const(value=True)
            self._connues[node] = trouvees if len(trouvees) <= MAILLES_MAX else [Maille(None, (), vrai)]
        return self._connues[node]

    def incertaine(self, node: Node, ecart: Node, cible: Fraction) -> Node:
        """Say on which rows a value may come nearer than `ecart` to a whole number of `cible` without being one."""
        g = self._graph
        mailles = (g.all_(m.condition, g.not_(self._plus_large(m, ecart, cible))) for m in self.de(node))
        return g.fill(g.any_(*mailles, *self._hors_grille(node)), g.const(value=True))

    def _plus_large(self, maille: Maille, ecart: Node, cible: Fraction) -> Node:
        """Say on which rows the numbers of a grid are further than `ecart` from any other whole number of `cible`."""
        g = self._graph
        if maille.pas is None:
            return g.const(value=False)
        pas = _pgcd(maille.pas, cible * prod(map(self._pas, maille.diviseurs)))
        produit = reduce(g.times, map(g.magnitude, maille.diviseurs), ecart)
        if produit.high is not None and produit.high < pas:
            return g.const(value=True)
        return g.raw("<", produit, g.const(pas))

    # -- grids ---------------------------------------------------------------------------------------

    def _cherchees(self, node: Node) -> Iterable[Maille]:
        vrai = self._graph.const(value=True)
        match node.op:
            case "const":
                return [Maille(Fraction(0) if node.null else abs(node.number()), (), vrai)]
            case "column":
                decimales = self.champs.get(str(node.value))
                return [Maille(None if decimales is None else Fraction(1, 10**decimales), (), vrai)]
            case "cent":
                return [Maille(Fraction(1, 100), (), vrai)]
            case "neg" | "abs" | "float":
                return self.de(node.args[0])
            case "+":
                return [self._somme(a, b) for a, b in product(*map(self.de, node.args))]
            case "*":
                return self._produit(node)
            case "/":
                return self._quotients(*node.args)
            case "choose" | "fill" | "least" | "greatest" | "least_known" | "greatest_known":
                return self._choisies(node)
        return [Maille(None, (), vrai)]

    def _reunies(self, mailles: Iterable[Maille]) -> list[Maille]:
        """Return one grid per list of divisors: the largest that holds them all."""
        g, une = self._graph, dict[tuple[bool, Diviseurs], Maille]()
        for m in mailles:
            cle = (m.pas is None, () if m.pas is None else m.diviseurs)
            condition = m.condition if m.pas is None or m.diviseurs else g.const(value=True)
            if cle in une:
                deja = une[cle]
                pas = None if m.pas is None or deja.pas is None else _pgcd(m.pas, deja.pas)
                une[cle] = Maille(pas, cle[1], g.any_(deja.condition, condition))
            else:
                une[cle] = Maille(m.pas, cle[1], condition)
        return list(une.values())

    def _somme(self, a: Maille, b: Maille) -> Maille:
        condition = self._graph.all_(a.condition, b.condition)
        if a.pas is None or b.pas is None:
            return Maille(None, (), condition)
        les_uns, les_autres = Counter(a.diviseurs), Counter(b.diviseurs)
        pas = (
            m.pas * prod(map(self._pas, manquants.elements()))
            for m, manquants in ((a, les_autres - les_uns), (b, les_uns - les_autres))
            if m.pas is not None
        )
        return Maille(_pgcd(*pas), self._tries((les_uns | les_autres).elements()), condition)

    def _produit(self, node: Node) -> list[Maille]:
        """Multiply the factors one after another, those with divisors first: a factor may then be one of them."""
        facteurs = sorted(_parties("*", node), key=lambda f: not any(m.diviseurs for m in self.de(f)))
        mailles = self.de(facteurs[0])
        for facteur in facteurs[1:]:
            mailles = self._reunies(m for maille in mailles for m in self._par(maille, facteur))
        return mailles

    def _par(self, maille: Maille, facteur: Node) -> Iterator[Maille]:
        """Multiply by a factor; a divisor that it is, or that it is on some rows, goes away."""
        g, nu = self._graph, _nu(facteur)
        for diviseur in maille.diviseurs:
            if nu is diviseur or self._connu(nu) in _parties("+", self._connu(diviseur), entieres=True):
                autres = list(maille.diviseurs)
                autres.remove(diviseur)
                meme = (
                    g.const(value=True) if nu is diviseur else g.fill(g.raw("==", nu, diviseur), g.const(value=False))
                )
                yield Maille(maille.pas, tuple(autres), g.all_(maille.condition, meme))
                maille = maille._replace(condition=g.all_(maille.condition, g.not_(meme)))
                break
        if maille.condition.value is not False:
            for m in self.de(facteur):
                pas = None if maille.pas is None or m.pas is None else maille.pas * m.pas
                condition = g.all_(maille.condition, m.condition)
                yield Maille(pas, self._tries((*maille.diviseurs, *m.diviseurs)), condition)

    def _quotients(self, dividende: Node, diviseur: Node) -> Iterator[Maille]:
        if diviseur.constant:
            for m in self.de(dividende):
                yield m if m.pas is None else m._replace(pas=m.pas / abs(diviseur.number()))
            return
        nu = _nu(diviseur)
        for m in self.de(dividende):
            connue = m.pas is not None and self._simple(nu)
            yield m._replace(diviseurs=self._tries((*m.diviseurs, nu))) if connue else Maille(None, (), m.condition)

    def _choisies(self, node: Node) -> Iterator[Maille]:
        """Yield the grids of each alternative, where it may be taken. Zero is on any grid."""
        g, vrai = self._graph, self._graph.const(value=True)
        alternatives = [a for a in node.args if a.kind is Kind.NUMBER]
        reelles = [a for a in alternatives if not a.null and a.value != 0] or alternatives[:1]
        sures = len(reelles) == 1 or all(m.pas is not None and not m.diviseurs for a in reelles for m in self.de(a))
        for prise in reelles:
            condition = vrai if sures else self._prise(node, alternatives.index(prise))
            for m in self.de(prise):
                yield m._replace(condition=g.all_(m.condition, condition))

    def _prise(self, node: Node, i: int) -> Node:
        """Say on which rows a choice may take its alternative number `i`."""
        g, vrai = self._graph, self._graph.const(value=True)
        if node.op == "choose":
            tenue = g.fill(node.args[0], g.const(value=False))
            return g.not_(tenue) if i else tenue
        if node.op == "fill":
            return g.is_null(node.args[0]) if i else vrai
        prise, autre = node.args[i], node.args[1 - i]
        bas, haut = (prise, autre) if node.op.startswith("least") else (autre, prise)
        if prise.size is None and autre.size is None and sign_of(prise) > 0 and sign_of(autre) > 0:
            possible = g.raw("<=", bas, g.times(g.const(PRES), haut))
        else:
            possible = g.any_(g.raw("<=", bas, haut), g.near(*node.args)[0])
        return g.all_(g.not_(g.is_null(prise)), g.fill(possible, vrai))

    # -- divisors ------------------------------------------------------------------------------------

    def _pas(self, diviseur: Node) -> Fraction:
        (maille,) = self.de(diviseur)
        return maille.pas or Fraction(0)

    def _simple(self, diviseur: Node) -> bool:
        """Say whether a node lies on one grid on all rows: it may then be a divisor."""
        mailles = self.de(diviseur)
        return len(mailles) == 1 and not mailles[0].diviseurs and bool(mailles[0].pas)

    def _tries(self, diviseurs: Iterable[Node]) -> Diviseurs:
        return tuple(sorted(diviseurs, key=lambda d: self._rangs.setdefault(d, len(self._rangs))))

    def _connu(self, node: Node) -> Node:
        """Return what a node is on the rows where all is known: both ends of a number then look alike."""
        if node.op == "fill" and node.args[1].constant:
            return self._connu(node.args[0])
        return self._graph.plus(*map(self._connu, node.args)) if node.op == "+" else node

    def _hors_grille(self, node: Node) -> list[Node]:
        """Return the conditions under which a column that a node is made of does not keep to its decimals."""
        conditions, vus = list[Node](), set[Node]()
        reste = [] if self.decimales_tenues else [node]
        while reste:
            vu = reste.pop()
            if vu in vus or vu.kind is not Kind.NUMBER or vu.op == "cent":
                continue
            vus.add(vu)
            reste += vu.args
            if vu.op == "column":
                conditions.append(self._hors_de_la_sienne(vu))
        return conditions

    def _hors_de_la_sienne(self, colonne: Node) -> Node:
        g, decimales = self._graph, self.champs.get(str(colonne.value), 0)
        ecrite = g.make(Node("off_grid?", (colonne, g.as_column(10**decimales)), Kind.TRUTH, None, nullable=True))
        return g.fill(ecrite, g.const(value=False))


def _nu(node: Node) -> Node:
    """Return a node without the zero that stands where it is unknown: nothing is divided by either."""
    return node.args[0] if node.op == "fill" and node.args[1].value == 0 else node


def _parties(op: str, node: Node, *, entieres: bool = False) -> Sequence[Node]:
    """Return the factors of a product, the terms of a sum; with `entieres`, the partial sums too."""
    if node.op != op:
        return [node]
    parties = [p for arg in node.args for p in _parties(op, arg, entieres=entieres)]
    return [node, *parties] if entieres else parties


def _pgcd(a: Fraction, b: Fraction) -> Fraction:
    """Return the largest step whose whole numbers hold both."""
    return Fraction(gcd(a.numerator * b.denominator, b.numerator * a.denominator), a.denominator * b.denominator)
