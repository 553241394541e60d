"""What several commands load: the rate table with its overlay, the projects named on the command line."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from cafsim.baremes.model import Baremes
from cafsim.baremes.overlay import charger_baremes
from cafsim.demande import lire_aides, verifier_referentiel
from cafsim.equipements.projet import Projet
from cafsim.erreurs import EntreeRefusee, Probleme

__all__ = ["charger_baremes", "lire_aides", "lire_projets", "verifier_referentiel"]


def lire_projets(fichiers: Iterable[Path], baremes: Baremes) -> list[Projet]:
    """Read all the projects. Raise EntreeRefusee with the problems of every file."""
    from cafsim.projet.lecture import lire_projet  # noqa: PLC0415 (loads pydantic)

    projets: list[Projet] = []
    problemes: list[Probleme] = []
    vus: set[Path] = set()
    for fichier in fichiers:
        if fichier.resolve() in vus:
            problemes.append(Probleme(str(fichier), "", "ce fichier est donné deux fois.", "Ne le donnez qu'une fois."))
            continue
        vus.add(fichier.resolve())
        try:
            projets.append(lire_projet(fichier, baremes))
        except EntreeRefusee as error:
            problemes += error.problemes
    if problemes:
        raise EntreeRefusee(problemes)
    return projets
