"""The family tariff as data: null is what is not known."""

from __future__ import annotations

from cafsim.render.formes.json import Objet, montant, montants, nombre
from cafsim.tarif.calcul import Tarif


def tarif(calcule: Tarif) -> Objet:
    """Return a tariff, its rates and their sources."""
    return {
        **montants(calcule, "tarif_horaire ressources_retenues"),
        "taux_effort": nombre(calcule.taux_effort.valeur, 6),
        "plancher": montant(calcule.plancher.valeur),
        "plafond": montant(calcule.plafond.valeur),
        "forfait_mensuel": montant(calcule.forfait_mensuel),
        "sources": [s.identifiant for s in calcule.sources],
    }
