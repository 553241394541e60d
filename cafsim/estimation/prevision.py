"""Forecast a line: what a prudent budget counts on, by a second reading of the same tree at the last rates known.

The forecast is the low end of that reading, never below what is guaranteed nor above what is possible. A line whose
rates are all exact needs no second reading.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import TypeAlias

from cafsim.baremes.en_vigueur import Fenetre
from cafsim.baremes.model import Baremes
from cafsim.baremes.prevision import table_previsionnelle
from cafsim.baremes.symbols import TauxDuBareme
from cafsim.dispositifs.modele import Dispositif
from cafsim.engine.evaluation import amount
from cafsim.engine.expr import Call, Either, Expr, Input, Note, walk
from cafsim.engine.numbers import french_quantity
from cafsim.engine.values import bounds
from cafsim.equipements.projet import EquipementSaisi
from cafsim.equipements.registre import champs
from cafsim.estimation.complet import Complet
from cafsim.estimation.formules import Arbre, Formulaire, fenetre_de, sous_conditions

TEXTES_GARDES = 5_000
"""Texts kept: beyond, all are forgotten, so that memory does not grow with the rows of a batch."""

Bornes: TypeAlias = tuple[Fraction | None, Fraction | None]
"""The least and the greatest that an amount may be (€); None: no bound."""

Prevision: TypeAlias = tuple[Fraction | None, tuple[str, ...] | None]
"""What a budget counts on (€; None while nothing says how much), and what that takes for granted.

The latter is None where the published rates say it all: the line tells what it reads of them.
"""


class Previsions:
    """Forecasts lines with one rate table and one referential; keeps the trees that it has built."""

    def __init__(self, baremes: Baremes, referentiel: str) -> None:
        self._formulaire = Formulaire(table_previsionnelle(baremes), referentiel)
        self._formules: dict[Expr, Expr] = {}
        self._reprises: dict[Expr, frozenset[str]] = {}
        self._textes: dict[tuple[tuple[Note, ...], tuple[Input, ...], tuple[str, ...]], tuple[str, ...]] = {}

    def prevoir(self, arbre: Arbre, appel: Call, bornes: Bornes, complet: Complet) -> Prevision:
        """Forecast a line that the published rates have been read for: `appel` notes what was read."""
        minimum, maximum = bornes
        if minimum is not None and minimum == maximum:
            return minimum, None
        absents, inexacts = _absents(arbre, complet), {t.key for t in appel.met(TauxDuBareme) if t.value is None}
        if not absents and not (inexacts and self._reprises_par(arbre, complet.saisi) & inexacts):
            return (minimum if maximum is not None else None), None
        appel = Call(complet.donnees)
        bas, haut = bounds(amount(self.formule(arbre, complet.saisi), appel))
        if bas is None or haut is None:
            return None, ()
        bas = bas if minimum is None else max(bas, minimum)
        return bas if maximum is None else min(bas, maximum), self._repose_sur(appel, absents, complet)

    def _reprises_par(self, arbre: Arbre, saisi: EquipementSaisi) -> frozenset[str]:
        """Return the rates that the forecast of a line carries: without any, it reads what is published."""
        if arbre.calcul.montant not in self._reprises:
            taux = (noeud for noeud in walk(self.formule(arbre, saisi)) if isinstance(noeud, TauxDuBareme))
            self._reprises[arbre.calcul.montant] = frozenset(t.key for t in taux if t.lecture.valeur.repris_de)
        return self._reprises[arbre.calcul.montant]

    def arbres(self, dispositif: Dispositif, type_equipement: str, fenetre: Fenetre) -> tuple[Arbre, ...]:
        """Return the trees of an aid's lines in a window of time, at the rates of the forecast."""
        return self._formulaire.formules(dispositif, type_equipement, fenetre).lignes

    def formule(self, arbre: Arbre, saisi: EquipementSaisi) -> Expr:
        """Return the tree of a line's forecast, its conditions included."""
        jumeaux = self.arbres(arbre.dispositif, saisi.type, fenetre_de(arbre.dispositif, saisi))
        jumeau = next(a for a in jumeaux if a.ligne is arbre.ligne)
        if jumeau.prevu not in self._formules:
            self._formules[jumeau.prevu] = sous_conditions(jumeau.prevu, (test for test, _ in jumeau.conditions))
        return self._formules[jumeau.prevu]

    def _repose_sur(self, appel: Call, absents: tuple[str, ...], complet: Complet) -> tuple[str, ...]:
        cle = (tuple(appel.notes), tuple(appel.missing), absents)
        if cle not in self._textes:
            if len(self._textes) >= TEXTES_GARDES:
                self._textes.clear()
            libelles = champs(complet.saisi.type)
            self._textes[cle] = repose_sur(appel, [libelles[nom].libelle for nom in absents])
        return self._textes[cle]


def _absents(arbre: Arbre, complet: Complet) -> tuple[str, ...]:
    """Return the fields for want of which a forecast counts an order of magnitude."""
    ordre = arbre.ligne.ordre_de_grandeur
    return tuple(nom for nom in ordre.faute_de if complet.valeurs.get(nom) is None) if ordre else ()


def repose_sur(appel: Call, absents: Sequence[str] = ()) -> tuple[str, ...]:
    """Return what a forecast takes for granted; `absents` are the fields in whose place means were read."""
    return tuple(dict.fromkeys(_textes(appel, absents)))


def _textes(appel: Call, absents: Sequence[str]) -> Iterator[str]:
    if absents:
        yield f"Ordre de grandeur d'après des moyennes publiées, faute de connaître : {', '.join(absents)}."
    for taux in appel.met(TauxDuBareme):
        if taux.value is None:
            yield f"Compté au plus bas : {taux.label}."
        elif absents or taux.lecture.valeur.repris_de:
            yield f"{taux.label} : {french_quantity(taux.value, taux.unit)}, {taux.lecture.millesime}"
    inconnus = dict.fromkeys(champ.label for champ in appel.missing)
    if inconnus:
        yield f"Compté au plus bas, faute de connaître : {', '.join(inconnus)}."
    yield from (f"Compté au plus bas. {note.reason}" for note in appel.met(Either))
