"""cafsim: what a Caf can bring to a commune, line by line, with its sources.

For scripts and notebooks (see `cafsim.api`):

    import cafsim

    projet = cafsim.lire_projet("creche.toml")
    estimation = cafsim.estimer(projet)
    cafsim.en_rangees(estimation)  # or cafsim.en_dict(estimation)
"""

from __future__ import annotations

TYPE_CHECKING = False  # as type checkers read it; importing `typing` would double the time of `cafsim --version`
if TYPE_CHECKING:
    from cafsim.api import EntreeRefusee, charger_baremes, en_dict, en_rangees, estimer, lire_projet

__version__ = "0.1.0"

__all__ = ["EntreeRefusee", "__version__", "charger_baremes", "en_dict", "en_rangees", "estimer", "lire_projet"]


def __getattr__(nom: str) -> object:
    """Load the functions for scripts when one is first used: a command line needs none of them."""
    if nom not in __all__:
        raise AttributeError(f"module 'cafsim' has no attribute {nom!r}")
    from importlib import import_module  # noqa: PLC0415

    return getattr(import_module("cafsim.api"), nom)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
