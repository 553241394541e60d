"""What a note is about: a project, its estimation, its plan, its levers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from cafsim.baremes.model import Hypothese
from cafsim.equipements.projet import Projet
from cafsim.estimation.resultat import Estimation
from cafsim.etudes.leviers import LevierEstime
from cafsim.plan.modele import Plan


class Dossier(NamedTuple):
    """One project. `plan` is None when only some aids were estimated: what remains to pay would be wrong."""

    projet: Projet
    estimation: Estimation
    plan: Plan | None
    leviers: tuple[LevierEstime, ...]


class Cadre(NamedTuple):
    """What the note says of itself. `titre` is empty when nobody chose one; `aides` names those asked for."""

    jour: date
    hypotheses: Mapping[str, Hypothese]
    titre: str = ""
    aides: tuple[str, ...] = ()
