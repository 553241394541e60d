"""A folder to write in before a file takes its place; what dead runs have left of theirs is cleared."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from shutil import rmtree
from typing import BinaryIO

try:
    import fcntl
except ImportError:  # Windows, which removes no open file: that is a lock too
    fcntl = None  # type: ignore[assignment]

_SUFFIXE = ".provisoire"
_VERROU = "verrou"
_ALEA = 16
"""Characters that nobody can guess."""
_NOM_MAX = 200
"""Bytes of the target's name that the folder's name takes; a file system holds 255."""


@contextmanager
def dossier_provisoire(cible: Path) -> Iterator[Path]:
    """Make a folder beside a file, for the time of a block: its owner's only, under a name that nobody can guess.

    Raise BlockingIOError when another run is writing the same file, OSError when there is no writing there.
    """
    _nettoyer(cible)
    dossier = cible.with_name(f"{_prefixe(cible)}{os.urandom(_ALEA // 2).hex()}{_SUFFIXE}")
    dossier.mkdir(mode=0o700)
    try:
        with (dossier / _VERROU).open("xb") as verrou:
            with suppress(OSError):  # a disk without locks: the files of a dead run stay there
                _verrouiller(verrou)
            yield dossier
    finally:
        rmtree(dossier, ignore_errors=True)


def _prefixe(cible: Path) -> str:
    nom = cible.name
    while len(os.fsencode(nom)) > _NOM_MAX:
        nom = nom[:-1]
    return f".{nom}."


def _nettoyer(cible: Path) -> None:
    """Remove the folders of dead runs. Raise BlockingIOError for that of a living one."""
    debut = _prefixe(cible)
    longueur = len(debut) + _ALEA + len(_SUFFIXE)
    with os.scandir(cible.parent) as voisins:
        siens = [v for v in voisins if len(v.name) == longueur and v.name.startswith(debut)]
    for reste in siens:
        if reste.name.endswith(_SUFFIXE) and reste.is_dir(follow_symlinks=False):
            _retirer(Path(reste.path))


def _retirer(reste: Path) -> None:
    try:
        with (reste / _VERROU).open("rb") as verrou:
            _verrouiller(verrou)
        (reste / _VERROU).unlink()
    except BlockingIOError:
        raise
    except FileNotFoundError:  # its run died as it began
        pass
    except PermissionError as error:
        if fcntl is None:
            raise BlockingIOError from error
        return  # another user's
    except OSError:
        return
    rmtree(reste, ignore_errors=True)


def _verrouiller(fichier: BinaryIO) -> None:
    """Hold a file for as long as it is open, or as the process lives. Raise BlockingIOError when another one does."""
    if fcntl is not None:
        fcntl.flock(fichier, fcntl.LOCK_EX | fcntl.LOCK_NB)
