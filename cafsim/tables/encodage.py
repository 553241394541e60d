"""Which characters a text table is written in: told by its bytes, the whole file read once if need be.

A byte has another accent in each of the old encodings: the likeliest is the one that makes French words.
"""

from __future__ import annotations

import codecs
from pathlib import Path

from cafsim.erreurs import refus

_BLOC = 1 << 16
"""Bytes read at once: more would not stay in the cache of the processor."""

_ARCHIVES = (b"PK", b"\x1f\x8b")
_MARQUES = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


ANCIENS = {"cp1252": "Windows-1252", "mac_roman": "Mac", "cp850": "Dos"}
"""The encodings before Utf-8, by their Python names: that of Windows first."""

_EXTRAIT = 200_000


def encodage(path: Path) -> str:
    """Return the Python name of a file's encoding: Utf-8, Utf-16 with its mark, or one of the `ANCIENS`.

    A file is in an old encoding when its first byte beyond Ascii makes no Utf-8 character. When some did before it, the
    file is Utf-8 with a damaged place: the rows that hold it will say so. Raise EntreeRefusee for what is no text.
    """
    with path.open("rb") as fichier:
        debut = fichier.read(4)
    if debut.startswith(_ARCHIVES):
        conseil = "Si c'est une archive (.zip, .gz), décompressez-la, puis donnez le fichier qu'elle contient."
        raise refus(path, "ce n'est pas un tableau en texte.", conseil)
    for marque, nom in _MARQUES:
        if debut.startswith(marque):
            return nom
    faute, accents = _utf8(path)
    return "utf-8" if faute is None or accents else _ancien(path, faute)


def _ancien(path: Path, faute: int) -> str:
    """Return the old encoding in which the text around a byte reads best."""
    with path.open("rb") as fichier:
        fichier.seek(max(faute - 100, 0))
        extrait = fichier.read(_EXTRAIT)
    return max(ANCIENS, key=lambda nom: sum(_vraisemblance(c) for c in extrait.decode(nom, "replace")))


def _vraisemblance(caractere: str) -> int:
    """Return 1 for what French texts are full of, -1 for what they never hold."""
    if caractere.isascii():
        return 0
    return 1 if caractere in "éèêëàâäçùûüîïôöœ€’" else 0 if caractere in "ÉÈÊÀÇÔÎŒ°«»–—…²\xa0" else -1


def _utf8(path: Path) -> tuple[int | None, bool]:
    """Return where a file is no Utf-8 (None: it all is), and whether accents were met before."""
    decodeur = codecs.getincrementaldecoder("utf-8")()
    accents, lus = False, 0
    with path.open("rb") as fichier:
        while bloc := fichier.read(_BLOC):
            if b"\0" in bloc:
                conseil = "Dans le tableur : Enregistrer sous, Csv UTF-8."
                raise refus(path, "ce n'est pas un tableau en texte, ou ses caractères ne sont pas en Utf-8.", conseil)
            if not (bloc.isascii() and not decodeur.getstate()[0]):
                try:
                    accents |= not decodeur.decode(bloc).isascii()
                except UnicodeDecodeError as error:
                    accents |= not error.object[: error.start].isascii()
                    return lus + error.start, accents
            lus += len(bloc)
    return None if not decodeur.getstate()[0] else lus, accents
