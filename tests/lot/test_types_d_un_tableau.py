"""Which types of equipment a batch looks for in its tables: as many as the columns of a wide result depend on."""

from __future__ import annotations

from pathlib import Path

import pytest

from cafsim.cli.main import lancer
from cafsim.lot.lecture import fichiers

TITRES = "projet;exercice;type;nom;places\n"
CRECHES = "".join(f"Commune {n};2024;eaje;Crèche {n};20\n" for n in range(6_000))
COURTES = CRECHES[: CRECHES.index("Commune 60;")]


def colonnes(dossier: Path, texte: str, *options: str) -> list[str]:
    """Return the titles of the wide result of a table."""
    table, resultat = dossier / "t.csv", dossier / "r.csv"
    table.write_text(TITRES + texte, encoding="utf-8")
    lancer(["batch", str(table), "-o", str(resultat), "--large", "--forcer", *options])
    return resultat.read_text(encoding="utf-8-sig").splitlines()[0].split(";")


@pytest.mark.parametrize("texte", [CRECHES, CRECHES.replace("Crèche", 'Crèche "A"'), COURTES])
def test_a_type_of_the_last_row_has_its_columns(tmp_path: Path, texte: str) -> None:
    """Long tables are looked through by columns, those with quotes block by block, short ones row by row."""
    assert "pso_alsh" in colonnes(tmp_path, texte + "Lille;2024;alsh;Centre;\n")
    assert "pso_alsh" not in colonnes(tmp_path, texte)


@pytest.mark.parametrize("texte", [CRECHES, COURTES])
def test_no_type_is_looked_for_beyond_those_of_the_aids_asked_for(
    tmp_path: Path, texte: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    lus: list[object] = []
    monkeypatch.setattr(fichiers, "type_connu", lambda cellule: lus.append(cellule) or str(cellule))
    tout = texte + "Lille;2024;alsh;Centre;\n"
    assert "psu" in colonnes(tmp_path, tout, "--aides", "psu")
    assert lus == ["eaje"]
    assert {"psu", "pso_alsh"} <= {*colonnes(tmp_path, tout, "--aides", "psu", "--aides", "pso_alsh")}
    assert lus == ["eaje", "eaje", "alsh"]
