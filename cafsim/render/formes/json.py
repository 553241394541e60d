"""Write an answer as JSON, for programs: numbers are texts, so that nothing rounds them; null is the unknown."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from cafsim.engine.numbers import decimal_text, money_text
from cafsim.inerte import inerte

Objet = dict[str, object]


def texte(donnees: object) -> str:
    """Return the text of any JSON-ready data: inert, for it may go to a terminal too."""
    import json  # noqa: PLC0415 (an answer goes to the screen, most often)

    return inerte(json.dumps(donnees, ensure_ascii=False, indent=2)) + "\n"


def objet(chose: object, noms: str, decimales: int = 4) -> Objet:
    """Return what a thing says under these names: a number and a day as texts, several things as a list."""
    return {nom: _donnee(getattr(chose, nom), decimales) for nom in noms.split()}


def montants(chose: object, noms: str) -> Objet:
    """Return the amounts that a thing says under these names."""
    return {nom: montant(getattr(chose, nom)) for nom in noms.split()}


def montant(valeur: Fraction | None) -> str | None:
    """Return an amount with its cents: `"313060.00"`."""
    return None if valeur is None else money_text(valeur)


def nombre(valeur: Fraction | None, decimales: int = 4) -> str | None:
    """Return a number with at most so many decimals: `"6.63"`."""
    return None if valeur is None else decimal_text(valeur, decimales)


def jour(valeur: date | None) -> str | None:
    """Return a day: `"2024-03-15"`."""
    return None if valeur is None else valeur.isoformat()


def bornes(etendue: object) -> Objet:
    """Return both ends of a range of amounts."""
    return montants(etendue, "minimum maximum")


def _donnee(valeur: object, decimales: int) -> object:
    if isinstance(valeur, Fraction):
        return nombre(valeur, decimales)
    if isinstance(valeur, date):
        return jour(valeur)
    return list(valeur) if isinstance(valeur, tuple) else valeur
