"""`cafsim baremes`: read the rate table, complete it with one's own figures, check the installation."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from cafsim.baremes import consultation
from cafsim.baremes.consultation import a_verifier
from cafsim.baremes.loader import default_path, load
from cafsim.baremes.mes_taux import charger_baremes
from cafsim.baremes.model import Baremes
from cafsim.cli.aide import Application
from cafsim.cli.chargement import charger, controler, nom_d_aide
from cafsim.cli.commandes import baremes_deduire, baremes_feuille, baremes_mes_taux, baremes_ranger
from cafsim.cli.options import Annee, Equipement, Forcer, SansMesTaux, Sortie, Surcouche
from cafsim.cli.repondre import repond
from cafsim.dispositifs.registre import dispositifs, types_concernes
from cafsim.erreurs import lever
from cafsim.etudes.notification import charger_versements
from cafsim.etudes.verification import rejouer
from cafsim.fiches import catalogue as fiches
from cafsim.render.document import Entree, Liste
from cafsim.render.donnees import baremes_json
from cafsim.render.mots import baremes as mots
from cafsim.render.reponse import Reponse
from cafsim.render.vues import baremes as ecrans

DESACCORD = 1

Aide = Annotated[str | None, typer.Argument(metavar="[AIDE]", help="Une seule aide.")]

Tout = Annotated[bool, typer.Option("--tout", help="Demande aussi ce que cafsim sait déjà.")]

app = Application(help="Barèmes : les taux publiés, leurs sources, ce qui manque, et les vôtres.")
app.add_typer(baremes_mes_taux.app, name="mes-taux")
app.command("deduire")(baremes_deduire.commande)


@app.command("liste")
@repond("document", "donnees")
def _liste(*, baremes: Surcouche = None, sans_mes_taux: SansMesTaux = False) -> Reponse:
    """Donne la liste des aides : nombre de taux, de valeurs, de lacunes."""
    aides = consultation.resumes(charger(baremes, sans_mes_taux=sans_mes_taux))
    return Reponse(document=lambda: ecrans.liste(aides), donnees=lambda: baremes_json.liste(aides))


@app.command("montrer")
@repond("document", "donnees")
def _montrer(
    dispositif: Annotated[str, typer.Argument(metavar="AIDE", help="Identifiant de l'aide : psu, piaje…")],
    *,
    annee: Annee = None,
    baremes: Surcouche = None,
    sans_mes_taux: SansMesTaux = False,
) -> Reponse:
    """Montre les taux d'une aide : valeurs, périodes, état, sources, notes.

    Exemple : cafsim baremes montrer psu --annee 2024
    """
    table = charger(baremes, sans_mes_taux=sans_mes_taux)
    dispositif = dispositif and nom_d_aide(dispositif, table.blocs)
    controler(table, dispositif, annee=annee)
    fiche = consultation.fiche(table, dispositif, annee)
    return Reponse(document=lambda: ecrans.fiche(fiche, table.sources), donnees=lambda: baremes_json.fiche(fiche))


@app.command("comparer")
@repond("document", "donnees")
def _comparer(
    an1: Annotated[int, typer.Argument(metavar="AN1", help="Première année.")],
    an2: Annotated[int, typer.Argument(metavar="AN2", help="Seconde année.")],
    dispositif: Aide = None,
    *,
    tout: Annotated[bool, typer.Option("--tout", help="Montre aussi ce qui ne change pas.")] = False,
    baremes: Surcouche = None,
    sans_mes_taux: SansMesTaux = False,
) -> Reponse:
    """Compare les taux de deux années : ce qui change.

    Exemple : cafsim baremes comparer 2024 2025
    """
    table = charger(baremes, sans_mes_taux=sans_mes_taux)
    dispositif = dispositif and nom_d_aide(dispositif, table.blocs)
    controler(table, dispositif, an1=an1, an2=an2)
    ecarts = consultation.comparer(table, an1, an2, dispositif)
    return Reponse(
        document=lambda: ecrans.comparaison(ecarts, an1, an2, tout=tout),
        donnees=lambda: baremes_json.comparaison(e for e in ecarts if tout or e.change),
    )


@app.command("sources")
@repond("document", "donnees")
def _sources(*, baremes: Surcouche = None, sans_mes_taux: SansMesTaux = False) -> Reponse:
    """Donne toutes les sources : nature, date, adresse, taux qui reposent sur elles."""
    appuis = consultation.appuis(charger(baremes, sans_mes_taux=sans_mes_taux))
    return Reponse(document=lambda: ecrans.sources(appuis), donnees=lambda: baremes_json.sources(appuis))


@app.command("lacunes")
@repond("document", "donnees")
def _lacunes(
    dispositif: Aide = None,
    *,
    equipement: Equipement = None,
    annee: Annee = None,
    baremes: Surcouche = None,
    sans_mes_taux: SansMesTaux = False,
) -> Reponse:
    """Donne les chiffres qui manquent, et le document qui les donnerait.

    Exemple : cafsim baremes lacunes --equipement eaje --annee 2026
    """
    table = charger(baremes, sans_mes_taux=sans_mes_taux)
    dispositif = dispositif and nom_d_aide(dispositif, table.blocs)
    controler(table, dispositif, annee=annee)
    toutes = consultation.lacunes(table, annee, dispositif)
    lacunes = [x for x in toutes if equipement is None or equipement in types_concernes(x.bloc.identifiant)]
    return Reponse(document=lambda: ecrans.lacunes(lacunes, annee), donnees=lambda: baremes_json.lacunes(lacunes))


@app.command("feuille")
@repond("grille", "classeur")
def _feuille(
    annee: Annotated[int, typer.Argument(metavar="ANNÉE", help="L'année des taux.")],
    *,
    equipement: Equipement = None,
    tout: Tout = False,
    baremes: Surcouche = None,
    sans_mes_taux: SansMesTaux = False,
) -> Reponse:
    """Donne une feuille à remplir : les taux d'une année que cafsim ne sait pas sûrement, et où les trouver.

    Exemple : cafsim baremes feuille 2026 -o feuille-2026.xlsx
    """
    table = charger(baremes, sans_mes_taux=sans_mes_taux)
    controler(table, annee=annee)
    return baremes_feuille.dresser(table, annee, equipement, tout=tout)


@app.command("lire")
def _lire(
    fichier: Annotated[Path, typer.Argument(metavar="FICHIER", help="La feuille remplie : .xlsx, .ods, .csv…")],
    *,
    oui: Annotated[bool, typer.Option("--oui", help="Les chiffres qui surprennent sont bien les bons.")] = False,
    sortie: Sortie = None,
    forcer: Forcer = False,
    source: Annotated[
        str | None,
        typer.Option("--rangees", metavar="SOURCE", help="Donne plutôt les lignes à écrire dans data/baremes.toml."),
    ] = None,
) -> None:
    """Lit une feuille remplie, vérifie ses chiffres, et les garde pour toutes les commandes.

    Avec -o, écrit plutôt un fichier de taux, pour l'option --baremes. Une seule erreur, et rien n'est gardé.

    Exemple : cafsim baremes lire feuille-2026.xlsx
    """
    baremes_feuille.lire(fichier, sortie, source, certain=oui, forcer=forcer)


@app.command("saisir")
def _saisir(
    dispositif: Aide = None,
    *,
    equipement: Equipement = None,
    annee: Annee = None,
    tout: Tout = False,
    sortie: Sortie = None,
    forcer: Forcer = False,
    baremes: Surcouche = None,
    sans_mes_taux: SansMesTaux = False,
) -> None:
    """Demande les chiffres lus sur un document de votre Caf, et les garde pour toutes les commandes.

    Avec -o, écrit plutôt un fichier de taux, pour l'option --baremes.

    Exemple : cafsim baremes saisir --equipement alsh --annee 2026
    """
    table = charger(baremes, sans_mes_taux=sans_mes_taux)
    dispositif = dispositif and nom_d_aide(dispositif, table.blocs)
    controler(table, dispositif, annee=annee)
    baremes_feuille.saisir(table, dispositif, equipement, annee, sortie, tout=tout, forcer=forcer)


@app.command("verifier")
@repond("document", "donnees")
def _verifier(
    *,
    tout: Annotated[
        bool, typer.Option("--tout", help="Liste tous les taux à revoir, et non les dix plus anciens.")
    ] = False,
    baremes: Surcouche = None,
) -> Reponse:
    """Vérifie l'installation : contrôle le barème et refait des calculs dont le résultat est publié.

    Liste ensuite les taux en vigueur que personne n'a revus depuis un an.
    """
    table = load()  # the whole table: the other commands read, and check, the blocks that they use
    lignes = [f"Barème : lu et contrôlé ({len(dispositifs())} aides, {len(table.cles())} taux).", _textes(table)]
    if baremes:
        charger_baremes(baremes)
        lignes.append(f"{baremes} : lu et contrôlé.")
    resultats = rejouer(table)
    lignes += map(str, resultats)
    faux = sum(not r.juste for r in resultats)
    lignes.append(f"{len(resultats)} cas, {faux} en désaccord." if faux else f"{len(resultats)} cas, tous justes.")
    lignes += mots.a_verifier(a_verifier(table, date.today()), tout=tout)
    return Reponse(
        document=lambda: (Liste(tuple(Entree(ligne, marque="") for ligne in lignes)),),
        donnees=lambda: baremes_json.verification(resultats),
        code=DESACCORD if faux else 0,
    )


def _textes(table: Baremes) -> str:
    """Check the fiches and the facts about payments. Raise EntreeRefusee when they, or their sources, are wrong."""
    lues, faits = fiches.charger(), charger_versements()
    problemes = fiches.sources_inconnues(lues, table)
    problemes += fiches.inconnues("versements.toml", faits.cites, {**table.sources, **faits.sources})
    lever(problemes)
    return f"Fiches : lues et contrôlées ({len(lues.par_nom)} fiches, toutes leurs sources sont décrites)."


@app.command("ranger")
def _ranger(
    fichier: Annotated[
        Path | None, typer.Argument(metavar="FICHIER", help="Un fichier de taux ; sans lui, la table publiée.")
    ] = None,
    *,
    verifier: Annotated[bool, typer.Option("--verifier", help="Dit si le fichier est rangé, sans y toucher.")] = False,
) -> None:
    """Range un fichier de taux : ordre des clés, une par ligne, textes longs repliés. Le contenu ne change pas."""
    typer.echo(baremes_ranger.ranger_fichier(fichier or default_path(), verifier=verifier))
