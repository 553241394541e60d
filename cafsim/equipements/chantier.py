"""Fields of works that other equipments share with the crèche."""

from __future__ import annotations

from cafsim.equipements.champs import Champ
from cafsim.equipements.eaje import INVESTISSEMENT

_CHAMPS = {c.nom: c for c in INVESTISSEMENT.champs}


def repris(*noms: str) -> tuple[Champ, ...]:
    """Return fields of the crèche's works, in the order asked. Raise KeyError for an unknown name."""
    return tuple(_CHAMPS[nom] for nom in noms)
