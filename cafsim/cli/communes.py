"""`cafsim communes`: find a commune, its portrait, the official files that complete it."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cafsim.cli.aide import Application

if TYPE_CHECKING:
    from collections.abc import Callable

    from cafsim.render.document import Document

TROUVEES_MAX = 30
"""So many communes are shown; a longer name finds fewer."""


class Format(StrEnum):
    """How the result is written."""

    TABLE = "table"
    JSON = "json"
    MARKDOWN = "markdown"


class Genre(StrEnum):
    """What an official file holds."""

    FRR = "frr"
    QPV = "qpv"
    DGCL = "dgcl"
    FILOSOFI = "filosofi"
    COUVERTURE = "couverture"


Forme = Annotated[Format | None, typer.Option("--format", help="Forme du résultat (par défaut : table).")]


def ajouter(app: typer.Typer) -> None:
    """Register the group."""
    groupe = Application(help="Communes : en trouver une, son portrait, les fichiers officiels qui le complètent.")
    groupe.command("chercher")(_chercher)
    groupe.command("montrer")(_montrer)
    groupe.command("importer")(_importer)
    groupe.command("importes")(_importes)
    groupe.command("oublier")(_oublier)
    app.add_typer(groupe, name="communes")


def _chercher(
    texte: Annotated[list[str], typer.Argument(metavar="TEXTE…", help="Un nom, son début, un code Insee ou postal.")],
    *,
    forme: Forme = None,
) -> None:
    """Cherche une commune par son nom ou son code.

    Accents, majuscules et traits d'union ne comptent pas.

    Exemples : cafsim communes chercher lille ; cafsim communes chercher saint-denis 93
    """
    from cafsim.communes.noms import chercher  # noqa: PLC0415
    from cafsim.render import communes as rendu  # noqa: PLC0415

    demande = " ".join(texte)
    trouvees = chercher(demande, TROUVEES_MAX + 1)
    _ecrire(
        forme,
        lambda: rendu.trouvees(trouvees[:TROUVEES_MAX], demande, suite=len(trouvees) > TROUVEES_MAX),
        lambda: rendu.objets(trouvees[:TROUVEES_MAX]),
    )


def _montrer(
    texte: Annotated[list[str], typer.Argument(metavar="COMMUNE…", help="Code Insee ou nom.")],
    *,
    forme: Forme = None,
) -> None:
    """Montre le portrait d'une commune.

    Habitants, intercommunalité, zones, richesse, avec l'année de chaque chiffre.

    Exemples : cafsim communes montrer 59350 ; cafsim communes montrer Saint-Denis 974
    """
    from cafsim.communes.noms import resoudre  # noqa: PLC0415
    from cafsim.render import communes as rendu  # noqa: PLC0415

    commune = resoudre(" ".join(texte))
    _ecrire(forme, lambda: rendu.portrait(commune), lambda: rendu.objet(commune))


def _importer(
    fichier: Annotated[Path, typer.Argument(metavar="FICHIER", help="Fichier officiel : .csv, .xlsx…")],
    *,
    genre: Annotated[Genre, typer.Option("--type", help="Ce que contient le fichier.")],
    millesime: Annotated[
        int | None, typer.Option("--millesime", metavar="ANNÉE", help="Année des chiffres (par défaut : lue).")
    ] = None,
) -> None:
    """Ajoute un fichier officiel téléchargé.

    frr : liste des communes en France ruralités revitalisation (Dgcl, Observatoire des territoires). qpv : liste des
    quartiers prioritaires (Anct). dgcl : critères de répartition des dotations. filosofi : niveau de vie (Insee).
    couverture : taux de couverture par commune (Cnaf, data.caf.fr). Ou tout tableau à deux colonnes, code et valeur.

    Exemple : cafsim communes importer criteres_repartition_2025.csv --type dgcl --millesime 2025
    """
    from cafsim.cli.console import noter  # noqa: PLC0415
    from cafsim.communes.importes import TYPES, enregistrer, importes  # noqa: PLC0415
    from cafsim.communes.officiels import lire, verifier_millesime  # noqa: PLC0415

    verifier_millesime(millesime)
    lu = lire(fichier, genre.value, millesime)
    importe = lu.importe
    remplace = any((i.type, i.millesime) == (importe.type, importe.millesime) for i in importes())
    chemin = enregistrer(importe, lu.valeurs)
    verbe = "Remplacé" if remplace else "Importé"
    nombre = f"{importe.lignes} commune{'s' if importe.lignes > 1 else ''}"
    noter(f"{verbe} : {TYPES[importe.type]}, {importe.millesime}, {nombre}.")
    noter(f"Colonnes lues : {' et '.join(f'« {c} »' for c in importe.colonnes)}.")
    if lu.inconnus:
        premiers = ", ".join(lu.inconnus[:5]) + ("…" if len(lu.inconnus) > 5 else "")
        noter(f"Codes qui ne sont pas ceux d'une commune connue : {len(lu.inconnus)} ({premiers}).")
    noter(f"Conservé dans {chemin}")
    noter("Pour le voir : cafsim communes montrer CODE. Pour le retirer : cafsim communes oublier " + importe.type)


def _importes(*, forme: Forme = None) -> None:
    """Montre la liste des fichiers importés."""
    from cafsim.communes.importes import importes  # noqa: PLC0415
    from cafsim.render import communes as rendu  # noqa: PLC0415

    fichiers = importes()
    _ecrire(forme, lambda: rendu.liste(fichiers), lambda: [i._asdict() for i in fichiers])


def _oublier(
    genre: Annotated[Genre, typer.Argument(metavar="TYPE", help="frr, qpv, dgcl, filosofi ou couverture.")],
    millesime: Annotated[
        int | None, typer.Argument(metavar="[ANNÉE]", help="Une seule année (par défaut : toutes).")
    ] = None,
) -> None:
    """Retire un fichier importé.

    Exemple : cafsim communes oublier frr 2025
    """
    from cafsim.cli.console import noter  # noqa: PLC0415
    from cafsim.communes.importes import oublier  # noqa: PLC0415
    from cafsim.erreurs import EntreeRefusee, Probleme  # noqa: PLC0415

    retires = oublier(genre.value, millesime)
    if not retires:
        message = f"aucun fichier importé de ce type{f' pour {millesime}' if millesime else ''}."
        raise EntreeRefusee([Probleme("", genre.value, message, "La liste : cafsim communes importes")])
    noter(f"Retiré : {', '.join(retires)}.")


def _ecrire(forme: Format | None, ecran: Callable[[], Document], objet: Callable[[], object]) -> None:
    """Print the result: each format loads only what it needs."""
    if forme is Format.JSON:
        import json  # noqa: PLC0415

        typer.echo(json.dumps(objet(), ensure_ascii=False, indent=2))
    elif forme is Format.MARKDOWN:
        from cafsim.render.markdown import rendre  # noqa: PLC0415

        typer.echo(rendre(ecran()), nl=False)
    else:
        from cafsim.cli.console import console  # noqa: PLC0415
        from cafsim.render.table import dessiner  # noqa: PLC0415

        dessiner(ecran(), console())
