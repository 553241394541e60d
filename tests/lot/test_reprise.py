"""`--reprendre`: what was done before a stop is not done again, and the result is the same to the byte."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from cafsim.baremes import mes_taux
from cafsim.baremes.model import Valeur
from cafsim.cli.main import lancer
from cafsim.lot.calcul import ouvrier
from cafsim.lot.lecture import taches
from cafsim.lot.modele import EquipementLu, Estime

TITRES = (
    "projet;exercice;type;nom;financement;places;depenses;heures_facturees;heures_realisees;participations_familiales"
)


@pytest.fixture
def table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr(taches, "RANGEES", 2)
    rangees = [f"P{i};2024;eaje;N{i % 7};psu;{'x' if i == 3 else 40};{640000 + i};62000;58500;98000" for i in range(9)]
    (tmp_path / "t.csv").write_text("\n".join((TITRES, *rangees, rangees[0])), encoding="utf-8")
    return str(tmp_path / "t.csv")


def estimer(monkeypatch: pytest.MonkeyPatch, arret: int | None, *arguments: str) -> tuple[int, list[str]]:
    """Run a batch that is stopped at its nth equipment; return its exit code, and which equipments it estimated."""
    faits: list[str] = []
    vraie = ouvrier.Ouvrier._estimer_sans_arret

    def comptee(self: ouvrier.Ouvrier, lu: EquipementLu, *reste: object) -> Estime | None:
        if len(faits) == arret:
            raise KeyboardInterrupt
        faits.append(lu.projet)
        return vraie(self, lu, *reste)  # type: ignore[arg-type]

    with monkeypatch.context() as m:
        m.setattr(ouvrier.Ouvrier, "_estimer_sans_arret", comptee)
        return lancer(["batch", *arguments]), faits


@pytest.mark.parametrize("forme", ["csv", "jsonl"])
def test_a_batch_goes_on_where_it_was_stopped(
    table: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], forme: str
) -> None:
    entier, repris = tmp_path / f"entier.{forme}", tmp_path / f"repris.{forme}"
    assert lancer(["batch", table, "-o", str(entier), "--par", "aide"]) == 4
    commande = (table, "-o", str(repris), "--par", "aide", "--reprendre")
    attendu = capsys.readouterr().err.replace("entier", "repris")
    assert estimer(monkeypatch, 5, *commande)[0] == 130
    dit = capsys.readouterr().err
    assert "tapez la même commande" in dit
    assert "rien n'a été enregistré" not in dit
    assert not repris.exists()
    code, faits = estimer(monkeypatch, None, *commande)
    assert code == 4
    assert faits == ["P6", "P7", "P8", "P0", "P8"], "the last piece twice: it holds an equipment that came before"
    assert capsys.readouterr().err == attendu
    for suffixe in ("", ".rejets.csv", ".a-corriger.csv", f".par-aide.{forme}"):
        assert Path(f"{repris}{suffixe}").read_bytes() == Path(f"{entier}{suffixe}").read_bytes()
    assert not Path(f"{repris}.reprise").exists()


def test_what_was_done_otherwise_is_done_again(table: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    commande = (table, "-o", str(tmp_path / "r.csv"), "--reprendre")
    assert estimer(monkeypatch, 5, *commande)[0] == 130
    assert len(estimer(monkeypatch, None, *commande, "--aides", "psu")[1]) >= 8


def test_rates_kept_since_then_are_used(table: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CAFSIM_DONNEES", str(tmp_path / "moi"))
    commande = (table, "-o", str(tmp_path / "r.csv"), "--aides", "psu", "--reprendre")

    def garder(prix: str) -> None:
        taux = Fraction(prix)
        annee = (date(2024, 1, 1), date(2024, 12, 31))
        mes_taux.garder([Valeur("psu.horaire_max", "€/h", *annee, "saisi", taux, taux)], 2024)

    garder("6")
    assert estimer(monkeypatch, 5, *commande)[0] == 130
    assert estimer(monkeypatch, 5, *commande)[0] == 4, "four of them are found again"
    assert estimer(monkeypatch, 5, *commande, "--forcer")[0] == 130
    garder("7")
    assert len(estimer(monkeypatch, None, *commande, "--forcer")[1]) >= 8


def test_the_folder_of_somebody_else(table: str, tmp_path: Path) -> None:
    (tmp_path / "r.csv.reprise").mkdir()
    assert lancer(["batch", table, "-o", str(tmp_path / "r.csv"), "--reprendre"]) == 2
    assert [*(tmp_path / "r.csv.reprise").iterdir()] == []
    assert lancer(["batch", table, "-o", str(tmp_path / "r.xlsx"), "--reprendre"]) == 2
