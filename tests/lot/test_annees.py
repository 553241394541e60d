"""`--annees`: each row as if it were of each year; `--taux`: all rows as if they had the rate in a column."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path

import pytest

from cafsim.cli.main import lancer
from cafsim.lot.modele import Ecrit, Entete, Produit, Rejet
from cafsim.lot.resultat.bilan import Bilan
from cafsim.lot.resultat.rejets import une_fois
from cafsim.tables import Rangee

TITRES = "projet;exercice;type;nom;financement;places;Dépenses 2024;heures_facturees;heures_realisees;participations_familiales"
RANGEES = ("Nord;2019;eaje;Un;psu;40;640000;62000;58500;98000", "Nord;;eaje;Deux;psu;20;320000;31000;30000;44000")
SANS_COLONNES = {"exercice (tableau)", "ligne", "date", "psu.horaire_max (tableau)"}

Estimer = Callable[..., list[dict[str, str]]]


@pytest.fixture
def estimer(tmp_path: Path) -> Estimer:
    def lancee(titres: str, rangees: tuple[str, ...], *options: str) -> list[dict[str, str]]:
        (tmp_path / "t.csv").write_text("\n".join((titres, *rangees)), encoding="utf-8")
        sortie = tmp_path / "r.csv"
        commande = ["batch", str(tmp_path / "t.csv"), "-o", str(sortie), "--forcer", "--large", *options]
        assert lancer(commande) == 0
        lues = csv.DictReader(io.StringIO(sortie.read_text(encoding="utf-8-sig"), newline=""), delimiter=";")
        return [{n: v for n, v in x.items() if n not in SANS_COLONNES} for x in lues]

    return lancee


@pytest.mark.parametrize("moteur", ["exact", "polars"])
def test_each_row_as_if_it_were_of_each_year(estimer: Estimer, moteur: str) -> None:
    if moteur == "polars":
        pytest.importorskip("polars")
    obtenues = estimer(TITRES, RANGEES, "--annees", "2023,2025", "--moteur", moteur)
    titres = TITRES.replace("Dépenses 2024", "depenses")
    attendues = [
        rangee
        for annee in ("2023", "2025")
        for rangee in estimer(titres, tuple(r.replace(";2019;", ";;").replace(";;", f";{annee};", 1) for r in RANGEES))
    ]
    assert obtenues == attendues
    assert len({x["psu_prevision"] for x in obtenues}) > 2


def test_the_years_side_by_side(estimer: Estimer, capsys: pytest.CaptureFixture[str]) -> None:
    lues = estimer(TITRES, RANGEES, "--annees", "2023,2024", "--aides", "psu")
    sommes = [
        sum(int(x["psu_prevision"].replace(",", "")) for x in lues if x["exercice"] == a) for a in ("2023", "2024")
    ]
    dit = "".join(capsys.readouterr().err.split())
    ecart = f"{(sommes[1] - sommes[0]) / 100:.2f}".replace(".", ",")
    assert f"+{ecart}€" in dit
    assert "neconnaîtpas" not in dit, "the year of the table is known, and left aside"


@pytest.mark.parametrize("moteur", ["exact", "polars"])
def test_a_rate_for_all_rows_is_a_column_of_it(estimer: Estimer, moteur: str) -> None:
    if moteur == "polars":
        pytest.importorskip("polars")
    titres, rangees = TITRES.replace("Dépenses 2024", "depenses"), tuple(r.replace(";;", ";2019;") for r in RANGEES)
    obtenues = estimer(titres, rangees, "--taux", "psu.horaire_max=6,1", "--moteur", moteur)
    assert obtenues == estimer(f"{titres};psu.horaire_max", tuple(f"{r};6,1" for r in rangees))
    assert obtenues != estimer(titres, rangees)


@pytest.mark.parametrize(
    ("options", "dit"),
    [
        (("--annees", "2024,20"), "« 20 » n'est pas une année"),
        (("--taux", "psu.horaire_maxi=6"), "« psu.horaire_max »"),
        (("--taux", "psu.horaire_max=beaucoup"), "psu.horaire_max=6,76"),
        (("--annees", "2024"), "cafsim compare"),
    ],
)
def test_what_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], options: tuple[str, ...], dit: str
) -> None:
    projet = tmp_path / "p.toml"
    projet.write_text("exercice = 2024\n[[eaje]]\nplaces = 10\n", encoding="utf-8")
    assert lancer(["batch", str(projet), "-o", str(tmp_path / "r.csv"), *options]) == 2
    assert dit in " ".join(capsys.readouterr().err.split())


@pytest.mark.parametrize("moteur", ["exact", "polars"])
@pytest.mark.parametrize("exercice", ["2019", ""])
def test_a_bad_row_is_given_back_once_as_it_was(tmp_path: Path, moteur: str, exercice: str) -> None:
    """Two tables, two years: a file for each table, each row once, without the column that was added."""
    if moteur == "polars":
        pytest.importorskip("polars")
    titres, bonne = TITRES.split(";"), RANGEES[0].replace("2019", exercice)
    mauvaise = bonne.replace(";Un;", ";Trois;").replace(";40;", ";beaucoup;")
    for nom in ("a", "b"):
        (tmp_path / f"{nom}.csv").write_text(
            "\n".join((TITRES, bonne.replace("Nord", nom), mauvaise)), encoding="utf-8"
        )
    sortie = tmp_path / "r.csv"
    tables = [str(tmp_path / f"{nom}.csv") for nom in ("a", "b")]
    options = ["--annees", "2023,2025", "--moteur", moteur, "-o"]
    assert lancer(["batch", *tables, *options, str(sortie)]) == 4
    rendues = [tmp_path / f"r.csv.a-corriger{suite}.csv" for suite in ("", "-2")]
    assert sorted(tmp_path.glob("r.csv.a-corriger*")) == sorted(rendues)
    for rendue in rendues:
        lues = list(csv.reader(io.StringIO(rendue.read_text(encoding="utf-8-sig"), newline=""), delimiter=";"))
        assert lues[0] == ["# raison", *titres]
        assert [x[1:] for x in lues[1:]] == [mauvaise.split(";")]
    assert sortie.with_name("r.csv.rejets.csv").read_text(encoding="utf-8-sig").count(";3;places;") == len(tables)
    rendues[0].write_bytes(rendues[0].read_bytes().replace(b"beaucoup", b"40"))
    assert lancer(["batch", str(rendues[0]), *options, str(tmp_path / "r2.csv")]) == 0


def test_a_row_of_too_many_cells_is_told_as_such(tmp_path: Path) -> None:
    """Its last cell is not taken for that of a column which was added."""
    (tmp_path / "t.csv").write_text(f"{TITRES}\n{RANGEES[0]}\n{RANGEES[1]};trop", encoding="utf-8")
    assert lancer(["batch", str(tmp_path / "t.csv"), "-o", str(tmp_path / "r.csv"), "--annees", "2024,2025"]) == 4
    largeur = len(TITRES.split(";"))
    rejets = (tmp_path / "r.csv.rejets.csv").read_text(encoding="utf-8-sig").splitlines()[1:]
    assert [r.split(";")[1:5] for r in rejets] == [
        ["3", "", "trop", f"{largeur + 1} cellules pour {largeur} colonnes."]
    ]
    rendue = (tmp_path / "r.csv.a-corriger.csv").read_text(encoding="utf-8-sig").splitlines()[1]
    assert rendue.endswith(f"{RANGEES[1]};trop")


def test_a_row_that_each_year_refuses_for_its_own_reason(tmp_path: Path) -> None:
    """Each reason is told once, and the row is given back, and counted, once."""
    entetes = (
        Entete("t.csv", ("projet", "exercice"), (), annee=2024),
        Entete("t.csv", ("projet", "exercice"), (), annee=2025),
    )
    rangee, nouveaux = Rangee(3, ["A", "2024"]), une_fois(entetes)
    premiers = [Rejet("t.csv", 3, "a", "", "un", rangee=rangee), Rejet("t.csv", 3, "b", "", "deux")]
    suivants = [Rejet("t.csv", 3, "c", "", "trois", rangee=rangee), Rejet("t.csv", 3, "b", "", "deux")]
    bilan = Bilan()
    dits = [nouveaux([*premiers, premiers[0]]), nouveaux(suivants)]
    for rejets in dits:
        bilan.ajouter(Produit(Ecrit(), rejets, 0, 0, 0, {}))
    assert [[(r.raison, r.rangee) for r in rejets] for rejets in dits] == [
        [("un", rangee), ("deux", None)],
        [("trois", None)],
    ]
    assert (bilan.rejets, bilan.sources_rejetees) == (3, 1)
    assert une_fois(entetes[:1])(suivants) is suivants
