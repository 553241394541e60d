"""Fixtures that every test may ask for."""

from __future__ import annotations

import pytest
from hypothesis import settings

from cafsim.baremes.loader import load
from cafsim.baremes.model import Baremes
from cafsim.estimation import Moteur

settings.register_profile("cafsim", deadline=None, max_examples=200)
settings.load_profile("cafsim")


@pytest.fixture(scope="session")
def baremes() -> Baremes:
    """The packaged table."""
    return load()


@pytest.fixture(scope="session")
def moteur(baremes: Baremes) -> Moteur:
    """The engine on the packaged table, national referential."""
    return Moteur(baremes)
