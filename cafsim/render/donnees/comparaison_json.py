"""Estimates side by side, as data; `notification` is null unless an amount was to be checked."""

from __future__ import annotations

from collections.abc import Sequence

import cafsim
from cafsim.estimation.resultat import MENTION, PERIODICITES
from cafsim.etudes.comparaison import Comparaison, LigneComparee, TotalCompare
from cafsim.etudes.ecart import Ecart
from cafsim.etudes.notification import Notification
from cafsim.render.donnees import estimation_json
from cafsim.render.formes.json import Objet, bornes, montant

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
        "equipement": x.equipement,
        "dispositif": x.dispositif,
        "libelle": x.libelle,
        "periodicite": x.periodicite,
        "nature": x.ligne.nature,
        "valeurs": [
            None if cellule is None else estimation_json.ligne(cellule, "statut", "montant", "minimum", "maximum")
            for cellule in x.cellules
        ],
        "ecarts": [None if e is None else _ecart(e) for e in x.ecarts],
    }


def _ecart(ecart: Ecart) -> Objet:
    return bornes(ecart.minimum, ecart.maximum)


def _total(total: TotalCompare) -> Objet:
    return {
        "valeurs": [estimation_json.total(t) for t in total.totaux],
        "ecarts": [
            {**_ecart(e), "incomplet": incomplet} for e, incomplet in zip(total.ecarts, total.incomplets, strict=True)
        ],
    }


def _notification(notification: Notification) -> Objet:
    return {
        "montant": montant(notification.montant),
        "estime": estimation_json.total(notification.total),
        "ecart": _ecart(notification.ecart),
        "dans_la_fourchette": notification.dans_la_fourchette,
        "causes": [{"titre": c.titre, "texte": c.texte} for c in notification.causes],
    }
