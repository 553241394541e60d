"""`cafsim projet`: template, schema, check of project files."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import typer

from cafsim.baremes.mes_taux import charger_baremes
from cafsim.cli.aide import Application
from cafsim.cli.chargement import lire_projets
from cafsim.cli.options import Fichiers, Surcouche
from cafsim.cli.repondre import repond
from cafsim.equipements.registre import equipements as existants
from cafsim.projet.ecriture import modele
from cafsim.render.document import Entree, Liste
from cafsim.render.formes.encodage import utf8
from cafsim.render.reponse import Reponse
from cafsim.valeurs.mots import lire_types

app = Application(help="Fichiers de projet : modèle à remplir, schéma, vérification.")


@app.command("modele")
@repond("modele")
def _modele(
    equipements: Annotated[list[str] | None, typer.Argument(metavar="EQUIPEMENT", help="crèche, alsh, ram…")] = None,
    *,
    exercice: Annotated[int | None, typer.Option(metavar="ANNÉE", help="Année d'activité.")] = None,
) -> Reponse:
    """Donne un modèle de projet commenté, à remplir."""
    types = lire_types(equipements or ["eaje"], "")
    return Reponse(
        modele=lambda: utf8(modele(types, exercice or date.today().year)),
        ecrite="Modèle écrit : {0}. Remplissez-le, puis : cafsim estimate {0}",
    )


@app.command("schema")
@repond("donnees")
def _schema() -> Reponse:
    """Donne le schéma (JSON Schema) du fichier de projet, pour les éditeurs et les programmes."""
    return Reponse(donnees=_json_schema)


@app.command("verifier")
@repond("document", "donnees")
def _verifier(fichiers: Fichiers, *, baremes: Surcouche = None) -> Reponse:
    """Vérifie des fichiers de projet sans rien estimer."""
    lus = list(zip(fichiers, lire_projets(fichiers, charger_baremes(baremes)), strict=True))
    bons = [
        f"{fichier} : bon ({len(p.equipements)} équipement{'s' * (len(p.equipements) > 1)}, exercice {p.exercice})."
        for fichier, p in lus
    ]
    return Reponse(
        document=lambda: (Liste(tuple(Entree(bon, marque="") for bon in bons)),),
        donnees=lambda: [
            {"fichier": str(fichier), "projet": p.nom, "exercice": p.exercice, "equipements": len(p.equipements)}
            for fichier, p in lus
        ],
    )


def _json_schema() -> object:
    from cafsim.projet.modeles import schema_json  # noqa: PLC0415 (pydantic: 10 ms)

    return schema_json(existants())
