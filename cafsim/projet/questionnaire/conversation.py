"""The questions of a whole project, in order: answer, go back, correct, resume. Asks and prints nothing.

The interview is a function of its answers: going back, correcting and resuming a draft all mean running it again on the
answers kept, up to the first question that has none.
"""

from __future__ import annotations

from collections.abc import Collection, Generator, Mapping
from fractions import Fraction
from functools import partial
from typing import NamedTuple

from cafsim.baremes.model import ANNEE_DU_GUIDE, GUIDE_2020, Baremes
from cafsim.dispositifs.modele import Periodicite
from cafsim.equipements.commun import EXERCICE, PREMIER_EXERCICE, TERRITOIRE, dernier_exercice
from cafsim.equipements.projet import Donnee, Projet
from cafsim.equipements.registre import champs, equipements
from cafsim.estimation.moteur import Moteur
from cafsim.estimation.resultat import PERIODICITES, Manque, Total, somme
from cafsim.projet.communes import lire_commune
from cafsim.projet.questionnaire.entretien import COMMUNS, Calcul, Entretien, vers_projet
from cafsim.projet.questionnaire.questions import OUI_OU_NON, Option, Question, accepter, de_champ, montrer
from cafsim.valeurs.lecture import INCONNU, lire_taux, lire_texte

Questions = Generator[Question, str, None]
"""Yields questions, is sent each answer in the form that `comprendre` returns."""


class Refus(NamedTuple):
    """An answer kept that does not fit any more, and why."""

    reponse: str
    raison: str


class Conversation:
    """Where the interview stands.

    `question` is the one to ask, None when all is answered; `journal` holds those answered, by key, in order;
    `reponses` every answer given, even to questions that another answer made pointless.
    """

    def __init__(self, moteur: Moteur, aides: Collection[str] = (), reponses: Mapping[str, str] | None = None) -> None:
        self.calcul = Calcul(moteur, aides)
        self.reponses = dict(reponses or {})
        self.anciennes: dict[str, str] = {}
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

    def projet(self) -> Projet:
        """Return the project as answered so far: there must be an equipment."""
        return vers_projet(self.nom, self.entretiens)

    def totaux(self) -> dict[Periodicite, Total]:
        """Return what cafsim would find if one stopped here."""
        estimes = [e.estime() for e in self.entretiens]
        return {p: somme(x.totaux[p] for x in estimes) for p in PERIODICITES}

    def a_completer(self) -> int:
        """Return how many lines have no amount yet."""
        return sum(x.statut == "a_completer" for e in self.entretiens for x in e.lignes())

    def _recommencer(self) -> None:
        self.journal: dict[str, tuple[Question, str]] = {}
        self.entretiens: list[Entretien] = []
        self.communs: dict[str, Donnee] = {}
        self.taux: dict[str, Fraction] = {}
        self.taux_demandes: set[str] = set()
        self.exercice = ANNEE_DU_GUIDE
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
            self.anciennes[question.cle] = self.reponses.pop(question.cle)
            return None
        return reponse

    def _projet(self) -> Questions:
        if self.calcul.moteur.referentiel != GUIDE_2020:
            self.exercice = int((yield _exercice()))
        commune = next(c for c in TERRITOIRE if c.nom == "commune")
        reponse = yield de_champ(commune, "projet.commune", lire_commune, self.exercice)
        if reponse != INCONNU:
            self.communs["commune"] = lire_commune(reponse)
        encore = "oui"
        while encore == "oui":
            rang = len(self.entretiens) + 1
            yield from self._equipement(rang)
            encore = yield _oui_non(f"{rang}.autre", "Un autre équipement ?", "un autre équipement")
        premier = self.entretiens[0].nom
        self.nom = yield _texte("projet.nom", "Nom du projet", "nom du projet", premier)

    def _equipement(self, rang: int) -> Questions:
        type_equipement = yield _type(rang, {e.type for e in self.entretiens if e.equipement.unique})
        article = equipements()[type_equipement].article
        nom = yield _texte(f"{rang}.nom", f"Comment s'appelle {article} ?", "nom", "Sans nom")
        portee, communs = "projet", self.communs
        if rang > 1 and set(communs) - {"commune"} and (yield self._herite(rang, nom)) == "non":
            portee, communs = f"{rang}.commun", {n: v for n, v in communs.items() if n == "commune"}
        entretien = Entretien(self.calcul, type_equipement, nom, self.exercice, communs, taux=self.taux)
        self.entretiens.append(entretien)
        yield from self._champs(entretien, rang, portee)
        for groupe in entretien.groupes_a_proposer():
            entretien.demandes.add(groupe.nom)
            cle = f"{rang}.{entretien.type}.groupe.{groupe.nom}"
            question = _oui_non(cle, groupe.question, groupe.titre.lower(), groupe.aide)
            if (yield question._replace(titre=nom)) == "oui":
                entretien.groupes.add(groupe.nom)
                yield from self._champs(entretien, rang, portee)
        yield from self._taux(entretien, rang)
        yield from self._champs(entretien, rang, portee)  # a rate just typed may ask for more

    def _herite(self, rang: int, nom: str) -> Question:
        """Ask whether what is known of the manager and the territory holds for this equipment too."""
        connues = [
            f"{question.libelle} : {montrer(question, reponse)}"
            for question, reponse in self.journal.values()
            if question.champ in self.communs and question.cle.startswith("projet.")
        ]
        texte = f"Même gestionnaire et même territoire que « {self.entretiens[0].nom} » ?"
        aide = "Non : cafsim redemandera ces points pour cet équipement seulement, s'ils changent son résultat."
        question = _oui_non(f"{rang}.herite", texte, "même gestionnaire et même territoire", aide, "oui")
        return question._replace(titre=nom, precision=f"C'est-à-dire : {' ; '.join(connues)}.")

    def _champs(self, entretien: Entretien, rang: int, portee: str) -> Questions:
        while (champ := entretien.prochaine()) is not None:
            commun = champ.nom in COMMUNS
            cle = f"{portee}.{champ.nom}" if commun else f"{rang}.{entretien.type}.{champ.nom}"
            question = de_champ(champ, cle, partial(entretien.verifier, champ), self.exercice)
            if commun and portee != "projet":
                question = question._replace(proposee=self.reponses.get(f"projet.{champ.nom}", ""))
            reponse = yield question._replace(titre=entretien.nom)
            if reponse == INCONNU:
                entretien.ignorer(champ)
            else:
                entretien.repondre(champ, reponse)

    def _taux(self, entretien: Entretien, rang: int) -> Questions:
        manques = entretien.taux_manquants(self.taux_demandes)
        if not manques or (yield _documents(rang, len(manques))._replace(titre=entretien.nom)) != "oui":
            return
        while manques := entretien.taux_manquants(self.taux_demandes):
            cle = manques[0].cle
            unite = self.calcul.moteur.baremes.serie(cle).valeurs[0].unite
            reponse = yield _un_taux(manques[0], unite)._replace(titre=entretien.nom)
            self.taux_demandes.add(cle)
            if reponse != INCONNU:
                self.taux[cle] = lire_taux(reponse, unite)


def cle_connue(cle: str, baremes: Baremes) -> bool:
    """Say whether a key, kept by another version perhaps, still belongs to a question."""
    tete, _, reste = cle.partition(".")
    if tete == "taux":
        return baremes.connait(reste)
    if tete == "projet":
        return reste == "nom" or reste in COMMUNS
    if not tete.isdecimal():
        return cle == "exercice"
    if reste in ("type", "nom", "autre", "herite", "documents"):
        return True
    portee, _, nom = reste.partition(".")
    if portee == "commun":
        return nom in COMMUNS
    if portee not in equipements():
        return False
    groupes = {f"groupe.{g.nom}" for g in equipements()[portee].groupes}
    return nom in groupes or (nom in champs(portee) and nom not in COMMUNS)


def _exercice() -> Question:
    dernier = dernier_exercice()

    def lire(texte: str) -> str:
        if texte.isdecimal() and len(texte) == 4 and PREMIER_EXERCICE <= int(texte) <= dernier:
            return texte
        raise ValueError(f"donnez une année de {PREMIER_EXERCICE} à {dernier}.")

    return Question(
        "exercice", EXERCICE.question, "année d'activité", lire, EXERCICE.aide, defaut=str(dernier - 1), exemple="2024"
    )


def _type(rang: int, deja: Collection[str]) -> Question:
    options = tuple(Option(e.type, e.titre) for e in equipements().values() if e.type not in deja)
    aide = "Un seul à la fois : cafsim proposera d'en ajouter un autre à la fin."
    return Question(f"{rang}.type", "Quel équipement ?", "équipement", lire_texte, aide, options=options)


def _texte(cle: str, texte: str, libelle: str, defaut: str) -> Question:
    aide = "Un nom libre, qui paraîtra sur l'estimation."
    return Question(cle, texte, libelle, lire_texte, aide, defaut=lire_texte(defaut))


def _oui_non(cle: str, texte: str, libelle: str, aide: str = "", defaut: str = "non") -> Question:
    return Question(cle, texte, libelle, _vrai, aide, options=OUI_OU_NON, defaut=defaut)


def _vrai(texte: str) -> bool:
    if texte.lower() in ("o", "oui", "n", "non"):
        return texte.lower() in ("o", "oui")
    raise ValueError("répondez o (oui) ou n (non).")


def _documents(rang: int, nombre: int) -> Question:
    if nombre > 1:
        compte, le, ces = f"{nombre} chiffres de la Caf ne sont pas publiés", "les", "ces chiffres un par un"
    else:
        compte, le, ces = "Un chiffre de la Caf n'est pas publié", "le", "ce chiffre"
    texte = (
        f"{compte}, ou pas au centime. Une notification ou une convention de la Caf {le} donne peut-être. "
        "Avez-vous ces documents sous la main ?"
    )
    aide = f"Oui : cafsim demandera {ces}. Non : le montant sera en fourchette, ou à compléter."
    return _oui_non(f"{rang}.documents", texte, "documents de la Caf sous la main", aide)


def _un_taux(manque: Manque, unite: str) -> Question:
    libelle = manque.libelle[0].upper() + manque.libelle[1:]
    return Question(
        cle=f"taux.{manque.cle}",
        texte=f"{libelle} ({unite})",
        libelle=manque.libelle,
        lire=lambda texte: lire_taux(texte, unite),
        aide=manque.texte.partition(" Votre chiffre")[0],  # what follows is for a project file
        unite=unite,
        precision=f"Document : {manque.ou_trouver}",
        facultative=True,
    )
