"""The application: its commands, and what happens when one of them fails."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Annotated, Any, cast

import typer
from typer.main import get_command

from cafsim import __version__
from cafsim.cli.aide import Application, Commande, Groupe, message_usage
from cafsim.cli.console import assurer_les_flux, delaisser_la_sortie, erreurs, noter
from cafsim.erreurs import EntreeRefusee, Interruption, Probleme, defaut, isolable
from cafsim.fichiers import raison

FAIT, INATTENDU, ENTREE_REFUSEE, INTERROMPU = 0, 1, 2, 130

COMMANDES = {
    "estimate": "Ce que la Caf peut apporter, aide par aide.",
    "plan": "Qui paie : les travaux, et le reste à charge d'une année.",
    "rapport": "Une note pour le conseil : page web, document Word.",
    "compare": "Des projets côte à côte, ou plusieurs années.",
    "tarif": "Ce qu'une famille paie par heure de crèche.",
    "aides": "Les aides : la liste, une fiche, une recherche.",
    "communes": "Une commune : son portrait, ses chiffres publiés.",
    "projet": "Fichiers de projet : modèle à remplir, vérification.",
    "batch": "Beaucoup d'équipements à la fois, depuis un tableau.",
    "baremes": "Les taux publiés, leurs sources, ce qui manque.",
}
"""One module of this package each, and a sentence that fits on a line of the help page."""

EN_FRANCAIS = {"estimer": "estimate", "comparer": "compare", "lot": "batch"}
"""Other names of commands."""


class Accueil(Groupe):
    """The group of all commands: it knows their sentences, and imports the module of the one that is called."""

    def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ANN401
        """Return the command of a name, or of its French name."""
        return super().get_command(ctx, EN_FRANCAIS.get(cmd_name, cmd_name))

    def format_commands(self, ctx: Any, formatter: Any) -> None:  # noqa: ANN401, ARG002
        """Write every command with its names, none of its words cut."""
        francais = {anglais: nom for nom, anglais in EN_FRANCAIS.items()}
        with formatter.section("Commands"):
            formatter.write_dl(
                [(", ".join(filter(None, (francais.get(nom), nom))), phrase) for nom, phrase in COMMANDES.items()]
            )

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:  # noqa: ANN401 (Typer's own types are private)
        """Return the command that the arguments name, and the arguments left."""
        nom, connue, reste = super().resolve_command(ctx, args)
        return nom, connue and charger(connue.name or ""), reste


def charger(nom: str) -> Any:  # noqa: ANN401
    """Return a command, from the `app` of its module."""
    commande = get_command(import_module(f"cafsim.cli.commandes.{nom}").app)
    commande.name = nom
    return commande


def _groupes() -> dict[str, list[str]]:
    """Return every command by the name that people type, with the commands that it groups."""
    francais = {anglais: nom for nom, anglais in EN_FRANCAIS.items()}
    return {francais.get(nom, nom): sorted(getattr(charger(nom), "commands", ())) for nom in COMMANDES}


def application() -> Accueil:
    """Return the group of all commands."""
    app = Application(cls=Accueil, add_completion=True)
    app.callback()(_racine)
    accueil = cast("Accueil", get_command(app))
    accueil.commands = {nom: Commande(nom, help=phrase) for nom, phrase in COMMANDES.items()}
    return accueil


def _version(*, demandee: bool) -> None:
    if demandee:
        typer.echo(f"cafsim {__version__}")
        raise typer.Exit


def _racine(
    *,
    version: Annotated[
        bool, typer.Option("--version", "-V", help="Affiche la version.", is_eager=True, callback=_version)
    ] = False,
) -> None:
    """Estime ce que la Caf peut apporter à une commune. Outil non officiel.

    Pour commencer, des questions une par une : cafsim estimer
    """


def lancer(arguments: Sequence[str]) -> int:
    """Run a command line and return its exit code. Nothing the user can mend ends in a traceback."""
    interruption = "Interrompu : rien n'a été enregistré."
    try:
        assurer_les_flux()
        code = _executer(arguments)
    except EntreeRefusee as error:
        erreurs(error.problemes)
        return ENTREE_REFUSEE
    except typer.TyperException as error:
        if type(error).__name__ == "NoArgsIsHelpError":
            noter(error.format_message())
        else:
            erreurs((Probleme("", "", message_usage(error, arguments, _groupes)),))
            noter(f"Pour l'aide : {getattr(getattr(error, 'ctx', None), 'command_path', 'cafsim')} --aide")
        return ENTREE_REFUSEE
    except (typer.Abort, KeyboardInterrupt, EOFError, Interruption) as error:
        code, interruption = INTERROMPU, str(error) or interruption
    except BrokenPipeError:  # whoever read us has left
        delaisser_la_sortie()
        return FAIT
    except OSError as error:
        delaisser_la_sortie()
        noter(f"{error.filename or 'Écriture impossible'} : {raison(error)}.")
        return INATTENDU
    except BaseException as error:
        if not isolable(error):
            raise
        erreurs([defaut(error)])
        noter("Détail, avec CAFSIM_DEBUG=1 devant la commande.")
        return INATTENDU
    if code == INTERROMPU:  # what Typer makes of Ctrl+C
        noter(f"\n{interruption}")
    return code if isinstance(code, int) else FAIT


def _executer(arguments: Sequence[str]) -> object:
    """Run a command line; return what its command returns. Raise BrokenPipeError when whoever read us has left."""
    try:
        code: object = application()(list(arguments), prog_name="cafsim", standalone_mode=False)
        sys.stdout.flush()
    except SystemExit as error:
        if isinstance(error.__context__, BrokenPipeError):  # what Typer makes of it
            raise BrokenPipeError from error
        raise
    return code
