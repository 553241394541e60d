"""`cafsim baremes`: read the rate table, complete it with one's own figures, check the installation."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cafsim.cli.aide import Application
from cafsim.cli.options import Forcer, FormeSansCsv, Sortie, Surcouche, livrer_document, preparer

if TYPE_CHECKING:
    from cafsim.baremes.model import Baremes

DESACCORD = 1

Annee = Annotated[int | None, typer.Option("--annee", metavar="ANNÉE", help="Une seule année, par exemple 2024.")]


def ajouter(app: typer.Typer) -> None:
    """Register the group."""
    groupe = Application(help="Barèmes : les taux publiés, leurs sources, ce qui manque.")
    groupe.command("liste")(_liste)
    groupe.command("montrer")(_montrer)
    groupe.command("comparer")(_comparer)
    groupe.command("sources")(_sources)
    groupe.command("lacunes")(_lacunes)
    groupe.command("saisir")(_saisir)
    groupe.command("verifier")(_verifier)
    groupe.command("ranger")(_ranger)
    app.add_typer(groupe, name="baremes")


def _liste(
    *,
    forme: FormeSansCsv = None,
    sortie: Sortie = None,
    baremes: Surcouche = None,
    forcer: Forcer = False,
) -> None:
    """Donne la liste des aides : nombre de taux, de valeurs, de lacunes."""
    from cafsim.baremes.consultation import resumes  # noqa: PLC0415
    from cafsim.render import baremes as ecrans  # noqa: PLC0415
    from cafsim.render import baremes_json  # noqa: PLC0415

    choisie = preparer(forme, sortie, forcer=forcer, csv=False)
    lignes = resumes(_charger(baremes))
    livrer_document(
        choisie,
        sortie,
        forcer=forcer,
        document=lambda: ecrans.liste(lignes),
        json=lambda: baremes_json.texte(baremes_json.liste(lignes)),
    )


def _montrer(
    dispositif: Annotated[str, typer.Argument(metavar="AIDE", help="Identifiant de l'aide : psu, piaje…")],
    *,
    annee: Annee = None,
    forme: FormeSansCsv = None,
    sortie: Sortie = None,
    baremes: Surcouche = None,
    forcer: Forcer = False,
) -> None:
    """Montre les taux d'une aide : valeurs, périodes, état, sources, notes.

    Exemple : cafsim baremes montrer psu --annee 2024
    """
    from cafsim.baremes.consultation import fiche  # noqa: PLC0415
    from cafsim.render import baremes as ecrans  # noqa: PLC0415
    from cafsim.render import baremes_json  # noqa: PLC0415

    choisie = preparer(forme, sortie, forcer=forcer, csv=False)
    table = _charger(baremes)
    controler(table, dispositif, annee=annee)
    resultat = fiche(table, dispositif, annee)
    livrer_document(
        choisie,
        sortie,
        forcer=forcer,
        document=lambda: ecrans.fiche(resultat, table.sources),
        json=lambda: baremes_json.texte(baremes_json.fiche(resultat)),
    )


def _comparer(
    an1: Annotated[int, typer.Argument(metavar="AN1", help="Première année.")],
    an2: Annotated[int, typer.Argument(metavar="AN2", help="Seconde année.")],
    dispositif: Annotated[str | None, typer.Argument(metavar="[AIDE]", help="Une seule aide.")] = None,
    *,
    tout: Annotated[bool, typer.Option("--tout", help="Montre aussi ce qui ne change pas.")] = False,
    forme: FormeSansCsv = None,
    sortie: Sortie = None,
    baremes: Surcouche = None,
    forcer: Forcer = False,
) -> None:
    """Compare les taux de deux années : ce qui change.

    Exemple : cafsim baremes comparer 2024 2025
    """
    from cafsim.baremes.consultation import comparer  # noqa: PLC0415
    from cafsim.render import baremes as ecrans  # noqa: PLC0415
    from cafsim.render import baremes_json  # noqa: PLC0415

    choisie = preparer(forme, sortie, forcer=forcer, csv=False)
    table = _charger(baremes)
    controler(table, dispositif, an1=an1, an2=an2)
    ecarts = comparer(table, an1, an2, dispositif)
    livrer_document(
        choisie,
        sortie,
        forcer=forcer,
        document=lambda: ecrans.comparaison(ecarts, an1, an2, tout=tout),
        json=lambda: baremes_json.texte(baremes_json.comparaison(e for e in ecarts if tout or e.change)),
    )


def _sources(
    *,
    forme: FormeSansCsv = None,
    sortie: Sortie = None,
    baremes: Surcouche = None,
    forcer: Forcer = False,
) -> None:
    """Donne toutes les sources : nature, date, adresse, taux qui reposent sur elles."""
    from cafsim.baremes.consultation import appuis  # noqa: PLC0415
    from cafsim.render import baremes as ecrans  # noqa: PLC0415
    from cafsim.render import baremes_json  # noqa: PLC0415

    choisie = preparer(forme, sortie, forcer=forcer, csv=False)
    lignes = appuis(_charger(baremes))
    livrer_document(
        choisie,
        sortie,
        forcer=forcer,
        document=lambda: ecrans.sources(lignes),
        json=lambda: baremes_json.texte(baremes_json.sources(lignes)),
    )


def _lacunes(
    dispositif: Annotated[str | None, typer.Argument(metavar="[AIDE]", help="Une seule aide.")] = None,
    *,
    annee: Annee = None,
    forme: FormeSansCsv = None,
    sortie: Sortie = None,
    baremes: Surcouche = None,
    forcer: Forcer = False,
) -> None:
    """Donne les chiffres qui manquent, et le document qui les donnerait."""
    from cafsim.baremes.consultation import lacunes  # noqa: PLC0415
    from cafsim.render import baremes as ecrans  # noqa: PLC0415
    from cafsim.render import baremes_json  # noqa: PLC0415

    choisie = preparer(forme, sortie, forcer=forcer, csv=False)
    table = _charger(baremes)
    controler(table, dispositif, annee=annee)
    fiches = lacunes(table, annee, dispositif)
    livrer_document(
        choisie,
        sortie,
        forcer=forcer,
        document=lambda: ecrans.lacunes(fiches, annee),
        json=lambda: baremes_json.texte(baremes_json.lacunes(fiches)),
    )


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
    from cafsim.cli.baremes_saisie import mener  # noqa: PLC0415
    from cafsim.cli.console import interactif  # noqa: PLC0415
    from cafsim.erreurs import EntreeRefusee, Probleme  # noqa: PLC0415

    table = _charger(baremes)
    controler(table, dispositif, annee=annee)
    if not interactif():
        conseil = "Lancez la commande dans un terminal, ou écrivez le fichier (voir LISEZMOI.md)."
        raise EntreeRefusee([Probleme("", "", "cette commande pose des questions : il faut un clavier.", conseil)])
    mener(table, dispositif, annee, sortie, forcer=forcer)


def _verifier(*, baremes: Surcouche = None) -> int:
    """Vérifie l'installation : contrôle le barème et refait des calculs dont le résultat est publié."""
    from cafsim.baremes.loader import load  # noqa: PLC0415
    from cafsim.dispositifs.registre import dispositifs  # noqa: PLC0415
    from cafsim.verification import rejouer  # noqa: PLC0415

    table = load()  # the whole table: the other commands read, and check, the blocks that they use
    typer.echo(f"Barème : lu et contrôlé ({len(dispositifs())} aides, {len(table.cles())} taux).")
    _verifier_textes(table)
    if baremes:
        _charger(baremes)
        typer.echo(f"{baremes} : lu et contrôlé.")
    resultats = rejouer(table)
    for resultat in resultats:
        typer.echo(str(resultat))
    faux = sum(not r.juste for r in resultats)
    typer.echo(f"{len(resultats)} cas, {faux} en désaccord." if faux else f"{len(resultats)} cas, tous justes.")
    return DESACCORD if faux else 0


def _verifier_textes(table: Baremes) -> None:
    """Read the fiches and the facts about payments. Raise EntreeRefusee when they, or their sources, are wrong."""
    from cafsim import fiches, versements  # noqa: PLC0415
    from cafsim.erreurs import EntreeRefusee  # noqa: PLC0415

    lues, faits = fiches.charger(), versements.charger()
    problemes = fiches.sources_inconnues(lues, table)
    problemes += fiches.inconnues("versements.toml", faits.cites, {**table.sources, **faits.sources})
    if problemes:
        raise EntreeRefusee(problemes)
    typer.echo(f"Fiches : lues et contrôlées ({len(lues.par_nom)} fiches, toutes leurs sources sont décrites).")


def _ranger(
    fichier: Annotated[
        Path | None, typer.Argument(metavar="FICHIER", help="Un fichier de taux ; sans lui, la table publiée.")
    ] = None,
    *,
    verifier: Annotated[bool, typer.Option("--verifier", help="Dit si le fichier est rangé, sans y toucher.")] = False,
) -> None:
    """Range un fichier de taux : ordre des clés, une par ligne, textes longs repliés. Le contenu ne change pas."""
    from cafsim.baremes.loader import default_path  # noqa: PLC0415
    from cafsim.cli.baremes_ranger import mener  # noqa: PLC0415

    typer.echo(mener(fichier or default_path(), verifier=verifier))


def controler(table: Baremes, aide: str | None, **annees: int | None) -> None:
    """Refuse an unknown aid and years that the table does not cover, all at once."""
    from cafsim.equipements.commun import PREMIER_EXERCICE, dernier_exercice  # noqa: PLC0415
    from cafsim.erreurs import EntreeRefusee, Probleme, vouliez_vous  # noqa: PLC0415

    problemes = []
    if aide is not None and aide not in table.blocs:
        conseil = vouliez_vous(aide, table.blocs) or "La liste : cafsim baremes liste"
        problemes.append(Probleme("", aide, "aide inconnue du barème.", conseil))
    for nom, annee in annees.items():
        if annee is not None and not PREMIER_EXERCICE <= annee <= dernier_exercice():
            ou = "--annee" if nom == "annee" else nom.upper()
            proche = PREMIER_EXERCICE if annee < PREMIER_EXERCICE else dernier_exercice()
            conseil = f"De {PREMIER_EXERCICE} à {dernier_exercice()} ; la plus proche est {proche}."
            problemes.append(Probleme("", ou, f"l'année {annee} n'est pas dans le barème.", conseil))
    if problemes:
        raise EntreeRefusee(problemes)


def _charger(surcouche: Path | None) -> Baremes:
    from cafsim.cli.chargement import charger_baremes  # noqa: PLC0415

    return charger_baremes(surcouche)
