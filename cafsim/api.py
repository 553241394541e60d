"""For notebooks and scripts: read a project, estimate it, look at the result.

`cafsim.lire_projet`, `cafsim.charger_baremes`, `cafsim.estimer`, `cafsim.en_dict` and `cafsim.en_rangees` are these
functions; `import cafsim` loads them when they are first used.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from cafsim.baremes.loader import load
from cafsim.baremes.model import NATIONAL, Baremes
from cafsim.baremes.overlay import charger_surcouche
from cafsim.equipements.projet import Projet
from cafsim.erreurs import EntreeRefusee, refus
from cafsim.estimation.demande import lire_aides, verifier_referentiel
from cafsim.estimation.moteur import Moteur
from cafsim.estimation.resultat import Estimation
from cafsim.projet import lecture
from cafsim.render.donnees import estimation_csv, estimation_json

__all__ = ["EntreeRefusee", "charger_baremes", "en_dict", "en_rangees", "estimer", "lire_projet"]


def charger_baremes(surcouche: str | Path | None = None) -> Baremes:
    """Return the published rate table, read and checked, under the user's own rates.

    `surcouche`: a file in the format of the table (what `cafsim baremes saisir` writes). Raise EntreeRefusee, whose
    `problemes` tell every mistake of the file.
    """
    return charger_surcouche(_publies(), Path(surcouche)) if surcouche else _publies()


def lire_projet(source: str | Path | Mapping[str, Any], *, baremes: Baremes | None = None) -> Projet:
    """Read and check a project: a TOML file, or the same tables as a dict.

    `baremes` tells which keys a `[taux]` table may hold (by default the published ones). Raise EntreeRefusee, whose
    `problemes` tell every mistake.
    """
    table = baremes or _publies()
    if isinstance(source, Mapping):
        if not all(isinstance(cle, str) for cle in source):
            raise refus("projet", "les clés doivent être des textes.")
        return lecture.projet_depuis(source, "projet", "projet", table)
    return lecture.lire_projet(Path(source), table)


def estimer(
    projet: Projet, *, aides: str | Iterable[str] = (), baremes: Baremes | None = None, referentiel: str = NATIONAL
) -> Estimation:
    """Estimate a project.

    `aides` keeps those named (`{"psu", "piaje"}`, or `"psu,piaje"`); `referentiel` is `national`, or `guide-2020` for
    exercice 2020.
    Return the lines, the totals per periodicity (€, `Fraction`) and the warnings. Raise EntreeRefusee for an unknown
    aid or referential.
    """
    table = baremes or _publies()
    choisies = lire_aides(aides, table)
    verifier_referentiel(referentiel, [e.exercice for e in projet.equipements])
    moteur = Moteur(table, referentiel) if baremes else _moteur(referentiel)
    return moteur.estimer(projet, choisies)


def en_dict(estimation: Estimation) -> dict[str, object]:
    """Return an estimation as plain data, with the keys of `cafsim estimate --format json`.

    Amounts are strings with two decimals, or None where nobody knows.
    """
    return estimation_json.estimation(estimation)


def en_rangees(estimation: Estimation) -> list[dict[str, object]]:
    """Return a row per line, with the columns of `cafsim estimate --format csv`: ready for a data frame.

    Numbers are `Decimal` (€ with cents), or None where nobody knows; texts are as they are.
    """
    return [dict(zip(estimation_csv.COLONNES, rangee, strict=True)) for rangee in estimation_csv.rangees(estimation)]


@cache
def _publies() -> Baremes:
    return load()


@cache
def _moteur(referentiel: str) -> Moteur:
    return Moteur(_publies(), referentiel)
