"""A question of the questionnaire, and what a typed answer means. Asks and prints nothing."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date
from fractions import Fraction
from typing import NamedTuple

from cafsim.engine.explain import scalar_text
from cafsim.equipements.champs import Champ, Type
from cafsim.equipements.projet import Donnee
from cafsim.noms import Noms
from cafsim.typographie import simple
from cafsim.valeurs.lecture import INCONNU
from cafsim.valeurs.mots import sans_reponse

NE_SAIS_PAS = "je ne sais pas"
_MOT_LONG = 3
"""From so many letters on, a word inside the text of a choice may name it."""


class Option(NamedTuple):
    """One of the answers that may be chosen; `titre` heads it and those that follow, `noms` name it too."""

    valeur: str
    libelle: str
    titre: str = ""
    noms: tuple[str, ...] = ()


OUI_OU_NON = (Option("oui", "oui"), Option("non", "non"))


class Question(NamedTuple):
    """What is asked, under a key that stays the same from one run to the next.

    `lire` returns what a text is worth, or raises ValueError with a reason in French. Without an answer, a question
    takes `defaut`; without that either, it stays unknown if it is `facultative`. `sans_reponse` says so in words.
    `precision` is told with the question, not in what stays of it.
    `proposee` is an answer to start from; `titre` the equipment it is about; `champ` the field, if it is one.
    """

    cle: str
    texte: str
    libelle: str
    lire: Callable[[str], Donnee]
    aide: str = ""
    ou_trouver: str = ""
    exemple: str = ""
    unite: str = ""
    options: tuple[Option, ...] = ()
    facultative: bool = False
    defaut: str = ""
    sans_reponse: str = NE_SAIS_PAS
    proposee: str = ""
    titre: str = ""
    champ: str = ""
    precision: str = ""

    @property
    def oui_non(self) -> bool:
        """Say whether the answers are yes and no."""
        return self.options is OUI_OU_NON

    @property
    def entree_seule(self) -> str:
        """Say in words what no answer means; empty when there must be one."""
        if self.defaut:
            return montrer(self, self.defaut)
        return self.sans_reponse if self.facultative else ""


def comprendre(question: Question, saisie: str) -> str:
    """Return what was typed in one form: a choice's value, `oui` or `non`, `?` for the unknown, else the text.

    Raise ValueError, with a reason in French, for what makes no sense.
    """
    texte = saisie.strip()
    if not texte and question.defaut:
        return question.defaut
    if question.facultative and (not texte or texte == INCONNU or sans_reponse(texte)):
        return INCONNU
    if not texte:
        raise ValueError("cette question demande une réponse.")
    if question.options:
        texte = _choisie(question, texte)
    question.lire(texte)
    return texte


def accepter(question: Question, reponse: str) -> None:
    """Check an answer given before, in the form that `comprendre` returns. Raise ValueError."""
    if reponse == INCONNU and question.facultative:
        return
    if question.options and reponse not in {o.valeur for o in question.options}:
        raise ValueError(f"« {reponse} » n'est plus une réponse possible.")
    question.lire(reponse)


def montrer(question: Question, reponse: str) -> str:
    """Write an answer as it was understood: `62 000 h`, the text of a choice, `je ne sais pas`."""
    if reponse == INCONNU:
        return question.sans_reponse
    libelles = {o.valeur: o.libelle for o in question.options}
    if reponse in libelles:
        return libelles[reponse]
    valeur = question.lire(reponse)
    if isinstance(valeur, date):
        return f"{valeur:%d/%m/%Y}"
    return scalar_text(valeur, question.unite) if isinstance(valeur, Fraction) else str(valeur)


def resume(question: Question, reponse: str) -> str:
    """Return a question and its answer in one sentence."""
    lien = " " if question.texte.endswith(("?", ":")) else " : "
    return f"{question.texte}{lien}{montrer(question, reponse)}"


def de_champ(champ: Champ, cle: str, lire: Callable[[str], Donnee], annee: int) -> Question:
    """Return the question that asks for a field, which may stay without an answer."""
    choix = tuple(Option(c.valeur, c.libelle, noms=c.noms) for c in champ.choix if c.offert(annee))
    return Question(
        cle=cle,
        texte=f"{champ.question} (jj/mm/aaaa)" if champ.type is Type.DATE else champ.question,
        libelle=champ.libelle,
        lire=lire,
        aide=champ.aide,
        ou_trouver=champ.ou_trouver,
        exemple=_exemple(champ),
        unite=champ.unite,
        options=OUI_OU_NON if champ.type is Type.OUI_NON else choix,
        facultative=True,
        sans_reponse=_sans_reponse(champ, annee),
        champ=champ.nom,
    )


def explication(question: Question) -> Iterator[str]:
    """Yield the help of a question: what it means, where the figure stands, what to type."""
    if question.aide:
        yield question.aide
    if question.ou_trouver:
        yield f"Où trouver : {question.ou_trouver}"
    if question.exemple:
        yield f"Exemple : {question.exemple}"
    if question.proposee not in ("", INCONNU):
        yield "Entrée seule : garder la réponse proposée."
    elif question.entree_seule:
        yield f"Entrée seule : {question.entree_seule}."


def _choisie(question: Question, texte: str) -> str:
    """Return the value of the choice that a number, a value or the first letters name."""
    options = question.options
    if question.oui_non:
        return _oui_non(question, texte)
    nommees = Noms({o.valeur: (o.libelle, *o.noms) for o in options}).designes(texte)
    if len(nommees) == 1:
        return nommees[0]
    if texte.isdecimal():
        if 1 <= int(texte) <= len(options):
            return options[int(texte) - 1].valeur
        raise ValueError(f"tapez un numéro de 1 à {len(options)}.")
    cherche = simple(texte)
    trouvees = [o for o in options if _commence(o, cherche)]
    if len(trouvees) == 1:
        return trouvees[0].valeur
    if trouvees:
        raise ValueError(f"plusieurs réponses correspondent à « {texte[:40]} » : tapez un numéro.")
    raise ValueError(f"« {texte[:40]} » n'est pas une des réponses : tapez un numéro de 1 à {len(options)}.")


def _oui_non(question: Question, texte: str) -> str:
    try:
        return "oui" if question.lire(texte) else "non"
    except ValueError:
        raise ValueError("répondez o (oui) ou n (non).") from None


def _commence(option: Option, cherche: str) -> bool:
    """Say whether letters begin a choice, or, when there are enough of them, one of its words."""
    libelle = simple(option.libelle)
    if simple(option.valeur).startswith(cherche) or libelle.startswith(cherche):
        return True
    return len(cherche) >= _MOT_LONG and re.search(rf"\b{re.escape(cherche)}", libelle) is not None


def _exemple(champ: Champ) -> str:
    brut = champ.exemple.strip('"')
    if not brut or brut == INCONNU or champ.type in (Type.OUI_NON, Type.CHOIX):
        return ""
    if champ.type is Type.DATE:
        return f"{date.fromisoformat(brut):%d/%m/%Y}"
    return brut.replace(".", ",") if champ.type is not Type.TEXTE else brut


def _sans_reponse(champ: Champ, annee: int) -> str:
    """Say what a field without an answer is worth."""
    if champ.defaut_de:
        return "toutes" if champ.unite == "places" else "le même nombre"
    if champ.defaut is not None:
        choix = {c.valeur: c.libelle for c in champ.choix}
        return choix.get(str(champ.defaut), scalar_text(champ.defaut, champ.unite))
    return f"le 1er janvier {annee}" if champ.nom == "date_dossier" else NE_SAIS_PAS
