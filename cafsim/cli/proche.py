"""What to type in the place of a command line that can't be understood: the nearest real command, or its example."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from cafsim.erreurs import plus_proche
from cafsim.typographie import simple

Groupes = Mapping[str, Iterable[str]]
"""Each command, with those that it groups."""

AUTRES_NOMS = {"note": "rapport", "taux": "baremes", "questionnaire": "estimer", "budget": "plan", "travaux": "plan"}
"""Words that name no command, and the command that they mean."""

RECHERCHE = {"aides": "chercher", "communes": "chercher", "baremes": "montrer", "projet": "modele"}
"""In each group, the command that takes any word."""


def a_taper(arguments: Sequence[str], inconnue: str, contexte: Any, groupes: Callable[[], Groupes]) -> str:  # noqa: ANN401
    """Return the command lines to type where a word is no command of `contexte`, what follows it kept.

    `groupes` returns all commands, those of each group under its name; it is called where the root has no such command.
    """
    suite = list(arguments[arguments.index(inconnue) + 1 :]) if inconnue in arguments else []
    if contexte.parent is None:
        debuts = _de_la_racine(inconnue, groupes())
    else:
        groupe = contexte.command
        debuts = [[*contexte.command_path.split()[1:], *_du_groupe(inconnue, groupe.name, groupe.commands)]]
    return " ; ".join(" ".join(map(tape, ["cafsim", *debut, *suite])) for debut in debuts) or "cafsim --aide"


def tape(argument: object) -> str:
    """Write an argument as it is typed in a terminal."""
    texte = str(argument)
    return f'"{texte}"' if re.search(r"[ '&()]", texte) else texte


def _de_la_racine(inconnue: str, groupes: Groupes) -> list[list[str]]:
    """Return what a word may mean before any group: a command of one, a project file, a command mistyped."""
    cherche = simple(inconnue)
    sous: dict[str, list[list[str]]] = {}
    for groupe, commandes in groupes.items():
        for commande in commandes:
            sous.setdefault(commande, []).append([groupe, commande])
    if cherche in sous:
        return sous[cherche]
    if cherche.endswith(".toml"):
        return [["estimer", inconnue]]
    seules = {nom: [[nom]] for nom in groupes} | {nom: [[commande]] for nom, commande in AUTRES_NOMS.items()}
    proche = plus_proche(cherche, seules) or plus_proche(cherche, sous)
    return {**sous, **seules}[proche] if proche else []


def _du_groupe(inconnue: str, groupe: str, commandes: Iterable[str]) -> list[str]:
    """Return what a word may mean in a group: one of its commands mistyped, else what to look for."""
    if proche := plus_proche(simple(inconnue), commandes):
        return [proche]
    if groupe == "projet" and inconnue.endswith(".toml"):
        return ["verifier", inconnue]
    return [RECHERCHE[groupe], inconnue] if groupe in RECHERCHE else ["--aide"]


def exemple(contexte: Any) -> str:  # noqa: ANN401 (Typer's own types are private)
    """Return the example that the help of a command gives; nothing without one."""
    lignes = (getattr(contexte.command, "help", None) or "").splitlines() if contexte else []
    return next((ligne.strip() for ligne in lignes if ligne.strip().startswith("Exemple")), "")
