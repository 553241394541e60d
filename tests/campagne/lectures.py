"""How bytes become a project, an overlay or a table: what is refused is refused, nothing else is raised."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from pathlib import Path

from invariants import MOTEUR, verifier

from cafsim.baremes.model import NATIONAL
from cafsim.baremes.overlay import lire_surcouche, poser
from cafsim.equipements.projet import Projet
from cafsim.erreurs import EntreeRefusee
from cafsim.fichiers.toml import analyser
from cafsim.lot.lecture.equipement import LecteurDeRangees
from cafsim.lot.lecture.fichiers import ouvrir
from cafsim.lot.modele import EquipementLu
from cafsim.projet.lecture import projet_depuis
from cafsim.tables import Rangee

_NUMEROS = itertools.count()


def projet(octets: bytes, _: Path) -> int:
    texte = octets.decode("utf-8", "replace")
    verifier(projet_depuis(analyser(texte, "p.toml"), "p.toml", "p", MOTEUR.baremes))
    return 1


def surcouche(octets: bytes, _: Path) -> int:
    return bool(
        poser(MOTEUR.baremes, lire_surcouche(MOTEUR.baremes, octets.decode("utf-8", "replace"), "s.toml").lignes)
    )


def tableau(octets: bytes, dossier: Path) -> int:
    """Read each row; return how many there were."""
    chemin = dossier / f"{next(_NUMEROS)}.csv"  # what is known of a file is kept by name
    chemin.write_bytes(octets)
    lues = 0
    try:
        for ouverte in ouvrir([chemin], MOTEUR.baremes).tables:
            lecteur = LecteurDeRangees(ouverte.entete, MOTEUR.baremes, NATIONAL)
            for rangee in ouverte.table.rangees():
                lues += 1
                lu = lecteur.lire(rangee) if isinstance(rangee, Rangee) else None
                if isinstance(lu, EquipementLu):
                    verifier(Projet("P", lu.equipement.exercice, (lu.equipement,)))
    finally:
        chemin.unlink()
    return lues


def _ou_refuse(lire: Callable[[bytes, Path], int]) -> Callable[[bytes, Path], int]:
    def lecture(octets: bytes, dossier: Path) -> int:
        try:
            return lire(octets, dossier)
        except EntreeRefusee as refus:
            if not refus.problemes or not all(p.message for p in refus.problemes):
                raise AssertionError("a refusal says why") from refus
            return 0

    return lecture


LECTURES = {"projet": _ou_refuse(projet), "surcouche": _ou_refuse(surcouche), "tableau": _ou_refuse(tableau)}
"""Each returns how much it accepted."""
