"""What the user told us: a project and its equipments, as plain data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

Donnee = Fraction | bool | str | date | None
"""A field's value; None when the user wrote `?`. A field he left out is absent from the mapping."""


@dataclass(frozen=True, slots=True)
class EquipementSaisi:
    """One equipment of a project.

    `valeurs` already holds what it inherits; `groupes` names its sub-tables; `listes` holds their repeated tables.
    """

    type: str
    nom: str
    exercice: int
    valeurs: Mapping[str, Donnee]
    groupes: frozenset[str] = frozenset()
    listes: Mapping[str, tuple[Mapping[str, Donnee], ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Projet:
    """A project: its equipments and the rates that the user typed (`psu.horaire_max` → 6.63)."""

    nom: str
    exercice: int
    equipements: tuple[EquipementSaisi, ...]
    taux: Mapping[str, Fraction] = field(default_factory=dict)
