"""What is written appears whole or not at all, and nothing of the user's is replaced or removed unasked."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from cafsim.erreurs import EntreeRefusee
from cafsim.fichiers import conserver, ecrire, provisoires, verifier

RACINE = Path(__file__).resolve().parent.parent.parent
posix = pytest.mark.skipif(sys.platform == "win32", reason="links, permissions and locks are not those of Windows")


@pytest.fixture
def cible(tmp_path: Path) -> Path:
    return tmp_path / "r.csv"


def droits(path: Path) -> int:
    return path.stat().st_mode & 0o777


def travailler(
    pendant: Callable[[Sequence[Path]], object], *cibles: Path, forcer: bool = False, ecrits: int = 9
) -> None:
    """Write the files under their provisional names, then have something happen before they take their places."""
    with provisoires(*cibles, forcer=forcer) as essais:
        for essai in essais[:ecrits]:
            essai.write_bytes(b"nouveau")
        pendant(essais)


def seul(cible: Path) -> bool:
    return [x.name for x in cible.parent.iterdir()] == [cible.name]


def test_written_then_kept_unless_asked(cible: Path) -> None:
    ecrire(cible, b"un")
    with pytest.raises(EntreeRefusee, match=r"existe déjà.*--forcer"):
        ecrire(cible, b"deux")
    assert (cible.read_bytes(), seul(cible)) == (b"un", True)
    ecrire(cible, b"deux", forcer=True)
    assert (cible.read_bytes(), seul(cible)) == (b"deux", True)


def test_a_block_that_fails_changes_nothing(cible: Path) -> None:
    rejets = cible.with_name("r.csv.rejets.csv")
    cible.write_bytes(b"un")
    with pytest.raises(ZeroDivisionError):
        travailler(lambda _: 1 // 0, cible, rejets, forcer=True)
    assert (cible.read_bytes(), seul(cible)) == (b"un", True)


def test_what_the_block_did_not_write_goes(cible: Path) -> None:
    rejets = cible.with_name("r.csv.rejets.csv")
    rejets.write_bytes(b"vieux")
    with provisoires(cible, rejets, forcer=True) as (essai, _):
        essai.write_bytes(b"neuf")
    assert (cible.read_bytes(), seul(cible)) == (b"neuf", True)


@pytest.mark.parametrize("apparu", ["r.csv", "r.csv.rejets.csv"])
@pytest.mark.parametrize("options", [{}, {"forcer": True}, {"ecrits": 1}, {"forcer": True, "ecrits": 1}])
def test_a_file_that_appears_meanwhile_is_kept(cible: Path, apparu: str, options: dict[str, Any]) -> None:
    lieu, rejets = cible.with_name(apparu), cible.with_name("r.csv.rejets.csv")
    with pytest.raises(EntreeRefusee, match=f"{apparu} : ce fichier existe déjà"):
        travailler(lambda _: lieu.write_bytes(b"a l'utilisateur"), cible, rejets, **options)
    assert (lieu.read_bytes(), seul(lieu)) == (b"a l'utilisateur", True)


def test_a_file_that_changes_meanwhile_is_kept(cible: Path) -> None:
    cible.write_bytes(b"un")
    with pytest.raises(EntreeRefusee, match="a changé pendant le travail"):
        travailler(lambda _: cible.write_bytes(b"a l'utilisateur"), cible, forcer=True)
    assert (cible.read_bytes(), seul(cible)) == (b"a l'utilisateur", True)


def test_a_file_that_appears_at_the_last_moment(cible: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lier = os.link

    def apparait(source: Path, nom: Path) -> None:
        if nom.name.endswith("rejets.csv"):
            nom.write_bytes(b"a l'utilisateur")
        lier(source, nom)

    monkeypatch.setattr(os, "link", apparait)
    rejets = cible.with_name("r.csv.rejets.csv")
    with pytest.raises(EntreeRefusee, match="existe déjà"):
        travailler(lambda _: None, cible, rejets)
    assert (rejets.read_bytes(), seul(rejets)) == (b"a l'utilisateur", True), "the first file is taken back"


def test_a_disk_without_links(cible: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", refuse)
    ecrire(cible, b"un")
    assert (cible.read_bytes(), seul(cible)) == (b"un", True)
    autre = cible.with_name("a.csv")
    monkeypatch.setattr("cafsim.fichiers.ecriture._verifier_inchangee", lambda _: autre.write_bytes(b"a lui"))
    with pytest.raises(EntreeRefusee, match="existe déjà"):
        travailler(lambda _: None, autre)
    assert autre.read_bytes() == b"a lui"


def test_two_runs_on_one_target(cible: Path) -> None:
    with provisoires(cible) as (essai,):
        essai.write_bytes(b"premier")
        with pytest.raises(EntreeRefusee, match="une autre commande cafsim écrit ce fichier"):
            ecrire(cible, b"second", forcer=True)
        ecrire(cible.with_name("r"), b"autre nom")
    assert cible.read_bytes() == b"premier"


@posix
def test_what_a_dead_run_left_is_cleared(cible: Path) -> None:
    programme = (
        "import os, sys; from pathlib import Path; from cafsim.fichiers import provisoires\n"
        "with provisoires(Path(sys.argv[1])) as (essai,):\n    essai.write_bytes(b'x'); os.kill(os.getpid(), 9)"
    )
    env = {**os.environ, "PYTHONPATH": str(RACINE)}
    assert subprocess.run([sys.executable, "-c", programme, str(cible)], env=env).returncode == -9
    (reste,) = cible.parent.iterdir()
    assert reste.name.startswith(".r.csv.")
    assert droits(reste) == 0o700
    ecrire(cible.with_name("r.c"), b"")
    assert reste.exists(), "that of another file is left alone"
    ecrire(cible, b"un")
    assert sorted(x.name for x in cible.parent.iterdir()) == ["r.c", "r.csv"]


@posix
@pytest.mark.parametrize("mode", [0o600, 0o640, 0o664])
def test_the_permissions_of_a_replaced_file_stay(cible: Path, mode: int) -> None:
    cible.write_bytes(b"un")
    cible.chmod(mode)
    ecrire(cible, b"deux", forcer=True)
    assert (cible.read_bytes(), droits(cible)) == (b"deux", mode)


@posix
def test_the_files_of_the_user_s_folder_are_his_own(tmp_path: Path) -> None:
    path = tmp_path / "donnees" / "brouillons" / "b.jsonl"
    conserver(path, b"un")
    assert droits(path) == 0o600
    path.chmod(0o644)
    conserver(path, b"deux")
    assert (path.read_bytes(), droits(path)) == (b"deux", 0o600)


@posix
def test_nothing_is_written_through_a_link_planted_there(cible: Path) -> None:
    victime = cible.with_name("victime")
    victime.write_bytes(b"precieux")

    def planter(essais: Sequence[Path]) -> None:
        assert droits(essais[0].parent) == 0o700, "nobody else can plant anything there"
        cible.symlink_to(victime)

    with pytest.raises(EntreeRefusee, match="pas un fichier ordinaire"):
        travailler(planter, cible)
    assert victime.read_bytes() == b"precieux"


@posix
def test_links(cible: Path) -> None:
    vrai = cible.with_name("vrai.csv")
    cible.symlink_to(vrai)
    ecrire(cible, b"un")
    assert cible.is_symlink()
    ecrire(cible, b"deux", forcer=True)
    assert (cible.is_symlink(), vrai.read_bytes()) == (True, b"deux")
    boucle = cible.with_name("boucle")
    boucle.symlink_to(boucle)
    with pytest.raises(EntreeRefusee, match="les liens tournent en rond"):
        verifier(boucle, forcer=True)


@posix
def test_a_pipe_is_written_in(cible: Path) -> None:
    os.mkfifo(cible)
    lecteur = os.open(cible, os.O_RDONLY | os.O_NONBLOCK)
    ecrire(cible, b"un")
    assert os.read(lecteur, 9) == b"un"
    os.close(lecteur)
    with pytest.raises(EntreeRefusee, match="pas un fichier ordinaire"), provisoires(cible):
        pass
    assert cible.is_fifo()


def test_a_very_long_name(tmp_path: Path) -> None:
    cible = tmp_path / f"{'é' * 125}.csv"
    ecrire(cible, b"un")
    assert (cible.read_bytes(), seul(cible)) == (b"un", True)


@pytest.mark.parametrize(("nom", "attendu"), [("", "c'est un dossier"), ("absent/r.csv", "le dossier n'existe pas")])
def test_where_nothing_can_be_written(tmp_path: Path, nom: str, attendu: str) -> None:
    with pytest.raises(EntreeRefusee, match=attendu):
        ecrire(tmp_path / nom, b"")


@posix
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
def test_a_full_disk_leaves_nothing(cible: Path) -> None:
    with pytest.raises(EntreeRefusee, match="le disque est plein"), Path("/dev/full").open("wb", buffering=0) as plein:
        travailler(lambda _: plein.write(b"x"), cible)
    assert list(cible.parent.iterdir()) == []
