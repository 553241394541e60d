"""`cafsim batch`: tables and project files in, one result out; what is rejected goes to a file of its own."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from cafsim.cli.options import Aides, Forcer, Profil, ProfilCsv, Referentiel, Sortie, Surcouche
from cafsim.erreurs import EntreeRefusee, Probleme, vouliez_vous

if TYPE_CHECKING:
    from cafsim.lot.lecture.fichiers import Lot
    from cafsim.lot.modele import Forme, Moteurs, Reglages

INATTENDU, REJETS = 1, 4


class FormeLot(StrEnum):
    """How the result of a batch is written."""

    CSV = "csv"
    JSONL = "jsonl"
    PARQUET = "parquet"
    XLSX = "xlsx"


class MoteurLot(StrEnum):
    """What estimates the equipments; both give the same bytes."""

    EXACT = "exact"
    POLARS = "polars"


PAR_EXTENSION = {f".{f.value}": f for f in FormeLot} | {".ndjson": FormeLot.JSONL}


def ajouter(app: typer.Typer) -> None:
    """Register the command."""
    app.command("batch")(_batch)


def _batch(
    entrees: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="ENTREE",
            help="Tableaux (.csv, .xlsx, .ods…), projets (.toml), dossiers de projets ; mêlés ou non.",
        ),
    ] = None,
    *,
    sortie: Sortie = None,
    large: Annotated[
        bool, typer.Option("--large", help="Une ligne par équipement, des colonnes par aide (sinon : par aide).")
    ] = False,
    forme: Annotated[
        FormeLot | None, typer.Option("--format", help="Forme du résultat (par défaut : selon --sortie).")
    ] = None,
    profil: Profil = ProfilCsv.EXCEL_FR,
    aides: Aides = None,
    baremes: Surcouche = None,
    referentiel: Referentiel = "national",
    moteur: Annotated[
        MoteurLot, typer.Option(help="Le même résultat : polars va plus vite sur un long tableau en texte (--large).")
    ] = MoteurLot.EXACT,
    coeurs: Annotated[
        int | None, typer.Option(min=1, metavar="N", help="Cœurs à employer (par défaut : tous, s'il y a de quoi).")
    ] = None,
    modele: Annotated[
        str | None, typer.Option(metavar="TYPE,TYPE…", help="Donne un tableau vide à remplir, et s'arrête.")
    ] = None,
    forcer: Forcer = False,
) -> int:
    """Estime beaucoup d'équipements à la fois : un tableau (une ligne par équipement) ou des projets, vers un fichier.

    Une ligne fautive n'arrête rien : elle va dans RÉSULTAT.rejets.csv, avec la raison (code de sortie 4).

    Exemple : cafsim batch examples/communes.csv -o resultat.csv
    """
    if modele is not None:
        _modele(modele, sortie, profil, forcer=forcer)
        return 0
    if not entrees:
        conseil = "Exemple : cafsim batch communes.csv -o resultat.csv. Un tableau vide : cafsim batch --modele eaje"
        raise EntreeRefusee([Probleme("", "", "aucun tableau ni projet à lire.", conseil)])
    if sortie is None:
        raise EntreeRefusee(
            [Probleme("", "", "il manque le fichier du résultat.", "Ajoutez par exemple -o resultat.csv")]
        )
    choix = Choix(_forme(forme, sortie), profil.value, aides, baremes, referentiel, large, moteur.value)
    lot, reglages = _preparer(entrees, sortie, choix, forcer=forcer)
    return _executer(lot, reglages, sortie, coeurs, forcer=forcer)


class Choix(NamedTuple):
    """What the options ask for, as typed."""

    forme: Forme
    profil: str
    aides: str | None
    baremes: Path | None
    referentiel: str
    large: bool
    moteur: Moteurs


def _preparer(chemins: Sequence[Path], sortie: Path, choix: Choix, *, forcer: bool) -> tuple[Lot, Reglages]:
    """Check all that can be before any work: the options, where the result goes, the inputs as a whole."""
    from cafsim.cli.chargement import charger_baremes, lire_aides, verifier_referentiel  # noqa: PLC0415
    from cafsim.cli.console import noter  # noqa: PLC0415
    from cafsim.fichiers import verifier  # noqa: PLC0415
    from cafsim.lot.calcul import moteurs  # noqa: PLC0415
    from cafsim.lot.lecture.fichiers import ouvrir  # noqa: PLC0415
    from cafsim.lot.modele import Reglages  # noqa: PLC0415
    from cafsim.lot.resultat import sorties  # noqa: PLC0415
    from cafsim.lot.resultat.large import aides_de  # noqa: PLC0415
    from cafsim.lot.resultat.rejets import chemin as chemin_des_rejets  # noqa: PLC0415

    table = charger_baremes(choix.baremes)
    aides = lire_aides(choix.aides, table)
    verifier_referentiel(choix.referentiel, [])
    sorties.verifier_extra(choix.forme)
    moteurs.verifier(choix.moteur, choix.forme, large=choix.large)
    for cible in (sortie, chemin_des_rejets(sortie)):
        _verifier_distincts(cible, chemins)
        verifier(cible, forcer=forcer)
    lot = ouvrir(chemins, table, avec_types=choix.large)
    for cible in (sortie, chemin_des_rejets(sortie)):
        _verifier_distincts(cible, lot.chemins)
    for remarque in lot.remarques:
        noter(f"Note : {remarque}")
    entetes = tuple(t.entete for t in lot.tables)
    larges = aides_de(lot.types, table, aides) if choix.large else None
    communs = (entetes, choix.baremes, choix.referentiel, aides, choix.forme, choix.profil)
    return lot, Reglages(*communs, larges, choix.moteur)


def _verifier_distincts(cible: Path, chemins: Sequence[Path]) -> None:
    from cafsim.fichiers import vrai_chemin  # noqa: PLC0415

    if vrai_chemin(cible) in map(vrai_chemin, chemins):
        message = "le résultat remplacerait un des fichiers lus."
        raise EntreeRefusee([Probleme(str(cible), "", message, "Donnez un autre nom.")])
    if cible.exists() and not cible.is_file() and not cible.is_dir():
        raise EntreeRefusee(
            [Probleme(str(cible), "", "ce n'est pas un fichier ordinaire.", "Donnez un nom de fichier.")]
        )


def _forme(forme: FormeLot | None, sortie: Path) -> Forme:
    if forme is not None:
        return forme.value
    extension = sortie.suffix.lower()
    if extension not in PAR_EXTENSION:
        conseil = f"Extensions connues : {', '.join(PAR_EXTENSION)}. Ou ajoutez --format."
        raise EntreeRefusee([Probleme(str(sortie), "", f"forme inconnue « {extension} ».", conseil)])
    return PAR_EXTENSION[extension].value


def _executer(lot: Lot, reglages: Reglages, sortie: Path, coeurs: int | None, *, forcer: bool) -> int:
    from cafsim.cli.batch_bilan import afficher  # noqa: PLC0415
    from cafsim.cli.console import noter  # noqa: PLC0415
    from cafsim.fichiers import provisoires  # noqa: PLC0415
    from cafsim.lot.calcul.processus import OuvrierPerdu  # noqa: PLC0415
    from cafsim.lot.execution import executer  # noqa: PLC0415
    from cafsim.lot.resultat.rejets import chemin as chemin_des_rejets  # noqa: PLC0415

    rejets = chemin_des_rejets(sortie)
    try:
        ecrits = provisoires(sortie, rejets, forcer=forcer)
        with _arret_propre(), ecrits as (resultat, mauvais), _progression() as avancer:
            bilan = executer(lot, reglages, resultat, mauvais, coeurs=coeurs, avancer=avancer)
    except OuvrierPerdu:
        noter("Un processus de calcul s'est arrêté (mémoire épuisée ?) : rien n'a été écrit.")
        noter("Réessayez avec --coeurs 1.")
        return INATTENDU
    noter(f"Résultat écrit : {sortie}")
    if bilan.rejets:
        noter(f"Lignes rejetées, avec la raison : {rejets}")
    afficher(bilan)
    return REJETS if bilan.rejets else 0


@contextmanager
def _arret_propre() -> Iterator[None]:
    """Have a request to stop (SIGTERM) end like Ctrl+C: files half written are removed."""

    def interrompre(*_: object) -> None:
        raise KeyboardInterrupt

    ancien = signal.signal(signal.SIGTERM, interrompre)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, ancien)


@contextmanager
def _progression() -> Iterator[Callable[[float, int], None]]:
    """Show a bar on a terminal; nothing elsewhere."""
    if not sys.stderr.isatty():
        yield lambda _part, _nombre: None
        return
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn  # noqa: PLC0415

    from cafsim.cli.console import console  # noqa: PLC0415

    colonnes = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    with Progress(*colonnes, console=console(erreur=True), transient=True) as barre:
        tache = barre.add_task("Estimation", total=1.0)
        yield lambda part, nombre: barre.update(tache, completed=part, description=f"{nombre} équipements")


def _modele(texte: str, sortie: Path | None, profil: ProfilCsv, *, forcer: bool) -> None:
    from cafsim.cli.console import noter  # noqa: PLC0415
    from cafsim.equipements.registre import equipements  # noqa: PLC0415
    from cafsim.fichiers import ecrire, provisoires  # noqa: PLC0415
    from cafsim.lot.lecture.gabarit import gabarit  # noqa: PLC0415
    from cafsim.lot.resultat import sorties  # noqa: PLC0415
    from cafsim.render.csv import flux  # noqa: PLC0415

    types = list(dict.fromkeys(t.strip() for t in texte.split(",") if t.strip()))
    problemes = [
        Probleme(
            "--modele",
            t,
            "équipement inconnu.",
            vouliez_vous(t, equipements()) or f"Types : {', '.join(equipements())}.",
        )
        for t in types
        if t not in equipements()
    ]
    if problemes or not types:
        conseil = f"Types : {', '.join(equipements())}."
        raise EntreeRefusee(problemes or [Probleme("--modele", "", "aucun type d'équipement.", conseil)])
    titres, phrases = gabarit(types)
    octets = b"".join(flux([phrases], profil.value, titres))
    if sortie is None:
        typer.get_binary_stream("stdout").write(octets)
        return
    if sortie.suffix.lower() == ".xlsx":
        sorties.verifier_extra("xlsx")
        with provisoires(sortie, forcer=forcer) as (essai,):
            sorties.ecrire_classeur(essai, titres, [phrases])
    elif sortie.suffix.lower() in (".csv", ".txt"):
        ecrire(sortie, octets, forcer=forcer)
    else:
        conseil = "Donnez un nom en .csv ou .xlsx."
        raise EntreeRefusee([Probleme(str(sortie), "", f"forme inconnue « {sortie.suffix} ».", conseil)])
    noter(f"Modèle écrit : {sortie}. Remplissez-le, puis : cafsim batch {sortie} -o resultat.csv")
