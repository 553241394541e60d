"""`cafsim rapport` as its user runs it: the file written, what is refused, and that nothing else is touched."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from cafsim.cli.main import lancer

RACINE = Path(__file__).resolve().parent.parent.parent
EXEMPLES = RACINE / "examples"
CRECHE = str(EXEMPLES / "creche.toml")
COMMUNE = str(EXEMPLES / "commune.toml")


def dit(capsys: pytest.CaptureFixture[str]) -> str:
    sorti = capsys.readouterr()
    assert sorti.out == "", "nothing goes to stdout"
    assert "Traceback" not in sorti.err
    return sorti.err.replace("\xa0", " ")


def test_the_note_is_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    cible = tmp_path / "note.html"
    assert lancer(["rapport", CRECHE, "-o", str(cible)]) == 0
    assert f"Note écrite : {cible}" in dit(capsys)
    texte = cible.read_bytes()
    assert texte.startswith(b'<!DOCTYPE html>\n<html lang="fr">')
    assert texte.endswith(b"</html>\n")
    assert "313\u00a0060,00\u00a0€".encode() in texte
    assert [p.name for p in tmp_path.iterdir()] == ["note.html"]


def test_a_note_goes_beside_the_project_unless_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    projet = tmp_path / "la crèche.toml"
    projet.write_bytes(Path(CRECHE).read_bytes())
    assert lancer(["rapport", str(projet)]) == 0
    assert (tmp_path / "la crèche.html").read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    assert lancer(["rapport", str(projet)]) == 2, "never over a file unasked"
    assert "--forcer" in capsys.readouterr().err


def test_a_title_several_files_and_forcing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    cible = tmp_path / "note.HTM"
    cible.write_text("ancienne", "utf-8")
    arguments = ["rapport", CRECHE, COMMUNE, "--titre", "Séance <du> 12", "-o", str(cible)]
    assert lancer(arguments) == 2
    assert "existe déjà" in dit(capsys)
    assert cible.read_text("utf-8") == "ancienne"
    assert lancer([*arguments, "--forcer"]) == 0
    texte = cible.read_text("utf-8")
    assert "<h1><bdi>Séance &lt;du&gt; 12</bdi></h1>" in texte
    assert "Total de tous les projets" in texte
    assert "Crèche (Eaje" in texte.replace("\xa0", " ")


def test_many_projects_are_counted_in_the_title(tmp_path: Path) -> None:
    cible, exemples = tmp_path / "note.html", [str(p) for p in EXEMPLES.glob("*.toml")]
    assert lancer(["rapport", *exemples, "-o", str(cible)]) == 0
    assert f"<h1><bdi>{len(exemples)} projets</bdi></h1>" in cible.read_text("utf-8")


def test_options_shared_with_the_estimate(tmp_path: Path) -> None:
    taux = tmp_path / "taux.toml"
    taux.write_text(
        '[[psu.horaire_max]]\ndebut = 2024-01-01\nfin = 2024-12-31\nvaleur = 6.63\nunite = "€/h"\nstatut = "saisi"\n',
        "utf-8",
    )
    cible = tmp_path / "note.html"
    nord = str(EXEMPLES / "creche-qpv-nord.toml")
    assert lancer(["rapport", nord, "--referentiel", "guide-2020", "-o", str(cible)]) == 0
    assert "Chiffres du guide de 2020" in cible.read_text("utf-8")
    assert lancer(["rapport", CRECHE, "--aides", "psu", "-o", str(cible), "--forcer"]) == 0
    assert "Seules ces aides sont comptées\u00a0: Prestation de service unique (Psu)." in cible.read_text("utf-8")
    assert lancer(["rapport", CRECHE, "--baremes", str(taux), "-o", str(taux), "--forcer"]) == 2


def test_a_typed_rate_of_the_minimum_contribution_is_used_and_not_called_useless(tmp_path: Path) -> None:
    projet = tmp_path / "p.toml"
    nord = (EXEMPLES / "creche-qpv-nord.toml").read_text("utf-8")
    projet.write_text(f'{nord}\n[taux]\n"apport_minimal.part" = 0.05\n', "utf-8")
    cible = tmp_path / "note.html"
    assert lancer(["rapport", str(projet), "-o", str(cible)]) == 0
    texte = cible.read_text("utf-8").replace("\xa0", " ")
    assert "5 263,16 €" in texte
    assert "n&#39;a servi" not in texte


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["rapport", CRECHE, "--format", "html"], "il manque --sortie"),
        (["rapport", "-o", "n.html"], "il manque un argument"),
        (["rapport", "absent.toml", "-o", "n.html"], "introuvable"),
        (["rapport", CRECHE, "-o", "n.pdf"], ".docx, .htm, .html"),
        (["rapport", CRECHE, "-o", "n.html", "--titre", "x" * 201], "201 caractères"),
        (["rapport", CRECHE, "-o", "n"], ".docx, .htm, .html"),
        (["rapport", CRECHE, CRECHE, "-o", "n.html"], "donné deux fois"),
        (["rapport", CRECHE, "-o", "absent/n.html"], "le dossier n'existe pas"),
        (["rapport", CRECHE, "-o", "n.html", "--aides", "spu"], "psu"),
        (["rapport", CRECHE, "-o", "n.html", "--referentiel", "guide-2020"], "2020"),
        (["rapport", CRECHE, "-o", "n.html", "--titer", "x"], "--titre"),
    ],
)
def test_bad_input(
    arguments: list[str],
    message: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    assert lancer(arguments) == 2
    assert message in dit(capsys)
    assert list(tmp_path.iterdir()) == []


def test_a_project_named_html_is_never_replaced(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    projet = tmp_path / "projet.html"
    contenu = Path(CRECHE).read_bytes()
    projet.write_bytes(contenu)
    assert lancer(["rapport", str(projet), "-o", str(projet), "--forcer"]) == 2
    assert "remplacerait" in dit(capsys)
    assert projet.read_bytes() == contenu


@pytest.mark.skipif(os.name == "nt" or not Path("/dev/full").exists(), reason="no /dev/full")
def test_a_full_disk_leaves_no_half_note(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    cible = tmp_path / "plein.html"
    cible.symlink_to("/dev/full")
    assert lancer(["rapport", CRECHE, "-o", str(cible)]) == 2
    assert "disque est plein" in dit(capsys)


def test_the_command_alone_loads_the_template_library() -> None:
    code = (
        "import sys; from cafsim.cli.main import lancer; lancer(sys.argv[1:]); "
        "print(sorted(m for m in ('jinja2', 'cafsim.rapport', 'cafsim.cli.commandes.rapport') if m in sys.modules))"
    )
    for arguments in (["estimate", CRECHE, "--format", "csv"], ["plan", CRECHE, "--format", "csv"]):
        env = {**os.environ, "PYTHONPATH": str(RACINE), "PYTHONIOENCODING": "utf-8"}
        fait = subprocess.run(
            [sys.executable, "-c", code, *arguments], env=env, capture_output=True, text=True, encoding="utf-8"
        )
        assert fait.stdout.splitlines()[-1] == "[]"
