"""The file of what is not in the result, and why: it exists only when there is something to say."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO

from cafsim.lot.modele import Rejet
from cafsim.lot.resultat.csv import EcrivainCsv
from cafsim.render.csv import flux

COLONNES = ("fichier", "ligne", "colonne", "valeur", "raison", "conseil")

_VALEUR_MAX = 200


def chemin(resultat: Path) -> Path:
    """Return where the rejects of a result go: `resultat.csv.rejets.csv`."""
    return resultat.with_name(f"{resultat.name}.rejets.csv")


class FichierDeRejets:
    """Opened at the first reject."""

    def __init__(self, path: Path, profil: str) -> None:
        self._path = path
        self._profil = profil
        self._ecrivain = EcrivainCsv(profil)
        self._fichier: BinaryIO | None = None

    def ecrire(self, rejets: Iterable[Rejet]) -> None:
        """Add rejects."""
        for rejet in rejets:
            if self._fichier is None:
                self._fichier = self._path.open("xb")
                self._fichier.writelines(flux((), self._profil, COLONNES))
            self._fichier.write(self._ecrivain.rangee(_textes(rejet)).encode())

    def fermer(self) -> None:
        """Close the file, if there is one."""
        if self._fichier is not None:
            self._fichier.close()


def _textes(rejet: Rejet) -> tuple[str, ...]:
    """Return the cells; what was damaged in the input is shown as a question mark."""
    ligne = "" if rejet.ligne is None else str(rejet.ligne)
    valeur = rejet.valeur if len(rejet.valeur) <= _VALEUR_MAX else f"{rejet.valeur[:_VALEUR_MAX]}…"
    cellules = (rejet.fichier, ligne, rejet.colonne, valeur, rejet.raison, rejet.conseil)
    return tuple(c.encode("utf-8", "replace").decode() for c in cellules)
