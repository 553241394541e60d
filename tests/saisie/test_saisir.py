"""`cafsim baremes saisir`: the questions, by lines; once in a real terminal."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from cafsim.baremes.mes_taux import feuilles_gardees
from cafsim.baremes.model import Baremes, Valeur
from cafsim.cli.commandes.baremes_saisir import DialogueDeTaux
from cafsim.cli.main import lancer
from cafsim.cli.questionnaire.faces import FaceLigne
from cafsim.saisie.demandes import demandes

RACINE = Path(__file__).resolve().parent.parent.parent


def demander(
    baremes: Baremes, aide: str, *reponses: str, annee: int = 2026, tout: bool = False
) -> tuple[list[Valeur], str]:
    """Answer in order, then stop; return the rows, and all that was shown."""
    restantes: Iterator[str] = iter((*reponses, "fin"))
    ecran: list[str] = []

    def lire(invite: str) -> str:
        ecran.append(invite)
        return next(restantes)

    dialogue = DialogueDeTaux(FaceLigne(lire, ecran.append))
    lignes = dialogue.demander(demandes(baremes, annee, aide=aide, tout=tout))
    return lignes, " ".join(" ".join(ecran).replace("\xa0", " ").split())


def test_a_figure_is_asked_with_its_landmark_and_explained(baremes: Baremes) -> None:
    lignes, ecran = demander(baremes, "pso_alsh", "?", "abc", "0,61", "", "0,6 €/h")
    assert [(v.cle, v.valeur, v.debut, v.fin) for v in lignes] == [
        ("pso_alsh.periscolaire", Fraction("0.61"), date(2026, 1, 1), date(2026, 12, 31)),
        ("pso_alsh.adolescents", Fraction("0.6"), date(2026, 1, 1), date(2026, 12, 31)),
    ]
    assert "1 sur 3 – Prestation de service Alsh" in ecran
    assert "Dernier chiffre connu : 0,59 €/h (2025)." in ecran
    assert "Où trouver : Barème annuel des prestations de service" in ecran
    assert "« abc » : ce n'est pas un nombre" in ecran


def test_one_may_go_back(baremes: Baremes) -> None:
    lignes, _ = demander(baremes, "pso_alsh", "<", "0,61", "<", "0,62")
    assert [v.valeur for v in lignes] == [Fraction("0.62")]
    lignes, _ = demander(baremes, "pso_alsh", "0,61", "0,63", "<", "<", "", "")
    assert [v.valeur for v in lignes] == [Fraction("0.61"), Fraction("0.63")], "Enter keeps what was typed before"


def test_a_figure_far_from_the_last_one_is_asked_again(baremes: Baremes) -> None:
    lignes, ecran = demander(baremes, "pso_alsh", "59", "n", "0,60")
    assert "59 €/h au lieu de 0,59 €/h ? (en 2025 : 0,59 €/h). Est-ce bien ce chiffre ?" in ecran
    assert [v.valeur for v in lignes] == [Fraction("0.6")]
    lignes, _ = demander(baremes, "pso_alsh", "59", "o")
    assert [v.valeur for v in lignes] == [Fraction(59)]


def test_part_of_an_unknown_scale_is_not_kept(baremes: Baremes) -> None:
    lignes, ecran = demander(baremes, "bonus_mixite_sociale", "2100", "900")
    assert lignes == []
    assert "il faut toutes les tranches" in ecran
    lignes, _ = demander(baremes, "bonus_mixite_sociale", "2100", "900", "800", "400", "300", "200", "0")
    assert [v.valeur for v in lignes] == [2100, 900, 800, 400, 300, 200, 0]


def test_one_tier_keeps_the_published_others(baremes: Baremes) -> None:
    lignes, _ = demander(baremes, "bonus_trajectoire", "", "110", annee=2025, tout=True)
    assert [v.valeur for v in lignes[:2]] == [0, 110]
    assert [v.note for v in lignes].count("Valeur publiée, gardée.") == len(lignes) - 1


def test_without_a_keyboard_it_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert lancer(["baremes", "saisir", "psu", "--annee", "2026"]) == 2
    assert "il faut un clavier" in capsys.readouterr().err


def test_its_help_is_not_shadowed(capsys: pytest.CaptureFixture[str]) -> None:
    assert lancer(["baremes", "saisir", "--aide"]) == 0
    assert "Demande les chiffres" in capsys.readouterr().out


def saisir(dossier: Path, reponses: list[str], *options: str) -> tuple[str, int]:
    """Answer the questions in order on a terminal; an answer is sent when a prompt waits."""
    pexpect = pytest.importorskip("pexpect", reason="a pseudo-terminal needs a Unix system")
    env = {
        **os.environ, "PYTHONPATH": str(RACINE), "PYTHONIOENCODING": "utf-8", "COLUMNS": "80", "TERM": "dumb",
        "CAFSIM_DONNEES": str(dossier / "moi"),
    }  # fmt: skip
    enfant = pexpect.spawn(
        sys.executable, ["-m", "cafsim", "baremes", "saisir", *options], cwd=str(dossier), env=env, encoding="utf-8",
        timeout=20, dimensions=(50, 80),
    )  # fmt: skip
    ecran = ""
    restantes = iter(reponses)
    while enfant.expect(["> $", pexpect.EOF]) == 0:
        ecran += enfant.before + enfant.after
        reponse = next(restantes, None)
        if reponse is None:
            enfant.sendintr()
        else:
            enfant.sendline(reponse)
    ecran += enfant.before
    enfant.close()
    return " ".join(ecran.replace("\xa0", " ").split()), enfant.exitstatus


@pytest.mark.programmes
def test_on_a_terminal_equipment_year_figures_then_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ecran, code = saisir(tmp_path, ["loisirs", "1990", "2026", "0,61", "fin"])
    assert code == 0, ecran
    assert "Tapez une année de 2018" in ecran
    assert "Gardé : 1 taux. Votre feuille 2026 en tient 1" in ecran
    monkeypatch.setenv("CAFSIM_DONNEES", str(tmp_path / "moi"))
    assert [v.cle for f in feuilles_gardees() for v in f.lignes] == ["pso_alsh.periscolaire"]


@pytest.mark.programmes
def test_interrupted_or_refused_it_writes_nothing(tmp_path: Path) -> None:
    _, code = saisir(tmp_path, ["0,61"], "pso_alsh", "--annee", "2026", "-o", "t.toml")
    assert (code, list(tmp_path.iterdir())) == (130, [])
    ecran, code = saisir(tmp_path, [], "bonus_attractivite", "--annee", "2020")
    assert code == 2
    assert "aucun taux en 2020" in ecran
    (tmp_path / "t.toml").write_text("# à moi\n", encoding="utf-8")
    ecran, code = saisir(tmp_path, [], "pso_alsh", "--annee", "2026", "-o", "t.toml")
    assert (code, (tmp_path / "t.toml").read_text(encoding="utf-8")) == (2, "# à moi\n")
    assert "existe déjà" in ecran
