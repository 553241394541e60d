"""`cafsim estimate`: project files in, or questions; an estimate out."""

from __future__ import annotations

import shlex
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cafsim.baremes.model import NATIONAL
from cafsim.cli.aide import Application
from cafsim.cli.chargement import Depart, partir
from cafsim.cli.console import interactif
from cafsim.cli.options import STRICT_NON_TENU, Aides, Referentiel, SansMesTaux, Strict, Surcouche
from cafsim.cli.repondre import repond
from cafsim.equipements.projet import Projet
from cafsim.erreurs import refus
from cafsim.estimation.moteur import Moteur
from cafsim.estimation.resultat import MENTION, Estimation
from cafsim.etudes.leviers import LevierEstime, estimer_leviers
from cafsim.render.donnees import estimation_csv, estimation_json, leviers_json
from cafsim.render.formes.choix import Forme, hors_tableur
from cafsim.render.reponse import Reponse
from cafsim.render.vues import estimation as vue
from cafsim.render.vues.premier_ecran import LARGEUR

if TYPE_CHECKING:
    from cafsim.cli.questionnaire.menu import Questionnaire

app = Application()


@app.command("estimate")
@repond("document", "donnees", "grille", "classeur")
def _estimate(
    fichiers: Annotated[
        list[Path] | None,
        typer.Argument(metavar="FICHIER", help="Fichiers de projet (.toml). Sans fichier : des questions."),
    ] = None,
    *,
    detail: Annotated[bool, typer.Option("--detail", help="Montre le calcul et les sources de chaque ligne.")] = False,
    aides: Aides = None,
    strict: Strict = False,
    leviers: Annotated[
        bool, typer.Option("--leviers", help="Montre aussi ce qui rapporterait plus, et ce qu'il faut pour cela.")
    ] = False,
    totaux: Annotated[
        bool, typer.Option("--totaux", help="Ajoute au Csv les lignes de total (il n'a sinon que les aides).")
    ] = False,
    completer: Annotated[
        bool, typer.Option("--completer", help="Rouvre un projet avec ses réponses, et demande ce qui manque.")
    ] = False,
    baremes: Surcouche = None,
    sans_mes_taux: SansMesTaux = False,
    referentiel: Referentiel = "national",
    forme: Forme,
) -> Reponse:
    """Estime ce que la Caf peut apporter, aide par aide, avec le calcul et les sources.

    Exemple : cafsim estimate examples/creche.toml --detail
    """
    depart = partir(baremes, aides, referentiel, sans_mes_taux=sans_mes_taux)
    questions = _questionnaire(depart, fichiers or (), completer=completer, garde_taux=not sans_mes_taux)
    projets = [questions.mener()] if questions else depart.projets(fichiers or ())
    depart = depart._replace(baremes=questions.baremes) if questions else depart
    moteur = depart.moteur()
    estimations = [moteur.estimer(projet, depart.aides) for projet in projets]
    incertaines = [x for e in estimations for x in e.lignes if x.incertitudes] if strict else []
    ecarts = [f"  - {x.equipement}, {x.libelle} : {' ; '.join(x.incertitudes)}" for x in incertaines]

    def tires() -> list[tuple[LevierEstime, ...]]:
        return [estimer_leviers(moteur, projet, depart.aides) for projet in projets] if leviers else []

    def suite() -> None:
        if questions:
            from cafsim.cli.questionnaire.fin import Fin  # noqa: PLC0415 (after the questions only)

            options = _options(aides, baremes, referentiel, sans_mes_taux=sans_mes_taux)
            Fin(questions, projets[0], depart, options, fichiers[0] if fichiers else None).mener()

    ensuite = not questions and forme.afficher and not detail and not leviers
    return Reponse(
        document=lambda: vue.document(
            estimations,
            depart.baremes.hypotheses,
            detail=detail,
            leviers=tires(),
            suite=_suite(fichiers or (), estimations) if ensuite else "",
            cles=bool(fichiers),
            datee=not forme.afficher,
            partielle=bool(depart.aides),
        ),
        donnees=lambda: estimation_json.estimations(
            estimations, [[leviers_json.levier(x) for x in siens] for siens in tires()]
        ),
        grille=lambda: estimation_csv.grille(estimations, totaux=totaux),
        classeur=lambda: _classeur(moteur, projets, estimations, depart.aides),
        code=STRICT_NON_TENU if ecarts else 0,
        notices=["--strict n'est pas tenu :", *ecarts] if ecarts else (),
        notices_de=hors_tableur("Les leviers") if leviers else {},
        suite=suite,
    )


def _suite(fichiers: Sequence[Path], estimations: Sequence[Estimation]) -> str:
    """Return what to type next, on one line, so that no command is cut."""
    remarques = len({x for e in estimations for x in e.remarques} - {MENTION})
    detail = f"sources, {remarques} remarque{'s' * (remarques > 1)}" if remarques else "calculs, sources"
    manque = len(fichiers) == 1 and any(x.manques for x in estimations[0].lignes)
    options = f"--completer · --detail ({detail})" if manque else f"--detail ({detail}) · -o classeur.xlsx"
    debut = f"Suite : {options} · cafsim rapport"
    entiere = f"{debut} {shlex.join(map(str, fichiers))}"
    return entiere if len(entiere) <= LARGEUR else f"{debut} …"


def _questionnaire(
    depart: Depart, fichiers: Sequence[Path], *, completer: bool, garde_taux: bool
) -> Questionnaire | None:
    """Return the questions to ask: of a new project, or of one to complete; None where a file tells all."""
    if fichiers and not completer:
        return None
    from cafsim.cli.questionnaire.menu import Questionnaire  # noqa: PLC0415 (where there are questions only)
    from cafsim.cli.questionnaire.visage import face  # noqa: PLC0415

    if completer and len(fichiers) != 1:
        message, conseil = "un projet, et un seul, est attendu.", "Exemple : cafsim estimate projet.toml --completer"
        raise refus("--completer", message, conseil)
    if not interactif():
        conseil = "Donnez un fichier (cafsim estimate projet.toml), ou lancez la commande dans un terminal."
        message = "aucun fichier de projet, et personne à qui poser les questions."
        raise refus("", "personne à qui poser les questions." if fichiers else message, conseil)
    questions = Questionnaire(depart.moteur(), depart.aides, face(), garde_taux=garde_taux)
    if fichiers:
        questions.rouvrir(depart.projets(fichiers)[0])
    return questions


def _options(aides: Sequence[str] | None, baremes: Path | None, referentiel: str, *, sans_mes_taux: bool) -> list[str]:
    """Return the options that change an estimate, as they are typed."""
    choisies = [x for aide in aides or () for x in ("--aides", aide)]
    miens = ["--baremes", str(baremes)] if baremes else []
    sans = ["--sans-mes-taux"] if sans_mes_taux else []
    return [*choisies, *miens, *sans, *(["--referentiel", referentiel] if referentiel != NATIONAL else [])]


def _classeur(
    moteur: Moteur, projets: Sequence[Projet], estimations: Sequence[Estimation], aides: Collection[str]
) -> bytes:
    from cafsim.classeur.ecriture import octets  # noqa: PLC0415 (a room that few estimates enter: 10 ms)

    return octets(moteur, projets, estimations, aides)
