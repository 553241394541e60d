"""Run a batch: inputs already opened in, a result and its rejects out, written as they come."""

from __future__ import annotations

import gc
import sqlite3
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path

from cafsim.baremes.model import Baremes
from cafsim.equipements.registre import equipements
from cafsim.erreurs import EntreeRefusee
from cafsim.fichiers import lire_toml
from cafsim.lot import large, sorties
from cafsim.lot.atelier import produire
from cafsim.lot.bilan import Bilan
from cafsim.lot.decoupe import taches
from cafsim.lot.doublons import Doublons
from cafsim.lot.entrees import Entrees
from cafsim.lot.modele import Rangee, Reglages
from cafsim.lot.rangee import type_connu
from cafsim.lot.rejets import FichierDeRejets

Avancer = Callable[[float, int], None]
"""Told the share (0–1) of the input done, and how many equipments were estimated."""


def executer(
    entrees: Entrees, reglages: Reglages, resultat: Path, rejets: Path, *, coeurs: int | None, avancer: Avancer
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
            for tache, produit in produire(taches(entrees, doublons, reglages.moteur), reglages, coeurs):
                sortie.ecrire(produit)
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


def aides_en_colonnes(entrees: Entrees, baremes: Baremes, choisies: frozenset[str]) -> tuple[str, ...]:
    """Return the aids that a wide result has columns for: those of the types met, found by a first pass."""
    types = {t for p in entrees.projets for t in _types_du_projet(p)}
    for table in entrees.tables:
        rang = table.entete.colonnes.index("type")
        connus: dict[object, str | None] = {}
        for rangee in table.rangees([0]):
            if isinstance(rangee, Rangee) and rang < len(rangee.cellules):
                cellule = rangee.cellules[rang]
                if cellule not in connus and len(connus) < 1_000:
                    connus[cellule] = type_connu(cellule)
        types |= {t for t in connus.values() if t}
    return large.aides_de(types, baremes, choisies)


def _types_du_projet(fichier: Path) -> Iterable[str]:
    try:
        return lire_toml(fichier).keys() & equipements().keys()
    except EntreeRefusee:  # it will be told as a reject
        return ()
