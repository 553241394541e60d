"""The words of a plan: who bears what remains, amounts that may have no end."""

from __future__ import annotations

from cafsim.plan.modele import Plage, Porteur
from cafsim.render.mots import courants as mots

PLAFOND = "Si la Caf accorde le plafond"
REFUS = "Si elle n'accorde rien"

RESTE_TRAVAUX: dict[Porteur, str] = {
    "commune": "Reste pour la collectivité, maître d'ouvrage",
    "autre": "Reste pour le maître d'ouvrage",
    "inconnu": "Reste pour le maître d'ouvrage",
}
RESTE_ANNEE: dict[Porteur, str] = {
    "commune": "Reste à charge de la commune",
    "autre": "Reste à financer (subvention de la commune ou autre)",
    "inconnu": "Reste à financer",
}
PUBLICS = {True: "public", False: "privé", None: "public ou privé ? à préciser"}


def plage(montant: Plage) -> str:
    """Return an amount or a range in words: `de … à …`, `au plus …`, `au moins …`, `inconnu`."""
    return mots.intervalle(montant.minimum, montant.maximum)
