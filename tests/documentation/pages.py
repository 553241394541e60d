"""The pages of the repository as the tests read them: their outputs, their commands, their tables, their snippets."""

from __future__ import annotations

import importlib.util
import re
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

RACINE = Path(__file__).resolve().parents[2]
PAGES = [
    *(RACINE / nom for nom in ("README.md", "LISEZMOI.md", "CONTRIBUTING.md", "SECURITY.md")),
    *sorted((RACINE / "docs").rglob("*.md")),
]
_BLOC = re.compile(r"^```(?P<langue>\w*)(?P<titre>[^\n]*)\n(?P<texte>.*?)^```$", re.MULTILINE | re.DOTALL)
_EN_LIGNE = re.compile(r"`(cafsim [^`]+)`")


def nom(page: Path) -> str:
    """Name a page in a message."""
    return page.relative_to(RACINE).as_posix()


def lire(page: str) -> str:
    """Return the text of a page."""
    return (RACINE / page).read_text(encoding="utf-8")


def exemples() -> ModuleType:
    """Return `outils/exemples.py`, which writes the outputs that pages show."""
    spec = importlib.util.spec_from_file_location("exemples", RACINE / "outils" / "exemples.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def commandes(texte: str) -> Iterator[str]:
    """Yield each `cafsim …` that a page tells to type, without its `cafsim` and without the comment beside it."""
    for bloc in _BLOC.finditer(texte):
        if bloc["langue"] in ("", "sh"):
            lignes = (x.strip() for x in bloc["texte"].splitlines())
            yield from (_seule(x) for x in lignes if x.startswith("cafsim "))
    hors_blocs = _BLOC.sub("", texte)
    indentees = re.findall(r"^    (cafsim .+)$", hors_blocs, re.MULTILINE)
    yield from (_seule(x) for x in (*indentees, *_EN_LIGNE.findall(hors_blocs)))


def snippets(texte: str) -> Iterator[tuple[str, str]]:
    """Yield (file, contents) of each fenced block that names a file on its first line, as ```` ```toml data/x.toml ````."""
    for bloc in _BLOC.finditer(texte):
        if bloc["titre"].strip():
            yield bloc["titre"].strip(), bloc["texte"]


def cles(texte: str, titre: str) -> list[str]:
    """Return the first column of the table under a heading, each cell without its backquotes."""
    section = re.split(rf"^#+ {re.escape(titre)}$", texte, flags=re.MULTILINE)
    assert len(section) == 2, f"one heading « {titre} » is expected"
    lignes = re.split(r"^#+ ", section[1], flags=re.MULTILINE)[0].splitlines()
    cellules = [ligne.split("|")[1].strip() for ligne in lignes if ligne.startswith("|")]
    return [cellule.strip("`") for cellule in cellules[2:]]


def _seule(ligne: str) -> str:
    """Cut the comment, two spaces away from the command."""
    return re.split(r"\s{2,}", ligne.removeprefix("cafsim "))[0].strip()
