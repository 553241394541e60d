"""The formulas of the aids, called once with symbols, at the rates of a window of time."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import NamedTuple

from cafsim.baremes.en_vigueur import Fenetre, jalons
from cafsim.baremes.model import Baremes
from cafsim.baremes.symbols import Taux
from cafsim.dispositifs.modele import Calcul, Dispositif, Ligne, Nature
from cafsim.engine.algebra import connu, et, quand
from cafsim.engine.expr import Const, Expr, Input, as_expr
from cafsim.equipements.champs import Entrees
from cafsim.equipements.chantier import ANNEES_APRES, ANNEES_AVANT
from cafsim.equipements.commun import PREMIER_EXERCICE
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

    def si(self, existe: Expr) -> Arbre:
        """Return the trees of an aid that exists on a condition; each amount is zero where a condition fails."""
        conditions = (*self.conditions, (existe, ""))
        tests = [test for test, _ in conditions]
        calcul = self.calcul._replace(montant=sous_conditions(self.calcul.montant, tests))
        return self._replace(conditions=conditions, calcul=calcul, prevu=sous_conditions(self.prevu, tests))

    @classmethod
    def fondus(cls, arbres: Sequence[Arbre], fondre: Callable[[Iterable[Expr]], Expr]) -> Arbre:
        """Return one tree for those of the same line at several times."""
        premier, calcul = arbres[0], arbres[0].calcul
        tests = zip(*(a.conditions for a in arbres), strict=True)
        return premier._replace(
            presente=fondre(a.presente for a in arbres),
            conditions=tuple((fondre(test for test, _ in memes), memes[0][1]) for memes in tests),
            calcul=calcul._replace(
                montant=fondre(a.calcul.montant for a in arbres),
                base=None if calcul.base is None else fondre(x for a in arbres if (x := a.calcul.base) is not None),
                taux=None if calcul.taux is None else fondre(x for a in arbres if (x := a.calcul.taux) is not None),
            ),
            prevu=fondre(a.prevu for a in arbres),
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

    @classmethod
    def selon(cls, annee: Input, par_annee: Sequence[Formules]) -> Formules:
        """Return formulas that follow the year of an unknown day: those of one year, for each choice of `annee`."""

        def fondre(arbres: Iterable[Expr]) -> Expr:
            *autres, fondu = arbres
            for choix, arbre in reversed(tuple(zip(annee.choices, autres, strict=False))):
                fondu = quand(annee == choix, arbre, fondu)
            return fondu

        limites = [formules.limite for formules in par_annee if formules.limite is not None]
        jumeaux = zip(*(formules.lignes for formules in par_annee), strict=True)
        return cls(tuple(Arbre.fondus(arbres, fondre) for arbres in jumeaux), fondre(limites) if limites else None)


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
        if not dispositif.date or fenetre.debut == fenetre.fin:
            return self._au_temps(dispositif, type_equipement, fenetre)
        jour = champs(type_equipement)[dispositif.date].symbole
        annees = [Fenetre.annee(annee) for annee in range(fenetre.debut.year, fenetre.fin.year + 1)]
        choix = _un_des(jour, tuple(str(annee.debut.year) for annee in annees))
        return Formules.selon(choix, [self._si_l_aide_existe(dispositif, type_equipement, x, jour) for x in annees])

    def _si_l_aide_existe(self, dispositif: Dispositif, type_equipement: str, annee: Fenetre, jour: Input) -> Formules:
        """Return the formulas of a year of which an unknown day may be before the aid, or after."""
        bloc, formules = self._baremes.blocs[dispositif.identifiant], self._au_temps(dispositif, type_equipement, annee)
        vie = annee.dans(bloc.debut, bloc.fin)
        existe = Const(vie is not None) if vie in (annee, None) else _un_des(jour, (True, False))
        return formules._replace(lignes=tuple(ligne.si(existe) for ligne in formules.lignes))

    def _au_temps(self, dispositif: Dispositif, type_equipement: str, fenetre: Fenetre) -> Formules:
        e = Entrees(champs(type_equipement))
        b = Taux(self._baremes, dispositif.identifiant, fenetre, self._referentiel)
        return Formules.construire(dispositif, e, b)

    def _memes_taux(self, fenetre: Fenetre) -> Fenetre:
        """Return the first day with the same rates as a day: a batch may hold thousands of days, not of rates."""
        if fenetre.debut != fenetre.fin:
            return fenetre
        if not self._jalons:
            self._jalons = jalons(self._baremes)
        return Fenetre.jour(self._jalons[bisect_right(self._jalons, fenetre.debut) - 1])


def _un_des(jour: Input, choix: tuple[str, ...] | tuple[bool, bool]) -> Input:
    """Return an unknown day as what alone counts of it: its year, or whether an aid exists then."""
    return Input(jour.name, jour.label, "", choices=choix)


def sous_conditions(montant: Expr, tests: Iterable[Expr]) -> Expr:
    """Return an amount that is zero where a condition fails."""
    tests = tuple(tests)
    return quand(et(*tests), montant, 0) if tests else montant


def fenetre_de(dispositif: Dispositif, saisi: EquipementSaisi) -> Fenetre:
    """Return the days whose rates count: the exercice, or the day that a dated aid follows."""
    return fenetre_du(dispositif.date, saisi)


def fenetre_du(champ: str | None, saisi: EquipementSaisi) -> Fenetre:
    """Return the exercice, or the day of a field; while that day is unknown, the years in which it is expected."""
    exercice = saisi.exercice
    if champ is None:
        return Fenetre.annee(exercice)
    jour = saisi.valeurs.get(champ, date(exercice, 1, 1))
    if isinstance(jour, date):
        return Fenetre.jour(jour)
    premiere = max(exercice - ANNEES_AVANT, PREMIER_EXERCICE)
    return Fenetre(date(premiere, 1, 1), date(exercice + ANNEES_APRES, 12, 31))
