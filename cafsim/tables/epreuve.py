"""Whether a workbook can be opened here: what it unfolds to, then what it does to a process that may die of it."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from cafsim.erreurs import refus
from cafsim.tables.a_part import ABIME

TAILLE_MAX = 600_000_000
"""Bytes once unzipped: a sheet is held whole in memory, unlike a text table."""

_PETIT = 20_000_000
_RAPPORT_MAX = 100
"""Bytes once unzipped for one byte of a file that unfolds to more; a table of equal rows has a third of that."""

_MEMOIRE, _MEMOIRE_PAR_OCTET = 400_000_000, 60
_DELAI, _OCTETS_PAR_SECONDE = 5, 500_000

CONSEIL = "Ouvrez-le dans un tableur et enregistrez-le de nouveau, ou enregistrez la feuille en Csv."
_ANCIEN = b"\xd0\xcf\x11\xe0"
"""How an old workbook (.xls) begins, and one that a password protects."""


class FeuilleVue(NamedTuple):
    """A sheet that one sees: its rank in the workbook, from 0, its name, how many rows it has."""

    rang: int
    nom: str
    hauteur: int


def depliee_max(taille: int) -> int:
    """Return how many bytes a compressed file of this size may unfold to."""
    return max(_PETIT, _RAPPORT_MAX * taille)


def eprouver(chemin: Path) -> list[FeuilleVue]:
    """Return the sheets that one sees. Raise EntreeRefusee for what is no workbook, or would fill the memory."""
    etat = chemin.stat()
    return _eprouver(chemin, etat.st_mtime_ns, etat.st_size)


@lru_cache(maxsize=64)
def _eprouver(chemin: Path, _modifie: int, taille: int) -> list[FeuilleVue]:
    _verifier_debut(chemin)
    _verifier_archive(chemin, taille)
    import python_calamine  # noqa: PLC0415 (where a workbook is read only)

    bibliotheques = str(Path(python_calamine.__file__).parent.parent)
    memoire = str(_MEMOIRE + _MEMOIRE_PAR_OCTET * taille)
    script = str(Path(__file__).with_name("a_part.py"))
    commande = [sys.executable, "-I", "-S", script, str(chemin.absolute()), bibliotheques, memoire]
    delai = _DELAI + taille / _OCTETS_PAR_SECONDE
    try:
        fait = subprocess.run(commande, capture_output=True, timeout=delai, check=False)  # noqa: S603 (our own script)
    except subprocess.TimeoutExpired as error:
        raise _trop_couteux(chemin) from error
    if fait.returncode == ABIME:
        raise refus(chemin, "classeur abîmé ou incomplet.", CONSEIL)
    if fait.returncode:
        raise _trop_couteux(chemin)
    return [FeuilleVue(*feuille) for feuille in json.loads(fait.stdout)]


def _verifier_debut(chemin: Path) -> None:
    with chemin.open("rb") as fichier:
        debut = fichier.read(512).lstrip()
    if debut.startswith(_ANCIEN) and chemin.suffix.lower() != ".xls":
        conseil = "Ouvrez-le dans un tableur, ôtez le mot de passe (Enregistrer sous, Options), réenregistrez-le."
        raise refus(chemin, "ce classeur est protégé par un mot de passe.", conseil)
    if debut.startswith(b"<"):
        conseil = "Ouvrez-le dans un tableur, puis Enregistrer sous : Classeur Excel (.xlsx)."
        raise refus(chemin, "c'est une page web, pas un classeur.", conseil)


def _verifier_archive(chemin: Path, taille: int) -> None:
    if not zipfile.is_zipfile(chemin):
        return
    try:
        with zipfile.ZipFile(chemin) as archive:
            depliee = sum(x.file_size for x in archive.infolist())
    except (OSError, ValueError, zipfile.BadZipFile) as error:
        raise refus(chemin, "classeur abîmé ou incomplet.", CONSEIL) from error
    if depliee > min(TAILLE_MAX, depliee_max(taille)):
        raise refus(chemin, "classeur trop gros pour être lu en mémoire.", "Enregistrez la feuille en Csv.")


def _trop_couteux(chemin: Path) -> Exception:
    message = "ce classeur prendrait trop de mémoire ou de temps : une cellule est sans doute très loin du tableau."
    conseil = (
        "Dans le tableur, Ctrl+Fin montre la dernière cellule : supprimez les lignes et les colonnes vides jusqu'à "
        "elle, enregistrez. Ou enregistrez la feuille en Csv."
    )
    return refus(chemin, message, conseil)
