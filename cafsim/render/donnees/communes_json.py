"""Communes as data: null is what is not known."""

from __future__ import annotations

from collections.abc import Iterable

from cafsim.communes.genres import GENRES
from cafsim.communes.importes import Importe, a_telecharger
from cafsim.communes.modele import Commune
from cafsim.render.formes.json import Objet, objet
from cafsim.render.vues.communes import donnees, remarques

FORMAT = "cafsim.commune/1"


def commune(c: Commune) -> Objet:
    """Return the portrait of a commune."""
    return {
        "format": FORMAT,
        **objet(c, "code nom"),
        "departement": {"code": c.departement, "nom": c.nom_departement},
        "epci": {"code": c.epci, "nom": c.nom_epci} if c.epci else None,
        "statut": c.statut,
        "dans": c.dans or None,
        "remarques": remarques(c),
        "donnees": [{"donnee": d.cle, **objet(d, "libelle valeur annee source")} for d in donnees(c)],
        "a_telecharger": [
            {"type": genre, "annee": annee, **GENRES[genre]._asdict()} for genre, annee in a_telecharger().items()
        ],
    }


def trouvees(communes: Iterable[Commune]) -> list[Objet]:
    """Return the result of a search."""
    return [
        {
            **objet(c, "code nom statut"),
            "dans": c.dans or None,
            **objet(c, "departement nom_departement population"),
        }
        for c in communes
    ]


def importes(fichiers: Iterable[Importe]) -> list[Objet]:
    """Return the files that the user imported."""
    return [dict(i._asdict()) for i in fichiers]
