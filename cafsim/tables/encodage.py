"""Which characters a text table is written in: told by its bytes, the whole file read once if need be."""

from __future__ import annotations

import codecs
from pathlib import Path
from typing import NamedTuple

from cafsim.fichiers import refus

_BLOC = 1 << 20
_ARCHIVES = (b"PK", b"\x1f\x8b")
_MARQUES = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


class _Lu(NamedTuple):
    """How far a file is Utf-8: not beyond `faute` (None: it all is); `accents` were met before."""

    faute: int | None
    accents: bool


def encodage(path: Path) -> str:
    """Return the Python name of a file's encoding: Utf-8, Utf-16 with its mark, or Windows-1252.

    A file is Windows-1252 when its first byte beyond Ascii makes no Utf-8 character. When some did before it, the file
    is Utf-8 with a damaged place: the rows that hold it will say so. Raise EntreeRefusee for what is no text.
    """
    with path.open("rb") as fichier:
        debut = fichier.read(4)
    if debut.startswith(_ARCHIVES):
        conseil = "Si c'est une archive (.zip, .gz), décompressez-la, puis donnez le fichier qu'elle contient."
        raise refus(path, "ce n'est pas un tableau en texte.", conseil)
    for marque, nom in _MARQUES:
        if debut.startswith(marque):
            return nom
    lu = _utf8(path)
    if lu.faute is None or lu.accents:
        return "utf-8"
    return "cp1252"


def _utf8(path: Path) -> _Lu:
    decodeur = codecs.getincrementaldecoder("utf-8")()
    accents, lus = False, 0
    with path.open("rb") as fichier:
        while bloc := fichier.read(_BLOC):
            if b"\0" in bloc:
                raise refus(path, "ce n'est pas un tableau en texte.")
            if not (bloc.isascii() and not decodeur.getstate()[0]):
                try:
                    accents |= any(c > "\x7f" for c in decodeur.decode(bloc))
                except UnicodeDecodeError as error:
                    accents |= not error.object[: error.start].isascii()
                    return _Lu(lus + error.start, accents)
            lus += len(bloc)
    return _Lu(None if not decodeur.getstate()[0] else lus, accents)
