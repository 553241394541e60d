"""Whatever a file, its name or an option holds, a terminal obeys nothing of what cafsim says."""

from __future__ import annotations

from pathlib import Path

import pytest

from cafsim.cli.main import lancer
from cafsim.inerte import inerte

HOSTILE = "\x1b]52;c;x\x07\x9b31m\x08\u202e\ufffe"
EN_TOML = "\\u001b]52;c;x\\u0007\\u009b31m\\u0008\\u202e\\ufffe"
EXEMPLE = str(Path(__file__).resolve().parents[2] / "examples" / "creche.toml")

PROJETS = {
    "key": f'[[eaje]]\n"{EN_TOML}" = 1',
    "value": f'[[eaje]]\nplaces = "{EN_TOML}"',
    "table": f'[["{EN_TOML}"]]\nplaces = 1',
    "own rate": f'[[eaje]]\nplaces = 1\n[taux]\n"{EN_TOML}" = 1',
    "what is no Toml": f"[[eaje]]\nplaces = {HOSTILE}",
}
SURCOUCHES = {
    "aid": f'["{EN_TOML}"]',
    "unit": f'[[psu.horaire_max]]\ndebut = 2024-01-01\nvaleur = 6\nunite = "{EN_TOML}"',
    "source": f'[[psu.horaire_max]]\ndebut = 2024-01-01\nvaleur = 6\nunite = "€/h"\nsources = ["{EN_TOML}"]',
}
TABLES = {
    "title": f'projet;exercice;type;places;"{HOSTILE}"\nA;2024;eaje;1;',
    "cell": f'projet;exercice;type;places\nA;2024;"{HOSTILE}";1',
    "broken title": f'projet;exercice;type;places;"a\n{HOSTILE}"\nA;2024;eaje;1;',
}


def verifie(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert lancer(arguments) in (0, 2, 4)
    dit = "".join(capsys.readouterr())
    assert "52;c" in dit, "the text is told"
    assert dit == inerte(dit)


@pytest.mark.parametrize("contenu", PROJETS.values(), ids=PROJETS)
def test_what_a_project_holds(contenu: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "x.toml").write_text(f"exercice = 2024\n{contenu}\n", encoding="utf-8")
    verifie(["estimate", str(tmp_path / "x.toml")], capsys)


@pytest.mark.parametrize("contenu", SURCOUCHES.values(), ids=SURCOUCHES)
def test_what_an_overlay_holds(contenu: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "x.toml").write_text(f"{contenu}\n", encoding="utf-8")
    verifie(["estimate", EXEMPLE, "--baremes", str(tmp_path / "x.toml")], capsys)


@pytest.mark.parametrize("contenu", TABLES.values(), ids=TABLES)
def test_what_a_table_holds(contenu: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "x.csv").write_text(f"{contenu}\n", encoding="utf-8")
    verifie(["batch", str(tmp_path / "x.csv"), "--essai"], capsys)


@pytest.mark.parametrize("arguments", [
    ["estimate", HOSTILE], ["batch", HOSTILE, "-o", "x.csv"], ["aides", "montrer", HOSTILE], [HOSTILE],
    ["communes", "montrer", HOSTILE], ["estimate", EXEMPLE, "--format", HOSTILE], ["communes", "chercher", HOSTILE],
])  # fmt: skip
def test_what_is_typed(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    verifie(arguments, capsys)
