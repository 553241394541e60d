"""Mistakes that the user can mend: collected, then shown all together."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import NamedTuple, TypeVar

from cafsim.inerte import inerte

T = TypeVar("T")

PROBLEMES_MAX = 100
"""Problems told at once; who has more has made one mistake many times."""

_DIT_MAX = 200
"""Characters of an unexpected error that are told."""


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


def premiers(problemes: Sequence[Probleme]) -> Sequence[Probleme]:
    """Return the problems; of a great many, the first ones and how many there are more."""
    if len(problemes) <= PROBLEMES_MAX:
        return problemes
    reste = len(problemes) - PROBLEMES_MAX
    return [*problemes[:PROBLEMES_MAX], Probleme(problemes[-1].fichier, "", f"et {reste} autres problèmes.")]


class EntreeRefusee(Exception):
    """Input that can't be used. Holds every problem found, not the first one only."""

    def __init__(self, problemes: Sequence[Probleme]) -> None:
        super().__init__("\n".join(str(p) for p in premiers(problemes)))
        self.problemes = tuple(problemes)

    def __reduce__(self) -> tuple[type[EntreeRefusee], tuple[Sequence[Probleme]]]:
        return type(self), (self.problemes,)  # it may come from another process


class TableRefusee(EntreeRefusee):
    """A file of rates, or of what is said of the aids, that can't be used: no estimate can be made with it."""


def refus(ou: object, message: str, conseil: str = "", *, cle: str = "") -> EntreeRefusee:
    """Return what to raise for one mistake: where (a file, an option), at which key, what is wrong, what to type."""
    return EntreeRefusee([Probleme(str(ou), cle, message, conseil)])


def lever(problemes: Sequence[Probleme]) -> None:
    """Raise EntreeRefusee when there are problems."""
    if problemes:
        raise EntreeRefusee(problemes)


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
        lever(self.problemes)


def isolable(error: BaseException) -> bool:
    """Say whether an error must cost only what it was met on: a defect of cafsim, a panic of a library, no stop."""
    if isinstance(error, TableRefusee):
        return False
    panique = type(error).__name__ == "PanicException"  # of a library in Rust: it has no class that one can name
    return (isinstance(error, Exception) or panique) and not os.environ.get("CAFSIM_DEBUG")


def defaut(error: BaseException, fichier: str = "") -> Probleme:
    """Return what to say of an unexpected error: its kind, on what it was met."""
    ou = "".join(f", {note}" for note in getattr(error, "__notes__", ()))
    message = f"erreur inattendue ({type(error).__name__} : {str(error)[:_DIT_MAX]}){ou}."
    return Probleme(fichier, "", message, "C'est un défaut de cafsim : signalez-le avec ces données.")


@contextmanager
def situer(ou: str) -> Iterator[None]:
    """Have an unexpected error of a block say on what it was met."""
    try:
        yield
    except Exception as error:
        error.add_note(ou)
        raise


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
