"""Pipes and closed streams: the standard input and output as files, and what happens when nobody is there."""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import SimpleNamespace

import pytest

from cafsim import __main__ as entree
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


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
@pytest.mark.parametrize("sans_tampon", ["", "1"])
@pytest.mark.parametrize("arguments", [("--version",), ("aides",)])
def test_a_standard_output_that_is_full(arguments: tuple[str, ...], sans_tampon: str) -> None:
    env = {**os.environ, "PYTHONUNBUFFERED": sans_tampon}
    with Path("/dev/full").open("wb") as plein:
        fait = subprocess.run(
            [*CAFSIM, *arguments], cwd=RACINE, env=env, stdout=plein, stderr=subprocess.PIPE, check=False
        )
    assert (fait.returncode, fait.stderr.decode()) == (1, "Écriture impossible : le disque est plein.\n")


class Plein(io.StringIO):
    """A stream that takes nothing."""

    def write(self, _: str) -> int:
        raise OSError(28, "No space left on device")


def test_what_can_t_be_told_costs_no_result(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(sys, "stderr", Plein())
    sortie = tmp_path / "modele.toml"
    assert lancer(["projet", "modele", "eaje", "-o", str(sortie)]) == 0
    assert sortie.stat().st_size > 0
    assert lancer(["projet", "modele", "eaje", "-o", str(sortie)]) == 2


@pytest.mark.parametrize("taille", ["0", "1", "-5", "1000000", "x", "1" * 5000])
def test_a_screen_that_can_t_be(monkeypatch: pytest.MonkeyPatch, capsys, taille: str) -> None:
    monkeypatch.delenv("COLUMNS", raising=False)
    assert lancer(["aides", "montrer", "psu"]) == 0
    attendu = capsys.readouterr().out
    monkeypatch.setenv("COLUMNS", taille)
    monkeypatch.setenv("LINES", taille)
    assert lancer(["aides", "montrer", "psu"]) == 0
    assert capsys.readouterr().out == attendu


def test_a_great_many_mistakes_are_counted(tmp_path: Path, capsys) -> None:
    projet = tmp_path / "p.toml"
    projet.write_text("exercice = 2024\n[[eaje]]\nplaces = 10\n" + "".join(f"inconnue_{i} = 1\n" for i in range(150)))
    assert lancer(["estimate", str(projet)]) == 2
    dit = capsys.readouterr().err.splitlines()
    assert (dit[0], dit[-1]) == ("150 erreurs :", f"  - {projet} : et 50 autres problèmes.")
    assert len(dit) == 102


@pytest.mark.programmes
@pytest.mark.skipif(sys.platform == "win32", reason="signals are not those of Windows")
@pytest.mark.parametrize("nom", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_a_stop_at_any_instant_has_no_traceback(nom: str) -> None:
    commande = [*CAFSIM, "estimate", str(RACINE / "examples" / "creche.toml")]
    for rang in range(12):
        fait = subprocess.Popen(commande, cwd=RACINE, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        time.sleep(0.03 + rang * 0.015)
        fait.send_signal(getattr(signal, nom))
        _, dit = fait.communicate()
        assert fait.returncode in (0, 130, -getattr(signal, nom), -signal.SIGINT), "130 for a shell, most of the time"
        assert not (b"Traceback" in dit and b"cafsim/cli" in dit), dit.decode()


def test_a_stop_that_python_loses_is_heard(capsys) -> None:
    ancien = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        with pytest.raises(KeyboardInterrupt):  # noqa: PT012 (the stop comes while one waits)
            entree._erreur_perdue(SimpleNamespace(exc_value=KeyboardInterrupt()))
            for _ in range(200):
                time.sleep(0.005)
    finally:
        signal.signal(signal.SIGTERM, ancien)
    entree._erreur_perdue(SimpleNamespace(exc_value=OSError()))
    assert capsys.readouterr().err == ""
