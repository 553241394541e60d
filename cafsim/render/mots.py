"""The words of the estimate, said once for every format: amounts, calculations, natures, totals."""

from __future__ import annotations

import re

from cafsim.baremes.model import GUIDE_2020
from cafsim.dispositifs.modele import Nature, Periodicite
from cafsim.ecart import Ecart
from cafsim.engine.explain import Explanation
from cafsim.engine.numbers import NBSP, french_money, french_quantity, to_cent
from cafsim.render.etats import ETATS
from cafsim.resultat import LigneEstimee, Total

NATURES: dict[Nature, str] = {
    "droit": "droit",
    "plafond": "plafond",
    "decision": "décision",
    "indicatif": "indicatif",
}

PERIODES: dict[Periodicite, tuple[str, str]] = {
    "annuel": ("Aides annuelles", "Total annuel"),
    "ponctuel": ("Aides ponctuelles, versées une fois", "Total ponctuel"),
}

REFERENTIELS = {GUIDE_2020: "chiffres du guide de 2020"}

A_COMPLETER = "à compléter"
NON_FIXE = "non fixé"
INCOMPLET = "incomplet"
MOINS = "−"

LECTURE_TOTAL = (
    "Minimum : ce qui est de droit, au plus bas. Maximum : au plus haut, avec les plafonds que la Caf peut refuser."
)
LECTURE_INCOMPLET = "Incomplet : une ligne « à compléter » n'y est pas comptée. Le montant réel peut être plus élevé."
LECTURE_CUMUL = (
    "Le total maximal est inférieur à la somme des lignes : un plafond leur est commun (voir « À vérifier »)."
)

LECTURE_DETAIL = "Le calcul, les sources et les réserves de chaque ligne : ajoutez --detail."

_ETIQUETTE = re.compile(r"\s\[[^\]]*\]")
_PART_ENTIERE = re.compile(rf" × 100{NBSP}%$")
_MAX_ZERO = re.compile(r"max\(([^;]*) ; 0\)")


def fourchette(minimum: str, maximum: str) -> str:
    """Return `de … à …`, breakable only before `à`."""
    return f"de{NBSP}{minimum} à{NBSP}{maximum}"


def montant(ligne: LigneEstimee) -> str:
    """Return the amount of a line: exact, a range, or what stands for it."""
    if ligne.montant is not None:
        return french_money(ligne.montant)
    if ligne.minimum is not None and ligne.maximum is not None:
        return fourchette(french_money(ligne.minimum), french_money(ligne.maximum))
    return (NON_FIXE if ligne.nature == "decision" else A_COMPLETER).replace(" ", NBSP)


def ecart(difference: Ecart, *, signe: bool = True) -> str:
    """Return a difference with its sign: one amount, or both ends."""
    bouts = [french_money(x) for x in dict.fromkeys(difference)]
    if signe:
        bouts = [f"+{x}" if valeur > 0 else x for x, valeur in zip(bouts, difference, strict=False)]
    bouts = [x.replace("-", MOINS, 1) for x in bouts]
    return bouts[0] if len(bouts) == 1 else fourchette(*bouts)


def montant_total(total: Total) -> str:
    """Return a total: one amount or both ends; words when nothing could be counted."""
    if total.incomplet and not total.maximum:
        return A_COMPLETER.replace(" ", NBSP)
    if total.minimum == total.maximum:
        return french_money(total.minimum)
    return fourchette(french_money(total.minimum), french_money(total.maximum))


def montant_signale(total: Total) -> str:
    """Return a total that says by itself when it is incomplete."""
    return f"{montant_total(total)} ({INCOMPLET})" if total.incomplet else montant_total(total)


def libelle_total(intitule: str, total: Total) -> str:
    """Return the label of a total."""
    return f"{intitule} ({INCOMPLET})" if total.incomplet else intitule


def libelle(ligne: LigneEstimee) -> str:
    """Return what a line is called, and who pays it when it is not the Caf."""
    return ligne.libelle if ligne.de_la_caf else f"{ligne.libelle} (versé par l'État)"


def nature(ligne: LigneEstimee) -> str:
    """Return the nature of a line in one word."""
    return NATURES[ligne.nature]


def fiabilite(ligne: LigneEstimee) -> str:
    """Return how sure the rates of a line are; nothing when none was used."""
    return ETATS[ligne.fiabilite] if ligne.fiabilite else ""


def calcul(ligne: LigneEstimee) -> str:
    """Return how the amount is reached: quantity × rate when that is the whole of it, else the last formula."""
    base = None if ligne.base is None else french_quantity(ligne.base, ligne.unite)
    if ligne.base is not None and ligne.taux is not None and to_cent(ligne.base * ligne.taux) == ligne.montant:
        return f"{base} × {french_quantity(ligne.taux, ligne.unite_taux)}"
    if ligne.etapes:
        return _abrege(ligne.etapes[-1].formula, positif=bool(ligne.minimum))
    return f"{base} × ?" if base else ""


def etape(pas: Explanation) -> str:
    """Return one step: `label = formula = value`."""
    if _ETIQUETTE.sub("", pas.formula) == pas.text:
        return f"{pas.label} = {pas.formula}"
    return f"{pas.label} = {pas.formula} = {pas.text}".replace("= ≈", "≈")


def referentiel(identifiant: str) -> str:
    """Return the name of a referential."""
    return REFERENTIELS.get(identifiant, identifiant)


def majuscule(texte: str) -> str:
    """Return the text with a capital first letter."""
    return texte[:1].upper() + texte[1:]


def minuscule(texte: str) -> str:
    """Return the text with a small first letter."""
    return texte[:1].lower() + texte[1:]


def _abrege(formule: str, *, positif: bool) -> str:
    """Leave out the years of the rates, and what changes nothing: `× 100 %`, a floor of 0 under a positive amount."""
    courte = _PART_ENTIERE.sub("", _ETIQUETTE.sub("", formule))
    sans_plancher = _MAX_ZERO.fullmatch(courte)
    return sans_plancher[1] if sans_plancher and positif else courte
