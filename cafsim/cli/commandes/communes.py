"""`cafsim communes`: find a commune, its portrait, the official files that complete it."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from cafsim.cli.aide import Application
from cafsim.cli.console import noter
from cafsim.cli.repondre import repond
from cafsim.communes import importes, officiels
from cafsim.communes.noms import chercher, resoudre
from cafsim.erreurs import EntreeRefusee, Probleme
from cafsim.render.donnees import communes_json
from cafsim.render.reponse import Reponse
from cafsim.render.vues import communes as ecrans

TROUVEES_MAX = 30
"""So many communes are shown; a longer name finds fewer."""


class Genre(StrEnum):
    """What an official file holds."""

    FRR = "frr"
    QPV = "qpv"
    DGCL = "dgcl"
    FILOSOFI = "filosofi"
    COUVERTURE = "couverture"


app = Application(help="Communes : en trouver une, son portrait, les fichiers officiels qui le complètent.")


@app.command("chercher")
@repond("document", "donnees")
def _chercher(
    texte: Annotated[list[str], typer.Argument(metavar="TEXTE…", help="Un nom, son début, un code Insee ou postal.")],
) -> Reponse:
    """Cherche une commune par son nom ou son code.

    Accents, majuscules et traits d'union ne comptent pas.

    Exemples : cafsim communes chercher lille ; cafsim communes chercher saint-denis 93
    """
    demande = " ".join(texte)
    toutes = chercher(demande, TROUVEES_MAX + 1)
    premieres = toutes[:TROUVEES_MAX]
    return Reponse(
        document=lambda: ecrans.trouvees(premieres, demande, suite=len(toutes) > TROUVEES_MAX),
        donnees=lambda: communes_json.trouvees(premieres),
    )


@app.command("montrer")
@repond("document", "donnees")
def _montrer(
    texte: Annotated[list[str], typer.Argument(metavar="COMMUNE…", help="Code Insee ou nom.")],
) -> Reponse:
    """Montre le portrait d'une commune.

    Habitants, intercommunalité, zones, richesse, avec l'année de chaque chiffre.

    Exemples : cafsim communes montrer 59350 ; cafsim communes montrer Saint-Denis 974
    """
    commune = resoudre(" ".join(texte))
    return Reponse(document=lambda: ecrans.portrait(commune), donnees=lambda: communes_json.commune(commune))


@app.command("importer")
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
    officiels.verifier_millesime(millesime)
    lu = officiels.lire(fichier, genre.value, millesime)
    importe = lu.importe
    remplace = any((i.type, i.millesime) == (importe.type, importe.millesime) for i in importes.importes())
    chemin = importes.enregistrer(importe, lu.valeurs)
    verbe = "Remplacé" if remplace else "Importé"
    nombre = f"{importe.lignes} commune{'s' if importe.lignes > 1 else ''}"
    noter(f"{verbe} : {importes.TYPES[importe.type]}, {importe.millesime}, {nombre}.")
    noter(f"Colonnes lues : {' et '.join(f'« {c} »' for c in importe.colonnes)}.")
    if lu.inconnus:
        premiers = ", ".join(lu.inconnus[:5]) + ("…" if len(lu.inconnus) > 5 else "")
        noter(f"Codes qui ne sont pas ceux d'une commune connue : {len(lu.inconnus)} ({premiers}).")
    noter(f"Conservé dans {chemin}")
    noter("Pour le voir : cafsim communes montrer CODE. Pour le retirer : cafsim communes oublier " + importe.type)


@app.command("importes")
@repond("document", "donnees")
def _importes() -> Reponse:
    """Montre la liste des fichiers importés."""
    fichiers = importes.importes()
    return Reponse(document=lambda: ecrans.liste(fichiers), donnees=lambda: communes_json.importes(fichiers))


@app.command("oublier")
def _oublier(
    genre: Annotated[Genre, typer.Argument(metavar="TYPE", help="frr, qpv, dgcl, filosofi ou couverture.")],
    millesime: Annotated[
        int | None, typer.Argument(metavar="[ANNÉE]", help="Une seule année (par défaut : toutes).")
    ] = None,
) -> None:
    """Retire un fichier importé.

    Exemple : cafsim communes oublier frr 2025
    """
    retires = importes.oublier(genre.value, millesime)
    if not retires:
        message = f"aucun fichier importé de ce type{f' pour {millesime}' if millesime else ''}."
        raise EntreeRefusee([Probleme("", genre.value, message, "La liste : cafsim communes importes")])
    noter(f"Retiré : {', '.join(retires)}.")
