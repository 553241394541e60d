"""Reads a page strictly: a tag left open, or closed out of order, fails."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import NamedTuple

VIDES = {"meta", "link", "br", "hr", "img", "input"}
BLOCS = {
    "td", "th", "p", "li", "caption", "dt", "dd", "div", "h1", "h2", "h3", "h4", "h5", "h6", "figcaption", "tr", "title",
    "desc",
}  # fmt: skip


class Balise(NamedTuple):
    """A tag, its attributes, the tags around it, the text inside."""

    nom: str
    attributs: dict[str, str]
    parents: tuple[str, ...]
    textes: list[str]

    @property
    def texte(self) -> str:
        return espaces("".join(self.textes))


class Page(HTMLParser):
    """Every tag of a page, in order."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.balises: list[Balise] = []
        self._ouvertes: list[Balise] = []
        self.doctype = ""
        self.feed(html)
        self.close()
        assert not self._ouvertes, f"left open: {[b.nom for b in self._ouvertes]}"

    def toutes(self, *noms: str) -> list[Balise]:
        return [b for b in self.balises if b.nom in noms]

    @property
    def ids(self) -> list[str]:
        return [b.attributs["id"] for b in self.balises if "id" in b.attributs]

    @property
    def texte(self) -> str:
        return self.balises[0].texte

    def handle_decl(self, decl: str) -> None:
        self.doctype = decl

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert len({nom for nom, _ in attrs}) == len(attrs), f"an attribute twice in {tag}"
        balise = Balise(tag, {n: v or "" for n, v in attrs}, tuple(b.nom for b in self._ouvertes), [])
        self.balises.append(balise)
        if tag not in VIDES:
            self._ouvertes.append(balise)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert "svg" in [b.nom for b in self._ouvertes], f"<{tag}/> outside an image"
        self.balises.append(Balise(tag, {n: v or "" for n, v in attrs}, tuple(b.nom for b in self._ouvertes), []))

    def handle_endtag(self, tag: str) -> None:
        assert self._ouvertes, f"</{tag}> closes nothing"
        assert self._ouvertes[-1].nom == tag, f"</{tag}> closes <{self._ouvertes[-1].nom}>"
        if tag in BLOCS:
            self.handle_data(" ")
        self._ouvertes.pop()

    def handle_data(self, data: str) -> None:
        if self._ouvertes and self._ouvertes[-1].nom != "style":
            for balise in self._ouvertes:
                balise.textes.append(data)

    def handle_comment(self, data: str) -> None:
        raise AssertionError(f"a comment: {data}")


def espaces(texte: str) -> str:
    """Give the text with ordinary spaces, on one line."""
    return " ".join(texte.replace("\xa0", " ").split())
