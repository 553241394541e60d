"""The levers of a project as data."""

from __future__ import annotations

from fractions import Fraction

from cafsim.equipements.projet import Donnee
from cafsim.estimation.resultat import PERIODICITES
from cafsim.etudes.ecart import Paire
from cafsim.etudes.leviers import Changement, LevierEstime
from cafsim.render.donnees.estimation_json import ligne
from cafsim.render.formes.json import Objet, bornes, nombre


def levier(estime: LevierEstime) -> Objet:
    """Return a lever, and what it gains."""
    gains = estime.gains
    return {
        "titre": estime.titre,
        "dispositif": estime.dispositif,
        "equipements": list(estime.equipements),
        "statut": estime.statut,
        "gain": {p: bornes(gains[p].minimum, gains[p].maximum) for p in PERIODICITES} if gains else None,
        "incomplet": estime.incomplet,
        "demande": estime.demande,
        "changements": [_changement(c) for c in estime.changements],
        "lignes": [_ligne(p) for p in estime.lignes],
        "motifs": list(estime.motifs),
    }


def _changement(changement: Changement) -> Objet:
    return {
        "equipement": changement.equipement,
        "champ": changement.champ,
        "avant": _donnee(changement.avant),
        "apres": _donnee(changement.apres),
    }


def _donnee(valeur: Donnee) -> object:
    if isinstance(valeur, Fraction):
        return nombre(valeur)
    return valeur if valeur is None or isinstance(valeur, bool) else str(valeur)


def _ligne(paire: Paire) -> Objet:
    ecart = paire.ecart
    identite = ligne(paire.ligne, "equipement", "dispositif", "libelle", "periodicite", "nature")
    return {**identite, "ecart": None if ecart is None else bornes(ecart.minimum, ecart.maximum)}
