"""Everything about the terminal, in one place."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console

LARGEUR_FICHIER = 100
"""Width of what goes to a file or a pipe."""


def console(*, erreur: bool = False) -> Console:
    """Return a console on stdout (or stderr): no markup, no emoji, no highlighting; width of the terminal."""
    from rich.console import Console  # noqa: PLC0415 (45 ms: only where a table is shown)

    flux = sys.stderr if erreur else sys.stdout
    colonnes = os.environ.get("COLUMNS", "")
    demandee = int(colonnes) if colonnes.isdecimal() and int(colonnes) else None
    largeur = demandee or (None if flux.isatty() else LARGEUR_FICHIER)
    return Console(file=flux, markup=False, emoji=False, highlight=False, width=largeur)


def interactif() -> bool:
    """Say whether a person can be asked something: keyboard and screen are a terminal."""
    return sys.stdin.isatty() and sys.stdout.isatty()


def noter(message: str) -> None:
    """Tell something on stderr, so that stdout holds the result only."""
    print(message, file=sys.stderr)  # noqa: T201


def erreurs(problemes: tuple[object, ...]) -> None:
    """Print every problem on stderr, one per paragraph line."""
    nombre = len(problemes)
    noter("Erreur :" if nombre == 1 else f"{nombre} erreurs :")
    for probleme in problemes:
        noter(f"  - {probleme}")
