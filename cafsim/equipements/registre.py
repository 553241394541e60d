"""The equipments that exist: every module of this package that declares an `EQUIPEMENT`."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pkgutil import iter_modules

import cafsim.equipements as package
from cafsim.equipements.champs import Champ, Equipement
from cafsim.equipements.commun import HERITES


@cache
def equipements() -> dict[str, Equipement]:
    """Return the equipments by type, the most frequent first."""
    modules = (import_module(f"{package.__name__}.{m.name}") for m in iter_modules(package.__path__))
    declares = [m.EQUIPEMENT for m in modules if hasattr(m, "EQUIPEMENT")]
    return {e.type: e for e in sorted(declares, key=lambda e: e.rang)}


@cache
def champs(type_equipement: str) -> dict[str, Champ]:
    """Return every field that concerns an equipment, its own first, then the inherited ones."""
    propres = equipements()[type_equipement].tous_les_champs()
    return {c.nom: c for c in (*propres, *HERITES)}
