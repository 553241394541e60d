"""Make one line of the estimate from its trees: an amount, a range, or what is missing.

Lines whose formula read the same things differ by their amounts only: the first serves as a model for the others.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

from cafsim.baremes.en_vigueur import Fenetre
from cafsim.baremes.model import Bareme, Baremes
from cafsim.baremes.symbols import TauxDuBareme
from cafsim.dispositifs.modele import Dispositif, Ligne
from cafsim.engine.evaluation import amount, hypotheses
from cafsim.engine.explain import explain
from cafsim.engine.expr import Call, Either, Expr, Input, Note, walk
from cafsim.engine.numbers import ZERO
from cafsim.engine.values import bounds
from cafsim.equipements.projet import EquipementSaisi
from cafsim.equipements.registre import champs
from cafsim.estimation.complet import Complet
from cafsim.estimation.formules import Arbre, sous_conditions
from cafsim.estimation.manques import manques
from cafsim.estimation.prevision import Previsions, repose_sur
from cafsim.estimation.provenance import avec_provenance
from cafsim.estimation.resultat import LigneEstimee, Manque, Statut

MODELES_GARDES = 5_000
"""Models kept: beyond, all are forgotten, so that memory does not grow with the rows of a batch."""

Cle: TypeAlias = tuple[Expr, tuple[Note, ...], tuple[Input, ...], Statut]
"""What lines of one model share: the formula, what it read, what of it nobody knows, how much is known in the end."""


class Lignes:
    """Makes the lines with one rate table. `explique`: each tells how its amount comes about."""

    def __init__(self, baremes: Baremes, previsions: Previsions, *, explique: bool) -> None:
        self._baremes = baremes
        self._previsions = previsions
        self._explique = explique
        self._modeles: dict[Cle, LigneEstimee] = {}
        self._conditionnels: dict[tuple[Expr, ...], Expr] = {}

    def estimer(self, arbre: Arbre, complet: Complet) -> LigneEstimee:
        """Estimate one line of an equipment. Of its conditions, only those that nobody knows are cited."""
        reponses = [(test, motif, complet.verite(test)) for test, motif in arbre.conditions]
        refus = tuple(motif for _, motif, reponse in reponses if reponse is False)
        if refus:
            return _non_eligible(arbre.dispositif, arbre.ligne, complet.saisi, refus)
        inconnues = tuple(test for test, _, reponse in reponses if reponse is None)
        formule = self._conditionnel(arbre.calcul.montant, inconnues) if inconnues else arbre.calcul.montant
        return self._calculer(formule, arbre, complet)

    def _conditionnel(self, montant: Expr, inconnues: tuple[Expr, ...]) -> Expr:
        """Return an amount that is zero where a condition fails; always the same tree for the same conditions."""
        cle = (montant, *inconnues)
        if cle not in self._conditionnels:
            self._conditionnels[cle] = sous_conditions(montant, inconnues)
        return self._conditionnels[cle]

    def _calculer(self, formule: Expr, arbre: Arbre, complet: Complet) -> LigneEstimee:
        appel = Call(complet.donnees)
        bornes = minimum, maximum = bounds(amount(formule, appel))
        connue = minimum is not None and maximum is not None
        statut: Statut = "a_completer" if not connue else "calcule" if minimum == maximum else "fourchette"
        prevision, lu = self._previsions.prevoir(arbre, appel, bornes, complet)
        modele = self._modele(formule, statut, appel, arbre, complet)
        return modele._replace(
            equipement=complet.saisi.nom,
            base=complet.nombre(arbre.calcul.base),
            taux=None if appel.zero_divisions else complet.nombre(arbre.calcul.taux),
            montant=minimum if statut == "calcule" else None,
            minimum=minimum if connue else None,
            maximum=maximum if connue else None,
            prevision=prevision,
            prevision_repose_sur=modele.prevision_repose_sur if lu is None else lu,
            etapes=tuple(explain(appel, formule, "Montant", "€")) if connue and self._explique else (),
        )

    def _modele(self, formule: Expr, statut: Statut, appel: Call, arbre: Arbre, complet: Complet) -> LigneEstimee:
        """Return what the line shares with others; one that divides by zero is like no other."""
        if appel.zero_divisions:
            return self._nouvelle(statut, appel, arbre, complet)
        cle = (formule, tuple(appel.notes), tuple(appel.missing), statut)
        if cle not in self._modeles:
            if len(self._modeles) >= MODELES_GARDES:
                self._modeles.clear()
            self._modeles[cle] = self._nouvelle(statut, appel, arbre, complet)
        return self._modeles[cle]

    def _nouvelle(self, statut: Statut, appel: Call, arbre: Arbre, complet: Complet) -> LigneEstimee:
        """Make a line but for its amounts."""
        taux, calcul = appel.met(TauxDuBareme), arbre.calcul
        absents: tuple[Manque, ...] = ()
        if statut != "calcule":
            inconnus = dict.fromkeys(champ.name for champ in appel.missing)
            absents = tuple(manques(inconnus, taux, champs(complet.saisi.type), self._baremes))
        ligne = _tete(arbre.dispositif, arbre.ligne, complet.saisi, statut)._replace(
            unite=calcul.unite,
            unite_taux=calcul.unite_taux,
            prevision_repose_sur=repose_sur(appel) if statut == "fourchette" else (),
            motifs=() if statut == "calcule" else tuple(_motifs(absents, appel, complet)),
            hypotheses=hypotheses(appel),
            manques=absents,
            champs_lus=tuple(champ.name for champ in appel.met(Input)),
        )
        return avec_provenance(ligne, taux, self._baremes)


def hors_periode(dispositif: Dispositif, bloc: Bareme, saisi: EquipementSaisi, fenetre: Fenetre) -> LigneEstimee:
    """Return the line of an aid that does not exist yet, or no longer."""
    if bloc.debut and fenetre.fin < bloc.debut:
        motif = f"Cette aide n'existe que depuis le {bloc.debut:%d/%m/%Y}."
    else:
        motif = f"Cette aide a pris fin le {bloc.fin:%d/%m/%Y}."
    return _non_eligible(dispositif, None, saisi, (motif,))


def _non_eligible(
    dispositif: Dispositif, ligne: Ligne | None, saisi: EquipementSaisi, motifs: tuple[str, ...]
) -> LigneEstimee:
    tete = _tete(dispositif, ligne, saisi, "non_eligible")
    return tete._replace(minimum=ZERO, maximum=ZERO, prevision=ZERO, motifs=motifs)


def _tete(dispositif: Dispositif, ligne: Ligne | None, saisi: EquipementSaisi, statut: Statut) -> LigneEstimee:
    """Return what a line says before anything is computed."""
    return LigneEstimee(
        equipement=saisi.nom,
        type_equipement=saisi.type,
        dispositif=dispositif.identifiant,
        libelle=ligne.libelle if ligne else dispositif.titre,
        periodicite=dispositif.periodicite,
        nature=(ligne.nature if ligne else None) or dispositif.nature,
        payeur=dispositif.payeur,
        beneficiaire=dispositif.beneficiaire,
        statut=statut,
    )


def _motifs(absents: tuple[Manque, ...], appel: Call, complet: Complet) -> Iterator[str]:
    """Yield why a line is not one amount: it can't be computed, something is missing, no text chooses."""
    if appel.zero_divisions:
        diviseurs = set(walk(*(division.right for division in appel.zero_divisions)))
        nuls = [x for x in appel.met(Input) if x in diviseurs and complet.valeurs.get(x.name) == 0]
        yield f"Calcul impossible : {', '.join(f'{x.label} à 0' for x in nuls)}. Vérifiez ce qui a été tapé."
    elif absents:
        yield from (manque.texte for manque in absents)
    else:
        yield from dict.fromkeys(f"{note.reason} Les deux bornes sont données." for note in appel.met(Either))
