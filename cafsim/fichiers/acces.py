"""Why the system refuses a file, said in French; a path without its links."""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cafsim.erreurs import EntreeRefusee, Probleme, defaut, isolable

_RAISONS = {
    errno.ENOENT: "le dossier ou le fichier n'existe pas",
    errno.EACCES: "droits insuffisants",
    errno.EPERM: "droits insuffisants",
    errno.EISDIR: "c'est un dossier",
    errno.ENOTDIR: "un élément du chemin n'est pas un dossier",
    errno.ENOSPC: "le disque est plein",
    errno.EROFS: "cet endroit est en lecture seule",
    errno.ELOOP: "les liens tournent en rond",
    errno.ENAMETOOLONG: "le nom est trop long",
    errno.EFBIG: "le fichier dépasse la taille permise ici",
    errno.EDQUOT: "votre part du disque est pleine",
    errno.EIO: "le disque ne répond pas",
    errno.EBUSY: "un autre programme s'en sert",
    errno.EINVAL: "ce nom n'est pas permis ici",
    errno.EMFILE: "trop de fichiers sont ouverts",
    errno.ENOMEM: "la mémoire manque",
}


def raison(error: OSError) -> str:
    """Say why the system refused."""
    numero = error.errno or _numero_dans_le_texte(error)
    if numero is None:
        return error.strerror or "erreur du système"
    return _RAISONS.get(numero, f"erreur du système ({error.strerror or error})")


def _numero_dans_le_texte(error: OSError) -> int | None:
    """Return the number of an error that only its text tells: libraries written in Rust make such ones."""
    if (trouve := re.search(r"\[Errno (\d+)\]", str(error))) is not None:
        return int(trouve[1])
    if (trouve := re.search(r"\(os error (\d+)\)", str(error))) is None:
        return None
    return OSError(0, "", None, int(trouve[1])).errno if os.name == "nt" else int(trouve[1])


def vrai_chemin(path: Path) -> Path:
    """Return the path without links; one whose links go round in circles is returned as it is (it can't be opened)."""
    return Path(os.path.realpath(path))


def illisible(error: BaseException, fichier: str) -> Probleme:
    """Return what to say of a file whose reading failed: the system refused, or it is a defect of cafsim."""
    if isinstance(error, OSError):
        return Probleme(fichier, "", f"lecture impossible : {raison(error)}.")
    return defaut(error, fichier)


@contextmanager
def seul_refuse(fichier: str) -> Iterator[None]:
    """Have any error of a block, were it not expected, refuse its file, so that the other files are read."""
    try:
        yield
    except EntreeRefusee:
        raise
    except BaseException as error:
        if not isolable(error):
            raise
        raise EntreeRefusee([illisible(error, fichier)]) from error
