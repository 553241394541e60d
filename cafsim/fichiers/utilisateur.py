"""Where files are: the packaged data; the user's own folder, kept from one run to the next (drafts, imports)."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from cafsim.erreurs import EntreeRefusee, refus
from cafsim.fichiers.acces import raison
from cafsim.fichiers.ecriture import provisoires

VARIABLE = "CAFSIM_DONNEES"
"""Environment variable that names another folder."""


def dossier_utilisateur() -> Path:
    """Return the folder, which may not exist yet."""
    choisi = os.environ.get(VARIABLE)
    if choisi:
        return Path(choisi)
    from platformdirs import user_data_path  # noqa: PLC0415 (only where such a file is read or written)

    return user_data_path("cafsim", appauthor=False)


def dossier_documents() -> Path:
    """Return where people look for their files: their « Documents », or the current folder when there is none."""
    from platformdirs import user_documents_path  # noqa: PLC0415 (only where such a file is written)

    documents = user_documents_path()
    return documents if documents.is_dir() else Path()


def conserver(path: Path, contenu: bytes) -> None:
    """Write a file of the user's folder, in the place of an older one; nobody else may read it. Raise EntreeRefusee."""
    conserver_ensemble({path: contenu})


def conserver_ensemble(contenus: Mapping[Path, bytes]) -> None:
    """Write files of one folder of the user's, all or none, as `conserver` does. Raise EntreeRefusee."""
    conseil = f"La variable {VARIABLE} choisit un autre dossier."
    premier = next(iter(contenus))
    try:
        premier.parent.mkdir(parents=True, exist_ok=True)
        with provisoires(*contenus, forcer=True, prive=True) as essais:
            for essai, contenu in zip(essais, contenus.values(), strict=True):
                essai.write_bytes(contenu)
    except OSError as error:
        raise refus(premier, f"écriture impossible : {raison(error)}.", conseil) from error
    except EntreeRefusee as error:
        raise EntreeRefusee([p._replace(conseil=conseil) for p in error.problemes]) from error


def donnee(nom: str) -> Path:
    """Return where a data file is: inside the package in a wheel, beside it in a checkout."""
    paquet = Path(__file__).resolve().parent.parent
    dedans = paquet / "data" / nom
    return dedans if dedans.exists() else paquet.parent / "data" / nom
