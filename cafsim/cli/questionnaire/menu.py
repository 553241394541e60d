"""`cafsim estimate` without a file: the questions, on a terminal."""

from __future__ import annotations

import os
import sys
from collections.abc import Collection
from pathlib import Path

from cafsim.baremes.model import ANNEE_DU_GUIDE, GUIDE_2020, Baremes
from cafsim.cli.console import noter
from cafsim.cli.questionnaire import brouillon
from cafsim.cli.questionnaire.brouillon import Brouillon
from cafsim.cli.questionnaire.faces import Face, FaceLigne, Retour
from cafsim.engine.numbers import NBSP
from cafsim.equipements.projet import Projet
from cafsim.erreurs import EntreeRefusee, Interruption
from cafsim.estimation.moteur import Moteur
from cafsim.estimation.resultat import MENTION
from cafsim.fichiers import ecrire
from cafsim.projet.ecriture import en_toml
from cafsim.projet.questionnaire.conversation import Conversation
from cafsim.projet.questionnaire.entretien import noms_libres
from cafsim.projet.questionnaire.questions import OUI_OU_NON, Option, Question, montrer, resume
from cafsim.render.mots.courants import montant_total
from cafsim.typographie import majuscule
from cafsim.valeurs.lecture import lire_texte

PRESENTATION = "cafsim estime ce que la Caf (caisse d'allocations familiales) peut apporter à un équipement."
RIEN_GARDE = "Interrompu : rien n'a été enregistré."
GARDE = "Interrompu. Vos réponses sont gardées.\nPour reprendre, relancez la même commande : cafsim estimate"
PERIODES = {"annuel": "par an", "ponctuel": "une fois"}
PROJET, TAUX = (0, "Tout le projet"), (1_000, "Chiffres de la Caf")
FIN, NOUVEAU, EFFACER = "fin", "nouveau", "effacer"


class Questionnaire:
    """Leads a conversation through a face, keeps a draft of it, and saves the project in the end."""

    def __init__(self, moteur: Moteur, aides: Collection[str], visage: Face) -> None:
        self.moteur = moteur
        self.aides = aides
        self.face = visage
        self.chemin = brouillon.nouveau()
        self.garde = False
        self.prevenu = False
        self.conversation = Conversation(moteur, aides)

    def mener(self) -> Projet:
        """Ask everything and return the project. Raise Interruption when the user stops."""
        try:
            self._presenter()
            self._reprendre()
            while True:
                self._questions()
                if self._tout_est_juste():
                    return self.conversation.projet()
        except (KeyboardInterrupt, EOFError):
            raise Interruption(GARDE if self.garde else RIEN_GARDE) from None
        except Exception:
            if self.garde:
                noter("Vos réponses sont gardées : cafsim estimate les reprendra.")
            raise

    def enregistrer(self, projet: Projet) -> Path | None:
        """Offer to save the project; return where it was saved. The draft is of no use then."""
        try:
            path = self._enregistrer(projet)
        except (KeyboardInterrupt, EOFError):
            raise Interruption(GARDE if self.garde else RIEN_GARDE) from None
        brouillon.effacer(self.chemin)
        return path

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
            self.face.dire(f"Un brouillon est illisible. Il est laissé tel quel dans {chemin}")
        if not brouillons:
            return self._ouvrir()
        self.garde = True  # stopping here loses nothing
        choix = self._demander(_reprise(brouillons))
        self.garde = False
        if choix == EFFACER:
            for ancien in brouillons:
                brouillon.effacer(ancien.chemin)
        repris = next((b for b in brouillons if b.chemin.name == choix), None)
        if repris:
            self._reprise(repris)
        return self._ouvrir()

    def _reprise(self, repris: Brouillon) -> None:
        self.chemin, self.garde = repris.chemin, True
        self.conversation = Conversation(self.moteur, self.aides, repris.reponses)
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

    def _ouvrir(self) -> None:
        if self.moteur.referentiel == GUIDE_2020:
            self.face.dire(f"Les chiffres du guide valent pour l'exercice {ANNEE_DU_GUIDE}.")

    def _questions(self, *, correction: str = "") -> None:
        """Ask what has no answer yet. A correction that one gives up leaves the answer as it was."""
        conversation = self.conversation
        while (question := conversation.question) is not None:
            if conversation.refus:
                self.face.dire(f"« {conversation.refus.reponse} » ne convient plus : {conversation.refus.raison}", "  ")
            try:
                reponse = self._poser(question, self._contexte(question))
            except Retour as retour:
                if question.cle == correction:
                    conversation.repondre(conversation.anciennes[correction])
                elif conversation.reculer():
                    self.face.dire("(retour à la question d'avant)")
                    conversation.anciennes |= {question.cle: retour.saisie} if retour.saisie else {}
                else:
                    self.face.dire("C'est la première question.", "  ")
            else:
                conversation.repondre(reponse)
            self._garder()

    def _tout_est_juste(self) -> bool:
        """Show all the answers; ask again the one chosen."""
        conversation = self.conversation
        try:
            choix = self._poser(_recapitulatif(conversation), self._contexte(None))
        except Retour:
            conversation.reculer()
            return False
        if choix == FIN:
            return True
        conversation.corriger(choix)
        self._questions(correction=choix)
        return False

    def _contexte(self, question: Question | None) -> str:
        """Say what cafsim would find if one stopped here."""
        conversation = self.conversation
        if not conversation.entretiens:
            return ""
        totaux, nombre = conversation.totaux(), conversation.a_completer()
        textes = [f"{montant_total(total)} {PERIODES[p]}" for p, total in totaux.items() if total.maximum]
        if nombre:
            plus = "plus " if textes else ""
            textes.append(f"{plus}{nombre}{NBSP}ligne{'s' * (nombre > 1)} à compléter")
        titre = f"{question.titre} - total" if question and question.titre else "Total"
        tout = " du projet" if len(conversation.entretiens) > 1 else ""
        return f"{titre}{tout} jusqu'ici : {', '.join(textes) or 'rien à compter'}"

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
        """Ask; where the terminal turns out unable to, go on line by line."""
        try:
            return self.face.demander(question, contexte)
        except (Retour, EOFError):
            raise
        except Exception:
            if isinstance(self.face, FaceLigne) or os.environ.get("CAFSIM_DEBUG"):
                raise
            self.face = FaceLigne(encodage=sys.stdout.encoding)
            return self.face.demander(question, contexte)

    def _demander(self, question: Question) -> str:
        """Ask a question that has none before it."""
        while True:
            try:
                return self._poser(question, "")
            except Retour:
                self.face.dire("On ne peut pas revenir plus haut.", "  ")

    def _enregistrer(self, projet: Projet) -> Path | None:
        question = "Enregistrer ces réponses dans un fichier de projet ?"
        if self._demander(_oui_non(question)) != "oui":
            return None
        prefixe = projet.equipements[0].type
        propose = next(n for n in noms_libres(prefixe) if not Path(n).exists())
        nom = Question("fichier", "Nom du fichier :", "fichier", lire_texte, _AIDE_FICHIER, defaut=propose)
        while True:
            reponse = self._demander(nom)
            path = Path(reponse if reponse.endswith(".toml") else f"{reponse}.toml")
            try:
                ecrire(path, en_toml(projet).encode())
            except EntreeRefusee as error:
                self.face.dire(f"Impossible : {error.problemes[0].message} Donnez un autre nom.", "  ")
                continue
            tape = f'"{path}"' if " " in str(path) else str(path)
            self.face.dire(f"Enregistré : {path}. Pour refaire l'estimation : cafsim estimate {tape}")
            return path


_AIDE_FICHIER = f"Le fichier sera écrit dans le dossier {os.curdir}, sauf si vous en donnez un autre."


def questionnaire(baremes: Baremes, referentiel: str, aides: Collection[str] = ()) -> Questionnaire:
    """Return a questionnaire on the terminal."""
    return Questionnaire(Moteur(baremes, referentiel), aides, face())


def face() -> Face:
    """Return the best face that this terminal can show; CAFSIM_DEBUG tells why the better one failed."""
    encodage = sys.stdout.encoding or "ascii"
    simple = FaceLigne(encodage=encodage)
    if os.environ.get("TERM", "").lower() in ("dumb", "unknown"):
        return simple
    try:
        from cafsim.cli.questionnaire.face_touches import FaceTouches  # noqa: PLC0415 (prompt_toolkit: 110 ms)

        return FaceTouches(encodage)
    except Exception:  # whatever a terminal lacks, lines are left
        if os.environ.get("CAFSIM_DEBUG"):
            raise
        return simple


def _oui_non(texte: str) -> Question:
    return Question("oui_non", texte, texte, lambda x: x in ("o", "oui"), options=OUI_OU_NON, defaut="oui")


def _reprise(brouillons: list[Brouillon]) -> Question:
    plusieurs = len(brouillons) > 1
    options = [Option(b.chemin.name, f"reprendre {b.titre}") for b in brouillons]
    options.append(Option(NOUVEAU, "commencer un nouveau projet, sans rien effacer"))
    options.append(
        Option(EFFACER, f"effacer {'ces brouillons' if plusieurs else 'ce brouillon'} et commencer un nouveau projet")
    )
    texte = "Des questionnaires ont été interrompus :" if plusieurs else "Un questionnaire a été interrompu :"
    aide = "Reprendre : cafsim retrouve vos réponses et continue à la question où vous étiez."
    defaut = options[0].valeur
    return Question("reprise", texte, "reprise", lire_texte, aide, options=tuple(options), defaut=defaut)


def _partie(conversation: Conversation, cle: str) -> tuple[int, str]:
    """Return under which title an answer stands, and its rank: project, equipments, figures of the Caf."""
    tete = cle.partition(".")[0]
    if tete == "taux":
        return TAUX
    if not tete.isdecimal():
        return PROJET
    nom = conversation.journal.get(f"{tete}.nom")
    return int(tete), nom[1] if nom else ""


def _recapitulatif(conversation: Conversation) -> Question:
    """Return the question that shows every answer and asks which one to correct."""
    options = []
    for cle, (question, reponse) in conversation.journal.items():
        rang, titre = _partie(conversation, cle)
        texte = majuscule(f"{question.libelle} : {montrer(question, reponse)}")
        options.append((rang, Option(cle, texte, titre)))
    options.sort(key=lambda x: x[0])
    aide = "Choisissez une réponse pour la corriger ; cafsim ne redemande que ce qui en dépend."
    return Question(
        "recapitulatif", "Récapitulatif. Une réponse à corriger ?", "récapitulatif", lire_texte, aide,
        options=(Option(FIN, "Tout est juste : voir l'estimation"), *(option for _, option in options)), defaut=FIN,
    )  # fmt: skip
