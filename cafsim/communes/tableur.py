"""Read the rows of a table file as texts: Csv in its usual dialects, or a workbook."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path

from cafsim.erreurs import EntreeRefusee, Probleme
from cafsim.fichiers import raison

TAILLE_MAX = 150_000_000
"""Bytes; the largest of these official files takes 35 million."""
CLASSEURS = (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods")
SEPARATEURS = ";,\t|"

Rangees = list[list[str]]


def lire(chemin: Path) -> tuple[bytes, list[Rangees]]:
    """Return the bytes of a file and its sheets (one for a Csv). Raise EntreeRefusee when it can't be read."""
    octets = _octets(chemin)
    if chemin.suffix.lower() in CLASSEURS:
        return octets, list(_classeur(chemin, octets))
    if octets.startswith(b"PK"):
        conseil = "Décompressez l'archive (.zip), puis donnez le fichier qu'elle contient."
        raise _refus(chemin, "ce n'est pas un fichier Csv.", conseil)
    return octets, [_csv(chemin, octets)]


def _octets(chemin: Path) -> bytes:
    try:
        if chemin.is_dir():
            raise _refus(chemin, "c'est un dossier.", "Donnez un fichier Csv ou un classeur.")
        if chemin.exists() and not chemin.is_file():
            raise _refus(chemin, "ce n'est pas un fichier ordinaire.", "Donnez un fichier Csv ou un classeur.")
        if chemin.stat().st_size > TAILLE_MAX:
            raise _refus(chemin, "ce fichier est trop gros.", "Est-ce le bon fichier ?")
        octets = chemin.read_bytes()
    except FileNotFoundError as error:
        raise _refus(chemin, "fichier introuvable.", "Vérifiez le nom.") from error
    except OSError as error:
        raise _refus(chemin, f"lecture impossible : {raison(error)}.", "") from error
    if not octets.strip():
        raise _refus(chemin, "ce fichier est vide.", "Téléchargez-le de nouveau.")
    return octets


def _csv(chemin: Path, octets: bytes) -> Rangees:
    texte = _decode(octets)
    debut = texte[:20_000].splitlines()[:30]
    separateur = max(SEPARATEURS, key=lambda s: sum(ligne.count(s) for ligne in debut))
    csv.field_size_limit(1_000_000)
    try:
        return list(csv.reader(io.StringIO(texte, newline=""), delimiter=separateur, strict=True))
    except csv.Error as error:
        conseil = "Un guillemet est sans doute de trop, ou jamais refermé. Est-ce le bon fichier ?"
        raise _refus(chemin, "ce n'est pas un fichier Csv lisible.", conseil) from error


def _decode(octets: bytes) -> str:
    if octets.startswith((b"\xff\xfe", b"\xfe\xff")):
        return octets.decode("utf-16", errors="replace")
    try:
        return octets.decode("utf-8-sig")
    except UnicodeDecodeError:
        return octets.decode("cp1252", errors="replace")


def _classeur(chemin: Path, octets: bytes) -> Iterator[Rangees]:
    try:
        from python_calamine import CalamineError, CalamineWorkbook  # noqa: PLC0415 (optional)
    except ImportError as error:
        conseil = "Pour lire un classeur : pip install 'cafsim[tableurs]'. Ou enregistrez-le au format Csv."
        raise _refus(chemin, "la lecture des classeurs n'est pas installée.", conseil) from error
    try:
        classeur = CalamineWorkbook.from_filelike(io.BytesIO(octets))
        for nom in classeur.sheet_names:
            yield [[_texte(x) for x in rangee] for rangee in classeur.get_sheet_by_name(nom).to_python()]
    except CalamineError as error:
        raise _refus(
            chemin, "ce classeur est illisible.", "Ouvrez-le dans un tableur et enregistrez-le en Csv."
        ) from error


def _texte(cellule: object) -> str:
    if isinstance(cellule, float) and cellule.is_integer():
        return str(int(cellule))
    return "" if cellule is None else str(cellule)


def _refus(chemin: Path, message: str, conseil: str) -> EntreeRefusee:
    return EntreeRefusee([Probleme(str(chemin), "", message, conseil)])
