"""The engines that a batch can use: both give the same bytes."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable

from cafsim.erreurs import EntreeRefusee, Probleme
from cafsim.lot.calcul.ouvrier import Ouvrier
from cafsim.lot.modele import Forme, Moteurs, Produit, Reglages, Tache

Traiter = Callable[[Tache], Produit]
"""Does a piece of work. Nothing in it stops a batch."""


def verifier(moteur: Moteurs, forme: Forme, *, large: bool) -> None:
    """Refuse an engine that can't write the result asked for, or is not installed. Raise EntreeRefusee."""
    if moteur == "exact":
        return
    sinon = "ou choisissez --moteur exact."
    problemes = []
    if not large:
        message = "ce moteur n'écrit qu'une ligne par équipement."
        problemes.append(Probleme("--moteur", moteur, message, f"Ajoutez --large, {sinon}"))
    if forme == "xlsx":
        message = "ce moteur n'écrit pas de classeur."
        problemes.append(Probleme("--moteur", moteur, message, f"Demandez un résultat .csv ou .parquet, {sinon}"))
    manquantes = [nom for nom in ("narwhals", "polars") if importlib.util.find_spec(nom) is None]
    if manquantes:
        message = f"il manque {' et '.join(manquantes)}."
        problemes.append(Probleme("--moteur", moteur, message, f"Tapez : pip install 'cafsim[lot]' ; {sinon}"))
    if problemes:
        raise EntreeRefusee(problemes)


def engager(reglages: Reglages) -> Traiter:
    """Return what does the pieces of work with the engine asked for."""
    if reglages.moteur == "polars":
        from cafsim.lot.calcul.ouvrier_colonnes import OuvrierEnColonnes  # noqa: PLC0415 (an optional library)

        return OuvrierEnColonnes(reglages).traiter
    return Ouvrier(reglages).traiter
