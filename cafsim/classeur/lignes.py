"""One line of the estimate as formulas: does it exist, do its conditions hold, its amounts, what is missing.

Decided as `cafsim/estimation/lignes.py` does, for whatever values the cells come to hold.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from cafsim.classeur.calculs import Calculs
from cafsim.classeur.cases import (
    ERREUR,
    FAUX,
    NUL,
    VIDE,
    Case,
    egal,
    est_nombre,
    et,
    maximum,
    minimum,
    mot,
    non,
    ou,
    sauf_erreur,
    si,
)
from cafsim.classeur.formules import EnFormules
from cafsim.classeur.portees import Portees, portees
from cafsim.classeur.pourquoi import Condition, ecrire_pourquoi
from cafsim.dispositifs.modele import Dispositif, Nature
from cafsim.engine.expr import Expr, Step, walk
from cafsim.estimation.formules import Arbre
from cafsim.estimation.resultat import LigneEstimee
from cafsim.render.mots import courants as mots
from cafsim.render.mots.courants import CALCULE, FOURCHETTE, SANS_OBJET

RIEN = "rien à compter"
Bouts = tuple[Case, Case]


class LigneEcrite(NamedTuple):
    """Where a line stands in the sheet of calculations, and what it gives now."""

    dispositif: Dispositif
    libelle: str
    nature: Nature
    minimum: Case
    maximum: Case
    prevision: Case
    statut: Case
    explication: Case
    conditions: Sequence[Condition] = ()
    etapes: Sequence[EtapeEcrite] = ()


class EtapeEcrite(NamedTuple):
    """A named step: its cells, and the condition under which it counts."""

    etape: Step
    bouts: Bouts
    compte: Case


class Lecteur:
    """Writes the lines of one equipment."""

    def __init__(self, calculs: Calculs, formules: EnFormules) -> None:
        self._calculs = calculs
        self.formules = formules

    def ligne(self, arbre: Arbre, prevue: Expr) -> LigneEcrite:
        """Write everything that a line needs; `prevue` is the tree of its forecast."""
        presente, _ = self.formules.cases(arbre.presente)
        conditions = [Condition(*self.formules.cases(x), motif, x, self._portees(x)) for x, motif in arbre.conditions]
        montant, libelle = arbre.calcul.montant, arbre.ligne.libelle
        bouts, lue = self.formules.cases(montant), self._portees(montant)
        refus = doute = FAUX
        if conditions:
            manque, inconnue = ou(*(non(c.vrai) for c in conditions)), ou(*(c.doute for c in conditions))
            refus, doute = self._calculs.ajouter("Une condition manque ; une condition est inconnue", manque, inconnue)
        impossible = ou(lue.impossible, *(et(doute, c.lue.impossible) for c in conditions))
        textes = (si(doute, minimum(bouts[0], NUL), bouts[0]), si(doute, maximum(bouts[1], NUL), bouts[1]))
        bas, haut = self._possible("Montant, conditions comprises", textes, impossible)
        ouvert = mot(mots.ouvert(arbre.nature))
        connus = et(est_nombre(bas), est_nombre(haut))

        def choix(rien: Case, refuse: Case, connu: Case) -> Case:
            return si(non(presente), rien, si(refus, refuse, si(connus, connu, ouvert)))

        exact = Case(f"ROUND({haut.formule}-{bas.formule},6)=0", bas.vaut == haut.vaut)
        plancher, plafond, statut = self._calculs.ajouter(
            f"Ligne « {libelle} »",
            choix(VIDE, NUL, bas),
            choix(VIDE, NUL, haut),
            choix(mot(RIEN), mot(SANS_OBJET), si(exact, mot(CALCULE), mot(FOURCHETTE))),
        )
        incertain = ou(egal(statut, mot(FOURCHETTE)), egal(statut, ouvert))
        (prevision,) = self._calculs.ajouter(
            "Prévision", si(incertain, self._prevision(prevue, (bas, haut), ouvert), plancher)
        )
        explication = ecrire_pourquoi(self.formules, self._calculs, libelle, statut, conditions, montant, lue)
        return LigneEcrite(
            arbre.dispositif, libelle, arbre.nature, plancher, plafond, prevision, statut, explication,
            [c for c in conditions if c.motif], list(self._etapes(montant, lue)),
        )  # fmt: skip

    def absente(self, dispositif: Dispositif, presentes: Iterable[Expr], dite: LigneEstimee) -> LigneEcrite:
        """Write the line of an aid that does not exist in the exercice: there is one once something counts."""
        presente = ou(*(self.formules.cases(x)[0] for x in presentes))
        (motif,) = dite.motifs
        zero, statut, explication = self._calculs.ajouter(
            f"Ligne « {dite.libelle} »",
            si(presente, NUL, VIDE),
            si(presente, mot(SANS_OBJET), mot(RIEN)),
            si(presente, mot(motif), VIDE),
        )
        return LigneEcrite(dispositif, dite.libelle, dispositif.nature, zero, zero, zero, statut, explication)

    def _portees(self, racine: Expr) -> Portees:
        return portees(racine, self.formules, self._calculs)

    def _possible(self, libelle: str, bouts: Bouts, impossible: Case) -> Bouts:
        """Write two ends: nothing is known after a division by zero."""
        bas, haut = self._calculs.ajouter(libelle, *(si(impossible, ERREUR, x) for x in bouts))
        return bas, haut

    def _prevision(self, prevue: Expr, publies: Bouts, ouvert: Case) -> Case:
        """Return the forecast, within the published bounds that are known."""
        impossible = self._portees(prevue).impossible
        bas, haut = self._possible("Montant prévu, conditions comprises", self.formules.cases(prevue), impossible)
        prevu = sauf_erreur(maximum(bas, publies[0]), bas)
        prevu = sauf_erreur(minimum(prevu, publies[1]), prevu)
        return si(et(est_nombre(bas), est_nombre(haut)), prevu, ouvert)

    def _etapes(self, montant: Expr, lue: Portees) -> Iterator[EtapeEcrite]:
        for etape in walk(montant):
            if isinstance(etape, Step):
                yield EtapeEcrite(etape, self.formules.cases(etape), lue.par_noeud[etape])
