"""Mistakes that the user can mend: collected, then shown all together."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple, TypeVar

from cafsim.inerte import inerte

T = TypeVar("T")


class Probleme(NamedTuple):
    """One mistake: in which file, at which key, what is wrong, what to type instead; the line when it is known."""

    fichier: str
    cle: str
    message: str
    conseil: str = ""
    ligne: int = 0

    def __str__(self) -> str:
        fichier = f"{self.fichier}, ligne {self.ligne}" if self.ligne else self.fichier
        ou = " : ".join(p for p in (fichier, self.cle) if p)
        texte = f"{ou} : {self.message}" if ou else self.message
        return inerte(f"{texte} {self.conseil}".rstrip())


class EntreeRefusee(Exception):
    """Input that can't be used. Holds every problem found, not the first one only."""

    def __init__(self, problemes: Sequence[Probleme]) -> None:
        super().__init__("\n".join(str(p) for p in problemes))
        self.problemes = tuple(problemes)


def refus(ou: object, message: str, conseil: str = "", *, cle: str = "") -> EntreeRefusee:
    """Return what to raise for one mistake: where (a file, an option), at which key, what is wrong, what to type."""
    return EntreeRefusee([Probleme(str(ou), cle, message, conseil)])


class Collecte:
    """Keeps the problems of several readings, so that they are told all at once."""

    def __init__(self, problemes: Iterable[Probleme] = ()) -> None:
        self.problemes = list(problemes)

    def essayer(self, lire: Callable[[], T]) -> T | None:
        """Return what `lire` returns; None when it refuses, and its problems are kept."""
        try:
            return lire()
        except EntreeRefusee as refus:
            self.problemes += refus.problemes
            return None

    def lever(self) -> None:
        """Raise EntreeRefusee when there are problems."""
        if self.problemes:
            raise EntreeRefusee(self.problemes)


class Interruption(Exception):
    """The user stopped on the way; the message says what was kept."""


def plus_proche(mot: str, connus: Iterable[str]) -> str | None:
    """Return the known word nearest to a mistyped one, if one is near enough."""
    from difflib import get_close_matches  # noqa: PLC0415 (only where there is a mistake)

    trouves = get_close_matches(mot, list(connus), n=1)
    return trouves[0] if trouves else None


def vouliez_vous(mot: str, connus: Iterable[str]) -> str:
    """Return `Vouliez-vous dire « … » ?`, or the list of known words when it is short, or nothing."""
    liste = list(connus)
    proche = plus_proche(mot, liste)
    if proche:
        return f"Vouliez-vous dire « {proche} » ?"
    return f"Valeurs possibles : {', '.join(liste)}." if 0 < len(liste) <= 12 else ""
