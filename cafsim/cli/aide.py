"""Help pages and usage errors in French: Typer writes them in English."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import typer
from typer.core import TyperCommand, TyperGroup

from cafsim.erreurs import vouliez_vous

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from cafsim.cli.proche import Groupes

_AIDES = {
    "Show this message and exit.": "Affiche cette aide.",
    "Install completion for the current shell.": "Complète ensuite les commandes avec la touche Tabulation.",
    "Show completion for the current shell, to copy it or customize the installation.": (
        "Affiche le script qui complète."
    ),
}

_MOTS = {
    "Usage: ": "Usage : ",
    "Arguments:\n": "Arguments :\n",
    "Options:\n": "Options :\n",
    "Commands:\n": "Commandes :\n",
    "COMMAND [ARGS]...": "COMMANDE [ARGUMENTS]...",
    "[required]": "[obligatoire]",
    "[default: ": "[par défaut : ",
    "[default:\n": "[par défaut :\n",
    " <list[Path]>": "",
    " <list[str]>": "",
}

REGLAGES = {"help_option_names": ["-h", "--aide", "--help"], "max_content_width": 100}


class _EnFrancais:
    """What has its help in French: it stands before a class of Typer's."""

    def get_help_option_names(self, ctx: Any) -> list[str]:  # noqa: ANN401 (Typer's own types are private)
        """Return the names in the order given: the library keeps them in a set, which has none."""
        gardes = super().get_help_option_names(ctx)  # type: ignore[misc]
        return [nom for nom in ctx.help_option_names if nom in gardes]

    def format_help(self, ctx: Any, formatter: Any) -> None:  # noqa: ANN401
        """Write a help page, Typer's own words translated."""
        for parametre in self.get_params(ctx):  # type: ignore[attr-defined]
            parametre.hidden = parametre.name == "show_completion"
            parametre.help = _AIDES.get(getattr(parametre, "help", None) or "", getattr(parametre, "help", None))
        super().format_help(ctx, formatter)  # type: ignore[misc]
        for rang, texte in enumerate(formatter.buffer):
            for anglais, francais in _MOTS.items():
                texte = texte.replace(anglais, francais)  # noqa: PLW2901
            formatter.buffer[rang] = texte


class Commande(_EnFrancais, TyperCommand):
    """A command whose help is in French."""


class Groupe(_EnFrancais, TyperGroup):
    """A group of commands whose help is in French."""


class Application(typer.Typer):
    """A Typer application whose commands speak French."""

    def __init__(self, **reglages: Any) -> None:  # noqa: ANN401
        super().__init__(
            rich_markup_mode=None,
            context_settings=REGLAGES,
            pretty_exceptions_enable=False,
            **{"cls": Groupe, "no_args_is_help": True, "add_completion": False, **reglages},
        )

    def command(self, name: str | None = None, **reglages: Any) -> Callable[[Any], Any]:  # noqa: ANN401
        """Register a command."""
        return super().command(name, **{"cls": Commande, "context_settings": REGLAGES, **reglages})


def message_usage(error: typer.TyperException, arguments: Sequence[str], groupes: Callable[[], Groupes]) -> str:
    """Say in French what is wrong with a command line, and what to type: see `a_taper`."""
    from cafsim.cli.proche import a_taper, exemple  # noqa: PLC0415 (only where there is a mistake)

    contexte = getattr(error, "ctx", None)
    if inconnue := re.search(r"No such command (['\"])(.*?)\1", str(error)):
        taper = a_taper(arguments, inconnue[2], contexte, groupes)
        return f"commande inconnue « {inconnue[2]} ». Tapez : {taper}"
    return " ".join(filter(None, (_message(error), exemple(contexte))))


def _message(error: typer.TyperException) -> str:
    genre = type(error).__name__
    option = getattr(error, "option_name", "")
    parametre = getattr(error, "param", None)
    contexte: Any = getattr(error, "ctx", None)
    nom = parametre.opts[0] if parametre is not None and parametre.opts else ""
    if genre == "NoSuchOption":
        possibles = getattr(error, "possibilities", None) or [o for p in contexte.command.params for o in p.opts]
        return f"option inconnue « {option} ». {vouliez_vous(option, possibles)}".strip()
    if genre == "MissingParameter":
        return f"il manque {nom if nom.startswith('-') else 'un argument : ' + nom.upper()}."
    if genre == "BadOptionUsage":
        return f"l'option {option} attend une valeur."
    if genre == "BadParameter":
        return f"valeur refusée pour {nom} : {_valeur_refusee(error)}"
    if genre == "BadArgumentUsage" or "unexpected extra argument" in str(error):
        return f"argument en trop {str(error).rpartition('(')[2].partition(')')[0]}."
    if "Missing command" in str(error):
        return f"il manque une commande. {vouliez_vous('', sorted(contexte.command.commands))}"
    return str(error)


def _valeur_refusee(error: typer.TyperException) -> str:
    """Turn `'pdf' is not one of 'table', 'texte'.` into French; a message of ours passes as it is."""
    texte = str(error).removeprefix("Value error, ")
    if "valid integer" in texte:
        return "un nombre entier est attendu."
    refusee, coupure, possibles = texte.partition(" is not one of ")
    if not coupure:
        return texte
    liste = possibles.rstrip(".").replace("'", "")
    return f"« {refusee.strip(chr(39))} ». Valeurs possibles : {liste}."
