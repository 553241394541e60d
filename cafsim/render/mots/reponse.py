"""The words of the first screen: what a project is, the answer in one sentence, how sure each line is in one mark."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from fractions import Fraction

from cafsim.dispositifs.modele import PART_MAXIMALE, Periodicite
from cafsim.engine.explain import Explanation
from cafsim.engine.numbers import NBSP, ZERO, french_money, french_number, french_quantity
from cafsim.equipements.projet import EquipementSaisi
from cafsim.equipements.registre import equipements
from cafsim.estimation.resultat import LigneEstimee, Total
from cafsim.etudes.demandes import Demande
from cafsim.render.mots import courants as mots
from cafsim.typographie import majuscule, minuscule

GESTIONS = {
    "public": "en régie",
    "prive_non_lucratif": "par une association",
    "prive_lucratif": "par une entreprise",
    "delegation": "en délégation",
}
QUAND: dict[Periodicite, str] = {"annuel": "par an", "ponctuel": "en une fois"}
NOMMEES = 2
"""Things that a sentence names; beyond, it counts them."""

RIEN = "Rien à prévoir au budget : chaque aide est sans objet pour ce projet."
HORS_TOTAL = "Rien à prévoir au budget de la part de la Caf elle-même."
PARTIEL = "aides choisies seulement"
DECISION = "Aucun texte national ne fixe de montant : la Caf décide."
INCONNU = "Aucun montant ne peut encore être prévu"

_ARTICLE = re.compile(r"^(?:l'|les? |la )")
_AUTRE_DOCUMENT = re.compile(r",? ou | ; ")


def portrait(saisi: EquipementSaisi) -> str:
    """Return what an equipment is: `crèche de 40 places, en régie, Ctg, Qpv`."""
    valeurs = saisi.valeurs
    places, gestion, zone = valeurs.get("places"), valeurs.get("gestionnaire"), valeurs.get("zone_prioritaire")
    genre = _ARTICLE.sub("", equipements()[saisi.type].article)
    faits = [
        f"{genre} de {french_quantity(places, 'places')}" if isinstance(places, Fraction) else genre,
        GESTIONS.get(gestion, "") if isinstance(gestion, str) else "",
        "Paje" if valeurs.get("financement") == "paje" else "",
        "Ctg" if valeurs.get("ctg") else "",
        zone.capitalize() if isinstance(zone, str) and zone != "aucune" else "",
    ]
    return ", ".join(filter(None, faits))


def reponse(totaux: Mapping[Periodicite, Total], lignes: Sequence[LigneEstimee]) -> str:
    """Return the answer in one sentence: what to write in the budget, at least, at most, and what is left out."""
    comptees = [x for x in lignes if x.au_total]
    if not any(x.retenue for x in lignes):
        return RIEN if lignes else mots.AUCUNE_AIDE
    if not comptees:
        return HORS_TOTAL
    if all(x.nature == "decision" for x in comptees):
        return DECISION
    droits = {x.periodicite for x in comptees if x.assuree}
    periodes = {x.periodicite for x in comptees}
    sommes = [_droits(totaux[p], p) if p in droits else _plafonds(totaux[p], p) for p in QUAND if p in periodes]
    inconnues = list(dict.fromkeys(x.libelle for x in comptees if x.assuree and non_chiffree(x)))
    a_part = f"non compté : {_noms(inconnues, 'aides')}" if inconnues else ""
    dites = " ; ".join(filter(None, sommes))
    if not dites:
        return f"{INCONNU} ({a_part})." if a_part else f"{INCONNU}."
    return f"À prévoir au budget : {dites}{f' ({a_part})' if a_part else ''}."


def _droits(total: Total, periodicite: Periodicite) -> str:
    """Return what to count on in a period, and the ends where they differ; nothing when nothing could be counted."""
    prevu, au_plus = total.prevision, total.au_plus
    if total.droit_inconnu and not prevu:
        return ""
    somme = f"{french_money(prevu)} {QUAND[periodicite]}"
    bouts = [f"dont {french_money(total.minimum)} sûrs"] if total.minimum < prevu else []
    bouts += [f"au{NBSP}plus {french_money(au_plus)}"] if au_plus is not None and au_plus > prevu else []
    debut = "au moins " if total.prevision_incomplete else ""
    return f"{debut}{somme} ({', '.join(bouts)})" if bouts else f"{debut}{somme}"


def _plafonds(total: Total, periodicite: Periodicite) -> str:
    """Return what the Caf's board may grant in a period; nothing when no ceiling is known."""
    if not total.maximum:
        return ""
    return f"{QUAND[periodicite]}, jusqu'à {french_money(total.maximum)} si la Caf l'accorde"


def _noms(noms: Sequence[str], genre: str) -> str:
    return " et ".join(noms) if len(noms) <= NOMMEES else f"{noms[0]} et {len(noms) - 1} autres {genre}"


def non_chiffree(ligne: LigneEstimee) -> bool:
    """Say whether nothing, not even a forecast, tells how much a line is worth."""
    return ligne.statut == "a_completer" and not ligne.apport_prevu


def montant(ligne: LigneEstimee) -> str:
    """Return what a line adds to the forecast of its total; words where nothing says how much."""
    if ligne.au_total and not non_chiffree(ligne):
        return french_money(ligne.apport_prevu or ZERO)
    return mots.montant(ligne)


def montant_total(total: Total) -> str:
    """Return what to count on of a total; words when nothing could be counted."""
    if total.incomplet and not total.maximum and not total.prevision:
        return mots.A_COMPLETER.replace(" ", NBSP)
    return french_money(total.prevision)


def marque(ligne: LigneEstimee) -> str:
    """Return how sure the amount of a line is: up to how much it may go, else where its rates come from."""
    if not ligne.au_total:
        return "hors total"
    if ligne.statut == "a_completer":
        if ligne.nature == "decision":
            return "la Caf décide"
        return "ordre de grandeur" if ligne.apport_prevu else ""
    if suite := au_dela(ligne.apport_prevu or ZERO, ligne.minimum or ZERO, ligne.maximum):
        return suite
    return "à vérifier" if ligne.alertes else mots.fiabilite(ligne)


def marque_appelee(ligne: LigneEstimee, demandes: Sequence[Demande]) -> str:
    """Return the mark of a line, and the numbers of the things to ask for that it waits for: `à 3 388,24 € [2]`."""
    numeros = ", ".join(str(n) for n, d in enumerate(demandes, 1) if ligne in d.lignes)
    return f"{marque(ligne)} {f'[{numeros}]' if numeros else ''}".strip().replace(" ", NBSP)


def au_dela(prevu: Fraction, minimum: Fraction, maximum: Fraction | None) -> str:
    """Return the other end of an amount that is shown by its forecast; nothing when it is exact or has no end."""
    if maximum is not None and maximum > prevu:
        return f"à{NBSP}{french_money(maximum)}"
    return f"au{NBSP}moins {french_money(minimum)}" if minimum < prevu else ""


def etendue(total: Total) -> str:
    """Return a total as one amount, or up to how much it goes."""
    if total.au_plus == total.prevision:
        return french_money(total.prevision)
    return mots.intervalle(total.prevision or None, total.au_plus).replace(" ", NBSP)


def mouvante(ligne: LigneEstimee) -> bool:
    """Say whether an amount may still move: it is no exact right at a rate known for its year."""
    return ligne.statut != "calcule" or ligne.nature != "droit" or ligne.fiabilite == "reconduit" or bool(ligne.alertes)


def enjeu(demande: Demande) -> str:
    """Return what an answer would settle, in euros."""
    if demande.enjeu is None:
        return mots.STATUTS["a_completer"]
    return f"jusqu'à +{french_number(demande.enjeu, 0)}{NBSP}€" if demande.enjeu else ""


def question(demande: Demande, *, seul: bool) -> str:
    """Return what to ask for, and on which document it stands; `seul`: there is one equipment, which is not named."""
    if not demande.manques:
        return demande.motif
    quoi = _noms([x.libelle for x in demande.manques], "chiffres")
    ou = document(demande.manques[0].ou_trouver)
    noms = ", ".join(dict.fromkeys(x.equipement for x in demande.lignes))
    libelle = majuscule(quoi) if seul else f"{noms} : {quoi}"
    return f"{libelle} ({ou})" if ou else libelle


def document(ou_trouver: str) -> str:
    """Return one of the documents that tell a figure: the Caf's notification, which a clerk holds, or the first."""
    documents = _AUTRE_DOCUMENT.split(ou_trouver.rstrip("."))
    notification = next((x for x in documents if "notification" in x.lower()), "").replace(" de la Caf", "")
    return minuscule(notification or documents[0])


def plafonnement(ligne: LigneEstimee) -> str:
    """Return the share of the cost that an aid may not exceed, as a rule and as a number; nothing without one."""
    pas = _part_maximale(ligne)
    return f"plafonné à {pas.formula.partition(' × ')[0].partition(' [')[0]} du coût : {pas.text}" if pas else ""


def calcul(ligne: LigneEstimee) -> str:
    """Return how an amount is reached, with the share of the cost that it may not exceed."""
    court, pas = mots.calcul(ligne), _part_maximale(ligne)
    if not pas:
        return court
    return f"{court.removeprefix('min(').removesuffix(f' ; {pas.text})')}, {plafonnement(ligne)}"


def _part_maximale(ligne: LigneEstimee) -> Explanation | None:
    return next((pas for pas in ligne.etapes if pas.label == PART_MAXIMALE), None)
