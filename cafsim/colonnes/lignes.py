"""From the trees of an aid to the columns of its result: the same decisions as `lignes.py`, for every row at once."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from functools import reduce
from typing import NamedTuple

from cafsim.baremes.model import FIABILITES
from cafsim.colonnes.graph import Graph
from cafsim.colonnes.node import Kind, Node
from cafsim.colonnes.reading import Columns, Notes, Number, Truth, number, truth
from cafsim.engine.expr import Expr
from cafsim.estimation.par_aide import STATUTS

NON_ELIGIBLE, CALCULE, FOURCHETTE, A_COMPLETER = (
    STATUTS.index(s) for s in ("non_eligible", "calcule", "fourchette", "a_completer")
)
DERIVE, SAISI = FIABILITES.index("derive"), FIABILITES.index("saisi")


class LigneFondue(NamedTuple):
    """The trees of one line, those of all periods laid over each other. `existe`: the aid exists in the period.

    `prevu`: the amount at the rates of the forecast, zero where a condition fails.
    """

    presente: Expr
    conditions: tuple[Expr, ...]
    montant: Expr
    prevu: Expr
    existe: Expr
    indicatif: bool
    base: Expr
    taux: Expr


class Resultat(NamedTuple):
    """What a line, or an aid, is on each row.

    `statut` and `fiabilite` are places in STATUTS and FIABILITES; `statut` is null where there is no line, `minimum`
    and `maximum` where it is to be completed, `prevision` where nothing says how much.
    """

    minimum: Node
    maximum: Node
    prevision: Node
    statut: Node
    fiabilite: Node


class Comptes(NamedTuple):
    """What the lines of an aid add up to on each row, as a batch counts them; zero where there is no line.

    `toutes`: lines, orders of magnitude (`indicatif`) included; they are not in the others. `minimum` and `maximum`
    leave out the lines to be completed, which `a_completer` counts.
    """

    toutes: Node
    a_completer: Node
    minimum: Node
    maximum: Node


def lignes_d_aide(lecture: Columns, lignes: Sequence[LigneFondue], concerne: Node) -> list[Resultat]:
    """Return each line of an aid; null on the rows that the aid does not concern (`concerne`)."""
    return [_ligne(lecture, ligne, _comptee(lecture, ligne, concerne)) for ligne in lignes]


def ligne_seule(lecture: Columns, ligne: LigneFondue, concerne: Node) -> Resultat:
    """Return a line, be it an order of magnitude."""
    return _ligne(lecture, ligne, presente(lecture, ligne, concerne))


def ensemble(g: Graph, faites: Sequence[Resultat]) -> Resultat:
    """Add up the lines of an aid, as `par_aide` does."""
    statut = reduce(g.greatest_known, (x.statut for x in faites))
    nul = g.nothing(Kind.NUMBER)
    complet = g.less(statut, g.const(FOURCHETTE), strict=False)
    rangs = reduce(g.greatest_known, (x.fiabilite for x in faites))
    return Resultat(
        minimum=_somme(g, [(x.statut, x.minimum) for x in faites], statut),
        maximum=_somme(g, [(x.statut, x.maximum) for x in faites], statut),
        prevision=_somme(g, [(x.statut, x.prevision) for x in faites], statut),
        statut=statut,
        fiabilite=rangs if len(faites) == 1 else g.choose(complet, rangs, nul),
    )


def comptes(lecture: Columns, lignes: Sequence[LigneFondue], faites: Sequence[Resultat], concerne: Node) -> Comptes:
    """Count the lines of an aid. Out of its time, it has one line in all."""
    g = lecture.graph
    un, zero = g.const(1), g.const(0)
    la = [presente(lecture, ligne, concerne) for ligne in lignes]

    def nombre(tests: Sequence[Node]) -> Node:
        return reduce(g.plus, (g.choose(test, un, zero) for test in tests), zero)

    def total(montants: Sequence[Node]) -> Node:
        somme = reduce(g.plus, (g.fill(m, zero) for m in montants))
        return g.cent(somme) if len(montants) > 1 else somme  # one amount is rounded, or a cell as it is

    return Comptes(
        toutes=nombre([*la, absente(lecture, lignes, concerne)]),
        a_completer=nombre([g.equal(x.statut, g.const(A_COMPLETER)) for x in faites]),
        minimum=total([x.minimum for x in faites]),
        maximum=total([x.maximum for x in faites]),
    )


def _somme(g: Graph, montants: Sequence[tuple[Node, Node]], statut: Node) -> Node:
    if len(montants) == 1:
        return montants[0][1]
    zero, nul = g.const(0), g.nothing(Kind.NUMBER)
    total = reduce(g.plus, (g.choose(g.is_null(s), zero, montant) for s, montant in montants))
    return g.choose(g.is_null(statut), nul, g.cent(total))


def _comptee(lecture: Columns, ligne: LigneFondue, concerne: Node) -> Node:
    """Say whether a line counts: an order of magnitude does for nothing, but an aid out of its time has its line."""
    la = _la(lecture, ligne, concerne)
    return lecture.graph.all_(la, lecture.graph.not_(_existe(lecture, ligne))) if ligne.indicatif else la


def _ligne(lecture: Columns, ligne: LigneFondue, la: Node) -> Resultat:
    """Decide a line: refused, exact, a range, to be completed, or absent."""
    g = lecture.graph
    existe = _existe(lecture, ligne)
    conditions = [truth(lecture(test)) for test in ligne.conditions]
    remplies = g.all_(existe, *(c.answer for c in conditions))
    faite = _montant(g, number(lecture(ligne.montant)), number(lecture(ligne.prevu)), conditions, remplies)
    refusee, nul = g.fill(g.not_(remplies), g.const(value=False)), g.nothing(Kind.NUMBER)

    def ou(refus: Node, valeur: Node) -> Node:
        return g.choose(la, g.choose(refusee, refus, valeur), nul)

    zero = g.const(0)
    return Resultat(
        minimum=ou(zero, faite.minimum),
        maximum=ou(zero, faite.maximum),
        prevision=ou(zero, faite.prevision),
        statut=ou(g.const(NON_ELIGIBLE), faite.statut),
        fiabilite=ou(nul, faite.fiabilite),
    )


def presente(lecture: Columns, ligne: LigneFondue, concerne: Node) -> Node:
    """Say whether a row has the line: the aid exists, and there is something to count, or nobody knows."""
    return lecture.graph.all_(_existe(lecture, ligne), _la(lecture, ligne, concerne))


def absente(lecture: Columns, lignes: Sequence[LigneFondue], concerne: Node) -> Node:
    """Say whether a row has the one line of an aid out of its time."""
    g = lecture.graph
    return g.all_(g.not_(_existe(lecture, lignes[0])), g.any_(*(_la(lecture, ligne, concerne) for ligne in lignes)))


def _existe(lecture: Columns, ligne: LigneFondue) -> Node:
    return truth(lecture(ligne.existe)).answer


def _la(lecture: Columns, ligne: LigneFondue, concerne: Node) -> Node:
    g = lecture.graph
    return g.all_(concerne, g.fill(truth(lecture(ligne.presente)).answer, g.const(value=True)))


def _montant(g: Graph, lu: Number, prevu: Number, conditions: Sequence[Truth], remplies: Node) -> Resultat:
    """Return the amount where no condition is refused: one that nobody knows may bring it to zero."""
    nul, zero = g.nothing(Kind.NUMBER), g.const(0)
    notes = notes_lues(g, lu.notes, conditions)
    minimum = g.choose(remplies, lu.ends.low, g.least(lu.ends.low, zero))
    maximum = g.choose(remplies, lu.ends.high, g.greatest(lu.ends.high, zero))
    minimum, maximum = (g.choose(notes.zero, nul, borne) for borne in (minimum, maximum))
    prevision = _prevision(g, prevu, minimum, maximum)
    connu = g.not_(g.any_(g.is_null(minimum), g.is_null(maximum)))
    minimum, maximum = (g.choose(connu, borne, nul) for borne in (minimum, maximum))
    seul = g.same(minimum, maximum)
    statut = g.choose(connu, g.choose(seul, g.const(CALCULE), g.const(FOURCHETTE)), g.const(A_COMPLETER))
    rang = _rang(g, notes.rank, g.all_(notes.gap, g.not_(seul)))
    return Resultat(minimum, maximum, g.choose(seul, minimum, prevision), statut, g.choose(connu, rang, nul))


def _prevision(g: Graph, lu: Number, minimum: Node, maximum: Node) -> Node:
    """Return the low end at the rates of the forecast, between what is guaranteed and what is possible."""
    bas = g.least_known(g.greatest_known(lu.ends.low, minimum), maximum)
    inconnue = g.any_(lu.notes.zero, g.is_null(lu.ends.low), g.is_null(lu.ends.high))
    return g.choose(inconnue, g.nothing(Kind.NUMBER), bas)


def notes_lues(g: Graph, montant: Notes, conditions: Sequence[Truth]) -> Notes:
    """Return what was read: the amount, and the conditions that nobody knows."""
    rang, lacune, zero = montant
    for condition in conditions:
        inconnue = g.is_null(condition.answer)
        rang = g.choose(inconnue, g.greatest(rang, condition.notes.rank), rang)
        lacune = g.any_(lacune, g.all_(inconnue, condition.notes.gap))
        zero = g.any_(zero, g.all_(inconnue, condition.notes.zero))
    return Notes(rang, lacune, zero)


def _rang(g: Graph, rang: Node, lacune: Node) -> Node:
    """Return the weakest reliability: the user's own where no published rate was read, `derive` at best with a gap."""
    faible = g.choose(lacune, g.greatest(rang, g.const(Fraction(DERIVE))), rang)
    return g.choose(g.less(rang, g.const(0), strict=True), g.const(SAISI), faible)


def mots(g: Graph, place: Node, textes: Sequence[str]) -> Node:
    """Return the text at each place; null where the place is."""
    bas, haut, nul = place.low, place.high, g.nothing(Kind.TEXT)
    if place.constant:
        return nul if place.null else g.const(textes[int(place.number())])
    if place.op == "choose":
        condition, *places = place.args
        return g.choose(condition, *(mots(g, p, textes) for p in places))
    possibles = [
        (i, texte) for i, texte in enumerate(textes) if (bas is None or bas <= i) and (haut is None or i <= haut)
    ]
    (_, dernier), *autres = reversed(possibles)
    resultat = g.choose(g.is_null(place), nul, g.const(dernier))
    for i, texte in autres:
        resultat = g.choose(g.equal(place, g.const(i)), g.const(texte), resultat)
    return resultat
