"""Estimates side by side, as data; `notification` is null unless an amount was to be checked."""

from __future__ import annotations

from collections.abc import Sequence

import cafsim
from cafsim.estimation.resultat import MENTION, PERIODICITES
from cafsim.etudes.comparaison import Comparaison, LigneComparee, TotalCompare
from cafsim.etudes.notification import Notification
from cafsim.render.donnees import estimation_json
from cafsim.render.formes.json import Objet, bornes, montant, montants, objet

FORMAT = "cafsim.comparaison/1"


def comparaison(c: Comparaison, avertissements: Sequence[str], notification: Notification | None = None) -> Objet:
    """Return a comparison, or the check of a notified amount."""
    return {
        "format": FORMAT,
        "cafsim": cafsim.__version__,
        "referentiel": c.colonnes[0].estimation.referentiel,
        "colonnes": [
            {"titre": x.titre, "projet": x.estimation.projet, "exercice": x.estimation.exercice} for x in c.colonnes
        ],
        "lignes": [_ligne(x) for x in c.lignes],
        "totaux": {p: _total(c.totaux[p]) for p in PERIODICITES},
        "notification": _notification(notification) if notification else None,
        "avertissements": [*avertissements, MENTION],
    }


def _ligne(x: LigneComparee) -> Objet:
    return {
        **objet(x, "equipement dispositif libelle periodicite"),
        "nature": x.ligne.nature,
        "valeurs": [c and {"statut": c.statut, **montants(c, "montant minimum maximum")} for c in x.cellules],
        "ecarts": [e and bornes(e) for e in x.ecarts],
    }


def _total(total: TotalCompare) -> Objet:
    return {
        "valeurs": [estimation_json.total(t) for t in total.totaux],
        "ecarts": [{**bornes(e), "incomplet": x} for e, x in zip(total.ecarts, total.incomplets, strict=True)],
    }


def _notification(notification: Notification) -> Objet:
    return {
        "montant": montant(notification.montant),
        "estime": estimation_json.total(notification.total),
        "ecart": bornes(notification.ecart),
        "dans_la_fourchette": notification.dans_la_fourchette,
        "causes": [c._asdict() for c in notification.causes],
    }
