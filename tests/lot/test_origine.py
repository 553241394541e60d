"""What ends each row of a result: where it comes from, the user's own columns; by both engines, to the byte."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from cafsim.cli.main import lancer

TITRES = "projet;exercice;type;nom;commune;places;Adresse;cafsim;Date;date;# note;adresse"
RANGEES = (
    "A;2024;eaje;Un;Lille;40;1 rue du Lac, bât. B;x;=1+1;2;caché;",
    "A;2024;eaje;Deux;;40;3 quai d'Oz;y z ;12 mai;;;« bis »",
    'A;2024;eaje;Trois;59378;40;a "b" c;-5;;;;',
)

Lancer = Callable[..., list[dict[str, str]]]


@pytest.fixture
def resultat(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Lancer:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")

    def estimer(*options: str, rangees: tuple[str, ...] = (TITRES, *RANGEES), moteur: str = "exact") -> bytes:
        (tmp_path / "t.csv").write_text("\n".join(rangees), encoding="utf-8")
        commande = ["batch", str(tmp_path / "t.csv"), *options, "--aides", "psu,fme", "--moteur", moteur]
        assert lancer([*commande, "-o", str(tmp_path / "r"), "--forcer"]) == 0
        return (tmp_path / "r").read_bytes()

    return estimer


def lues(octets: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(octets.decode("utf-8-sig"), newline=""), delimiter=";"))


@pytest.mark.parametrize("large", [(), ("--large",)])
def test_where_a_row_comes_from(resultat: Callable[..., bytes], large: tuple[str, ...]) -> None:
    premiere, deuxieme, troisieme = {x["equipement"]: x for x in lues(resultat("--format", "csv", *large))}.values()
    assert premiere["type"] == "eaje"
    assert [x["ligne"] for x in (premiere, deuxieme, troisieme)] == ["2", "3", "4"]
    assert "fichier" not in premiere
    siens = [premiere[c] for c in ("code_insee", "nom_commune", "code_epci", "nom_epci", "date")]
    assert siens == ["59350", "Lille", "200093201", "Métropole Européenne de Lille", "2023-11-14"]
    assert deuxieme["code_insee"] == deuxieme["nom_epci"] == ""
    assert troisieme["nom_commune"] == "Marcq-en-Barœul"
    gardees = ("Adresse", "cafsim (tableau)", "Date (tableau)", "date (tableau) 2", "adresse (tableau)")
    assert [premiere[c] for c in gardees] == ["1 rue du Lac, bât. B", "x", "'=1+1", "2", ""]
    assert [deuxieme[c] for c in gardees] == ["3 quai d'Oz", "y z", "12 mai", "", "« bis »"]
    assert troisieme["Adresse"] == 'a "b" c'
    assert list(premiere)[-5:] == list(gardees)


def test_who_decides_and_who_pays(resultat: Callable[..., bytes]) -> None:
    (rangee, *_) = lues(resultat("--format", "csv", "--large"))
    assert (rangee["psu_nature"], rangee["psu_payeur"], rangee["fme_statut"], rangee["fme_nature"]) == (
        "droit", "caf", "", "",
    )  # fmt: skip


def test_a_number_of_json_and_texts(resultat: Callable[..., bytes]) -> None:
    premiere = json.loads(resultat("--format", "jsonl").splitlines()[0])
    assert premiere["ligne"] == 2
    assert premiere["Adresse"] == "1 rue du Lac, bât. B"
    assert premiere["adresse (tableau)"] is None


@pytest.mark.parametrize(("forme", "profil"), [("csv", "excel-fr"), ("csv", "iso"), ("jsonl", "iso")])
def test_both_engines_write_the_same(resultat: Callable[..., bytes], forme: str, profil: str) -> None:
    pytest.importorskip("polars")
    options = ("--large", "--format", forme, "--csv", profil)
    rangees = (TITRES.replace("commune", "# commune"), *RANGEES, "A;2024;eaje;Quatre;;40;a,=b;1,5;x  ;Été (n° 3), Oz;;")
    exact, polars = (resultat(*options, rangees=rangees, moteur=m) for m in ("exact", "polars"))
    assert polars.splitlines() == exact.splitlines()


def test_two_files_with_their_own_columns(tmp_path: Path) -> None:
    for nom, titre in (("a", "Quartier"), ("b", "Secteur")):
        (tmp_path / f"{nom}.csv").write_text(f"projet;exercice;type;{titre}\n{nom};2024;eaje;{titre[0]}1\n", "utf-8")
    sortie = tmp_path / "r.csv"
    assert lancer(["batch", str(tmp_path / "a.csv"), str(tmp_path / "b.csv"), "--large", "-o", str(sortie)]) == 0
    ecrites = [(Path(x["fichier"]).name, x["Quartier"], x["Secteur"]) for x in lues(sortie.read_bytes())]
    assert ecrites == [("a.csv", "Q1", ""), ("b.csv", "", "S1")]
