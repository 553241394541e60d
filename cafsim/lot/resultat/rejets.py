"""The file of what is not in the result, and why: it exists only when there is something to say."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from cafsim.lot.modele import Rejet
from cafsim.lot.resultat.csv import EcrivainCsv
from cafsim.render.formes.csv import flux

COLONNES = ("fichier", "ligne", "colonne", "valeur", "raison", "conseil")

_VALEUR_MAX = 200


def chemin(resultat: Path) -> Path:
    """Return where the rejects of a result go: `resultat.csv.rejets.csv`."""
    return resultat.with_name(f"{resultat.name}.rejets.csv")


@contextmanager
def ouvrir(path: Path, profil: str) -> Iterator[Callable[[Iterable[Rejet]], None]]:
    """Give what adds rejects to the file; without any, there is no file in the end."""
    ecrivain = EcrivainCsv(profil)
    with path.open("xb") as fichier:

        def ecrire(rejets: Iterable[Rejet]) -> None:
            for rejet in rejets:
                if not fichier.tell():
                    fichier.writelines(flux((), profil, COLONNES))
                fichier.write(ecrivain.rangee(_textes(rejet)).encode())

        yield ecrire
    if not path.stat().st_size:
        path.unlink()


def _textes(rejet: Rejet) -> tuple[str, ...]:
    """Return the cells; what was damaged in the input is shown as a question mark."""
    ligne = "" if rejet.ligne is None else str(rejet.ligne)
    valeur = rejet.valeur if len(rejet.valeur) <= _VALEUR_MAX else f"{rejet.valeur[:_VALEUR_MAX]}…"
    cellules = (rejet.fichier, ligne, rejet.colonne, valeur, rejet.raison, rejet.conseil)
    return tuple(c.encode("utf-8", "replace").decode() for c in cellules)
