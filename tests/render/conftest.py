"""Fixtures of the renderers' tests."""

from __future__ import annotations

import pytest
from fabrique import fabriquer

from cafsim.baremes.model import Baremes, Hypothese
from cafsim.estimation.resultat import Estimation


@pytest.fixture
def estimation() -> Estimation:
    return fabriquer()


@pytest.fixture
def table_des_taux(baremes: Baremes) -> Baremes:
    return baremes._replace(hypotheses={"H1": Hypothese("H1", "Arrondi", "Au centime.", "Un centime de moins.")})
