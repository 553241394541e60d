"""`cafsim estimate` without a file: the questions, on a terminal."""

from __future__ import annotations

import os
import sys
from collections.abc import Collection, Mapping
from types import MappingProxyType

from cafsim.baremes.model import ANNEE_DU_GUIDE, GUIDE_2020, Baremes
from cafsim.cli.console import noter
from cafsim.cli.questionnaire import brouillon, constats
from cafsim.cli.questionnaire.brouillon import Brouillon
from cafsim.cli.questionnaire.choix import EFFACER, FIN, JUSTE, RETAPER, recapitulatif, reprise, verification
from cafsim.cli.questionnaire.faces import Face, FaceLigne, Retour
from cafsim.engine.numbers import NBSP, french_money
from cafsim.equipements.projet import Projet
from cafsim.erreurs import EntreeRefusee, Interruption
from cafsim.estimation.moteur import Moteur
from cafsim.estimation.resultat import MENTION, Total
from cafsim.projet.communes import Plusieurs
from cafsim.projet.questionnaire.chiffres import Constat
from cafsim.projet.questionnaire.conversation import Conversation
from cafsim.projet.questionnaire.formulations import laquelle
from cafsim.projet.questionnaire.questions import Question, resume
from cafsim.projet.questionnaire.reprise import reponses_de
from cafsim.render.mots.courants import montant_total
from cafsim.typographie import majuscule

PRESENTATION = "cafsim estime ce que la Caf (caisse d'allocations familiales) peut apporter à un équipement."
RIEN_GARDE = "Interrompu : rien n'a été enregistré."
GARDE = "Interrompu. Vos réponses sont gardées.\nPour reprendre, relancez la même commande : cafsim estimate"
PERIODES = {"annuel": "par an", "ponctuel": "une fois"}


class Questionnaire:
    """Leads a conversation through a face, and keeps a draft of it."""

    def __init__(self, moteur: Moteur, aides: Collection[str], visage: Face, *, garde_taux: bool = True) -> None:
        self.moteur = moteur
        self.aides = aides
        self.garde_taux = garde_taux
        self.face = visage
        self.chemin = brouillon.nouveau()
        self.garde = False
        self.prevenu = False
        self.dits: list[Constat] = []
        self.conversation = self._conversation({})

    @property
    def baremes(self) -> Baremes:
        """The rate table, with what the amounts notified told."""
        return self.conversation.calcul.moteur.baremes

    def _conversation(self, reponses: Mapping[str, str], rouvert: Projet | None = None) -> Conversation:
        return Conversation(self.moteur, self.aides, reponses, rouvert, notifications=self.garde_taux)

    def mener(self) -> Projet:
        """Ask everything and return the project. Raise Interruption when the user stops."""
        try:
            self._presenter()
            if not self.conversation.reponses:
                self._reprendre()
                if self.moteur.referentiel == GUIDE_2020:
                    self.face.dire(f"Les chiffres du guide valent pour l'exercice {ANNEE_DU_GUIDE}.")
        except (KeyboardInterrupt, EOFError):
            raise Interruption(GARDE if self.garde else RIEN_GARDE) from None
        return self._mener()

    def _mener(self, avant: Mapping[str, str] = MappingProxyType({})) -> Projet:
        try:
            self._questions(avant)
            while True:
                self._questions()
                if self._tout_est_juste():
                    for phrase in constats.garder(self.conversation.chiffres.constats.values()):
                        self.face.dire(phrase)
                    return self.conversation.projet()
        except (KeyboardInterrupt, EOFError):
            raise Interruption(GARDE if self.garde else RIEN_GARDE) from None
        except Exception:
            if self.garde:
                noter("Vos réponses sont gardées : cafsim estimate les reprendra.")
            raise

    def rouvrir(self, projet: Projet) -> None:
        """Start from the answers of a saved project."""
        self.conversation = self._conversation(reponses_de(projet), projet)

    def completer(self) -> Projet:
        """Ask again what nobody knew, and return the project."""
        avant = dict(self.conversation.reponses)
        self.conversation.reprendre_inconnues()
        return self._mener(avant)

    def _presenter(self) -> None:
        self.face.dire(PRESENTATION)
        self.face.dire(MENTION)
        self.face.dire()
        self.face.dire("À chaque question :")
        for geste in self.face.gestes:
            self.face.dire(geste, "  - ", "    ")
        self.face.dire("« Total jusqu'ici » : ce que cafsim trouverait si vous vous arrêtiez là.")

    def _reprendre(self) -> None:
        """Offer the drafts of interrupted sessions."""
        brouillons, illisibles = brouillon.lister(self.moteur.baremes)
        for chemin in illisibles:
            self.face.dire()
            self.face.dire(f"Un brouillon est illisible. Il est laissé tel quel :\n{chemin}")
        if not brouillons:
            return
        self.garde = True  # stopping here loses nothing
        choix = self.demander(reprise(brouillons))
        self.garde = False
        if choix == EFFACER:
            for ancien in brouillons:
                brouillon.effacer(ancien.chemin)
        repris = next((b for b in brouillons if b.chemin.name == choix), None)
        if repris:
            self._reprise(repris)

    def _reprise(self, repris: Brouillon) -> None:
        brouillon.reprendre(repris.chemin, self.chemin)
        self.garde = True
        self.conversation = self._conversation(repris.reponses)
        for question, reponse in self.conversation.journal.values():
            self.face.dire(resume(question, reponse), "", "  ")
        if repris.perdues or repris.abimees:
            self.face.dire()
        for cle, reponse in repris.perdues.items():
            self.face.dire(f"Réponse d'une autre version de cafsim, laissée de côté : {cle} = {reponse}", "  ")
        if repris.abimees:
            self.face.dire(f"Lignes illisibles dans le brouillon : {repris.abimees}. cafsim les redemandera.", "  ")
        if repris.referentiel not in ("", self.moteur.referentiel):
            self.face.dire(f"Ce brouillon avait été commencé avec --referentiel {repris.referentiel}.", "  ")

    def _questions(self, avant: Mapping[str, str] = MappingProxyType({})) -> None:
        """Ask what has no answer yet. Who goes back from the first question takes the answers of `avant` back."""
        conversation = self.conversation
        premiere = conversation.question
        while (question := conversation.question) is not None:
            if conversation.refus:
                self.face.dire(f"« {conversation.refus.reponse} » ne convient plus : {conversation.refus.raison}", "  ")
            try:
                reponse = self._poser(question, self._contexte(question))
            except Retour as retour:
                if avant and premiere and question.cle == premiere.cle:
                    conversation.reprendre(avant)
                elif conversation.reculer():
                    self.face.dire("(retour à la question d'avant)")
                    conversation.anciennes |= {question.cle: retour.saisie} if retour.saisie else {}
                else:
                    self.face.dire("C'est la première question.", "  ")
            else:
                conversation.repondre(reponse)
                self._garder()
                self._faits(question)
                self._constater()
                self._douter(question)
            self._garder()

    def _faits(self, question: Question) -> None:
        """Tell what the commune of an equipment says, once it has a name: that is not asked."""
        if question.cle == f"{len(self.conversation.entretiens)}.nom":
            for fait in self.conversation.faits():
                self.face.dire(majuscule(fait), "  ")

    def _constater(self) -> None:
        """Say what an amount notified tells of a rate, once."""
        for constat in self.conversation.chiffres.constats.values():
            if constat not in self.dits:
                self.dits.append(constat)
                for phrase in constats.phrases(constat, self.conversation.exercice):
                    self.face.dire(phrase, "  ")

    def _douter(self, question: Question) -> None:
        """Say at once what is surprising in an answer, and offer the likely repair."""
        conversation = self.conversation
        while doutes := conversation.doutes(question.champ):
            doute = doutes[0]
            try:
                choix = self._poser(verification(doute), "")
            except Retour:
                choix = RETAPER
            if choix == JUSTE:
                conversation.justes.add(doute.constat)
            elif choix == RETAPER:
                return conversation.corriger(question.cle)
            else:
                conversation.remplacer(doute.propositions[int(choix)].valeurs)
        return None

    def _tout_est_juste(self) -> bool:
        """Show all the answers; ask again the one chosen."""
        conversation = self.conversation
        try:
            choix = self._poser(recapitulatif(conversation), self._contexte(None))
        except Retour:
            conversation.reculer()
            return False
        if choix == FIN:
            return True
        conversation.corriger(choix)
        self._questions({choix: conversation.anciennes[choix]})
        return False

    def _contexte(self, question: Question | None) -> str:
        """Say what cafsim would find if one stopped here."""
        conversation = self.conversation
        if not conversation.entretiens:
            return f"Question {conversation.compte()[0]}"
        totaux, nombre = conversation.totaux(), conversation.a_completer()
        textes = [f"{texte} {PERIODES[p]}" for p, total in totaux.items() if (texte := _jusqu_ici(total))]
        if nombre:
            plus = "plus " if textes else ""
            textes.append(f"{plus}{nombre}{NBSP}ligne{'s' * (nombre > 1)} à compléter")
        tout = " du projet" if len(conversation.entretiens) > 1 else ""
        return f"{self._ou(question)}total{tout} jusqu'ici : {', '.join(textes) or 'rien à compter'}"

    def _ou(self, question: Question | None) -> str:
        """Say which question this is, and about what: `Question 6 sur 29 - Les Lucioles - `."""
        rang, nombre = self.conversation.compte()
        if question is None:
            return "Récapitulatif - "
        numero = f"Question {rang}{f' sur {nombre}' if nombre else ''}"
        return f"{numero} - {question.titre} - " if question.titre else f"{numero} - "

    def _garder(self) -> None:
        """Write the draft; say once when that can't be."""
        try:
            brouillon.garder(self.chemin, self.moteur.referentiel, self.conversation.reponses)
        except (OSError, EntreeRefusee):
            if not self.prevenu:
                self.prevenu = True
                self.face.dire(
                    f"Le brouillon ne peut pas être écrit dans {self.chemin.parent} : n'interrompez pas.", "  "
                )
            self.garde = False
        else:
            self.garde = bool(self.conversation.reponses)

    def _poser(self, question: Question, contexte: str) -> str:
        """Ask; which one, of an answer that may be several. A terminal that turns out unable to goes line by line."""
        try:
            return self.face.demander(question, contexte)
        except (Retour, EOFError):
            raise
        except Plusieurs as plusieurs:
            try:
                return self._poser(laquelle(question, plusieurs), contexte)
            except Retour:
                return self._poser(question, contexte)
        except Exception:
            if isinstance(self.face, FaceLigne) or os.environ.get("CAFSIM_DEBUG"):
                raise
            self.face = FaceLigne(encodage=sys.stdout.encoding)
            return self.face.demander(question, contexte)

    def demander(self, question: Question) -> str:
        """Ask a question that has none before it. Raise Interruption when the user stops."""
        try:
            while True:
                try:
                    return self._poser(question, "")
                except Retour:
                    self.face.dire("On ne peut pas revenir plus haut.", "  ")
        except (KeyboardInterrupt, EOFError):
            raise Interruption(GARDE if self.garde else RIEN_GARDE) from None


def _jusqu_ici(total: Total) -> str:
    """Return what is sure of a total, then its forecast where a right is not known."""
    prevue = total.droit_inconnu and total.prevision > total.minimum
    sur = montant_total(total) if total.maximum and (total.minimum or not prevue) else ""
    return " ; ".join(filter(None, (sur, f"à prévoir {french_money(total.prevision)}" if prevue else "")))
