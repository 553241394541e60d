"""Pipes and closed streams: the standard input and output as files, and what happens when nobody is there."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from pathlib import Path

import pytest

from cafsim.cli.main import lancer

RACINE = Path(__file__).resolve().parent.parent.parent
TABLE = RACINE / "examples" / "communes.csv"
CAFSIM = [sys.executable, "-m", "cafsim"]


def test_a_batch_through_pipes(monkeypatch, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    sortie = tmp_path / "r.csv"
    assert lancer(["batch", str(TABLE), "-o", str(sortie)]) == 0
    capfdbinary.readouterr()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(TABLE.read_bytes())))
    monkeypatch.chdir(tmp_path)
    assert lancer(["batch", "-", "-o", "-"]) == 0
    assert capfdbinary.readouterr().out == sortie.read_bytes()
    assert {x.name for x in tmp_path.iterdir()} == {"r.csv"}


def test_rejects_of_what_came_through_a_pipe(monkeypatch, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    texte = "projet;exercice;type;places\nA;2024;eaje;x\nB;2024;eaje;10\n"
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(texte.encode())))
    monkeypatch.chdir(tmp_path)
    assert lancer(["batch", "-", "-o", "-", "--large", "--aides", "psu"]) == 4
    dit = capfd.readouterr()
    assert "entrée standard.csv, ligne 2, places" in " ".join(dit.err.split())
    assert dit.out.count("\n") == 2
    assert list(tmp_path.iterdir()) == []


def test_a_dash_is_the_standard_output_of_any_command(tmp_path, monkeypatch, capsys) -> None:
    monkeypatch.chdir(tmp_path)
    assert lancer(["estimate", str(RACINE / "examples" / "creche.toml"), "--format", "json", "-o", "-"]) == 0
    assert capsys.readouterr().out.startswith("{")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(sys.platform == "win32", reason="a shell closes the streams")
@pytest.mark.parametrize("fermes", [(0,), (1,), (2,), (0, 1), (1, 2), (0, 1, 2)])
def test_closed_streams_fail_no_batch(tmp_path: Path, fermes: tuple[int, ...]) -> None:
    fermetures = " ".join(f"{n}>&-" if n else "<&-" for n in fermes)
    sortie = tmp_path / "r.csv"
    commande = " ".join([*CAFSIM, "batch", str(TABLE), "-o", str(sortie), "--large", "--aides", "psu", fermetures])
    fait = subprocess.run(["sh", "-c", commande], cwd=RACINE, capture_output=True, check=False)
    assert fait.returncode == 0
    assert sortie.read_text(encoding="utf-8-sig").startswith("projet;exercice;type;equipement;psu;")
    assert b"Erreur" not in fait.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="a pipe of a shell")
@pytest.mark.parametrize("arguments", [("aides",), ("baremes", "liste"), ("batch", str(TABLE), "-o", "-")])
def test_a_reader_that_leaves(arguments: tuple[str, ...]) -> None:
    lecture, ecriture = os.pipe()
    os.close(lecture)
    fait = subprocess.run([*CAFSIM, *arguments], cwd=RACINE, stdout=ecriture, stderr=subprocess.PIPE, check=False)
    os.close(ecriture)
    assert (fait.returncode, b"Traceback" in fait.stderr) == (0, False)
