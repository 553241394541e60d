"""Fixtures of the renderers' tests."""

from __future__ import annotations

import pytest
from fabrique import HYPOTHESES, fabriquer

from cafsim.baremes.model import Baremes
from cafsim.estimation.resultat import Estimation


@pytest.fixture
def estimation() -> Estimation:
    return fabriquer()


@pytest.fixture
def table_des_taux(baremes: Baremes) -> Baremes:
    return baremes._replace(hypotheses=HYPOTHESES)
