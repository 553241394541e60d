"""Four aids to crèches on OpenFisca-Core: a country in miniature, for `openfisca.py` to measure against.

Reads a Csv of the batch, writes the lowest amount of each aid for 2024. Runs in an environment that has openfisca-core
and pandas, without cafsim:
    python bench/openfisca_pays.py creches.csv resultat.csv data/baremes.toml
"""

from __future__ import annotations

import csv
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from openfisca_core.entities import build_entity
from openfisca_core.parameters import ParameterNode
from openfisca_core.periods import DateUnit
from openfisca_core.simulation_builder import SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

ANNEE = "2024"
PETITE = 300_000
"""Bytes below which the module `csv` reads and writes sooner than pandas is imported."""

Creche = build_entity(key="creche", plural="creches", label="Crèche", is_person=True)


NOMBRES = (
    "places", "places_soutenues", "places_nouvelles", "bonus_territoire_existant", "depenses", "heures_facturees",
    "heures_realisees", "participations_familiales", "taux_regime_general",
)  # fmt: skip
OUI_NON = ("ctg", "couches_et_repas", "revalorisation_salariale")
TEXTES = ("financement", "gestionnaire", "zone_prioritaire")


def psu(creche: Any, period: Any, parameters: Any) -> Any:
    """Prestation de service unique."""
    taux = parameters(period).psu
    heures = creche("heures_facturees", period)
    facturation = heures / creche("heures_realisees", period)
    avec, sans = (np.select([facturation <= 1.07, facturation <= 1.17], p[:2], p[2]) for p in _paliers(taux))
    plafond = np.where(creche("couches_et_repas", period), avec, sans)
    horaire = np.minimum(taux.taux * creche("depenses", period) / heures, plafond)
    net = np.maximum(horaire * heures - creche("participations_familiales", period), 0)
    return net * creche("taux_regime_general", period) * (creche("financement", period) == "psu")


def _paliers(taux: Any) -> tuple[list[float], list[float]]:
    return ([taux.avec_107, taux.avec_117, taux.avec_fin], [taux.sans_107, taux.sans_117, taux.sans_fin])


def bonus_mixite_sociale(creche: Any, period: Any, parameters: Any) -> Any:
    """An amount per place, by tier of the families' mean hourly participation."""
    taux = parameters(period).bonus_mixite_sociale
    moyenne = creche("participations_familiales", period) / creche("heures_facturees", period)
    participation = np.floor(moyenne * 100 + 0.5) / 100
    seuils = np.array([float(nom.removeprefix("jusqu_a_").replace("_", ".")) for nom in taux if nom != "fin"])
    montants = np.array([taux[nom] for nom in taux])
    rang = np.searchsorted(np.float32(seuils), np.float32(participation))
    return montants[rang] * creche("places", period) * (creche("financement", period) == "psu")


def bonus_attractivite(creche: Any, period: Any, parameters: Any) -> Any:
    """An amount per place, by manager, where pay is raised."""
    taux = parameters(period).bonus_attractivite
    public = creche("gestionnaire", period) == "public"
    par_place = np.where(public, taux.public, taux.prive_non_lucratif)
    conditions = creche("revalorisation_salariale", period) * (creche("financement", period) == "psu")
    return creche("places", period) * par_place * conditions


def bonus_territoire(creche: Any, period: Any, parameters: Any) -> Any:
    """The amount of the convention for existing places, a national one for new places."""
    taux = parameters(period).bonus_territoire
    soutenues = creche("places_soutenues", period)
    nouvelles = np.minimum(creche("places_nouvelles", period), soutenues)
    prioritaire = creche("zone_prioritaire", period) != "aucune"
    montant = (soutenues - nouvelles) * creche("bonus_territoire_existant", period)
    montant += nouvelles * np.where(prioritaire, taux.qpv, taux.aucune)
    return montant * creche("ctg", period) * (creche("financement", period) == "psu")


FORMULES = (psu, bonus_mixite_sociale, bonus_attractivite, bonus_territoire)


def parametres(fichier: Path) -> ParameterNode:
    """Read the rates in force on 1 January 2024 in cafsim's own table: the low end of a range."""
    table = tomllib.loads(fichier.read_text(encoding="utf-8"))

    def en_vigueur(bloc: str, serie: str) -> Iterator[dict[str, Any]]:
        for rangee in table[bloc][serie]:
            if str(rangee["debut"]) <= f"{ANNEE}-01-01" and f"{ANNEE}-01-01" <= str(rangee.get("fin", "9999")):
                yield {**rangee, "bas": rangee.get("valeur", rangee.get("minimum"))}

    psu_: dict[str, float] = {"taux": next(en_vigueur("psu", "taux"))["bas"]}
    for rangee in en_vigueur("psu", "horaire_max"):
        palier = {1.07: "107", 1.17: "117"}.get(rangee.get("jusqu_a"), "fin")
        oui = rangee["couches_et_repas"]
        for avec in _liste(oui):
            psu_[f"{'avec' if avec else 'sans'}_{palier}"] = rangee["bas"]
    mixite = {
        f"jusqu_a_{rangee['jusqu_a']}".replace(".", "_") if "jusqu_a" in rangee else "fin": rangee["bas"]
        for rangee in en_vigueur("bonus_mixite_sociale", "montant_par_place")
    }
    lus = {"psu": psu_, "bonus_mixite_sociale": mixite}
    for bloc, serie, cle in (
        ("bonus_attractivite", "montant_par_place", "gestionnaire"),
        ("bonus_territoire", "montant_nouvelle_place", "zone_prioritaire"),
    ):
        lus[bloc] = {}
        for rangee in en_vigueur(bloc, serie):
            valeurs = rangee[cle]
            for valeur in _liste(valeurs):
                lus[bloc][valeur] = rangee["bas"]
    donnees = {
        bloc: {nom: {"values": {f"{ANNEE}-01-01": {"value": bas}}} for nom, bas in taux.items()}
        for bloc, taux in lus.items()
    }
    return ParameterNode("", data=donnees)


def _liste(un_ou_plusieurs: Any) -> list[Any]:
    return un_ou_plusieurs if isinstance(un_ou_plusieurs, list) else [un_ou_plusieurs]


def variable(nom: str, genre: type, **formule: Any) -> type[Variable]:
    """Return a variable of a crèche, one value a year."""
    return type(
        nom, (Variable,), {"value_type": genre, "entity": Creche, "definition_period": DateUnit.YEAR, **formule}
    )


def pays(fichier: Path) -> TaxBenefitSystem:
    """Return the tax and benefit system."""
    systeme = TaxBenefitSystem([Creche])
    for noms, genre in ((NOMBRES, float), (OUI_NON, bool), (TEXTES, str)):
        for nom in noms:
            systeme.add_variable(variable(nom, genre))
    for formule in FORMULES:
        systeme.add_variable(variable(formule.__name__, float, formula=formule))
    systeme.parameters = parametres(fichier)
    return systeme


def lire(fichier: Path) -> tuple[dict[str, Any], int]:
    """Return the columns of the table, and how many rows it has."""
    if fichier.stat().st_size < PETITE:
        with fichier.open(encoding="utf-8", newline="") as lu:
            rangees = list(csv.DictReader(lu, delimiter=";"))
        colonnes: dict[str, Any] = {n: np.array([float(r[n].replace(",", ".")) for r in rangees]) for n in NOMBRES}
        colonnes |= {n: np.array([r[n] == "oui" for r in rangees]) for n in OUI_NON}
        colonnes |= {n: np.array([r[n] for r in rangees], dtype=object) for n in (*TEXTES, "projet", "nom")}
        return colonnes, len(rangees)
    import pandas as pd

    table = pd.read_csv(fichier, sep=";", decimal=",", usecols=[*NOMBRES, *OUI_NON, *TEXTES, "projet", "nom"])
    colonnes = {n: table[n].to_numpy() for n in NOMBRES}
    colonnes |= {n: (table[n] == "oui").to_numpy() for n in OUI_NON}
    colonnes |= {n: table[n].to_numpy(dtype=object) for n in (*TEXTES, "projet", "nom")}
    return colonnes, len(table)


def ecrire(fichier: Path, colonnes: dict[str, Any], montants: dict[str, Any]) -> None:
    """Write the amounts, beside the names."""
    if len(colonnes["nom"]) < PETITE // 300:
        with fichier.open("w", encoding="utf-8", newline="") as ecrit:
            plume = csv.writer(ecrit, delimiter=";")
            plume.writerow(["projet", "nom", *montants])
            textes = ([f"{m:.2f}".replace(".", ",") for m in valeurs] for valeurs in montants.values())
            plume.writerows(zip(colonnes["projet"], colonnes["nom"], *textes, strict=True))
        return
    import pandas as pd

    table = pd.DataFrame({"projet": colonnes["projet"], "nom": colonnes["nom"], **montants})
    table.to_csv(fichier, sep=";", decimal=",", index=False)


def main() -> None:
    entree, sortie, baremes = map(Path, sys.argv[1:])
    colonnes, combien = lire(entree)
    simulation = SimulationBuilder().build_default_simulation(pays(baremes), combien)
    for nom in (*NOMBRES, *OUI_NON, *TEXTES):
        simulation.set_input(nom, ANNEE, colonnes[nom])
    montants = {f.__name__: np.round(simulation.calculate(f.__name__, ANNEE).astype(float), 2) for f in FORMULES}
    ecrire(sortie, colonnes, montants)


if __name__ == "__main__":
    main()
