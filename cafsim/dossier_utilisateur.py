"""Where the user's own files are kept from one run to the next: drafts, imported tables."""

from __future__ import annotations

import os
from pathlib import Path

VARIABLE = "CAFSIM_DONNEES"
"""Environment variable that names another folder."""


def dossier_utilisateur() -> Path:
    """Return the folder, which may not exist yet."""
    choisi = os.environ.get(VARIABLE)
    if choisi:
        return Path(choisi)
    from platformdirs import user_data_path  # noqa: PLC0415 (only where such a file is read or written)

    return user_data_path("cafsim", appauthor=False)
