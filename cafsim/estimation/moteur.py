"""Run the aids on a project and add up the lines."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from fractions import Fraction
from functools import cache, cached_property

from cafsim.baremes.en_vigueur import Fenetre
from cafsim.baremes.model import NATIONAL, Baremes
from cafsim.baremes.overlay import avec_taux
from cafsim.baremes.prevision import table_previsionnelle
from cafsim.dispositifs.modele import Dispositif
from cafsim.dispositifs.registre import dispositifs
from cafsim.engine.evaluation import evaluate
from cafsim.engine.numbers import ZERO
from cafsim.engine.values import bounds
from cafsim.equipements.projet import EquipementSaisi, Projet
from cafsim.erreurs import situer
from cafsim.estimation import avertissements
from cafsim.estimation.complet import Complet, completer
from cafsim.estimation.doutes import Controles, phrase
from cafsim.estimation.formules import Arbre, Formulaire, Formules, fenetre_de
from cafsim.estimation.lignes import Lignes, hors_periode
from cafsim.estimation.prevision import Previsions
from cafsim.estimation.resultat import MENTION, PERIODICITES, EquipementEstime, Estimation, LigneEstimee, somme, total


class Moteur:
    """Estimates projects with one rate table and one referential; keeps the formulas it has built.

    `explique`: each line tells how its amount comes about, which takes most of the time; a batch does without.
    """

    def __init__(self, baremes: Baremes, referentiel: str = NATIONAL, *, explique: bool = True) -> None:
        self.baremes = baremes
        self.referentiel = referentiel
        self._explique = explique
        self._formulaire = Formulaire(baremes, referentiel)
        self.previsions = Previsions(baremes, referentiel)
        self._lignes = Lignes(baremes, self.previsions, explique=explique)
        self.controles = Controles(baremes, referentiel)

    @cached_property
    def previsionnel(self) -> Moteur:
        """The engine that reads the rates of the forecast as if they were published."""
        return Moteur(table_previsionnelle(self.baremes), self.referentiel, explique=False)

    def pour(self, projet: Projet) -> Moteur:
        """Return the engine that holds the project's own `[taux]`: this one when it has none."""
        if not projet.taux:
            return self
        return Moteur(avec_taux(self.baremes, projet.taux), self.referentiel, explique=self._explique)

    def estimer(self, projet: Projet, aides: Collection[str] = ()) -> Estimation:
        """Estimate a project with all aids, or those named in `aides`.

        The project has been checked before: its fields, its `[taux]`, the referential's year.
        """
        moteur = self.pour(projet)
        estimes = tuple(moteur.estimer_equipement(saisi, aides) for saisi in projet.equipements)
        lignes = tuple(ligne for estime in estimes for ligne in estime.lignes)
        phrases = [phrase for estime in estimes for phrase in estime.avertissements]
        phrases += avertissements.du_projet(projet, lignes, self.baremes)
        return Estimation(
            projet=projet.nom,
            exercice=projet.exercice,
            referentiel=self.referentiel,
            lignes=lignes,
            totaux={p: somme(estime.totaux[p] for estime in estimes) for p in PERIODICITES},
            avertissements=(*dict.fromkeys(phrases), MENTION),
            equipements=estimes,
        )

    def estimer_equipement(self, saisi: EquipementSaisi, aides: Collection[str] = ()) -> EquipementEstime:
        """Estimate one equipment with the rates of this engine only."""
        with situer(f"équipement « {saisi.nom} »"):
            return self._estimer_equipement(saisi, aides)

    def _estimer_equipement(self, saisi: EquipementSaisi, aides: Collection[str]) -> EquipementEstime:
        complet, concernes = completer(saisi), self.aides(saisi, aides)
        lignes = tuple(ligne for d in concernes for ligne in self._lignes_de(d, complet))
        doutes = (*saisi.alertes, *(phrase(doute, saisi.nom) for doute in self.controles.doutes(saisi)))
        rompus = self.controles.messages(complet)
        phrases = [*doutes, *avertissements.de_l_equipement(complet, concernes, lignes)]
        reductions = dict.fromkeys(PERIODICITES, ZERO)
        for dispositif in concernes:
            formules = self.formules(dispositif, saisi)
            exces = _exces(dispositif, formules, complet, lignes)
            if dispositif.cumul and exces > 0:
                reductions[dispositif.periodicite] += exces
                phrases.append(f"{saisi.nom} : {dispositif.cumul.message}")
        totaux = {p: total((x for x in lignes if x.periodicite == p), coupe) for p, coupe in reductions.items()}
        return EquipementEstime(
            saisi.nom, saisi.type, saisi.exercice, lignes, totaux, tuple(phrases), doutes, rompus, saisi
        )

    def lignes(self, complet: Complet, aides: Collection[str] = ()) -> list[LigneEstimee]:
        """Estimate the lines of one equipment, without totals or sentences: what a batch needs of it."""
        return [ligne for d in self.aides(complet.saisi, aides) for ligne in self._lignes_de(d, complet)]

    def aides(self, saisi: EquipementSaisi, choisies: Collection[str] = ()) -> list[Dispositif]:
        """Return the aids that concern an equipment, or those of them named, in the order of the rate table."""
        return [
            d
            for d in _du_type(tuple(self.baremes.blocs), saisi.type)
            if (d.groupe is None or d.groupe in saisi.groupes) and (not choisies or d.identifiant in choisies)
        ]

    def arbres(self, dispositif: Dispositif, type_equipement: str, fenetre: Fenetre) -> tuple[Arbre, ...]:
        """Return the trees of an aid's lines in a window of time, for every reading."""
        return self._formulaire.formules(dispositif, type_equipement, fenetre).lignes

    def formules(self, dispositif: Dispositif, saisi: EquipementSaisi) -> Formules:
        """Return every tree of an aid for one equipment."""
        return self._formulaire.formules(dispositif, saisi.type, fenetre_de(dispositif, saisi))

    def hors_periode(self, dispositif: Dispositif, saisi: EquipementSaisi) -> LigneEstimee | None:
        """Return the line of an aid that does not exist yet, or no longer; None while it exists."""
        bloc, fenetre = self.baremes.blocs[dispositif.identifiant], fenetre_de(dispositif, saisi)
        return None if fenetre.dans(bloc.debut, bloc.fin) else hors_periode(dispositif, bloc, saisi, fenetre)

    def _lignes_de(self, dispositif: Dispositif, complet: Complet) -> list[LigneEstimee]:
        tous = self.formules(dispositif, complet.saisi).lignes
        arbres = [a for a in tous if complet.verite(a.presente) is not False]
        absente = self.hors_periode(dispositif, complet.saisi) if arbres else None
        return [absente] if absente else [self._lignes.estimer(arbre, complet) for arbre in arbres]


@cache
def _du_type(blocs: tuple[str, ...], type_equipement: str) -> tuple[Dispositif, ...]:
    existants = dispositifs()
    return tuple(existants[b] for b in blocs if b in existants and type_equipement in existants[b].equipements)


def _exces(dispositif: Dispositif, formules: Formules, complet: Complet, lignes: Iterable[LigneEstimee]) -> Fraction:
    """Return by how much (€) the aids that share a ceiling exceed it."""
    if dispositif.cumul is None or formules.limite is None:
        return ZERO
    _, limite = bounds(evaluate(formules.limite, complet.questions))
    groupe = (dispositif.identifiant, *dispositif.cumul.avec)
    ensemble = sum((x.haut for x in lignes if x.dispositif in groupe), ZERO)
    return ZERO if limite is None else max(ensemble - limite, ZERO)
