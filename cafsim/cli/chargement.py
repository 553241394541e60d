"""What several commands load: the rate table with its overlay, the projects named on the command line."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from cafsim.baremes.loader import ouvrir
from cafsim.baremes.model import Baremes
from cafsim.baremes.overlay import charger_surcouche
from cafsim.demande import lire_aides, verifier_referentiel
from cafsim.equipements.projet import Projet
from cafsim.erreurs import EntreeRefusee, Probleme
from cafsim.fichiers import vrai_chemin

__all__ = ["charger_baremes", "lire_aides", "lire_projets", "verifier_referentiel"]


def charger_baremes(surcouche: Path | None) -> Baremes:
    """Load the published table, and the user's rates over it. Raise EntreeRefusee."""
    baremes = ouvrir()
    return charger_surcouche(baremes, surcouche) if surcouche else baremes


def lire_projets(fichiers: Iterable[Path], baremes: Baremes) -> list[Projet]:
    """Read all the projects. Raise EntreeRefusee with the problems of every file."""
    from cafsim.projet.lecture import lire_projet  # noqa: PLC0415 (loads pydantic)

    projets: list[Projet] = []
    problemes: list[Probleme] = []
    vus: set[Path] = set()
    for fichier in fichiers:
        if vrai_chemin(fichier) in vus:
            problemes.append(Probleme(str(fichier), "", "ce fichier est donné deux fois.", "Ne le donnez qu'une fois."))
            continue
        vus.add(vrai_chemin(fichier))
        try:
            projets.append(lire_projet(fichier, baremes))
        except EntreeRefusee as error:
            problemes += error.problemes
    if problemes:
        raise EntreeRefusee(problemes)
    return projets
