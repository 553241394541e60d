"""Write an answer for the screen: columns of fixed widths, so that details can run across them.

The layout is lines of text, each in one style; Rich only colours them, where there is a terminal. A no-break space
holds, and no text is read as markup.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import zip_longest
from typing import NamedTuple, TextIO

from rich.cells import cell_len

from cafsim.engine.numbers import NBSP
from cafsim.render.document import (
    Colonne,
    Document,
    Entree,
    Noeud,
    Paragraphe,
    Rangee,
    Tableau,
    Titre,
    aere,
    transformer,
)
from cafsim.render.formes import texte
from cafsim.render.formes.encodage import lisible, utf8
from cafsim.render.reponse import Reponse

LARGEUR_FICHIER = 100
"""Width of what goes to a file or a pipe."""

LARGEUR_MAX = 160
"""Beyond it, the eye loses the line."""

LARGEUR_TEXTE = 100
ETROIT = 60
"""Below this width columns no longer help: plain text does."""

DEPLIE = 110
"""From this width on, every column stands by itself."""

TETE_MINIMALE = 20
"""Below this width, what a row is about takes a line of its own."""

ECART = 2
_SOUPLES = ("tete", "suite")
"""The columns whose texts may be cut between words."""

MOT, MOT_DEPLIE = 16, 27
"""Width of a column of words: all the same on a narrow screen, at most that on a wide one."""


class Ligne(NamedTuple):
    """A line of the screen, and its style in Rich's words."""

    texte: str
    style: str = ""


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


def dessiner(document: Document, flux: TextIO) -> None:
    """Draw a document on a stream: its width, its characters, its colours when it is a terminal."""
    encodage = flux.encoding or "utf-8"

    def mises_en_page(ecran: Ecran) -> Iterator[Ligne]:
        en_clair = transformer(document, lambda brut: NBSP.join(lisible(x, encodage) for x in brut.split(NBSP)))
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
    colorees = ((f"{ligne.texte}\n", ligne.style) for ligne in mises_en_page(ecran))
    console.print(Text.assemble(*colorees, end=""), soft_wrap=True, end="")


def _largeur_demandee() -> int | None:
    """Return the width that the user asks for in the environment."""
    colonnes = os.environ.get("COLUMNS", "")
    return int(colonnes) or None if colonnes.isdecimal() else None


def lignes(document: Document, ecran: Ecran) -> Iterator[Ligne]:
    """Yield the lines of a document, none longer than the screen but a web address."""
    if ecran.largeur < ETROIT:
        yield from (Ligne(x) for x in texte.rendre(document, ecran.largeur).splitlines())
        return
    for precedent, noeud in zip((None, *document), document, strict=False):
        if aere(precedent, noeud):
            yield Ligne("")
        yield from _noeud(noeud, ecran)


def _noeud(noeud: Noeud, ecran: Ecran) -> Iterator[Ligne]:
    if isinstance(noeud, Titre):
        yield from _titre(noeud, ecran)
    elif isinstance(noeud, Paragraphe):
        yield from _phrase(noeud.texte, ecran, "bold" if noeud.fort else "")
    elif isinstance(noeud, Tableau):
        yield from _tableau(noeud, ecran)
    else:
        for entree in noeud.entrees:  # an item without a mark is a line to keep whole: it may hold the name of a file
            yield from _entree(entree, ecran, entree.marque) if entree.marque else [Ligne(entree.texte)]


def _titre(titre: Titre, ecran: Ecran) -> Iterator[Ligne]:
    yield Ligne("")
    if titre.niveau == 1:
        yield _regle(ecran, "═", "=")
    yield from _phrase(titre.texte, ecran, "bold cyan" if titre.niveau == 1 else "bold")
    if titre.niveau == 1:
        yield _regle(ecran, "═", "=")
    elif titre.niveau == 2:
        yield _regle(ecran)


def _tableau(tableau: Tableau, ecran: Ecran) -> Iterator[Ligne]:
    largeur = min(ecran.largeur, LARGEUR_MAX)
    if tableau.titre:
        yield Ligne("")
        yield from _phrase(tableau.titre, ecran, "bold")
        yield _regle(ecran)
    if largeur < DEPLIE:
        tableau = _replie(tableau)
    largeurs = _largeurs(tableau, largeur)
    etale = _etale(tableau, largeurs)
    titres = [c.titre for c in tableau.colonnes]
    yield from _cellules(tableau.colonnes, largeurs, ["", *titres[1:]] if etale else titres, "bold")
    yield _regle(ecran)
    for precedente, rangee in zip((None, *tableau.rangees), tableau.rangees, strict=False):
        if rangee.total:
            yield _regle(ecran)
        elif precedente and not rangee.suite and (precedente.details or _haute(tableau)):
            yield Ligne("")
        style = "bold" if rangee.total else ""
        cellules = rangee.cellules
        if etale and cellules[0]:
            yield from _phrase(cellules[0], ecran, style)
            cellules = ("", *cellules[1:])
        yield from _cellules(tableau.colonnes, largeurs, cellules, style)
        for detail in rangee.details:
            yield from _entree(detail, ecran, "", retrait=2)
    yield _regle(ecran)


def _haute(tableau: Tableau) -> bool:
    """Say whether rows hold several lines, and need air between them."""
    return any(r.suite for r in tableau.rangees) or any(
        "\n" in cellule for rangee in tableau.rangees for cellule in rangee.cellules
    )


def _replie(tableau: Tableau) -> Tableau:
    """Put the columns that can be below another one."""
    gardees = [i for i, c in enumerate(tableau.colonnes) if c.sous is None]
    dessous = {c.sous: i for i, c in enumerate(tableau.colonnes) if c.sous is not None}

    def joindre(cellules: Sequence[str], lien: str) -> tuple[str, ...]:
        return tuple(
            lien.join(filter(None, (cellules[i], cellules[dessous[i]]))) if i in dessous else cellules[i]
            for i in gardees
        )

    titres = joindre([c.titre for c in tableau.colonnes], " / ")
    colonnes = tuple(Colonne(t, tableau.colonnes[i].role) for t, i in zip(titres, gardees, strict=True))
    rangees = tuple(Rangee(joindre(r.cellules, "\n"), r.details, r.total, r.suite) for r in tableau.rangees)
    return Tableau(tableau.titre, colonnes, rangees)


def _etale(tableau: Tableau, largeurs: Sequence[int]) -> bool:
    """Say whether the first column is too narrow to be read: it then goes above its row, across the table."""
    besoin = min(_plus_long(tableau, 0, entiere=True), TETE_MINIMALE)
    return tableau.colonnes[0].role == "tete" and largeurs[0] < besoin


def _largeurs(tableau: Tableau, largeur: int) -> list[int]:
    """Return the width of each column: amounts and words get what they need, texts share the rest, short ones first.

    The first column may have none: see `_etale`.
    """
    replie = largeur < DEPLIE
    reste = largeur - ECART * (len(tableau.colonnes) - 1)
    largeurs = [0] * len(tableau.colonnes)
    for i, colonne in enumerate(tableau.colonnes):
        if colonne.role not in _SOUPLES:
            besoin = _plus_long(tableau, i, entiere=not replie)
            largeurs[i] = besoin if colonne.role == "montant" else MOT if replie else min(besoin, MOT_DEPLIE)
            reste -= largeurs[i]
    souples = {i: _plus_long(tableau, i, entiere=True) for i, c in enumerate(tableau.colonnes) if c.role in _SOUPLES}
    for rang, i in enumerate(sorted(souples, key=lambda i: souples[i])):
        largeurs[i] = max(min(souples[i], -(-reste // (len(souples) - rang))), 1 if i else 0)
        reste -= largeurs[i]
    if souples:
        largeurs[max(souples)] += max(reste, 0)
    return largeurs


def _plus_long(tableau: Tableau, rang: int, *, entiere: bool) -> int:
    """Return the length of the longest line of a column, or of the longest piece that may not be cut."""
    cellules = [tableau.colonnes[rang].titre, *(r.cellules[rang] for r in tableau.rangees)]
    morceaux = (m for c in cellules for ligne in c.split("\n") for m in ([ligne] if entiere else ligne.split(" ")))
    return max(map(cell_len, morceaux), default=0)


def _cellules(
    colonnes: Sequence[Colonne], largeurs: Sequence[int], cellules: Sequence[str], style: str
) -> Iterator[Ligne]:
    """Yield the lines of a row, its cells side by side; amounts stand to the right."""
    piles = [_couper(cellule, largeur) for cellule, largeur in zip(cellules, largeurs, strict=True)]
    for morceaux in zip_longest(*piles, fillvalue=""):
        places = []
        for colonne, largeur, morceau in zip(colonnes, largeurs, morceaux, strict=True):
            blanc = " " * (largeur - cell_len(morceau))
            places.append(f"{blanc}{morceau}" if colonne.role in ("montant", "part") else f"{morceau}{blanc}")
        yield Ligne((" " * ECART).join(places).rstrip(" "), style)


def _couper(cellule: str, largeur: int) -> list[str]:
    """Return the lines of a cell: cut between words, and within a word that alone is too long."""
    coupees: list[str] = []
    for entiere in cellule.split("\n"):
        ligne = ""
        for mot in entiere.split(" "):
            if not ligne or cell_len(f"{ligne} {mot}") > largeur:
                coupees += [ligne] if ligne else []
                *pleins, ligne = _morceaux(mot, largeur)
                coupees += pleins
            else:
                ligne = f"{ligne} {mot}"
        coupees.append(ligne)
    return coupees


def _morceaux(mot: str, largeur: int) -> list[str]:
    """Return a word in pieces that hold within a width."""
    morceaux = [""]
    for signe in mot:
        if morceaux[-1] and cell_len(morceaux[-1] + signe) > largeur:
            morceaux.append("")
        morceaux[-1] += signe
    return morceaux


def _entree(entree: Entree, ecran: Ecran, marque: str, retrait: int = 0) -> Iterator[Ligne]:
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


def _regle(ecran: Ecran, trait: str = "─", simple: str = "-") -> Ligne:
    return Ligne((trait if ecran.traits else simple) * min(ecran.largeur, LARGEUR_MAX), "dim")
