"""What of the table nobody has checked for a year: figures in force, the oldest first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

from cafsim.baremes.model import Baremes, Valeur

UN_AN = timedelta(days=365)


class AVerifier(NamedTuple):
    """A rate of which some rows were last known to be right on `vu_le`."""

    vu_le: date
    cle: str
    libelle: str
    lignes: int


def a_verifier(baremes: Baremes, aujourd_hui: date) -> list[AVerifier]:
    """Return the rates in force that were not checked in the year before a day. A gap has nothing to check."""
    vues = Counter(
        (vu_le(valeur), cle)
        for cle in baremes.cles()
        for valeur in _en_vigueur(baremes.serie(cle).valeurs, aujourd_hui)
        if vu_le(valeur) < aujourd_hui - UN_AN
    )
    return [AVerifier(jour, cle, baremes.serie(cle).libelle, combien) for (jour, cle), combien in sorted(vues.items())]


def vu_le(valeur: Valeur) -> date:
    """Return the day on which a row was last checked; unless it says so, the last that a source confirms."""
    return valeur.verifie_le or valeur.confirme_jusqu_au or valeur.debut


def _en_vigueur(valeurs: tuple[Valeur, ...], jour: date) -> Iterator[Valeur]:
    return (v for v in valeurs if not v.lacune and v.debut <= jour <= (v.fin or jour))
