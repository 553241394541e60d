"""An estimation as data: the contract that scripts rely on. Amounts are texts with two decimals."""

from __future__ import annotations

from collections.abc import Sequence

import cafsim
from cafsim.engine.explain import Explanation
from cafsim.estimation.resultat import PERIODICITES, Estimation, LigneEstimee, Total, somme
from cafsim.render.formes.json import Objet, bornes, montant, montants, nombre, objet

FORMAT = "cafsim.estimation/1"
FORMAT_PLUSIEURS = "cafsim.estimations/1"


def estimations(liste: Sequence[Estimation], leviers: Sequence[Sequence[Objet]] = ()) -> Objet:
    """Return one estimation, or several with their common totals.

    `leviers`: those of each estimation, as data, when they are asked for; without them the keys are the contract's.
    """
    objets = [estimation(e) for e in liste]
    for une, siens in zip(objets, leviers, strict=False):
        une["leviers"] = list(siens)
    if len(liste) == 1:
        return objets[0]
    return {
        "format": FORMAT_PLUSIEURS,
        "estimations": objets,
        "totaux": {p: total(somme(e.totaux[p] for e in liste)) for p in PERIODICITES},
    }


def estimation(e: Estimation) -> Objet:
    """Return one estimation."""
    return {
        "format": FORMAT,
        "cafsim": cafsim.__version__,
        **objet(e, "projet exercice referentiel"),
        "lignes": [ligne(x) for x in e.lignes],
        "totaux": {p: total(e.totaux[p]) for p in PERIODICITES},
        "avertissements": list(e.avertissements),
    }


def ligne(x: LigneEstimee, *cles: str) -> Objet:
    """Return a line of an estimation: all of it, or the keys named, in their order."""
    lue: Objet = {
        **objet(x, "equipement dispositif libelle periodicite nature payeur beneficiaire statut base unite taux"),
        **montants(x, "montant minimum maximum prevision"),
        **objet(x, "prevision_repose_sur fiabilite motifs"),
        "etapes": [_etape(etape) for etape in x.etapes],
        "sources": [source.identifiant for source in x.sources],
        "hypotheses": list(x.hypotheses),
    }
    return {cle: lue[cle] for cle in cles} if cles else lue


def total(somme_: Total) -> Objet:
    """Return a total."""
    return {
        **bornes(somme_),
        "incomplet": somme_.incomplet,
        "prevision": montant(somme_.prevision),
        "prevision_incomplete": somme_.prevision_incomplete,
    }


def _etape(etape: Explanation) -> Objet:
    valeur = montant(etape.value) if etape.unit == "€" else nombre(etape.value)
    return {"libelle": etape.label, "formule": etape.formula, "valeur": valeur, "unite": etape.unit}
