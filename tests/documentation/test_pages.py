"""What the developers' pages say of the program is so: fields, words, rooms, rates, formulas."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from types import FunctionType
from typing import Any

import pytest
from pages import PAGES, RACINE, cles, exemples, lire, nom

from cafsim.engine import algebra
from cafsim.equipements.champs import Champ
from cafsim.equipements.commun import EXERCICE, GESTIONNAIRE, TERRITOIRE
from cafsim.equipements.registre import equipements

OUTIL = exemples()
CAFSIM = RACINE / "cafsim"
ROOMS = {d.name for d in CAFSIM.iterdir() if (d / "__init__.py").exists()}


def tables() -> Iterator[tuple[str, tuple[Champ, ...]]]:
    """Yield each table of a project file as it is written, and its fields."""
    for equipement in equipements().values():
        yield f"[{equipement.type}]" if equipement.unique else f"[[{equipement.type}]]", equipement.champs
        for groupe in equipement.groupes:
            yield f"[{equipement.type}.{groupe.nom}]", groupe.champs
            for liste in groupe.listes:
                yield f"[[{equipement.type}.{groupe.nom}.{liste.nom}]]", liste.champs


def test_the_fields_of_a_project_file() -> None:
    page = lire("docs/project-file.md")
    assert set(cles(page, "Tables")) == {table for table, _ in tables()}
    for table, champs in tables():
        ligne = next(x for x in page.splitlines() if x.startswith(f"| `{table}` |"))
        assert re.findall(r"`(\w+)`", ligne.split("|")[3]) == [c.nom for c in champs], table


def test_what_the_equipments_of_a_project_share() -> None:
    partages = [EXERCICE.nom, GESTIONNAIRE.nom, *(c.nom for c in TERRITOIRE)]
    assert cles(lire("docs/project-file.md"), "What is shared") == partages


@pytest.mark.parametrize("page", ["LISEZMOI.md", "docs/project-file.md"])
def test_a_project_shown_is_a_project(page: str, tmp_path: Path) -> None:
    for rang, projet in enumerate(re.findall(r"^```toml.*\n(format = .*?)^```", lire(page), re.M | re.S)):
        fichier = tmp_path / f"{rang}.toml"
        fichier.write_text(projet, encoding="utf-8")
        assert OUTIL.executer(f"projet verifier {fichier.as_posix()}").code == 0
    assert (tmp_path / "0.toml").exists()


def test_the_words_of_a_formula() -> None:
    page = lire("docs/formulas.md")
    mots = {m for cellule in cles(page, "Written once") for m in re.findall(r"\w+", cellule)}
    assert mots == {
        n
        for n, f in vars(algebra).items()
        if n[0] != "_" and f.__class__ is FunctionType and f.__module__ == algebra.__name__
    }
    (formule,) = re.findall(r"```python\n(.*?)```", page, re.DOTALL)
    assert any(formule in f.read_text(encoding="utf-8") for f in (CAFSIM / "dispositifs").rglob("*.py"))


def test_the_rate_shown_is_in_the_table() -> None:
    (montre,) = re.findall(r"```toml\n(.*?)```", lire("docs/rates.md"), re.DOTALL)
    assert contient(bareme(), tomllib.loads(montre, parse_float=Decimal))


def contient(tout: Any, partie: Any) -> bool:
    """Say whether parsed TOML holds all that another does."""
    if isinstance(partie, Mapping):
        return all(cle in tout and contient(tout[cle], valeur) for cle, valeur in partie.items())
    if isinstance(partie, list):
        return all(any(contient(x, y) for x in tout) for y in partie)
    return bool(tout == partie)


def bareme() -> dict[str, Any]:
    return tomllib.loads((RACINE / "data" / "baremes.toml").read_text(encoding="utf-8"), parse_float=Decimal)


def test_the_keys_of_a_row() -> None:
    table = bareme()
    blocs = [b for nom_du_bloc, b in table.items() if nom_du_bloc not in ("dimensions", "sources", "hypotheses")]
    metas = [(b, s, meta) for b in blocs for s, meta in b.get("series", {}).items()]
    dimensions = {d for _, _, meta in metas for d in meta.get("dimensions", ())}
    employees = {cle for bloc, serie, _ in metas for ligne in bloc.get(serie, ()) for cle in ligne} - dimensions
    page = lire("docs/rates.md")
    decrites = set(re.findall(r"`([\w-]+)`", "\n".join(x for x in page.splitlines() if x.startswith("| `"))))
    assert employees <= decrites
    statuts = {ligne["statut"] for bloc, serie, _ in metas for ligne in bloc.get(serie, ())}
    assert statuts == set(cles(page, "Status"))


def test_the_words_of_the_glossary_are_those_of_the_code() -> None:
    fichiers = [*CAFSIM.rglob("*.py"), *(RACINE / "data").glob("*.toml")]
    texte = "\n".join(f.read_text(encoding="utf-8") for f in fichiers)
    connus = set(re.findall(r"[\w-]+", texte))
    lignes = [ligne for ligne in lire("docs/glossary.md").splitlines() if ligne.startswith("| ")]
    mots = [mot for ligne in lignes for mot in re.findall(r"`([^`]+)`", ligne.split("|")[-2])]
    assert len(mots) > 60
    assert [m for m in mots if m not in connus and (re.fullmatch(r"[\w-]+", m) or m not in texte)] == []


def test_each_room_is_told() -> None:
    assert {x.rstrip("/") for x in cles(lire("docs/design.md"), "Rooms")} >= ROOMS
    assert set(re.findall(r"\b(\w+)/", lire("README.md"))) >= ROOMS


def test_each_room_told_exists() -> None:
    assert {x.rstrip("/") for x in cles(lire("docs/design.md"), "Rooms")} <= ROOMS


@pytest.mark.parametrize("page", PAGES, ids=nom)
def test_no_page_names_a_machine(page: Path) -> None:
    texte = page.read_text(encoding="utf-8")
    assert not re.search(r"/(home|root|work|Users|tmp)/", texte)
