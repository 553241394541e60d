"""What a command answers, before it is written in any form."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from types import MappingProxyType
from typing import Literal, NamedTuple, NoReturn

from cafsim.render.document import Document

Contenu = Literal["document", "donnees", "grille", "classeur", "page", "word", "modele"]
"""The contents that an answer may have, each a field of `Reponse`."""

Cellule = str | int | Decimal | None
"""A cell of a grid: a text, a number, or nothing (unknown: an empty cell, never 0)."""


class Grille(NamedTuple):
    """Rows for a spreadsheet, and their titles."""

    colonnes: Sequence[str]
    rangees: Iterable[Sequence[Cellule]]


def _aucun() -> NoReturn:
    raise AssertionError("this answer has no such content")


class Reponse(NamedTuple):
    """The answer of a command: its contents, each made only when a form is written from it, and what goes with them.

    `document` is for people, `donnees` (plain dicts and lists) for programs, `grille` for spreadsheets; `classeur`,
    `page`, `word` and `modele` are whole files already: a workbook, a web page, a Word document, a project to fill.
    """

    document: Callable[[], Document] = _aucun
    donnees: Callable[[], object] = _aucun
    grille: Callable[[], Grille] = _aucun
    classeur: Callable[[], bytes] = _aucun
    page: Callable[[], bytes] = _aucun
    word: Callable[[], bytes] = _aucun
    modele: Callable[[], bytes] = _aucun
    code: int = 0
    """The exit code."""
    notices: Sequence[str] = ()
    """Sentences for the user, beside the answer, in any form."""
    notices_de: Mapping[str, Sequence[str]] = MappingProxyType({})
    """By name of a form: what must be told beside that form, which does not hold it."""
    ecrite: str = "Résultat écrit : {}"
    """What is said once the answer is in a file; `{}` stands for the file's name."""
    suite: Callable[[], object] = lambda: None
    """What is left to do once the answer is delivered, or could not be."""
