"""`cafsim baremes saisir`: the yearly sheet as questions, one figure after the other."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from fractions import Fraction

from cafsim.baremes.model import Valeur
from cafsim.cli.questionnaire.faces import Face, Retour
from cafsim.equipements.commun import PREMIER_EXERCICE, dernier_exercice
from cafsim.equipements.projet import Donnee
from cafsim.equipements.registre import equipements
from cafsim.projet.questionnaire.formulations import oui_non
from cafsim.projet.questionnaire.questions import Option, Question
from cafsim.render.mots import baremes as mots
from cafsim.saisie.demandes import Aide, Bloc, Demande, manquantes
from cafsim.typographie import majuscule
from cafsim.valeurs.lecture import INCONNU, lire_taux, lire_texte

FIN = "fin"
"""What is typed to stop there and keep what came before."""


class DialogueDeTaux:
    """Asks through a face; keeps the answers, so that one may go back."""

    def __init__(self, face: Face) -> None:
        self.face = face

    def choisir_equipement(self) -> str:
        """Ask which equipment."""
        options = tuple(Option(nom, e.titre) for nom, e in equipements().items())
        return self._sans_retour(Question("equipement", "Pour quel équipement ?", "équipement", str, options=options))

    def choisir_annee(self) -> int:
        """Ask which year; this one by default."""
        question = Question("annee", "Pour quelle année ?", "année", _annee, defaut=str(dernier_exercice() - 1))
        return int(self._sans_retour(question))

    def demander(self, aides: Sequence[Aide]) -> list[Valeur]:
        """Ask for each figure; return the rows that the answers make, an incomplete scale left out."""
        places = [(aide, demande) for aide in aides for bloc in aide.blocs for demande in bloc]
        self.face.dire(f"{len(places)} chiffre{'s' * (len(places) > 1)} à donner, comme votre document les écrit.")
        self.face.dire("Entrée : passer ; ? ou F1 : où le trouver ; < ou Échap : revenir ; fin : garder et s'arrêter.")
        saisies: dict[int, Fraction] = {}
        rang = 0
        while rang < len(places):
            aide, demande = places[rang]
            contexte = f"{rang + 1} sur {len(places)} – {aide.bloc.titre}"
            try:
                reponse = self.face.demander(_question(demande, saisies.get(rang)), contexte)
                if reponse == FIN:
                    break
                lue = None if reponse == INCONNU else lire_taux(reponse, demande.unite)
                if lue is not None and not self._certain(demande, lue):
                    continue
            except Retour:
                rang = max(rang - 1, 0)
                continue
            saisies |= {rang: lue} if lue is not None else {}
            rang += 1
        chiffres = (saisies.get(place) for place in range(len(places)))
        blocs = [(bloc, [next(chiffres) for _ in bloc]) for aide in aides for bloc in aide.blocs]
        return [ligne for bloc, siens in blocs for ligne in self._rangees(bloc, siens)]

    def _certain(self, demande: Demande, chiffre: Fraction) -> bool:
        """Ask again about a figure that is far from the last one known."""
        doute = demande.doute(chiffre)
        if not doute:
            return True
        question = oui_non("certain", f"{doute}. Est-ce bien ce chiffre ?", "certain")
        return self.face.demander(question, "") == "oui"

    def _rangees(self, bloc: Bloc, chiffres: Sequence[Fraction | None]) -> list[Valeur]:
        """Return the rows of a scale, or of a single figure; none when nothing was typed, or not all that it takes."""
        if absentes := manquantes(bloc, chiffres):
            cas = ", ".join(d.cas for d in absentes)
            libelle = majuscule(bloc[0].libelle)
            self.face.dire(f"{libelle} : il faut toutes les tranches. Il manque {cas} ; ce taux n'est pas gardé.")
            return []
        if all(c is None for c in chiffres):
            return []
        return [d.valeur(c, None, date.today()) for d, c in zip(bloc, chiffres, strict=True)]

    def _sans_retour(self, question: Question) -> str:
        while True:
            try:
                return self.face.demander(question, "")
            except Retour:
                continue


def _question(demande: Demande, avant: Fraction | None) -> Question:
    connue = demande.connue
    repere = f"Dernier chiffre connu : {connue} ({connue.annee})." if connue else "Jamais publié."

    def lire(texte: str) -> Donnee:
        return FIN if texte.strip().lower() == FIN else lire_taux(texte, demande.unite)

    return Question(
        cle=demande.cle,
        texte=f"{majuscule(demande.libelle)}{f' ({demande.cas})' if demande.cas else ''}",
        libelle=demande.libelle,
        lire=lire,
        aide=" ".join(mots.remarques(demande.ligne)),
        ou_trouver=demande.ou_trouver,
        unite=demande.unite,
        facultative=True,
        sans_reponse="passer",
        proposee="" if avant is None else mots.quantite(avant, demande.unite).replace("\u00a0", " "),
        precision=repere,
    )


def _annee(texte: str) -> str:
    if texte.isdecimal() and PREMIER_EXERCICE <= int(texte) <= dernier_exercice():
        return lire_texte(texte)
    raise ValueError(f"tapez une année de {PREMIER_EXERCICE} à {dernier_exercice()}.")
