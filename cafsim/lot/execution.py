"""Run a batch: files already opened in, a result and its rejects out, written as they come."""

from __future__ import annotations

import gc
import sqlite3
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import closing
from functools import cache
from pathlib import Path
from typing import NamedTuple

from cafsim.lot.calcul.ouvrier import Ouvrier
from cafsim.lot.calcul.processus import produire
from cafsim.lot.lecture.doublons import Doublons, rejet
from cafsim.lot.lecture.fichiers import Lot
from cafsim.lot.lecture.taches import taches
from cafsim.lot.modele import Fait, Identite, Reglages, Rejet
from cafsim.lot.resultat import rejets, sommaire, sorties
from cafsim.lot.resultat.bilan import Bilan
from cafsim.lot.resultat.formes import disposition, entete

Avancer = Callable[[float, int], None]
"""Told the share (0–1) of the input done, and how many equipments were estimated."""


class Fichiers(NamedTuple):
    """Where a batch writes: its result, what was rejected and why, the rejected rows of each table, the summaries."""

    resultat: Path
    rejets: Path
    a_corriger: tuple[Path, ...]
    sommaires: Mapping[str, Path]


def executer(lot: Lot, reglages: Reglages, ou: Fichiers, *, coeurs: int | None, avancer: Avancer) -> Bilan:
    """Write the result and, when there are some, the rejects; all files are new. Return what was done.

    Raise EntreeRefusee, OuvrierPerdu or OSError: the files are then not whole, and are the caller's to remove.
    """
    if not gc.isenabled():  # a batch lives long; what was imported before it, as long
        gc.freeze()
        gc.enable()
    bilan = Bilan()
    try:
        with (
            sorties.ouvrir(ou.resultat, reglages.forme, disposition(reglages), entete(reglages)) as ecrire,
            rejets.ouvrir(ou.rejets, reglages.profil) as rejeter,
            closing(_faits(lot, reglages, coeurs)) as faits,
        ):
            rendre, nouveaux = rejets.a_corriger(ou.a_corriger, reglages), rejets.une_fois(reglages.entetes)
            for fait in faits:
                produit = fait.produit._replace(rejets=nouveaux(fait.produit.rejets))
                ecrire(produit.ecrit)
                rejeter(produit.rejets)
                rendre(fait.table, produit.rejets)
                bilan.ajouter(produit)
                avancer(fait.avancement, bilan.equipements)
        for vue, path in ou.sommaires.items():
            sommaire.ecrire(path, sommaire.VUES[vue], bilan.cumuls, reglages)
    except sqlite3.OperationalError as error:  # its file is a temporary one
        raise OSError(None, f"le dossier temporaire est plein ou inaccessible ({error})") from error
    return bilan


def _faits(lot: Lot, reglages: Reglages, coeurs: int | None) -> Generator[Fait]:
    """Yield what each piece of the batch gives, in order, without the equipments that came before."""
    if reglages.moteur == "polars":
        from cafsim.lot.calcul.en_colonnes import produire as en_colonnes  # noqa: PLC0415 (an optional library)

        yield from en_colonnes(lot, reglages)
        return
    refaire = cache(lambda: Ouvrier(reglages))
    with Doublons() as doublons:
        seuls = SansDoubles(lot, doublons)
        for tache, fait in produire(taches(lot), reglages, coeurs):
            doubles = seuls.rejets(fait.identites)
            produit = refaire().traiter(tache._replace(doubles=doubles)) if doubles else fait
            yield Fait(tache.table, tache.avancement, produit)


class SansDoubles:
    """Refuses the equipments that came before in the batch. An equipment that was itself refused came for nothing."""

    def __init__(self, lot: Lot, doublons: Doublons) -> None:
        self._lot = lot
        self._doublons = doublons

    def rejets(self, identites: Sequence[Identite]) -> dict[Identite, Rejet]:
        """Return those of these equipments that came before, and what to say of each."""
        return {i: rejet(self._lot, i.place, p) for i, p in self._doublons.garder(identites).items()}
