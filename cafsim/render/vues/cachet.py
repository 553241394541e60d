"""What a result says of its own making: the day, the version, the referential."""

from __future__ import annotations

import os
from collections.abc import Iterable
from datetime import UTC, date, datetime

import cafsim
from cafsim.render.mots import courants as mots


def jour() -> date:
    """Return today; or the day of SOURCE_DATE_EPOCH (seconds since 1970), by which a result can be made again."""
    fixe = os.environ.get("SOURCE_DATE_EPOCH", "")
    return datetime.fromtimestamp(int(fixe), UTC).date() if fixe.isdecimal() else date.today()


def cachet(referentiels: Iterable[str]) -> str:
    """Return the sentence that dates a result."""
    noms = ", ".join(dict.fromkeys(map(mots.referentiel, referentiels)))
    return f"Établi le {jour():%d/%m/%Y} avec cafsim {cafsim.__version__}. Référentiel : {noms}."
