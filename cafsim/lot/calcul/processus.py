"""Have the pieces of work done, here or in several processes: same results, in the same order, few at a time."""

from __future__ import annotations

import gc
import os
import signal
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import chain, cycle
from queue import SimpleQueue
from threading import Thread
from typing import TYPE_CHECKING

from cafsim.lot.calcul.ouvrier import Ouvrier
from cafsim.lot.modele import Produit, Reglages, Tache

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from multiprocessing.context import SpawnContext

SEUIL = 10
"""Pieces of work from which starting processes is worth its time (two thousand rows)."""

_EN_COURS = 2
"""Pieces that each process has: it never waits, and no more than that is in memory."""


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
    traiter = Ouvrier(reglages).traiter
    for tache in taches:
        yield tache, traiter(tache)


def _ailleurs(taches: Iterator[Tache], reglages: Reglages, nombre: int) -> Iterator[tuple[Tache, Produit]]:
    """Deal the pieces to the processes in turn, and take what they give in the same turn."""
    from multiprocessing import get_context  # noqa: PLC0415 (short batches need it not)

    contexte = get_context("spawn")  # the one way that every system has
    with _sans_arret():
        ouvriers = [_Distant(contexte, reglages) for _ in range(nombre)]
    en_cours: deque[tuple[Tache, _Distant]] = deque()
    try:
        for tache, ouvrier in zip(taches, cycle(ouvriers), strict=False):
            ouvrier.donner(tache)
            en_cours.append((tache, ouvrier))
            if len(en_cours) >= _EN_COURS * nombre:
                premiere, fini = en_cours.popleft()
                yield premiere, fini.prendre()
        for premiere, fini in en_cours:
            yield premiere, fini.prendre()
    finally:
        for ouvrier in ouvriers:
            ouvrier.renvoyer()


@contextmanager
def _sans_arret() -> Iterator[None]:
    """Start processes deaf to what stops a command, from their first instant: their parent hears it, and ends them."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    from multiprocessing import resource_tracker  # noqa: PLC0415

    resource_tracker.ensure_running()  # it lifts the mask when it starts
    arrets = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    signal.pthread_sigmask(signal.SIG_BLOCK, arrets)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, arrets)


class _Distant:
    """A process that does pieces of work, in the order given."""

    def __init__(self, contexte: SpawnContext, reglages: Reglages) -> None:
        taches, self._taches = contexte.Pipe(duplex=False)
        self._produits, produits = contexte.Pipe(duplex=False)
        self._processus = contexte.Process(target=_travailler, args=(taches, produits, reglages), daemon=True)
        self._processus.start()
        taches.close()  # the process holds its own ends: when it dies, ours tell
        produits.close()

    def donner(self, tache: Tache) -> None:
        """Send a piece. Raise OuvrierPerdu."""
        try:
            self._taches.send(tache)
        except OSError as error:
            raise OuvrierPerdu from error

    def prendre(self) -> Produit:
        """Wait for what the oldest piece gives. Raise OuvrierPerdu, or the defect that the piece met."""
        try:
            produit = self._produits.recv()
        except (EOFError, OSError) as error:
            raise OuvrierPerdu from error
        if isinstance(produit, Exception):
            raise produit
        if not isinstance(produit, Produit):
            raise OuvrierPerdu
        return produit

    def renvoyer(self) -> None:
        """End the process, whatever it does."""
        self._processus.kill()
        self._processus.join()
        self._taches.close()
        self._produits.close()


def _travailler(taches: Connection, produits: Connection, reglages: Reglages) -> None:
    """Do pieces until the parent is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # where there is no mask
    recues: SimpleQueue[Tache] = SimpleQueue()
    Thread(target=_recevoir, args=(taches, recues), daemon=True).start()
    traiter = Ouvrier(reglages).traiter
    gc.freeze()
    while True:
        try:
            produits.send(traiter(recues.get()))
        except Exception as error:  # the parent will tell it
            produits.send(error)


def _recevoir(taches: Connection, recues: SimpleQueue[Tache]) -> None:
    """Take the pieces as they come: the parent never waits to send one while it has a result to take."""
    try:
        while True:
            recues.put(taches.recv())
    except (EOFError, OSError):
        os._exit(1)
