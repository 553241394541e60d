"""Files appear whole or not at all, and never over an existing one unasked."""

from __future__ import annotations

import os
from pathlib import Path

from cafsim.erreurs import EntreeRefusee, Probleme


def ecrire(path: Path, data: bytes, *, forcer: bool = False) -> None:
    """Write a file in one go.

    Raise EntreeRefusee when it exists (unless `forcer`), or can't be written; nothing is changed then.
    """
    cible = path.resolve()
    try:
        if cible.is_dir():
            raise _refus(path, "c'est un dossier.", "Donnez un nom de fichier.")
        if cible.exists() and not cible.is_file():
            cible.write_bytes(data)  # a device or a pipe: there is nothing to replace
            return
        if cible.exists() and not forcer:
            raise _refus(path, "ce fichier existe déjà.", "Ajoutez --forcer pour le remplacer, ou changez de nom.")
        _remplacer(cible, data)
    except OSError as error:
        raise _refus(path, f"écriture impossible : {raison(error)}.", "Choisissez un autre endroit.") from error


def raison(error: OSError) -> str:
    """Say in French why the system refused."""
    connues: dict[type[OSError], str] = {
        FileNotFoundError: "le dossier ou le fichier n'existe pas",
        PermissionError: "droits insuffisants",
        IsADirectoryError: "c'est un dossier",
        NotADirectoryError: "un élément du chemin n'est pas un dossier",
    }
    return connues.get(type(error), error.strerror or "erreur du système")


def _remplacer(cible: Path, data: bytes) -> None:
    provisoire = cible.with_name(f".{cible.name}.{os.getpid()}.provisoire")
    try:
        with provisoire.open("xb") as fichier:
            fichier.write(data)
            fichier.flush()
            os.fsync(fichier.fileno())
        provisoire.replace(cible)
    finally:
        provisoire.unlink(missing_ok=True)


def _refus(path: Path, message: str, conseil: str) -> EntreeRefusee:
    return EntreeRefusee([Probleme(str(path), "", message, conseil)])
