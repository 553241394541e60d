"""The questions that are no field of an equipment: in which words they are asked, what answers they take."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from fractions import Fraction
from functools import partial

from cafsim.baremes.model import Serie
from cafsim.engine.numbers import french_quantity
from cafsim.equipements.champs import Champ
from cafsim.equipements.commun import EXERCICE, PREMIER_EXERCICE, dernier_exercice
from cafsim.equipements.projet import Donnee
from cafsim.equipements.registre import champs, equipements
from cafsim.estimation.avertissements import tres_loin
from cafsim.estimation.resultat import Manque
from cafsim.projet.communes import Plusieurs
from cafsim.projet.questionnaire.questions import NE_SAIS_PAS, OUI_OU_NON, Option, Question, de_champ
from cafsim.typographie import majuscule, minuscule
from cafsim.valeurs.lecture import lire, lire_oui_non, lire_taux, lire_texte

OUVERT, PROJET, TRAVAUX = "ouvert", "projet", "travaux"
"""Where an equipment stands: it runs, it is planned, it runs and has works."""

INVESTISSEMENT = "investissement"
"""The kind of equipment that works are, where they are not described with what they are for."""


def situation(cle: str, nom: str = "") -> Question:
    """Ask whether the equipment runs, is planned, or has works: what is asked next depends on it."""
    aide = (
        "En projet : cafsim demande vos prévisions, et propose des repères nationaux. Avec des travaux : il demande "
        "aussi leur coût et qui d'autre les finance."
    )
    texte = f"Où en est « {nom} » ?" if nom else "Où en est l'équipement ?"
    options = (
        Option(OUVERT, "il fonctionne déjà", noms=("ouvert", "en fonctionnement", "existant")),
        Option(PROJET, "il est en projet : il n'a pas encore ouvert", noms=("projet", "création", "pas encore ouvert")),
        Option(TRAVAUX, "il fonctionne, et des travaux sont prévus", noms=("travaux", "agrandissement", "rénovation")),
    )
    return Question(cle, texte, "où en est l'équipement", lire_texte, aide, options=options, defaut=OUVERT)


def exercice(etat: str) -> Question:
    """Ask for the year: one to come for a project, any year of the rate table for what runs."""
    cette_annee, dernier = date.today().year, dernier_exercice()
    premier, defaut = (cette_annee, dernier) if etat == PROJET else (PREMIER_EXERCICE, cette_annee)

    def lire(texte: str) -> str:
        if texte.isdecimal() and len(texte) == 4 and premier <= int(texte) <= dernier:
            return texte
        raise ValueError(f"donnez une année de {premier} à {dernier}.")

    texte, aide, precision = EXERCICE.question, EXERCICE.aide, ""
    if etat == PROJET:
        texte = "Quelle année prévoir, la première où l'équipement fonctionnera ?"
        aide = f"S'il ouvre plus tard, tapez {dernier} : c'est la dernière année que cafsim estime."
        precision = "Répondez ensuite pour une année entière, telle que vous la prévoyez."
    return Question(
        "exercice", texte, "année d'activité", lire, aide, defaut=str(defaut), exemple=str(defaut), precision=precision
    )


def type_equipement(rang: int, deja: Collection[str], *, travaux: bool) -> Question:
    """Ask which kind of equipment, without those that a project holds once and has; `travaux`: works are expected."""
    options = tuple(Option(e.type, e.titre, noms=e.noms) for e in equipements().values() if e.type not in deja)
    aide = (
        "Le nom courant suffit : multi-accueil, périscolaire, ram… Un seul à la fois : cafsim proposera d'en ajouter "
        "un autre à la fin."
    )
    proposee = INVESTISSEMENT if travaux else ""
    return Question(
        f"{rang}.type", "Quel équipement ?", "équipement", lire_texte, aide, options=options, proposee=proposee
    )


def laquelle(question: Question, plusieurs: Plusieurs) -> Question:
    """Ask which one of several things an answer designates."""
    options = tuple(Option(valeur, libelle, noms=(valeur,)) for valeur, libelle in plusieurs.choix)
    texte = f"{majuscule(plusieurs.constat)} {'Laquelle ?' if len(options) > 1 else 'Est-ce celle-ci ?'}"
    return question._replace(texte=texte, options=options, proposee="", exemple="", champ="")


def libre(cle: str, texte: str, libelle: str, defaut: str) -> Question:
    """Ask for a free name."""
    aide = "Un nom libre, qui paraîtra sur l'estimation."
    return Question(cle, texte, libelle, lire_texte, aide, defaut=lire_texte(defaut))


def oui_non(cle: str, texte: str, libelle: str, aide: str = "", defaut: str = "non") -> Question:
    """Ask a yes or no."""
    return Question(cle, texte, libelle, lire_oui_non, aide, options=OUI_OU_NON, defaut=defaut)


def herite(rang: int, nom: str, premier: str, connues: Iterable[str]) -> Question:
    """Ask whether what is known of the manager and the territory holds for another equipment too."""
    texte = f"Même gestionnaire et même territoire que « {premier} » ?"
    aide = "Non : cafsim redemandera ces points pour cet équipement seulement, s'ils changent son résultat."
    question = oui_non(f"{rang}.herite", texte, "même gestionnaire et même territoire", aide, "oui")
    return question._replace(titre=nom, precision=f"C'est-à-dire : {' ; '.join(connues)}.")


def documents(rang: int, nombre: int) -> Question:
    """Ask whether the Caf's papers are at hand, when they would tell figures that are not published."""
    if nombre > 1:
        compte, le, ces = f"{nombre} chiffres de la Caf ne sont pas publiés", "les", "ces chiffres un par un"
    else:
        compte, le, ces = "Un chiffre de la Caf n'est pas publié", "le", "ce chiffre"
    texte = (
        f"{compte}, ou pas au centime. Une notification ou une convention de la Caf {le} donne peut-être. "
        "Avez-vous ces documents sous la main ?"
    )
    aide = f"Oui : cafsim demandera {ces}. Non : le montant sera en fourchette, ou à compléter."
    return oui_non(f"{rang}.documents", texte, "documents de la Caf sous la main", aide)


def un_taux(manque: Manque, serie: Serie) -> Question:
    """Ask for a rate that only the Caf's papers give; one ten times away from all the others is refused."""
    unite = serie.unite
    libelle = manque.libelle[0].upper() + manque.libelle[1:]
    return Question(
        cle=f"taux.{manque.cle}",
        texte=f"{libelle} ({unite})",
        libelle=manque.libelle,
        lire=lambda texte: _vraisemblable(lire_taux(texte, unite), serie),
        aide=manque.texte.partition(" Votre chiffre")[0],  # what follows is for a project file
        unite=unite,
        precision=f"Document : {manque.ou_trouver}",
        facultative=True,
    )


def _vraisemblable(taux: Fraction, serie: Serie) -> Fraction:
    if dit := tres_loin(serie, taux):
        conseil = "Une virgule, une unité ? S'il est juste, écrivez-le dans [taux] d'un fichier de projet."
        raise ValueError(f"{french_quantity(taux, serie.unite)} {dit}. {conseil}")
    return taux


def annee_notifiee(cle: str, ligne: str, annees: Sequence[int]) -> Question:
    """Ask whether the Caf ever notified an amount for a line whose rate nobody knows, and for which of some years."""
    dernier, premier = annees[0], annees[-1]

    def lire(texte: str) -> str:
        if texte.isdecimal() and int(texte) in annees:
            return texte
        raise ValueError(f"donnez une année de {premier} à {dernier}, ou Entrée seule si vous n'en avez pas.")

    return Question(
        cle,
        "À défaut, pour quelle année la Caf vous a-t-elle notifié un montant de cette aide ?",
        f"année d'un montant notifié, {minuscule(ligne)}",
        lire,
        "Avec ce montant et les chiffres de la même année, cafsim retrouve le taux et le garde ; la prévision de "
        f"{dernier} s'en sert.",
        "notification de droit de la Caf",
        str(dernier - 1),
        facultative=True,
        precision=f"{ligne}. De {premier} à {dernier} ; la plus récente est la meilleure.",
    )


def montant_notifie(cle: str, annee: int, ligne: str) -> Question:
    """Ask for the amount notified for a year."""

    def lire(texte: str) -> Fraction:
        if montant := lire_taux(texte, "€"):
            return montant
        raise ValueError("donnez un montant, ou Entrée seule si vous ne le connaissez pas.")

    return Question(
        cle,
        f"Quel montant la Caf a-t-elle notifié pour {annee} ?",
        f"montant notifié pour {annee}, {minuscule(ligne)}",
        lire,
        "Le montant du droit de toute l'année, au centime, pas un acompte.",
        "notification de droit de la Caf",
        "29254,50",
        "€",
        facultative=True,
        precision=f"{ligne}.",
    )


def en_annee_notifiee(champ: Champ, cle: str, annee: int, habituelle: Donnee, exercice: int) -> Question:
    """Ask for a figure of the year notified; without an answer, a share, a zero, a default are as usual."""
    question = de_champ(champ, cle, partial(lire, champ), annee)
    par_defaut = habituelle is None and (champ.defaut is not None or champ.defaut_de is not None)
    comme = par_defaut or habituelle == 0 or champ.unite == "part"
    return question._replace(
        texte=f"En {annee} : {minuscule(question.texte)}",
        libelle=f"{question.libelle} en {annee}",
        sans_reponse=f"comme en {exercice}" if comme else NE_SAIS_PAS,
        champ="",
    )


def autre(rang: int, *, travaux: bool) -> Question:
    """Ask whether there is another equipment; `travaux`: this one has works, which are one."""
    question = oui_non(f"{rang}.autre", "Un autre équipement ?", "un autre équipement")
    if not travaux:
        return question
    precision = "Ses travaux se décrivent à part : répondez oui, puis choisissez « Investissement »."
    return question._replace(precision=precision, defaut="oui")


def travaux_a_part(type_equipement: str, etat: str) -> bool:
    """Say whether an equipment has works that are described as an equipment of their own."""
    return etat != OUVERT and type_equipement in {c.valeur for c in champs(INVESTISSEMENT)["objet"].choix}
