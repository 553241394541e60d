"""Do a batch by columns: the plain rows of a block in one query; the others, and those in doubt, exactly."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import NamedTuple

import polars as pl

from cafsim.lot.calcul.ouvrier import Ouvrier, TacheEstimee
from cafsim.lot.calcul.requetes import Requetes
from cafsim.lot.lecture.blocs import LIGNE, TAILLE, BlocLu, LecteurDeBlocs
from cafsim.lot.lecture.doublons import rejet
from cafsim.lot.lecture.doublons_colonnes import DoublonsEnColonnes, cles, cles_de
from cafsim.lot.lecture.fichiers import Lot
from cafsim.lot.lecture.taches import taches
from cafsim.lot.modele import Cumuls, Fait, Produit, Reglages, Tache
from cafsim.lot.resultat.bilan import ajouter
from cafsim.lot.resultat.large_colonnes import Ecriture, Estimees
from cafsim.tables.texte import TableTexte

_FILS = 2
"""Blocks estimated at once. Polars has threads of its own, but runs a query that reads from Python in one."""


def produire(lot: Lot, reglages: Reglages) -> Iterator[Fait]:
    """Yield what each piece of the batch gives, in order: what the exact engine gives, to the byte."""
    ouvrier = OuvrierEnColonnes(lot, reglages)
    en_cours: deque[tuple[Tache, Future[Sures]]] = deque()
    with ThreadPoolExecutor(_FILS) as fils:
        try:
            for tache in taches(lot, TAILLE):
                en_cours.append((tache, fils.submit(ouvrier.estimer, tache)))
                if len(en_cours) > _FILS:
                    yield ouvrier.finir(*_suivante(en_cours))
            while en_cours:
                yield ouvrier.finir(*_suivante(en_cours))
        finally:
            for _, futur in en_cours:
                futur.cancel()


def _suivante(en_cours: deque[tuple[Tache, Future[Sures]]]) -> tuple[Tache, Sures]:
    tache, futur = en_cours.popleft()
    return tache, futur.result()


class Sures(NamedTuple):
    """What the columns made of a block: the estimated rows of each type; None for what is no block."""

    lu: BlocLu | None
    estimees: Sequence[Estimees] = ()


class OuvrierEnColonnes:
    """Estimates the pieces of a batch (`estimer`, by any thread), then finishes them in their order (`finir`)."""

    def __init__(self, lot: Lot, reglages: Reglages) -> None:
        self._lot = lot
        self._exact = Ouvrier(reglages)
        self._requetes = Requetes(reglages, self._exact.baremes)
        self._lecteurs = {
            rang: LecteurDeBlocs(t.table, t.entete, t.regles)
            for rang, t in enumerate(lot.tables)
            if isinstance(t.table, TableTexte)
        }
        self._doublons = DoublonsEnColonnes()
        self._ecriture = Ecriture(reglages)

    def estimer(self, tache: Tache) -> Sures:
        """Read a block, and estimate the rows that the columns are sure of."""
        if tache.bloc is None:
            return Sures(None)
        lu = self._lecteurs[tache.table].lire(tache.bloc)
        try:
            return Sures(lu, [*self._requetes.estimer(tache.table, lu.lues)])
        except pl.exceptions.PolarsError:  # a defect there costs time, and no row
            if os.environ.get("CAFSIM_DEBUG"):
                raise
            return Sures(lu)

    def finir(self, tache: Tache, sures: Sures) -> Fait:
        """Estimate the other rows exactly, set apart the equipments that came before, write."""
        lu = sures.lu
        commentaires = 0
        if lu is not None:
            prises = pl.concat([lu.lues.select(LIGNE).clear(), *(e.rangees.select(LIGNE) for e in sures.estimees)])
            laissees = lu.lues.select(LIGNE).join(prises, on=LIGNE, how="anti")
            rangees = self._lecteurs[tache.table].rangees(lu, set(laissees[LIGNE]))
            tache = tache._replace(rangees=rangees, rejets=lu.rejets)
            commentaires = lu.commentaires
        reste = self._exact.estimer(tache)
        estimees, reste = self._sans_doubles(tache.table, sures.estimees, reste)
        cumuls: Cumuls = reste.cumuls()
        for e in estimees:
            ajouter(cumuls, e.cumuls())
        exacts = [(i.place.ligne, self._exact.ecrire([e]).octets) for i, e in reste.estimes.items()]
        ecrit = self._ecriture.ecrire(estimees, exacts)
        nombre = len(exacts) + sum(len(e.rangees) for e in estimees)
        lignes = reste.lignes + sum(e.lignes for e in estimees)
        produit = Produit(ecrit, reste.rejets, nombre, lignes, reste.commentaires + commentaires, cumuls)
        return Fait(tache.table, tache.avancement, produit)

    def _sans_doubles(
        self, table: int, estimees: Sequence[Estimees], reste: TacheEstimee
    ) -> tuple[Sequence[Estimees], TacheEstimee]:
        """Set apart the equipments that came before."""
        places = [(i.place, e) for i, e in reste.estimes.items()]
        exactes = cles_de(places)
        vues = pl.concat([exactes, *(cles(e.rangees, e.type_equipement, table) for e in estimees)])
        doubles = self._doublons.garder(vues)
        if not doubles:
            return estimees, reste
        rejets = {place: rejet(self._lot, place, premiere) for (place, _), premiere in doubles.items()}
        gardes = [(ou, cle) not in doubles for (ou, _), cle in zip(places, exactes["cle"], strict=True)]
        estimes = {i: e for (i, e), garde in zip(reste.estimes.items(), gardes, strict=True) if garde}
        lignes = [place.ligne for place in rejets]
        sures = [e.sauf(lignes) for e in estimees]
        projets = {str(projet): rang for rang, projet in enumerate(self._lot.projets)}
        tous = sorted((*reste.rejets, *rejets.values()), key=lambda r: r.ligne or projets.get(r.fichier, 0))
        return sures, reste._replace(estimes=estimes, rejets=tous)
