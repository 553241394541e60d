"""Run a batch: inputs already opened in, a result and its rejects out, written as they come."""

from __future__ import annotations

import gc
import sqlite3
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from cafsim.lot.calcul.processus import produire
from cafsim.lot.lecture.doublons import Doublons
from cafsim.lot.lecture.fichiers import Lot
from cafsim.lot.lecture.taches import taches
from cafsim.lot.modele import Reglages
from cafsim.lot.resultat import sorties
from cafsim.lot.resultat.bilan import Bilan
from cafsim.lot.resultat.rejets import FichierDeRejets

Avancer = Callable[[float, int], None]
"""Told the share (0–1) of the input done, and how many equipments were estimated."""


def executer(
    lot: Lot, reglages: Reglages, resultat: Path, rejets: Path, *, coeurs: int | None, avancer: Avancer
) -> Bilan:
    """Write the result and, when there are some, the rejects; both files are new. Return what was done.

    Raise EntreeRefusee, OuvrierPerdu or OSError: the files are then not whole, and are the caller's to remove.
    """
    gc.enable()  # a batch lives long
    bilan = Bilan()
    mauvais = FichierDeRejets(rejets, reglages.profil)
    sortie = sorties.ouvrir(resultat, reglages)
    try:
        with Doublons() as doublons:
            for tache, produit in produire(taches(lot, doublons, reglages.moteur), reglages, coeurs):
                sortie.ecrire(produit.ecrit)
                mauvais.ecrire(produit.rejets)
                bilan.ajouter(produit)
                avancer(tache.avancement, bilan.equipements)
        sortie.terminer()
        mauvais.fermer()
    except BaseException as error:
        sortie.abandonner()
        with suppress(OSError):
            mauvais.fermer()
        if isinstance(error, sqlite3.OperationalError):  # its file is a temporary one
            raise OSError(None, f"le dossier temporaire est plein ou inaccessible ({error})") from error
        raise
    return bilan
