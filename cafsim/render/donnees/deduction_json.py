"""What an amount notified says of a rate, for programs."""

from __future__ import annotations

from collections.abc import Sequence

from cafsim.etudes.deduire import Deduction
from cafsim.etudes.deduire_ensemble import Ensemble
from cafsim.render.formes.json import Objet, objet
from cafsim.render.mots.deduction import explication


def deduction(d: Deduction) -> Objet:
    """Return the value, or the bounds that are known (null: no bound), and why."""
    taux = objet(d, "minimum maximum" if d.valeur is None else "valeur")
    return {**objet(d, "cle exercice"), **taux, "explication": explication(d)}


def tableau(ensembles: Sequence[Ensemble], ecartes: Sequence[tuple[int, str]]) -> Objet:
    """Return each rate with the rows that it explains and those that it does not, and the rows that could not serve."""
    return {
        "taux": [_ensemble(e) for e in ensembles],
        "lignes_ecartees": [{"ligne": ligne, "raison": raison} for ligne, raison in ecartes],
    }


def _ensemble(e: Ensemble) -> Objet:
    d = e.deduction if e.d_accord else e.constats[0].deduction
    return {
        **deduction(d),
        "lignes": [c.ligne for c in e.d_accord],
        "en_desaccord": [
            {"ligne": c.ligne, "equipement": c.deduction.equipement, **deduction(c.deduction)} for c in e.en_desaccord
        ],
    }
