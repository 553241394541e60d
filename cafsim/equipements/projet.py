"""What the user told us: a project and its equipments, as plain data."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from types import MappingProxyType
from typing import NamedTuple

FORMAT = "cafsim.projet/1"

Donnee = Fraction | bool | str | date | None
"""A field's value; None when the user wrote `?`. A field he left out is absent from the mapping."""


class EquipementSaisi(NamedTuple):
    """One equipment of a project.

    `valeurs` already holds what it inherits; `groupes` names its sub-tables; `listes` holds their repeated tables.
    `origines` tells where each value that the user did not type comes from (field → a sentence for him); a key that is
    no field, `territoire`, tells what is only worth knowing. `alertes` are sentences on what was surely mistyped, found
    when the equipment was read.
    """

    type: str
    nom: str
    exercice: int
    valeurs: Mapping[str, Donnee]
    groupes: frozenset[str] = frozenset()
    listes: Mapping[str, tuple[Mapping[str, Donnee], ...]] = MappingProxyType({})
    origines: Mapping[str, str] = MappingProxyType({})
    alertes: tuple[str, ...] = ()

    @property
    def tapees(self) -> Mapping[str, Donnee]:
        """The values that the user typed."""
        return {n: v for n, v in self.valeurs.items() if n not in self.origines} if self.origines else self.valeurs

    def nombre(self, nom: str) -> Fraction | None:
        """Return what is told in a field that takes a number."""
        valeur = self.valeurs.get(nom)
        return valeur if isinstance(valeur, Fraction) else None


class Projet(NamedTuple):
    """A project: its equipments and the rates that the user typed (`psu.horaire_max` → 6.63)."""

    nom: str
    exercice: int
    equipements: tuple[EquipementSaisi, ...]
    taux: Mapping[str, Fraction] = MappingProxyType({})
