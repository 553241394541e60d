"""`cafsim baremes`: read the rate table, complete it with one's own figures, check the installation."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cafsim.baremes import consultation
from cafsim.baremes.loader import default_path, load
from cafsim.baremes.model import Baremes
from cafsim.baremes.overlay import charger_baremes
from cafsim.cli.aide import Application
from cafsim.cli.chargement import controler, nom_d_aide
from cafsim.cli.commandes import baremes_ranger, baremes_saisie
from cafsim.cli.console import interactif
from cafsim.cli.options import Annee, Forcer, Sortie, Surcouche
from cafsim.cli.repondre import repond
from cafsim.dispositifs.registre import dispositifs
from cafsim.erreurs import EntreeRefusee, Probleme
from cafsim.etudes import versements
from cafsim.etudes.verification import rejouer
from cafsim.fiches import catalogue as fiches
from cafsim.render.document import Entree, Liste
from cafsim.render.donnees import baremes_json
from cafsim.render.reponse import Reponse
from cafsim.render.vues import baremes as ecrans

DESACCORD = 1

Aide = Annotated[str | None, typer.Argument(metavar="[AIDE]", help="Une seule aide.")]

app = Application(help="Barèmes : les taux publiés, leurs sources, ce qui manque.")


@app.command("liste")
@repond("document", "donnees")
def _liste(*, baremes: Surcouche = None) -> Reponse:
    """Donne la liste des aides : nombre de taux, de valeurs, de lacunes."""
    aides = consultation.resumes(charger_baremes(baremes))
    return Reponse(document=lambda: ecrans.liste(aides), donnees=lambda: baremes_json.liste(aides))


@app.command("montrer")
@repond("document", "donnees")
def _montrer(
    dispositif: Annotated[str, typer.Argument(metavar="AIDE", help="Identifiant de l'aide : psu, piaje…")],
    *,
    annee: Annee = None,
    baremes: Surcouche = None,
) -> Reponse:
    """Montre les taux d'une aide : valeurs, périodes, état, sources, notes.

    Exemple : cafsim baremes montrer psu --annee 2024
    """
    table = charger_baremes(baremes)
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
) -> Reponse:
    """Compare les taux de deux années : ce qui change.

    Exemple : cafsim baremes comparer 2024 2025
    """
    table = charger_baremes(baremes)
    dispositif = dispositif and nom_d_aide(dispositif, table.blocs)
    controler(table, dispositif, an1=an1, an2=an2)
    ecarts = consultation.comparer(table, an1, an2, dispositif)
    return Reponse(
        document=lambda: ecrans.comparaison(ecarts, an1, an2, tout=tout),
        donnees=lambda: baremes_json.comparaison(e for e in ecarts if tout or e.change),
    )


@app.command("sources")
@repond("document", "donnees")
def _sources(*, baremes: Surcouche = None) -> Reponse:
    """Donne toutes les sources : nature, date, adresse, taux qui reposent sur elles."""
    appuis = consultation.appuis(charger_baremes(baremes))
    return Reponse(document=lambda: ecrans.sources(appuis), donnees=lambda: baremes_json.sources(appuis))


@app.command("lacunes")
@repond("document", "donnees")
def _lacunes(dispositif: Aide = None, *, annee: Annee = None, baremes: Surcouche = None) -> Reponse:
    """Donne les chiffres qui manquent, et le document qui les donnerait."""
    table = charger_baremes(baremes)
    dispositif = dispositif and nom_d_aide(dispositif, table.blocs)
    controler(table, dispositif, annee=annee)
    lacunes = consultation.lacunes(table, annee, dispositif)
    return Reponse(document=lambda: ecrans.lacunes(lacunes, annee), donnees=lambda: baremes_json.lacunes(lacunes))


@app.command("saisir")
def _saisir(
    *,
    dispositif: Annotated[
        str | None, typer.Option("--aide", metavar="AIDE", help="L'aide à compléter : psu, piaje…")
    ] = None,
    annee: Annee = None,
    sortie: Sortie = None,
    forcer: Forcer = False,
    baremes: Surcouche = None,
) -> None:
    """Demande les chiffres lus sur un document de votre Caf et les écrit dans un fichier de taux.

    Le fichier sert ensuite à toutes les commandes : cafsim estimate projet.toml --baremes FICHIER
    """
    table = charger_baremes(baremes)
    dispositif = dispositif and nom_d_aide(dispositif, table.blocs)
    controler(table, dispositif, annee=annee)
    if not interactif():
        conseil = "Lancez la commande dans un terminal, ou écrivez le fichier (voir LISEZMOI.md)."
        raise EntreeRefusee([Probleme("", "", "cette commande pose des questions : il faut un clavier.", conseil)])
    baremes_saisie.mener(table, dispositif, annee, sortie, forcer=forcer)


@app.command("verifier")
@repond("document", "donnees")
def _verifier(*, baremes: Surcouche = None) -> Reponse:
    """Vérifie l'installation : contrôle le barème et refait des calculs dont le résultat est publié."""
    table = load()  # the whole table: the other commands read, and check, the blocks that they use
    lignes = [f"Barème : lu et contrôlé ({len(dispositifs())} aides, {len(table.cles())} taux).", _textes(table)]
    if baremes:
        charger_baremes(baremes)
        lignes.append(f"{baremes} : lu et contrôlé.")
    resultats = rejouer(table)
    lignes += map(str, resultats)
    faux = sum(not r.juste for r in resultats)
    lignes.append(f"{len(resultats)} cas, {faux} en désaccord." if faux else f"{len(resultats)} cas, tous justes.")
    return Reponse(
        document=lambda: (Liste(tuple(Entree(ligne, marque="") for ligne in lignes)),),
        donnees=lambda: baremes_json.verification(resultats),
        code=DESACCORD if faux else 0,
    )


def _textes(table: Baremes) -> str:
    """Check the fiches and the facts about payments. Raise EntreeRefusee when they, or their sources, are wrong."""
    lues, faits = fiches.charger(), versements.charger()
    problemes = fiches.sources_inconnues(lues, table)
    problemes += fiches.inconnues("versements.toml", faits.cites, {**table.sources, **faits.sources})
    if problemes:
        raise EntreeRefusee(problemes)
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
