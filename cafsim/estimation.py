"""Run the aids on a project and add up the lines."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from fractions import Fraction
from functools import cache
from typing import NamedTuple

from cafsim.baremes.en_vigueur import Fenetre, jalons
from cafsim.baremes.model import NATIONAL, Baremes
from cafsim.baremes.overlay import avec_taux
from cafsim.baremes.symbols import Taux
from cafsim.dispositifs.modele import Dispositif, Periodicite
from cafsim.dispositifs.registre import dispositifs
from cafsim.engine.exact import Value
from cafsim.engine.explain import value_text
from cafsim.engine.expr import Expr, Input, as_expr
from cafsim.engine.numbers import french_quantity
from cafsim.engine.span import Range, Span
from cafsim.equipements.champs import Champ, Entrees
from cafsim.equipements.projet import EquipementSaisi, Projet
from cafsim.equipements.registre import champs
from cafsim.lignes import Arbre, Jugement, Lignes, hors_periode
from cafsim.resultat import MENTION, PERIODICITES, EquipementEstime, Estimation, LigneEstimee, Total, somme, total

ZERO = Fraction(0)
BEAUCOUP = 200
"""Formulas kept before days with the same rates share theirs; a project has some twenty."""

Reduction = tuple[Periodicite, Fraction]
"""By how much (€) the maxima of a periodicity exceed a shared ceiling."""


class Moteur:
    """Estimates projects with one rate table and one referential; keeps the formulas it has built.

    `rapide`: for many projects; lines then come without the steps of their calculation, which take most of the time.
    """

    def __init__(self, baremes: Baremes, referentiel: str = NATIONAL, *, rapide: bool = False) -> None:
        self.baremes = baremes
        self.referentiel = referentiel
        self._rapide = rapide
        self._ecrit = _lignes_rapides(baremes) if rapide else Lignes(baremes)
        self._formules: dict[tuple[str, str, Fenetre], Formules] = {}
        self._jalons: list[date] = []

    def pour(self, projet: Projet) -> Moteur:
        """Return the engine that holds the project's own `[taux]`: this one when it has none."""
        if not projet.taux:
            return self
        return Moteur(avec_taux(self.baremes, projet.taux), self.referentiel, rapide=self._rapide)

    def estimer(self, projet: Projet, aides: Collection[str] = ()) -> Estimation:
        """Estimate a project with all aids, or those named in `aides`.

        The project has been checked before: its fields, its `[taux]`, the referential's year.
        """
        moteur = self.pour(projet)
        estimes: list[EquipementEstime] = []
        avertissements: list[str] = []
        for saisi in projet.equipements:
            estime, doutes = moteur.estimer_equipement(saisi, aides)
            estimes.append(estime)
            avertissements += doutes
        lignes = tuple(ligne for estime in estimes for ligne in estime.lignes)
        avertissements += _reconduits(lignes)
        avertissements += _taux_inutiles(projet, lignes)
        avertissements += _taux_surprenants(projet, self.baremes)
        if len({e.exercice for e in projet.equipements}) > 1:
            avertissements.append(
                "Le projet mêle plusieurs exercices : les totaux additionnent des années différentes."
            )
            if projet.taux:
                avertissements.append("Les taux saisis dans [taux] valent ici pour plusieurs exercices : vérifiez-les.")
        return Estimation(
            projet=projet.nom,
            exercice=projet.exercice,
            referentiel=self.referentiel,
            lignes=lignes,
            totaux={p: somme(estime.totaux[p] for estime in estimes) for p in PERIODICITES},
            avertissements=(*dict.fromkeys(avertissements), MENTION),
            equipements=tuple(estimes),
        )

    def estimer_equipement(
        self, saisi: EquipementSaisi, aides: Collection[str] = ()
    ) -> tuple[EquipementEstime, list[str]]:
        """Estimate one equipment with the rates of this engine only; return it and sentences for the user."""
        juge, pris = self._jugement(saisi)
        concernes = self.aides(saisi, aides)
        lignes = [ligne for d in concernes for ligne in self._lignes(d, saisi, juge)]
        avertissements = _defauts(saisi, juge.valeurs, pris)
        connus = champs(saisi.type)
        avertissements += (f"{saisi.nom} : {x}" if champ in connus else x for champ, x in saisi.origines.items())
        avertissements += _dates(saisi, concernes)
        avertissements += (alerte for ligne in lignes for alerte in ligne.alertes)
        reductions: list[Reduction] = []
        for dispositif in concernes:
            avertissements += self._doutes(dispositif, saisi, juge)
            for reduction, message in self._cumul(dispositif, saisi, juge, lignes):
                reductions.append(reduction)
                avertissements.append(message)
        totaux = {p: _total(lignes, p, reductions) for p in PERIODICITES}
        return EquipementEstime(saisi.nom, saisi.type, saisi.exercice, tuple(lignes), totaux), avertissements

    def lignes(self, saisi: EquipementSaisi, aides: Collection[str] = ()) -> list[LigneEstimee]:
        """Estimate the lines of one equipment, without totals or sentences: what a batch needs of it."""
        juge, _ = self._jugement(saisi)
        return [ligne for d in self.aides(saisi, aides) for ligne in self._lignes(d, saisi, juge)]

    def _jugement(self, saisi: EquipementSaisi) -> tuple[Jugement, list[str]]:
        valeurs, pris = completer(saisi)
        return self._ecrit.jugement(valeurs), pris

    def aides(self, saisi: EquipementSaisi, choisies: Collection[str] = ()) -> list[Dispositif]:
        """Return the aids that concern an equipment, or those of them named, in the order of the rate table."""
        return [
            d
            for d in _du_type(tuple(self.baremes.blocs), saisi.type)
            if (d.groupe is None or d.groupe in saisi.groupes) and (not choisies or d.identifiant in choisies)
        ]

    def arbres(self, dispositif: Dispositif, type_equipement: str, fenetre: Fenetre) -> tuple[Arbre, ...]:
        """Return the trees of an aid's lines in a window of time, for every reading."""
        return self._formules_de(dispositif, type_equipement, fenetre).lignes

    def _formules_de(self, dispositif: Dispositif, type_equipement: str, fenetre: Fenetre) -> Formules:
        if len(self._formules) >= BEAUCOUP:
            fenetre = self._meme_bareme(fenetre)
        cle = (dispositif.identifiant, type_equipement, fenetre)
        if cle not in self._formules:
            e = Entrees(champs(type_equipement).values())
            b = Taux(self.baremes, dispositif.identifiant, fenetre, self.referentiel)
            formules = Formules.construire(dispositif, e, b)
            jour_inconnu = fenetre.debut != fenetre.fin
            if dispositif.date and jour_inconnu and self._existe(dispositif, fenetre) != fenetre:
                formules = formules.au_jour(getattr(e, dispositif.date))
            self._formules[cle] = formules
        return self._formules[cle]

    def _meme_bareme(self, fenetre: Fenetre) -> Fenetre:
        """Return the first day with the same rates as a day: a batch may hold thousands of days, not of rates."""
        if fenetre.debut != fenetre.fin:
            return fenetre
        if not self._jalons:
            self._jalons = jalons(self.baremes)
        return Fenetre.jour(self._jalons[bisect_right(self._jalons, fenetre.debut) - 1])

    def formules(self, dispositif: Dispositif, saisi: EquipementSaisi) -> Formules:
        """Return every tree of an aid for one equipment."""
        return self._formules_de(dispositif, saisi.type, fenetre_de(dispositif, saisi))

    def hors_periode(self, dispositif: Dispositif, saisi: EquipementSaisi) -> LigneEstimee | None:
        """Return the line of an aid that does not exist yet, or no longer; None while it exists."""
        fenetre = fenetre_de(dispositif, saisi)
        if self._existe(dispositif, fenetre):
            return None
        return hors_periode(dispositif, self.baremes.blocs[dispositif.identifiant], saisi, fenetre)

    def _existe(self, dispositif: Dispositif, fenetre: Fenetre) -> Fenetre | None:
        bloc = self.baremes.blocs[dispositif.identifiant]
        return fenetre.dans(bloc.debut, bloc.fin)

    def _lignes(self, dispositif: Dispositif, saisi: EquipementSaisi, juge: Jugement) -> Iterable[LigneEstimee]:
        tous = self.formules(dispositif, saisi).lignes
        arbres = [a for a in tous if juge.verite(a.presente) is not False]
        absente = self.hors_periode(dispositif, saisi) if arbres else None
        if absente:
            return [absente]
        return [self._ecrit.estimer(dispositif, arbre, saisi, juge) for arbre in arbres]

    def _doutes(self, dispositif: Dispositif, saisi: EquipementSaisi, juge: Jugement) -> list[str]:
        formules = self.formules(dispositif, saisi)
        return [f"{saisi.nom} : {message}" for test, message in formules.doutes if juge.verite(test) is True]

    def _cumul(
        self,
        dispositif: Dispositif,
        saisi: EquipementSaisi,
        juge: Jugement,
        lignes: Sequence[LigneEstimee],
    ) -> list[tuple[Reduction, str]]:
        """Return by how much the aids that share a ceiling exceed it, with a sentence for the user."""
        cumul = dispositif.cumul
        formule = self.formules(dispositif, saisi).limite
        if cumul is None or formule is None:
            return []
        limite = Range(juge.valeurs)(formule)
        groupe = (dispositif.identifiant, *cumul.avec)
        ensemble = sum((x.haut for x in lignes if x.dispositif in groupe), ZERO)
        if not isinstance(limite, Span) or limite.high is None or ensemble <= limite.high:
            return []
        return [((dispositif.periodicite, ensemble - limite.high), f"{saisi.nom} : {cumul.message}")]


class Formules(NamedTuple):
    """All the trees of an aid in a window of time."""

    lignes: tuple[Arbre, ...]
    doutes: tuple[tuple[Expr, str], ...]
    limite: Expr | None

    @classmethod
    def construire(cls, dispositif: Dispositif, e: Entrees, b: Taux) -> Formules:
        """Call every formula of the aid once, with symbols."""
        return cls(
            lignes=tuple(Arbre.construire(dispositif, ligne, e, b) for ligne in dispositif.lignes),
            doutes=tuple((as_expr(v.test(e, b)), v.message) for v in dispositif.verifications),
            limite=dispositif.cumul.limite(e, b) if dispositif.cumul else None,
        )

    def au_jour(self, jour: Expr) -> Formules:
        """Return the formulas of an aid that exists on a part of the days only, while the day is unknown."""
        if not isinstance(jour, Input):
            raise TypeError("the day of a dated aid is an input")
        existe = Input(jour.name, jour.label, "", choices=(True, False))
        lignes = (a._replace(conditions=(*a.conditions, (existe, ""))) for a in self.lignes)
        return self._replace(lignes=tuple(lignes))


@cache
def _du_type(blocs: tuple[str, ...], type_equipement: str) -> tuple[Dispositif, ...]:
    existants = dispositifs()
    return tuple(existants[b] for b in blocs if b in existants and type_equipement in existants[b].equipements)


def _lignes_rapides(baremes: Baremes) -> Lignes:
    from cafsim.rapide import LignesRapides  # noqa: PLC0415 (a single project does without)

    return LignesRapides(baremes)


def completer(saisi: EquipementSaisi) -> tuple[dict[str, Value], list[str]]:
    """Return the values for the formulas, defaults filled in, and the names of the fields that took theirs.

    A field written `?` stays unknown: only a field left out takes its default.
    """
    valeurs: dict[str, Value] = {n: v for n, v in saisi.valeurs.items() if not isinstance(v, date)}
    pris = []
    for champ in _a_defaut(saisi.type):
        if champ.nom in saisi.valeurs:
            continue
        defaut = valeurs.get(champ.defaut_de) if champ.defaut_de else champ.defaut
        if defaut is not None:
            valeurs[champ.nom] = defaut
            pris.append(champ.nom)
    return valeurs, pris


@cache
def _a_defaut(type_equipement: str) -> tuple[Champ, ...]:
    return tuple(c for c in champs(type_equipement).values() if c.defaut is not None or c.defaut_de)


def _defauts(saisi: EquipementSaisi, entrees: Mapping[str, Value], pris: Iterable[str]) -> list[str]:
    """Tell the defaults taken."""
    connus = champs(saisi.type)
    textes = [f"{connus[n].libelle} = {value_text(entrees[n], connus[n].unite)}" for n in pris]
    return [f"{saisi.nom} : valeurs par défaut, faute d'indication : {' ; '.join(textes)}."] if textes else []


def _dates(saisi: EquipementSaisi, concernes: Iterable[Dispositif]) -> list[str]:
    """Say which day the dated rates follow when the user gave none."""
    noms = dict.fromkeys(d.date for d in concernes if d.date)
    phrases = []
    for nom in noms:
        libelle = champs(saisi.type)[nom].libelle
        if nom not in saisi.valeurs:
            phrases.append(f"{saisi.nom} : {libelle}, faute d'indication : le 1er janvier {saisi.exercice}.")
        elif saisi.valeurs[nom] is None:
            phrases.append(f"{saisi.nom} : {libelle} inconnue : les barèmes de tout {saisi.exercice} comptent.")
    return phrases


def fenetre_de(dispositif: Dispositif, saisi: EquipementSaisi) -> Fenetre:
    """Return the days whose rates count: the exercice, or the day that a dated aid follows."""
    if dispositif.date is None:
        return Fenetre.annee(saisi.exercice)
    jour = saisi.valeurs.get(dispositif.date, date(saisi.exercice, 1, 1))
    return Fenetre.jour(jour) if isinstance(jour, date) else Fenetre.annee(saisi.exercice)


def _total(lignes: Iterable[LigneEstimee], periodicite: Periodicite, reductions: Iterable[Reduction]) -> Total:
    coupee = sum((montant for p, montant in reductions if p == periodicite), ZERO)
    return total((x for x in lignes if x.periodicite == periodicite), coupee)


def _reconduits(lignes: Iterable[LigneEstimee]) -> list[str]:
    """Name the rates carried forward, a sentence for each day up to which they are confirmed."""
    par_jour: dict[date, dict[str, None]] = {}
    for ligne in lignes:
        for libelle, jour in ligne.reconduits:
            par_jour.setdefault(jour, {})[libelle] = None
    return [
        f"Reconduit, faute de chiffre plus récent que le {jour:%d/%m/%Y} : {' ; '.join(libelles)}."
        for jour, libelles in sorted(par_jour.items())
    ]


def _taux_surprenants(projet: Projet, baremes: Baremes) -> list[str]:
    """Name the typed rates ten times away from all that the table knows: a slipped comma, surely."""
    phrases = []
    for cle, saisi in projet.taux.items():
        serie = baremes.serie(cle)
        connus = [x for v in serie.valeurs for x in (v.minimum, v.maximum) if x and v.statut != "saisi"]
        if connus and not min(connus) / 10 <= saisi <= max(connus) * 10:
            unite = serie.valeurs[0].unite
            phrases.append(
                f"Le taux saisi « {cle} » ({french_quantity(saisi, unite)}) est très loin des valeurs connues "
                f"({french_quantity(min(connus), unite)} à {french_quantity(max(connus), unite)}) : vérifiez-le."
            )
    return phrases


def _taux_inutiles(projet: Projet, lignes: Iterable[LigneEstimee]) -> list[str]:
    lus = {cle for ligne in lignes for cle in ligne.taux_lus}
    return [f"Le taux saisi « {cle} » n'a servi à aucune ligne." for cle in projet.taux if cle not in lus]
