"""An estimation as JSON: the contract that scripts rely on. Amounts are strings with two decimals."""

from __future__ import annotations

import json
from collections.abc import Sequence
from fractions import Fraction

import cafsim
from cafsim.engine.explain import Explanation
from cafsim.engine.numbers import decimal_text, money_text
from cafsim.leviers import LevierEstime
from cafsim.render import leviers as render_leviers
from cafsim.resultat import PERIODICITES, Estimation, LigneEstimee, Total, somme

Objet = dict[str, object]

FORMAT = "cafsim.estimation/1"
FORMAT_PLUSIEURS = "cafsim.estimations/1"


def dumps(liste: Sequence[Estimation], leviers: Sequence[Sequence[LevierEstime]] = ()) -> str:
    """Return the JSON text of one estimation, or of several with their common totals.

    `leviers`: those of each estimation, when they are asked for; without them the keys are those of the contract.
    """
    objets = [estimation(e) for e in liste]
    for un, siens in zip(objets, leviers, strict=False):
        un["leviers"] = [render_leviers.objet(x) for x in siens]
    contenu = objets[0] if len(liste) == 1 else estimations(liste, objets)
    return json.dumps(contenu, ensure_ascii=False, indent=2) + "\n"


def estimation(e: Estimation) -> Objet:
    """Return one estimation as JSON-ready data."""
    return {
        "format": FORMAT,
        "cafsim": cafsim.__version__,
        "projet": e.projet,
        "exercice": e.exercice,
        "referentiel": e.referentiel,
        "lignes": [_ligne(ligne) for ligne in e.lignes],
        "totaux": {p: _total(e.totaux[p]) for p in PERIODICITES},
        "avertissements": list(e.avertissements),
    }


def estimations(liste: Sequence[Estimation], objets: Sequence[Objet]) -> Objet:
    """Return several estimations, already JSON-ready, with the sum of their totals."""
    return {
        "format": FORMAT_PLUSIEURS,
        "estimations": list(objets),
        "totaux": {p: _total(somme(e.totaux[p] for e in liste)) for p in PERIODICITES},
    }


def _ligne(ligne: LigneEstimee) -> Objet:
    return {
        "equipement": ligne.equipement,
        "dispositif": ligne.dispositif,
        "libelle": ligne.libelle,
        "periodicite": ligne.periodicite,
        "nature": ligne.nature,
        "payeur": ligne.payeur,
        "beneficiaire": ligne.beneficiaire,
        "statut": ligne.statut,
        "base": _nombre(ligne.base),
        "unite": ligne.unite,
        "taux": _nombre(ligne.taux),
        "montant": _montant(ligne.montant),
        "minimum": _montant(ligne.minimum),
        "maximum": _montant(ligne.maximum),
        "fiabilite": ligne.fiabilite,
        "motifs": list(ligne.motifs),
        "etapes": [_etape(etape) for etape in ligne.etapes],
        "sources": [source.identifiant for source in ligne.sources],
        "hypotheses": list(ligne.hypotheses),
    }


def _etape(etape: Explanation) -> Objet:
    valeur = _montant(etape.value) if etape.unit == "€" else _nombre(etape.value)
    return {"libelle": etape.label, "formule": etape.formula, "valeur": valeur, "unite": etape.unit}


def _total(total: Total) -> Objet:
    return {
        "minimum": money_text(total.minimum),
        "maximum": money_text(total.maximum),
        "incomplet": total.incomplet,
    }


def _montant(valeur: Fraction | None) -> str | None:
    return None if valeur is None else money_text(valeur)


def _nombre(valeur: Fraction | None) -> str | None:
    return None if valeur is None else decimal_text(valeur)
