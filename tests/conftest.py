"""Fixtures that every test may ask for."""

from __future__ import annotations

import os
import tempfile

import pytest
from hypothesis import settings

from cafsim.baremes.loader import load
from cafsim.baremes.model import Baremes
from cafsim.estimation import Moteur

# What the developer has imported or drafted changes no test.
os.environ["CAFSIM_DONNEES"] = tempfile.mkdtemp(prefix="cafsim-donnees-")

# The same examples at every run, so that a red run is the fault of the change; a search for new ones is asked for:
# CAFSIM_HASARD=5000 python -m pytest tests/engine
HASARD = os.environ.get("CAFSIM_HASARD", "")
settings.register_profile("constant", deadline=None, max_examples=200, derandomize=True)
settings.register_profile("hasard", deadline=None, max_examples=int(HASARD or 1))
settings.load_profile("hasard" if HASARD else "constant")


@pytest.fixture(scope="session")
def baremes() -> Baremes:
    """The packaged table."""
    return load()


@pytest.fixture(scope="session")
def moteur(baremes: Baremes) -> Moteur:
    """The engine on the packaged table, national referential."""
    return Moteur(baremes)
