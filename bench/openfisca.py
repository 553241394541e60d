"""Measure `cafsim batch` against the same four aids on OpenFisca-Core, and against a bare Polars copy of the table.

Whole processes, Csv in and Csv out, one after another in turns; prints the median of each and the ratios. Both sides
read their rates in data/baremes.toml; the amounts are then compared. OpenFisca-Core has its own throw-away environment:
    python -m venv ELSEWHERE && ELSEWHERE/bin/pip install openfisca-core pandas
    python bench/openfisca.py --python-openfisca ELSEWHERE/bin/python [--tailles 1,1000,100000,1000000] [--tours 3]
OpenFisca-Core computes in float32: its Psu is a few cents off on most rows, which is told, not corrected.
"""

from __future__ import annotations

import argparse
import csv
import subprocess
import sys
import tempfile
import time
from importlib.metadata import version
from itertools import zip_longest
from pathlib import Path
from statistics import median

RACINE = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(RACINE / "bench"))
from demarrage import CAFSIM, environnement  # noqa: E402
from lot import COLONNES, creches  # noqa: E402

DEMI_CENTIME = 0.005
AIDES = ("psu", "bonus_mixite_sociale", "bonus_attractivite", "bonus_territoire")
COPIE = "import sys, polars; polars.scan_csv(sys.argv[1], separator=';').sink_csv(sys.argv[2], separator=';')"


def ecrire(nombre: int, fichier: Path) -> None:
    """Write crèches of 2024 without works."""
    annee = COLONNES.index("exercice")
    with fichier.open("w", encoding="utf-8", newline="") as ecrit:
        plume = csv.writer(ecrit, delimiter=";")
        plume.writerow(COLONNES)
        for rangee in creches(nombre):
            plume.writerow([*rangee[:annee], "2024", *rangee[annee + 1 : -6], *[""] * 6])


def duree(commande: list[str], sortie: Path, env: dict[str, str]) -> float:
    """Return the seconds that a whole process takes to write its result."""
    sortie.unlink(missing_ok=True)
    debut = time.perf_counter()
    fait = subprocess.run(commande, cwd=RACINE, capture_output=True, check=False, env=env)
    if fait.returncode:
        sys.exit(fait.stderr.decode())
    return time.perf_counter() - debut


def ecarts(de_cafsim: Path, d_openfisca: Path) -> list[float]:
    """Return by how many euros each amount differs from one side to the other."""
    with de_cafsim.open(encoding="utf-8-sig", newline="") as un, d_openfisca.open(encoding="utf-8", newline="") as deux:
        lues = zip_longest(csv.DictReader(un, delimiter=";"), csv.DictReader(deux, delimiter=";"))
        return [abs(_euros(a[aide] or a[f"{aide}_minimum"]) - _euros(b[aide])) for a, b in lues for aide in AIDES]


def _euros(texte: str) -> float:
    return float(texte.replace(",", ".") or 0)  # an aid that has no line is empty


def mesurer(nombre: int, python_openfisca: str, tours: int, options: list[str], env: dict[str, str]) -> None:
    """Print a line for a table of so many rows."""
    with tempfile.TemporaryDirectory() as dossier:
        entree, *sorties = (Path(dossier) / f"{nom}.csv" for nom in ("creches", "cafsim", "openfisca", "copie"))
        ecrire(nombre, entree)
        cafsim, openfisca, copie = sorties
        pays = [python_openfisca, "bench/openfisca_pays.py", str(entree), str(openfisca), "data/baremes.toml"]
        lot = [*CAFSIM, "batch", str(entree), "-o", str(cafsim), "--large", "--aides", ",".join(AIDES), *options]
        commandes = (lot, pays, [sys.executable, "-c", COPIE, str(entree), str(copie)])
        temps: list[list[float]] = [[] for _ in commandes]
        duree(lot, cafsim, env)  # its modules are then compiled
        for _ in range(tours):  # in turns, so that a busy machine slows them alike
            for mesures, commande, sortie in zip(temps, commandes, sorties, strict=True):
                mesures.append(duree(commande, sortie, env))
        a, b, c = map(median, temps)
        montants = ecarts(cafsim, openfisca)
    print(
        f"{nombre:>9} lignes : cafsim {a:6.2f} s, OpenFisca {b:6.2f} s ({a / b:.2f} fois), copie {c:6.2f} s "
        f"({a / c:.2f} fois) ; {sum(e > DEMI_CENTIME for e in montants)} montants différents sur {len(montants)}, "
        f"au plus de {max(montants):.2f} €",
        flush=True,
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--python-openfisca", required=True, help="the Python of an environment with openfisca-core")
    parser.add_argument("--tailles", default="1,1000,100000,1000000")
    parser.add_argument("--tours", type=int, default=3)
    parser.add_argument("--moteur", choices=("exact", "polars"), help="the engine of cafsim, its own choice by default")
    choix = parser.parse_args()
    question = "from importlib.metadata import version as v; print(v('openfisca-core'), v('numpy'), v('pandas'))"
    fait = subprocess.run([choix.python_openfisca, "-c", question], capture_output=True, text=True, check=True)
    autre = dict(zip(("openfisca-core", "numpy", "pandas"), fait.stdout.split(), strict=True))
    ici = {nom: version(nom) for nom in ("cafsim", "polars")}
    print(", ".join(f"{nom} {numero}" for nom, numero in {**ici, **autre}.items()))
    options = ["--moteur", choix.moteur] if choix.moteur else []
    with tempfile.TemporaryDirectory() as cache:
        env = {**environnement(cache), "LANG": "C.UTF-8"}
        for taille in map(int, choix.tailles.split(",")):
            mesurer(taille, choix.python_openfisca, choix.tours, options, env)


if __name__ == "__main__":
    main()
