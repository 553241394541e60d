"""Files appear whole or not at all, and never in the place of another one unasked.

What is written goes first to a provisional folder beside the file, which nobody else can enter and whose name nobody
can guess; then it takes its place in one step, if the place is as it was at the start.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from stat import S_IMODE, S_ISDIR, S_ISREG
from typing import NamedTuple

from cafsim.erreurs import EntreeRefusee, refus
from cafsim.fichiers.acces import raison, vrai_chemin
from cafsim.fichiers.provisoire import dossier_provisoire

_AILLEURS = "Choisissez un autre endroit."


class _Etat(NamedTuple):
    """What tells that a file is still the one that stood there at the start."""

    fichier: tuple[int, int]
    modifie: int
    taille: int
    droits: int


class _Place(NamedTuple):
    """A file to write: as the user named it, where it really goes, where it is made, what stood there before."""

    path: Path
    cible: Path
    essai: Path
    avant: _Etat | None


def ecrire(path: Path, data: bytes, *, forcer: bool = False) -> None:
    """Write a file in one go; in a device or a pipe, there is nothing to replace.

    Raise EntreeRefusee when it exists (unless `forcer`), or can't be written; nothing is changed then.
    """
    verifier(path, forcer=forcer)
    if not _special(path):
        with provisoires(path, forcer=forcer) as (essai,):
            essai.write_bytes(data)
        return
    try:
        path.write_bytes(data)
    except OSError as error:
        raise refus(path, f"écriture impossible : {raison(error)}.", _AILLEURS) from error


def verifier(path: Path, *, forcer: bool = False, sources: Iterable[Path] = (), ordinaire: bool = False) -> None:
    """Refuse at once a file that could not be written in the end, as far as one can tell.

    Raise EntreeRefusee when it is a folder, in no folder, one of the `sources` of the result, when it exists (unless
    `forcer`), or when it is a device or a pipe and must be a file (`ordinaire`).
    """
    cible = vrai_chemin(path)
    if cible in {vrai_chemin(source) for source in sources}:
        raise refus(path, "le résultat remplacerait un des fichiers lus.", "Donnez un autre nom.")
    try:
        if _special(path):
            if ordinaire:
                raise _pas_ordinaire(path)
            return
        if cible.is_dir():
            raise refus(path, "c'est un dossier.", "Donnez un nom de fichier.")
        if not cible.parent.is_dir():
            raise refus(path, "écriture impossible : le dossier n'existe pas.", _AILLEURS)
    except OSError as error:
        raise refus(path, f"écriture impossible : {raison(error)}.", _AILLEURS) from error
    if cible.is_file() and not forcer:
        raise refus(path, "ce fichier existe déjà.", "Ajoutez --forcer pour le remplacer, ou changez de nom.")


@contextmanager
def provisoires(*paths: Path, forcer: bool = False, prive: bool = False) -> Iterator[tuple[Path, ...]]:
    """Give names to write files under; they take their places, all together, when the block ends well.

    A file that the block did not write is taken away from its place: what stood there tells of something else. When
    the block ends badly, or when something else took one of the places meanwhile, nothing has changed. A file that is
    replaced hands its permissions on. Raise EntreeRefusee, for what `verifier` refuses too.
    """
    for path in paths:
        verifier(path, forcer=forcer, ordinaire=True)
    try:
        with dossier_provisoire(vrai_chemin(paths[0])) as dossier:
            places = [_place(path, dossier) for path in paths]
            yield tuple(place.essai for place in places)
            for place in places:
                _achever(place, prive=prive)
            _poser(places)
    except BlockingIOError as error:
        conseil = "Attendez sa fin, ou donnez un autre nom."
        raise refus(paths[0], "une autre commande cafsim écrit ce fichier en ce moment.", conseil) from error
    except OSError as error:
        raise refus(paths[0], f"écriture impossible : {raison(error)}.", _AILLEURS) from error


def _special(path: Path) -> bool:
    """Say whether it is a device or a pipe. Raise OSError for a path that leads nowhere, as links in a circle."""
    try:
        mode = path.stat().st_mode
    except (FileNotFoundError, NotADirectoryError):
        return False
    return not (S_ISREG(mode) or S_ISDIR(mode))


def _pas_ordinaire(path: Path) -> EntreeRefusee:
    return refus(path, "ce n'est pas un fichier ordinaire.", "Donnez un nom de fichier, ou - (la sortie standard).")


def _place(path: Path, dossier: Path) -> _Place:
    cible = vrai_chemin(path)
    return _Place(path, cible, dossier / cible.name, _etat(cible))


def _etat(cible: Path) -> _Etat | None:
    """Return what stands at a place; None for nothing."""
    try:
        lu = cible.lstat()
    except FileNotFoundError:
        return None
    if not S_ISREG(lu.st_mode):
        raise _pas_ordinaire(cible)
    return _Etat((lu.st_dev, lu.st_ino), lu.st_mtime_ns, lu.st_size, S_IMODE(lu.st_mode))


def _achever(place: _Place, *, prive: bool) -> None:
    """Have a file on the disk for good, with the permissions that it will keep."""
    if not place.essai.exists():
        return
    if prive:
        place.essai.chmod(0o600)
    elif place.avant:
        place.essai.chmod(place.avant.droits)
    with place.essai.open("rb+") as fichier:
        os.fsync(fichier.fileno())


def _poser(places: Sequence[_Place]) -> None:
    """Put the files in their places, if these are as they were; take back those already put when one is not."""
    poses: list[Path] = []
    try:
        for place in places:
            _verifier_inchangee(place)
        for place in places:
            if place.avant is None and place.essai.exists():
                _prendre_nom(place)
                poses.append(place.cible)
            elif place.essai.exists():
                place.essai.replace(place.cible)
            elif place.avant is not None:
                place.cible.unlink()
    except BaseException:
        for cible in poses:
            with suppress(OSError):
                cible.unlink()
        raise


def _verifier_inchangee(place: _Place) -> None:
    if _etat(place.cible) == place.avant:
        return
    if place.avant is None:
        raise _apparu(place)
    raise refus(place.path, "ce fichier a changé pendant le travail : il est gardé.", "Relancez la commande.")


def _prendre_nom(place: _Place) -> None:
    """Give a file its name, unless another file has taken it at the last moment."""
    try:
        try:
            os.link(place.essai, place.cible)
        except FileExistsError:
            raise
        except OSError:  # a disk without such links (a USB key): take the name first, in one step too
            place.cible.open("xb").close()
            place.essai.replace(place.cible)
    except FileExistsError as error:
        raise _apparu(place) from error


def _apparu(place: _Place) -> EntreeRefusee:
    conseil = "Il est apparu pendant le travail. Ajoutez --forcer pour le remplacer, ou changez de nom."
    return refus(place.path, "ce fichier existe déjà.", conseil)
