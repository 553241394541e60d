"""What several commands load: the rate table with its overlay, the projects named on the command line."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from cafsim.baremes.loader import ouvrir
from cafsim.baremes.model import ANNEE_DU_GUIDE, GUIDE_2020, REFERENTIELS, Baremes
from cafsim.baremes.overlay import charger_surcouche
from cafsim.equipements.projet import Projet
from cafsim.erreurs import EntreeRefusee, Probleme, vouliez_vous


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


def verifier_referentiel(referentiel: str, exercices: Sequence[int]) -> None:
    """Refuse an unknown referential, or the guide of 2020 for another year."""
    if referentiel not in REFERENTIELS:
        raise EntreeRefusee([
            Probleme("--referentiel", "", f"« {referentiel} » n'existe pas.", vouliez_vous(referentiel, REFERENTIELS))
        ])  # fmt: skip
    autres = sorted({e for e in exercices if e != ANNEE_DU_GUIDE})
    if referentiel == GUIDE_2020 and autres:
        message = f"le guide ne vaut que pour l'exercice {ANNEE_DU_GUIDE}, pas pour {', '.join(map(str, autres))}."
        raise EntreeRefusee([Probleme("--referentiel guide-2020", "", message, "Retirez cette option.")])


def lire_aides(texte: str | None, baremes: Baremes) -> frozenset[str]:
    """Read `psu,piaje`. Raise EntreeRefusee for an unknown aid."""
    from cafsim.dispositifs.registre import dispositifs  # noqa: PLC0415

    noms = [n.strip() for n in (texte or "").split(",") if n.strip()]
    connues = [b for b in baremes.blocs if b in dispositifs()]
    problemes = [
        Probleme("--aides", nom, "aide inconnue.", vouliez_vous(nom, connues) or f"Aides : {', '.join(connues)}.")
        for nom in noms
        if nom not in connues
    ]
    if problemes:
        raise EntreeRefusee(problemes)
    return frozenset(noms)
