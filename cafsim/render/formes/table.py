"""Write an answer for the screen: columns of fixed widths, so that details can run across them.

The layout is lines of text, each in one style; Rich only colours them, where there is a terminal. A no-break space
holds, and no text is read as markup.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import dropwhile, zip_longest
from typing import NamedTuple, TextIO

from rich.cells import cell_len

from cafsim.engine.numbers import NBSP
from cafsim.render import document as doc
from cafsim.render.formes import texte
from cafsim.render.formes.colonnes import DEPLIE, ECART, avant_montant, couper, est_etale, est_haute, mesurer, replier
from cafsim.render.formes.encodage import lisible, utf8
from cafsim.render.reponse import Reponse

LARGEUR_FICHIER = 100
"""Width of what goes to a file or a pipe."""

LARGEUR_MAX = 160
"""Beyond it, the eye loses the line."""

LARGEUR_TEXTE = 100
ETROIT = 60
"""Below this width columns no longer help: plain text does."""

DOUTE = "yellow"
"""What may still move: the one colour of a screen."""


class Ligne(NamedTuple):
    """A line of the screen, and the style, in Rich's words, of what follows its first `neutre` characters."""

    texte: str
    style: str = ""
    neutre: int = 0


class Ecran(NamedTuple):
    """What the layout must know of a screen: its width, whether it has the characters that draw rules."""

    largeur: int = LARGEUR_FICHIER
    traits: bool = True


def ecrire(reponse: Reponse, _: str = "") -> bytes:
    """Return the bytes of an answer for a file, in UTF-8."""
    ecran = Ecran(_largeur_demandee() or LARGEUR_FICHIER)
    return utf8("".join(f"{ligne.texte}\n" for ligne in lignes(reponse.document(), ecran)))


def afficher(reponse: Reponse) -> None:
    """Draw an answer on the standard output."""
    dessiner(reponse.document(), sys.stdout)


def dessiner(document: doc.Document, flux: TextIO) -> None:
    """Draw a document on a stream: its width, its characters, its colours when it is a terminal."""
    encodage = flux.encoding or "utf-8"

    def mises_en_page(ecran: Ecran) -> Iterator[Ligne]:
        en_clair = doc.transformer(document, lambda brut: NBSP.join(lisible(x, encodage) for x in brut.split(NBSP)))
        return (x._replace(texte=lisible(x.texte, encodage)) for x in lignes(en_clair, ecran))

    if flux.isatty() or os.environ.get("FORCE_COLOR"):
        _colorier(mises_en_page, flux)
    else:
        ecran = Ecran(_largeur_demandee() or LARGEUR_FICHIER, traits=encodage.lower().startswith("utf"))
        flux.write("".join(f"{ligne.texte}\n" for ligne in mises_en_page(ecran)))


def _colorier(mises_en_page: Callable[[Ecran], Iterable[Ligne]], flux: TextIO) -> None:
    from rich.console import Console  # noqa: PLC0415 (30 ms, for a terminal only)
    from rich.text import Text  # noqa: PLC0415 (the same)

    console = Console(file=flux, width=_largeur_demandee())
    ecran = Ecran(console.width, traits=not (console.options.ascii_only or console.legacy_windows))
    colorees = (
        morceau
        for texte, style, neutre in mises_en_page(ecran)
        for morceau in (texte[:neutre], (f"{texte[neutre:]}\n", style))
    )
    console.print(Text.assemble(*colorees, end=""), soft_wrap=True, end="")


def _largeur_demandee() -> int | None:
    """Return the width that the user asks for in the environment."""
    colonnes = os.environ.get("COLUMNS", "")
    return int(colonnes) or None if colonnes.isdecimal() else None


def lignes(document: doc.Document, ecran: Ecran) -> Iterator[Ligne]:
    """Yield the lines of a document, none longer than the screen but a web address."""
    if ecran.largeur < ETROIT:
        yield from (Ligne(x) for x in texte.rendre(document, ecran.largeur).splitlines())
        return
    toutes = (x for avant, noeud in zip((None, *document), document, strict=False) for x in _suite(avant, noeud, ecran))
    yield from dropwhile(lambda ligne: not ligne.texte, toutes)


def _suite(precedent: doc.Noeud | None, noeud: doc.Noeud, ecran: Ecran) -> Iterator[Ligne]:
    if doc.aere(precedent, noeud):
        yield Ligne("")
    yield from _noeud(noeud, ecran)


def _noeud(noeud: doc.Noeud, ecran: Ecran) -> Iterator[Ligne]:
    if isinstance(noeud, doc.Titre):
        yield from _titre(noeud, ecran)
    elif isinstance(noeud, doc.Paragraphe):
        yield from _phrase(noeud.texte, ecran, "bold" if noeud.fort else "")
    elif isinstance(noeud, doc.Tableau):
        yield from _tableau(noeud, ecran)
    else:
        for entree in noeud.entrees:  # an item without a mark is a line to keep whole: it may hold the name of a file
            yield from _entree(entree, ecran, entree.marque) if entree.marque else [Ligne(entree.texte)]


def _titre(titre: doc.Titre, ecran: Ecran) -> Iterator[Ligne]:
    yield Ligne("")
    yield from _phrase(titre.texte, ecran, "bold")
    if titre.niveau == 2:
        yield _regle(ecran)


def _tableau(tableau: doc.Tableau, ecran: Ecran) -> Iterator[Ligne]:
    largeur = min(ecran.largeur, LARGEUR_MAX)
    if tableau.titre:
        yield Ligne("")
        yield from _phrase(tableau.titre, ecran, "bold")
        yield _regle(ecran)
    etroit = replier(doc.taille(tableau, "etroit", "etroit"))
    tableau = etroit if largeur < DEPLIE else doc.taille(tableau, "large", "large")
    largeurs = mesurer(tableau, largeur)
    etale = est_etale(tableau, largeurs)
    if not tableau.nu:
        titres = [c.titre for c in tableau.colonnes]
        yield from _cellules(tableau.colonnes, largeurs, ["", *titres[1:]] if etale else titres, "bold")
        yield _regle(ecran)
    for precedente, rangee in zip((None, *tableau.rangees), tableau.rangees, strict=False):
        if rangee.total:
            yield _regle(ecran)
        elif precedente and not rangee.suite and (precedente.details or est_haute(tableau)):
            yield Ligne("")
        style = "bold" if rangee.total else DOUTE if rangee.doute else ""
        cellules = rangee.cellules
        if etale and cellules[0]:
            yield from _phrase(cellules[0], ecran, "" if rangee.doute else style)
            cellules = ("", *cellules[1:])
        lignes_de = _cellules(tableau.colonnes, largeurs, cellules, style)
        neutre = avant_montant(tableau.colonnes, largeurs) if rangee.doute else 0
        yield from (x._replace(neutre=neutre) for x in lignes_de)
        for detail in rangee.details:
            yield from _entree(detail, ecran, "", retrait=2)
    if not tableau.nu:
        yield _regle(ecran)


def _cellules(
    colonnes: Sequence[doc.Colonne], largeurs: Sequence[int], cellules: Sequence[str], style: str
) -> Iterator[Ligne]:
    """Yield the lines of a row, its cells side by side; amounts stand to the right."""
    piles = [couper(cellule, largeur) for cellule, largeur in zip(cellules, largeurs, strict=True)]
    for morceaux in zip_longest(*piles, fillvalue=""):
        places = []
        for colonne, largeur, morceau in zip(colonnes, largeurs, morceaux, strict=True):
            blanc = " " * (largeur - cell_len(morceau))
            places.append(f"{blanc}{morceau}" if colonne.role in ("montant", "part") else f"{morceau}{blanc}")
        yield Ligne((" " * ECART).join(places).rstrip(" "), style)


def _entree(entree: doc.Entree, ecran: Ecran, marque: str, retrait: int = 0) -> Iterator[Ligne]:
    debut = " " * retrait
    suite = debut + " " * (cell_len(marque) + 1 if marque else 0)
    yield from _phrase(entree.texte, ecran, "bold" if retrait else "", f"{debut}{marque} " if marque else debut, suite)
    for phrase in entree.sous:
        yield from _phrase(phrase, ecran, "", f"{debut}  ", f"{debut}  ")


def _phrase(phrase: str, ecran: Ecran, style: str, debut: str = "", suite: str = "") -> Iterator[Ligne]:
    """Yield the lines of a paragraph; wide letters make its lines shorter."""
    en_trop = cell_len(phrase) - len(phrase)
    largeur = max(min(ecran.largeur, LARGEUR_TEXTE) - en_trop, ETROIT // 2)
    coupees = texte.coupe(phrase, largeur, debut, suite) or [""]
    yield from (Ligne(x.rstrip(" "), style) for x in coupees)


def _regle(ecran: Ecran) -> Ligne:
    return Ligne(("─" if ecran.traits else "-") * min(ecran.largeur, LARGEUR_MAX), "dim")
