"""What a note is made of: sections, paragraphs, lists, tables, charts. Texts are ready to be shown.

`genre` tells the template how to draw a block.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

from cafsim.rapport.barres import Barre


class Appel(NamedTuple):
    """A call to a footnote: `identifiant` is its own anchor, `cible` that of the note."""

    identifiant: str
    cible: str
    marque: str
    titre: str


Texte = tuple[str, ...]
"""A sentence in pieces: every second one is important."""


class Entree(NamedTuple):
    """An item of a list, with sentences of its own."""

    texte: str
    sous: tuple[str, ...] = ()
    appels: tuple[Appel, ...] = ()


class Cellule(NamedTuple):
    """A cell: its text, smaller lines below it, the footnotes it calls, a bar. `code` is something to type."""

    texte: str
    suite: tuple[str, ...] = ()
    appels: tuple[Appel, ...] = ()
    barre: Barre | None = None
    details: tuple[Entree, ...] = ()
    code: str = ""
    lien: str = ""


class Colonne(NamedTuple):
    """A column; amounts are aligned on the right, and a column of words is never narrower than its longest one."""

    titre: str
    role: Literal["texte", "mot", "montant"] = "texte"


class Rangee(NamedTuple):
    """A row; its first cell is its header."""

    cellules: tuple[Cellule, ...]
    total: bool = False


class Paragraphe(NamedTuple):
    """A paragraph; `fort` is what must not be missed."""

    texte: str
    fort: bool = False
    genre: str = "paragraphe"


class Liste(NamedTuple):
    """A list."""

    entrees: tuple[Entree, ...]
    genre: str = "liste"


class Definition(NamedTuple):
    """What is defined, in a word or two, and what is said of it."""

    terme: str
    textes: tuple[Texte, ...]


class Definitions(NamedTuple):
    """Definitions; `encadre`: the key points of the note, each in a frame of its own."""

    entrees: tuple[Definition, ...]
    encadre: bool = False
    genre: str = "definitions"


class Tableau(NamedTuple):
    """A table with its caption."""

    titre: str
    colonnes: tuple[Colonne, ...]
    rangees: tuple[Rangee, ...]
    genre: str = "tableau"


class Legende(NamedTuple):
    """What a pattern of a bar stands for."""

    motif: str
    texte: str


class Legendes(NamedTuple):
    """What the patterns of the bars around stand for."""

    entrees: tuple[Legende, ...]
    genre: str = "legendes"


class LigneFigure(NamedTuple):
    """A bar of a chart, and what it stands for."""

    texte: str
    barre: Barre


class Figure(NamedTuple):
    """A chart: bars on one scale, and the meaning of their patterns."""

    titre: str
    lignes: tuple[LigneFigure, ...]
    legende: tuple[Legende, ...]
    genre: str = "figure"


class Section(NamedTuple):
    """A titled part of the note: blocks and sections, in order; `appels`: the footnotes that its title calls."""

    identifiant: str
    titre: str
    blocs: tuple[Bloc, ...]
    appels: tuple[Appel, ...] = ()
    chapitre: bool = False
    genre: str = "section"


Bloc = Paragraphe | Liste | Definitions | Legendes | Tableau | Figure | Section


class Source(NamedTuple):
    """A footnote: what it says, its address (nothing when there is none, or when it is no web address)."""

    identifiant: str
    marque: str
    texte: str
    adresse: str
    retours: tuple[Appel, ...]
    autres: int
    """How many more calls there are than those linked back."""
    suite: tuple[str, ...] = ()


class Note(NamedTuple):
    """The whole page."""

    titre: str
    sous_titre: str
    reperes: tuple[str, ...]
    mention: str
    sections: tuple[Section, ...]
    sources: tuple[Source, ...]
    hypotheses: tuple[Source, ...]
    sigles: tuple[str, ...]
