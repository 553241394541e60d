"""Build `data/communes.csv` and `data/communes.toml` (where each column comes from) from three published archives.

    npm pack @etalab/decoupage-administratif@6.0.0 @etalab/decoupage-administratif@0.8.0
    pip download --no-deps --no-binary :all: dotations-locales-back==1.3.6
    python outils/territoire.py (then these three archives, in this order)

The first holds the communes of 1 January 2026 (Insee, La Poste, Dgcl), the second the names that communes have had
since 1943 (Insee), the third the Dgcl's public figures of 2020, 2021 and 2022. Only these facts are taken, no code. The
same archives give the same bytes; others are refused.

What the sources mean, and what is done about it:
- A figure of 0 for a wealth or an income means "not computed" (overseas, secret of small numbers), as does `nd`: the
  cell is left empty. A population in Qpv of 0 is kept: none was counted.
- A commune may have merged or split since 2022. `perimetre` is the first year of figures whose perimeter is today's,
  or 2023 when it has changed since 2022; empty: unchanged since 2020.
- A merged commune keeps a row of its own, with its own figures as long as it had some; `dans` is where it lies now.
- A former name of a commune is a row too (`renommee`), under the same code, without figures.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import io
import json
import re
import sys
import tarfile
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

RACINE = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(RACINE))

from cafsim.communes.modele import ANNEES, APRES, COLONNES  # noqa: E402
from cafsim.communes.noms import cle  # noqa: E402

EMPREINTES = {
    "decoupage": "c189ffd5b33fe40c2f19e1a923ce557f190622f39228745d3195d746dfe00c4a",
    "historique": "3731209f86aab7c92a7de236caa6c5cc70c2ca0c4e21407e7e132b7483d04fe5",
    "dotations": "89e2e18dada783231167c8cde2dfcb6a3640f8c0c7b182ba907f9aa229143424",
}
"""Sha-256 of the three archives."""

DGCL = "dotations-locales-back-1.3.6/data/criteres_repartition_{annee}.csv"
DECOUPAGE = "package/data/{nom}.json"

TITRES = {
    "pf": ("Potentiel financier par habitant", "Potentiel financier par habitant final"),
    "revenu": ("Revenu imposable par habitant",),
    "qpv": ("Population QPV",),
    "zrr": ("Commune située en ZRR",),
}
"""End of the titles of the Dgcl's columns."""

OUI_NON = {"OUI": "1", "NON": "0", "1": "1", "0": "0"}

RETABLIES = {
    "15031": "15141", "15035": "15141", "15047": "15141", "15171": "15141",
    "60694": "60054", "85165": "85084", "85212": "85084",
}  # fmt: skip
"""Communes restored after 2022, and the code under which the figures of 2022 still held them.

In the same package, version 2.3.1 (communes of 2022) lists them as communes déléguées of these.
"""

TERRITOIRES = {
    "975": "Saint-Pierre-et-Miquelon", "977": "Saint-Barthélemy", "978": "Saint-Martin",
    "984": "Terres australes et antarctiques françaises", "986": "Wallis-et-Futuna", "987": "Polynésie française",
    "988": "Nouvelle-Calédonie", "989": "Île de Clipperton",
}  # fmt: skip
STATUTS = {
    "commune-actuelle": "actuelle",
    "commune-deleguee": "deleguee",
    "commune-associee": "associee",
    "arrondissement-municipal": "arrondissement",
}

Ligne = dict[str, str]
Chiffres = dict[int, dict[str, dict[str, str]]]
"""Year → code → figure → text; `nom` is the name that the Dgcl gives."""


class Sources(NamedTuple):
    """What the three archives hold."""

    communes: list[dict[str, Any]]
    epci: list[dict[str, Any]]
    departements: dict[str, str]
    anciens_noms: list[tuple[str, str]]
    """Code, name that it had."""
    chiffres: Chiffres
    empreintes: dict[str, str]
    """File → sha-256."""


def main() -> None:
    """Write the two files."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("decoupage", type=Path, help="archive of @etalab/decoupage-administratif 6.0.0")
    parser.add_argument("historique", type=Path, help="archive of @etalab/decoupage-administratif 0.8.0")
    parser.add_argument("dotations", type=Path, help="sources (sdist) of dotations-locales-back 1.3.6")
    parser.add_argument("--dossier", type=Path, default=RACINE / "data", help="where to write")
    arguments = parser.parse_args()
    sources = lire(arguments.decoupage, arguments.historique, arguments.dotations)
    table = en_csv(lignes(sources))
    (arguments.dossier / "communes.csv").write_bytes(table)
    (arguments.dossier / "communes.toml").write_bytes(provenance(sources.empreintes, table).encode())
    print(f"{table.count(10) - 1} lignes, {len(table)} octets, sha-256 {hashlib.sha256(table).hexdigest()}")


def lire(decoupage: Path, historique: Path, dotations: Path) -> Sources:
    """Read the three archives. Exit when one is not the expected file."""
    empreintes: dict[str, str] = {}

    def ouvrir(archive: tarfile.TarFile, nom: str) -> bytes:
        fichier = archive.extractfile(nom)
        assert fichier is not None
        octets = fichier.read()
        empreintes[nom] = hashlib.sha256(octets).hexdigest()
        return octets

    for nom, chemin in (("decoupage", decoupage), ("historique", historique), ("dotations", dotations)):
        if hashlib.sha256(chemin.read_bytes()).hexdigest() != EMPREINTES[nom]:
            sys.exit(f"{chemin} : ce n'est pas l'archive attendue ({nom}, sha-256 {EMPREINTES[nom]}).")
    with tarfile.open(decoupage) as archive:
        communes, epci, departements = (
            json.loads(ouvrir(archive, DECOUPAGE.format(nom=nom))) for nom in ("communes", "epci", "departements")
        )
    with tarfile.open(historique) as archive:
        anciens_noms = _anciens_noms(json.loads(ouvrir(archive, DECOUPAGE.format(nom="historique-communes"))))
    with tarfile.open(dotations) as archive:
        chiffres = {annee: _dgcl(ouvrir(archive, DGCL.format(annee=annee)), annee) for annee in ANNEES}
    noms = {d["code"]: d["nom"] for d in departements} | TERRITOIRES
    return Sources(communes, epci, noms, anciens_noms, chiffres, empreintes)


def _anciens_noms(historique: list[dict[str, Any]]) -> list[tuple[str, str]]:
    """Return the names that communes no longer have, and those of 1 January 2020, each with its code."""
    return [
        (x["code"], x["nom"])
        for x in historique
        if x["type"] == "COM" and x.get("raisonFin", "changement de nom") == "changement de nom"
    ]


def _dgcl(octets: bytes, annee: int) -> dict[str, dict[str, str]]:
    rangees = csv.reader(io.StringIO(octets.decode("utf-8"), newline=""))
    titres = next(rangees)
    places = {nom: _place(titres, fins) for nom, fins in TITRES.items()}
    code, nom, exercice = titres.index("Informations générales - Code INSEE de la commune"), 1, 5
    table: dict[str, dict[str, str]] = {}
    for rangee in rangees:
        assert rangee[exercice] == str(annee)
        assert rangee[code] not in table
        lus = {chiffre: rangee[place].strip() for chiffre, place in places.items()}
        for chiffre in ("pf", "revenu"):
            if lus[chiffre] == "nd" or float(lus[chiffre]) == 0:
                lus[chiffre] = ""
        lus["zrr"] = OUI_NON[lus["zrr"]]
        table[rangee[code]] = {**lus, "nom": rangee[nom].strip()}
    return table


def _place(titres: list[str], fins: tuple[str, ...]) -> int:
    places = [i for i, titre in enumerate(titres) if titre.split(" - ")[-1].strip() in fins]
    assert len(places) == 1, fins
    return places[0]


def lignes(sources: Sources) -> Iterator[Ligne]:
    """Yield the rows of the table, sorted by code, today's commune first."""
    actuelles = {c["code"]: c for c in sources.communes if STATUTS[c["type"]] == "actuelle"}
    chez = _successeurs(sources.communes, actuelles)
    membres = _membres(sources.chiffres, chez)
    _controler(actuelles, sources.chiffres, membres)
    epci = {m["code"]: (e["code"], _guillemets(e["nom"])) for e in sources.epci for m in e["membres"]}
    toutes = [_actuelle(c, sources, epci, membres) for c in actuelles.values()]
    toutes += _anciennes(sources, actuelles, chez, membres)
    toutes += _renommees(sources, actuelles, {(x["code"], x["cle"]) for x in toutes})
    yield from sorted(toutes, key=lambda x: (x["code"], x["statut"] != "actuelle", x["cle"]))


def _guillemets(nom: str) -> str:
    """Write the quotes of a name as French ones: the table has no quoting."""
    return re.sub(r'"\s*([^"]*?)\s*"', r"« \1 »", nom)


def _successeurs(communes: list[dict[str, Any]], actuelles: Mapping[str, Any]) -> dict[str, str]:
    """Return old code → the commune of today where it lies."""
    chez = {ancien: c["code"] for c in actuelles.values() for ancien in c.get("anciensCodes", ())}
    chez |= {c["code"]: c.get("chefLieu") or c.get("commune") for c in communes if STATUTS[c["type"]] != "actuelle"}
    return {ancien: code for ancien, code in chez.items() if ancien not in actuelles}


def _membres(chiffres: Chiffres, chez: Mapping[str, str]) -> dict[int, dict[str, set[str]]]:
    """Return year → commune of today → the codes that the figures of that year give to its territory."""
    tous: dict[int, dict[str, set[str]]] = {annee: defaultdict(set) for annee in chiffres}
    for annee, table in chiffres.items():
        for code in table:
            tous[annee][chez.get(code, code)].add(code)
    return tous


def _controler(actuelles: Mapping[str, Any], chiffres: Chiffres, membres: dict[int, dict[str, set[str]]]) -> None:
    """Fail when the sources hold a case that this script does not know."""
    for annee in chiffres:
        inconnues = set(membres[annee]) - set(actuelles)
        assert not inconnues, f"{annee} : sans successeur : {inconnues}"
        absentes = {c for c, x in actuelles.items() if c not in membres[annee] and x["zone"] != "com"}
        assert absentes == set(RETABLIES), f"{annee} : sans chiffres : {absentes ^ set(RETABLIES)}"


def _ligne(code: str, nom: str, statut: str, sources: Sources, dans: str = "") -> Ligne:
    departement = code[:3] if code.startswith(("97", "98")) else code[:2]
    ligne = dict.fromkeys(COLONNES, "")
    return ligne | {
        "code": code, "cle": cle(nom), "nom": nom, "statut": statut, "dans": dans,
        "departement": departement, "nom_departement": sources.departements[departement],
    }  # fmt: skip


def _actuelle(
    commune: dict[str, Any],
    sources: Sources,
    epci: Mapping[str, tuple[str, str]],
    membres: dict[int, dict[str, set[str]]],
) -> Ligne:
    code = commune["code"]
    ligne = _ligne(code, commune["nom"], "actuelle", sources)
    ligne["epci"], ligne["nom_epci"] = epci.get(code, ("", ""))
    ligne["population"] = str(commune.get("population", ""))
    ligne["codes_postaux"] = " ".join(commune.get("codesPostaux", ()))
    ligne["anciens_codes"] = " ".join(sorted(commune.get("anciensCodes", ())))
    for annee, table in sources.chiffres.items():
        siens = membres[annee].get(code, set())
        if code in table or len(siens) == 1:  # alone under another code: the code has changed, not the place
            _poser(ligne, table[code if code in table else next(iter(siens))], annee)
    ligne["perimetre"] = _perimetre(code, {annee: membres[annee].get(code, set()) for annee in ANNEES})
    return ligne


def _perimetre(code: str, siens: dict[int, set[str]]) -> str:
    """Return the first year of figures that hold today's perimeter; nothing when all do, or when there is none."""
    if code in RETABLIES.values():
        return str(APRES)
    changees = [annee for annee in ANNEES if len(siens[annee]) > 1]
    return str(changees[-1] + 1) if changees else ""


def _poser(ligne: Ligne, chiffres: Mapping[str, str], annee: int) -> None:
    for chiffre in TITRES:
        ligne[f"{chiffre}_{annee}"] = chiffres[chiffre]


def _anciennes(
    sources: Sources,
    actuelles: Mapping[str, dict[str, Any]],
    chez: Mapping[str, str],
    membres: dict[int, dict[str, set[str]]],
) -> Iterator[Ligne]:
    """Yield the parts of communes: merged ones, with their own figures of the time, and arrondissements."""
    nommees: set[str] = set()
    for commune in sources.communes:
        code, statut = commune["code"], STATUTS[commune["type"]]
        dans = commune.get("chefLieu") or commune.get("commune") or ""
        if statut == "actuelle" or (code in actuelles and cle(actuelles[code]["nom"]) == cle(commune["nom"])):
            continue
        ligne = _ligne(code, commune["nom"], statut, sources, dans)
        ligne["population"] = str(commune.get("population", ""))
        ligne["codes_postaux"] = " ".join(commune.get("codesPostaux", ()))
        if code not in actuelles:
            nommees.add(code)
            _chiffres_d_alors(ligne, sources.chiffres, membres)
        yield ligne
    sans_nom = {c for table in sources.chiffres.values() for c in table if c in chez and c not in nommees}
    for code in sorted(sans_nom):
        derniere = next(table[code] for table in reversed(sources.chiffres.values()) if code in table)
        ligne = _ligne(code, derniere["nom"], "ancienne", sources, chez[code])
        _chiffres_d_alors(ligne, sources.chiffres, membres)
        if any(ligne[f"zrr_{annee}"] for annee in ANNEES):
            yield ligne


def _renommees(sources: Sources, actuelles: Mapping[str, Any], connues: set[tuple[str, str]]) -> Iterator[Ligne]:
    """Yield the former names of today's communes, those that another row of the same code does not bear."""
    for code, nom in sorted(set(sources.anciens_noms)):
        if code in actuelles and (code, cle(nom)) not in connues:
            connues.add((code, cle(nom)))
            yield _ligne(code, nom, "renommee", sources, code)


def _chiffres_d_alors(ligne: Ligne, chiffres: Chiffres, membres: dict[int, dict[str, set[str]]]) -> None:
    """Put the figures of a merged commune for the years when it stood beside others under its own name.

    The figures of a code may be those of a larger commune of another name: the code changed when its seat did.
    """
    for annee, table in chiffres.items():
        code = ligne["code"]
        seule = len(membres[annee].get(ligne["dans"], ())) == 1
        if code in table and not seule and meme_nom(table[code]["nom"], ligne["nom"]):
            _poser(ligne, table[code], annee)


def meme_nom(dgcl: str, nom: str) -> bool:
    """Say whether the Dgcl's name, in capitals and without its article, is this name."""
    a, b = cle(dgcl), cle(nom)
    return a == b or (b.split(" ", 1)[0] in ("l", "le", "la", "les") and b.split(" ", 1)[1] == a)


def en_csv(rangees: Iterator[Ligne]) -> bytes:
    """Write the rows: UTF-8, semicolons, no quotes, LF."""
    textes = [";".join(COLONNES)]
    for ligne in rangees:
        assert not any(c in valeur for valeur in ligne.values() for c in ';"\n'), ligne
        textes.append(";".join(ligne[c] for c in COLONNES))
    return ("\n".join(textes) + "\n").encode()


def provenance(empreintes: Mapping[str, str], table: bytes) -> str:
    """Write where each column comes from."""
    fichiers = {nom.rsplit("/", 1)[-1]: (nom, empreinte) for nom, empreinte in empreintes.items()}
    gabarit = (RACINE / "outils" / "territoire.toml").read_text(encoding="utf-8")
    lignes_fichiers = "\n".join(
        f'[fichiers."{court}"]\nchemin = "{nom}"\nsha256 = "{empreinte}"\n'
        for court, (nom, empreinte) in sorted(fichiers.items())
    )
    return (
        "# Written by outils/territoire.py: change it there.\n"
        f'sha256 = "{hashlib.sha256(table).hexdigest()}"  # of communes.csv\n\n'
        f"{gabarit.format(**EMPREINTES)}\n{lignes_fichiers}"
    )


if __name__ == "__main__":
    main()
