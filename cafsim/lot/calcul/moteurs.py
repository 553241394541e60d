"""The engines that a batch can use: both give the same bytes."""

from __future__ import annotations

import importlib.util

from cafsim.baremes.model import Baremes
from cafsim.erreurs import EntreeRefusee, Probleme
from cafsim.lot.lecture.fichiers import Lot
from cafsim.lot.modele import Forme, Moteurs, Reglages
from cafsim.tables.texte import TableTexte

SEUIL = 500_000
"""Bytes of text tables from which the columns are worth the start of their library (some four thousand rows)."""

_SIMPLES = 0.5
"""Share of plain rows at the beginning of a table below which the exact engine, in several processes, does better."""


def choisir(lot: Lot, reglages: Reglages, baremes: Baremes) -> Moteurs:
    """Return the faster engine for a batch: the columns, where they are there and can do half of the rows."""
    textes = [(t.table.chemin.stat().st_size, t) for t in lot.tables if isinstance(t.table, TableTexte)]
    if sum(taille for taille, _ in textes) < SEUIL or reglages.large is None or reglages.forme == "xlsx" or _manquantes():
        return "exact"
    from cafsim.lot.calcul.requetes import part_simple  # noqa: PLC0415 (an optional library)

    _, plus_longue = max(textes, key=lambda texte: texte[0])
    return "polars" if part_simple(plus_longue, baremes) >= _SIMPLES else "exact"


def verifier(moteur: Moteurs | None, forme: Forme, *, large: bool) -> None:
    """Refuse an engine that can't write the result asked for, or is not installed. Raise EntreeRefusee."""
    if moteur != "polars":
        return
    sinon = "ou choisissez --moteur exact."
    problemes = []
    if not large:
        message = "ce moteur n'écrit qu'une ligne par équipement."
        problemes.append(Probleme("--moteur", moteur, message, f"Ajoutez --large, {sinon}"))
    if forme == "xlsx":
        message = "ce moteur n'écrit pas de classeur."
        problemes.append(Probleme("--moteur", moteur, message, f"Demandez un résultat .csv ou .parquet, {sinon}"))
    if manquantes := _manquantes():
        message = f"il manque {' et '.join(manquantes)}."
        problemes.append(Probleme("--moteur", moteur, message, f"Tapez : pip install 'cafsim[lot]' ; {sinon}"))
    if problemes:
        raise EntreeRefusee(problemes)


def _manquantes() -> list[str]:
    return [nom for nom in ("narwhals", "polars") if importlib.util.find_spec(nom) is None]
