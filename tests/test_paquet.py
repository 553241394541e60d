"""The wheel, installed alone in a fresh environment outside the checkout, runs."""

from __future__ import annotations

import os
import subprocess
import sys
import venv
from pathlib import Path

import pytest

pytestmark = pytest.mark.programmes

RACINE = Path(__file__).resolve().parent.parent


def lancer(*commande: str | Path, cwd: Path) -> str:
    env = {c: v for c, v in os.environ.items() if not c.startswith("PYTHON")}
    resultat = subprocess.run(
        [str(c) for c in commande], cwd=cwd, env=env, capture_output=True, text=True, encoding="utf-8"
    )
    assert resultat.returncode == 0, resultat.stderr
    return resultat.stdout


@pytest.fixture(scope="module")
def cafsim(tmp_path_factory: pytest.TempPathFactory) -> Path:
    dossier = tmp_path_factory.mktemp("roue")
    lancer(sys.executable, "-m", "build", "--wheel", "--outdir", dossier, RACINE, cwd=dossier)
    (roue,) = dossier.glob("*.whl")
    venv.create(dossier / "env", with_pip=True)
    binaires = dossier / "env" / ("Scripts" if os.name == "nt" else "bin")
    lancer(binaires / "python", "-m", "pip", "install", "-q", roue, cwd=dossier)
    return binaires / "cafsim"


def test_la_version(cafsim: Path, tmp_path: Path) -> None:
    assert lancer(cafsim, "--version", cwd=tmp_path).startswith("cafsim 0.")


def test_une_estimation_et_les_cas_embarques(cafsim: Path, tmp_path: Path) -> None:
    exemple = RACINE / "examples" / "creche.toml"
    assert '"montant": "313060.00"' in lancer(cafsim, "estimate", exemple, "--format", "json", cwd=tmp_path)
    lancer(cafsim, "baremes", "verifier", cwd=tmp_path)


def test_la_note_a_ses_modeles(cafsim: Path, tmp_path: Path) -> None:
    lancer(cafsim, "rapport", RACINE / "examples" / "creche.toml", "-o", "note.html", cwd=tmp_path)
    assert (tmp_path / "note.html").read_text("utf-8").count("</section>") > 5


def test_les_fiches(cafsim: Path, tmp_path: Path) -> None:
    assert "bonus_inclusion_handicap" in lancer(cafsim, "aides", "chercher", "handicap", cwd=tmp_path)


def test_les_communes_et_leur_licence(cafsim: Path, tmp_path: Path) -> None:
    assert "Métropole Européenne de Lille" in lancer(
        cafsim, "communes", "montrer", "59350", "--format", "json", cwd=tmp_path
    )
    (mention,) = cafsim.parent.parent.rglob("cafsim/data/LICENCE-communes.txt")
    assert "Licence Ouverte" in mention.read_text(encoding="utf-8")
    (roue,) = cafsim.parent.parent.parent.glob("*.whl")
    assert roue.stat().st_size < 4_000_000
