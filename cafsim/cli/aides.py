"""`cafsim aides`: what exists, the fiche of each aid, a search."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from cafsim.cli.aide import Application

if TYPE_CHECKING:
    from collections.abc import Callable

    from cafsim.fiches import Fiche, Fiches
    from cafsim.render.document import Document


class Format(StrEnum):
    """How the result is written."""

    TABLE = "table"
    JSON = "json"
    MARKDOWN = "markdown"


Forme = Annotated[Format | None, typer.Option("--format", help="Forme du résultat (par défaut : table).")]


def ajouter(app: typer.Typer) -> None:
    """Register the group."""
    groupe = Application(no_args_is_help=False, invoke_without_command=True)
    groupe.callback()(_aides)
    groupe.command("montrer")(_montrer)
    groupe.command("chercher")(_chercher)
    app.add_typer(groupe, name="aides")


def _aides(
    ctx: typer.Context,
    *,
    equipement: Annotated[
        str | None, typer.Option("--equipement", metavar="TYPE", help="Un seul équipement : eaje, alsh, rpe…")
    ] = None,
    forme: Forme = None,
) -> None:
    """Aides : la liste, la fiche de chacune (pour qui, comment, combien), une recherche.

    Exemples : cafsim aides, cafsim aides montrer psu, cafsim aides chercher handicap
    """
    ctx.obj = forme
    if ctx.invoked_subcommand:
        return
    from cafsim.fiches import charger  # noqa: PLC0415

    fiches = charger()
    titre = "Ce que la Caf peut apporter"
    if equipement is not None:
        titre = f"{titre} : {_equipement(equipement)}"
    familles = fiches.familles(equipement)

    def ecran() -> Document:
        from cafsim.render.fiches import liste  # noqa: PLC0415

        return liste(familles, titre)

    _ecrire(forme, ecran, lambda: _liste_json([f for _, groupe in familles for f in groupe]))


def _montrer(
    ctx: typer.Context,
    dispositif: Annotated[str, typer.Argument(metavar="AIDE", help="Identifiant : psu, piaje, ctg…")],
    *,
    annee: Annotated[
        int | None, typer.Option("--annee", metavar="ANNÉE", help="Année des taux (par défaut : cette année).")
    ] = None,
    detail: Annotated[bool, typer.Option("--detail", help="Ajoute l'adresse de chaque source.")] = False,
    forme: Forme = None,
) -> None:
    """Montre la fiche d'une aide, avec les taux en vigueur.

    Exemple : cafsim aides montrer psu
    """
    from datetime import date  # noqa: PLC0415

    from cafsim.baremes.loader import ouvrir  # noqa: PLC0415
    from cafsim.cli.baremes import controler  # noqa: PLC0415
    from cafsim.fiches import charger  # noqa: PLC0415

    fiches, table = charger(), ouvrir()
    _controler(fiches, dispositif)
    controler(table, None, annee=annee)
    an = annee or date.today().year
    fiche = fiches.par_nom[dispositif]
    sources = {**table.sources, **fiches.sources}

    def ecran() -> Document:
        from cafsim.render.fiches import montrer, taux_de_l_annee  # noqa: PLC0415

        return montrer(fiche, taux_de_l_annee(table, dispositif, an), sources, detail=detail)

    def objet() -> object:
        from cafsim.baremes.consultation import fiche as lire_taux  # noqa: PLC0415
        from cafsim.render.fiches_json import montrer  # noqa: PLC0415

        taux = lire_taux(table, dispositif, an) if dispositif in table.blocs else None
        return montrer(fiche, taux, sources, an)

    _ecrire(forme or ctx.obj, ecran, objet)


def _chercher(
    ctx: typer.Context,
    texte: Annotated[list[str], typer.Argument(metavar="MOT…", help="Ce que vous cherchez : handicap, vacances…")],
    *,
    forme: Forme = None,
) -> None:
    """Cherche des mots dans les fiches ; accents et majuscules ne comptent pas.

    Exemple : cafsim aides chercher handicap
    """
    from cafsim.erreurs import EntreeRefusee, Probleme  # noqa: PLC0415
    from cafsim.fiches import charger  # noqa: PLC0415
    from cafsim.recherche import chercher, mots, proposition  # noqa: PLC0415

    demande = " ".join(texte)
    if not mots(demande):
        conseil = "Exemple : cafsim aides chercher handicap"
        raise EntreeRefusee([Probleme("", "", f"« {demande} » : il n'y a pas de mot à chercher.", conseil)])
    toutes = charger().par_nom.values()
    trouvees = chercher(toutes, demande)

    def ecran() -> Document:
        from cafsim.render.fiches import trouvees as resultat  # noqa: PLC0415

        return resultat(trouvees, demande, None if trouvees else proposition(toutes, demande))

    _ecrire(forme or ctx.obj, ecran, lambda: _liste_json(trouvees))


def _equipement(nom: str) -> str:
    """Return the title of a type of equipment. Raise EntreeRefusee for an unknown one."""
    from cafsim.equipements.registre import equipements  # noqa: PLC0415
    from cafsim.erreurs import EntreeRefusee, Probleme, vouliez_vous  # noqa: PLC0415

    connus = equipements()
    if nom not in connus:
        conseil = vouliez_vous(nom, connus) or f"Équipements : {', '.join(connus)}."
        raise EntreeRefusee([Probleme("--equipement", nom, "équipement inconnu.", conseil)])
    return connus[nom].titre


def _controler(fiches: Fiches, nom: str) -> None:
    from cafsim.erreurs import EntreeRefusee, Probleme  # noqa: PLC0415
    from cafsim.recherche import chercher, proches  # noqa: PLC0415

    if nom in fiches.par_nom:
        return
    noms = proches(nom, fiches.par_nom) or [f.dispositif for f in chercher(fiches.par_nom.values(), nom)[:3]]
    conseil = f"Les plus proches : {', '.join(noms)}." if noms else "La liste : cafsim aides"
    raise EntreeRefusee([Probleme("", nom, "aide inconnue.", conseil)])


def _liste_json(fiches: list[Fiche]) -> object:
    from cafsim.render.fiches_json import liste  # noqa: PLC0415

    return liste(fiches)


def _ecrire(forme: Format | None, ecran: Callable[[], Document], objet: Callable[[], object]) -> None:
    """Print the result: each format loads only what it needs."""
    if forme is Format.JSON:
        from cafsim.render.baremes_json import texte  # noqa: PLC0415

        typer.echo(texte(objet()))
    elif forme is Format.MARKDOWN:
        from cafsim.render.markdown import rendre  # noqa: PLC0415

        typer.echo(rendre(ecran()), nl=False)
    else:
        from cafsim.cli.console import console  # noqa: PLC0415
        from cafsim.render.table import dessiner  # noqa: PLC0415

        dessiner(ecran(), console())
