"""`cafsim estimate`: project files in, or questions; an estimate out."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cafsim.cli.options import (
    Aides,
    Forcer,
    Format,
    Profil,
    ProfilCsv,
    Referentiel,
    Sortie,
    Surcouche,
    livrer,
    preparer,
)
from cafsim.erreurs import EntreeRefusee, Probleme

if TYPE_CHECKING:
    from cafsim.baremes.model import Baremes
    from cafsim.equipements.projet import Projet
    from cafsim.estimation import Moteur
    from cafsim.leviers import LevierEstime
    from cafsim.resultat import Estimation, LigneEstimee

STRICT_NON_TENU = 3
CLASSEUR = ".xlsx"


class FormatEstimation(StrEnum):
    """How an estimate is written: as everything else is, or as a workbook that recomputes."""

    TABLE = "table"
    TEXTE = "texte"
    JSON = "json"
    CSV = "csv"
    MARKDOWN = "markdown"
    XLSX = "xlsx"


Leviers = Sequence[Sequence["LevierEstime"]]
"""The levers of each estimation; none when they are not asked for."""


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
        FormatEstimation | None,
        typer.Option("--format", help="Forme du résultat (par défaut : table, ou selon --sortie). xlsx : un classeur."),
    ] = None,
    sortie: Sortie = None,
    profil: Profil = ProfilCsv.EXCEL_FR,
    aides: Aides = None,
    strict: Annotated[
        bool, typer.Option("--strict", help="Refuse ce qui est reconduit, déduit, supposé ou inconnu (code 3).")
    ] = False,
    leviers: Annotated[
        bool, typer.Option("--leviers", help="Montre aussi ce qui rapporterait plus, et ce qu'il faut pour cela.")
    ] = False,
    baremes: Surcouche = None,
    referentiel: Referentiel = "national",
    forcer: Forcer = False,
) -> int:
    """Estime ce que la Caf peut apporter, aide par aide, avec le calcul et les sources.

    Exemple : cafsim estimate examples/creche.toml --detail
    """
    from cafsim.cli.chargement import charger_baremes, lire_aides, lire_projets, verifier_referentiel  # noqa: PLC0415
    from cafsim.estimation import Moteur  # noqa: PLC0415

    table = charger_baremes(baremes)
    choisies = lire_aides(aides, table)
    verifier_referentiel(referentiel, [])
    choisie = _preparer(forme, sortie, forcer=forcer, sources=fichiers or ())
    moteur = Moteur(table, referentiel)
    questions = None
    if fichiers:
        projets = lire_projets(fichiers, table)
        verifier_referentiel(referentiel, [e.exercice for p in projets for e in p.equipements])
    else:
        questions = _questionnaire(table, referentiel, choisies)
        projets = [questions.mener()]
    if choisie is None:
        _verifier_classeur(sum(len(p.equipements) for p in projets))
    try:
        estimations = [moteur.estimer(projet, choisies) for projet in projets]
        tires = _leviers(moteur, projets, choisies, choisie) if leviers else []
        livrer(
            choisie or Format.TABLE,
            sortie,
            forcer=forcer,
            afficher=lambda: _afficher(estimations, table, tires, detail=detail),
            octets=lambda: (
                _octets(estimations, table, choisie, profil, tires, detail=detail)
                if choisie
                else _octets_du_classeur(moteur, projets, estimations, choisies)
            ),
        )
    finally:
        if questions:
            questions.enregistrer(projets[0])
    return _controle_strict(estimations) if strict else 0


def _preparer(
    forme: FormatEstimation | None, sortie: Path | None, *, forcer: bool, sources: Iterable[Path]
) -> Format | None:
    """Return the format of the result, None for a workbook. Raise EntreeRefusee for what could not be written."""
    from cafsim.fichiers import verifier  # noqa: PLC0415

    if forme is not FormatEstimation.XLSX and not (forme is None and sortie and sortie.suffix.lower() == CLASSEUR):
        texte = Format(forme.value) if forme else None
        return preparer(texte, sortie, forcer=forcer, sources=sources, aussi=(CLASSEUR,))
    if sortie is None:
        conseil = "Ajoutez par exemple : -o estimation.xlsx"
        raise EntreeRefusee([Probleme("--format xlsx", "", "un classeur s'écrit dans un fichier.", conseil)])
    if sortie.suffix.lower() != CLASSEUR:
        conseil = f"Écrivez : -o {sortie.with_suffix(CLASSEUR) if sortie.name else f'estimation{CLASSEUR}'}"
        raise EntreeRefusee([Probleme(str(sortie), "", f"un classeur porte l'extension {CLASSEUR}.", conseil)])
    _verifier_classeur(0)
    verifier(sortie, forcer=forcer, sources=sources)
    return None


def _verifier_classeur(equipements: int) -> None:
    from cafsim.classeur.ecriture import verifier  # noqa: PLC0415

    verifier(equipements)


def _octets_du_classeur(
    moteur: Moteur, projets: Sequence[Projet], estimations: Sequence[Estimation], aides: Collection[str]
) -> bytes:
    from cafsim.classeur.ecriture import octets  # noqa: PLC0415

    return octets(moteur, projets, estimations, aides)


def _leviers(moteur: Moteur, projets: Sequence[Projet], aides: Collection[str], forme: Format | None) -> Leviers:
    from cafsim.cli.console import noter  # noqa: PLC0415
    from cafsim.leviers import estimer_leviers  # noqa: PLC0415

    if forme in (None, Format.CSV):
        quoi = "Csv" if forme else "classeur"
        noter(f"Les leviers ne sont pas dans le {quoi} : demandez --format table, texte, markdown ou json.")
        return []
    return [estimer_leviers(moteur, projet, aides) for projet in projets]


def _questionnaire(baremes: Baremes, referentiel: str, aides: Collection[str]):  # type: ignore[no-untyped-def]  # noqa: ANN202
    from cafsim.cli.console import interactif  # noqa: PLC0415
    from cafsim.cli.questionnaire import questionnaire  # noqa: PLC0415

    if not interactif():
        conseil = "Donnez un fichier (cafsim estimate projet.toml), ou lancez la commande dans un terminal."
        raise EntreeRefusee(
            [Probleme("", "", "aucun fichier de projet, et personne à qui poser les questions.", conseil)]
        )
    return questionnaire(baremes, referentiel, aides)


def _afficher(estimations: Sequence[Estimation], baremes: Baremes, leviers: Leviers, *, detail: bool) -> None:
    from cafsim.cli.console import console  # noqa: PLC0415
    from cafsim.render import table  # noqa: PLC0415

    table.afficher(estimations, baremes, console(), detail=detail, leviers=leviers)


def _octets(
    estimations: Sequence[Estimation],
    baremes: Baremes,
    forme: Format,
    profil: ProfilCsv,
    leviers: Leviers,
    *,
    detail: bool,
) -> bytes:
    from cafsim.render import csv, json, markdown, texte  # noqa: PLC0415

    if forme is Format.JSON:
        return json.dumps(estimations, leviers).encode()
    if forme is Format.CSV:
        return csv.octets(estimations, profil.value)
    if forme is Format.MARKDOWN:
        return markdown.ecrire(estimations, baremes, detail=detail, leviers=leviers).encode()
    return texte.ecrire(estimations, baremes, detail=detail, leviers=leviers).encode()


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
