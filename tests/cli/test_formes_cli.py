"""Every command in every form that it offers: the same bytes on the standard output and in a file; the others refused."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from cafsim.cli.main import COMMANDES, EN_FRANCAIS, charger, lancer
from cafsim.render.formes.choix import FORMES

RACINE = Path(__file__).resolve().parent.parent.parent
CRECHE = "examples/creche.toml"

ARGUMENTS = {
    "estimate": [CRECHE, "--leviers", "--detail"],
    "compare": [CRECHE, "examples/creche-sans-ctg.toml"],
    "plan": ["examples/creche-qpv-nord.toml"],
    "rapport": [CRECHE],
    "tarif": ["--ressources-mensuelles", "3000", "--enfants", "2"],
    "aides": [],
    "aides montrer": ["psu"],
    "aides chercher": ["handicap"],
    "baremes liste": [],
    "baremes montrer": ["psu"],
    "baremes comparer": ["2024", "2025"],
    "baremes sources": [],
    "baremes lacunes": [],
    "baremes feuille": ["2026"],
    "baremes mes-taux": [],
    "baremes deduire": ["examples/alsh.toml", "pso_alsh.periscolaire", "--montant", "29254,50"],
    "baremes verifier": [],
    "communes chercher": ["lille"],
    "communes montrer": ["59350"],
    "communes importes": [],
    "projet modele": ["eaje"],
    "projet schema": [],
    "projet verifier": [CRECHE],
}
AUTRES = {"batch", "baremes lire", "baremes ranger", "baremes saisir", "communes importer", "communes oublier"}
"""What answers by an action, or writes as it reads: a batch has its own forms."""


def commandes() -> Iterator[tuple[str, Any]]:
    for nom in COMMANDES:
        commande = charger(nom)
        yield nom, commande
        for sous_nom, sous_commande in getattr(commande, "commands", {}).items():
            yield f"{nom} {sous_nom}", sous_commande


OFFERTES = {nom: commande.callback.formes for nom, commande in commandes() if hasattr(commande.callback, "formes")}
BINAIRES = {"xlsx", "html", "docx"}
"""Those that go to a file only."""


@pytest.fixture(autouse=True)
def _ici(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(RACINE)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1767225600")


def test_every_command_is_tried_here() -> None:
    groupes = {nom for nom, commande in commandes() if hasattr(commande, "commands")} - OFFERTES.keys()
    assert groupes == {"baremes", "communes", "projet"}
    assert OFFERTES.keys() == ARGUMENTS.keys()
    assert {nom for nom, _ in commandes()} - OFFERTES.keys() - groupes == AUTRES


def test_every_form_is_offered_by_some_command() -> None:
    assert {f for formes in OFFERTES.values() for f in formes} == set(FORMES)
    assert all(
        {"table", "texte", "markdown", "json"} <= {f.nom for f in formes}
        for nom, formes in OFFERTES.items()
        if len(formes) > 1 and "html" not in {f.nom for f in formes} and nom != "baremes feuille"  # a table to fill in
    )


@pytest.mark.parametrize(("nom", "forme"), [(nom, f.nom) for nom, formes in OFFERTES.items() for f in formes])
def test_the_same_bytes_on_the_output_and_in_a_file(
    nom: str, forme: str, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    commande = [*nom.split(), *ARGUMENTS[nom], "--format", forme]
    cible = tmp_path / f"resultat.{forme}"
    assert lancer([*commande, "-o", str(cible)]) == 0
    sorti = capfdbinary.readouterr()
    assert sorti.out == b""
    assert str(cible).encode() in sorti.err
    if forme in BINAIRES:
        assert lancer(commande) == 2
        assert "il manque --sortie" in capfdbinary.readouterr().err.decode()
    else:
        assert lancer(commande) == 0
        assert capfdbinary.readouterr().out == cible.read_bytes()
    assert len(cible.read_bytes()) > 2
    if forme != "json":  # whatever the form, one place writes the file
        return
    assert lancer([*commande, "-o", str(cible)]) == 2
    assert "--forcer" in capfdbinary.readouterr().err.decode()
    assert lancer([*commande, "-o", str(cible), "--forcer"]) == 0


@pytest.mark.parametrize("nom", OFFERTES)
def test_other_forms_are_refused_before_anything_is_read(
    nom: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    offertes = [f.nom for f in OFFERTES[nom]]
    commande = [*nom.split(), *(a.replace("examples/", "absent/") for a in ARGUMENTS[nom])]
    for forme in FORMES:
        if forme.nom in offertes:
            continue
        assert lancer([*commande, "--format", forme.nom]) == 2
        sorti = capfd.readouterr()
        assert sorti.out == ""
        assert sorti.err.splitlines() == [
            "Erreur :",
            f"  - --format : cette commande n'a pas de {forme.titre}. Formes possibles : {', '.join(offertes)}.",
        ]
        if len(offertes) > 1 and forme.extensions:
            cible = tmp_path / f"x{forme.extensions[0]}"
            assert lancer([*commande, "-o", str(cible)]) == 2
            assert f"n'a pas de {forme.titre}" in capfd.readouterr().err
            assert not cible.exists()
    assert lancer([*commande, "--format", "pdf"]) == 2
    assert f"« pdf ». Valeurs possibles : {', '.join(offertes)}." in capfd.readouterr().err


@pytest.mark.parametrize(("forme", "console"), [("csv", "ascii"), ("texte", "cp1252"), ("markdown", "ascii")])
def test_what_is_piped_is_in_utf_8_whatever_the_console(forme: str, console: str, tmp_path: Path) -> None:
    cible = tmp_path / "x"
    assert lancer(["compare", *ARGUMENTS["compare"], "--format", forme, "-o", str(cible)]) == 0
    env = {**os.environ, "PYTHONPATH": str(RACINE), "PYTHONIOENCODING": console}
    commande = [sys.executable, "-m", "cafsim", "compare", *ARGUMENTS["compare"], "--format", forme]
    sortie = subprocess.run(commande, cwd=RACINE, env=env, capture_output=True, check=True).stdout
    assert sortie == cible.read_bytes()
    assert "é".encode() in sortie


class Terminal(io.TextIOWrapper):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(("forme", "euro"), [("texte", b"EUR"), ("markdown", b"EUR"), ("json", "€".encode())])
def test_a_person_at_an_old_terminal_reads_its_characters(
    forme: str, euro: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    brut = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", Terminal(brut, encoding="ascii", newline=""))
    assert lancer(["baremes", "montrer", "psu", "--format", forme]) == 0
    assert euro in brut.getvalue()
    assert brut.getvalue().isascii() is (forme != "json"), "JSON is for programs"


def test_a_table_in_a_file_is_as_wide_as_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for colonnes in (80, 100, 160):
        monkeypatch.setenv("COLUMNS", str(colonnes) if colonnes != 100 else "")
        cible = tmp_path / f"{colonnes}.txt"
        assert lancer(["plan", *ARGUMENTS["plan"], "--format", "table", "-o", str(cible)]) == 0
        assert max(map(len, cible.read_text("utf-8").splitlines())) == colonnes


def test_a_file_that_is_read_is_never_replaced(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    taux = tmp_path / "taux.txt"
    taux.write_text("# rien\n", encoding="utf-8")
    commandes = [["plan", CRECHE], ["baremes", "liste"], ["projet", "verifier", CRECHE], ["tarif", *ARGUMENTS["tarif"]]]
    for commande in commandes:
        assert lancer([*commande, "--baremes", str(taux), "-o", str(taux), "--forcer"]) == 2
        assert "remplacerait" in capfd.readouterr().err
    assert taux.read_text(encoding="utf-8") == "# rien\n"


def test_cafsim_alone_fits_a_screen_and_says_where_to_begin(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    assert lancer([]) == 2
    page = capsys.readouterr().err.splitlines()
    assert len(page) <= 23, "the prompt takes the 24th line"
    assert max(map(len, page)) <= 80
    assert not any("..." in x for x in page[1:]), "no sentence is cut"
    assert any("cafsim estimer" in x for x in page)
    assert [x.split("  ")[1].split(", ")[-1] for x in page[-len(COMMANDES) :]] == list(COMMANDES)
    assert all(charger(nom).help for nom in COMMANDES)


@pytest.mark.parametrize(("francais", "anglais"), EN_FRANCAIS.items())
def test_commands_have_french_names(francais: str, anglais: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert lancer([francais, "--aide"]) == 0
    aide = capsys.readouterr().out
    assert lancer([anglais, "--aide"]) == 0
    assert aide.replace(f"cafsim {francais}", f"cafsim {anglais}", 1) == capsys.readouterr().out


MODULES = "print(sorted(m for m in sys.modules if m.split('.')[0] in ('cafsim', 'typer', 'pydantic', 'rich', 'platformdirs')))"


@pytest.mark.parametrize(
    ("arguments", "attendus"),
    [
        (["--version"], {"cafsim", "cafsim.__main__"}),
        (["-V"], {"cafsim", "cafsim.__main__"}),
        (
            ["--aide"],
            {
                "cafsim", "cafsim.__main__", "cafsim.cli", "cafsim.cli.aide", "cafsim.cli.console", "cafsim.cli.main",
                "cafsim.erreurs", "cafsim.fichiers", "cafsim.inerte", "typer",
            },
        ),
    ],
)  # fmt: skip
def test_what_is_loaded_before_a_command_is_called(arguments: list[str], attendus: set[str]) -> None:
    code = f"import sys; from cafsim.__main__ import main\ntry: main()\nexcept SystemExit: pass\n{MODULES}"
    fait = subprocess.run([sys.executable, "-c", code, *arguments], cwd=RACINE, capture_output=True, text=True)
    lus = json.loads(fait.stdout.splitlines()[-1].replace("'", '"'))
    charges = {m for m in lus if not m.startswith(("typer.", "cafsim.fichiers."))}
    assert charges == attendus


@pytest.mark.parametrize(
    ("arguments", "absents"),
    [
        (["estimate", CRECHE], ["prompt_toolkit", "xlsxwriter", "jinja2", "polars", "rich.console", "cafsim.classeur"]),
        (
            ["tarif", *ARGUMENTS["tarif"], "--format", "json"],
            ["rich.console", "cafsim.communes"],
        ),
        (["rapport", "--aide"], ["jinja2"]),
        (["batch", "--aide"], ["polars", "narwhals", "xlsxwriter", "python_calamine", "rich.console"]),
    ],
)
def test_what_weighs_is_loaded_where_it_serves(arguments: list[str], absents: list[str]) -> None:
    code = "import sys; from cafsim.cli.main import lancer; lancer(sys.argv[1:]); print(*sys.modules, sep='\\n')"
    fait = subprocess.run(
        [sys.executable, "-c", code, *arguments], cwd=RACINE, capture_output=True, text=True, encoding="utf-8"
    )
    assert fait.returncode == 0
    assert set(absents).isdisjoint(fait.stdout.split("\n"))
