"""What is doubtful in an equipment as typed, said in a sentence, with the repair that would clear it.

A check speaks only when it is sure. A repair is proposed when it clears the check that it is meant for and leaves fewer
doubts than before; the best one clears the most. What it clears is not told again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from functools import cache
from typing import NamedTuple

from cafsim.baremes.en_vigueur import Fenetre
from cafsim.baremes.model import NATIONAL, Baremes
from cafsim.baremes.symbols import Taux
from cafsim.engine.evaluation import evaluate
from cafsim.engine.explain import scalar_text
from cafsim.engine.expr import Expr, as_expr
from cafsim.engine.numbers import NBSP, french_number, french_quantity
from cafsim.engine.values import Scalar, bounds
from cafsim.equipements.champs import Champ, Entrees
from cafsim.equipements.commun import HERITES
from cafsim.equipements.projet import EquipementSaisi
from cafsim.equipements.registre import champs, equipements
from cafsim.estimation.complet import Complet, completer
from cafsim.estimation.formules import fenetre_du
from cafsim.typographie import majuscule, minuscule
from cafsim.vraisemblance.modele import REPERES, Controle, Reparation, Suspect
from cafsim.vraisemblance.registre import controles

GARDES = 500
"""Windows of time whose checks are kept: a batch may hold thousands of days."""

COMMUNS = frozenset(champ.nom for champ in HERITES)


class Proposition(NamedTuple):
    """A likely repair: the fields with their new values, and a sentence that asks whether it is the right one."""

    valeurs: Mapping[str, Fraction]
    texte: str


class Doute(NamedTuple):
    """What is amiss, which fields may be wrong, the likely repairs, the best first. `texte` tells it all."""

    champs: tuple[str, ...]
    constat: str
    propositions: tuple[Proposition, ...]
    texte: str


class ControleEcrit(NamedTuple):
    """A check with its trees: the test; what it weighs and the landmarks, where it has them."""

    controle: Controle
    test: Expr
    poids: tuple[Expr, Expr] | None

    @classmethod
    def ecrire(cls, controle: Controle, e: Entrees, b: Taux) -> ControleEcrit:
        """Call the functions of a check once, with symbols."""
        mesure = controle.mesure
        poids = (mesure.grandeur(e, b), mesure.repere(e, b)) if mesure else None
        return cls(controle, as_expr(controle.test(e, b)), poids)

    def constat(self, complet: Complet) -> str:
        """Say what is amiss in an equipment, without final stop."""
        message, mesure = self.controle.message, self.controle.mesure
        if mesure is None or self.poids is None:
            return message
        grandeur = complet.nombre(self.poids[0])
        bas, haut = bounds(evaluate(self.poids[1], complet.questions))
        if grandeur is None or bas is None or haut is None:
            return message
        return f"{message}, {_court(grandeur)}{NBSP}{mesure.unite} (d'ordinaire de {_court(bas)} à {_court(haut)})"


class Controles:
    """The checks at the rates of one table; their trees are built once per type and window of time."""

    def __init__(self, baremes: Baremes, referentiel: str = NATIONAL) -> None:
        self._baremes = baremes
        self._referentiel = referentiel
        self._ecrits: dict[tuple[str, str | None, Fenetre], list[ControleEcrit]] = {}

    def ecrits(self, saisi: EquipementSaisi) -> list[ControleEcrit]:
        """Return the checks of an equipment, with their trees; those that follow a day, unless nobody knows it."""
        dates = (d for d in self.dates(saisi.type) if d is None or saisi.valeurs.get(d, d) is not None)
        return [x for date in dates for x in self.au_temps(saisi.type, date, fenetre_du(date, saisi))]

    @staticmethod
    @cache
    def dates(type_equipement: str) -> tuple[str | None, ...]:
        """Return the fields whose day the checks of a type follow; None: the exercice."""
        return tuple(dict.fromkeys(controle.date for controle in controles(type_equipement)))

    def au_temps(self, type_equipement: str, date: str | None, fenetre: Fenetre) -> list[ControleEcrit]:
        """Return the checks of a type that follow a date, or the exercice (None), at the rates of a window of time."""
        cle = (type_equipement, date, fenetre)
        if cle not in self._ecrits:
            if len(self._ecrits) >= GARDES:
                self._ecrits.clear()
            e = Entrees(champs(type_equipement))
            b = Taux(self._baremes, REPERES, fenetre, self._referentiel)
            siens = (c for c in controles(type_equipement) if c.date == date)
            self._ecrits[cle] = [ControleEcrit.ecrire(c, e, b) for c in siens]
        return self._ecrits[cle]

    def doutes(self, saisi: EquipementSaisi) -> list[Doute]:
        """Return what is doubtful in an equipment, whole or half typed."""
        return list(_Examen(self.ecrits(saisi), completer(saisi)).doutes())

    def messages(self, complet: Complet) -> tuple[str, ...]:
        """Return what is amiss in few words, without repairs: what a batch says of each of its rows."""
        saisi = complet.saisi
        return (*saisi.alertes, *(x.controle.message for x in _rompus(self.ecrits(saisi), complet)))


def phrase(doute: Doute, nom: str) -> str:
    """Return a doubt after the name of its equipment, when it does not concern the whole project."""
    return doute.texte if COMMUNS.issuperset(doute.champs) else f"{nom} : {minuscule(doute.texte)}"


def _rompus(ecrits: Sequence[ControleEcrit], complet: Complet) -> list[ControleEcrit]:
    """Return the checks that fail; what the user did not type is not doubted."""
    origines = complet.saisi.origines
    return [x for x in ecrits if complet.verite(x.test) and not (origines and origines.keys() >= {*x.controle.champs})]


class _Examen:
    """Looks for what is doubtful in one equipment."""

    def __init__(self, ecrits: Sequence[ControleEcrit], complet: Complet) -> None:
        self._ecrits = ecrits
        self._complet = complet
        self._champs = champs(complet.saisi.type)

    def doutes(self) -> Iterator[Doute]:
        """Yield each doubt, once for all the checks that one repair would clear."""
        etat = self._complet
        reste = _rompus(self._ecrits, etat)
        dits: set[str] = set()
        while reste:
            rompu, *reste = reste
            propositions = tuple(self._propositions(rompu, etat))
            if propositions:
                etat = completer(_repare(etat.saisi, propositions[0].valeurs))
                reste = [x for x in reste if etat.verite(x.test)]
            elif dits.intersection(rompu.controle.champs):
                continue
            dits.update(rompu.controle.champs)
            yield self._doute(rompu, propositions)

    def _doute(self, rompu: ControleEcrit, propositions: tuple[Proposition, ...]) -> Doute:
        suite = propositions[0].texte if propositions else self._a_verifier(rompu.controle.suspects)
        constat = rompu.constat(self._complet)
        return Doute(rompu.controle.champs, f"{constat}.", propositions, f"{constat}. {suite}")

    def _a_verifier(self, suspects: Sequence[Suspect]) -> str:
        """Name the fields that may be wrong, with what was typed."""
        vus: dict[str, str] = {}
        for suspect in suspects:
            for nom in suspect.champs:
                valeur = self._complet.saisi.valeurs.get(nom)
                if valeur is not None and nom not in vus:
                    rappel = f", {suspect.rappel}" if suspect.rappel else ""
                    vus[nom] = f"{self._champs[nom].libelle} ({_lisible(valeur, self._champs[nom])}{rappel})"
        return f"Vérifiez : {' ; '.join(vus.values())}."

    def _propositions(self, rompu: ControleEcrit, etat: Complet) -> list[Proposition]:
        """Return the repairs that clear a check and do not raise as many doubts; the one that leaves least first."""
        avant = len(_rompus(self._ecrits, etat))
        trouvees: dict[tuple[tuple[str, Fraction], ...], tuple[int, Proposition]] = {}
        for suspect in rompu.controle.suspects:
            for reparation in suspect.reparations:
                valeurs = self._valeurs(suspect, reparation, etat.saisi)
                cle = tuple(valeurs.items())
                if not valeurs or cle in trouvees:
                    continue
                repare = completer(_repare(etat.saisi, valeurs))
                apres = len(_rompus(self._ecrits, repare))
                if apres < avant and not repare.verite(rompu.test):
                    trouvees[cle] = (apres, self._proposition(reparation, valeurs))
        return [proposition for _, proposition in sorted(trouvees.values(), key=lambda x: x[0])]

    def _valeurs(self, suspect: Suspect, reparation: Reparation, saisi: EquipementSaisi) -> dict[str, Fraction]:
        """Return the repaired values of the fields known; nothing when they can't be."""
        valeurs = {
            nom: valeur * reparation.facteur
            for nom in suspect.champs
            if isinstance(valeur := saisi.valeurs.get(nom), Fraction) and valeur
        }
        repare = _repare(saisi, valeurs).valeurs
        trop = any(_trop(self._champs[nom], valeur) for nom, valeur in valeurs.items())
        rompue = any(c.rompue(repare) for c in equipements()[saisi.type].coherences)
        return {} if trop or rompue else valeurs

    def _proposition(self, reparation: Reparation, valeurs: Mapping[str, Fraction]) -> Proposition:
        question, facteur = reparation
        connus = [(self._champs[nom], valeur) for nom, valeur in valeurs.items()]
        avant = " ; ".join(f"{champ.libelle}, {_lisible(valeur / facteur, champ)}" for champ, valeur in connus)
        apres = " ; ".join(_lisible(valeur, champ) for champ, valeur in connus)
        signe = f"× {facteur}" if facteur >= 1 else f"÷ {1 / facteur}"
        return Proposition(dict(valeurs), f"{majuscule(avant)} : {question} {signe} = {apres}.")


def _repare(saisi: EquipementSaisi, valeurs: Mapping[str, Fraction]) -> EquipementSaisi:
    return saisi._replace(valeurs={**saisi.valeurs, **valeurs})


def _trop(champ: Champ, valeur: Fraction) -> bool:
    return champ.plafond is not None and valeur > champ.plafond


def _lisible(valeur: Scalar | date, champ: Champ) -> str:
    """Write a typed value: no cents where there are none."""
    if isinstance(valeur, date):
        return f"{valeur:%d/%m/%Y}"
    if not isinstance(valeur, Fraction):
        return next((c.libelle for c in champ.choix if c.valeur == valeur), scalar_text(valeur, ""))
    if champ.unite.startswith("€"):
        return f"{french_number(valeur, 2)}{NBSP}{champ.unite}"
    return french_quantity(valeur, champ.unite)


def _court(valeur: Fraction) -> str:
    """Write a figure that is only weighed: two decimals when it is small."""
    return french_number(valeur, 0 if valeur >= 100 else 2)
