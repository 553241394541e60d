"""`cafsim estimate`: project files in, or questions; an estimate out."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cafsim.erreurs import EntreeRefusee, Probleme

if TYPE_CHECKING:
    from cafsim.baremes.model import Baremes
    from cafsim.resultat import Estimation, LigneEstimee

STRICT_NON_TENU = 3


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


def ajouter(app: typer.Typer) -> None:
    """Register the command."""
    app.command("estimate")(_estimate)


def _estimate(
    fichiers: Annotated[
        list[Path] | None,
        typer.Argument(metavar="FICHIER", help="Fichiers de projet (.toml). Sans fichier : des questions."),
    ] = None,
    *,
    detail: Annotated[bool, typer.Option("--detail", help="Montre le calcul et les sources de chaque ligne.")] = False,
    forme: Annotated[
        Format | None, typer.Option("--format", help="Forme du résultat (par défaut : table, ou selon --sortie).")
    ] = None,
    sortie: Annotated[
        Path | None, typer.Option("--sortie", "-o", metavar="FICHIER", help="Écrit dans ce fichier.")
    ] = None,
    profil: Annotated[
        ProfilCsv, typer.Option("--csv", help="Csv pour Excel français, ou aux normes internationales.")
    ] = ProfilCsv.EXCEL_FR,
    aides: Annotated[
        str | None, typer.Option(metavar="AIDE,AIDE…", help="Seulement ces aides, séparées par des virgules.")
    ] = None,
    strict: Annotated[
        bool, typer.Option("--strict", help="Refuse ce qui est reconduit, déduit, supposé ou inconnu (code 3).")
    ] = False,
    baremes: Annotated[Path | None, typer.Option(metavar="FICHIER", help="Vos propres taux, dans un fichier.")] = None,
    referentiel: Annotated[
        str, typer.Option(metavar="NOM", help="national, ou guide-2020 (exercice 2020).")
    ] = "national",
    forcer: Annotated[bool, typer.Option("--forcer", help="Remplace un fichier existant.")] = False,
) -> int:
    """Estime ce que la Caf peut apporter, aide par aide, avec le calcul et les sources.

    Exemple : cafsim estimate examples/creche.toml --detail
    """
    from cafsim.cli.chargement import charger_baremes, lire_aides, lire_projets, verifier_referentiel  # noqa: PLC0415
    from cafsim.cli.sortie import verifier  # noqa: PLC0415
    from cafsim.estimation import Moteur  # noqa: PLC0415

    table = charger_baremes(baremes)
    choisies = lire_aides(aides, table)
    verifier_referentiel(referentiel, [])
    forme = _forme(forme, sortie)
    if sortie is not None:
        verifier(sortie, forcer=forcer)
    moteur = Moteur(table, referentiel)
    questions = None
    if fichiers:
        projets = lire_projets(fichiers, table)
        verifier_referentiel(referentiel, [e.exercice for p in projets for e in p.equipements])
    else:
        questions = _questionnaire(table, referentiel)
        projets = [questions.mener()]
    try:
        estimations = [moteur.estimer(projet, choisies) for projet in projets]
        _ecrire(estimations, table, forme, profil, sortie, detail=detail, forcer=forcer)
    finally:
        if questions:
            questions.enregistrer(projets[0])
    return _controle_strict(estimations) if strict else 0


def _questionnaire(baremes: Baremes, referentiel: str):  # type: ignore[no-untyped-def]  # noqa: ANN202
    from cafsim.cli.console import interactif  # noqa: PLC0415
    from cafsim.cli.questionnaire import questionnaire  # noqa: PLC0415

    if not interactif():
        conseil = "Donnez un fichier (cafsim estimate projet.toml), ou lancez la commande dans un terminal."
        raise EntreeRefusee(
            [Probleme("", "", "aucun fichier de projet, et personne à qui poser les questions.", conseil)]
        )
    return questionnaire(baremes, referentiel)


def _forme(forme: Format | None, sortie: Path | None) -> Format:
    if forme is None and sortie is not None:
        extension = sortie.suffix.lower()
        if extension not in PAR_EXTENSION:
            conseil = f"Extensions connues : {', '.join(PAR_EXTENSION)}. Ou ajoutez --format."
            raise EntreeRefusee([Probleme(str(sortie), "", f"forme inconnue « {extension} ».", conseil)])
        return PAR_EXTENSION[extension]
    return forme or Format.TABLE


def _ecrire(
    estimations: Sequence[Estimation],
    baremes: Baremes,
    forme: Format,
    profil: ProfilCsv,
    sortie: Path | None,
    *,
    detail: bool,
    forcer: bool,
) -> None:
    from cafsim.cli.console import noter  # noqa: PLC0415
    from cafsim.cli.sortie import ecrire  # noqa: PLC0415

    if forme is Format.TABLE and sortie is None:
        from cafsim.cli.console import console  # noqa: PLC0415
        from cafsim.render import table  # noqa: PLC0415

        table.afficher(estimations, baremes, console(), detail=detail)
        return
    data = _octets(estimations, baremes, forme, profil, detail=detail)
    if sortie is None:
        typer.get_binary_stream("stdout").write(data)
        return
    ecrire(sortie, data, forcer=forcer)
    noter(f"Résultat écrit : {sortie}")


def _octets(
    estimations: Sequence[Estimation], baremes: Baremes, forme: Format, profil: ProfilCsv, *, detail: bool
) -> bytes:
    from cafsim.render import csv, json, markdown, texte  # noqa: PLC0415

    if forme is Format.JSON:
        return json.dumps(estimations).encode()
    if forme is Format.CSV:
        return csv.octets(estimations, profil.value)
    if forme is Format.MARKDOWN:
        return markdown.ecrire(estimations, baremes, detail=detail).encode()
    return texte.ecrire(estimations, baremes, detail=detail).encode()


def _controle_strict(estimations: Sequence[Estimation]) -> int:
    from cafsim.cli.console import noter  # noqa: PLC0415

    ecarts = [
        f"  - {ligne.equipement}, {ligne.libelle} : {raison}"
        for estimation in estimations
        for ligne in estimation.lignes
        for raison in [_ecart(ligne)]
        if raison
    ]
    if not ecarts:
        return 0
    noter("--strict n'est pas tenu :")
    for ecart in ecarts:
        noter(ecart)
    return STRICT_NON_TENU


def _ecart(ligne: LigneEstimee) -> str:
    """Say what in a line is not strictly known; nothing when all is."""
    ecarts = {
        "montant connu en fourchette seulement": ligne.statut == "fourchette",
        "à compléter": ligne.statut == "a_completer",
        "taux déduit, non publié": "derive" in ligne.fiabilites,
        "taux reconduit d'une année antérieure": "reconduit" in ligne.fiabilites,
        f"hypothèse {', '.join(ligne.hypotheses)}": bool(ligne.hypotheses),
    }
    return " ; ".join(ecart for ecart, present in ecarts.items() if present)
