"""The lines of an equipment as a function of one rate: its trees, that rate being an unknown to be given.

The trees are those of the estimate; only the rows of the rate give way to a symbol.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import fields
from fractions import Fraction
from functools import reduce
from operator import add
from typing import Literal, NamedTuple

from cafsim.baremes.model import Valeur
from cafsim.baremes.symbols import TauxDuBareme
from cafsim.engine import expr
from cafsim.engine.algebra import et, quand
from cafsim.engine.evaluation import amount, evaluate, given
from cafsim.engine.expr import Call, Expr, Input, Rate, walk
from cafsim.engine.values import Scalar, bounds
from cafsim.estimation.complet import Complet
from cafsim.estimation.formules import Arbre

Sens = Literal["constant", "croissant", "decroissant", "divers"]
"""How an amount follows a rate; `divers`: now up, now down, or by steps."""

_CONTRAIRES: Mapping[Sens, Sens] = {"croissant": "decroissant", "decroissant": "croissant"}
INCONNUE = "le taux à déduire"


class Montant(NamedTuple):
    """What the lines come to for a value of the rate (€); None: no bound, something else is missing."""

    minimum: Fraction | None
    maximum: Fraction | None


class Fonction:
    """The sum of some lines of an equipment, as a function of the rate `cle`.

    A condition that nobody knows is taken to hold: the Caf has paid.
    """

    def __init__(self, arbres: Collection[Arbre], complet: Complet, cle: str) -> None:
        self.complet = complet
        self._cle = cle
        self._origine = _somme(arbres, cle)
        modele = next(x for x in walk(self._origine) if isinstance(x, Rate) and x.key == cle)
        self._symbole = Input(INCONNUE, modele.label, modele.unit, low=Fraction(0))
        self._arbre = _avec_symbole(self._origine, cle, self._symbole)

    def __call__(self, valeur: Fraction) -> Montant:
        """Return what the lines come to."""
        return Montant(*bounds(amount(self._arbre, self._appel(valeur))))

    @property
    def sens(self) -> Sens:
        """How the amount follows the rate."""
        return _Sens(self._symbole, self._appel(None))(self._arbre)

    def manquants(self) -> Call:
        """Return an evaluation with some value of the rate: what it misses besides."""
        appel = self._appel(Fraction(1))
        amount(self._arbre, appel)
        return appel

    def rangees(self) -> tuple[Valeur, ...]:
        """Return the rows of the rate that this equipment reads, each once."""
        appel = Call(self.complet.donnees)
        evaluate(self._origine, appel)
        lues = (x.lecture.valeur for x in appel.met(TauxDuBareme) if x.key == self._cle)
        return tuple({valeur.rang: valeur for valeur in lues}.values())

    def _appel(self, valeur: Scalar | None) -> Call:
        return Call({**self.complet.donnees, **given({INCONNUE: valeur})})


def repose_sur(arbre: Expr, cle: str) -> bool:
    """Say whether a tree reads a rate."""
    return any(isinstance(x, Rate) and x.key == cle for x in walk(arbre))


def cles_lues(arbre: Arbre) -> set[str]:
    """Return the rates that a line may read: for its amount, or a condition."""
    racines = (arbre.calcul.montant, *(test for test, _ in arbre.conditions))
    return {x.key for x in walk(*racines) if isinstance(x, Rate)}


def _somme(arbres: Collection[Arbre], cle: str) -> Expr:
    """Return what the lines add up to; a condition counts where it rests on the rate."""
    montants: list[Expr] = []
    for arbre in arbres:
        tests = [t for t, _ in arbre.conditions if repose_sur(t, cle)]
        montants.append(quand(et(*tests), arbre.calcul.montant, 0) if tests else arbre.calcul.montant)
    return reduce(add, montants)


def _avec_symbole(racine: Expr, cle: str, symbole: Input) -> Expr:
    """Return a tree in which a symbol stands for each row of a rate."""
    nouveaux: dict[Expr, Expr] = {}

    def nouveau(partie: object) -> object:
        if isinstance(partie, tuple):
            return tuple(nouveau(x) for x in partie)
        return nouveaux.get(partie, partie) if isinstance(partie, Expr) else partie

    for noeud in walk(racine):
        if isinstance(noeud, Rate) and noeud.key == cle:
            nouveaux[noeud] = symbole
        elif any(partie in nouveaux for partie in noeud.parts()):
            fabrique: Callable[..., Expr] = type(noeud)
            nouveaux[noeud] = fabrique(**{f.name: nouveau(getattr(noeud, f.name)) for f in fields(noeud) if f.init})
    return nouveaux.get(racine, racine)


class _Sens:
    """How a tree follows the symbol; what the inputs decide is decided."""

    def __init__(self, symbole: Input, appel: Call) -> None:
        self._symbole = symbole
        self._appel = appel
        self._lus: dict[Expr, Sens] = {}

    def __call__(self, noeud: Expr) -> Sens:
        if noeud not in self._lus:
            self._lus[noeud] = self._lire(noeud)
        return self._lus[noeud]

    def _lire(self, noeud: Expr) -> Sens:
        match noeud:
            case Input():
                return "croissant" if noeud is self._symbole else "constant"
            case expr.Arithmetic(op="+") | expr.Extremum() | expr.Round() | expr.Step() | expr.Assume() | expr.Either():
                return _ensemble(*map(self, noeud.parts()))
            case expr.Arithmetic(op="-", left=gauche, right=droite):
                return _ensemble(self(gauche), _contraire(self(droite)))
            case expr.Arithmetic(op=op, left=gauche, right=droite):
                autre = self._signe(droite, self(gauche))
                sien = self._signe(gauche, self(droite))
                return _ensemble(autre, sien if op == "*" else _contraire(sien))
            case expr.When(condition=condition, then=alors, otherwise=sinon):
                return self._si(condition, alors, sinon)
            case expr.Require(body=corps):
                return self(corps)
        return "divers" if any(self(x) != "constant" for x in noeud.parts()) else "constant"

    def _si(self, condition: Expr, alors: Expr, sinon: Expr) -> Sens:
        if self(condition) != "constant":
            return "divers"
        reponse = evaluate(condition, self._appel)
        if isinstance(reponse, bool):
            return self(alors if reponse else sinon)
        return _ensemble(self(alors), self(sinon))

    def _signe(self, facteur: Expr, sens: Sens) -> Sens:
        """Return how a product follows one of its factors, given the sign of the other."""
        if sens == "constant":
            return sens
        bas, haut = bounds(evaluate(facteur, self._appel))
        if bas is not None and bas >= 0:
            return sens
        return _contraire(sens) if haut is not None and haut <= 0 else "divers"


def _contraire(sens: Sens) -> Sens:
    return _CONTRAIRES.get(sens, sens)


def _ensemble(*sens: Sens) -> Sens:
    """Return how a sum of parts follows the rate."""
    distincts = set(sens) - {"constant"}
    if not distincts:
        return "constant"
    return distincts.pop() if len(distincts) == 1 else "divers"
