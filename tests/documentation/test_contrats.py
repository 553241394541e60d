"""The contract pages say what the program gives: the keys of each JSON document, the columns of each table."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from pages import cles, exemples, lire

OUTIL = exemples()
CRECHE, TRAVAUX = "examples/creche.toml", "examples/creche-qpv-nord.toml"


@pytest.fixture(autouse=True)
def milieu() -> Iterator[None]:
    with OUTIL.milieu():
        yield


def sortie(commande: str) -> str:
    execution = OUTIL.executer(commande)
    assert execution.code == 0, execution.erreurs
    return execution.sortie


def document(commande: str) -> Any:
    return json.loads(sortie(f"{commande} --format json"))


def ecrit(fichier: Path, commande: str) -> str:
    """Run a command that writes a file, and return its text."""
    sortie(f"{commande} -o {fichier.as_posix()}")
    return fichier.read_bytes().decode("utf-8-sig")


JSON: dict[str, Callable[[], Any]] = {
    "Estimation": lambda: document(f"estimate {CRECHE}"),
    "Line": lambda: document(f"estimate {CRECHE}")["lignes"][0],
    "Step": lambda: document(f"estimate {CRECHE}")["lignes"][0]["etapes"][0],
    "Total": lambda: document(f"estimate {CRECHE}")["totaux"]["annuel"],
    "Lever": lambda: document("estimate examples/creche-sans-ctg.toml --leviers")["leviers"][0],
    "Estimations": lambda: document(f"estimate {CRECHE} {TRAVAUX}"),
    "Comparison": lambda: document(f"compare {CRECHE} --annees 2023,2024"),
    "Plan": lambda: document(f"plan {TRAVAUX}"),
    "Works": lambda: document(f"plan {TRAVAUX}")["equipements"][0]["investissement"],
    "Year of operation": lambda: document(f"plan {TRAVAUX}")["equipements"][0]["fonctionnement"],
    "Tariff": lambda: document("tarif --ressources-mensuelles 3000 --enfants 2"),
    "Aid": lambda: document("aides")[0],
    "Rates of an aid": lambda: document("baremes montrer psu"),
    "Row of a rate": lambda: document("baremes montrer psu")["taux"][0]["lignes"][0],
    "Commune": lambda: document("communes montrer 12218"),
}
"""Each heading of docs/json.md, and what it describes."""


@pytest.mark.parametrize("titre", JSON)
def test_json_keys(titre: str) -> None:
    objet, page = JSON[titre](), lire("docs/json.md")
    assert list(objet) == cles(page, titre)
    assert "format" not in objet or f"`{objet['format']}`" in page


@pytest.mark.parametrize("titre", ["Estimation", "Comparison", "Plan", "Tariff", "Rates of an aid"])
def test_json_has_no_float(titre: str) -> None:
    assert not re.search(r": -?\d+[.eE]", json.dumps(JSON[titre]()))


def test_levers_are_one_key_more() -> None:
    avec = document(f"estimate {CRECHE} --leviers")
    assert list(avec) == [*cles(lire("docs/json.md"), "Estimation"), "leviers"]


def test_json_lines_of_a_batch(tmp_path: Path) -> None:
    longue = ecrit(tmp_path / "r.jsonl", "batch examples/communes.csv").splitlines()[0]
    page, origine = lire("docs/csv.md"), cles_de_l_origine()
    assert list(json.loads(longue)) == [*cles(lire("docs/json.md"), "Line of a batch"), *origine]
    large = ecrit(tmp_path / "l.jsonl", "batch examples/communes.csv --large --aides psu").splitlines()[0]
    assert list(json.loads(large)) == [*cles(page, "Batch, wide"), *origine]


def cles_de_l_origine() -> list[str]:
    """Return the columns that end a row of a batch of one file."""
    return [c for c in cles(lire("docs/csv.md"), "Batch") if c not in ("type", "fichier")]


def colonnes(texte: str, separateur: str = ";") -> list[str]:
    return next(csv.reader(texte.splitlines(), delimiter=separateur))


@pytest.mark.parametrize(
    ("titre", "commande"),
    [
        ("Estimate", f"estimate {CRECHE}"),
        ("Plan", f"plan {CRECHE}"),
    ],
)
def test_csv_columns(titre: str, commande: str, tmp_path: Path) -> None:
    assert colonnes(ecrit(tmp_path / "r.csv", commande)) == cles(lire("docs/csv.md"), titre)


def test_csv_columns_of_a_batch(tmp_path: Path) -> None:
    page, origine, batch = lire("docs/csv.md"), cles_de_l_origine(), "batch examples/communes.csv"
    long = colonnes(ecrit(tmp_path / "r.csv", batch))
    assert long == [*cles(page, "Estimate"), "type", *origine]
    large = colonnes(ecrit(tmp_path / "l.csv", f"{batch} --large --aides psu"))
    assert large == [*cles(page, "Batch, wide"), *origine]


def test_csv_columns_of_totals(tmp_path: Path) -> None:
    ecrit(tmp_path / "r.csv", "batch examples/communes.csv --par commune,aide")
    page = lire("docs/csv.md")
    for vue in ("commune", "aide"):
        debut = colonnes((tmp_path / f"r.csv.par-{vue}.csv").read_text(encoding="utf-8-sig"))
        propres = debut[: debut.index("exercice")]
        assert debut == [*propres, *cles(page, "Batch, totals")]
        assert ", ".join(f"`{c}`" for c in propres) in page


def test_csv_columns_of_a_comparison(tmp_path: Path) -> None:
    communes = colonnes(ecrit(tmp_path / "r.csv", f"compare {CRECHE} --annees 2023,2024"))[:5]
    assert ", ".join(f"`{c}`" for c in communes) in lire("docs/csv.md")


def test_csv_columns_of_rejects(tmp_path: Path) -> None:
    table = tmp_path / "t.csv"
    table.write_text("projet;exercice;type;places\nA;2024;eaje;beaucoup\n", encoding="utf-8")
    assert OUTIL.executer(f"batch {table.as_posix()} -o {(tmp_path / 'r.csv').as_posix()}").code == 4
    rejets = (tmp_path / "r.csv.rejets.csv").read_text(encoding="utf-8-sig")
    assert colonnes(rejets) == cles(lire("docs/csv.md"), "Rejects")


@pytest.mark.parametrize(
    ("profil", "debut", "cellule", "fin"),
    [("excel-fr", b"\xef\xbb\xbfprojet;", b";313060,00;", b"\r\n"), ("iso", b"projet,", b",313060.00,", b"\n")],
)
def test_csv_profiles(profil: str, debut: bytes, cellule: bytes, fin: bytes, tmp_path: Path) -> None:
    ecrit(tmp_path / "r.csv", f"estimate {CRECHE} --csv {profil}")
    octets = (tmp_path / "r.csv").read_bytes()
    assert octets.startswith(debut)
    assert cellule in octets
    assert octets.endswith(fin)
    assert fin == b"\r\n" or b"\r" not in octets
