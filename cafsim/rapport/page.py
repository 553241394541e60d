"""Write a note as one web page: no script, nothing to fetch, every text escaped."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from jinja2 import Environment, PackageLoader, StrictUndefined

from cafsim.estimation.resultat import MENTION
from cafsim.rapport.cellules import cellules, morceaux, visibles
from cafsim.rapport.note import Note
from cafsim.render.document import Noeud, Tableau, Texte, Titre, est_adresse
from cafsim.typographie import net

RETOURS = 12
"""Beyond, a footnote says how many more calls there are: a link for each would be longer than the note itself."""


class Section(NamedTuple):
    """A titled part of the page, with its anchor: nodes and sections, in order."""

    titre: Titre
    ancre: str
    contenu: tuple[Noeud | Section, ...]


class Ancre(NamedTuple):
    """A call as the page links it: its own anchor, that of the note, its mark, what the note is about."""

    ici: str
    note: str
    marque: str
    titre: str


class Appels:
    """Anchors the calls as they are drawn, so that the notes, drawn last, link back to them."""

    def __init__(self) -> None:
        self._nombre: Counter[str] = Counter()

    def __call__(self, texte: str) -> list[Ancre]:
        """Return the calls of a text."""
        if not isinstance(texte, Texte):
            return []
        self._nombre.update(a.marque for a in texte.appels)
        return [
            Ancre(f"appel-{marque}-{self._nombre[marque]}", f"note-{marque}", marque, titre)
            for marque, titre in texte.appels
        ]

    def retours(self, marque: str) -> list[str]:
        """Return the anchors of the first calls of a note."""
        return [f"appel-{marque}-{rang}" for rang in range(1, min(self._nombre[marque], RETOURS) + 1)]

    def autres(self, marque: str) -> int:
        """Return how many more calls there are."""
        return max(self._nombre[marque] - RETOURS, 0)


def page(note: Note) -> str:
    """Return the page."""
    env = Environment(
        loader=PackageLoader("cafsim.rapport", "modeles"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.filters |= {"genre": lambda noeud: type(noeud).__name__, "morceaux": morceaux, "net": net, "visibles": visibles}
    env.tests["adresse"] = est_adresse
    env.globals |= {"appels": Appels(), "cellules": cellules}
    modele = env.get_template("note.html.j2")
    return modele.render(note=note, mention=net(MENTION), sections=list(sections(note.corps))) + "\n"


def sections(noeuds: Sequence[Noeud], ancre: str = "partie") -> Iterator[Noeud | Section]:
    """Yield the nodes, those that follow a title in a section of its own, with the lower titles inside it."""
    debut = rang = 0
    while debut < len(noeuds):
        noeud = noeuds[debut]
        debut += 1
        if not isinstance(noeud, Titre):
            yield noeud
            continue
        rang += 1
        fin = next((n for n, x in enumerate(noeuds[debut:], debut) if _ferme(x, noeud)), len(noeuds))
        ici = noeud.ancre or f"{ancre}-{rang}"
        yield Section(noeud, ici, tuple(sections(noeuds[debut:fin], ici)))
        debut = fin


def _ferme(noeud: Noeud, titre: Titre) -> bool:
    """Say whether a node ends the section that a title opens."""
    return isinstance(noeud, Titre | Tableau) and noeud.niveau <= titre.niveau
