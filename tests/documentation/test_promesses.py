"""What SECURITY.md promises of hostile files, and docs/exit-codes.md of exit codes."""

from __future__ import annotations

import ast
import errno
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from pages import RACINE, cles, exemples, lire

OUTIL = exemples()
INTERDITS = {
    "socket", "ssl", "http", "urllib", "ftplib", "smtplib", "requests", "httpx",  # the network
    "subprocess", "pickle", "marshal", "shelve", "runpy", "code", "ctypes",  # what runs, or can
}  # fmt: skip
ECHAPPEMENT = "\x1b[31m"
PROJET = 'nom = "{nom}"\nexercice = 2024\n[[eaje]]\nfinancement = "{financement}"\nplaces = 40\n'


@pytest.fixture(autouse=True)
def bureau(tmp_path: Path) -> Iterator[Path]:
    with OUTIL.milieu():
        os.chdir(tmp_path)
        yield tmp_path


LANCEUR = "epreuve.py"
"""Has a script of our own open a workbook, in a process that may die of it."""


def test_no_module_opens_a_connection_or_runs_what_it_reads() -> None:
    for fichier in sorted((RACINE / "cafsim").rglob("*.py")):
        for noeud in ast.walk(ast.parse(fichier.read_text(encoding="utf-8"))):
            modules = []
            if isinstance(noeud, ast.Import):
                modules = [alias.name for alias in noeud.names]
            elif isinstance(noeud, ast.ImportFrom):
                modules = [noeud.module or ""]
            elif isinstance(noeud, ast.Call) and isinstance(noeud.func, ast.Name):
                assert noeud.func.id not in ("eval", "exec", "__import__"), fichier
            permis = {"subprocess"} if fichier.name == LANCEUR else set()
            assert not {m.split(".")[0] for m in modules} & (INTERDITS - permis), fichier


@pytest.mark.parametrize("forme", ["table", "texte", "markdown", "csv", "json"])
def test_a_result_sends_no_control_character(forme: str, bureau: Path) -> None:
    (bureau / "p.toml").write_text(PROJET.format(nom=r"Les \u001b[31mLucioles", financement="psu"), encoding="utf-8")
    execution = OUTIL.executer(f"estimate p.toml --format {forme}")
    assert execution.code == 0
    assert "Lucioles" in execution.sortie
    assert "\x1b" not in execution.sortie + execution.erreurs


@pytest.mark.parametrize(
    ("nom", "texte", "commande", "code"),
    [
        ("p.toml", PROJET.format(nom="A", financement=r"p\u001b[31msu"), "estimate p.toml", 2),
        ("p.toml", f"exercice = 2024\n[[eaje]]\nplaces = {ECHAPPEMENT}4\n", "estimate p.toml", 2),
        ("t.csv", f"projet;exercice;type;pl{ECHAPPEMENT}aces\nA;2024;eaje;4\n", "batch t.csv -o r.csv", 0),
        ("t.csv", f"projet;exercice;type;places\nA;2024;eaje;4{ECHAPPEMENT}\n", "batch t.csv -o r.csv", 4),
    ],
)
def test_a_message_sends_no_control_character(nom: str, texte: str, commande: str, code: int, bureau: Path) -> None:
    (bureau / nom).write_text(texte, encoding="utf-8")
    execution = OUTIL.executer(commande)
    assert execution.code == code
    assert "[31m" in execution.erreurs, "the text itself is shown"
    assert "\x1b" not in execution.sortie + execution.erreurs


def test_exit_codes(bureau: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (bureau / "p.toml").write_text(PROJET.format(nom="A", financement="psu"), encoding="utf-8")
    (bureau / "t.csv").write_text("projet;exercice;type;places\nA;2024;eaje;x\n", encoding="utf-8")
    commandes = ("estimate p.toml", "estimate absent.toml", "estimate p.toml --strict", "batch t.csv -o r.csv")
    obtenus = [str(OUTIL.executer(c).code) for c in commandes]
    obtenus.insert(1, _en_ecrivant(RuntimeError("a defect"), monkeypatch))
    obtenus.append(_en_ecrivant(KeyboardInterrupt(), monkeypatch))
    assert _en_ecrivant(OSError(errno.ENOSPC, ""), monkeypatch) == "2"
    assert obtenus == cles(lire("docs/exit-codes.md"), "Exit codes")


def _en_ecrivant(panne: BaseException, monkeypatch: pytest.MonkeyPatch) -> str:
    """Return the exit code of a command whose result can't be written."""

    def tomber(*_: object) -> None:
        raise panne

    with monkeypatch.context() as pendant:
        pendant.setattr(os, "fsync", tomber)
        pendant.setattr(os, "replace", tomber)
        pendant.setattr(Path, "write_bytes", tomber)
        return str(OUTIL.executer("tarif --ressources-mensuelles 3000 --enfants 2 --sortie t.txt").code)


def test_a_strict_estimate_is_given_all_the_same(bureau: Path) -> None:
    (bureau / "p.toml").write_text(PROJET.format(nom="A", financement="psu"), encoding="utf-8")
    assert OUTIL.executer("estimate p.toml --strict").sortie == OUTIL.executer("estimate p.toml").sortie
