"""What can be imported: each kind of official file, where it is published, what it fills.

Vintages and places are those read in November 2026; a later file is read just as well.
"""

from __future__ import annotations

from typing import NamedTuple


class Genre(NamedTuple):
    """A kind of official file."""

    titre: str
    fichier: str
    """What its producer calls it."""
    site: str
    """Where to download it."""
    publie: int
    """Latest vintage known."""
    unite: str = ""
    """Unit of its figures; nothing for words."""


GENRES = {
    "frr": Genre(
        "zones France ruralités revitalisation (Frr, Dgcl)",
        "« Liste communes FRR »",
        "collectivites-locales.gouv.fr",
        2025,
    ),
    "qpv": Genre(
        "quartiers prioritaires de la politique de la ville (Qpv, Anct)",
        "« Liste des quartiers prioritaires de la politique de la ville 2024 »",
        "data.gouv.fr",
        2024,
    ),
    "dgcl": Genre(
        "potentiel financier par habitant (Dgcl)",
        "« dotations-communes », variable « Potentiel financier par hab. »",
        "data.ofgl.fr",
        2026,
        "€/hab",
    ),
    "filosofi": Genre(
        "niveau de vie médian (Insee, Filosofi)",
        "« Filosofi », revenus et niveaux de vie des communes",
        "insee.fr",
        2023,
        "€/an",
    ),
    "couverture": Genre(
        "taux de couverture en accueil du jeune enfant, par commune (Cnaf)",
        "« txcouv_pe_com » (communes de plus de 10 000 habitants)",
        "data.caf.fr",
        2023,
        "%",
    ),
    "couverture_epci": Genre(
        "taux de couverture en accueil du jeune enfant, par intercommunalité (Cnaf)",
        "« txcouv_pe_epci »",
        "data.caf.fr",
        2023,
        "%",
    ),
}
PAR_EPCI = ("couverture_epci",)
"""Kinds whose rows are intercommunalités, named by their Siren."""


def porteurs(genre: str, nombre: int) -> str:
    """Return what the rows of a kind are: `communes`, `intercommunalités`."""
    return f"{'intercommunalité' if genre in PAR_EPCI else 'commune'}{'s' if nombre > 1 else ''}"
