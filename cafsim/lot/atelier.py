"""Have the pieces of work done, here or in several processes: same results, in the same order, few at a time."""

from __future__ import annotations

import gc
import os
import signal
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from itertools import chain
from multiprocessing import get_context, parent_process
from multiprocessing.connection import wait
from threading import Thread

from cafsim.lot.modele import Produit, Reglages, Tache
from cafsim.lot.ouvrier import Ouvrier

SEUIL = 10
"""Pieces of work from which starting processes is worth its time (two thousand rows)."""

_EN_COURS = 2
"""Pieces sent ahead to each process: it never waits, and no more than that is in memory."""

_ouvrier: Ouvrier | None = None


class OuvrierPerdu(Exception):
    """A process died on its work: out of memory, or stopped from outside."""


def coeurs() -> int:
    """Return how many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def produire(taches: Iterator[Tache], reglages: Reglages, nombre: int | None) -> Iterator[tuple[Tache, Produit]]:
    """Yield each piece of work with what it gives.

    `nombre`: processes to use; None: as many as there are cores, once there is enough work. Raise OuvrierPerdu.
    """
    premieres: list[Tache] = []
    if nombre is None and coeurs() > 1:
        for tache in taches:
            premieres.append(tache)
            if len(premieres) >= SEUIL:
                nombre = coeurs()
                break
    toutes = chain(premieres, taches)
    return _ici(toutes, reglages) if (nombre or 1) == 1 else _ailleurs(toutes, reglages, nombre or 1)


def _ici(taches: Iterator[Tache], reglages: Reglages) -> Iterator[tuple[Tache, Produit]]:
    ouvrier = Ouvrier(reglages)
    for tache in taches:
        yield tache, ouvrier.traiter(tache)


def _ailleurs(taches: Iterator[Tache], reglages: Reglages, nombre: int) -> Iterator[tuple[Tache, Produit]]:
    atelier = ProcessPoolExecutor(nombre, get_context("spawn"), initializer=_installer, initargs=(reglages,))
    en_cours: deque[tuple[Tache, Future[Produit]]] = deque()
    fini = False
    try:
        for tache in taches:
            en_cours.append((tache._replace(rangees=()), atelier.submit(_traiter, tache)))
            if len(en_cours) > _EN_COURS * nombre:
                finie, promesse = en_cours.popleft()
                yield finie, promesse.result()
        while en_cours:
            finie, promesse = en_cours.popleft()
            yield finie, promesse.result()
        fini = True
    except BrokenProcessPool as error:
        raise OuvrierPerdu from error
    finally:
        if not fini:  # nobody wants the rest
            for processus in list((atelier._processes or {}).values()):  # noqa: SLF001 (the pool has no way to say it)
                processus.terminate()
        atelier.shutdown(wait=True, cancel_futures=True)


def _installer(reglages: Reglages) -> None:
    """Make a process ready: deaf to Ctrl+C, which its parent hears, and gone when its parent is gone."""
    global _ouvrier  # noqa: PLW0603 (a process has one, made once)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_suivre_le_parent, daemon=True).start()
    _ouvrier = Ouvrier(reglages)
    gc.freeze()


def _suivre_le_parent() -> None:
    parent = parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)


def _traiter(tache: Tache) -> Produit:
    if _ouvrier is None:
        raise RuntimeError("the process has not been made ready")
    return _ouvrier.traiter(tache)
