"""A document: titles, paragraphs, lists and tables, before anyone decides how they look.

Named tuples rather than dataclasses: they are made on the way to the first line shown, and are quicker to declare.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Literal, NamedTuple

from cafsim.engine.numbers import NBSP
from cafsim.typographie import insecables

Role = Literal["tete", "suite", "mot", "montant"]
"""What a column holds: what the row is about, a longer text, a word or two, an amount."""


class Titre(NamedTuple):
    """A title; level 1 is a project, 2 an equipment or a chapter, 3 a part of it."""

    texte: str
    niveau: int


class Paragraphe(NamedTuple):
    """A paragraph. `fort` is what must not be missed."""

    texte: str
    fort: bool = False


class Entree(NamedTuple):
    """An item of a list, with sentences of its own below; `marque` stands before it, such as `[3]`."""

    texte: str
    sous: tuple[str, ...] = ()
    marque: str = "-"


class Liste(NamedTuple):
    """A list."""

    entrees: tuple[Entree, ...]


class Colonne(NamedTuple):
    """A column. On a narrow screen it goes below the column named by `sous`, if any."""

    titre: str
    role: Role
    sous: int | None = None


class Rangee(NamedTuple):
    """A row, and what is told below it when details are asked for. `suite` goes on with the row above it."""

    cellules: tuple[str, ...]
    details: tuple[Entree, ...] = ()
    total: bool = False
    suite: bool = False


class Tableau(NamedTuple):
    """A table; its title says what its rows are."""

    titre: str
    colonnes: tuple[Colonne, ...]
    rangees: tuple[Rangee, ...]


Noeud = Titre | Paragraphe | Liste | Tableau
Document = tuple[Noeud, ...]

MILLIERS = re.compile(r"(?<=\d) (?=\d{3}(?!\d))")
_ADRESSE = re.compile(r"https?://\S+")
_INVISIBLES = re.compile(r"[\x00-\x20\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ue000]+")


def propre(texte: str) -> str:
    """Return a text on one line, without the characters that drive a terminal or reverse what is read."""
    return _INVISIBLES.sub(" ", texte).strip(" ")


def aere(precedent: Noeud | None, noeud: Noeud) -> bool:
    """Say whether a blank line must part a node from the one before it; a title brings its own."""
    if isinstance(noeud, Tableau):
        return not noeud.titre and isinstance(precedent, Paragraphe)
    return isinstance(noeud, Paragraphe) and not isinstance(precedent, Titre)


def est_adresse(texte: str) -> bool:
    """Say whether a text is a web address, which is never cut."""
    return _ADRESSE.fullmatch(texte) is not None


def mise_en_page(corps: Iterable[Noeud]) -> Document:
    """Return a document ready to be drawn: clean texts, no-break spaces where a line must not break."""
    return transformer(corps, lambda texte: MILLIERS.sub(NBSP, insecables(propre(texte))))


def transformer(document: Iterable[Noeud], change: Callable[[str], str]) -> Document:
    """Return the document with every text changed."""
    return tuple(_noeud(noeud, change) for noeud in document)


def textes(document: Iterable[Noeud]) -> list[str]:
    """Return every text of a document."""
    vus: list[str] = []

    def noter(texte: str) -> str:
        vus.append(texte)
        return texte

    transformer(document, noter)
    return vus


def _noeud(noeud: Noeud, change: Callable[[str], str]) -> Noeud:
    if isinstance(noeud, Titre):
        return Titre(change(noeud.texte), noeud.niveau)
    if isinstance(noeud, Paragraphe):
        return Paragraphe(change(noeud.texte), noeud.fort)
    if isinstance(noeud, Liste):
        return Liste(_entrees(noeud.entrees, change))
    colonnes = tuple(Colonne(change(c.titre), c.role, c.sous) for c in noeud.colonnes)
    rangees = tuple(
        Rangee(tuple(map(change, r.cellules)), _entrees(r.details, change), r.total, r.suite) for r in noeud.rangees
    )
    return Tableau(change(noeud.titre), colonnes, rangees)


def _entrees(entrees: Iterable[Entree], change: Callable[[str], str]) -> tuple[Entree, ...]:
    return tuple(Entree(change(e.texte), tuple(map(change, e.sous)), e.marque) for e in entrees)
