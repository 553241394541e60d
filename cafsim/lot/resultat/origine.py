"""The columns that end each row of a result: where the row comes from, then the user's own columns, as they were."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from decimal import Decimal
from functools import lru_cache

from cafsim.communes import table
from cafsim.communes.noms import resoudre
from cafsim.lot.modele import Entete, Estime, Reglages
from cafsim.lot.resultat.rejets import sain
from cafsim.render.reponse import Cellule
from cafsim.tables import Cellule as Lue
from cafsim.tables import en_texte

COMMUNE = ("code_insee", "nom_commune", "code_epci", "nom_epci")
_SANS_COMMUNE = (None,) * len(COMMUNE)


class Origine:
    """Those columns, for one result; `prises` are the columns before them, whose names no other may have."""

    def __init__(self, reglages: Reglages, prises: Collection[str]) -> None:
        self.date = reglages.date
        self.avec_fichier = reglages.plusieurs
        fichier = ("fichier",) if self.avec_fichier else ()
        siennes = ("ligne", *fichier, *COMMUNE, "date")
        ecrits = {e.fichier: [*_ecrits(e, (*prises, *siennes))] for e in reglages.entetes}
        self.gardees = tuple(dict.fromkeys(titre for titres in ecrits.values() for titre in titres))
        self.colonnes = (*siennes, *self.gardees)
        self._places = {f: [_place(titres, titre) for titre in self.gardees] for f, titres in ecrits.items()}

    def cellules(self, estime: Estime) -> tuple[Cellule, ...]:
        """Return the cells of these columns."""
        fichier = (estime.fichier,) if self.avec_fichier else ()
        commune = commune_de(estime.commune) if estime.commune else _SANS_COMMUNE
        places = self.places(estime.fichier) if self.gardees else ()
        siennes = (None if place is None else _cellule(estime.gardees[place]) for place in places)
        return (estime.rangee, *fichier, *commune, self.date, *siennes)

    def objet(self, estime: Estime) -> dict[str, object]:
        """Return the same by column, for Json; the user's own cells are all texts."""
        cellules = self.cellules(estime)
        propres = len(cellules) - len(self.gardees)
        textes = (c if c is None else en_texte(c) for c in cellules[propres:])
        return dict(zip(self.colonnes, (*cellules[:propres], *textes), strict=True))

    def places(self, fichier: str) -> Sequence[int | None]:
        """Return, for each of the user's own columns, which of those of a file it is; None for one that it lacks."""
        return self._places.get(fichier) or [None] * len(self.gardees)


@lru_cache(maxsize=4096)
def commune_de(texte: str) -> tuple[Cellule, ...]:
    """Return the cells of the commune that a text names: the one where a merged commune, or a district, lies today."""
    nommee = resoudre(texte)
    commune = table.par_code(nommee.dans) or nommee
    return commune.code, commune.nom, commune.epci or None, commune.nom_epci or None


def code_de(texte: str) -> str:
    """Return the Insee code of the commune that a text names; nothing for no text."""
    return str(commune_de(texte)[0]) if texte else ""


def _cellule(lue: Lue) -> Cellule:
    """Return a cell as it was: a number of a workbook stays one."""
    if isinstance(lue, bool):
        return "oui" if lue else "non"
    return lue if isinstance(lue, int | Decimal) else sain(en_texte(lue)).strip() or None


def _ecrits(entete: Entete, prises: Collection[str]) -> Iterator[str]:
    """Yield the titles of the user's own columns, each different from the others and from ours."""
    vus = {nom.casefold() for nom in prises}
    for rang in entete.gardees:
        titre = sain(entete.titres[rang].texte)
        if titre.casefold() in vus:
            titre = f"{titre} (tableau)"
        ecrit, suite = titre, 2
        while ecrit.casefold() in vus:
            ecrit, suite = f"{titre} {suite}", suite + 1
        vus.add(ecrit.casefold())
        yield ecrit


def _place(titres: Sequence[str], titre: str) -> int | None:
    return titres.index(titre) if titre in titres else None
