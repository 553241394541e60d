"""How the questionnaire meets a person: a face shows a question and returns the answer.

Two of them: arrows and completion where the terminal can (face_touches.py), else one line after the other, for a
`dumb` terminal, a screen reader, a bare console.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Sequence
from typing import Protocol

from cafsim.projet.communes import Plusieurs
from cafsim.projet.questionnaire.questions import NE_SAIS_PAS, Question, comprendre, explication, montrer
from cafsim.render.formes.encodage import lisible
from cafsim.typographie import insecables, paragraphe
from cafsim.valeurs.lecture import INCONNU

AIDE = "?"
RETOUR = ("<", "retour")
LARGEUR = 78

Lire = Callable[[str], str]
Dire = Callable[[str], None]


class Retour(Exception):
    """The user goes back to the previous question; holds what he had begun to type."""

    def __init__(self, saisie: str = "") -> None:
        super().__init__(saisie)
        self.saisie = saisie


class Face(Protocol):
    """Shows questions and texts."""

    @property
    def gestes(self) -> Sequence[str]:
        """What can be done at each question, in words, for the introduction."""

    def dire(self, texte: str = "", retrait: str = "", suite: str | None = None) -> None:
        """Show a text, wrapped; an empty one is an empty line."""

    def demander(self, question: Question, contexte: str) -> str:
        """Ask, under a line that says where one stands; return the answer in the form of `comprendre`.

        Raise Retour to go back, Plusieurs for an answer that may be several, KeyboardInterrupt or EOFError to stop.
        """


class FaceLigne:
    """Asks through `lire` (a prompt in, a line out) and tells through `ecrire`: nothing but lines of text."""

    gestes = (
        "tapez la réponse, puis Entrée ; pour un choix, son numéro ou ses premières lettres ;",
        "Entrée seule : je ne sais pas (le montant sera donné en fourchette), ou la réponse entre crochets ;",
        "? puis Entrée : une explication, et où trouver le chiffre ;",
        "< puis Entrée : revenir à la question d'avant ;",
        "Ctrl+C : arrêter ; vos réponses sont gardées pour la prochaine fois.",
    )

    def __init__(self, lire: Lire = input, ecrire: Dire = print, encodage: str = "utf-8") -> None:
        self.lire = lire
        self.ecrire = ecrire
        self.encodage = encodage
        self.contexte = ""

    def dire(self, texte: str = "", retrait: str = "", suite: str | None = None) -> None:
        """Show a text, wrapped."""
        self.ecrire(lisible(paragraphe(texte, largeur(), retrait, suite), self.encodage))

    def demander(self, question: Question, contexte: str) -> str:
        """Ask until the answer makes sense."""
        if contexte != self.contexte and contexte:
            self.dire(contexte, "  ")
        self.contexte = contexte
        while True:
            saisie = self.lire(lisible(self._invite(question), self.encodage)).strip()
            if saisie in RETOUR:
                raise Retour
            if saisie == AIDE:
                for texte in explication(question):
                    self.dire(texte, "  ")
                continue
            try:
                reponse = comprendre(question, saisie or question.proposee)
            except ValueError as error:
                if isinstance(error, Plusieurs) and error.choix:
                    raise
                self.dire(phrase(error), "  ")
                continue
            self._confirmer(question, saisie, reponse)
            return reponse

    def _invite(self, question: Question) -> str:
        lignes = ["", *bloc(f"{question.texte} (o/n)" if question.oui_non else question.texte)]
        lignes += bloc(question.precision) if question.precision else []
        if question.options and not question.oui_non:
            lignes += (ligne for ligne in _liste(question))
        morceaux = [unite_tapee(question), self._entree_seule(question), "> "]
        return "\n".join([*lignes, " ".join(m for m in morceaux if m)])

    def _entree_seule(self, question: Question) -> str:
        """Return, in brackets, what Enter alone means, when it is something else than the unknown."""
        reponse = question.proposee or question.defaut
        valeurs = [o.valeur for o in question.options]
        if reponse in valeurs and not question.oui_non:
            return f"[{valeurs.index(reponse) + 1}]"
        texte = montrer(question, reponse) if reponse else question.entree_seule
        return f"[{texte}]" if texte not in ("", NE_SAIS_PAS) else ""

    def _confirmer(self, question: Question, saisie: str, reponse: str) -> None:
        """Say how an answer was read, when it is not as it was typed."""
        compris = montrer(question, reponse)
        if reponse == INCONNU or question.oui_non or (not question.options and _nu(compris).startswith(_nu(saisie))):
            return
        self.dire(f"= {compris}", "  ", "    ")


def largeur() -> int:
    """Return the width of a text: that of the terminal, not more than what reads well."""
    return max(20, min(LARGEUR, shutil.get_terminal_size().columns - 1))


def bloc(texte: str, retrait: str = "", suite: str | None = None) -> list[str]:
    """Return the lines of a wrapped text."""
    return paragraphe(texte, largeur(), retrait, suite).split("\n")


def phrase(error: ValueError) -> str:
    """Return what is wrong as a sentence."""
    texte = str(error)
    return insecables(f"{texte[:1].upper()}{texte[1:]}")


def unite_tapee(question: Question) -> str:
    """Return the unit that stands before what is typed: none for a share, typed as `0,98` or `98 %`."""
    return "" if question.unite == "part" else question.unite


def _liste(question: Question) -> Iterator[str]:
    titre = ""
    for rang, option in enumerate(question.options, 1):
        if option.titre != titre:
            titre = option.titre
            yield from bloc(titre)
        numero = f"{rang}. "
        yield from bloc(option.libelle, f"  {numero}", " " * (2 + len(numero)))


def _nu(texte: str) -> str:
    return "".join(c for c in texte if c.isalnum() or c in ",.").replace(".", ",").lower()
