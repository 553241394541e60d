"""The files of a batch: projects, folders of them, tables. What is wrong with a whole file is told at once."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple

from cafsim.baremes.model import Baremes
from cafsim.equipements.registre import equipements
from cafsim.erreurs import Collecte, EntreeRefusee
from cafsim.fichiers import lire_toml, refus, vrai_chemin
from cafsim.lot.lecture.identite import est_remarque, type_connu
from cafsim.lot.lecture.titres import lire_titres, recherche
from cafsim.lot.modele import Entete
from cafsim.tables import CLASSEURS, TEXTES, Cellule, Rangee, RangeeIllisible, Table, verifier_ordinaire
from cafsim.tables import ouvrir as ouvrir_table

PROJETS = ".toml"

_TYPES_RETENUS = 1_000
"""Different cells whose type is kept; a table of equipments has some twenty."""


class TableDuLot(NamedTuple):
    """A table whose titles have been read; the types of equipment met in it, when they were asked for."""

    table: Table
    entete: Entete
    types: frozenset[str]


class Lot(NamedTuple):
    """All that a batch reads, in the order given. `remarques` are sentences for the user."""

    projets: tuple[Path, ...]
    tables: tuple[TableDuLot, ...]
    remarques: tuple[str, ...]
    types: frozenset[str]

    @property
    def chemins(self) -> tuple[Path, ...]:
        """Every file read."""
        return (*self.projets, *(t.table.chemin for t in self.tables))


def ouvrir(chemins: Sequence[Path], baremes: Baremes, *, avec_types: bool = False) -> Lot:
    """Find the files, read the titles of the tables; `avec_types`: all their rows too, for the types of equipment.

    Raise EntreeRefusee with all the files that can't be used at all.
    """
    collecte = Collecte()
    remarques: list[str] = []
    projets: list[Path] = []
    tables: list[TableDuLot] = []
    vus: set[Path] = set()

    def ouvrir_un(chemin: Path) -> None:
        _verifier(chemin, vus)
        if chemin.suffix.lower() == PROJETS:
            projets.append(chemin)
        else:
            tables.append(_table(chemin, baremes, remarques, avec_types=avec_types))

    for chemin in chemins:
        for fichier in collecte.essayer(partial(_fichiers, chemin, remarques)) or ():
            collecte.essayer(partial(ouvrir_un, fichier))
    collecte.lever()
    types = {t for p in projets for t in _types_du_projet(p)} if avec_types else set()
    return Lot(tuple(projets), tuple(tables), tuple(remarques), frozenset(types.union(*(t.types for t in tables))))


def _fichiers(chemin: Path, remarques: list[str]) -> list[Path]:
    """Return a file; or the project files of a folder and of those below, hidden ones apart, by their names.

    Raise EntreeRefusee for a folder without any.
    """
    if not chemin.is_dir():
        return [chemin]
    trouves: list[Path] = []
    autres = 0
    for ici, dessous, noms in os.walk(chemin):
        dessous[:] = sorted(d for d in dessous if not d.startswith("."))
        visibles = sorted(n for n in noms if not n.startswith("."))
        trouves += (Path(ici) / n for n in visibles if n.lower().endswith(PROJETS))
        autres += sum(n.lower().endswith((*TEXTES, *CLASSEURS)) for n in visibles)
    if not trouves:
        conseil = "Un tableau se donne par son nom, pas par son dossier."
        raise refus(chemin, "aucun fichier de projet (.toml) dans ce dossier.", conseil)
    if autres:
        remarques.append(f"{chemin} : seuls les projets (.toml) d'un dossier sont lus ; {autres} autres fichiers non.")
    return trouves


def _verifier(chemin: Path, vus: set[Path]) -> None:
    """Refuse what is no file, of no known form, or already given. Raise EntreeRefusee."""
    verifier_ordinaire(chemin)
    connues = (PROJETS, *TEXTES, *CLASSEURS)
    if chemin.suffix.lower() not in connues:
        raise refus(chemin, f"forme inconnue « {chemin.suffix} ».", f"Extensions lues : {', '.join(connues)}.")
    if vrai_chemin(chemin) in vus:
        raise refus(chemin, "ce fichier est donné deux fois.", "Ne le donnez qu'une fois.")
    vus.add(vrai_chemin(chemin))


def _table(chemin: Path, baremes: Baremes, remarques: list[str], *, avec_types: bool) -> TableDuLot:
    table = ouvrir_table(chemin, recherche())
    entete = lire_titres(str(chemin), table.titres, baremes)
    if table.autres_feuilles:
        feuilles = ", ".join(f"« {f} »" for f in table.autres_feuilles)
        remarques.append(f"{chemin} : seule la première feuille est lue, pas {feuilles}.")
    return TableDuLot(table, entete, _parcourir(table, entete, tout=avec_types))


def _parcourir(table: Table, entete: Entete, *, tout: bool) -> frozenset[str]:
    """Return the types of equipment met up to the first row to estimate, or in all the table (`tout`).

    Raise EntreeRefusee when there is no such row.
    """
    projet, rang = entete.colonnes.index("projet"), entete.colonnes.index("type")
    types: set[Cellule] = set()
    utile = False
    for rangee in table.rangees():
        utile = utile or isinstance(rangee, RangeeIllisible) or not est_remarque(rangee, projet)
        if utile and not tout:
            break
        if isinstance(rangee, Rangee) and rang < len(rangee.cellules) and len(types) < _TYPES_RETENUS:
            types.add(rangee.cellules[rang])
    if not utile:
        raise refus(table.chemin, "le tableau n'a aucune ligne à estimer sous ses titres.")
    return frozenset(filter(None, map(type_connu, types)))


def _types_du_projet(fichier: Path) -> Iterable[str]:
    try:
        return lire_toml(fichier).keys() & equipements().keys()
    except EntreeRefusee:  # it will be told as a reject
        return ()
