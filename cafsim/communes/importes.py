"""Official files that the town hall imported, kept in the user's folder: one small file for a kind and a year.

Its first line says where the figures come from and holds their checksum; the others are `code;value`, sorted; the code
is that of a commune, or the Siren of an Epci.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from cafsim.communes.genres import GENRES
from cafsim.communes.modele import ANNEES
from cafsim.erreurs import refus
from cafsim.fichiers import conserver_ensemble, dossier_utilisateur, raison

FORMAT = "cafsim.import/1"


class Importe(NamedTuple):
    """An imported file: what it holds, where it came from."""

    type: str
    millesime: int
    fichier: str
    """Name of the file of the town hall."""
    sha256: str
    importe_le: str
    """Day, `2026-03-01`."""
    colonnes: tuple[str, ...]
    """Titles of the columns that were read."""
    lignes: int


def dossier() -> Path:
    """Return where imported files are; it may not exist yet."""
    return dossier_utilisateur() / "communes"


def empreinte() -> tuple[str, int]:
    """Return what changes when an import is added or removed."""
    lieu = dossier()
    try:
        return str(lieu), lieu.stat().st_mtime_ns
    except OSError:
        return str(lieu), 0


def importes() -> list[Importe]:
    """Return what has been imported, by kind, the latest year first. Raise EntreeRefusee for a damaged file."""
    return sorted((_ouvrir(c)[0] for c in _chemins()), key=lambda x: (list(GENRES).index(x.type), -x.millesime))


def valeurs(code: str, genre: str) -> dict[int, tuple[str | None, Importe]]:
    """Return year → the value of a commune, or of an Epci, None when the file does not hold it. Raise EntreeRefusee."""
    lues: dict[int, tuple[str | None, Importe]] = {}
    for chemin in _chemins(genre):
        importe, corps = _ouvrir(chemin)
        debut = corps.find(f"\n{code};".encode())
        ligne = corps[debut + 1 : corps.find(b"\n", debut + 1)] if debut >= 0 else b""
        lues[importe.millesime] = (ligne.decode().partition(";")[2] if ligne else None, importe)
    return lues


def a_telecharger() -> dict[str, int | None]:
    """Return the kinds of which a later file is published, and the year held of each; None: nothing of it is held."""
    tenus: dict[str, int | None] = {**dict.fromkeys(GENRES), "dgcl": max(ANNEES)}
    for importe in importes():
        tenus[importe.type] = max(importe.millesime, tenus[importe.type] or 0)
    return {genre: annee for genre, annee in tenus.items() if (annee or 0) < GENRES[genre].publie}


def enregistrer(tables: Iterable[tuple[Importe, Mapping[str, str]]]) -> None:
    """Keep tables, all or none, each in the place of that of the same kind and year. Raise EntreeRefusee."""
    conserver_ensemble({dossier() / f"{i.type}-{i.millesime}.csv": _contenu(i, valeurs) for i, valeurs in tables})
    _presents.cache_clear()  # the day of a folder may not tell two changes apart


def _contenu(importe: Importe, valeurs: Mapping[str, str]) -> bytes:
    corps = "".join(f"\n{code};{valeur}" for code, valeur in sorted(valeurs.items())) + "\n"
    entete = {"format": FORMAT, **importe._asdict(), "corps": hashlib.sha256(corps.encode()).hexdigest()}
    return (json.dumps(entete, ensure_ascii=False) + corps).encode()


def oublier(genre: str, millesime: int | None) -> list[str]:
    """Remove the imports of a kind, or the one of a year; return `frr 2025` for each. Damaged files go too."""
    retires = []
    for chemin in _chemins(genre):
        annee = chemin.stem.rpartition("-")[2]
        if millesime in (None, int(annee)):
            try:
                chemin.unlink()
            except OSError as error:
                raise refus(chemin, f"suppression impossible : {raison(error)}.") from error
            retires.append(f"{genre} {annee}")
    _presents.cache_clear()
    return retires


def _chemins(genre: str = "") -> Iterator[Path]:
    for nom in (genre,) if genre else GENRES:
        yield from _presents(nom, *empreinte())


@lru_cache(maxsize=64)
def _presents(genre: str, lieu: str, _modifie: int) -> list[Path]:
    """Return the files of a kind, the latest year first; a batch asks for them commune after commune."""
    return sorted(Path(lieu).glob(f"{genre}-[0-9][0-9][0-9][0-9].csv"), reverse=True)


def _ouvrir(chemin: Path) -> tuple[Importe, bytes]:
    try:
        etat = chemin.stat()
        return _lire(chemin, etat.st_mtime_ns, etat.st_size)
    except OSError as error:
        raise refus(chemin, f"lecture impossible : {raison(error)}.") from error


@lru_cache(maxsize=64)
def _lire(chemin: Path, _modifie: int, _taille: int) -> tuple[Importe, bytes]:
    entete, _, reste = chemin.read_bytes().partition(b"\n")
    corps = b"\n" + reste
    try:
        lu = json.loads(entete)
        sain = lu.pop("format") == FORMAT and lu.pop("corps") == hashlib.sha256(corps).hexdigest()
        importe = Importe(**{**lu, "colonnes": tuple(lu["colonnes"])})
        sain = sain and chemin.stem == f"{importe.type}-{importe.millesime}"
    except (ValueError, TypeError, KeyError, AttributeError):
        sain = False
    if not sain:
        genre, _, annee = chemin.stem.partition("-")
        conseil = f"Retirez-le (cafsim communes oublier {genre} {annee}), puis importez de nouveau le fichier officiel."
        raise refus(chemin, "ce fichier importé est abîmé ou a été modifié.", conseil)
    return importe, corps
