"""The questions of the questionnaire about itself: a draft to resume, a doubt to settle, an answer to correct."""

from __future__ import annotations

from cafsim.cli.questionnaire.brouillon import Brouillon
from cafsim.estimation.doutes import Doute
from cafsim.projet.questionnaire.conversation import Conversation
from cafsim.projet.questionnaire.questions import Option, Question, montrer
from cafsim.typographie import majuscule
from cafsim.valeurs.lecture import lire_texte

PROJET, TAUX = (0, "Tout le projet"), (1_000, "Chiffres de la Caf")
FIN, NOUVEAU, EFFACER = "fin", "nouveau", "effacer"
JUSTE, RETAPER = "juste", "retaper"


def verification(doute: Doute) -> Question:
    """Return the question that a doubt asks, with the likely repairs."""
    options = [Option(str(rang), f"oui, corrigez : {p.texte}") for rang, p in enumerate(doute.propositions)]
    options += [Option(JUSTE, "non, c'est juste"), Option(RETAPER, "je retape ma réponse")]
    texte = f"{doute.constat} {'Est-ce une erreur ?' if doute.propositions else 'Est-ce bien cela ?'}"
    if not doute.propositions:
        options[0] = options[0]._replace(libelle="oui, c'est juste")
    return Question("doute", texte, "vérification", lire_texte, doute.texte, options=tuple(options))


def reprise(brouillons: list[Brouillon]) -> Question:
    """Return the question that offers the drafts."""
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


def recapitulatif(conversation: Conversation) -> Question:
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
