"""Write an answer as Markdown: tables ready for a délibération or a note."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from cafsim.render import document as doc

_SPECIAUX = re.compile(r"([\\`*{}|~#]|(?<![^\W_])_|_(?![^\W_]))")
"""What Markdown reads as a sign; an underscore between two letters (`heures_facturees`) is none."""
_CROCHETS = re.compile(r"([\[\]])")
_LIEN = re.compile(r"\]\s?[(\[:]|\[\^|!\[|^\s*\[[ xX]\]")
"""Brackets that make a link, a footnote, a box to tick; those of `[1, 2]` do not."""
_ENTITES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
_MARQUE_DE_LISTE = re.compile(r"^(\s*)([-+](?=\s|-|$)|=|\d+(?=[.)](?:\s|$)))")
"""What begins a list or underlines a title: `+19 000 €` and `2.5` do neither."""
_ADRESSE = re.compile(r"https?://\S+")


def rendre(contenu: doc.Document) -> str:
    """Return a document as Markdown."""
    blocs = [bloc for noeud in doc.transformer(contenu, echappe) for bloc in _noeud(noeud)]
    return "\n\n".join(blocs) + "\n"


def echappe(texte: str) -> str:
    """Return a text that Markdown shows as it is; a web address becomes a link."""
    morceaux, fin = [], 0
    for adresse in _ADRESSE.finditer(texte):
        if not re.search(r"[<>|`\\]", adresse[0]):
            morceaux += [_litteral(texte[fin : adresse.start()]), f"<{adresse[0]}>"]
            fin = adresse.end()
    return "".join([*morceaux, _litteral(texte[fin:])])


def _litteral(texte: str) -> str:
    for signe, entite in _ENTITES.items():
        texte = texte.replace(signe, entite)
    texte = _SPECIAUX.sub(r"\\\1", texte)
    if _LIEN.search(texte):
        texte = _CROCHETS.sub(r"\\\1", texte)
    return _MARQUE_DE_LISTE.sub(_desamorcee, texte)


def _desamorcee(debut: re.Match[str]) -> str:
    return f"{debut[1]}{debut[2]}\\" if debut[2].isdigit() else f"{debut[1]}\\{debut[2]}"


def _noeud(noeud: doc.Noeud) -> Iterator[str]:
    if isinstance(noeud, doc.Titre):
        yield f"{'#' * noeud.niveau} {noeud.texte}"
    elif isinstance(noeud, doc.Paragraphe):
        yield f"**{noeud.texte}**" if noeud.fort else noeud.texte
    elif isinstance(noeud, doc.Tableau):
        yield from _tableau(noeud)
    else:
        yield "\n".join(_entree(entree) for entree in noeud.entrees)


def _tableau(tableau: doc.Tableau) -> Iterator[str]:
    if tableau.titre:
        yield f"### {tableau.titre}"
    tableau = doc.taille(tableau, "large", "large")
    entete = _ligne(tuple(c.titre for c in tableau.colonnes))
    regle = "|".join("---:" if c.role in ("montant", "part") else "---" for c in tableau.colonnes)
    yield "\n".join([entete, f"|{regle}|", *map(_rangee, tableau.rangees)])
    for rangee in tableau.rangees:
        if rangee.details:
            yield f"**{rangee.cellules[0]}**"
            yield "\n".join(map(_entree, rangee.details))


def _rangee(rangee: doc.Rangee) -> str:
    return _ligne(tuple(f"**{x}**" if x and rangee.total else x for x in rangee.cellules))


def _ligne(cellules: Sequence[str]) -> str:
    return f"| {' | '.join(cellules)} |"


def _entree(entree: doc.Entree) -> str:
    numero = "" if entree.marque in ("", "-") else f"{echappe(entree.marque)} "
    return "\n".join([f"- {numero}{entree.texte}", *(f"  - {texte}" for texte in entree.sous)])
