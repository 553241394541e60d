"""The repeated tables of a group: one question for another one, then its fields."""

from __future__ import annotations

from collections.abc import Generator
from functools import partial

from cafsim.equipements.champs import Groupe
from cafsim.equipements.projet import Donnee
from cafsim.projet.questionnaire import formulations
from cafsim.projet.questionnaire.entretien import Entretien
from cafsim.projet.questionnaire.questions import Question, de_champ
from cafsim.valeurs.lecture import INCONNU, lire


def tables(liste: Groupe, entretien: Entretien, rang: int) -> Generator[Question, str, list[dict[str, Donnee]]]:
    """Ask for the repeated tables of a group, until there is no other."""
    remplies: list[dict[str, Donnee]] = []
    while True:
        cle = f"{rang}.{entretien.type}.{liste.nom}.{len(remplies) + 1}"
        texte = "Encore un autre ?" if remplies else liste.question
        if (yield formulations.oui_non(cle, texte, liste.titre, liste.aide)._replace(titre=entretien.nom)) != "oui":
            return remplies
        table: dict[str, Donnee] = {}
        for champ in liste.champs:
            question = de_champ(champ, f"{cle}.{champ.nom}", partial(lire, champ), entretien.exercice)
            reponse = yield question._replace(titre=entretien.nom, champ="")
            table[champ.nom] = None if reponse == INCONNU else lire(champ, reponse)
        remplies.append(table)
