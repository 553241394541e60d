"""The charts' geometry: bars in hundredths of their width, so that they follow the page. Amounts in euros.

An amount that is a range has a sure part, and a part hatched between both ends. Patterns, never colours alone.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import NamedTuple

from cafsim.engine.numbers import ZERO, decimal_text

_GRADUATIONS = (1, 2, 5)


class Segment(NamedTuple):
    """A part of a bar, in hundredths of its width (`12.5`)."""

    motif: str
    gauche: str
    largeur: str


class Barre(NamedTuple):
    """A bar. `titre` and `description` say in words what it shows."""

    titre: str
    description: str
    segments: tuple[Segment, ...]


class Legende(NamedTuple):
    """What a pattern stands for."""

    motif: str
    texte: str


def barre(titre: str, description: str, parts: Iterable[tuple[str, Fraction]], echelle: Fraction) -> Barre:
    """Lay parts (a pattern, €) side by side on a scale (€) that holds them all; an empty part is left out."""
    segments: list[Segment] = []
    gauche = ZERO
    for motif, montant in parts:
        if montant:
            segments.append(Segment(motif, _centiemes(gauche, echelle), _centiemes(montant, echelle)))
        gauche += montant
    return Barre(titre, description, tuple(segments))


def montrees(legende: Iterable[Legende], barres: Iterable[Barre]) -> tuple[Legende, ...]:
    """Return the entries of a legend whose patterns some bar shows."""
    vus = {segment.motif for b in barres for segment in b.segments}
    return tuple(x for x in legende if x.motif in vus)


def echelle_ronde(maximum: Fraction) -> Fraction:
    """Return the round amount just above: 1, 2 or 5 followed by zeros."""
    puissance = Fraction(1)
    while puissance * 10 <= maximum:
        puissance *= 10
    return next((n * puissance for n in _GRADUATIONS if n * puissance >= maximum), 10 * puissance)


def _centiemes(montant: Fraction, echelle: Fraction) -> str:
    return decimal_text(montant / echelle * 100, 3)
