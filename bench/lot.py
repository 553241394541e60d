"""Measure `cafsim batch` on seeded crèches with all their aids: rows per second, memory, regularity.

Each size is measured in a process of its own; the last line compares the time per row of the longest table with that of
the shortest, start-up apart:
    python bench/lot.py [--tailles 1000,10000,100000] [--large] [--coeurs 2] [--moteur polars]
"""

from __future__ import annotations

import argparse
import csv
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

RACINE = Path(__file__).resolve().parent.parent
CAFSIM = [sys.executable, "-c", "import sys; from cafsim.__main__ import main; sys.exit(main())"]

COLONNES = (
    "projet", "exercice", "type", "nom", "gestionnaire", "ctg", "zone_prioritaire", "financement", "places",
    "places_soutenues", "places_nouvelles", "bonus_territoire_existant", "depenses", "heures_facturees",
    "heures_realisees", "participations_familiales", "taux_regime_general", "couches_et_repas", "enfants_inscrits",
    "enfants_handicap", "heures_concertation", "journees_pedagogiques", "revalorisation_salariale", "operation",
    "date_dossier", "places_avant", "places_creees", "cout", "gros_oeuvre",
)  # fmt: skip


def creches(nombre: int, graine: int = 4) -> Iterator[list[str]]:
    """Plausible crèches of 2022 to 2025; a tenth of the costs of concertation unknown, one in ten with works."""
    r = random.Random(graine)
    oui = ("oui", "non")
    for rang in range(nombre):
        annee, places = r.choice(range(2022, 2026)), r.randint(10, 80)
        realisees = places * r.randint(900, 1900)
        facturees = realisees * r.randint(100, 125) // 100
        rangee = [
            f"Commune {rang}", str(annee), "eaje", f"Crèche {rang}", r.choice(("public", "prive_non_lucratif")),
            r.choice(oui), r.choice(("qpv", "zrr", "aucune", "aucune")), "psu", str(places),
            str(places - r.randint(0, 5)), str(r.randint(0, 5)), str(r.randint(300, 2500)),
            f"{facturees * r.randint(700, 1300) // 100},{r.randint(0, 99):02}", str(facturees), str(realisees),
            f"{facturees * r.randint(40, 240) // 100},{r.randint(0, 99):02}", f"0,{r.randint(90, 99)}", r.choice(oui),
            str(places * 2), str(r.randint(0, 4)), r.choice(("", *(str(n) for n in range(40, 320, 40)))),
            str(r.randint(0, 4)), r.choice(oui),
        ]  # fmt: skip
        travaux = ["creation", f"{annee}-{r.randint(1, 12):02}-15", "0", str(r.randint(5, 20)), "300000", r.choice(oui)]
        yield [*rangee, *(travaux if r.random() < 0.1 else [""] * 6)]


def mesurer(nombre: int, options: list[str]) -> tuple[float, int]:
    """Return the seconds that a table takes, and the largest memory (KB) of any process."""
    with tempfile.TemporaryDirectory() as dossier:
        entree, sortie = Path(dossier) / "creches.csv", Path(dossier) / "resultat.csv"
        with entree.open("w", encoding="utf-8", newline="") as fichier:
            plume = csv.writer(fichier, delimiter=";")
            plume.writerow(COLONNES)
            plume.writerows(creches(nombre))
        commande = [*CAFSIM, "batch", str(entree), "-o", str(sortie), *options]
        debut = time.perf_counter()
        fini = subprocess.run(
            commande, cwd=RACINE, capture_output=True, check=False, env={**os.environ, "LANG": "C.UTF-8"}
        )
        secondes = time.perf_counter() - debut
        if fini.returncode:
            sys.exit(fini.stderr.decode())
    return secondes, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tailles", default="1000,10000,100000")
    parser.add_argument("--large", action="store_true")
    parser.add_argument("--coeurs", type=int)
    parser.add_argument("--moteur", default="exact", help="polars needs --large")
    choix = parser.parse_args()
    options = [
        "--moteur",
        choix.moteur,
        *(["--large"] if choix.large else []),
        *(["--coeurs", str(choix.coeurs)] if choix.coeurs else []),
    ]
    depart, _ = mesurer(1, options)
    print(f"départ (1 ligne) : {depart:.2f} s")
    par_ligne = []
    for taille in map(int, choix.tailles.split(",")):
        secondes, memoire = mesurer(taille, options)
        par_ligne.append((secondes - depart) / taille)
        print(
            f"{taille:>9} lignes : {secondes:7.2f} s, {taille / secondes:6.0f} lignes/s, "
            f"{par_ligne[-1] * 1e6:4.0f} µs/ligne hors départ, plus gros processus {memoire / 1024:.0f} Mo"
        )
    print(f"temps par ligne, de la plus longue à la plus courte : {par_ligne[-1] / par_ligne[0]:.2f}")


if __name__ == "__main__":
    main()
