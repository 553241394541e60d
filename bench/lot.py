"""Measure `cafsim batch` on seeded crèches: whole processes, Csv to Csv, against a bare copy of the file by Polars.

For each size, the least of a few turns, interleaved so that a busy machine slows both alike: seconds, seconds of
processor, each also as times a copy; microseconds a row beyond those of the first size; memory. The last line compares
the time per row of the longest table with that of the second:
    python bench/lot.py [--tailles 1,1000,100000,1000000] [--tours 3] [options of cafsim batch: --large --aides psu…]
"""

from __future__ import annotations

import argparse
import csv
import os
import random
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

RACINE = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(RACINE / "bench"))
from demarrage import CAFSIM, environnement  # noqa: E402

COPIE = "import sys, polars as pl; pl.scan_csv(sys.argv[1], separator=';').sink_csv(sys.argv[2], separator=';')"

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


def ecrire(table: Path, nombre: int) -> None:
    with table.open("w", encoding="utf-8", newline="") as fichier:
        plume = csv.writer(fichier, delimiter=";")
        plume.writerow(COLONNES)
        plume.writerows(creches(nombre))


class Mesure(NamedTuple):
    """What a process takes: seconds, seconds of processor (a busy machine does not change them), MB."""

    secondes: float
    processeur: float
    memoire: int


def duree(commande: list[str], env: dict[str, str]) -> Mesure:
    debut = time.perf_counter()
    with tempfile.TemporaryFile() as dit:
        lance = os.posix_spawn(commande[0], commande, env, file_actions=[(os.POSIX_SPAWN_DUP2, dit.fileno(), 2)])
        _, code, mesures = os.wait4(lance, 0)
        if code:
            dit.seek(0)
            sys.exit(dit.read().decode())
    return Mesure(time.perf_counter() - debut, mesures.ru_utime + mesures.ru_stime, mesures.ru_maxrss >> 10)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tailles", default="1,1000,100000,1000000")
    parser.add_argument("--tours", type=int, default=3)
    choix, options = parser.parse_known_args()
    par_ligne = []
    depart = 0.0
    with tempfile.TemporaryDirectory() as dossier:
        entree, sortie = Path(dossier) / "creches.csv", Path(dossier) / "resultat.csv"
        env = environnement(dossier)
        for taille in map(int, choix.tailles.split(",")):
            ecrire(entree, taille)
            copie = [sys.executable, "-c", COPIE, str(entree), str(sortie)]
            lot = [*CAFSIM, "batch", str(entree), "-o", str(sortie), "--forcer", *options]
            duree(lot, env)  # its modules are then compiled
            tours = [(duree(copie, env), duree(lot, env)) for _ in range(choix.tours)]
            nue, (secondes, processeur, memoire) = min(t[0] for t in tours), min(t[1] for t in tours)
            depart = depart or secondes
            par_ligne.append((secondes - depart) / taille)
            print(
                f"{taille:>9} lignes : {secondes:7.2f} s, {secondes / nue.secondes:4.1f} fois une copie "
                f"({nue.secondes:.2f} s) ; processeur {processeur:.2f} s, {processeur / nue.processeur:4.1f} fois ; "
                f"{par_ligne[-1] * 1e6:4.1f} µs/ligne hors départ ; {memoire} Mo",
                flush=True,
            )
    if len(par_ligne) > 2:
        print(f"temps par ligne, de la plus longue à la deuxième : {par_ligne[-1] / par_ligne[1]:.2f}")


if __name__ == "__main__":
    main()
