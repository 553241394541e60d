"""Arguments and options that several commands share, declared once; where their results go."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cafsim.erreurs import EntreeRefusee, Probleme

if TYPE_CHECKING:
    from cafsim.render.document import Document


class Format(StrEnum):
    """How the result is written."""

    TABLE = "table"
    TEXTE = "texte"
    JSON = "json"
    CSV = "csv"
    MARKDOWN = "markdown"


class ProfilCsv(StrEnum):
    """For whom the CSV is."""

    EXCEL_FR = "excel-fr"
    ISO = "iso"


PAR_EXTENSION = {".csv": Format.CSV, ".json": Format.JSON, ".md": Format.MARKDOWN, ".txt": Format.TEXTE}

Forme = Annotated[
    Format | None, typer.Option("--format", help="Forme du résultat (par défaut : table, ou selon --sortie).")
]
FormeSansCsv = Annotated[
    Format | None,
    typer.Option(
        "--format", metavar="FORME", help="table, texte, markdown ou json (par défaut : table, ou selon --sortie)."
    ),
]
"""The same, where there is nothing for a spreadsheet: `preparer` refuses the Csv."""

Sortie = Annotated[Path | None, typer.Option("--sortie", "-o", metavar="FICHIER", help="Écrit dans ce fichier.")]
Profil = Annotated[ProfilCsv, typer.Option("--csv", help="Csv pour Excel français, ou aux normes internationales.")]
Aides = Annotated[
    str | None, typer.Option(metavar="AIDE,AIDE…", help="Seulement ces aides, séparées par des virgules.")
]
Surcouche = Annotated[
    Path | None, typer.Option("--baremes", metavar="FICHIER", help="Vos propres taux, dans un fichier.")
]
Referentiel = Annotated[str, typer.Option(metavar="NOM", help="national, ou guide-2020 (exercice 2020).")]
Forcer = Annotated[bool, typer.Option("--forcer", help="Remplace un fichier existant.")]


def preparer(
    forme: Format | None,
    sortie: Path | None,
    *,
    forcer: bool,
    sources: Iterable[Path] = (),
    csv: bool = True,
    aussi: Iterable[str] = (),
) -> Format:
    """Return the format asked for, else the one that the file's extension tells, else a table.

    Raise EntreeRefusee for an unknown extension, the Csv where there is none (`csv` false), or a file that can't be
    written or is one of the `sources` of the result: before anything is computed. `aussi`: other extensions that the
    command knows, for the message.
    """
    from cafsim.fichiers import verifier  # noqa: PLC0415

    choisie = _forme_choisie(forme, sortie, aussi)
    if choisie is Format.CSV and not csv:
        ou = "--format" if forme else str(sortie)
        conseil = "Formes possibles : table, texte, markdown, json."
        raise EntreeRefusee([Probleme(ou, "", "cette commande n'a pas de Csv.", conseil)])
    if sortie is not None:
        verifier(sortie, forcer=forcer, sources=sources)
    return choisie


def _forme_choisie(forme: Format | None, sortie: Path | None, aussi: Iterable[str]) -> Format:
    if forme is not None or sortie is None:
        return forme or Format.TABLE
    extension = sortie.suffix.lower()
    if extension not in PAR_EXTENSION:
        conseil = f"Extensions connues : {', '.join((*PAR_EXTENSION, *aussi))}. Ou ajoutez --format."
        raise EntreeRefusee([Probleme(str(sortie), "", f"forme inconnue « {extension} ».", conseil)])
    return PAR_EXTENSION[extension]


def livrer(
    forme: Format, sortie: Path | None, *, forcer: bool, afficher: Callable[[], None], octets: Callable[[], bytes]
) -> None:
    """Draw a table on the screen, or write the bytes of another format to the screen or to a file."""
    from cafsim.cli.console import noter  # noqa: PLC0415
    from cafsim.fichiers import ecrire  # noqa: PLC0415

    if forme is Format.TABLE and sortie is None:
        afficher()
    elif sortie is None:
        typer.get_binary_stream("stdout").write(octets())
    else:
        ecrire(sortie, octets(), forcer=forcer)
        noter(f"Résultat écrit : {sortie}")


def livrer_document(
    forme: Format, sortie: Path | None, *, forcer: bool, document: Callable[[], Document], json: Callable[[], str]
) -> None:
    """Deliver a document, or the JSON text instead; only the one that is asked for is made."""

    def afficher() -> None:
        from cafsim.cli.console import console  # noqa: PLC0415
        from cafsim.render.table import dessiner  # noqa: PLC0415

        dessiner(document(), console())

    def octets() -> bytes:
        if forme is Format.JSON:
            return f"{json()}\n".encode()
        from cafsim.render import markdown, texte  # noqa: PLC0415

        contenu = document()
        return (markdown.rendre(contenu) if forme is Format.MARKDOWN else texte.rendre(contenu)).encode()

    livrer(forme, sortie, forcer=forcer, afficher=afficher, octets=octets)
