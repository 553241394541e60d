"""How many random examples a property is tried on, and random projects of every type.

The same examples at every run, so that a red run is the fault of the change. A search for new ones is asked for:
CAFSIM_HASARD=5000 python -m pytest tests/engine
"""

from __future__ import annotations

import os

from hypothesis import settings
from hypothesis import strategies as st
from strategies import COMPLETS, projets

from cafsim.equipements.projet import Projet

HASARD = int(os.environ.get("CAFSIM_HASARD") or 0)
ORDINAIRE = 60

RICHES = {"eaje": 8, "alsh": 4, "mam": 2, "investissement": 2}
"""Equipments with many fields and aids come up more often than the others, so many times."""

TYPES = [t for t in COMPLETS for _ in range(RICHES.get(t, 1))]


def exemples(nombre: int) -> settings:
    """Return the setting of a property: so many examples, or as many as the search asks for."""
    return settings(max_examples=HASARD or nombre)


def types() -> st.SearchStrategy[str]:
    """A type of equipment."""
    return st.sampled_from(TYPES)


def tous_projets() -> st.SearchStrategy[Projet]:
    """A project of any type, its fields known, with values of every size, zero included."""
    return types().flatmap(projets)
