"""No test of this folder reads or writes the real folder of the user."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def donnees(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    dossier = tmp_path / "donnees"
    monkeypatch.setenv("CAFSIM_DONNEES", str(dossier))
    return dossier
