"""What is told beside the answer, on the error stream; whether there is a person to ask."""

from __future__ import annotations

import io
import os
import sys

from cafsim.inerte import inerte


def assurer_les_flux() -> None:
    """Give a closed standard stream (a scheduled task, `>&-`) an empty one: what is written there is lost.

    The numbers 0 to 2 are taken first: a file opened later would get one of them. A console that lacks a character
    shows `?` in its place, rather than fail.
    """
    while (libre := os.open(os.devnull, os.O_RDWR)) <= 2:
        pass
    os.close(libre)
    for nom, numero, mode in (("stdin", 0, "r"), ("stdout", 1, "w"), ("stderr", 2, "w")):
        if getattr(sys, nom) is None:
            setattr(sys, nom, os.fdopen(numero, mode, closefd=False))
        flux = getattr(sys, nom)
        if mode == "w" and isinstance(flux, io.TextIOWrapper):
            flux.reconfigure(errors="replace")


def interactif() -> bool:
    """Say whether a person can be asked something: keyboard and screen are a terminal."""
    return sys.stdin.isatty() and sys.stdout.isatty()


def noter(message: str, suite: str = "") -> None:
    """Tell something on stderr, so that stdout holds the result only; `suite` stands before what a screen wraps.

    The terminal obeys nothing in it.
    """
    if sys.stderr.isatty():
        from shutil import get_terminal_size  # noqa: PLC0415

        from cafsim.typographie import paragraphe  # noqa: PLC0415 (for a terminal only)

        largeur = max(20, get_terminal_size().columns - 1)
        message = "\n".join(paragraphe(ligne, largeur, "", suite, couper=False) for ligne in message.split("\n"))
    print(inerte(message), file=sys.stderr)  # noqa: T201


def erreurs(problemes: tuple[object, ...]) -> None:
    """Print every problem on stderr, one per paragraph line."""
    nombre = len(problemes)
    noter("Erreur :" if nombre == 1 else f"{nombre} erreurs :")
    for probleme in problemes:
        noter(f"  - {probleme}", "    ")
