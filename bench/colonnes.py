"""Measure the column reading against a bare copy of the same table by the same engine, in one run on seeded data.

Prints the ratio of the times, Csv to Csv and Parquet to Parquet, and the share of the rows left to the exact engine:
    python bench/colonnes.py [--type eaje] [--lignes 1000000] [--tours 3] [--annee 2024]
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import polars as pl

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))


class Hasard:
    """Uniform columns, the same at each run."""

    def __init__(self, graine: int) -> None:
        self.graine = graine

    def reel(self, bas: float, haut: float) -> pl.Expr:
        self.graine += 1
        return pl.col("cle").hash(self.graine).cast(pl.Float64) / 2**64 * (haut - bas) + bas

    def entier(self, bas: int, haut: int) -> pl.Expr:
        return self.reel(bas, haut + 1).floor().clip(bas, haut)

    def centimes(self, bas: float, haut: float) -> pl.Expr:
        return (self.reel(bas * 100, haut * 100).floor() / 100).round(2)  # Polars multiplies by 1/100

    def vrai(self, part: float) -> pl.Expr:
        return self.reel(0, 1) < part

    def parmi(self, *textes: str) -> pl.Expr:
        rang, choix = self.entier(0, len(textes) - 1), pl.lit(textes[-1])
        for i, texte in enumerate(textes[:-1]):
            choix = pl.when(rang == i).then(pl.lit(texte)).otherwise(choix)
        return choix


def creches(lignes: int, graine: int = 4) -> pl.DataFrame:
    """Plausible crèches, a twentieth of the cells empty; one in ten has works."""
    h, c = Hasard(graine), pl.col
    places = pl.DataFrame({"cle": range(lignes)}).with_columns(places=h.entier(10, 80))
    heures = places.with_columns(heures_realisees=(c("places") * h.reel(900, 1900)).floor())
    heures = heures.with_columns(heures_facturees=(c("heures_realisees") * h.reel(1.0, 1.25)).floor())
    facturees = c("heures_facturees")
    complet = heures.with_columns(
        financement=h.parmi("psu", "psu", "psu", "paje"),
        places_soutenues=pl.min_horizontal("places", h.entier(5, 80)),
        places_nouvelles=h.entier(0, 5),
        bonus_territoire_existant=h.centimes(300, 2500),
        depenses=(facturees * h.centimes(7, 13)).round(2),
        participations_familiales=(facturees * h.centimes(0.4, 2.4)).round(2),
        taux_regime_general=h.centimes(0.9, 1.0),
        couches_et_repas=h.vrai(0.6),
        enfants_inscrits=c("places") * 2,
        enfants_handicap=h.entier(0, 4),
        heures_concertation=h.entier(0, 300),
        journees_pedagogiques=h.entier(0, 4),
        revalorisation_salariale=h.vrai(0.5),
        gestionnaire=h.parmi("public", "prive_non_lucratif", "delegation"),
        ctg=h.vrai(0.8),
        zone_prioritaire=h.parmi("qpv", "zrr", "aucune", "aucune"),
        taux_couverture=h.entier(200, 800) / 10,
        potentiel_financier_hab=h.centimes(500, 1800),
        places_cofinancees_2023=h.entier(50, 400),
        places_cofinancees=h.entier(50, 500),
    )
    complet = complet.select("cle", *(pl.when(h.vrai(0.95)).then(c(n)).alias(n) for n in complet.columns[1:]))
    travaux = {
        "operation": h.parmi("creation", "extension", "renovation"), "places_avant": h.entier(10, 80),
        "places_creees": h.entier(0, 20), "places_renovees": h.entier(0, 80), "cout": h.centimes(50_000, 2_000_000),
        "gros_oeuvre": h.vrai(0.5), "developpement_durable": h.vrai(0.3),
        "date_dossier": pl.date(2024, h.entier(1, 12).cast(pl.Int8), 15),
    }  # fmt: skip
    chantier = h.vrai(0.1)
    return complet.with_columns(**{nom: pl.when(chantier).then(valeur) for nom, valeur in travaux.items()})


def accueils(lignes: int, graine: int = 4) -> pl.DataFrame:
    """Plausible accueils de loisirs, a twentieth of the cells empty; one in three has one kind of hours only."""
    h, c = Hasard(graine), pl.col
    table = pl.DataFrame({"cle": range(lignes)}).with_columns(
        seul=h.vrai(0.3), total=h.entier(5_000, 200_000), peri=h.reel(0, 1), mercredi=h.reel(0, 0.3)
    )
    periscolaires = pl.when("seul").then(c("total")).otherwise((c("total") * c("peri") * 0.6).floor())
    table = table.with_columns(heures_periscolaires=periscolaires).with_columns(
        heures_mercredi=pl.when("seul").then(0.0).otherwise((c("total") * c("mercredi")).floor()),
        heures_adolescents=pl.when("seul").then(0.0).otherwise((c("total") * 0.05).floor()),
    )
    occupees = c("heures_periscolaires") + c("heures_mercredi") + c("heures_adolescents")
    table = table.select(
        "cle", "heures_periscolaires", "heures_mercredi", "heures_adolescents",
        heures_extrascolaires=c("total") - occupees,
        depenses=(c("total") * h.centimes(1, 6)).round(2) + h.entier(0, 99) / 100,
        taux_regime_general=h.centimes(0.9, 1.0),
        heures_nouvelles_mercredi=pl.min_horizontal(h.entier(0, 3_000), "heures_mercredi"),
        plan_mercredi=h.vrai(0.6),
        heures_aeeh=h.entier(0, 900),
        heures_contractualisees=h.entier(1_000, 60_000),
        bonus_territoire_horaire=h.centimes(0.1, 0.4),
        heures_nouvelles_ctg=h.entier(0, 5_000),
        bonus_territoire_horaire_nouveau=h.centimes(0.1, 0.6),
        gestionnaire=h.parmi("public", "prive_non_lucratif"),
        ctg=h.vrai(0.8),
        zone_prioritaire=h.parmi("qpv", "zrr", "aucune", "aucune"),
        potentiel_financier_hab=h.centimes(500, 1800),
    ).with_columns(c("depenses").round(2))  # fmt: skip
    return table.select("cle", *(pl.when(h.vrai(0.95)).then(c(n)).alias(n) for n in table.columns[1:]))


TABLES = {"eaje": creches, "alsh": accueils}


def duree(travail: Callable[..., object], *donnees: object) -> float:
    debut = time.perf_counter()
    travail(*donnees)
    return time.perf_counter() - debut


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--type", default="eaje", choices=TABLES)
    parser.add_argument("--lignes", type=int, default=1_000_000)
    parser.add_argument("--tours", type=int, default=3)
    parser.add_argument("--annee", type=int, default=2024)
    options = parser.parse_args()
    from cafsim.colonnes import estimer

    with tempfile.TemporaryDirectory() as dossier:
        csv, parquet, sortie = (Path(dossier) / nom for nom in ("in.csv", "in.parquet", "sortie"))
        table = TABLES[options.type](options.lignes)
        table.write_csv(csv)
        table.write_parquet(parquet)
        lire = {"csv": lambda: pl.scan_csv(csv, schema=table.schema), "parquet": lambda: pl.scan_parquet(parquet)}
        ecrire = {"csv": pl.LazyFrame.sink_csv, "parquet": pl.LazyFrame.sink_parquet}
        for format_, scan in lire.items():
            ecrit = ecrire[format_]
            temps: dict[str, list[float]] = {"copie": [], "estimation": []}
            for _ in range(options.tours):  # interleaved, so that a busy machine slows them alike
                temps["copie"].append(duree(ecrit, scan(), sortie))
                temps["estimation"].append(
                    duree(ecrit, estimer(scan(), annee=options.annee, type=options.type), sortie)
                )
            copie, estimation = (min(t) for t in temps.values())
            print(
                f"{format_} → {format_} : {estimation / copie:.2f} fois une copie ({copie:.2f} s, {estimation:.2f} s)"
            )
        marquees = (
            estimer(pl.scan_parquet(parquet), annee=options.annee, type=options.type)
            .select(pl.col("a_verifier").mean())
            .collect()
        )
        print(f"lignes à recalculer exactement : {marquees.item():.2%}")


if __name__ == "__main__":
    main()
