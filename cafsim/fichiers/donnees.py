"""Where the packaged data files are."""

from __future__ import annotations

from pathlib import Path


def donnee(nom: str) -> Path:
    """Return where a data file is: inside the package in a wheel, beside it in a checkout."""
    paquet = Path(__file__).resolve().parent.parent
    dedans = paquet / "data" / nom
    return dedans if dedans.exists() else paquet.parent / "data" / nom
