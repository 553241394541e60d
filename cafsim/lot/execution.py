"""Run a batch: files already opened in, a result and its rejects out, written as they come."""

from __future__ import annotations

import gc
import sqlite3
from collections.abc import Callable
from pathlib import Path

from cafsim.lot.calcul.processus import produire
from cafsim.lot.lecture.doublons import Doublons
from cafsim.lot.lecture.fichiers import Lot
from cafsim.lot.lecture.taches import taches
from cafsim.lot.modele import Reglages
from cafsim.lot.resultat import rejets, sorties
from cafsim.lot.resultat.bilan import Bilan

Avancer = Callable[[float, int], None]
"""Told the share (0–1) of the input done, and how many equipments were estimated."""


def executer(
    lot: Lot, reglages: Reglages, resultat: Path, mauvais: Path, *, coeurs: int | None, avancer: Avancer
) -> Bilan:
    """Write the result and, when there are some, the rejects; both files are new. Return what was done.

    Raise EntreeRefusee, OuvrierPerdu or OSError: the files are then not whole, and are the caller's to remove.
    """
    gc.enable()  # a batch lives long
    bilan = Bilan()
    try:
        with (
            sorties.ouvrir(resultat, reglages) as ecrire,
            rejets.ouvrir(mauvais, reglages.profil) as rejeter,
            Doublons() as doublons,
        ):
            for tache, produit in produire(taches(lot, doublons, reglages.moteur), reglages, coeurs):
                ecrire(produit.ecrit)
                rejeter(produit.rejets)
                bilan.ajouter(produit)
                avancer(tache.avancement, bilan.equipements)
    except sqlite3.OperationalError as error:  # its file is a temporary one
        raise OSError(None, f"le dossier temporaire est plein ou inaccessible ({error})") from error
    return bilan
