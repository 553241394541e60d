"""The Caf of a commune: there is one per département, which bears its name."""

from __future__ import annotations

from cafsim.communes.modele import Commune

SANS_CAF = ("975", "977", "978", "984", "986", "987", "988", "989")
"""Territories overseas that have no Caf of their own."""
SANS_ARTICLE = ("Paris", "Mayotte", "La Réunion")
SINGULIERS = ("Bas", "Calvados", "Doubs", "Gers", "Pas")
MASCULINS = ("Finistère", "Rhône", "Territoire de Belfort", "Vaucluse")
VOYELLES = ("A", "E", "I", "O", "U", "Y", "Hérault")


def caf(commune: Commune) -> str | None:
    """Return `Caf du Nord`, the name of the Caf of a commune; None where there is none."""
    return None if commune.departement in SANS_CAF else f"Caf {_de(commune.nom_departement)}"


def _de(nom: str) -> str:
    """Return the name of a département with its preposition: `du Nord`, `de l'Ain`, `des Landes`, `d'Eure-et-Loir`."""
    elidee = nom.startswith(VOYELLES)
    premier = nom.split("-", maxsplit=1)[0]
    if nom in SANS_ARTICLE or "-et-" in nom:
        return f"d'{nom}" if elidee else f"de {nom}"
    if premier.endswith(("s", "x")) and premier not in SINGULIERS:
        return f"des {nom}"
    if elidee:
        return f"de l'{nom}"
    return f"{'de la' if premier.endswith('e') and premier not in MASCULINS else 'du'} {nom}"
