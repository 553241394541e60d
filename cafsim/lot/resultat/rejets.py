"""What is not in the result, and why: a list of reasons, and the rows themselves, ready to mend and to send back.

These files exist only when there is something to say.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from cafsim.lot.modele import Entete, Reglages, Rejet
from cafsim.lot.resultat.csv import EcrivainCsv
from cafsim.render.formes.csv import flux
from cafsim.tables import Rangee, en_texte

T = TypeVar("T")

RAISON = "# raison"
COLONNES = ("fichier", "ligne", "colonne", "valeur", "raison", "conseil")

_CE_QUI_EST_DIT = 5
"""The first parts of a reject: its file, its row, its column, its cell, the reason."""

_VALEUR_MAX = 200


def chemin(resultat: Path) -> Path:
    """Return where the rejects of a result go: `resultat.csv.rejets.csv`."""
    return resultat.with_name(f"{resultat.name}.rejets.csv")


def chemin_a_corriger(resultat: Path, rang: int = 0) -> Path:
    """Return where the rejected rows of a table go: `resultat.csv.a-corriger.csv`, then `….a-corriger-2.csv`."""
    return resultat.with_name(f"{resultat.name}.a-corriger{f'-{rang + 1}' if rang else ''}.csv")


def tables(entetes: Iterable[Entete]) -> list[str]:
    """Return the tables whose rows may be given back: one read for several years is one."""
    return list(dict.fromkeys(entete.fichier for entete in entetes))


def une_fois(entetes: Sequence[Entete]) -> Callable[[Sequence[Rejet]], Sequence[Rejet]]:
    """Return what leaves out of rejects those already told of the same row, read for another year."""
    if len(entetes) == len(tables(entetes)):
        return lambda rejets: rejets
    dits: set[tuple[object, ...]] = set()

    def nouveaux(rejets: Sequence[Rejet]) -> Sequence[Rejet]:
        lus = {r[:_CE_QUI_EST_DIT]: r for r in rejets}
        retenus = [r for cle, r in lus.items() if cle not in dits]
        dits.update(lus)
        return retenus

    return nouveaux


def a_corriger(paths: Sequence[Path], reglages: Reglages) -> Callable[[int, Iterable[Rejet]], None]:
    """Return what adds rejected rows of a table (its rank) to its file: its titles, its rows, the reasons before each.

    The column of reasons is a remark: the file can be given back to cafsim as it is. A row is there once, whatever the
    years that it was read for.
    """
    ecrivain, fichiers = EcrivainCsv(reglages.profil), tables(reglages.entetes)
    rendues: dict[Path, set[int]] = {}

    def ecrire(table: int, rejets: Iterable[Rejet]) -> None:
        par_ligne: dict[int, tuple[Rangee, list[str]]] = {}
        for rejet in rejets:
            if rejet.rangee is not None:
                par_ligne[rejet.rangee.ligne] = (rejet.rangee, [])
            if rejet.ligne in par_ligne:
                par_ligne[rejet.ligne][1].append(" : ".join(filter(None, (rejet.colonne, rejet.raison))))
        if not par_ligne:
            return
        entete = reglages.entetes[table]
        path = paths[fichiers.index(entete.fichier)]
        deja = rendues.setdefault(path, set()) if entete.annee else set()
        with path.open("ab") as fichier:
            if not fichier.tell():
                titres = [t.texte for t in entete.titres]
                fichier.writelines(flux((), reglages.profil, (RAISON, *_propres(entete, titres, "exercice"))))
            for ligne, (rangee, raisons) in par_ligne.items():
                if ligne not in deja:
                    cellules = _propres(entete, rangee.cellules, str(entete.annee))
                    ecrite = (" ".join(raisons), *map(en_texte, cellules))
                    fichier.write(ecrivain.rangee(map(sain, ecrite)).encode())
        deja.update(par_ligne)

    return ecrire


def _propres(entete: Entete, cellules: Sequence[T], ajoutee: str) -> Sequence[T]:
    """Return cells without that of the exercice which was added for a year, if it is there: the table has its own."""
    place = entete.colonnes.index("exercice")
    if entete.annee and len(cellules) > place and cellules[place] in ("", ajoutee):  # empty in a row of too many cells
        return [*cellules[:place], *cellules[place + 1 :]]
    return cellules


@contextmanager
def ouvrir(path: Path, profil: str) -> Iterator[Callable[[Iterable[Rejet]], None]]:
    """Give what adds rejects to the file; without any, there is no file in the end."""
    ecrivain = EcrivainCsv(profil)
    with path.open("xb") as fichier:

        def ecrire(rejets: Iterable[Rejet]) -> None:
            for rejet in rejets:
                if not fichier.tell():
                    fichier.writelines(flux((), profil, COLONNES))
                fichier.write(ecrivain.rangee(_textes(rejet)).encode())

        yield ecrire
    if not path.stat().st_size:
        path.unlink()


def _textes(rejet: Rejet) -> tuple[str, ...]:
    """Return the cells; what was damaged in the input is shown as a question mark."""
    ligne = "" if rejet.ligne is None else str(rejet.ligne)
    valeur = rejet.valeur if len(rejet.valeur) <= _VALEUR_MAX else f"{rejet.valeur[:_VALEUR_MAX]}…"
    cellules = (rejet.fichier, ligne, rejet.colonne, valeur, rejet.raison, rejet.conseil)
    return tuple(map(sain, cellules))


def sain(texte: str) -> str:
    """Return a text without damaged characters: each shows as a question mark."""
    return texte.encode("utf-8", "replace").decode()
