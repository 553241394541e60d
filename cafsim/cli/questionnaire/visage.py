"""Which face a terminal can show."""

from __future__ import annotations

import os
import sys

from cafsim.cli.questionnaire.faces import Face, FaceLigne


def face() -> Face:
    """Return the best face that this terminal can show; CAFSIM_DEBUG tells why the better one failed."""
    encodage = sys.stdout.encoding or "ascii"
    simple = FaceLigne(encodage=encodage)
    if os.environ.get("TERM", "").lower() in ("dumb", "unknown"):
        return simple
    try:
        from cafsim.cli.questionnaire.face_touches import FaceTouches  # noqa: PLC0415 (prompt_toolkit: 110 ms)

        return FaceTouches(encodage)
    except Exception:  # whatever a terminal lacks, lines are left
        if os.environ.get("CAFSIM_DEBUG"):
            raise
        return simple
