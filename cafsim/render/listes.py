"""Paragraphs and lists on the screen, and addresses that a terminal can still open.

Rich breaks lines at no-break spaces, so texts are wrapped here; only tables are left to it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from cafsim.baremes.model import Source
from cafsim.typographie import paragraphe

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

LARGEUR_TEXTE = 100
"""Beyond, a line of text is tiring to read."""


class Puce(NamedTuple):
    """An item of a list: its lines are aligned behind its mark."""

    texte: str
    marque: str = "-"
    retrait: int = 2


class Adresse(NamedTuple):
    """A web address: written in one piece, however narrow the screen."""

    url: str
    retrait: int = 4


def afficher(console: Console, elements: Iterable[str | Puce | Adresse | Table]) -> None:
    """Print what a screen is made of."""
    largeur = min(console.width, LARGEUR_TEXTE)
    for element in elements:
        if isinstance(element, Adresse):
            console.print(f"{' ' * element.retrait}{element.url}", soft_wrap=True)
        elif isinstance(element, Puce):
            console.print(_puce(element, largeur), soft_wrap=True)
        elif isinstance(element, str):
            console.print(paragraphe(element, largeur), soft_wrap=True)
        else:
            console.print(element)


def liste(intitule: str, textes: Iterable[str]) -> Iterator[str | Puce]:
    """Yield a titled list and a blank line, or nothing."""
    puces = [Puce(t) for t in textes]
    if puces:
        yield f"{intitule} :"
        yield from puces
        yield ""


def sources(toutes: Iterable[Source]) -> Iterator[str | Puce | Adresse]:
    """Yield a titled list of sources, the address of each below it."""
    yield "Sources :"
    for source in toutes:
        yield Puce(source.citation)
        if source.url:
            yield Adresse(source.url)
    yield ""


def _puce(puce: Puce, largeur: int) -> str:
    debut = f"{' ' * puce.retrait}{puce.marque} "
    return paragraphe(puce.texte, largeur, debut, " " * len(debut))
