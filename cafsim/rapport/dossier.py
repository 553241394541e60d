"""What a note is about: a project, its estimation, its plan, its levers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from cafsim.baremes.model import Hypothese
from cafsim.equipements.projet import Projet
from cafsim.leviers import LevierEstime
from cafsim.plan.modele import Plan
from cafsim.resultat import Estimation

NOM_MAX = 120
"""Characters. Beyond, a name is cut: it stands in many titles and tables."""


class Dossier(NamedTuple):
    """One project. `plan` is None when only some aids were estimated: what remains to pay would be wrong."""

    projet: Projet
    estimation: Estimation
    plan: Plan | None
    leviers: tuple[LevierEstime, ...]


def aux_noms_courts(projet: Projet) -> Projet:
    """Return the project as the note shows it: names that would fill pages are cut, and say so by `…`."""
    equipements = tuple(
        e._replace(
            nom=_court(e.nom),
            listes={
                nom: tuple({c: _court(v) if isinstance(v, str) else v for c, v in table.items()} for table in tables)
                for nom, tables in e.listes.items()
            },
        )
        for e in projet.equipements
    )
    return projet._replace(nom=_court(projet.nom), equipements=equipements)


def _court(nom: str) -> str:
    return nom if len(nom) <= NOM_MAX else f"{nom[: NOM_MAX - 1]}…"


class Cadre(NamedTuple):
    """What the note says of itself. `titre` is empty when nobody chose one; `aides` names those asked for."""

    jour: date
    hypotheses: Mapping[str, Hypothese]
    titre: str = ""
    aides: tuple[str, ...] = ()
