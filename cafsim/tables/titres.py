"""Where the titles of a table are: on the line that holds the most known ones."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import islice, pairwise, zip_longest
from typing import NamedTuple

from cafsim.tables.modele import Recherche

_PARENTHESE = re.compile(r"\([^()]*\)")
"""A unit, for all the columns below a group."""


class Titres(NamedTuple):
    """A line of titles: its cells, the line of the file where it ends, how many of its cells are known titles."""

    cellules: Sequence[str]
    fin: int
    connus: int

    @property
    def tous(self) -> bool:
        """Whether they are all known titles, and there are several."""
        return 1 < self.connus == len(self.cellules)


def chercher(lignes: Iterable[tuple[int, Sequence[str]]], recherche: Recherche) -> Titres | None:
    """Return the likeliest line of titles among the first of a table (end of the line, cells); None when all are empty.

    Where no line holds a known title, it is the first one with several cells.
    """
    remplies = list(
        islice(((fin, c) for fin, c in lignes if any(map(str.strip, c))), max(recherche.lignes, recherche.fin))
    )
    vues = [Titres(cellules, fin, recherche.connus(cellules)) for fin, cellules in remplies[:1]]
    if vues and vues[0].tous and not recherche.fin and _sans_rivale(remplies):
        return vues[0]
    vues += [Titres(cellules, fin, recherche.connus(cellules)) for fin, cellules in remplies[1:]]
    doubles = [_ensemble(*deux, recherche) for deux in pairwise(vues)] if recherche.deux_lignes else []
    possibles = [t for t in (*vues, *doubles) if recherche.fin in (0, t.fin)] or vues
    meilleure = max(possibles, key=lambda t: (t.connus, sum(map(_avec_unite, t.cellules))), default=None)
    if meilleure is None or meilleure.connus or recherche.fin:
        return meilleure
    return next((t for t in vues if sum(map(bool, t.cellules)) > 1), vues[0])


def _sans_rivale(lignes: Sequence[tuple[int, Sequence[str]]]) -> bool:
    """Say whether no line could hold more titles than the first one, nor units for them."""
    (_, premiere), *autres = lignes
    return not any(len(cellules) > len(premiere) or any(map(_avec_unite, cellules)) for _, cellules in autres)


def _avec_unite(titre: str) -> bool:
    return _PARENTHESE.search(titre) is not None


def _ensemble(haut: Titres, bas: Titres, recherche: Recherche) -> Titres:
    """Return two lines as one. A cell above may stand for those on its right, empty since they were merged with it."""
    cellules: list[str] = []
    groupe = ""
    for dessus, dessous in zip_longest(haut.cellules, bas.cellules, fillvalue=""):
        groupe = dessus.strip() or groupe
        unite = next(iter(_PARENTHESE.findall(groupe)), "")
        ecritures = ((groupe, dessous), (dessus, dessous), (dessous, unite))
        formes = [" ".join(x.strip() for x in ecriture if x.strip()) for ecriture in ecritures]
        cellules.append(next((f for f in formes if dessous.strip() and recherche.connus([f])), formes[1]))
    return Titres(cellules, bas.fin, recherche.connus(cellules))
