"""`cafsim communes`: find a commune, its portrait, the official files that complete it."""

from __future__ import annotations

from collections.abc import Container, Iterator
from enum import StrEnum
from fractions import Fraction
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cafsim.cli.aide import Application
from cafsim.cli.console import erreurs, noter
from cafsim.cli.repondre import repond
from cafsim.communes import importes
from cafsim.communes.genres import GENRES, porteurs
from cafsim.communes.noms import chercher, confusion, resoudre, ressemblantes
from cafsim.engine.numbers import french_number
from cafsim.erreurs import Collecte, refus
from cafsim.render.donnees import communes_json
from cafsim.render.reponse import Reponse
from cafsim.render.vues import communes as ecrans

if TYPE_CHECKING:
    from cafsim.communes.officiels import FichierLu

EN_PARTIE = 4
"""Exit code when some files were taken and others refused."""
TROUVEES_MAX = 30
"""So many communes are shown; a longer name finds fewer."""


Genre = StrEnum("Genre", {nom.upper(): nom for nom in GENRES})  # type: ignore[misc]
"""What an official file holds."""


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
    suite, proches = len(toutes) > TROUVEES_MAX, () if toutes else ressemblantes(demande)
    return Reponse(
        document=lambda: ecrans.trouvees(premieres, demande, proches, suite=suite),
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
    demande = " ".join(texte)
    commune = resoudre(demande)
    if doute := confusion(demande, commune):
        noter(doute)
    return Reponse(document=lambda: ecrans.portrait(commune), donnees=lambda: communes_json.commune(commune))


@app.command("importer")
def _importer(
    fichiers: Annotated[
        list[Path], typer.Argument(metavar="FICHIER…", help="Fichiers officiels : .csv, .xlsx, et leurs archives .gz.")
    ],
    *,
    genre: Annotated[
        Genre | None, typer.Option("--type", help="Ce que contiennent les fichiers (par défaut : reconnu).")
    ] = None,
    millesime: Annotated[
        int | None, typer.Option("--millesime", metavar="ANNÉE", help="Année des chiffres (par défaut : toutes, lues).")
    ] = None,
) -> int:
    """Ajoute des fichiers officiels téléchargés, qu'il reconnaît.

    Liste des communes en France ruralités revitalisation (Dgcl). Liste des quartiers prioritaires (Anct). Taux de
    couverture par commune ou par intercommunalité (Cnaf). Niveau de vie (Insee, Filosofi). Potentiel financier :
    critères de répartition (Dgcl), ou « dotations-communes » (data.ofgl.fr). Ou, avec --type, tout tableau à deux
    colonnes, code et valeur. Un fichier refusé n'empêche pas les autres.

    Exemple : cafsim communes importer txcouv_pe_com.csv dotations-communes.csv.gz
    """
    from cafsim.communes.officiels import verifier_millesime  # noqa: PLC0415 (it reads tables: only here)

    verifier_millesime(millesime)
    refuses = Collecte()
    gardes = [refuses.essayer(partial(_garder, fichier, genre, millesime)) for fichier in fichiers]
    if not any(gardes):
        refuses.lever()
    noter("Pour les voir : cafsim communes montrer COMMUNE, cafsim communes importes")
    if refuses.problemes:
        erreurs(tuple(refuses.problemes))
    return EN_PARTIE if refuses.problemes else 0


def _garder(fichier: Path, genre: Genre | None, millesime: int | None) -> bool:
    """Import a file and tell what it held; return True. Raise EntreeRefusee: nothing of it is kept then."""
    from cafsim.communes.officiels import lire  # noqa: PLC0415

    lus = lire(fichier, genre and genre.value, millesime)
    avant = {(i.type, i.millesime) for i in importes.importes()}
    importes.enregistrer((lu.importe, lu.valeurs) for lu in lus)
    noter(str(fichier))
    for phrase in (p for lu in lus for p in _dire(lu, avant)):
        noter(f"  {phrase}")
    noter(f"  Colonnes lues : {' et '.join(f'« {c} »' for c in lus[0].importe.colonnes)}.")
    return True


def _dire(lu: FichierLu, avant: Container[tuple[str, int]]) -> Iterator[str]:
    i = lu.importe
    verbe = "Remplacé" if (i.type, i.millesime) in avant else "Importé"
    nombre = f"{french_number(Fraction(i.lignes))} {porteurs(i.type, i.lignes)}"
    yield f"{verbe} : {GENRES[i.type].titre}, {i.millesime}, {nombre}."
    if lu.inconnus:
        premiers = ", ".join(lu.inconnus[:5]) + ("…" if len(lu.inconnus) > 5 else "")
        yield f"Codes inconnus de cafsim : {len(lu.inconnus)} ({premiers})."


@app.command("importes")
@repond("document", "donnees")
def _importes() -> Reponse:
    """Montre la liste des fichiers importés."""
    fichiers = importes.importes()
    return Reponse(document=lambda: ecrans.liste(fichiers), donnees=lambda: communes_json.importes(fichiers))


@app.command("oublier")
def _oublier(
    genre: Annotated[Genre, typer.Argument(metavar="TYPE", help=f"{', '.join(GENRES)}.")],
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
        raise refus("", message, "La liste : cafsim communes importes", cle=genre.value)
    noter(f"Retiré : {', '.join(retires)}.")
