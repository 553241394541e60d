"""The columns of a table on a screen: which ones stand side by side, how wide, and where their texts are cut."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len, chop_cells

from cafsim.render.document import Colonne, Tableau

DEPLIE = 110
"""From this width on, every column stands by itself."""

TETE_MINIMALE = 20
"""Below this width, what a row is about takes a line of its own."""

ECART = 2
_SOUPLES = ("tete", "suite")
"""The columns whose texts may be cut between words."""

MOT, MOT_DEPLIE = 16, 27
"""Width of a column of words: all the same on a narrow screen, at most that on a wide one."""


def est_haute(tableau: Tableau) -> bool:
    """Say whether rows hold several lines, and need air between them."""
    return not tableau.nu and (
        any(r.suite for r in tableau.rangees)
        or any("\n" in cellule for rangee in tableau.rangees for cellule in rangee.cellules)
    )


def avant_montant(colonnes: Sequence[Colonne], largeurs: Sequence[int]) -> int:
    """Return how many characters stand before the first amount of a row."""
    rang = next((i for i, c in enumerate(colonnes) if c.role == "montant"), 0)
    return sum(largeurs[:rang]) + ECART * rang


def replier(tableau: Tableau) -> Tableau:
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
    rangees = tuple(r._replace(cellules=joindre(r.cellules, "\n")) for r in tableau.rangees)
    return tableau._replace(colonnes=colonnes, rangees=rangees)


def est_etale(tableau: Tableau, largeurs: Sequence[int]) -> bool:
    """Say whether the first column is too narrow to be read: it then goes above its row, across the table."""
    besoin = min(_plus_long(tableau, 0, entiere=True), TETE_MINIMALE)
    return tableau.colonnes[0].role == "tete" and largeurs[0] < besoin


def mesurer(tableau: Tableau, largeur: int) -> list[int]:
    """Return the width of each column: amounts and words get what they need, texts share the rest, short ones first.

    The first column may have none: see `est_etale`.
    """
    replie = largeur < DEPLIE
    reste = largeur - ECART * (len(tableau.colonnes) - 1)
    largeurs = [0] * len(tableau.colonnes)
    for i, colonne in enumerate(tableau.colonnes):
        if colonne.role not in _SOUPLES:
            besoin = _plus_long(tableau, i, entiere=tableau.nu or not replie)
            mot = MOT if replie and not tableau.nu else min(besoin, MOT_DEPLIE)
            largeurs[i] = besoin if colonne.role == "montant" else mot
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


def couper(cellule: str, largeur: int) -> list[str]:
    """Return the lines of a cell: cut between words, and within a word that alone is too long."""
    coupees: list[str] = []
    for entiere in cellule.split("\n"):
        ligne = ""
        for mot in entiere.split(" "):
            if not ligne or cell_len(f"{ligne} {mot}") > largeur:
                coupees += [ligne] if ligne else []
                *pleins, ligne = chop_cells(mot, max(largeur, 1)) or [""]
                coupees += pleins
            else:
                ligne = f"{ligne} {mot}"
        coupees.append(ligne)
    return coupees
