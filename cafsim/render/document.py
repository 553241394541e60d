"""A document: titles, paragraphs, lists and tables, before anyone decides how they look.

The screen, the plain text, the Markdown and the note are drawn from it. Bars are for a page only: what they show
stands in their row. Named tuples rather than dataclasses: they are made on the way to the first line shown,
and are quicker to declare.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Literal, NamedTuple, Self

from cafsim.engine.numbers import NBSP
from cafsim.typographie import minuscule, net

Role = Literal["tete", "suite", "mot", "montant", "part", "code"]
"""What a column holds: what the row is about, a longer text, a word or two, an amount, its share, something to type."""

Forme = Literal["", "points", "definitions", "notes", "sigles"]
"""What a list is, where a page shows it otherwise: key points, definitions, footnotes, abbreviations."""

Taille = Literal["", "large", "etroit"]
"""The screens that have a column or a row: all of them, the wide ones, the narrow ones."""

_MOTS = re.compile(r"[^ ](?:.*[^ ])?", re.DOTALL)
"""A text without the spaces at its ends."""

MARQUES_SOUDEES = 16
"""Up to this length, the marks of a text stay on one line."""


class Appel(NamedTuple):
    """A call of a note: the mark of the note (`3`, `H2`) and what it is about."""

    marque: str
    titre: str


class Texte(str):
    """A text of which a page shows more than the words: what is important in it, the notes that it calls.

    Any other output reads it as the string that it is: the words, then the marks of the notes: `publié [1, 2]`.
    """

    __slots__ = ("appels", "morceaux")
    morceaux: tuple[str, ...]
    """The words in pieces: every second one is important."""
    appels: tuple[Appel, ...]

    def __new__(cls, *morceaux: str, appels: Iterable[Appel] = ()) -> Self:
        """Return the text; its marks are written in the order given."""
        appels = tuple(appels)
        marques = f"[{', '.join(a.marque for a in appels)}]" if appels else ""
        if len(marques) <= MARQUES_SOUDEES:
            marques = marques.replace(" ", NBSP)
        return cls._fait(" ".join(filter(None, ("".join(morceaux), marques))), morceaux, appels)

    @classmethod
    def _fait(cls, entier: str, morceaux: tuple[str, ...], appels: tuple[Appel, ...]) -> Self:
        texte = super().__new__(cls, entier)
        texte.morceaux, texte.appels = morceaux, appels
        return texte

    def change(self, change: Callable[[str], str]) -> Self:
        """Return the text with all its words changed, the spaces between its pieces kept."""
        morceaux = tuple(_MOTS.sub(lambda mots: change(mots[0]), piece, count=1) for piece in self.morceaux)
        return self._fait(change(str(self)), morceaux, self.appels)


class Segment(NamedTuple):
    """A part of a bar, in hundredths of its width (`12.5`)."""

    motif: str
    gauche: str
    largeur: str


class Barre(NamedTuple):
    """A bar. `titre` and `description` say in words what it shows."""

    titre: str
    description: str
    segments: tuple[Segment, ...]


class Legende(NamedTuple):
    """What a pattern stands for."""

    motif: str
    texte: str


class Titre(NamedTuple):
    """A title; level 1 is a project, 2 an equipment or a chapter, 3 a part of it.

    `ancre` names it for the rows that link to it; `page`: on paper, it begins a page; `legende` is that of the bars in
    the tables below it.
    """

    texte: str
    niveau: int
    ancre: str = ""
    page: bool = False
    legende: tuple[Legende, ...] = ()


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
    forme: Forme = ""


class Colonne(NamedTuple):
    """A column. On a narrow screen it goes below the column named by `sous`, if any.

    `pour`: the screens that have it.
    """

    titre: str
    role: Role
    sous: int | None = None
    pour: Taille = ""


class Rangee(NamedTuple):
    """A row, and what is told below it when details are asked for. `suite` goes on with the row above it.

    `lien` is the `ancre` of the title that the row sums up; `barre` shows its amount; `doute`: it may still move.
    `pour`: the screens that have it.
    """

    cellules: tuple[str, ...]
    details: tuple[Entree, ...] = ()
    total: bool = False
    suite: bool = False
    lien: str = ""
    barre: Barre | None = None
    doute: bool = False
    pour: Taille = ""


class Tableau(NamedTuple):
    """A table; its title, of level `niveau`, says what its rows are.

    `nu`: its rows speak by themselves, without a frame or the titles of the columns.
    """

    titre: str
    colonnes: tuple[Colonne, ...]
    rangees: tuple[Rangee, ...]
    niveau: int = 3
    nu: bool = False


Noeud = Titre | Paragraphe | Liste | Tableau
Document = tuple[Noeud, ...]

_ADRESSE = re.compile(r"https?://\S+")


def aere(precedent: Noeud | None, noeud: Noeud) -> bool:
    """Say whether a blank line must part a node from the one before it; a title brings its own.

    A strong paragraph above a bare table is its heading.
    """
    if isinstance(noeud, Tableau):
        entete = noeud.nu and isinstance(precedent, Paragraphe) and precedent.fort
        return not noeud.titre and isinstance(precedent, Paragraphe | Liste) and not entete
    if isinstance(noeud, Liste):
        return _de_lignes(noeud) and isinstance(precedent, Tableau | Liste)
    return isinstance(noeud, Paragraphe) and not isinstance(precedent, Titre) and not _de_lignes(precedent)


def _de_lignes(noeud: Noeud | None) -> bool:
    """Say whether a list is of lines to keep whole, without a mark."""
    return isinstance(noeud, Liste) and not any(e.marque for e in noeud.entrees)


def taille(tableau: Tableau, colonnes: Taille, rangees: Taille) -> Tableau:
    """Return a table with the columns, and the rows, that screens of these sizes have."""
    gardees = [i for i, c in enumerate(tableau.colonnes) if c.pour in ("", colonnes)]
    if len(gardees) == len(tableau.colonnes) and not any(r.pour for r in tableau.rangees):
        return tableau
    siennes = (r for r in tableau.rangees if r.pour in ("", rangees))
    return tableau._replace(
        colonnes=tuple(tableau.colonnes[i] for i in gardees),
        rangees=tuple(r._replace(cellules=tuple(r.cellules[i] for i in gardees)) for r in siennes),
    )


def est_adresse(texte: str) -> bool:
    """Say whether a text is a web address, which is never cut."""
    return _ADRESSE.fullmatch(texte) is not None


def en_liste(textes: Iterable[str]) -> Liste:
    """Return a list of plain items, each once."""
    return Liste(tuple(map(Entree, dict.fromkeys(textes))))


def chapitre(titre: str, entrees: Iterable[str | Entree], niveau: int = 3, forme: Forme = "") -> Iterator[Noeud]:
    """Yield a titled list, each item once, or nothing."""
    uniques = dict.fromkeys(Entree(e) if isinstance(e, str) else e for e in entrees)
    if uniques:
        yield Titre(titre, niveau)
        yield Liste(tuple(uniques), forme)


def abaisse(noeuds: Iterable[Noeud]) -> Iterator[Noeud]:
    """Yield the nodes, their titles lower by a level."""
    for noeud in noeuds:
        yield noeud._replace(niveau=noeud.niveau + 1) if isinstance(noeud, Titre | Tableau) else noeud


def au_nom_de(nom: str, noeuds: Iterable[Noeud]) -> Iterator[Noeud]:
    """Yield the nodes, the titles of the tables preceded by whom they are about."""
    for noeud in noeuds:
        if isinstance(noeud, Tableau):
            signe = "," if ":" in noeud.titre else " :"
            yield noeud._replace(titre=f"{nom}{signe} {minuscule(noeud.titre)}")
        else:
            yield noeud


def mise_en_page(corps: Iterable[Noeud]) -> Document:
    """Return a document ready to be drawn."""
    return transformer(corps, net)


def transformer(document: Iterable[Noeud], change: Callable[[str], str]) -> Document:
    """Return the document with every text changed, but those of the bars, which only a page reads."""

    def texte(avant: str) -> str:
        return avant.change(change) if isinstance(avant, Texte) else change(avant)

    return tuple(_noeud(noeud, texte) for noeud in document)


def textes(document: Iterable[Noeud]) -> list[str]:
    """Return every text of a document."""
    vus: list[str] = []

    def noter(texte: str) -> str:
        vus.append(texte)
        return texte

    transformer(document, noter)
    return vus


def _noeud(noeud: Noeud, change: Callable[[str], str]) -> Noeud:
    if isinstance(noeud, Titre | Paragraphe):
        return noeud._replace(texte=change(noeud.texte))
    if isinstance(noeud, Liste):
        return noeud._replace(entrees=_entrees(noeud.entrees, change))
    return noeud._replace(
        titre=change(noeud.titre),
        colonnes=tuple(c._replace(titre=change(c.titre)) for c in noeud.colonnes),
        rangees=tuple(
            r._replace(cellules=tuple(map(change, r.cellules)), details=_entrees(r.details, change))
            for r in noeud.rangees
        ),
    )


def _entrees(entrees: Iterable[Entree], change: Callable[[str], str]) -> tuple[Entree, ...]:
    return tuple(Entree(change(e.texte), tuple(map(change, e.sous)), e.marque) for e in entrees)
