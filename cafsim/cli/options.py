"""Arguments and options that several commands share, declared once."""

from pathlib import Path
from typing import Annotated

import typer


def _equipement(nom: str | None) -> str | None:
    """Read a kind of equipment by any of its names. Raise EntreeRefusee."""
    from cafsim.valeurs.mots import lire_types  # noqa: PLC0415 (where one is named only)

    return nom and lire_types([nom], "--equipement")[0]


Fichiers = Annotated[list[Path], typer.Argument(metavar="FICHIER", help="Fichiers de projet (.toml).")]
Aides = Annotated[
    list[str] | None, typer.Option(metavar="AIDE,AIDE…", help="Seulement ces aides, séparées par des virgules.")
]
Surcouche = Annotated[
    Path | None, typer.Option("--baremes", metavar="FICHIER", help="Vos propres taux, dans un fichier.")
]
SansMesTaux = Annotated[
    bool, typer.Option("--sans-mes-taux", help="Laisse de côté les taux que vous avez gardés (baremes mes-taux).")
]
Referentiel = Annotated[str, typer.Option(metavar="NOM", help="national, ou guide-2020 (exercice 2020).")]
Annee = Annotated[int | None, typer.Option("--annee", metavar="ANNÉE", help="Une seule année, par exemple 2024.")]
Equipement = Annotated[
    str | None,
    typer.Option("--equipement", metavar="TYPE", help="Un seul équipement : eaje, alsh, rpe…", callback=_equipement),
]
Sortie = Annotated[Path | None, typer.Option("--sortie", "-o", metavar="FICHIER", help="Écrit dans ce fichier.")]
Strict = Annotated[
    bool, typer.Option("--strict", help="Refuse ce qui est reconduit, déduit, supposé ou inconnu (code 3).")
]
Forcer = Annotated[bool, typer.Option("--forcer", help="Remplace un fichier existant.")]

STRICT_NON_TENU = 3
"""The exit code of what `--strict` refuses."""

FLUX = Path("-")
"""What stands for the standard input or output in the place of a file."""
