"""The walls of the house: imports run one way, between rooms and between files; no float stands below `estimation`.

Each test looks at the whole house and tells all that is wrong at once.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator, Mapping
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import NamedTuple

RACINE = Path(__file__).parent.parent / "cafsim"
ETAGES: dict[str, int] = {
    "inerte": -1, "engine": 0, "erreurs": 0,
    "typographie": 1, "fichiers": 1,
    "baremes": 2, "equipements": 2, "noms": 2,
    "dispositifs": 3, "vraisemblance": 3,
    "estimation": 4, "fiches": 4,
    "plan": 5, "tarif": 5,
    "etudes": 6,
    "valeurs": 7, "tables": 7, "communes": 8,
    "projet": 9, "render": 9, "colonnes": 9,
    "classeur": 10, "rapport": 10, "lot": 10,
    "saisie": 11,
    "cli": 12, "api": 12,
    "__init__": 13, "__main__": 13,
}  # fmt: skip
"""Each package of the house and its floor: imports go down, or stay at home."""

TIERS = {
    "typer": {"cli", "__main__"}, "click": {"cli", "__main__"}, "rich": {"cli", "render"}, "pydantic": {"projet"},
    "pydantic_core": {"projet"}, "narwhals": {"colonnes"}, "polars": {"colonnes", "lot"},
    "platformdirs": {"fichiers"}, "tomli": {"fichiers"}, "prompt_toolkit": {"cli"}, "jinja2": {"rapport"}, "docx": {"rapport"}, "lxml": set(),
    "xlsxwriter": {"classeur", "lot", "saisie"}, "python_calamine": {"tables"}, "tomli_w": {"projet", "cli", "baremes", "lot"},
}  # fmt: skip
"""Who may import each library."""

AU_BESOIN = {("fichiers", "platformdirs"), ("fichiers", "tomli")}
"""Libraries below: the user's own folder is not in the same place on every system; tomli is `tomllib`, compiled."""

ETUDES = 6
"""The highest floor without any library nor float."""

LIGNES_MAX = 300
MOTS_DU_DOMAINE = {"caf", "psu", "creche", "crèche", "eaje", "piaje", "alsh", "bonus", "barème", "bareme"}


class Fichier(NamedTuple):
    """A module of the house, read once."""

    chemin: Path
    texte: str
    arbre: ast.Module

    @property
    def nom(self) -> str:
        return str(self.chemin.relative_to(RACINE))

    @property
    def module(self) -> str:
        return ".".join(("cafsim", *self.chemin.relative_to(RACINE).with_suffix("").parts)).removesuffix(".__init__")

    @property
    def piece(self) -> str:
        return self.chemin.relative_to(RACINE).parts[0].removesuffix(".py")

    @property
    def etage(self) -> int:
        return ETAGES.get(self.piece, 15)

    def imports(self) -> Iterator[str]:
        """Every module imported, wherever the import stands; for `from a import b`, both `a` and `a.b`."""
        for noeud in ast.walk(self.arbre):
            if isinstance(noeud, ast.Import):
                yield from (alias.name for alias in noeud.names)
            elif isinstance(noeud, ast.ImportFrom):
                yield noeud.module or "."
                yield from (f"{noeud.module}.{alias.name}" for alias in noeud.names)

    def liens(self) -> set[str]:
        """The files of the house that this one takes from; `from room import file` takes from the file, not the room."""
        trouves = {alias.name for n in ast.walk(self.arbre) if isinstance(n, ast.Import) for alias in n.names}
        for noeud in (n for n in ast.walk(self.arbre) if isinstance(n, ast.ImportFrom)):
            fichiers = {f"{noeud.module}.{alias.name}" for alias in noeud.names} & modules()
            trouves |= fichiers if len(fichiers) == len(noeud.names) else {*fichiers, noeud.module or ""}
        return trouves & modules() - {"cafsim", self.module}


def _lu(chemin: Path) -> Fichier:
    texte = chemin.read_text(encoding="utf-8")
    return Fichier(chemin, texte, ast.parse(texte))


@cache
def tous() -> list[Fichier]:
    """Every module of the house."""
    return [_lu(f) for f in sorted(RACINE.rglob("*.py"))]


def sous() -> list[Fichier]:
    """Those up to the estimation."""
    return [f for f in tous() if f.etage <= ETUDES]


@cache
def modules() -> set[str]:
    """Their names."""
    return {f.module for f in tous()}


def test_every_package_has_its_floor() -> None:
    assert {f.piece for f in tous()} <= ETAGES.keys()


def test_imports_are_absolute_and_go_down() -> None:
    fautes = []
    for f in tous():
        fautes += [f"{f.nom}:{n.lineno} : import relatif" for n in ast.walk(f.arbre) if isinstance(n, ast.ImportFrom) and n.level]  # fmt: skip
        for module in modules().intersection(f.imports()) - {"cafsim"}:  # the version is everybody's
            la = module.split(".")[1]
            if la != f.piece and ETAGES[la] >= ETAGES[f.piece]:
                fautes.append(f"{f.nom} importe {module}")
    assert fautes == []


def cercles(liens: Mapping[str, set[str]]) -> set[tuple[str, ...]]:
    """Every circle of imports that is left when those found before are cut."""
    reste = {module: set(autres) for module, autres in liens.items()}
    trouves: set[tuple[str, ...]] = set()
    while True:
        try:
            TopologicalSorter(reste).prepare()
        except CycleError as erreur:
            boucle = erreur.args[1]
            trouves.add(tuple(sorted(set(boucle))))
            reste[boucle[1]].discard(boucle[0])
        else:
            return trouves


def test_no_two_files_import_each_other() -> None:
    """However far apart, and however late the import is made."""
    assert cercles({"a": {"b"}, "b": {"c"}, "c": {"a", "d"}, "d": {"c"}}) == {("a", "b", "c"), ("c", "d")}
    assert cercles({f.module: f.liens() for f in tous()}) == set()


def test_each_library_is_known_where_it_may_be() -> None:
    fautes = [
        f"{f.nom} importe {module}"
        for f in tous()
        for module in f.imports()
        if f.piece not in TIERS.get(module.split(".")[0], {f.piece})
    ]
    assert fautes == []


def test_below_estimation_only_the_standard_library() -> None:
    connus = {"cafsim", *sys.stdlib_module_names}
    autres = ((f, m.split(".")[0]) for f in sous() for m in f.imports() if m.split(".")[0] not in connus)
    assert [f"{f.nom} : {module}" for f, module in autres if (f.piece, module) not in AU_BESOIN] == []


def test_no_float_below_estimation() -> None:
    fautes = [f"{f.nom} importe math, qui calcule en flottants" for f in sous() if "math" in f.imports()]
    for f in sous():
        for n in ast.walk(f.arbre):
            if isinstance(n, ast.Constant) and isinstance(n.value, float | complex):
                fautes.append(f"{f.nom}:{n.lineno} : {n.value}")
            elif isinstance(n, ast.Name) and n.id in ("float", "round"):
                fautes.append(f"{f.nom}:{n.lineno} : {n.id}")
    assert fautes == []


def test_the_engine_has_no_word_of_the_domain() -> None:
    mots = {f.nom: set(re.findall(r"\w+", f.texte.lower())) for f in tous() if f.piece == "engine"}
    assert {nom: m & MOTS_DU_DOMAINE for nom, m in mots.items() if m & MOTS_DU_DOMAINE} == {}


def test_modules_are_short() -> None:
    assert {f.nom: n for f in tous() if (n := f.texte.count("\n")) > LIGNES_MAX} == {}
