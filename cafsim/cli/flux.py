"""A table through a pipe: the standard input put into a file that can be read twice, a result sent when it is whole."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import typer

from cafsim.erreurs import refus
from cafsim.lot.lecture.fichiers import ENTREE_STANDARD


def recue(dossier: Path) -> Path:
    """Return a file of this folder that holds what came on the standard input. Raise EntreeRefusee for a keyboard."""
    if sys.stdin.isatty():
        conseil = "Exemple : autre-commande | cafsim batch - -o resultat.csv"
        raise refus("-", "rien n'arrive sur l'entrée standard.", conseil)
    provisoire = dossier / "entree"
    with provisoire.open("wb") as fichier:
        shutil.copyfileobj(typer.get_binary_stream("stdin"), fichier)
    with provisoire.open("rb") as fichier:
        extension = ".xlsx" if fichier.read(2) == b"PK" else ".csv"
    return provisoire.rename(dossier / f"{ENTREE_STANDARD}{extension}")


def envoyer(resultat: Path) -> None:
    """Send a result, whole, to the standard output."""
    sys.stdout.flush()
    with resultat.open("rb") as fichier:
        shutil.copyfileobj(fichier, typer.get_binary_stream("stdout"))
