"""By how much two estimates differ: an interval, since either may be one.

A line that reads the same on both sides differs by nothing, even when its amount is a range: what is unknown is then
the same thing twice. Where both sides are the same unknown rate times another quantity, or lack the very same things,
the difference is taken from low to low and from high to high. Everything else is the interval of all possible
differences.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import NamedTuple

from cafsim.engine.numbers import ZERO
from cafsim.estimation.resultat import LigneEstimee

CENTIME = Fraction(1, 100)


class Ecart(NamedTuple):
    """What one amount exceeds another by (€), between two ends."""

    minimum: Fraction
    maximum: Fraction

    @property
    def nul(self) -> bool:
        """Whether there is no difference at all."""
        return self.minimum == self.maximum == 0

    @property
    def indecis(self) -> bool:
        """Whether nobody can say which side is higher."""
        return self.minimum < 0 < self.maximum


AUCUN = Ecart(ZERO, ZERO)


class Paire(NamedTuple):
    """The same line on both sides; None where it does not appear (nothing to count).

    `inchangee`: both sides read the same known and unknown things. `memes_taux`: an unknown rate is the same on both
    sides, as when one project is changed into the other. `memes_inconnues`: what is not known is the same on both
    sides, and supposed to play the same way.
    """

    avant: LigneEstimee | None
    apres: LigneEstimee | None
    inchangee: bool = False
    memes_taux: bool = False
    memes_inconnues: bool = False

    @property
    def ligne(self) -> LigneEstimee:
        """The line that tells what the pair is about."""
        ligne = self.apres if self.avant is None or not self.avant.retenue else self.avant
        ligne = ligne or self.avant
        if ligne is None:
            raise ValueError("a pair has at least one line")
        return ligne

    @property
    def ecart(self) -> Ecart | None:
        """The difference of the amounts shown; None when a side is to be completed."""
        if self.inchangee:
            return AUCUN
        avant, apres = bornes(self.avant), bornes(self.apres)
        if avant is None or apres is None:
            return None
        meme_taux = self.memes_taux and self.avant and self.apres and proportionnelles(self.avant, self.apres)
        if self.memes_inconnues or meme_taux:
            bouts = (apres.minimum - avant.minimum, apres.maximum - avant.maximum)
            return Ecart(min(bouts), max(bouts))
        return Ecart(apres.minimum - avant.maximum, apres.maximum - avant.minimum)


def bornes(ligne: LigneEstimee | None) -> Ecart | None:
    """Return both ends of a line, 0 for one that does not appear; None for one to be completed."""
    if ligne is None:
        return AUCUN
    if ligne.minimum is None or ligne.maximum is None:
        return None
    return Ecart(ligne.minimum, ligne.maximum)


def proportionnelles(avant: LigneEstimee, apres: LigneEstimee) -> bool:
    """Say whether two ranges are quantities of one unknown rate: same rows read, ends in the quantities' proportion."""
    if not avant.base or not apres.base or avant.rangees_lues != apres.rangees_lues:
        return False
    if any(m.genre == "champ" for x in (avant, apres) for m in x.manques):
        return False
    attendus = (apres.base / avant.base * b for b in (avant.bas, avant.haut))
    trouves = (apres.bas, apres.haut)
    return all(abs(a - t) <= CENTIME for a, t in zip(attendus, trouves, strict=True))


def somme_ecarts(paires: Iterable[Paire], reduction: Fraction = ZERO) -> Ecart:
    """Return by how much a total changes, lines to be completed left out.

    A ceiling may be granted in part, or not at all: the same part is supposed on both sides. `reduction` is by how much
    a shared ceiling cuts the maximum more than before.
    """
    bas = haut = ZERO
    for paire in paires:
        ecart = paire.ecart if paire.ligne.comptee else None
        if ecart is None:
            continue
        plafond = paire.ligne.nature == "plafond"
        bas += min(ecart.minimum, ZERO) if plafond else ecart.minimum
        haut += max(ecart.maximum, ZERO) if plafond else ecart.maximum
    if reduction:
        bas, haut = (bas - reduction if bas < 0 else bas), (haut - reduction if haut > 0 else haut)
    return Ecart(min(bas, haut), max(bas, haut))
