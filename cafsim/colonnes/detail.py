"""The lines of an aid one by one: the numbers of each, and the key of its texts.

Sources, reasons, hypotheses… of a line depend on the period, on the conditions, and on what the evaluation meets in the
tree of the amount: which inputs are known, which branch each choice takes, where a divisor is zero. The key holds all
of that: two rows with the same key for a line have the same texts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from functools import partial
from typing import NamedTuple

from cafsim.colonnes import values
from cafsim.colonnes.aides import AideFondue
from cafsim.colonnes.graph import Graph
from cafsim.colonnes.lignes import NON_ELIGIBLE, LigneFondue, absente, ligne_seule, notes_lues, presente
from cafsim.colonnes.node import Kind, Node
from cafsim.colonnes.reading import Columns, number, truth
from cafsim.engine.expr import Arithmetic, Either, Expr, Input, Logic, Require, Round, When, walk
from cafsim.estimation.par_aide import STATUTS

DECIMALES = 4
"""Those of a quantity or a rate that is shown."""
_ETATS_MAX = 2**53


class Detail(NamedTuple):
    """A line on each row: whether it is there, its quantity and rate, its minimum, maximum and forecast, its key.

    A quantity or a rate that is not known is null.
    """

    presente: Node
    nombres: tuple[Node, Node]
    montants: tuple[Node, Node, Node]
    cles: tuple[Node, ...]


class Details:
    """Makes the lines of an aid. Where hypotheses are shown, what a rounding changes counts too."""

    def __init__(self, lecture: Columns, aide: AideFondue, *, hypotheses: bool) -> None:
        self._lecture = lecture
        self._aide = aide
        self._hypotheses = hypotheses

    def tous(self) -> list[Detail]:
        """Return what the aid shows: the line that says that it does not exist, then its own."""
        g, aide = self._lecture.graph, self._aide
        hors, nul, zero = absente(self._lecture, aide.lignes, aide.concerne), g.nothing(Kind.NUMBER), g.const(0)
        inexistante = Detail(hors, (nul, nul), (zero, zero, zero), (aide.periode,))
        return [inexistante, *map(self._detail, aide.lignes)]

    def _detail(self, ligne: LigneFondue) -> Detail:
        lecture, g, aide = self._lecture, self._lecture.graph, self._aide
        faite = ligne_seule(lecture, ligne, aide.concerne)
        refusee = g.equal(faite.statut, g.const(NON_ELIGIBLE))
        conditions = [truth(lecture(test)) for test in ligne.conditions]
        zero = notes_lues(g, number(lecture(ligne.montant)).notes, conditions).zero
        nombres = _nombre(lecture, ligne.base, refusee), _nombre(lecture, ligne.taux, g.any_(refusee, zero))
        periode = (aide.periode, 1 + int(aide.periode.high or 0))
        etats = [(faite.statut, len(STATUTS)), periode, *self._chemin(ligne, refusee)]
        la, montants = presente(lecture, ligne, aide.concerne), (faite.minimum, faite.maximum, faite.prevision)
        return Detail(la, nombres, montants, tuple(_cles(g, etats)))

    def _chemin(self, ligne: LigneFondue, refusee: Node) -> Iterator[tuple[Node, int]]:
        """Yield which conditions hold, then what decides of the amount and of the conditions that nobody knows."""
        g = self._lecture.graph
        lire = partial(decisions, self._lecture, hypotheses=self._hypotheses)
        lus = dict.fromkeys(lire(ligne.montant), g.not_(refusee))
        for test in ligne.conditions:
            reponse = truth(self._lecture(test)).answer
            yield _chiffre(g, reponse)
            for noeud in lire(test) if reponse.nullable else ():
                lus[noeud] = g.any_(lus.get(noeud, g.const(value=False)), g.is_null(reponse))
        for noeud, quand in lus.items():
            if not noeud.constant:
                chiffre, nombre = _chiffre(g, noeud)
                yield g.choose(quand, chiffre, g.const(0)), nombre


def decisions(lecture: Columns, arbre: Expr, *, hypotheses: bool) -> Iterator[Node]:
    """Yield, true or not, or null, what decides of the way through a tree, and of what is noted there."""
    g = lecture.graph
    for noeud in walk(arbre):
        match noeud:
            case Input():
                yield g.not_(truth(lecture.known(noeud)).answer)
            case When():
                yield truth(lecture(noeud.condition)).answer
            case Logic():
                yield from (truth(lecture(test)).answer for test in noeud.args)
            case Require():
                yield g.is_null(number(lecture(noeud.needed)).ends.high)
            case Either():
                yield _differents(g, *(number(lecture(part)).ends for part in noeud.parts()))
            case Round() if hypotheses:
                avant, apres = number(lecture(noeud.arg)).ends, number(lecture(noeud)).ends
                yield g.all_(g.same(*apres), _differents(g, avant, apres))
            case Arithmetic(op="/"):
                entrees = (x for x in walk(noeud.right) if isinstance(x, Input) and not x.choices)
                diviseurs = dict.fromkeys((noeud.right, *entrees))
                yield from (values.is_zero(g, number(lecture(x)).ends) for x in diviseurs)


def _differents(g: Graph, a: values.Ends, b: values.Ends) -> Node:
    """Say whether two numbers are not the same thing, known or unknown."""
    pareils = []
    for un, autre in zip(a, b, strict=True):
        egaux = g.fill(g.equal(un, autre), g.const(value=False))
        pareils.append(g.any_(egaux, g.all_(g.is_null(un), g.is_null(autre))))
    return g.not_(g.all_(*pareils))


def _nombre(lecture: Columns, formule: Expr, sans: Node) -> Node:
    """Return a number where it is known, to so many decimals; null on the rows of `sans`."""
    g = lecture.graph
    bas, haut = number(lecture(formule)).ends
    connu = g.choose(g.all_(g.same(bas, haut), g.not_(sans)), bas, g.nothing(Kind.NUMBER))
    mailles, pas = g.grilles.de(connu), Fraction(1, 10**DECIMALES)
    if all(m.pas is not None and not m.diviseurs and (m.pas / pas).denominator == 1 for m in mailles):
        g.doubt(g.grilles.incertaine(connu, g.const(pas / 2), pas), connu)
        return connu
    cent = g.const(10 ** (DECIMALES - 2))
    return g.over(g.cent(g.times(cent, connu)), cent)


def _chiffre(g: Graph, reponse: Node) -> tuple[Node, int]:
    """Return an answer as a number, and how many there may be."""
    un, zero = g.const(1), g.const(0)
    if not reponse.nullable:
        return g.choose(reponse, un, zero), 2
    return g.choose(g.is_null(reponse), g.const(2), g.choose(reponse, un, zero)), 3


def _cles(g: Graph, etats: Iterable[tuple[Node, int]]) -> Iterator[Node]:
    """Yield as few numbers as can hold all of these."""
    cle, poids = g.const(0), 1
    for chiffre, nombre in etats:
        if poids * nombre > _ETATS_MAX:
            yield cle
            cle, poids = g.const(0), 1
        cle = g.plus(cle, g.times(g.const(poids), chiffre))
        poids *= nombre
    yield cle
