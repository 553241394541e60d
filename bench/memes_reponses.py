"""Check that two revisions of cafsim give the same answers: the JSON of each, on the same projects.

    python bench/memes_reponses.py REVISION [--projets 2000] [--graine 1]

The projects are those of `examples/` and random ones of every type and year, drawn from the JSON Schema of the project
file: some fields are missing, some are `?`. The old revision is read from git; the new one is this checkout. A project
that is refused must be refused by both, for the same reasons. Keys that only the new one has are named, not counted as
differences: the contract may grow.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import random
import subprocess
import sys
import tarfile
import tempfile
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

RACINE = Path(__file__).resolve().parent.parent
ANNEES = range(2018, 2028)
TOTAUX_AU_PLUS = {
    "places_soutenues": "places", "places_nouvelles": "places_soutenues", "enfants_handicap": "enfants_inscrits",
    "heures_nouvelles_mercredi": "heures_mercredi", "heures_aeeh": "heures_periscolaires",
    "places_cofinancees_2023": "places_cofinancees", "heures_realisees": "heures_facturees",
}  # fmt: skip
"""Fields that can't exceed another one (or seldom do): drawn as a share of it."""
TAILLES = (
    ("places", 80), ("enfants", 120), ("heures", 80_000), ("taux_couverture", 100), ("taux_regime_general", 1),
    ("potentiel", 2_000), ("journees", 6), ("bonus_territoire_horaire", 1), ("bonus_territoire_existant_total", 90_000),
    ("bonus_territoire_existant", 3_000), ("majoration", 4_000), ("etp", 4), ("groupes", 6),
)  # fmt: skip


def tirer(schema: dict[str, Any], nombre: int, graine: int) -> Iterator[dict[str, Any]]:
    """Yield projects as a project file would hold them (dates as text)."""
    r = random.Random(graine)
    types = [nom for nom, p in schema["properties"].items() if _table(schema, p) and nom not in ("territoire", "taux")]
    tires = [*types, *["eaje"] * 8, *["alsh"] * 4]
    for rang in range(nombre):
        nom = tires[rang % len(tires)]
        exercice = r.choice(ANNEES)
        gestionnaire = _tire(r, schema["properties"], "gestionnaire", {}, exercice)
        projet: dict[str, Any] = {"exercice": exercice, "gestionnaire": gestionnaire}
        projet["territoire"] = _objet(r, schema, _table(schema, schema["properties"]["territoire"]), exercice)
        projet["territoire"].pop("commune", None)
        equipement = _objet(r, schema, _table(schema, schema["properties"][nom]), exercice)
        equipement.pop("commune", None)
        equipement.pop("exercice", None)
        liste = "array" in json.dumps(schema["properties"][nom])
        projet[nom] = [equipement] if liste else equipement
        yield {cle: valeur for cle, valeur in projet.items() if valeur is not None}


def _table(schema: dict[str, Any], propriete: dict[str, Any]) -> dict[str, Any] | None:
    """Return the definition of the table that a property holds, alone or in a list."""
    for forme in (propriete, *propriete.get("anyOf", ())):
        cible = forme.get("$ref") or forme.get("items", {}).get("$ref")
        if cible:
            return schema["$defs"][cible.rpartition("/")[2]]
    return None


def _objet(r: random.Random, schema: dict[str, Any], definition: dict[str, Any], exercice: int) -> dict[str, Any]:
    absents = r.choice((0, 0.05, 0.3, 0.7))
    objet: dict[str, Any] = {}
    for nom, propriete in definition["properties"].items():
        interne = _table(schema, propriete)
        if interne:
            if r.random() < 0.6:
                valeur = _objet(r, schema, interne, exercice)
                objet[nom] = [valeur] if "array" in json.dumps(propriete) else valeur
        elif r.random() >= absents:
            valeur = _tire(r, definition["properties"], nom, objet, exercice)
            if valeur is not None:
                objet[nom] = valeur
    return objet


def _tire(r: random.Random, proprietes: dict[str, Any], nom: str, deja: dict[str, Any], exercice: int) -> Any:
    propriete = proprietes[nom]
    formes = (propriete, *propriete.get("anyOf", ()))
    if "enum" in propriete:
        return r.choice(propriete["enum"])
    if any(f.get("format") == "date" for f in formes):
        return f"{exercice + r.choice((0, 0, 0, -1, 1))}-{r.randint(1, 12):02}-{r.choice((1, 15, 28)):02}"
    nombres = [f for f in formes if f.get("type") in ("number", "integer")]
    if nombres:
        return "?" if r.random() < 0.05 else _nombre(r, nom, nombres[0], deja)
    if any(f.get("type") == "boolean" for f in formes):
        return "?" if r.random() < 0.05 else r.random() < 0.6
    return f"Essai {nom}" if nom == "nom" else None


def _nombre(r: random.Random, nom: str, forme: dict[str, Any], deja: dict[str, Any]) -> float | int:
    haut = min(forme.get("maximum", 500_000), next((t for debut, t in TAILLES if nom.startswith(debut)), 500_000))
    grand = deja.get(TOTAUX_AU_PLUS.get(nom, ""))
    if isinstance(grand, int | float):
        haut = grand
    if r.random() < 0.05:
        return 0
    if forme["type"] == "integer" or nom.startswith(("places", "enfants", "journees", "heures", "groupes")):
        return r.randint(0, int(haut))
    return r.randint(0, int(haut * 100)) / 100


def repondre(projets: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Yield what this revision answers to each project: its estimation, or why it is refused."""
    import cafsim  # the revision that stands first on the path

    for projet in projets:
        try:
            yield json.loads(json.dumps(cafsim.en_dict(cafsim.estimer(cafsim.lire_projet(projet)))))
        except cafsim.EntreeRefusee as refus:
            yield {"refus": sorted(str(p) for p in refus.problemes)}


def comparer(avant: Any, apres: Any, lieu: str = "") -> Iterator[str]:
    """Yield the places where an answer changed; `+ place` where a key was added."""
    if isinstance(avant, dict) and isinstance(apres, dict):
        yield from (f"+ {lieu}.{cle}" for cle in apres.keys() - avant.keys())
        for cle, valeur in avant.items():
            yield from comparer(valeur, apres.get(cle, "ABSENT"), f"{lieu}.{cle}")
    elif isinstance(avant, list) and isinstance(apres, list) and len(avant) == len(apres):
        for rang, (a, b) in enumerate(zip(avant, apres, strict=True)):
            yield from comparer(a, b, f"{lieu}[{rang}]")
    elif avant != apres:
        yield f"{lieu} : {avant!r} → {apres!r}"


def exemples() -> list[dict[str, Any]]:
    """Return the projects of `examples/`."""
    return [tomllib.loads(f.read_text(encoding="utf-8")) for f in sorted((RACINE / "examples").glob("*.toml"))]


def main() -> int:
    """Compare, print what differs, return 1 if anything does."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("revision")
    options.add_argument("--projets", type=int, default=2000)
    options.add_argument("--graine", type=int, default=1)
    options.add_argument("--repondre", nargs=2, metavar=("PROJETS", "REPONSES"), help=argparse.SUPPRESS)
    choix = options.parse_args()
    if choix.repondre:
        projets, reponses = map(Path, choix.repondre)
        lus = [*json.loads(projets.read_text(encoding="utf-8")), *exemples()]
        reponses.write_text("\n".join(json.dumps(x) for x in repondre(lus)), encoding="utf-8")
        return 0
    with tempfile.TemporaryDirectory() as dossier:
        return _confronter(Path(dossier), choix)


def _confronter(dossier: Path, choix: argparse.Namespace) -> int:
    archive = subprocess.run(["git", "archive", choix.revision], cwd=RACINE, check=True, capture_output=True).stdout
    with tarfile.open(fileobj=io.BytesIO(archive)) as contenu:
        contenu.extractall(dossier / "avant", filter="data")
    lancer = [sys.executable, "-c", "from cafsim.__main__ import main; main()", "projet", "schema"]
    ancien = {**os.environ, "PYTHONPATH": str(dossier / "avant")}
    schema = subprocess.run(lancer, cwd=dossier, env=ancien, check=True, capture_output=True)
    tires = list(tirer(json.loads(schema.stdout), choix.projets, choix.graine))
    (dossier / "projets.json").write_text(json.dumps(tires), encoding="utf-8")
    reponses = []
    for nom, racine in (("avant", dossier / "avant"), ("apres", RACINE)):
        sortie = dossier / f"{nom}.jsonl"
        commande = [sys.executable, __file__, choix.revision, "--repondre", str(dossier / "projets.json"), str(sortie)]
        subprocess.run(commande, cwd=dossier, env={**os.environ, "PYTHONPATH": str(racine)}, check=True)
        reponses.append([json.loads(x) for x in sortie.read_text(encoding="utf-8").splitlines()])
    return _dire(*reponses)


def _dire(avant: list[Any], apres: list[Any]) -> int:
    ajoutees: Counter[str] = Counter()
    differents = 0
    for rang, (a, b) in enumerate(zip(avant, apres, strict=True)):
        ecarts = list(comparer(a, b))
        ajoutees.update(e.rpartition(".")[2] for e in ecarts if e.startswith("+ "))
        changes = [e for e in ecarts if not e.startswith("+ ")]
        differents += bool(changes)
        for ecart in changes[:3] if differents <= 20 else ():
            print(f"projet {rang}{ecart[:300]}")
    refuses = sum("refus" in a for a in avant)
    lignes = sum(len(a.get("lignes", ())) for a in avant)
    print(f"{len(avant)} projets, dont {refuses} refusés ; {lignes} lignes ; {differents} projets différents.")
    print(f"Clés ajoutées : {', '.join(sorted(ajoutees)) or 'aucune'}.")
    return 1 if differents else 0


if __name__ == "__main__":
    sys.exit(main())
