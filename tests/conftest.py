"""Fixtures that every test may ask for."""

from __future__ import annotations

import gc
import os
import tempfile

import pytest
from hasard import HASARD, ORDINAIRE
from hypothesis import settings

from cafsim.baremes.loader import load
from cafsim.baremes.model import Baremes
from cafsim.estimation.moteur import Moteur

# What the developer has imported or drafted changes no test.
os.environ["CAFSIM_DONNEES"] = tempfile.mkdtemp(prefix="cafsim-donnees-")

gc.set_threshold(200_000, 20, 20)  # what lives through all the tests is looked at less often: a sixth of their time

settings.register_profile("cafsim", deadline=None, max_examples=HASARD or ORDINAIRE, derandomize=not HASARD)
settings.load_profile("cafsim")


@pytest.fixture(scope="session")
def baremes() -> Baremes:
    """The packaged table."""
    return load()


@pytest.fixture(scope="session")
def moteur(baremes: Baremes) -> Moteur:
    """The engine on the packaged table, national referential."""
    return Moteur(baremes)
