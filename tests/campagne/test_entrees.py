"""Whatever is typed, in a project, an overlay, a table or a command line: an answer or a refusal, never a fault."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import pytest
from invariants import MOTEUR, memes_lignes
from lectures import LECTURES
from tirages import CELLULES, Tirage, tirages

from cafsim.baremes.overlay import brut, ecrire_surcouche, lire_surcouche
from cafsim.cli.main import lancer
from cafsim.fichiers.toml import analyser
from cafsim.projet.lecture import projet_depuis

RACINE = Path(__file__).parents[2]
CORPUS = Path(__file__).parent / "corpus"
EXEMPLES = [f.read_text("utf-8") for f in sorted((RACINE / "examples").glob("*.toml"))]
SURCOUCHES = [f.read_text("utf-8") for f in sorted((CORPUS / "surcouche").glob("depart*"))]
TABLEAU = (RACINE / "examples" / "communes.csv").read_text("utf-8-sig")


def essayer(famille: str, combien: int, essai: Callable[[Tirage], object]) -> int:
    """Try so many inputs; return how much was accepted. A fault tells the seed that brings it back."""
    acceptes = 0
    for graine, tirage in tirages(famille, combien):
        try:
            acceptes += bool(essai(tirage))
        except Exception as faute:
            faute.add_note(f"CAFSIM_GRAINE={graine} CAFSIM_HASARD=1 pytest tests/campagne -k {famille}")
            raise
    return acceptes


def test_projets_abimes(tmp_path: Path) -> None:
    """A project that is read is estimated, and written back the same."""

    def essai(tirage: Tirage) -> bool:
        texte = tirage.abime(tirage.choice(EXEMPLES))
        if not LECTURES["projet"](texte.encode(errors="replace"), tmp_path):
            return False
        memes_lignes(projet_depuis(analyser(texte, "p.toml"), "p.toml", "p", MOTEUR.baremes))
        return True

    assert essayer("projets_abimes", 60, essai)


def test_surcouches_abimees(tmp_path: Path) -> None:
    """The rates of an overlay that is read are written back the same."""

    def essai(tirage: Tirage) -> bool:
        texte = tirage.abime(tirage.choice(SURCOUCHES))
        if not LECTURES["surcouche"](texte.encode(errors="replace"), tmp_path):
            return False
        lignes = lire_surcouche(MOTEUR.baremes, texte, "s.toml").lignes
        relues = lire_surcouche(MOTEUR.baremes, ecrire_surcouche(lignes, "x"), "s.toml").lignes
        assert [brut(x) for x in relues] == [brut(x) for x in lignes]
        return True

    assert essayer("surcouches_abimees", 120, essai)


def test_tableaux_abimes(tmp_path: Path) -> None:
    """Each row of a table that is opened is an equipment or a reject."""

    def essai(tirage: Tirage) -> int:
        return LECTURES["tableau"](tirage.abime_un_tableau(TABLEAU, ";").encode(errors="replace"), tmp_path)

    assert essayer("tableaux_abimes", 12, essai)


@pytest.mark.parametrize("famille", LECTURES)
def test_corpus(famille: str, tmp_path: Path) -> None:
    """What a search guided by coverage kept: an input for each way through the readers."""
    assert sum(LECTURES[famille](f.read_bytes(), tmp_path) for f in sorted((CORPUS / famille).iterdir()))


COMMANDES = {
    "estimate": ["examples/creche.toml"], "plan": ["examples/commune.toml"], "compare": ["examples/creche.toml", "examples/creche-2026.toml"],
    "tarif": ["--revenus", "2500"], "aides": [], "communes": ["montrer", "59350"], "projet": ["modele", "eaje"],
    "batch": ["examples/communes.csv"], "baremes": ["montrer", "psu"], "rapport": ["examples/creche.toml"],
}  # fmt: skip
MOTS = (
    *CELLULES, "--aides", "psu", "psu,piaje", "--format", "json", "csv", "xlsx", "md", "-o", "-", "x.json", "a/b.csv",
    "--baremes", "examples/creche.toml", "absent.toml", "--strict", "--leviers", "--detail", "--large", "--enfants", "3",
    "--date", "2025-09-01", "--referentiel", "guide-2020", "--annees", "2024,2026", "--csv", "iso", "--taux", "psu.taux=0,5",
    "--par", "commune", "--essai", "--aide", "--exercice", "2024", "lister", "montrer", "chercher", "lacunes", "--", "-x",
)  # fmt: skip
"""What a hand may type after a command."""


def test_lignes_de_commande(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A command does its work or refuses with its code: never « erreur inattendue »."""
    monkeypatch.setenv("CAFSIM_DEBUG", "1")
    (tmp_path / "examples").symlink_to(RACINE / "examples")
    monkeypatch.chdir(tmp_path)

    def essai(tirage: Tirage) -> bool:
        nom = tirage.choice(list(COMMANDES))
        mots = [nom, *COMMANDES[nom], *tirage.sample(MOTS, tirage.randint(0, 4))]
        if tirage.random() < 0.3:
            mots.pop(tirage.randrange(len(mots)))
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"")))
        with redirect_stdout(io.TextIOWrapper(io.BytesIO(), "utf-8")), redirect_stderr(io.StringIO()) as dit:
            code = lancer(mots)
        assert code in (0, 2, 3, 4, 130), (mots, dit.getvalue())
        return code == 0

    assert essayer("lignes_de_commande", 10, essai)
