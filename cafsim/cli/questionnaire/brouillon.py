"""Drafts of the questionnaire: each answer is kept at once, so that nothing is lost when it is interrupted.

One file per session in the user's folder: a header, then one answer a line, in JSON: a damaged line spoils only itself.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from cafsim import __version__
from cafsim.baremes.model import Baremes
from cafsim.equipements.registre import equipements
from cafsim.fichiers import conserver, dossier_utilisateur
from cafsim.projet.questionnaire.reprise import cle_connue

FORMAT = "cafsim.brouillon/1"
EXTENSION = ".jsonl"
ILLISIBLE = ".illisible"


class Brouillon(NamedTuple):
    """A draft read back: its answers, those whose question does not exist any more, the number of damaged lines."""

    chemin: Path
    modifie: datetime
    referentiel: str
    reponses: dict[str, str]
    perdues: dict[str, str]
    abimees: int

    @property
    def titre(self) -> str:
        """Say what it is about: `« Les Lucioles », 12 réponses, le 03/05/2026 à 14 h 05`."""
        nom = self.reponses.get("projet.nom") or self.reponses.get("1.nom")
        type_equipement = self.reponses.get("1.type", "")
        if not nom and type_equipement in equipements():
            nom = equipements()[type_equipement].titre.split(" (")[0]
        nombre = len(self.reponses)
        debut = f"« {nom} », " if nom else ""
        return f"{debut}{nombre} réponse{'s' * (nombre > 1)}, le {self.modifie:%d/%m/%Y à %H h %M}"


def nouveau() -> Path:
    """Return the file of a new draft."""
    return _dossier() / f"{datetime.now():%Y%m%d-%H%M%S}-{os.getpid()}{EXTENSION}"  # noqa: DTZ005 (the clerk's clock)


def garder(chemin: Path, referentiel: str, reponses: Mapping[str, str]) -> None:
    """Write a draft in one go. Raise EntreeRefusee when it can't be written."""
    lignes: list[object] = [{"format": FORMAT, "cafsim": __version__, "referentiel": referentiel}]
    lignes += ({"cle": cle, "reponse": reponse} for cle, reponse in reponses.items())
    conserver(chemin, "".join(f"{json.dumps(x, ensure_ascii=False)}\n" for x in lignes).encode())


def reprendre(ancien: Path, chemin: Path) -> None:
    """Have a draft go on in the file of this session: two sessions that reopen it never write the same one."""
    with suppress(OSError):  # the other session has it; the answers are in memory
        ancien.rename(chemin)


def effacer(chemin: Path) -> None:
    """Remove a draft, if there is one."""
    with suppress(OSError):  # it will only be offered once more
        chemin.unlink(missing_ok=True)


def lister(baremes: Baremes) -> tuple[list[Brouillon], list[Path]]:
    """Return the drafts, the latest first, and those without one readable answer, set aside under another name."""
    lus, illisibles = [], []
    try:
        chemins = sorted(_dossier().glob(f"*{EXTENSION}"))
    except OSError:
        return [], []
    for chemin in chemins:
        try:
            brouillon = _lire(chemin, baremes)
        except OSError:
            continue
        if brouillon.reponses:
            lus.append(brouillon)
        else:
            illisibles.append(_mettre_de_cote(chemin))
    return sorted(lus, key=lambda b: b.modifie, reverse=True), illisibles


def _lire(chemin: Path, baremes: Baremes) -> Brouillon:
    lignes = chemin.read_bytes().decode("utf-8", "replace").splitlines()
    reponses: dict[str, str] = {}
    perdues: dict[str, str] = {}
    referentiel, abimees = "", 0
    for ligne in lignes:
        try:
            objet = json.loads(ligne)
        except ValueError:
            objet = None
        if not isinstance(objet, dict):
            abimees += 1
        elif "format" in objet:
            referentiel = str(objet.get("referentiel", ""))
        elif isinstance(objet.get("cle"), str) and isinstance(objet.get("reponse"), str):
            cle, reponse = objet["cle"], objet["reponse"]
            (reponses if cle_connue(cle, baremes) else perdues)[cle] = reponse
        else:
            abimees += 1
    modifie = datetime.fromtimestamp(chemin.stat().st_mtime)  # noqa: DTZ006 (the clerk's clock)
    return Brouillon(chemin, modifie, referentiel, reponses, perdues, abimees)


def _mettre_de_cote(chemin: Path) -> Path:
    cible = chemin.with_suffix(ILLISIBLE)
    try:
        return chemin if cible.exists() else chemin.rename(cible)
    except OSError:
        return chemin


def _dossier() -> Path:
    return dossier_utilisateur() / "brouillons"
