"""The walls of the house: imports run one way, and no float stands below `estimation`."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

RACINE = Path(__file__).parent.parent / "cafsim"
ETAGES: dict[str, int] = {
    "engine": 0, "erreurs": 0, "fichiers": 1, "typographie": 1, "baremes": 2, "equipements": 2, "dispositifs": 3,
    "fiches": 4, "recherche": 5, "versements": 4, "resultat": 4, "ecart": 5, "par_aide": 5, "manques": 5, "provenance": 5, "lignes": 6, "rapide": 7, "estimation": 8, "tarif": 8, "leviers": 9, "comparaison": 9,
    "plan": 9, "demande": 9, "notification": 10, "verification": 10,
    "valeurs": 10, "tables": 10, "communes": 11,
    "render": 12, "projet": 12, "colonnes": 12, "classeur": 13, "rapport": 13, "lot": 13, "cli": 14, "__main__": 15,
    "api": 14, "__init__": 15,
}  # fmt: skip
"""Each package of the house and its floor: imports go down, or stay at home."""

PERMIS = {("render", "projet"), ("colonnes", "projet")}
"""Neighbours of one floor that may know each other, one way."""

TIERS = {
    "typer": {"cli", "__main__"}, "click": {"cli", "__main__"}, "rich": {"cli", "render"}, "pydantic": {"projet"},
    "pydantic_core": {"projet"}, "narwhals": {"colonnes"}, "polars": {"colonnes", "lot"},
    "platformdirs": {"fichiers"}, "prompt_toolkit": {"cli"}, "jinja2": {"rapport"}, "xlsxwriter": {"classeur", "lot"}, "python_calamine": {"tables"}, "tomli_w": {"projet", "cli", "baremes"},
}  # fmt: skip
AU_BESOIN = {("fichiers", "platformdirs")}
"""Loaded only where it is used: the user's own folder is not in the same place on every system."""
SOUS = [
    f for f in sorted(RACINE.rglob("*.py")) if ETAGES.get(f.relative_to(RACINE).parts[0].removesuffix(".py"), 15) <= 9
]
TOUS = sorted(RACINE.rglob("*.py"))


def maison(fichier: Path) -> str:
    return fichier.relative_to(RACINE).parts[0].removesuffix(".py")


def imports(fichier: Path) -> Iterator[str]:
    for noeud in ast.walk(ast.parse(fichier.read_text(encoding="utf-8"))):
        if isinstance(noeud, ast.Import):
            yield from (alias.name for alias in noeud.names)
        elif isinstance(noeud, ast.ImportFrom):
            assert noeud.level == 0, f"{fichier} : import relatif"
            assert noeud.module
            yield noeud.module
            if noeud.module == "cafsim":
                yield from (f"cafsim.{alias.name}" for alias in noeud.names)


def nom(fichier: Path) -> str:
    return str(fichier.relative_to(RACINE))


def test_every_package_has_its_floor() -> None:
    assert {maison(f) for f in TOUS} <= ETAGES.keys()


@pytest.mark.parametrize("fichier", TOUS, ids=nom)
def test_imports_go_down(fichier: Path) -> None:
    ici = maison(fichier)
    for module in imports(fichier):
        if not module.startswith("cafsim.") or module == "cafsim.__version__":  # the version is everybody's
            continue
        la = module.split(".")[1]
        if la == ici:
            continue
        assert la in ETAGES, module
        plus_bas = ETAGES[la] < ETAGES[ici]
        assert plus_bas or (ici, la) in PERMIS, f"{nom(fichier)} importe {module}"


@pytest.mark.parametrize("fichier", TOUS, ids=nom)
def test_each_library_is_known_where_it_may_be(fichier: Path) -> None:
    ici = maison(fichier)
    for module in imports(fichier):
        tete = module.split(".")[0]
        if tete in TIERS:
            assert ici in TIERS[tete], f"{nom(fichier)} importe {module}"


@pytest.mark.parametrize("fichier", SOUS, ids=nom)
def test_below_estimation_only_the_standard_library(fichier: Path) -> None:
    for module in imports(fichier):
        tete = module.split(".")[0]
        permis = tete == "cafsim" or (maison(fichier), tete) in AU_BESOIN
        assert permis or tete in sys.stdlib_module_names, f"{nom(fichier)} importe {module}"


@pytest.mark.parametrize("fichier", SOUS, ids=nom)
def test_no_float_below_estimation(fichier: Path) -> None:
    for noeud in ast.walk(ast.parse(fichier.read_text(encoding="utf-8"))):
        ou = f"{nom(fichier)}:{getattr(noeud, 'lineno', 0)}"
        if isinstance(noeud, ast.Constant):
            assert not isinstance(noeud.value, float | complex), f"{ou} : nombre flottant"
        if isinstance(noeud, ast.Name):
            assert noeud.id not in ("float", "round"), f"{ou} : {noeud.id}"
        if isinstance(noeud, ast.ImportFrom | ast.Import):
            assert "math" not in list(imports_de(noeud)), f"{ou} : math calcule en flottants"


def imports_de(noeud: ast.ImportFrom | ast.Import) -> Iterator[str]:
    if isinstance(noeud, ast.ImportFrom):
        yield noeud.module or ""
    else:
        yield from (alias.name for alias in noeud.names)


@pytest.mark.parametrize("fichier", [f for f in TOUS if maison(f) == "engine"], ids=nom)
def test_the_engine_has_no_word_of_the_domain(fichier: Path) -> None:
    mots = set(re.findall(r"\w+", fichier.read_text(encoding="utf-8").lower()))
    assert not mots & {"caf", "psu", "creche", "crèche", "eaje", "piaje", "alsh", "bonus", "barème", "bareme"}


@pytest.mark.parametrize("fichier", [f for f in TOUS if maison(f) in ("dispositifs", "engine", "baremes")], ids=nom)
def test_modules_are_short(fichier: Path) -> None:
    lignes = fichier.read_text(encoding="utf-8").count("\n")
    assert lignes <= 310, f"{lignes} lignes"
