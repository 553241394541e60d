"""Run a batch: files already opened in, a result and its rejects out, written as they come."""

from __future__ import annotations

import gc
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

from cafsim.lot.calcul.moteurs import engager
from cafsim.lot.calcul.processus import produire
from cafsim.lot.lecture.doublons import Doublons
from cafsim.lot.lecture.fichiers import Lot
from cafsim.lot.lecture.taches import taches
from cafsim.lot.modele import Identite, Place, Reglages, Rejet
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
    gc.enable()  # a batch lives long
    bilan = Bilan()
    try:
        with (
            sorties.ouvrir(ou.resultat, reglages.forme, disposition(reglages), entete(reglages)) as ecrire,
            rejets.ouvrir(ou.rejets, reglages.profil) as rejeter,
            Doublons() as doublons,
        ):
            rendre = rejets.a_corriger(ou.a_corriger, reglages)
            seuls = SansDoubles(lot, doublons)
            refaire = cache(lambda: engager(reglages))
            for tache, fait in produire(taches(lot, reglages.moteur), reglages, coeurs):
                doubles = seuls.rejets(fait.identites)
                produit = refaire()(tache._replace(doubles=doubles)) if doubles else fait
                ecrire(produit.ecrit)
                rejeter(produit.rejets)
                rendre(tache.table, produit.rejets)
                bilan.ajouter(produit)
                avancer(tache.avancement, bilan.equipements)
        for vue, path in ou.sommaires.items():
            sommaire.ecrire(path, sommaire.VUES[vue], bilan.cumuls, reglages)
    except sqlite3.OperationalError as error:  # its file is a temporary one
        raise OSError(None, f"le dossier temporaire est plein ou inaccessible ({error})") from error
    return bilan


class SansDoubles:
    """Refuses the equipments that came before in the batch. An equipment that was itself refused came for nothing."""

    def __init__(self, lot: Lot, doublons: Doublons) -> None:
        self._lot = lot
        self._doublons = doublons

    def rejets(self, identites: Sequence[Identite]) -> dict[Identite, Rejet]:
        """Return those of these equipments that came before, and what to say of each."""
        return {i: self._rejet(i.place, p) for i, p in self._doublons.garder(identites).items()}

    def _rejet(self, place: Place, premiere: Place) -> Rejet:
        fichier, ou = self._fichier(place), self._fichier(premiere)
        ligne = None if place.table < 0 else place.ligne
        if premiere.table < 0:
            autre = f"celui de {ou}"
        else:
            autre = f"la ligne {premiere.ligne}" if ou == fichier else f"la ligne {premiere.ligne} de {ou}"
        message = f"même équipement que {autre} : même projet, exercice, type et nom."
        conseil = "Gardez-en un des deux, ou donnez-leur des noms différents (colonne « nom »)."
        return Rejet(fichier, ligne, "projet", "", message, conseil)

    def _fichier(self, place: Place) -> str:
        return str(self._lot.projets[place.ligne]) if place.table < 0 else self._lot.tables[place.table].entete.fichier
