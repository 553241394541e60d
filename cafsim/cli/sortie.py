"""Files appear whole or not at all, and never over an existing one unasked."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from cafsim.erreurs import EntreeRefusee, Probleme
from cafsim.fichiers import raison


def ecrire(path: Path, data: bytes, *, forcer: bool = False) -> None:
    """Write a file in one go.

    Raise EntreeRefusee when it exists (unless `forcer`), or can't be written; nothing is changed then.
    """
    verifier(path, forcer=forcer)
    cible = path.resolve()
    try:
        if cible.exists() and not cible.is_file():
            cible.write_bytes(data)  # a device or a pipe: there is nothing to replace
        else:
            _remplacer(cible, data)
    except OSError as error:
        raise _refus(path, f"écriture impossible : {raison(error)}.", "Choisissez un autre endroit.") from error


def verifier(path: Path, *, forcer: bool = False, sources: Iterable[Path] = ()) -> None:
    """Refuse at once a file that could not be written in the end, as far as one can tell.

    Raise EntreeRefusee when it is a folder, in no folder, one of the `sources` of the result, or when it exists (unless
    `forcer`).
    """
    cible = path.resolve()
    if cible in {source.resolve() for source in sources}:
        raise _refus(path, "le résultat remplacerait le fichier de projet.", "Donnez un autre nom.")
    if cible.is_dir():
        raise _refus(path, "c'est un dossier.", "Donnez un nom de fichier.")
    if not cible.parent.is_dir():
        raise _refus(path, "écriture impossible : le dossier n'existe pas.", "Choisissez un autre endroit.")
    if cible.is_file() and not forcer:
        raise _refus(path, "ce fichier existe déjà.", "Ajoutez --forcer pour le remplacer, ou changez de nom.")


@contextmanager
def provisoires(*paths: Path) -> Iterator[tuple[Path, ...]]:
    """Give names to write files under; they take their places, all together, when the block ends well.

    A file that the block did not write is taken away from its place: what stood there tells of something else. When
    the block ends badly, nothing has changed. The paths have passed `verifier`. Raise EntreeRefusee.
    """
    cibles = [path.resolve() for path in paths]
    essais = tuple(_provisoire(cible) for cible in cibles)
    try:
        yield essais
        for essai in essais:
            if essai.exists():
                with essai.open("rb+") as fichier:
                    os.fsync(fichier.fileno())
        for essai, cible in zip(essais, cibles, strict=True):
            if essai.exists():
                essai.replace(cible)
            else:
                cible.unlink(missing_ok=True)
    except OSError as error:
        raise _refus(paths[0], f"écriture impossible : {raison(error)}.", "Choisissez un autre endroit.") from error
    finally:
        for essai in essais:
            essai.unlink(missing_ok=True)


def _provisoire(cible: Path) -> Path:
    return cible.with_name(f".{cible.name}.{os.getpid()}.provisoire")


def _remplacer(cible: Path, data: bytes) -> None:
    provisoire = _provisoire(cible)
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
