"""Where the titles of a table are: on the line that holds the most known ones."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice, pairwise
from typing import NamedTuple

from cafsim.tables.modele import Recherche


class Titres(NamedTuple):
    """A line of titles: its cells, the line of the file where it ends, how many of its cells are known titles."""

    cellules: Sequence[str]
    fin: int
    connus: int


def chercher(lignes: Iterable[tuple[int, Sequence[str]]], recherche: Recherche) -> Titres | None:
    """Return the likeliest line of titles among the first of a table (end of the line, cells); None when all are empty.

    Where no line holds a known title, it is the first one with several cells.
    """
    remplies = list(islice(((fin, c) for fin, c in lignes if any(map(str.strip, c))), recherche.lignes))
    vues = [Titres(cellules, fin, recherche.connus(cellules)) for fin, cellules in remplies]
    if not vues:
        return None
    meilleure = max(vues, key=lambda t: t.connus)
    if recherche.deux_lignes:
        doubles = (
            Titres(c, bas.fin, recherche.connus(c)) for haut, bas in pairwise(vues) for c in _ensemble(haut, bas)
        )
        meilleure = max((meilleure, *doubles), key=lambda t: t.connus)
    if meilleure.connus:
        return meilleure
    return next((t for t in vues if sum(map(bool, t.cellules)) > 1), vues[0])


def _ensemble(haut: Titres, bas: Titres) -> Iterator[Sequence[str]]:
    """Yield two lines as one: a cell above stands for those on its right that are empty (it was merged), or not."""
    largeur = max(len(haut.cellules), len(bas.cellules))
    dessus = [*haut.cellules, *[""] * (largeur - len(haut.cellules))]
    dessous = [*bas.cellules, *[""] * (largeur - len(bas.cellules))]
    etendus: list[str] = []
    for cellule, sous in zip(dessus, dessous, strict=True):
        etendus.append(cellule or (etendus[-1] if etendus and sous else ""))
    for au_dessus in (dessus, etendus):
        yield [" ".join(filter(None, (a.strip(), b.strip()))) for a, b in zip(au_dessus, dessous, strict=True)]
