"""An estimation on the screen, with Rich: columns of fixed widths, so that details can run across them.

Texts are never read as markup. A no-break space holds: Rich would break a line there, so it is hidden from it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.segment import Segment
from rich.table import Table
from rich.text import Text

from cafsim.engine.numbers import NBSP
from cafsim.render import texte
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
from cafsim.render.encodage import lisible

if TYPE_CHECKING:
    from cafsim.baremes.model import Baremes
    from cafsim.leviers import LevierEstime
    from cafsim.resultat import Estimation

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

_COLLE = "\ue000"


class Insecable:
    """What is inside, its no-break spaces put back once Rich has cut the lines, and nothing after the last word."""

    def __init__(self, contenu: RenderableType, encodage: str) -> None:
        self.contenu = contenu
        self.blanc = lisible(NBSP, encodage)

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        for ligne in Segment.split_lines(console.render(self.contenu, options)):
            while ligne and not ligne[-1].text.strip(" "):
                ligne.pop()
            for rang, (mots, style, controle) in enumerate(ligne, 1):
                utile = mots.rstrip(" ") if rang == len(ligne) else mots
                yield Segment(utile.replace(_COLLE, self.blanc), style, controle)
            yield Segment.line()


def afficher(
    liste: Sequence[Estimation],
    baremes: Baremes,
    console: Console,
    *,
    detail: bool = False,
    leviers: Sequence[Sequence[LevierEstime]] = (),
) -> None:
    """Print one or several estimations."""
    from cafsim.render.vue import document  # noqa: PLC0415 (only an estimation needs it)

    dessiner(document(liste, baremes.hypotheses, detail=detail, leviers=leviers), console)


def dessiner(contenu: Document, console: Console) -> None:
    """Print any document."""
    if console.width < ETROIT:
        console.out(lisible(texte.rendre(contenu, console.width), console.encoding), end="", highlight=False)
        return
    prepare = transformer(contenu, lambda brut: _COLLE.join(lisible(x, console.encoding) for x in brut.split(NBSP)))
    elements: list[RenderableType] = []
    for precedent, noeud in zip((None, *prepare), prepare, strict=False):
        if aere(precedent, noeud):
            elements.append("")
        elements += _noeud(noeud, console)
    console.print(
        Insecable(Group(*elements), console.encoding), crop=False
    )  # an address goes on, whole, past the last column


def _noeud(noeud: Noeud, console: Console) -> Iterator[RenderableType]:
    if isinstance(noeud, Titre):
        yield from _titre(noeud, console)
    elif isinstance(noeud, Paragraphe):
        yield _texte(noeud.texte, console, "bold" if noeud.fort else "")
    elif isinstance(noeud, Tableau):
        yield from _tableau(noeud, console)
    else:
        for entree in noeud.entrees:
            yield from _entree(entree, console, entree.marque)


def _titre(titre: Titre, console: Console) -> Iterator[RenderableType]:
    yield ""
    if titre.niveau == 1:
        yield _regle(console, "═", "=")
    yield _texte(titre.texte, console, "bold cyan" if titre.niveau == 1 else "bold")
    if titre.niveau == 1:
        yield _regle(console, "═", "=")
    elif titre.niveau == 2:
        yield _regle(console)


def _tableau(tableau: Tableau, console: Console) -> Iterator[RenderableType]:
    largeur = min(console.width, LARGEUR_MAX)
    if tableau.titre:
        yield ""
        yield _texte(tableau.titre, console, "bold")
        yield _regle(console)
    if largeur < DEPLIE:
        tableau = _replie(tableau)
    largeurs = _largeurs(tableau, largeur)
    etale = _etale(tableau, largeurs)
    yield _grille(tableau.colonnes, largeurs, ["" if etale else tableau.colonnes[0].titre, *_titres(tableau)], "bold")
    yield _regle(console)
    for precedente, rangee in zip((None, *tableau.rangees), tableau.rangees, strict=False):
        if rangee.total:
            yield _regle(console)
        elif precedente and not rangee.suite and (precedente.details or _haute(tableau)):
            yield ""
        style = "bold" if rangee.total else ""
        cellules = rangee.cellules
        if etale and cellules[0]:
            yield _texte(cellules[0], console, style)
            cellules = ("", *cellules[1:])
        yield _grille(tableau.colonnes, largeurs, cellules, style)
        for detail in rangee.details:
            yield from _entree(detail, console, "", retrait=2)
    yield _regle(console)


def _titres(tableau: Tableau) -> list[str]:
    return [c.titre for c in tableau.colonnes[1:]]


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
    """Return the width of each column: amounts and words get what they need, texts share the rest, short ones first."""
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
        largeurs[i] = max(min(souples[i], -(-reste // (len(souples) - rang))), 1)
        reste -= largeurs[i]
    if souples:
        largeurs[max(souples)] += max(reste, 0)
    return largeurs


def _plus_long(tableau: Tableau, rang: int, *, entiere: bool) -> int:
    """Return the length of the longest line of a column, or of the longest piece that may not be cut."""
    cellules = [tableau.colonnes[rang].titre, *(r.cellules[rang] for r in tableau.rangees)]
    morceaux = (m for c in cellules for m in (c.split("\n") if entiere else c.split()))
    return max(map(cell_len, morceaux), default=0)


def _grille(colonnes: Sequence[Colonne], largeurs: Sequence[int], cellules: Sequence[str], style: str) -> Table:
    grille = Table.grid(padding=(0, ECART, 0, 0), pad_edge=False)
    for colonne, largeur in zip(colonnes, largeurs, strict=True):
        grille.add_column(width=largeur, justify="right" if colonne.role == "montant" else "left", overflow="fold")
    grille.add_row(*(Text(cellule, style=style) for cellule in cellules))
    return grille


def _entree(entree: Entree, console: Console, marque: str, retrait: int = 0) -> Iterator[RenderableType]:
    debut = " " * retrait
    suite = debut + " " * (cell_len(marque) + 1 if marque else 0)
    yield _texte(entree.texte, console, "bold" if retrait else "", f"{debut}{marque} " if marque else debut, suite)
    for phrase in entree.sous:
        yield _texte(phrase, console, "", f"{debut}  ", f"{debut}  ")


def _texte(phrase: str, console: Console, style: str, debut: str = "", suite: str = "") -> Text:
    """Return a paragraph already cut: quicker than Rich, and a wide letter only makes its lines shorter."""
    en_trop = cell_len(phrase) - len(phrase)
    lignes = texte.coupe(phrase, max(min(console.width, LARGEUR_TEXTE) - en_trop, ETROIT // 2), debut, suite)
    return Text("\n".join(lignes), style=style, no_wrap=True, overflow="ignore")


def _regle(console: Console, trait: str = "─", simple: str = "-") -> Text:
    signe = simple if console.options.ascii_only or console.legacy_windows else trait
    return Text(signe * min(console.width, LARGEUR_MAX), style="dim")
