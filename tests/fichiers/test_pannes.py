"""Whatever happens while a command writes, its place holds what stood there before, whole, and nothing else stays."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from cafsim.cli.main import lancer
from cafsim.cli.questionnaire import brouillon
from cafsim.erreurs import EntreeRefusee
from cafsim.fichiers import ecriture
from cafsim.fichiers.utilisateur import VARIABLE

EXEMPLES = Path(__file__).resolve().parent.parent.parent / "examples"
CRECHE, TABLE = str(EXEMPLES / "creche.toml"), str(EXEMPLES / "communes.csv")
ECRIVAINS = {
    "estimation.json": ("estimate", CRECHE, "--aides", "psu"),
    "classeur.xlsx": ("estimate", CRECHE, "--aides", "psu"),
    "note.html": ("rapport", CRECHE),
    "modele.toml": ("projet", "modele", "eaje"),
    "feuille.xlsx": ("baremes", "feuille", "2024", "--equipement", "eaje"),
    "lot.csv": ("batch", TABLE, "--large", "--aides", "psu"),
    "lot.xlsx": ("batch", TABLE, "--large", "--aides", "psu"),
    "lot.parquet": ("batch", TABLE, "--large", "--aides", "psu"),
}
A_LUI = b"le travail de l'utilisateur"


@pytest.fixture(params=ECRIVAINS)
def cible(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    if request.param.endswith(".parquet"):
        pytest.importorskip("polars")
    return tmp_path / str(request.param)


@pytest.fixture
def au_dernier_moment(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[], object]], None]:
    """Have something happen when a command has written all, before its files take their places."""
    poser = ecriture._poser

    def preparer(survient: Callable[[], object]) -> None:
        def pose(places: Sequence[Any]) -> None:
            survient()
            poser(places)

        monkeypatch.setattr(ecriture, "_poser", pose)

    return preparer


def ecrire(cible: Path, *options: str) -> int:
    return lancer([*ECRIVAINS[cible.name], "-o", str(cible), *options])


def restes(cible: Path) -> list[str]:
    return [x.name for x in cible.parent.iterdir()]


def test_a_file_that_appears_meanwhile_is_kept(cible: Path, au_dernier_moment, capsys) -> None:
    au_dernier_moment(lambda: cible.write_bytes(A_LUI))
    assert ecrire(cible) == 2
    assert "apparu pendant le travail" in " ".join(capsys.readouterr().err.split())
    assert (cible.read_bytes(), restes(cible)) == (A_LUI, [cible.name])


def test_a_stop_leaves_nothing(cible: Path, au_dernier_moment, capsys) -> None:
    def arreter() -> None:
        raise KeyboardInterrupt  # what Ctrl+C, SIGTERM and SIGHUP become

    cible.write_bytes(A_LUI)
    au_dernier_moment(arreter)
    assert ecrire(cible, "--forcer") == 130
    assert "Interrompu" in capsys.readouterr().err
    assert (cible.read_bytes(), restes(cible)) == (A_LUI, [cible.name])


@pytest.fixture
def disque_plein() -> Iterator[None]:
    resource = pytest.importorskip("resource")
    avant, dur = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (60, dur))  # what can be written of a file, in bytes
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, (avant, dur))


@pytest.mark.usefixtures("disque_plein")
def test_a_full_disk_leaves_nothing(cible: Path, capsys) -> None:
    assert ecrire(cible) == 2
    assert "dépasse la taille permise" in " ".join(capsys.readouterr().err.split())
    assert restes(cible) == []


@pytest.mark.usefixtures("disque_plein")
def test_a_draft_is_kept_on_a_full_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, str(tmp_path))
    chemin = brouillon.nouveau()
    chemin.parent.mkdir()
    chemin.write_bytes(A_LUI)
    with pytest.raises(EntreeRefusee, match="dépasse la taille permise"):
        brouillon.garder(chemin, "national", {"1.nom": "Les Lilas"})
    assert (chemin.read_bytes(), restes(chemin)) == (A_LUI, [chemin.name])


def test_a_draft_reopened_twice_is_written_in_two_places(tmp_path: Path) -> None:
    ancien, un, deux = (tmp_path / nom for nom in ("ancien", "un", "deux"))
    ancien.write_bytes(A_LUI)
    brouillon.reprendre(ancien, un)
    brouillon.reprendre(ancien, deux)
    assert (un.read_bytes(), restes(un)) == (A_LUI, ["un"])


@pytest.mark.skipif(sys.platform == "win32", reason="the longest names are not those of Windows")
def test_a_name_too_long_for_the_rejects(tmp_path: Path, capsys) -> None:
    assert lancer(["batch", TABLE, "-o", str(tmp_path / f"{'a' * 245}.csv")]) == 2
    assert "le nom est trop long" in " ".join(capsys.readouterr().err.split())
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("lu", ["--baremes", "--correspondance", "--essai"])
def test_a_batch_replaces_nothing_that_it_reads(tmp_path: Path, capsys, lu: str) -> None:
    fichier = tmp_path / "lu.txt"
    fichier.write_text("# rien\n", encoding="utf-8")
    options = [lu, str(fichier), "-o", str(fichier), "--format", "csv"]
    if lu == "--essai":
        fichier.write_bytes(Path(TABLE).read_bytes())
        options = [lu, str(fichier), "--correspondance", str(fichier)]
    avant = fichier.read_bytes()
    assert lancer(["batch", TABLE, *options, "--forcer"]) == 2
    attendu = "TOML mal formé" if lu == "--essai" else "remplacerait un des fichiers lus"
    assert attendu in " ".join(capsys.readouterr().err.split())
    assert fichier.read_bytes() == avant
