"""What is told beside the answer, on the error stream; whether there is a person to ask."""

from __future__ import annotations

import sys


def interactif() -> bool:
    """Say whether a person can be asked something: keyboard and screen are a terminal."""
    return sys.stdin.isatty() and sys.stdout.isatty()


def noter(message: str, suite: str = "") -> None:
    """Tell something on stderr, so that stdout holds the result only; `suite` stands before what a screen wraps."""
    if sys.stderr.isatty():
        from shutil import get_terminal_size  # noqa: PLC0415

        from cafsim.typographie import paragraphe  # noqa: PLC0415 (for a terminal only)

        largeur = max(20, get_terminal_size().columns - 1)
        message = "\n".join(paragraphe(ligne, largeur, "", suite) for ligne in message.split("\n"))
    print(message, file=sys.stderr)  # noqa: T201


def erreurs(problemes: tuple[object, ...]) -> None:
    """Print every problem on stderr, one per paragraph line."""
    nombre = len(problemes)
    noter("Erreur :" if nombre == 1 else f"{nombre} erreurs :")
    for probleme in problemes:
        noter(f"  - {probleme}", "    ")
