"""The application: its commands, and what happens when one of them fails."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Annotated

import typer

from cafsim import __version__
from cafsim.cli.aide import Application, message_usage
from cafsim.cli.console import erreurs, noter
from cafsim.erreurs import EntreeRefusee, Interruption
from cafsim.fichiers import raison

FAIT, INATTENDU, ENTREE_REFUSEE, INTERROMPU = 0, 1, 2, 130

COMMANDES = ("estimate", "batch", "compare", "plan", "rapport", "tarif", "aides", "baremes", "communes", "projet")
"""One module of this package each, in the order of the help page."""


def application(arguments: Sequence[str]) -> Application:
    """Return the application: with the one command that `arguments` names, or with all of them.

    A command costs a few milliseconds of import: the others wait for a help page, a completion or a typing mistake.
    """
    app = Application(add_completion=True)
    nommee = arguments[0] if arguments else ""
    completion = "_CAFSIM_COMPLETE" in os.environ
    for nom in COMMANDES if completion or nommee not in COMMANDES else (nommee,):
        import_module(f"cafsim.cli.{nom}").ajouter(app)
    app.callback()(_racine)
    return app


def _racine(
    *,
    version: Annotated[bool, typer.Option("--version", "-V", help="Affiche la version.", is_eager=True)] = False,
) -> None:
    """Estime ce qu'une Caf (caisse d'allocations familiales) peut apporter à une commune.

    Crèches, accueils de loisirs, investissement : chaque aide sur une ligne, avec son calcul et ses sources.
    Outil non officiel, sans lien avec la Caf.
    """
    if version:
        typer.echo(f"cafsim {__version__}")
        raise typer.Exit


def lancer(arguments: Sequence[str]) -> int:
    """Run a command line and return its exit code. Nothing the user can mend ends in a traceback."""
    _tolerer_vieilles_consoles()
    interruption = "Interrompu : rien n'a été enregistré."
    try:
        code = application(arguments)(list(arguments), prog_name="cafsim", standalone_mode=False)
        sys.stdout.flush()
    except EntreeRefusee as error:
        erreurs(error.problemes)
        return ENTREE_REFUSEE
    except typer.TyperException as error:
        if type(error).__name__ == "NoArgsIsHelpError":
            noter(error.format_message())
        else:
            erreurs((message_usage(error),))
            noter("Pour l'aide : cafsim --aide, ou cafsim COMMANDE --aide")
        return ENTREE_REFUSEE
    except (typer.Abort, KeyboardInterrupt, EOFError, Interruption) as error:
        code, interruption = INTERROMPU, str(error) or interruption
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # whoever read us has left
        return FAIT
    except OSError as error:
        noter(f"Écriture impossible : {raison(error)}.")
        return INATTENDU
    except Exception as error:
        if os.environ.get("CAFSIM_DEBUG"):
            raise
        noter(f"Erreur inattendue ({type(error).__name__} : {error}).")
        noter("C'est un défaut de cafsim : signalez-le avec la commande tapée. Détail : CAFSIM_DEBUG=1.")
        return INATTENDU
    if code == INTERROMPU:  # what Typer makes of Ctrl+C
        noter(f"\n{interruption}")
    return code if isinstance(code, int) else FAIT


def _tolerer_vieilles_consoles() -> None:
    """Have a console that lacks a character show `?` in its place, rather than fail."""
    for flux in (sys.stdout, sys.stderr):
        if isinstance(flux, io.TextIOWrapper):
            flux.reconfigure(errors="replace")
