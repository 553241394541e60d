"""What LISEZMOI.md shows is what the commands print. CAFSIM_MAJ_GOLDEN=1 writes it anew."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

RACINE = Path(__file__).resolve().parent.parent
LISEZMOI = RACINE / "LISEZMOI.md"
BLOC = re.compile(r"<!-- sortie : (?P<commande>.+?) -->\n(?:```text\n(?P<sortie>.*?)```\n)?", re.DOTALL)


JOUR = "1767225600"
"""1 January 2026: the outputs shown bear a day."""


def executer(commande: str) -> str:
    env = {**os.environ, "COLUMNS": "80", "NO_COLOR": "1", "PYTHONIOENCODING": "utf-8", "PYTHONPATH": str(RACINE)}
    env["SOURCE_DATE_EPOCH"] = JOUR
    resultat = subprocess.run(
        [sys.executable, "-m", "cafsim", *shlex.split(commande)],
        cwd=RACINE, env=env, capture_output=True, text=True, encoding="utf-8",
    )  # fmt: skip
    assert resultat.returncode == 0, resultat.stderr
    return "".join(f"{ligne.rstrip()}\n" for ligne in resultat.stdout.strip("\n").split("\n"))


def commandes() -> list[str]:
    return [m["commande"] for m in BLOC.finditer(LISEZMOI.read_text(encoding="utf-8"))]


def test_chaque_exemple_est_montre() -> None:
    montres = " ".join(commandes())
    for exemple in sorted((RACINE / "examples").glob("*.toml")):
        assert f"examples/{exemple.name}" in montres


@pytest.mark.parametrize("commande", commandes())
def test_la_sortie_montree_est_la_vraie(commande: str) -> None:
    sortie = executer(commande)
    texte = LISEZMOI.read_text(encoding="utf-8")
    if os.environ.get("CAFSIM_MAJ_GOLDEN"):
        bloc = f"<!-- sortie : {commande} -->\n```text\n{sortie}```\n"
        neuf = BLOC.sub(lambda m: bloc if m["commande"] == commande else m[0], texte)
        LISEZMOI.write_text(neuf, encoding="utf-8")
        return
    montree = next(m["sortie"] for m in BLOC.finditer(texte) if m["commande"] == commande)
    assert montree == sortie
