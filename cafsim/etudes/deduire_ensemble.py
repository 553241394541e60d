"""One rate from the amounts of many establishments of a year: that which explains them all, or who disagrees."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import NamedTuple

from cafsim.etudes.deduire import Deduction


class Constat(NamedTuple):
    """What the amount of a row of the table says of the rate."""

    ligne: int
    deduction: Deduction


class Ensemble(NamedTuple):
    """The establishments that read the same rows of the rate table, and what they say together.

    `minimum`, `maximum`: of the values that explain the most rows, None where there is no bound.
    """

    constats: tuple[Constat, ...]
    minimum: Fraction | None
    maximum: Fraction | None
    en_desaccord: tuple[Constat, ...]

    @property
    def d_accord(self) -> tuple[Constat, ...]:
        """The rows that these values explain."""
        return tuple(c for c in self.constats if c not in self.en_desaccord)

    @property
    def deduction(self) -> Deduction:
        """What the rows that agree say together, in the words of the first; there must be one."""
        return self.d_accord[0].deduction._replace(minimum=self.minimum, maximum=self.maximum)


def rassembler(constats: Iterable[Constat]) -> list[Ensemble]:
    """Return what the rows say together, those that read other rows of the rate table apart."""
    groupes: dict[tuple[int, ...], list[Constat]] = {}
    for constat in constats:
        groupes.setdefault(tuple(v.rang for v in constat.deduction.rangees), []).append(constat)
    return [_ensemble(groupe) for groupe in groupes.values()]


def _ensemble(constats: list[Constat]) -> Ensemble:
    """Find the value that explains the most rows; the ranges then have in common what those rows have."""
    utiles = [c.deduction for c in constats if c.deduction.possible]
    departs = {d.minimum or Fraction(0) for d in utiles}
    meilleure = max(sorted(departs), key=lambda v: sum(d.contient(v) for d in utiles), default=None)
    if meilleure is None:
        return Ensemble(tuple(constats), None, None, tuple(constats))
    d_accord = [d for d in utiles if d.contient(meilleure)]
    bas = max((d.minimum for d in d_accord if d.minimum is not None), default=None)
    haut = min((d.maximum for d in d_accord if d.maximum is not None), default=None)
    return Ensemble(tuple(constats), bas, haut, tuple(c for c in constats if not c.deduction.contient(meilleure)))
