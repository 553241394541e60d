"""Write anew the outputs that LISEZMOI.md and docs/ show: each is what its command prints.

    python outils/exemples.py                 every page
    python outils/exemples.py --verifier      write nothing; fail when a page is no longer true

A page asks for an output by a comment, and this program writes the block that follows it:

    <!-- sortie : estimate examples/creche.toml -->
    <!-- sortie : estimate examples/creche.toml ; lignes 1 à 20 -->

Commands run in this repository, on a screen of 80 columns, on 1 January 2026.
"""

from __future__ import annotations

import argparse
import io
import os
import re
import shlex
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from pathlib import Path
from typing import NamedTuple

RACINE = Path(__file__).resolve().parent.parent
BLOC = re.compile(
    r"<!-- sortie : (?P<commande>[^;]+?)(?: ; lignes (?P<debut>\d+) à (?P<fin>\d+))? -->\n(?:```text\n.*?```\n)?",
    re.DOTALL,
)
COUPE = "[…]"
MILIEU = {"COLUMNS": "80", "NO_COLOR": "1", "SOURCE_DATE_EPOCH": "1767225600"}


class Execution(NamedTuple):
    """What a command line did: its exit code, and what it said on each stream."""

    code: int
    sortie: str
    erreurs: str


def pages() -> list[Path]:
    """Return the pages that may show outputs."""
    return [RACINE / "LISEZMOI.md", *sorted((RACINE / "docs").rglob("*.md"))]


def commandes(texte: str) -> list[str]:
    """Return the commands whose outputs a page shows."""
    return [bloc["commande"] for bloc in BLOC.finditer(texte)]


def renouveler(texte: str) -> str:
    """Return the page with each output as its command prints it today. Raise RuntimeError when a command fails."""
    return BLOC.sub(_bloc, texte)


def executer(commande: str) -> Execution:
    """Run `cafsim COMMANDE` in this process: a hundred commands take seconds, not minutes."""
    from cafsim.cli.main import lancer

    flux = [io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True) for _ in range(2)]
    with redirect_stdout(flux[0]), redirect_stderr(flux[1]):
        code = lancer(shlex.split(commande))
    sortie, erreurs = (f.buffer.getvalue().decode().replace("\r\n", "\n") for f in flux)
    return Execution(code, sortie, erreurs)


@contextmanager
def milieu() -> Iterator[None]:
    """Give commands the same screen, day and folder on every machine; nothing that a user imported is seen."""
    avant, dossier = dict(os.environ), Path.cwd()
    with tempfile.TemporaryDirectory() as vide:
        os.environ.update(MILIEU, CAFSIM_DONNEES=vide)
        os.chdir(RACINE)
        try:
            yield
        finally:
            os.chdir(dossier)
            os.environ.clear()
            os.environ.update(avant)


def _bloc(bloc: re.Match[str]) -> str:
    commande, debut, fin = bloc["commande"], bloc["debut"], bloc["fin"]
    execution = executer(commande)
    if execution.code:
        raise RuntimeError(f"cafsim {commande}: exit code {execution.code}\n{execution.erreurs}")
    lignes = [ligne.rstrip() for ligne in execution.sortie.strip("\n").split("\n")]
    if debut:
        lignes = _extrait(lignes, int(debut), int(fin))
    repere = bloc[0].split("\n", 1)[0]
    return "\n".join((repere, "```text", *lignes, "```", ""))


def _extrait(lignes: list[str], debut: int, fin: int) -> list[str]:
    """Keep some lines, and mark what is cut."""
    avant = [COUPE] if debut > 1 else []
    apres = [COUPE] if fin < len(lignes) else []
    return [*avant, *lignes[debut - 1 : fin], *apres]


def main() -> int:
    """Renew the pages, or check them."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--verifier", action="store_true", help="write nothing; exit code 1 when a page is not true")
    verifier = arguments.parse_args().verifier
    changees = 0
    with milieu():
        for page in pages():
            texte = page.read_text(encoding="utf-8")
            neuf = renouveler(texte)
            if neuf == texte:
                continue
            changees += 1
            print("differs:" if verifier else "written:", page.relative_to(RACINE))
            if not verifier:
                page.write_text(neuf, encoding="utf-8", newline="\n")
    print(f"{len(pages())} pages read, {changees} {'to renew' if verifier else 'renewed'}.")
    return 1 if verifier and changees else 0


if __name__ == "__main__":
    sys.path.insert(0, str(RACINE))
    sys.exit(main())
