"""The questions of a whole project, in order: answer, go back, correct, resume. Asks and prints nothing.

The interview is a function of its answers: going back, correcting and resuming a draft all mean running it again on the
answers kept, up to the first question that has none.
"""

from __future__ import annotations

from collections.abc import Collection, Generator, Mapping
from dataclasses import replace
from fractions import Fraction
from functools import partial
from typing import NamedTuple

from cafsim.baremes.model import ANNEE_DU_GUIDE, GUIDE_2020
from cafsim.dispositifs.modele import Periodicite
from cafsim.equipements.commun import TERRITOIRE
from cafsim.equipements.projet import Donnee, Projet
from cafsim.equipements.registre import champs, equipements
from cafsim.estimation.doutes import Doute
from cafsim.estimation.moteur import Moteur
from cafsim.estimation.resultat import PERIODICITES, Total, somme
from cafsim.projet.communes import lire_commune
from cafsim.projet.questionnaire import formulations
from cafsim.projet.questionnaire.chiffres import NOTIFIE, Chiffres
from cafsim.projet.questionnaire.entretien import COMMUNS, Calcul, Entretien, vers_projet
from cafsim.projet.questionnaire.formulations import INVESTISSEMENT, OUVERT, PROJET, TRAVAUX, travaux_a_part
from cafsim.projet.questionnaire.questions import Question, accepter, de_champ, montrer
from cafsim.projet.questionnaire.reperes import avec_repere
from cafsim.projet.questionnaire.reprise import en_reponse
from cafsim.projet.questionnaire.tables import tables
from cafsim.valeurs.lecture import INCONNU

Questions = Generator[Question, str, None]
"""Yields questions, is sent each answer in the form that `comprendre` returns."""


class Refus(NamedTuple):
    """An answer kept that does not fit any more, and why."""

    reponse: str
    raison: str


class Conversation:
    """Where the interview stands.

    `question` is the one to ask, None when all is answered; `journal` holds those answered, by key, in order;
    `reponses` every answer given, even to questions that another answer made pointless. `rouvert` is the saved project
    that these answers come from: what it says of what is never asked is kept. `notifications`: see `Chiffres`.
    """

    def __init__(
        self,
        moteur: Moteur,
        aides: Collection[str] = (),
        reponses: Mapping[str, str] | None = None,
        rouvert: Projet | None = None,
        *,
        notifications: bool = True,
    ) -> None:
        self._depart = Calcul(moteur, aides)
        self.notifications = notifications
        self.reponses = dict(reponses or {})
        self.rouvert = rouvert
        self.completer = rouvert is not None
        self.anciennes: dict[str, str] = {}
        self.justes: set[str] = set()
        self._recommencer()

    def repondre(self, reponse: str) -> None:
        """Keep the answer to the question, in the form that `comprendre` returns; go on to the next one."""
        if self.question is None:
            raise RuntimeError("all the questions have been answered")
        self.reponses[self.question.cle] = reponse
        self._avancer(self.question, reponse)

    def reculer(self) -> bool:
        """Go back to the previous question; return False when there is none. Its answer stays proposed."""
        if not self.journal:
            return False
        self.corriger(next(reversed(self.journal)))
        return True

    def corriger(self, cle: str) -> None:
        """Ask one of the questions of the journal again; the other answers are kept."""
        self.anciennes[cle] = self.reponses.pop(cle)
        self._recommencer()

    def remplacer(self, valeurs: Mapping[str, Donnee]) -> None:
        """Put other values in the place of what was answered about fields of the equipment in hand."""
        for cle, (question, _) in self.journal.items():
            if question.champ in valeurs and self._en_main(cle):
                self.reponses[cle] = en_reponse(valeurs[question.champ])
        self._recommencer()

    def inconnues(self) -> list[str]:
        """Return the questions that nobody could answer; the commune, a year notified are none: they spare others."""
        sans_objet = {"projet.commune", *(f"taux.{cle}" for cle, c in self.chiffres.constats.items() if c.rangees)}
        return [
            cle
            for cle, (_, reponse) in self.journal.items()
            if (reponse == INCONNU and cle not in sans_objet and NOTIFIE not in cle)
            or (cle.endswith(".documents") and reponse == "non")
        ]

    def reprendre_inconnues(self) -> None:
        """Ask again all that nobody knew, the most useful first."""
        self.completer = True
        inconnues = self.inconnues()
        self.reponses = {
            c: r for c, r in self.reponses.items() if c not in inconnues and not (NOTIFIE in c and r == INCONNU)
        }
        self._recommencer()

    def reprendre(self, avant: Mapping[str, str]) -> None:
        """Take older answers back for all that has none."""
        self.reponses = {**avant, **self.reponses}
        self._recommencer()

    def projet(self) -> Projet:
        """Return the project as answered so far: there must be an equipment."""
        return vers_projet(self.nom, self.entretiens, self.rouvert)

    def doutes(self, champ: str) -> list[Doute]:
        """Return what is doubtful about a field of the equipment in hand, but what was said to be right."""
        if not champ or not self.entretiens:
            return []
        doutes = self.calcul.moteur.controles.doutes(self.entretiens[-1].saisi())
        return [d for d in doutes if champ in d.champs and d.constat not in self.justes]

    def faits(self) -> list[str]:
        """Return what its commune tells of the equipment in hand."""
        return list(self.entretiens[-1].saisi().origines.values()) if self.entretiens else []

    def compte(self) -> tuple[int, int | None]:
        """Return the rank of the question, and how many there are as far as one can tell now."""
        rang = len(self.journal) + 1
        if not self.entretiens or self.question is None:
            return rang, None
        ensuite = {f"{len(self.entretiens)}.autre", "projet.nom"} - self.journal.keys()
        entretien = self.entretiens[-1]
        restantes = len(ensuite) + (entretien.reste() if len(ensuite) > 1 else 0)
        return rang, max(len(self.journal) + restantes, rang)

    def _en_main(self, cle: str) -> bool:
        """Say whether a question is about the equipment in hand."""
        return cle.startswith((f"{len(self.entretiens)}.", "projet."))

    def totaux(self) -> dict[Periodicite, Total]:
        """Return what cafsim would find if one stopped here."""
        estimes = [e.estime() for e in self.entretiens]
        return {p: somme(x.totaux[p] for x in estimes) for p in PERIODICITES}

    def a_completer(self) -> int:
        """Return how many lines have no amount yet, not even a forecast."""
        return sum(x.statut == "a_completer" and x.prevision is None for e in self.entretiens for x in e.lignes())

    def _recommencer(self) -> None:
        self.journal: dict[str, tuple[Question, str]] = {}
        self.entretiens: list[Entretien] = []
        self.communs: dict[str, Donnee] = {}
        self.taux: dict[str, Fraction] = {}
        self.chiffres = Chiffres()
        self.calcul = self._depart
        self.exercice = ANNEE_DU_GUIDE
        self.etat = OUVERT
        self.nom = ""
        self.refus: Refus | None = None
        self.question: Question | None = None
        self._questions = self._projet()
        self._avancer(None, "")

    def _avancer(self, question: Question | None, reponse: str) -> None:
        """Give an answer, then those kept that still fit, up to the next question without one."""
        self.refus = None
        try:
            while True:
                if question is None:
                    question = next(self._questions)
                else:
                    self.journal[question.cle] = (question, reponse)
                    question = self._questions.send(reponse)
                gardee = self._gardee(question)
                if gardee is None:
                    break
                reponse = gardee
        except StopIteration:
            question = None
        if question is not None:
            question = question._replace(proposee=self.anciennes.get(question.cle, question.proposee))
        self.question = question

    def _gardee(self, question: Question) -> str | None:
        reponse = self.reponses.get(question.cle)
        if reponse is None:
            return None
        try:
            accepter(question, reponse)
        except ValueError as error:
            self.refus = Refus(reponse, str(error))
            del self.reponses[question.cle]
            return None
        return reponse

    def _projet(self) -> Questions:
        self.etat = yield formulations.situation("situation")
        if self.calcul.moteur.referentiel != GUIDE_2020:
            self.exercice = int((yield formulations.exercice(self.etat)))
        commune = next(c for c in TERRITOIRE if c.nom == "commune")
        reponse = yield de_champ(commune, "projet.commune", lire_commune, self.exercice)
        if reponse != INCONNU:
            self.communs["commune"] = lire_commune(reponse)
        encore = "oui"
        while encore == "oui":
            rang = len(self.entretiens) + 1
            yield from self._equipement(rang)
            encore = yield formulations.autre(rang, travaux=self._travaux())
        self.nom = yield formulations.libre("projet.nom", "Nom du projet", "nom du projet", self.entretiens[0].nom)

    def _equipement(self, rang: int) -> Questions:
        uniques = {e.type for e in self.entretiens if e.equipement.unique}
        choisi = yield formulations.type_equipement(rang, uniques, travaux=self._travaux())
        article = equipements()[choisi].article
        nom = yield formulations.libre(f"{rang}.nom", f"Comment s'appelle {article} ?", "nom", "Sans nom")
        if choisi == INVESTISSEMENT:
            self.etat = OUVERT  # these works have no works
        elif rang > 1:
            self.etat = yield formulations.situation(f"{rang}.situation", nom)
        portee, communs = "projet", self.communs
        if (
            rang > 1
            and set(communs) - {"commune"}
            and (yield formulations.herite(rang, nom, self.entretiens[0].nom, self._connues())) == "non"
        ):
            portee, communs = f"{rang}.commun", {n: v for n, v in communs.items() if n == "commune"}
        entretien = Entretien(self.calcul, choisi, nom, self.exercice, communs, taux=self.taux)
        self.entretiens.append(entretien)
        yield from self._champs(entretien, rang, portee)
        if self.etat != OUVERT:
            yield from self._groupes(entretien, rang, portee)
        yield from self.chiffres.demander(entretien, rang, notifications=self.notifications and self.etat != PROJET)
        self.calcul = entretien.calcul  # a rate deduced for one holds for all
        self.entretiens = [replace(e, calcul=self.calcul) for e in self.entretiens[:-1]] + [entretien]
        yield from self._champs(entretien, rang, portee)  # a rate just typed may ask for more

    def _travaux(self) -> bool:
        """Say whether the equipment in hand has works to describe as another one."""
        return bool(self.entretiens) and travaux_a_part(self.entretiens[-1].type, self.etat)

    def _connues(self) -> list[str]:
        """Return what is known of the manager and the territory, in words."""
        return [
            f"{question.libelle} : {montrer(question, reponse)}"
            for question, reponse in self.journal.values()
            if question.champ in self.communs and question.cle.startswith("projet.")
        ]

    def _groupes(self, entretien: Entretien, rang: int, portee: str) -> Questions:
        """Ask about the works of an equipment, and who else pays for them."""
        for groupe in entretien.equipement.groupes:
            cle = f"{rang}.{entretien.type}.groupe.{groupe.nom}"
            question = formulations.oui_non(cle, groupe.question, groupe.titre.lower(), groupe.aide, "oui")
            if self.etat != TRAVAUX and (yield question._replace(titre=entretien.nom)) != "oui":
                continue
            entretien.groupes.add(groupe.nom)
            yield from self._champs(entretien, rang, portee)
            for liste in groupe.listes:
                entretien.listes[liste.nom] = yield from tables(liste, entretien, rang)

    def _champs(self, entretien: Entretien, rang: int, portee: str) -> Questions:
        cles = {c: f"{portee}.{c}" if c in COMMUNS else f"{rang}.{entretien.type}.{c}" for c in champs(entretien.type)}
        while (champ := entretien.prochaine(self._deja(cles))) is not None:
            cle = cles[champ.nom]
            question = de_champ(champ, cle, partial(entretien.verifier, champ), self.exercice)
            if champ.nom in COMMUNS and portee != "projet":
                question = question._replace(proposee=self.reponses.get(f"projet.{champ.nom}", ""))
            if self.etat == PROJET:
                question = avec_repere(question, champ, entretien)
            reponse = yield question._replace(titre=entretien.nom)
            if reponse == INCONNU:
                entretien.ignorer(champ)
            else:
                entretien.repondre(champ, reponse)

    def _deja(self, cles: Mapping[str, str]) -> list[str] | None:
        """Return the fields answered before, when what is left is asked by usefulness."""
        return [champ for champ, cle in cles.items() if cle in self.reponses] if self.completer else None
