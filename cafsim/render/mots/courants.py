"""The words of the estimate, said once for every output: natures, statuses, periods, reliabilities; then amounts."""

from __future__ import annotations

import re
from collections.abc import Callable
from fractions import Fraction

from cafsim.baremes.model import GUIDE_2020, NATIONAL, Fiabilite
from cafsim.dispositifs.modele import Nature, Payeur, Periodicite
from cafsim.engine.explain import Explanation
from cafsim.engine.numbers import NBSP, french_money, french_quantity, to_cent
from cafsim.equipements.registre import equipements
from cafsim.estimation.resultat import LigneEstimee, Manque, Statut, Total
from cafsim.etudes.ecart import Ecart

NATURES: dict[Nature, str] = {
    "droit": "droit",
    "plafond": "plafond",
    "decision": "décision",
    "indicatif": "indicatif",
}

STATUTS: dict[Statut, str] = {
    "calcule": "calculé",
    "fourchette": "fourchette",
    "a_completer": "non compté",
    "non_eligible": "sans objet",
}

PERIODES: dict[Periodicite, tuple[str, str]] = {
    "annuel": ("Aides annuelles", "Total annuel"),
    "ponctuel": ("Aides ponctuelles, versées une fois", "Total ponctuel"),
}

ETATS: dict[Fiabilite | None, str] = {
    "publie": "publié",
    "secondaire": "non officiel",
    "derive": "déduit",
    "reconduit": "reconduit",
    "saisi": "saisi par vous",
    None: "lacune",
}
"""How sure a rate is."""

SENS_DES_ETATS: dict[Fiabilite | None, str] = {
    "publie": "un texte ou une page officielle donne ce chiffre.",
    "secondaire": "donné par la presse, une fédération ou une association, pas par un texte officiel.",
    "derive": "non publié tel quel : calculé à partir de chiffres publiés.",
    "reconduit": "gardé après la dernière date qu'une source confirme.",
    "saisi": "vient de vous : projet, convention ou fichier de taux.",
    None: "aucun document lisible ne le donne.",
}

SOURCES = {
    "circulaire": "circulaire de la Cnaf (Caisse nationale des allocations familiales)",
    "bareme": "barème officiel",
    "page_caf": "page d'une Caf",
    "brochure": "brochure d'une Caf",
    "parlement": "réponse au Parlement",
    "ministere": "page d'un ministère",
    "presse": "presse ou fédération",
    "tiers": "association, blog ou programme tiers",
}
"""What a source is, by its nature."""

REFERENTIELS = {GUIDE_2020: "chiffres du guide de 2020"}

A_COMPLETER = "à compléter"
NON_FIXE = "non fixé"
INCOMPLET = "incomplet"
INCONNU = "inconnu"
NON_PUBLIE = "non publié"
CALCULE, FOURCHETTE, SANS_OBJET = STATUTS["calcule"], STATUTS["fourchette"], STATUTS["non_eligible"]
VERSE_PAR_L_ETAT = "versé par l'État"
MOINS = "−"

LECTURE_PREVISION = (
    "À prévoir : ce qu'un budget prudent compte, aux derniers taux connus et au plus bas de ce qui manque ; un "
    "plafond, que la Caf peut refuser, n'y est pas compté."
)
LECTURE_TOTAL = (
    "Minimum : ce qui est de droit, au plus bas. Maximum : au plus haut, avec les plafonds que la Caf peut refuser."
)
LECTURE_INCOMPLET = "Incomplet : une ligne « à compléter » n'y est pas comptée. Le montant réel peut être plus élevé."
LECTURE_CUMUL = (
    "Le total maximal est inférieur à la somme des lignes : un plafond leur est commun (voir « À vérifier »)."
)
AUCUNE_AIDE = "Aucune des aides choisies ne concerne cet équipement."

_ETIQUETTE = re.compile(r"\s\[[^\]]*\]")
_PART_ENTIERE = re.compile(rf" × 100{NBSP}%$")
_MAX_ZERO = re.compile(r"max\(([^;]*) ; 0\)")
_NOMBRE, _UNITE = rf"[\d{NBSP}]+(?:,\d+)?", rf"{NBSP}[^\s)]+"
_ETENDUE = re.compile(rf"\(de ({_NOMBRE})({_UNITE}) à ({_NOMBRE}\2)\)")
_CHOIX = re.compile(rf"\({_NOMBRE}({_UNITE})(?: ou {_NOMBRE}\1)+\)")
_OU_RIEN = re.compile(r" ou 0$")


def projet(nom: str, exercice: int, cadre: str) -> str:
    """Return the name of a project with its year, and its referential when it is not the national one."""
    return f"{nom}, exercice {exercice}{'' if cadre == NATIONAL else f', {referentiel(cadre)}'}"


def equipement(nom: str, exercice: int, exercice_du_projet: int) -> str:
    """Return the name of an equipment, with its year when it is not the project's."""
    return nom if exercice == exercice_du_projet else f"{nom}, exercice {exercice}"


def genre(type_equipement: str) -> str:
    """Return what an equipment is."""
    connus = equipements()
    return connus[type_equipement].titre if type_equipement in connus else type_equipement


def referentiel(identifiant: str) -> str:
    """Return the name of a referential."""
    return REFERENTIELS.get(identifiant, identifiant)


def libelle(ligne: LigneEstimee) -> str:
    """Return what a line is called, and who pays it when it is not the Caf."""
    return verse(ligne.libelle, ligne.payeur)


def verse(libelle_de_ligne: str, payeur: Payeur) -> str:
    """Return a label, followed by who pays when it is not the Caf."""
    return libelle_de_ligne if payeur == "caf" else f"{libelle_de_ligne} ({VERSE_PAR_L_ETAT})"


def oui_non(valeur: bool) -> str:  # noqa: FBT001 (the truth value is the thing itself)
    """Return how a truth value is written."""
    return "oui" if valeur else "non"


def fiabilite(ligne: LigneEstimee) -> str:
    """Return how sure the rates of a line are; nothing when none was used."""
    return ETATS[ligne.fiabilite] if ligne.fiabilite else ""


def fourchette(minimum: str, maximum: str) -> str:
    """Return `de … à …`, breakable only before `à`."""
    return f"de{NBSP}{minimum} à{NBSP}{maximum}"


def intervalle(bas: Fraction | None, haut: Fraction | None, ecrit: Callable[[Fraction], str] = french_money) -> str:
    """Return one amount, or both ends, or `au moins …`, `au plus …`, `inconnu` where an end is not known.

    At least nothing, and at most nobody knows: that is not known either.
    """
    if bas is not None and haut is not None:
        return ecrit(bas) if bas == haut else fourchette(ecrit(bas), ecrit(haut))
    if haut is not None:
        return f"au{NBSP}plus {ecrit(haut)}"
    return f"au{NBSP}moins {ecrit(bas)}" if bas else INCONNU


def connu(montant: Fraction | None, sinon: str = INCONNU) -> str:
    """Return an amount; `sinon` when nobody told it."""
    return sinon.replace(" ", NBSP) if montant is None else french_money(montant)


def montant(ligne: LigneEstimee) -> str:
    """Return the amount of a line: exact, a range, or what stands for it."""
    if ligne.minimum is None or ligne.maximum is None:
        return ouvert(ligne.nature).replace(" ", NBSP)
    return intervalle(ligne.minimum, ligne.maximum)


def ouvert(genre_de_ligne: Nature) -> str:
    """Return what stands for the amount of a line that could not be counted."""
    return NON_FIXE if genre_de_ligne == "decision" else A_COMPLETER


def ecart(difference: Ecart, *, signe: bool = True) -> str:
    """Return a difference with its sign: one amount, or both ends."""
    bouts = [french_money(x) for x in dict.fromkeys(difference)]
    if signe:
        bouts = [f"+{x}" if valeur > 0 else x for x, valeur in zip(bouts, difference, strict=False)]
    bouts = [x.replace("-", MOINS, 1) for x in bouts]
    return bouts[0] if len(bouts) == 1 else fourchette(*bouts)


def montant_total(total: Total) -> str:
    """Return a total: one amount or both ends, without the higher one while a right is unknown; else words."""
    if total.incomplet and not total.maximum:
        return A_COMPLETER.replace(" ", NBSP)
    return intervalle(total.minimum, total.au_plus)


def montant_signale(total: Total) -> str:
    """Return a total that says by itself when it is incomplete."""
    return signale(montant_total(total), incomplet=total.incomplet)


def signale(texte: str, *, incomplet: bool) -> str:
    """Return a text followed by `(incomplet)` where something could not be counted."""
    return f"{texte} ({INCOMPLET})" if incomplet else texte


def calcul(ligne: LigneEstimee) -> str:
    """Return how the amount is reached: quantity × rate when that is the whole of it, else the last formula."""
    base = None if ligne.base is None else french_quantity(ligne.base, ligne.unite)
    if ligne.base is not None and ligne.taux is not None and to_cent(ligne.base * ligne.taux) == ligne.montant:
        return f"{base} × {french_quantity(ligne.taux, ligne.unite_taux)}"
    if ligne.etapes:
        return _abrege(ligne.etapes[-1].formula, positif=bool(ligne.minimum))
    return f"{base} × ?" if base else ""


def manque(attendu: Manque, *, cles: bool) -> str:
    """Return what is missing and where it stands; `cles`: what to write in the project file, too."""
    champ = attendu.genre == "champ"
    phrases = [f"Il manque : {attendu.libelle}." if champ else attendu.constat]
    if attendu.ou_trouver:
        phrases.append(f"À lire sur : {attendu.ou_trouver}")
    if cles:
        phrases.append(f"Dans le fichier : {attendu.cle} = …" if champ else f'Dans [taux] : "{attendu.cle}" = …')
    return " ".join(phrases)


def etape(pas: Explanation) -> str:
    """Return one step: `label = formula = value`."""
    if _ETIQUETTE.sub("", pas.formula) == pas.text:
        return f"{pas.label} = {pas.formula}"
    return f"{pas.label} = {pas.formula} = {pas.text}".replace("= ≈", "≈")


def _abrege(formule: str, *, positif: bool) -> str:
    """Write a formula as a person would: without the years of the rates, nor what changes nothing.

    That is `× 100 %`, or a floor of 0 under a positive amount.
    """
    courte = _PART_ENTIERE.sub("", _ETIQUETTE.sub("", formule)).replace(f"≈{NBSP}", "")
    sans_plancher = _MAX_ZERO.fullmatch(courte)
    courte = sans_plancher[1] if sans_plancher and positif else courte
    return _OU_RIEN.sub(", ou rien", _CHOIX.sub(_enumere, _ETENDUE.sub(r"\1 à \3", courte)))


def _enumere(choix: re.Match[str]) -> str:
    """Return `(0, 100 ou 200 €/place)` for the same quantities, each with its unit."""
    *premiers, dernier = choix[0].strip("()").split(" ou ")
    return f"({', '.join(x.split(NBSP + '€')[0] for x in premiers)} ou {dernier})"
