"""Do a batch by columns: the plain rows of a block in one query; the others, and those in doubt, exactly."""

from __future__ import annotations

import io
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from typing import NamedTuple, TypeVar

import polars as pl

from cafsim.erreurs import isolable
from cafsim.lot.calcul.ouvrier import Ouvrier, TacheEstimee
from cafsim.lot.calcul.requetes import Requetes
from cafsim.lot.lecture.blocs import LIGNE, TAILLE, BlocLu, LecteurDeBlocs, seules_lignes
from cafsim.lot.lecture.doublons import rejet
from cafsim.lot.lecture.doublons_colonnes import DoublonsEnColonnes, cles, cles_de
from cafsim.lot.lecture.fichiers import Lot
from cafsim.lot.lecture.taches import taches
from cafsim.lot.modele import Cumuls, Ecrit, Fait, Place, Produit, Reglages, Tache
from cafsim.lot.resultat.bilan import ajouter
from cafsim.lot.resultat.estimees import Estimees
from cafsim.lot.resultat.large_colonnes import LargeEnColonnes
from cafsim.lot.resultat.long_colonnes import LongEnColonnes, sans_laissees
from cafsim.lot.resultat.plumes import plume
from cafsim.tables import Rangee
from cafsim.tables.morceaux import Allure
from cafsim.tables.texte import TableTexte

_RANGEES = 30_000
"""Rows of a block, where they give the cells of a few aids each: as many as memory can hold at every step."""

_FOIS_PLUS = 4
"""Blocks that are cut and estimated at one stroke are longer: nothing but their result is held at once."""

_AIDES = (4, 12)
"""Numbers of aids between which blocks are the shorter, the more there are."""

_LIGNES_PAR_RANGEE = 8
"""What a row takes of memory where each line of its estimate is one, in times what it takes with a few aids."""

_FILS = 2
"""Blocks estimated at once. Polars has threads of its own, but much is done outside of its queries."""


def produire(lot: Lot, reglages: Reglages) -> Iterator[Fait]:
    """Yield what each piece of the batch gives, in order: what the exact engine gives, to the byte."""
    ouvrier = OuvrierEnColonnes(lot, reglages)
    en_cours: deque[Future[Sures]] = deque()
    with ThreadPoolExecutor(_FILS) as fils:
        try:
            for tache in taches(lot, ouvrier.allure):
                en_cours.append(fils.submit(ouvrier.estimer, tache))
                if len(en_cours) > _FILS:
                    yield ouvrier.finir(en_cours.popleft().result())
            while en_cours:
                yield ouvrier.finir(en_cours.popleft().result())
        finally:
            for futur in en_cours:
                futur.cancel()


T = TypeVar("T")


class Pret(NamedTuple):
    """What estimated rows give if none came before: their keys, what they add up to; themselves, laid out."""

    cles: pl.DataFrame
    cumuls: Cumuls
    cadres: Sequence[pl.DataFrame]


class Sures(NamedTuple):
    """What the columns made of a block: the estimated rows of each type. `reste`: what is left for the exact engine."""

    reste: Tache
    estimees: Sequence[Estimees] = ()
    lu: BlocLu | None = None
    pret: Pret | None = None


class OuvrierEnColonnes:
    """Estimates the pieces of a batch (`estimer`, by any thread), then finishes them in their order (`finir`)."""

    def __init__(self, lot: Lot, reglages: Reglages) -> None:
        self._lot = lot
        self._aides = reglages.large or ()
        self._exact = Ouvrier(reglages)
        self._lecteurs = {
            rang: LecteurDeBlocs(t.table, t.entete, t.regles)
            for rang, t in enumerate(lot.tables)
            if isinstance(t.table, TableTexte)
        }
        self._doublons = DoublonsEnColonnes()
        self._plume = plume(reglages)
        self._long = LongEnColonnes(reglages, self._plume) if reglages.large is None else None
        large = LargeEnColonnes(reglages, self._plume)
        self._disposition = self._long or large
        self._requetes = Requetes(reglages, self._exact.baremes, None if self._long else large.disposer)

    def allure(self, table: int) -> Allure:
        """Return how long the blocks of a table are: the more a row gives, the fewer rows."""
        peu, beaucoup = _AIDES
        aides = min(max(len(self._aides), peu), beaucoup)
        rangees = _RANGEES // _LIGNES_PAR_RANGEE if self._long else _RANGEES * peu // aides
        return Allure(TAILLE, lambda: rangees * _FOIS_PLUS if table in self._requetes.d_un_coup else rangees)

    def estimer(self, tache: Tache) -> Sures:
        """Read a block, estimate the rows that the columns are sure of."""
        bloc = tache.bloc
        if bloc is None:
            return Sures(tache)
        lecteur, requetes = self._lecteurs[tache.table], self._requetes
        d_un_coup = partial(requetes.couper_et_estimer, tache.table, lecteur, bloc)
        if (sures := self._sures(tache, seules_lignes(bloc), d_un_coup)).estimees:
            return sures
        lu = lecteur.lire(bloc)
        return self._sures(tache, lu, lambda: [*requetes.estimer(tache.table, lu.lues)])

    def _sures(self, tache: Tache, lu: BlocLu, estimer: Callable[[], list[Estimees]]) -> Sures:
        """Return the rows of a block that are estimated, laid out; none if something fails there."""
        sans = Sures(tache._replace(bloc=None, rejets=lu.rejets), lu=lu)
        return self._sans_defaut(lambda: self._avec(sans, estimer())) or sans

    def _avec(self, sures: Sures, estimees: list[Estimees]) -> Sures:
        pret = self._pret(sures.reste.table, estimees) if estimees and not self._long else None
        return sures._replace(estimees=estimees, pret=pret)

    def _sans_defaut(self, faire: Callable[[], T]) -> T | None:
        """Return what columns make; None if they fail: a defect there costs time, and no row."""
        try:
            return faire()
        except BaseException as error:
            if not isolable(error):
                raise
            return None

    def _pret(self, table: int, estimees: Sequence[Estimees]) -> Pret:
        vues = pl.concat([cles_de(()), *(cles(e.rangees, table) for e in estimees)])
        return Pret(vues, _cumuls(estimees), self._cadres(estimees))

    def finir(self, sures: Sures) -> Fait:
        """Estimate the other rows exactly, set apart the equipments that came before."""
        tache, lu, estimees = sures.reste, sures.lu, sures.estimees
        if lu is not None:
            if self._long is not None:
                avec = (self._sans_defaut(partial(self._avec_textes, self._long, tache, lu, e)) for e in estimees)
                estimees = [e for e in avec if e is not None]
            tache = tache._replace(rangees=self._laissees(tache, lu, estimees))
        reste = self._exact.estimer(tache)
        pret = sures.pret or self._pret(tache.table, estimees)
        exactes = cles_de((i.place, e) for i, e in reste.estimes.items())
        if doubles := self._doublons.garder(pl.concat([exactes, pret.cles])):
            reste = self._sans(doubles, reste, exactes["cle"])
            estimees = [e.garder([ou.ligne for ou, _ in doubles], sauf=True) for e in estimees]
            pret = pret._replace(cumuls=_cumuls(estimees), cadres=self._cadres(estimees))
        exacts = [(i.place.ligne, e.octets) for i, e in self._exact.ecrits(reste).items()]
        cumuls: Cumuls = reste.cumuls()
        ajouter(cumuls, pret.cumuls)
        nombre = len(exacts) + sum(len(e.rangees) for e in estimees)
        lignes = reste.lignes + sum(e.lignes for e in estimees)
        commentaires = reste.commentaires + (lu.commentaires if lu else 0)
        ecrit = Ecrit(verser=partial(self._plume.ecrire, cadres=pret.cadres, exactes=exacts))
        produit = Produit(ecrit, reste.rejets, nombre, lignes, commentaires, cumuls)
        return Fait(tache.table, tache.avancement, produit)

    def _cadres(self, estimees: Iterable[Estimees]) -> list[pl.DataFrame]:
        presentes = [e for e in estimees if len(e.rangees)]
        return [self._disposition.cadre(e, seul_cadre=len(presentes) == 1) for e in presentes]

    def _laissees(self, tache: Tache, lu: BlocLu, estimees: Iterable[Estimees]) -> list[Rangee]:
        """Return the rows of a block that the columns have not estimated."""
        prises = pl.concat([lu.lues[LIGNE].clear(), *(e.rangees[LIGNE] for e in estimees)])
        laissees = lu.lues[LIGNE].filter(~lu.lues[LIGNE].is_in(prises.implode()))
        return self._lecteurs[tache.table].rangees(lu, set(laissees))

    def _avec_textes(self, long: LongEnColonnes, tache: Tache, lu: BlocLu, estimees: Estimees) -> Estimees:
        """Return the rows whose lines have texts that are known; of those never met, some are estimated exactly."""
        modeles = long.modeles(estimees)
        avec = modeles.joindre(estimees)
        if voulues := modeles.jamais_vues(avec):
            rangees = [r for r in self._lecteurs[tache.table].rangees(lu, voulues) if r.ligne in voulues]
            exactes = self._exact.estimer(tache._replace(rangees=rangees, rejets=()))
            modeles.apprendre(avec.garder(voulues), {i.place.ligne: e for i, e in exactes.estimes.items()})
            ecrits = {i.place.ligne: e.octets for i, e in self._exact.ecrits(exactes).items()}
            for ligne in self._infideles(modeles.joindre(avec.garder(voulues)), ecrits):
                modeles.laisser(avec.garder([ligne]))
            avec = modeles.joindre(avec)
        return sans_laissees(avec)

    def _infideles(self, estimees: Estimees, ecrits: Mapping[int, bytes]) -> list[int]:
        """Return the lines of the table that the columns write otherwise than the exact engine."""
        if self._octets(estimees) == b"".join(ecrits.values()):
            return []
        return [x for x in estimees.rangees[LIGNE] if self._octets(estimees.garder([x])) != ecrits.get(x)]

    def _octets(self, estimees: Estimees) -> bytes:
        tampon = io.BytesIO()
        self._plume.ecrire(tampon, self._cadres([estimees]))
        return tampon.getvalue()

    def _sans(self, doubles: Mapping[tuple[Place, int], Place], reste: TacheEstimee, cles: pl.Series) -> TacheEstimee:
        """Refuse the equipments that came before; `cles` are those of the ones estimated exactly."""
        gardes = [(i.place, cle) not in doubles for i, cle in zip(reste.estimes, cles, strict=True)]
        estimes = {i: e for (i, e), garde in zip(reste.estimes.items(), gardes, strict=True) if garde}
        projets = {str(projet): rang for rang, projet in enumerate(self._lot.projets)}
        rejets = [*reste.rejets, *(rejet(self._lot, ou, premiere) for (ou, _), premiere in doubles.items())]
        rejets.sort(key=lambda r: r.ligne or projets.get(r.fichier, 0))
        return reste._replace(estimes=estimes, rejets=rejets)


def _cumuls(estimees: Iterable[Estimees]) -> Cumuls:
    cumuls: Cumuls = {}
    for e in estimees:
        ajouter(cumuls, e.cumuls())
    return cumuls
