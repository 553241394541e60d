"""The formulas of the aids, called once with symbols, at the rates of a window of time."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from cafsim.baremes.en_vigueur import Fenetre, jalons
from cafsim.baremes.model import Baremes
from cafsim.baremes.symbols import Taux
from cafsim.dispositifs.modele import Calcul, Dispositif, Ligne, Nature
from cafsim.engine.algebra import connu, et, quand
from cafsim.engine.expr import Expr, Input, as_expr
from cafsim.equipements.champs import Entrees
from cafsim.equipements.projet import EquipementSaisi
from cafsim.equipements.registre import champs

FORMULES_GARDEES = 200
"""Formulas kept before days with the same rates share theirs; a project has some twenty."""


class Arbre(NamedTuple):
    """The trees of one line of an aid: is it there, on which conditions (each with its reason), how much.

    `prevu`: how much a forecast counts, which is an order of magnitude for want of figures, if the aid says so.
    """

    dispositif: Dispositif
    ligne: Ligne
    presente: Expr
    conditions: tuple[tuple[Expr, str], ...]
    calcul: Calcul
    prevu: Expr

    @property
    def nature(self) -> Nature:
        """The nature of the line, which may not be that of the aid."""
        return self.ligne.nature or self.dispositif.nature

    @classmethod
    def construire(cls, dispositif: Dispositif, ligne: Ligne, e: Entrees, b: Taux) -> Arbre:
        """Call the formula and the conditions once, with symbols."""
        conditions = (*dispositif.conditions, *ligne.conditions)
        ordre, calcul = ligne.ordre_de_grandeur, ligne.formule(e, b)
        connus = [connu(getattr(e, nom)) for nom in ordre.faute_de] if ordre else []
        return cls(
            dispositif=dispositif,
            ligne=ligne,
            presente=as_expr(ligne.presente(e, b) if ligne.presente else True),
            conditions=tuple((as_expr(c.test(e, b)), c.motif) for c in conditions),
            calcul=calcul,
            prevu=quand(et(*connus), calcul.montant, ordre.formule(e, b)) if ordre else calcul.montant,
        )


class Formules(NamedTuple):
    """All the trees of an aid: its lines, the ceiling that it shares with others."""

    lignes: tuple[Arbre, ...]
    limite: Expr | None

    @classmethod
    def construire(cls, dispositif: Dispositif, e: Entrees, b: Taux) -> Formules:
        """Call every formula of the aid once, with symbols."""
        return cls(
            lignes=tuple(Arbre.construire(dispositif, ligne, e, b) for ligne in dispositif.lignes),
            limite=dispositif.cumul.limite(e, b) if dispositif.cumul else None,
        )

    def au_jour(self, jour: Expr) -> Formules:
        """Return the formulas of an aid that exists on a part of the days only, while the day is unknown."""
        if not isinstance(jour, Input):
            raise TypeError("the day of a dated aid is an input")
        existe = Input(jour.name, jour.label, "", choices=(True, False))
        lignes = (a._replace(conditions=(*a.conditions, (existe, ""))) for a in self.lignes)
        return self._replace(lignes=tuple(lignes))


class Formulaire:
    """Keeps the formulas built with one rate table and one referential."""

    def __init__(self, baremes: Baremes, referentiel: str) -> None:
        self._baremes = baremes
        self._referentiel = referentiel
        self._formules: dict[tuple[str, str, Fenetre], Formules] = {}
        self._jalons: list[date] = []

    def __len__(self) -> int:
        return len(self._formules)

    def formules(self, dispositif: Dispositif, type_equipement: str, fenetre: Fenetre) -> Formules:
        """Return the formulas of an aid for a type of equipment, at the rates of a window of time."""
        if len(self) >= FORMULES_GARDEES:
            fenetre = self._memes_taux(fenetre)
        cle = (dispositif.identifiant, type_equipement, fenetre)
        if cle not in self._formules:
            self._formules[cle] = self._construire(dispositif, type_equipement, fenetre)
        return self._formules[cle]

    def _construire(self, dispositif: Dispositif, type_equipement: str, fenetre: Fenetre) -> Formules:
        e = Entrees(champs(type_equipement).values())
        b = Taux(self._baremes, dispositif.identifiant, fenetre, self._referentiel)
        formules, bloc = Formules.construire(dispositif, e, b), self._baremes.blocs[dispositif.identifiant]
        jour_inconnu = fenetre.debut != fenetre.fin
        if dispositif.date and jour_inconnu and fenetre.dans(bloc.debut, bloc.fin) != fenetre:
            return formules.au_jour(getattr(e, dispositif.date))
        return formules

    def _memes_taux(self, fenetre: Fenetre) -> Fenetre:
        """Return the first day with the same rates as a day: a batch may hold thousands of days, not of rates."""
        if fenetre.debut != fenetre.fin:
            return fenetre
        if not self._jalons:
            self._jalons = jalons(self._baremes)
        return Fenetre.jour(self._jalons[bisect_right(self._jalons, fenetre.debut) - 1])


def sous_conditions(montant: Expr, tests: Iterable[Expr]) -> Expr:
    """Return an amount that is zero where a condition fails."""
    tests = tuple(tests)
    return quand(et(*tests), montant, 0) if tests else montant


def fenetre_de(dispositif: Dispositif, saisi: EquipementSaisi) -> Fenetre:
    """Return the days whose rates count: the exercice, or the day that a dated aid follows."""
    return fenetre_du(dispositif.date, saisi)


def fenetre_du(champ: str | None, saisi: EquipementSaisi) -> Fenetre:
    """Return the exercice, or the day of a field; the whole exercice while that day is unknown."""
    if champ is None:
        return Fenetre.annee(saisi.exercice)
    jour = saisi.valeurs.get(champ, date(saisi.exercice, 1, 1))
    return Fenetre.jour(jour) if isinstance(jour, date) else Fenetre.annee(saisi.exercice)
