"""What is not in the result, and why: a list of reasons, and the rows themselves, ready to mend and to send back.

These files exist only when there is something to say.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from cafsim.lot.modele import Entete, Reglages, Rejet
from cafsim.lot.resultat.csv import EcrivainCsv
from cafsim.render.formes.csv import flux
from cafsim.tables import Rangee, en_texte

RAISON = "# raison"
COLONNES = ("fichier", "ligne", "colonne", "valeur", "raison", "conseil")

_VALEUR_MAX = 200


def chemin(resultat: Path) -> Path:
    """Return where the rejects of a result go: `resultat.csv.rejets.csv`."""
    return resultat.with_name(f"{resultat.name}.rejets.csv")


def chemin_a_corriger(resultat: Path, rang: int = 0) -> Path:
    """Return where the rejected rows of a table go: `resultat.csv.a-corriger.csv`, then `….a-corriger-2.csv`."""
    return resultat.with_name(f"{resultat.name}.a-corriger{f'-{rang + 1}' if rang else ''}.csv")


def noms_des_tables(entetes: Iterable[Entete]) -> list[str]:
    """Return the tables whose rows may be given back: one read for several years is one."""
    return list(dict.fromkeys(entete.fichier for entete in entetes))


def une_fois(entetes: Sequence[Entete]) -> Callable[[Sequence[Rejet]], Sequence[Rejet]]:
    """Return what leaves out of rejects those already told of the same row, read for another year.

    The row itself is with the first one that is told of it, whatever the year.
    """
    if len(entetes) == len(noms_des_tables(entetes)):
        return lambda rejets: rejets
    dits: set[tuple[object, ...]] = set()
    rendues: set[tuple[str, int | None]] = set()

    def nouveaux(rejets: Sequence[Rejet]) -> Sequence[Rejet]:
        retenus = []
        for rejet in rejets:
            ou = (rejet.fichier, rejet.ligne)
            dit = (*ou, rejet.colonne, rejet.valeur, rejet.raison)
            if dit not in dits:
                dits.add(dit)
                retenus.append(rejet._replace(rangee=None, encore=True) if ou in rendues else rejet)
                rendues.update({ou} if rejet.rangee else ())
        return retenus

    return nouveaux


def a_corriger(paths: Sequence[Path], reglages: Reglages) -> Callable[[int, Iterable[Rejet]], None]:
    """Return what adds rejected rows of a table (its rank) to its file: its titles, its rows, the reasons before each.

    The column of reasons is a remark: the file can be given back to cafsim as it is.
    """
    ecrivain, noms = EcrivainCsv(reglages.profil), noms_des_tables(reglages.entetes)

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
        with paths[noms.index(entete.fichier)].open("ab") as fichier:
            if not fichier.tell():
                titres = _propres(entete, [t.texte for t in entete.titres])
                fichier.writelines(flux((), reglages.profil, (RAISON, *titres)))
            for rangee, raisons in par_ligne.values():
                cellules = (" ".join(raisons), *_propres(entete, [*map(en_texte, rangee.cellules)]))
                fichier.write(ecrivain.rangee(map(sain, cellules)).encode())

    return ecrire


def _propres(entete: Entete, cellules: Sequence[str]) -> Sequence[str]:
    """Return cells without that of the exercice which was added for a year: the table may have its own."""
    place = entete.colonnes.index("exercice")
    return (*cellules[:place], *cellules[place + 1 :]) if entete.annee else cellules


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
