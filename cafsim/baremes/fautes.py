"""What is wrong in a rate table: noted with its place, told with its line."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from cafsim.baremes.cles import Chemin
from cafsim.erreurs import Probleme, TableRefusee


class Faute(NamedTuple):
    """What is wrong at a place, and what to type instead. `autre`: the place that it contradicts."""

    chemin: Chemin
    message: str
    conseil: str = ""
    autre: Chemin | None = None


def refus(fautes: Iterable[Faute], fichier: str, texte: str = "") -> TableRefusee:
    """Return the refusal of a file: all its faults, in the order of its lines when its text is given."""
    from cafsim.baremes.emplacements import Reperage  # noqa: PLC0415 (nothing is wrong, most often)

    lignes = Reperage(texte).lignes()
    problemes = []
    for faute in dict.fromkeys(fautes):
        message = faute.message
        if faute.autre:
            message = f"{message[:-1]} ({en_texte(faute.autre)}, ligne {_ligne(faute.autre, lignes)})."
        ligne = _ligne(faute.chemin, lignes)
        problemes.append(Probleme(fichier, en_texte(faute.chemin), message, faute.conseil, ligne))
    return TableRefusee(sorted(problemes, key=lambda p: p.ligne))


def en_texte(chemin: Chemin) -> str:
    """Return `psu.horaire_max, n° 3, unite`."""
    texte, separateur = "", "."
    for part in chemin:
        if isinstance(part, int):
            texte, separateur = f"{texte}, n° {part}", ", "
        else:
            texte += f"{separateur if texte else ''}{part}"
    return texte


def _ligne(chemin: Chemin, lignes: Mapping[Chemin, int]) -> int:
    """Return the line of a place; of what should hold it, where it is not written."""
    while chemin and chemin not in lignes:
        chemin = chemin[:-1]
    return lignes.get(chemin, 0)
