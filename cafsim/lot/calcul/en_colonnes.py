"""Do a batch by columns: the plain rows of a block in one query; the others, and those in doubt, exactly."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import NamedTuple

import polars as pl

from cafsim.erreurs import isolable
from cafsim.lot.calcul.ouvrier import Ouvrier, TacheEstimee
from cafsim.lot.calcul.requetes import Requetes
from cafsim.lot.lecture.blocs import LIGNE, TAILLE, LecteurDeBlocs
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
    en_cours: deque[Future[Sures]] = deque()
    with ThreadPoolExecutor(_FILS) as fils:
        try:
            for tache in taches(lot, TAILLE):
                en_cours.append(fils.submit(ouvrier.estimer, tache))
                if len(en_cours) > _FILS:
                    yield ouvrier.finir(en_cours.popleft().result())
            while en_cours:
                yield ouvrier.finir(en_cours.popleft().result())
        finally:
            for futur in en_cours:
                futur.cancel()


class Sures(NamedTuple):
    """What the columns made of a block: the estimated rows of each type. `reste`: what is left for the exact engine."""

    reste: Tache
    estimees: Sequence[Estimees] = ()
    commentaires: int = 0


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
            return Sures(tache)
        lecteur = self._lecteurs[tache.table]
        lu = lecteur.lire(tache.bloc)
        estimees: list[Estimees] = []
        try:
            estimees += self._requetes.estimer(tache.table, lu.lues)
        except BaseException as error:  # a defect there costs time, and no row
            if not isolable(error):
                raise
        prises = pl.concat([lu.lues[LIGNE].clear(), *(e.rangees[LIGNE] for e in estimees)])
        laissees = lu.lues[LIGNE].filter(~lu.lues[LIGNE].is_in(prises.implode()))
        rangees = lecteur.rangees(lu, set(laissees))
        return Sures(tache._replace(bloc=None, rangees=rangees, rejets=lu.rejets), estimees, lu.commentaires)

    def finir(self, sures: Sures) -> Fait:
        """Estimate the other rows exactly, set apart the equipments that came before, write."""
        tache = sures.reste
        reste = self._exact.estimer(tache)
        estimees, reste = self._sans_doubles(tache.table, sures.estimees, reste)
        exacts = [(i.place.ligne, e.octets) for i, e in self._exact.ecrits(reste).items()]
        cumuls: Cumuls = reste.cumuls()
        for e in estimees:
            ajouter(cumuls, e.cumuls())
        ecrit = self._ecriture.ecrire(estimees, exacts)
        nombre = len(exacts) + sum(len(e.rangees) for e in estimees)
        lignes = reste.lignes + sum(e.lignes for e in estimees)
        produit = Produit(ecrit, reste.rejets, nombre, lignes, reste.commentaires + sures.commentaires, cumuls)
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
