"""Measure, in one run, a whole `cafsim estimate` against a bare process that imports the same libraries.

Prints ratios, and the time that the rate table and one estimate take inside the process:
    python bench/demarrage.py [--tours 15]
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

RACINE = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(RACINE))
EXEMPLE = RACINE / "examples" / "creche.toml"

NU = """
import typer, rich.table
from pydantic import BaseModel
class M(BaseModel):
    a: int
M(a=1)
"""

CAFSIM = [sys.executable, "-c", "import sys; from cafsim.__main__ import main; sys.exit(main())"]
"""What the installed `cafsim` command runs."""

COMMANDES = {
    "version": [*CAFSIM, "--version"],
    "tarif": [*CAFSIM, "tarif", "--ressources-mensuelles", "3000", "--enfants", "2"],
    "aides": [*CAFSIM, "aides", "montrer", "psu"],
    "communes": [*CAFSIM, "communes", "montrer", "59350"],
    "plan": [*CAFSIM, "plan", str(EXEMPLE)],
    "compare": [*CAFSIM, "compare", str(EXEMPLE), "--annees", "2022,2024"],
    "estimate": [*CAFSIM, "estimate", str(EXEMPLE)],
}


def duree(commande: list[str], env: dict[str, str]) -> float:
    debut = time.perf_counter()
    subprocess.run(commande, check=True, cwd=RACINE, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return time.perf_counter() - debut


def environnement(cache: str) -> dict[str, str]:
    """An environment where modules are compiled once, as they are once installed, whatever the caller's settings."""
    env = {**os.environ, "PYTHONPYCACHEPREFIX": cache}
    env.pop("PYTHONDONTWRITEBYTECODE", None)
    return env


def dans_le_processus() -> dict[str, float]:
    """Median milliseconds of: loading the rates, a first estimate (trees built), a later one."""
    from cafsim.baremes import loader
    from cafsim.dispositifs.registre import dispositifs
    from cafsim.estimation.moteur import Moteur
    from cafsim.projet.lecture import lire_projet

    mesures: dict[str, list[float]] = {
        "barèmes lus et contrôlés en entier": [],
        "première estimation (barèmes utiles lus)": [],
        "estimation suivante": [],
    }
    dispositifs()
    for _ in range(10):
        loader.oublier()
        t0 = time.perf_counter()
        loader.load()
        t1 = time.perf_counter()
        mesures["barèmes lus et contrôlés en entier"].append(t1 - t0)
        loader.oublier()
        baremes = loader.ouvrir()
        projet = lire_projet(EXEMPLE, baremes)
        moteur = Moteur(baremes)
        for cle in ("première estimation (barèmes utiles lus)", "estimation suivante"):
            t2 = time.perf_counter()
            moteur.estimer(projet)
            mesures[cle].append(time.perf_counter() - t2)
    return {cle: statistics.median(valeurs) * 1000 for cle, valeurs in mesures.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tours", type=int, default=15)
    tours = parser.parse_args().tours
    nu = [sys.executable, "-c", NU]
    commandes = {"nu": nu, **COMMANDES}
    temps: dict[str, list[float]] = {nom: [] for nom in commandes}
    with tempfile.TemporaryDirectory() as cache:
        env = environnement(cache)
        for commande in commandes.values():
            duree(commande, env)
        for _ in range(tours):  # interleaved, so that a busy machine slows them alike
            for nom, commande in commandes.items():
                temps[nom].append(duree(commande, env))
    reference = min(temps["nu"])
    print(f"processus nu (typer, rich.table, un modèle pydantic) : 1.00 ({reference * 1000:.0f} ms)")
    for nom in COMMANDES:
        print(f"cafsim {nom:10} : {min(temps[nom]) / reference:.2f}")
    for cle, millisecondes in dans_le_processus().items():
        print(f"{cle} : {millisecondes:.1f} ms")


if __name__ == "__main__":
    main()
