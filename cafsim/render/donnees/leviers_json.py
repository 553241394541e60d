"""The levers of a project as data."""

from __future__ import annotations

from fractions import Fraction

from cafsim.equipements.projet import Donnee
from cafsim.estimation.resultat import PERIODICITES
from cafsim.etudes.ecart import Paire
from cafsim.etudes.leviers import LevierEstime
from cafsim.render.formes.json import Objet, bornes, nombre, objet


def levier(estime: LevierEstime) -> Objet:
    """Return a lever, and what it gains."""
    gains = estime.gains
    return {
        **objet(estime, "titre dispositif equipements statut"),
        "gain": {p: bornes(gains[p]) for p in PERIODICITES} if gains else None,
        **objet(estime, "incomplet demande"),
        "changements": [
            {**objet(c, "equipement champ"), "avant": _donnee(c.avant), "apres": _donnee(c.apres)}
            for c in estime.changements
        ],
        "lignes": [_ligne(p) for p in estime.lignes],
        "motifs": list(estime.motifs),
    }


def _donnee(valeur: Donnee) -> object:
    if isinstance(valeur, Fraction):
        return nombre(valeur)
    return valeur if valeur is None or isinstance(valeur, bool) else str(valeur)


def _ligne(paire: Paire) -> Objet:
    identite = objet(paire.ligne, "equipement dispositif libelle periodicite nature")
    return {**identite, "ecart": paire.ecart and bornes(paire.ecart)}
