"""`cafsim projet`: template, schema, check of project files."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from cafsim.cli.aide import Application
from cafsim.cli.options import Forcer, Sortie, Surcouche


def ajouter(app: typer.Typer) -> None:
    """Register the group."""
    groupe = Application(help="Fichiers de projet : modèle à remplir, schéma, vérification.")
    groupe.command("modele")(_modele)
    groupe.command("schema")(_schema)
    groupe.command("verifier")(_verifier)
    app.add_typer(groupe, name="projet")


def _modele(
    equipements: Annotated[list[str] | None, typer.Argument(metavar="EQUIPEMENT", help="eaje, alsh…")] = None,
    *,
    exercice: Annotated[int | None, typer.Option(metavar="ANNÉE", help="Année d'activité.")] = None,
    sortie: Sortie = None,
    forcer: Forcer = False,
) -> None:
    """Donne un modèle de projet commenté, à remplir."""
    from cafsim.equipements.registre import equipements as existants  # noqa: PLC0415
    from cafsim.erreurs import EntreeRefusee, Probleme, vouliez_vous  # noqa: PLC0415
    from cafsim.fichiers import ecrire  # noqa: PLC0415
    from cafsim.projet.ecriture import modele  # noqa: PLC0415

    types = equipements or ["eaje"]
    inconnus = [t for t in types if t not in existants()]
    if inconnus:
        raise EntreeRefusee([Probleme(t, "", "équipement inconnu.", vouliez_vous(t, existants())) for t in inconnus])
    texte = modele(dict.fromkeys(types), exercice or date.today().year)
    if sortie is None:
        _dire(texte)
        return
    ecrire(sortie, texte.encode(), forcer=forcer)
    typer.echo(f"Modèle écrit : {sortie}. Remplissez-le, puis : cafsim estimate {sortie}", err=True)


def _dire(texte: str) -> None:
    """Print a file's text: in UTF-8 when it goes to a file, whatever the console speaks."""
    if sys.stdout.isatty():
        typer.echo(texte, nl=False)
    else:
        typer.get_binary_stream("stdout").write(texte.encode())


def _schema() -> None:
    """Donne le schéma (JSON Schema) du fichier de projet, pour les éditeurs et les programmes."""
    import json  # noqa: PLC0415

    from cafsim.equipements.registre import equipements  # noqa: PLC0415
    from cafsim.projet.modeles import modele_projet  # noqa: PLC0415

    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Projet cafsim",
        **modele_projet(equipements(), documente=True).model_json_schema(),
    }
    _dire(json.dumps(schema, ensure_ascii=False, indent=2) + "\n")


def _verifier(
    fichiers: Annotated[list[Path], typer.Argument(metavar="FICHIER", help="Fichiers de projet (.toml).")],
    *,
    baremes: Surcouche = None,
) -> None:
    """Vérifie des fichiers de projet sans rien estimer."""
    from cafsim.cli.chargement import charger_baremes, lire_projets  # noqa: PLC0415

    projets = lire_projets(fichiers, charger_baremes(baremes))
    for fichier, projet in zip(fichiers, projets, strict=True):
        nombre = len(projet.equipements)
        typer.echo(f"{fichier} : bon ({nombre} équipement{'s' if nombre > 1 else ''}, exercice {projet.exercice}).")
