"""The engines that a batch can use: both give the same bytes."""

from __future__ import annotations

from cafsim.baremes.model import Baremes
from cafsim.erreurs import EntreeRefusee, Probleme
from cafsim.lot.lecture.extra import en_colonnes, manquantes
from cafsim.lot.lecture.fichiers import Lot
from cafsim.lot.modele import Forme, Moteurs, Reglages

_SIMPLES = 0.5
"""Share of plain rows at the beginning of a table below which the exact engine, in several processes, does better."""


def choisir(lot: Lot, reglages: Reglages, baremes: Baremes) -> Moteurs:
    """Return the faster engine for a batch: the columns, where they are there and can do half of the rows."""
    hors_colonnes = bool(reglages.strict or reglages.reprise) or reglages.forme == "xlsx"
    if hors_colonnes or not en_colonnes(*(t.table for t in lot.tables)):
        return "exact"
    from cafsim.lot.calcul.requetes import part_simple  # noqa: PLC0415 (an optional library)

    plus_longue = max(lot.tables, key=lambda t: t.table.chemin.stat().st_size)
    return "polars" if part_simple(plus_longue, baremes) >= _SIMPLES else "exact"


def verifier(moteur: Moteurs | None, forme: Forme, *, strict: bool) -> None:
    """Refuse an engine that can't write the result asked for, or is not installed. Raise EntreeRefusee."""
    if moteur != "polars":
        return
    sinon = "ou choisissez --moteur exact."
    problemes = []
    if forme == "xlsx":
        message = "ce moteur n'écrit pas de classeur."
        problemes.append(Probleme("--moteur", moteur, message, f"Demandez un résultat .csv ou .parquet, {sinon}"))
    if strict:
        problemes.append(Probleme("--moteur", moteur, "ce moteur ne dit pas ce qui manque à --strict.", sinon[3:]))
    if absentes := manquantes():
        message = f"il manque {' et '.join(absentes)}."
        problemes.append(Probleme("--moteur", moteur, message, f"Tapez : pip install 'cafsim[lot]' ; {sinon}"))
    if problemes:
        raise EntreeRefusee(problemes)
