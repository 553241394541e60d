"""The column reading: a whole table at once, on Polars, DuckDB, Spark or any engine that Narwhals knows.

The same trees as the evaluation become one lazy query. See `estimer`. Needs `pip install 'cafsim[lot]'`.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from cafsim.erreurs import EntreeRefusee, Probleme

if TYPE_CHECKING:
    from cafsim.baremes.model import Baremes

__all__ = ["A_VERIFIER", "estimer", "types_des_colonnes"]

A_VERIFIER = "a_verifier"
"""The column that flags the rows to compute exactly."""


def estimer(
    frame: Any,  # noqa: ANN401 (any table that Narwhals supports; the same kind comes out)
    *,
    annee: int | None = None,
    type: str = "eaje",  # noqa: A002 (the word of the tables)
    aides: Collection[str] | None = None,
    baremes: Baremes | None = None,
    referentiel: str = "national",
) -> Any:  # noqa: ANN401
    """Add what each aid brings to a table with a row per equipment; nothing is computed yet.

    `frame`: a table of Polars, DuckDB or PySpark, lazy or not; the same kind comes out, lazy where the engine can be.
    A pandas or PyArrow table gives a Polars LazyFrame. Its columns bear the names of the fields of `type`
    (`types_des_colonnes`); all others pass through. An empty cell, or a column that is not there, is a field left out:
    it takes its default, or is unknown. A sub-table (`investissement`) is there for a row when one of its cells is
    filled. A dated aid follows the row's `date_dossier`, else 1 January of the exercice. A `commune` fills nothing in.

    `annee`: the exercice of all rows; without it, each row has its own in a column `exercice`.
    `aides`: the aids to compute, all by default. `baremes`: another rate table than the published one.

    Adds, for each aid X: `X_minimum` and `X_maximum` (€, null where to be completed), `X_prevision` (€, null
    without forecast), `X_statut`, `X_fiabilite`: what
    `par_aide` makes of the exact estimate; all null where the aid has no line. Adds `a_verifier`: true where float64
    is too near half a cent, or a threshold, to be sure, and where a project file would refuse the row (such a value is
    then unknown to the formulas). The exact engine must decide those rows; the others are right to the cent.

    Raises EntreeRefusee for an unknown type, aid or year, a column of the wrong type, a name already taken, or when
    the libraries are missing.
    """
    try:
        from cafsim.colonnes.estimation import estimer as calculer  # noqa: PLC0415 (heavy imports)
    except ModuleNotFoundError as error:
        if error.name not in ("narwhals", "polars"):
            raise
        raise EntreeRefusee([_absente(error.name)]) from None
    return calculer(frame, annee=annee, type=type, aides=aides, baremes=baremes, referentiel=referentiel)


def types_des_colonnes(type: str = "eaje") -> dict[str, str]:  # noqa: A002
    """Return the columns that `estimer` reads for a type of equipment: name → Float64, Boolean, String or Date.

    These are names of types in Polars. Give them to a Csv reader, which would else take an empty column for text.
    """
    from cafsim.equipements.champs import Type  # noqa: PLC0415
    from cafsim.equipements.registre import champs  # noqa: PLC0415

    noms = {Type.NOMBRE: "Float64", Type.ENTIER: "Int64", Type.OUI_NON: "Boolean", Type.DATE: "Date"}
    return {c.nom: noms.get(c.type, "String") for c in champs(type).values()}


def _absente(nom: str) -> Probleme:
    message = f"le calcul par colonnes a besoin de {nom}, qui n'est pas installé."
    return Probleme("", "", message, "Installez-le : pip install 'cafsim[lot]'")
