"""`cafsim plan`: project files in; who pays for works, and what a year leaves to pay, out."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cafsim.cli.options import (
    Forcer,
    Format,
    Forme,
    Profil,
    ProfilCsv,
    Referentiel,
    Sortie,
    Surcouche,
    livrer,
    preparer,
)

if TYPE_CHECKING:
    from cafsim.plan.modele import Plan


def ajouter(app: typer.Typer) -> None:
    """Register the command."""
    app.command("plan")(_plan)


def _plan(
    fichiers: Annotated[list[Path], typer.Argument(metavar="FICHIER", help="Fichiers de projet (.toml).")],
    *,
    forme: Forme = None,
    sortie: Sortie = None,
    profil: Profil = ProfilCsv.EXCEL_FR,
    baremes: Surcouche = None,
    referentiel: Referentiel = "national",
    forcer: Forcer = False,
) -> None:
    """Montre qui paie : plan de financement des travaux, et reste à charge d'une année.

    Exemple : cafsim plan examples/creche-qpv-nord.toml
    """
    from cafsim.cli.chargement import charger_baremes, lire_projets, verifier_referentiel  # noqa: PLC0415
    from cafsim.estimation import Moteur  # noqa: PLC0415
    from cafsim.plan.calcul import planifier, sans_apport  # noqa: PLC0415

    table = charger_baremes(baremes)
    choisie = preparer(forme, sortie, forcer=forcer, sources=fichiers)
    verifier_referentiel(referentiel, [])
    projets = lire_projets(fichiers, table)
    verifier_referentiel(referentiel, [e.exercice for p in projets for e in p.equipements])
    moteur = Moteur(table, referentiel)
    plans = [planifier(moteur.estimer(sans_apport(p)), p, table) for p in projets]
    livrer(
        choisie,
        sortie,
        forcer=forcer,
        afficher=lambda: _afficher(plans),
        octets=lambda: _octets(plans, choisie, profil),
    )


def _afficher(plans: Sequence[Plan]) -> None:
    from cafsim.cli.console import console  # noqa: PLC0415
    from cafsim.render.plan import document  # noqa: PLC0415
    from cafsim.render.table import dessiner  # noqa: PLC0415

    dessiner(document(plans), console())


def _octets(plans: Sequence[Plan], forme: Format, profil: ProfilCsv) -> bytes:
    from cafsim.render import markdown, plan_csv, plan_json, texte  # noqa: PLC0415
    from cafsim.render.plan import document  # noqa: PLC0415

    if forme is Format.JSON:
        return plan_json.dumps(plans).encode()
    if forme is Format.CSV:
        return plan_csv.octets(plans, profil.value)
    if forme is Format.MARKDOWN:
        return markdown.rendre(document(plans)).encode()
    return texte.rendre(document(plans)).encode()
