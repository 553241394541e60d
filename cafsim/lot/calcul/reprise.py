"""What a long batch keeps of each piece of work, so that the same command, run again, goes on from there.

A piece is named after all that it depends on: its rows, the settings, the rates. One that is found again is not
estimated again; its rows are read again, for the rejects and the equipments that come twice.
"""

from __future__ import annotations

import json
import os
from base64 import b64decode, b64encode
from collections.abc import Iterator
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path
from shutil import rmtree

import cafsim
from cafsim.baremes.mes_taux import feuilles_gardees
from cafsim.communes.importes import empreinte
from cafsim.erreurs import refus
from cafsim.fichiers import donnee
from cafsim.lot.modele import Cumul, Ecrit, Produit, Reglages, Rejet, Tache

_MARQUE = "cafsim.reprise"
"""The file that tells such a folder from any other: it holds the day of the first run, which all rows bear."""


def chemin(resultat: Path) -> Path:
    """Return where the pieces of a result are kept: `resultat.csv.reprise`."""
    return resultat.with_name(f"{resultat.name}.reprise")


def ouvrir(dossier: Path, jour: str) -> str:
    """Make the folder, or find it again; return the day of the first run. Raise EntreeRefusee for another folder."""
    marque = dossier / _MARQUE
    try:
        if not dossier.exists():
            dossier.mkdir(mode=0o700)
            marque.write_text(jour, encoding="utf-8")
        return marque.read_text(encoding="utf-8")
    except OSError as error:
        message = "ce n'est pas un dossier de reprise de cafsim."
        raise refus(dossier, message, "Renommez-le, ou donnez un autre nom au résultat.") from error


def effacer(dossier: Path) -> None:
    """Remove the folder, once its result is written."""
    if (dossier / _MARQUE).is_file():
        rmtree(dossier, ignore_errors=True)


class Reprise:
    """The pieces kept in a folder, for these settings."""

    def __init__(self, dossier: Path, reglages: Reglages) -> None:
        self._dossier = dossier
        choix = (cafsim.__version__, empreinte(), sorted(reglages.aides))
        commun = blake2b(repr((choix, reglages._replace(aides=frozenset(), reprise=None))).encode("utf-8", "replace"))
        fichiers = [donnee("baremes.toml"), donnee("communes.csv")]
        fichiers += [] if reglages.surcouche is None else [reglages.surcouche]
        fichiers += [] if reglages.sans_mes_taux else [feuille.chemin for feuille in feuilles_gardees()]
        for fichier in fichiers:
            commun.update(fichier.read_bytes())
        self._commun = commun.digest()

    def retrouver(self, place: Path, rejets: list[Rejet], commentaires: int) -> Produit | None:
        """Return what the piece of a place gave, with what was read of it again; None when it was not kept whole."""
        try:
            lu = json.loads(place.read_bytes())
            cumuls = {(genre, cle, annee): Cumul(*sommes) for genre, cle, annee, sommes in lu["cumuls"]}
            incertitudes = {(aide, dite): nombre for aide, dite, nombre in lu["incertitudes"]}
            ecrit = Ecrit(b64decode(lu["octets"]))
            return Produit(ecrit, rejets, lu["equipements"], lu["lignes"], commentaires, cumuls, (), incertitudes)
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def garder(self, place: Path, produit: Produit) -> None:
        """Keep at its place what a piece gives; without room for it, the batch goes on all the same."""
        objet = {
            "octets": b64encode(produit.ecrit.octets).decode(),
            "equipements": produit.equipements,
            "lignes": produit.lignes,
            "cumuls": [(*cle, cumul) for cle, cumul in produit.cumuls.items()],
            "incertitudes": [(*cle, nombre) for cle, nombre in produit.incertitudes.items()],
        }
        essai = place.with_suffix(f".{os.getpid()}")
        with suppress(OSError):
            essai.write_text(json.dumps(objet), encoding="utf-8")
            essai.replace(place)

    def place(self, tache: Tache) -> Path:
        """Return where a piece of work is kept: its name tells all that it depends on."""
        nom = blake2b(self._commun, digest_size=20)
        for morceau in _morceaux(tache):
            nom.update(morceau)
        return self._dossier / nom.hexdigest()


def _morceaux(tache: Tache) -> Iterator[bytes]:
    """Yield all that a piece holds."""
    yield repr((tache.table, tache.premier, tache.rangees, tache.projets)).encode("utf-8", "replace")
    for projet in tache.projets:
        with suppress(OSError):
            yield projet.read_bytes()
