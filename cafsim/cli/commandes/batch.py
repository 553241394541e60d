"""`cafsim batch`: tables and project files in, one result out; what is rejected goes to a file of its own."""

from __future__ import annotations

from collections.abc import Sequence, Set
from enum import StrEnum
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, NamedTuple

import typer

from cafsim.cli.aide import Application
from cafsim.cli.chargement import partir
from cafsim.cli.commandes.batch_execution import REJETS, Cibles, executer
from cafsim.cli.commandes.batch_lecture import OptionsDeLecture
from cafsim.cli.console import noter
from cafsim.cli.flux import envoyer, recue
from cafsim.cli.options import FLUX, Aides, Forcer, Referentiel, SansMesTaux, Sortie, Strict, Surcouche
from cafsim.cli.repondre import Choix, Profil, ProfilCsv
from cafsim.equipements.registre import equipements
from cafsim.erreurs import refus
from cafsim.fichiers import verifier
from cafsim.lot.calcul import moteurs
from cafsim.lot.calcul.reprise import chemin as chemin_de_reprise
from cafsim.lot.calcul.reprise import ouvrir as ouvrir_reprise
from cafsim.lot.lecture import correspondance
from cafsim.lot.lecture.fichiers import Lot, ouvrir
from cafsim.lot.lecture.gabarit import gabarit, listes
from cafsim.lot.modele import Forme, Moteurs, Reglages
from cafsim.lot.resultat import sorties
from cafsim.lot.resultat.large import aides_de
from cafsim.lot.resultat.rejets import noms_des_tables
from cafsim.lot.resultat.sommaire import VUES, lire_vues
from cafsim.render.formes.choix import extension_inconnue, formes_de
from cafsim.render.reponse import Grille, Reponse
from cafsim.render.vues.chapitres import jour
from cafsim.valeurs.mots import lire_types


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


app = Application()


@app.command("batch")
def _batch(
    entrees: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="ENTREE",
            help="Tableaux (.csv, .xlsx, .ods…), projets (.toml), dossiers de projets, mêlés ou non ; - : ce qui est "
            "envoyé par une autre commande.",
        ),
    ] = None,
    *,
    sortie: Sortie = None,
    large: Annotated[
        bool, typer.Option("--large", help="Une ligne par équipement, des colonnes par aide (sinon : par aide).")
    ] = False,
    par: Annotated[
        list[str] | None,
        typer.Option("--par", metavar="QUOI,QUOI…", help=f"Ajoute des totaux : par {', '.join(VUES)}."),
    ] = None,
    forme: Annotated[
        FormeLot | None, typer.Option("--format", help="Forme du résultat (par défaut : selon --sortie).")
    ] = None,
    profil: Profil = ProfilCsv.EXCEL_FR,
    aides: Aides = None,
    baremes: Surcouche = None,
    sans_mes_taux: SansMesTaux = False,
    referentiel: Referentiel = "national",
    moteur: Annotated[
        MoteurLot | None, typer.Option(help="Force le moteur de calcul ; le résultat est le même.", hidden=True)
    ] = None,
    feuilles: Annotated[
        list[str] | None,
        typer.Option("--feuille", metavar="NOM", help="Feuille du classeur à lire (répétable) ; toutes : toutes."),
    ] = None,
    strict: Strict = False,
    carte: Annotated[
        Path | None,
        typer.Option("--correspondance", metavar="FICHIER", help="Le sens des titres et des mots du tableau."),
    ] = None,
    constantes: Annotated[
        list[str] | None,
        typer.Option("--constante", metavar="CHAMP=VALEUR", help="Une même valeur pour toutes les lignes (répétable)."),
    ] = None,
    departement: Annotated[
        str | None, typer.Option("--departement", metavar="NUMÉRO", help="Celui des communes qui ont un homonyme.")
    ] = None,
    annees: Annotated[
        str | None, typer.Option(metavar="ANNÉE,ANNÉE…", help="Estime chaque ligne pour chacune de ces années.")
    ] = None,
    taux: Annotated[
        list[str] | None, typer.Option(metavar="TAUX=VALEUR", help="Un taux pour toutes les lignes (répétable).")
    ] = None,
    essai: Annotated[
        bool, typer.Option("--essai", help="Montre comment le tableau est compris, sans rien estimer.")
    ] = False,
    coeurs: Annotated[
        int | None, typer.Option(min=1, metavar="N", help="Cœurs à employer (par défaut : tous, s'il y a de quoi).")
    ] = None,
    reprendre: Annotated[
        bool, typer.Option("--reprendre", help="Garde ce qui est calculé : relancée, la commande continue.")
    ] = False,
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
        return _modele(modele, sortie, profil, forcer=forcer)
    if not entrees:
        conseil = "Exemple : cafsim batch communes.csv -o resultat.csv. Un tableau vide : cafsim batch --modele eaje"
        raise refus("", "aucun tableau ni projet à lire.", conseil)
    if sortie is None and not essai:
        raise refus("", "il manque le fichier du résultat.", "Ajoutez par exemple -o resultat.csv")
    lecture = OptionsDeLecture(feuilles or (), carte, constantes or (), essai, forcer, annees, taux or (), departement)
    ecrits, textes = (_forme(forme, sortie), profil.value), (baremes, referentiel)
    force: Moteurs | None = moteur.value if moteur else None
    if reprendre and (sortie == FLUX or ecrits[0] == "xlsx" or force == "polars"):
        conseil = "Donnez un résultat .csv, .jsonl ou .parquet."
        raise refus("--reprendre", "ce résultat ne peut pas être repris en route.", conseil)
    vues = lire_vues(par or ())
    options = OptionsDuLot(*ecrits, aides, *textes, large, force, sans_mes_taux, lecture, vues, strict, reprendre)
    with TemporaryDirectory(prefix="cafsim-") as dossier:
        lus = [recue(Path(dossier)) if entree == FLUX else entree for entree in entrees]
        ecrite = Path(dossier, "resultat") if sortie is None or sortie == FLUX else sortie
        lot, reglages = _preparer(lus, ecrite, options, forcer=forcer)
        if essai:
            return _essayer(lot, reglages, lecture)
        a_ecrire = Cibles(ecrite, len(noms_des_tables(reglages.entetes)), options.vues)
        code = executer(lot, reglages, a_ecrire, coeurs, forcer=forcer)
        if sortie == FLUX and ecrite.exists():
            envoyer(ecrite)
        return code


class OptionsDuLot(NamedTuple):
    """What the options ask for, as typed."""

    forme: Forme
    profil: str
    aides: Sequence[str] | None
    baremes: Path | None
    referentiel: str
    large: bool
    moteur: Moteurs | None
    sans_mes_taux: bool
    lecture: OptionsDeLecture
    vues: tuple[str, ...]
    strict: bool
    reprendre: bool


def _preparer(chemins: Sequence[Path], sortie: Path, options: OptionsDuLot, *, forcer: bool) -> tuple[Lot, Reglages]:
    """Check all that can be before any work: the options, where the result goes, the inputs as a whole."""
    depart = partir(options.baremes, options.aides, options.referentiel, sans_mes_taux=options.sans_mes_taux)
    sorties.verifier_extra(options.forme)
    moteurs.verifier(options.moteur, options.forme, strict=options.strict)
    lus = [x for x in (*chemins, options.baremes, options.lecture.lue) if x is not None]
    cibles = Cibles(sortie, 0, options.vues).toutes
    for cible in cibles:
        verifier(cible, forcer=forcer, sources=lus, ordinaire=True)
    aides = partial(aides_de, baremes=depart.baremes, choisies=depart.aides)

    def assez(types: Set[str]) -> bool:
        return aides(types) == aides(equipements())

    lot = ouvrir(chemins, depart.baremes, options.lecture.lecture(depart.baremes, assez if options.large else None))
    for cible in cibles:
        verifier(cible, forcer=forcer, sources=(*lus, *lot.chemins))
    if (carte := options.lecture.a_ecrire) is not None:
        verifier(carte, forcer=forcer, sources=lot.chemins)
    if options.lecture.annees and lot.projets:
        conseil = "Pour un projet : cafsim compare projet.toml --annees 2024,2025."
        raise refus("--annees", "cette option ne vaut que pour des tableaux.", conseil, cle=str(lot.projets[0]))
    for remarque in lot.remarques:
        noter(f"Note : {remarque}")
    entetes = tuple(t.entete for t in lot.tables)
    larges = aides(lot.types) if options.large else None
    communs = (entetes, options.baremes, options.referentiel, depart.aides, options.forme, options.profil)
    dossier = chemin_de_reprise(sortie) if options.reprendre and not options.lecture.essai else None
    jour_dit = ouvrir_reprise(dossier, jour().isoformat()) if dossier else jour().isoformat()
    mode = (options.sans_mes_taux, correspondance.taux(options.lecture.taux, depart.baremes), options.strict, dossier)
    plusieurs = len(noms_des_tables(entetes)) + len(lot.projets) > 1
    reglages = Reglages(*communs, larges, options.moteur or "exact", *mode, jour_dit, plusieurs)
    return lot, reglages if options.moteur else reglages._replace(moteur=moteurs.choisir(lot, reglages, depart.baremes))


def _essayer(lot: Lot, reglages: Reglages, lecture: OptionsDeLecture) -> int:
    from cafsim.cli.commandes import batch_essai  # noqa: PLC0415 (with --essai only)
    from cafsim.lot.essai import essayer  # noqa: PLC0415

    carte = lecture.a_ecrire
    essai = essayer(lot, reglages)
    batch_essai.afficher(essai)
    if carte is not None:
        batch_essai.garder(essai, carte, forcer=lecture.forcer)
    return REJETS if essai.bilan.rejets else 0


def _forme(forme: FormeLot | None, sortie: Path | None) -> Forme:
    if forme is not None:
        return forme.value
    if sortie in (FLUX, None):
        return FormeLot.CSV.value
    extension = sortie.suffix.lower()
    if extension not in PAR_EXTENSION:
        raise extension_inconnue(sortie, PAR_EXTENSION)
    return PAR_EXTENSION[extension].value


def _modele(texte: str, sortie: Path | None, profil: ProfilCsv, *, forcer: bool) -> int:
    """Give an empty table, with a row of help."""
    types = _types(texte)
    titres, aide = gabarit(types)
    demandee = "csv" if sortie is not None and sortie.suffix.lower() == ".txt" else None
    envoi = Choix(demandee, sortie, forcer, profil).envoi(formes_de(("grille", "classeur")))
    modele = Reponse(
        grille=lambda: Grille(titres, [aide]),
        classeur=lambda: sorties.modele(titres, aide, listes(types)),
        ecrite="Modèle écrit : {0}. Remplissez-le, puis : cafsim batch {0} -o resultat.csv",
    )
    return envoi.livrer(modele)


def _types(texte: str) -> list[str]:
    """Read `eaje,alsh`. Raise EntreeRefusee for an unknown type."""
    types = lire_types(filter(None, map(str.strip, texte.split(","))), "--modele")
    if not types:
        conseil = f"Types : {', '.join(equipements())}."
        raise refus("--modele", "aucun type d'équipement.", conseil)
    return types
