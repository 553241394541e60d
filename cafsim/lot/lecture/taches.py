"""Cut the files of a batch into pieces of work, in order."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from cafsim.erreurs import isolable
from cafsim.fichiers import illisible
from cafsim.lot.lecture.fichiers import Lot, TableDuLot
from cafsim.lot.modele import Rejet, Tache
from cafsim.tables import Parcours, Rangee, RangeeIllisible
from cafsim.tables.morceaux import Allure
from cafsim.tables.texte import TableTexte

RANGEES = 200
"""Rows in a piece: long enough to send to another process, short enough to be soon done."""

PREMIER_BLOC = 1 << 18
"""Bytes of the first block of a table, which tells what its rows are like before longer ones are read."""

PROJETS = 10
"""Project files in a piece."""


def taches(lot: Lot, allure: Callable[[int], Allure] | None = None) -> Iterator[Tache]:
    """Yield the pieces of work: the files already refused, the project files, then the tables.

    The texts go by blocks, if `allure` tells (of a table, by its rank) how long these are.
    """
    tailles = {chemin: _taille(chemin) for chemin in lot.chemins}
    total = sum(tailles.values()) or 1
    lus = 0.0
    if lot.rejets:
        yield Tache(-1, rejets=lot.rejets)
    for debut in range(0, len(lot.projets), PROJETS):
        paquet = lot.projets[debut : debut + PROJETS]
        lus += sum(tailles[p] for p in paquet)
        yield Tache(-1, projets=paquet, premier=debut, avancement=lus / total)
    for rang, table in enumerate(lot.tables):
        taille = tailles[table.table.chemin]
        texte = table.table if isinstance(table.table, TableTexte) else None
        for tache in _du_texte(rang, texte, allure(rang)) if texte and allure else _de_la_table(rang, table, RANGEES):
            yield tache._replace(avancement=min(1, (lus + tache.avancement * taille) / total))
        lus += taille


def _du_texte(rang: int, texte: TableTexte, allure: Allure) -> Iterator[Tache]:
    for bloc in texte.blocs(allure):
        yield Tache(rang, bloc=bloc, avancement=bloc.part)


def _taille(chemin: Path) -> int:
    try:
        return chemin.stat().st_size
    except OSError:  # its reading will tell
        return 0


def _de_la_table(rang: int, table: TableDuLot, longueur: int) -> Iterator[Tache]:
    """Yield the pieces of a table; their progress is that of this table."""
    lecture = table.rangees()
    bonnes: list[Rangee] = []
    rejets: list[Rejet] = []
    for lue in _lues(lecture):
        if isinstance(lue, RangeeIllisible):
            rejets.append(Rejet(table.entete.fichier, lue.ligne, "", "", lue.raison, lue.conseil))
        else:
            bonnes.append(lue)
        if len(bonnes) + len(rejets) >= longueur:
            yield Tache(rang, bonnes, rejets=rejets, avancement=lecture.part)
            bonnes, rejets = [], []
    yield Tache(rang, bonnes, rejets=rejets, avancement=lecture.part)


def _lues(lecture: Parcours) -> Iterator[Rangee | RangeeIllisible]:
    """Yield the rows; what ends the reading on the way is told at the row where it was met."""
    ligne = 0
    try:
        for lue in lecture:
            ligne = lue.ligne
            yield lue
    except BaseException as error:
        if not isolable(error):
            raise
        conseil = "Cette ligne et les suivantes manquent : relancez la commande, ou enregistrez le tableau de nouveau."
        yield RangeeIllisible(ligne + 1, illisible(error, "").message, conseil)
