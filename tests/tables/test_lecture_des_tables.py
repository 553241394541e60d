"""Any table gives its titles, then its rows with their lines; what can't be read is refused, and why."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
import xlsxwriter

from cafsim.erreurs import EntreeRefusee
from cafsim.tables import Rangee, RangeeIllisible, Recherche, Table, en_texte, ouvrir
from cafsim.tables.classeur import EN_ERREUR
from cafsim.tables.encodage import encodage

CONNUS = ("code", "nom", "valeur")


def connus(titres: Sequence[str]) -> int:
    return sum(" ".join(t.lower().split()) in CONNUS for t in titres)


def ouverte(chemin: Path, contenu: bytes | str, lignes: int = 1) -> Table:
    chemin.write_bytes(contenu if isinstance(contenu, bytes) else contenu.encode())
    return ouvrir(chemin, Recherche(connus, lignes))


def lues(table: Table) -> list[tuple[int, list[object]]]:
    return [(r.ligne, list(r.cellules)) for r in table.rangees() if isinstance(r, Rangee)]


@pytest.fixture
def csv(tmp_path: Path) -> Path:
    return tmp_path / "t.csv"


@pytest.mark.parametrize(
    ("contenu", "attendu"),
    [
        (b"abc", "utf-8"),
        ("é".encode(), "utf-8"),
        ("é".encode("utf-8-sig"), "utf-8-sig"),
        ("é".encode("utf-16"), "utf-16"),
        ("é".encode("cp1252"), "cp1252"),
        (b"x" * 3_000_000 + "é".encode("cp1252"), "cp1252"),
        (b"x" * (2**20 - 1) + "é".encode(), "utf-8"),
        ("é".encode() + b"x" * 3_000_000 + "é".encode("cp1252"), "utf-8"),
    ],
)
def test_the_encoding(tmp_path: Path, contenu: bytes, attendu: str) -> None:
    (tmp_path / "t").write_bytes(contenu)
    assert encodage(tmp_path / "t") == attendu


@pytest.mark.parametrize("separateur", [";", ",", "\t", "|"])
def test_the_separator_is_the_one_that_makes_titles(csv: Path, separateur: str) -> None:
    autre = "," if separateur != "," else ";"
    texte = f"Code{separateur}Valeur{separateur}a{autre}b{autre}c{autre}d\n59350{separateur}1{autre}5{separateur}x\n"
    table = ouverte(csv, texte)
    assert table.titres == ["Code", "Valeur", f"a{autre}b{autre}c{autre}d"]
    assert lues(table) == [(2, ["59350", f"1{autre}5", "x"])]
    assert lues(table) == lues(table), "it can be read again"


def test_titles_further_down(csv: Path) -> None:
    texte = "Liste des communes;;\n\nAnnée;2024;\nCode;Nom;Valeur\n59350;Lille;1\n;;\n59512;Roubaix;2\n"
    table = ouverte(csv, texte, lignes=3)
    assert table.titres == ["Code", "Nom", "Valeur"]
    assert lues(table) == [(5, ["59350", "Lille", "1"]), (7, ["59512", "Roubaix", "2"])]
    assert ouverte(csv, texte, lignes=2).titres == ["Année", "2024", ""], "the first line with several cells"


def test_titles_on_several_lines_of_the_file(csv: Path) -> None:
    table = ouverte(csv, 'Code;"Nom\r\nde la ""commune""";Valeur\r\n59350;Lille;1\r\n')
    assert table.titres == ["Code", 'Nom\r\nde la "commune"', "Valeur"]
    assert lues(table) == [(3, ["59350", "Lille", "1"])]


def test_what_excel_writes_for_itself_is_no_title(csv: Path) -> None:
    table = ouverte(csv, "\ufeffsep=,\r\n\r\n,,\r\nCode,Nom\r\n1,a\r\n")
    assert (table.titres, lues(table)) == (["Code", "Nom"], [(5, ["1", "a"])])


def test_rows_that_can_t_be_cut_are_told_among_the_others(csv: Path) -> None:
    texte = f'Code;Nom\n1;"a"b\n2;{"y" * 150_000}\n3;c\n4;"jamais\nfermé\n'
    rangees = list(ouverte(csv, texte).rangees())
    assert [r.ligne for r in rangees] == [2, 3, 4, 5]
    un, deux, trois, quatre = rangees
    assert isinstance(un, RangeeIllisible)
    assert un.raison == "guillemets mal placés."
    assert isinstance(deux, RangeeIllisible)
    assert "trop longue" in deux.raison
    assert trois == Rangee(4, ["3", "c"])
    assert isinstance(quatre, RangeeIllisible)
    assert quatre.raison == "guillemets mal placés (lignes 5 à 6)."


def test_how_much_has_been_read(csv: Path) -> None:
    lecture = ouverte(csv, "Code;Nom\n" + "1;a\n" * 50_000).rangees()
    parts = [lecture.part for _ in lecture]
    assert parts == sorted(parts)
    assert (parts[0], len(set(parts)) > 5) == (0, True)
    assert 0.9 < parts[-1] <= 1


@pytest.mark.parametrize(
    ("contenu", "attendu"),
    [
        (b"", "le tableau est vide"),
        (b"\n ;;\n,,\n", "le tableau est vide"),
        (b"\x00\x01", "ce n'est pas un tableau en texte"),
        (b"PK\x03\x04", "décompressez-la"),
        (b"\x1f\x8b\x08", "décompressez-la"),
        (b"Code;" * 2_001, "2002 colonnes"),
        (b"Code;" + b"x" * 120_000, "la première ligne est trop longue"),
    ],
)
def test_a_text_refused(csv: Path, contenu: bytes, attendu: str) -> None:
    with pytest.raises(EntreeRefusee, match=attendu) as info:
        ouverte(csv, contenu)
    assert info.value.problemes[0].fichier == str(csv)


def test_what_is_no_file(tmp_path: Path) -> None:
    tube = tmp_path / "tube.csv"
    if sys.platform != "win32":
        os.mkfifo(tube)
    for chemin, attendu in ((tmp_path, "dossier"), (tmp_path / "x.csv", "introuvable"), (tube, "pas un fichier")):
        with pytest.raises(EntreeRefusee, match=attendu):
            ouvrir(chemin, Recherche(connus))


# -- workbooks ---------------------------------------------------------------------------------------

FEUILLES: dict[str, list[list[object]]] = {
    "Lisez-moi": [["Liste des communes"]],
    "Vide": [],
    "Communes": [[None, "Année", 2024], [], [None, "Code", "Nom", "Valeur"], [None, 1001, "L'Abergement", 1.5], [None, "59350", "Lille", 0.1 + 0.2]],
}  # fmt: skip


@pytest.fixture
def classeur(tmp_path: Path) -> Path:
    chemin = tmp_path / "t.xlsx"
    with xlsxwriter.Workbook(str(chemin)) as fichier:
        for nom, rangees in FEUILLES.items():
            feuille = fichier.add_worksheet(nom)
            for rang, rangee in enumerate(rangees):
                feuille.write_row(rang, 0, rangee)
        feuille.write_formula("D6", "=1/0", None, "#DIV/0!")
        feuille.write_datetime("B6", datetime(2024, 3, 15), fichier.add_format({"num_format": "dd/mm/yyyy"}))  # noqa: DTZ001
    return chemin


def test_the_sheet_is_the_one_that_holds_titles(classeur: Path) -> None:
    table = ouvrir(classeur, Recherche(connus, 5, None))
    assert table.titres == ["Code", "Nom", "Valeur"]
    assert table.autres_feuilles == ["Lisez-moi"]
    assert lues(table) == [
        (4, [1001, "L'Abergement", Decimal("1.5")]),
        (5, ["59350", "Lille", Decimal("0.3")]),
        (6, [date(2024, 3, 15), "", EN_ERREUR]),
    ]
    assert lues(table) == lues(table)


def test_the_first_sheet_only(classeur: Path) -> None:
    table = ouvrir(classeur, Recherche(connus))
    assert (table.titres, table.autres_feuilles) == (["Liste des communes"], ["Communes"])
    with pytest.raises(EntreeRefusee, match="feuille est vide"):
        ouvrir(classeur, Recherche(connus, lignes=0))


def test_a_hidden_sheet_is_not_looked_at(tmp_path: Path) -> None:
    chemin = tmp_path / "t.xlsx"
    with xlsxwriter.Workbook(str(chemin)) as fichier:
        for nom in ("Brouillon", "Vraie", "Autre", "Secret"):
            feuille = fichier.add_worksheet(nom)
            feuille.write_column(0, 0, ["Code", nom])
            if nom in ("Brouillon", "Secret"):
                feuille.hide()
            if nom == "Vraie":
                feuille.activate()
    for feuilles in (1, None):
        table = ouvrir(chemin, Recherche(connus, 1, feuilles))
        assert (lues(table), table.autres_feuilles) == ([(2, ["Vraie"])], ["Autre"])


@pytest.mark.parametrize("reste", [0, 10, 2_000])
@pytest.mark.parametrize("nom", ["t.xlsx", "t.ods", "t.xls"])
def test_a_damaged_workbook(classeur: Path, nom: str, reste: int) -> None:
    abime = classeur.with_name(f"abime-{nom}")
    abime.write_bytes(classeur.read_bytes()[:reste])
    with pytest.raises(EntreeRefusee, match="classeur abîmé ou incomplet"):
        ouvrir(abime, Recherche(connus))


def test_a_workbook_that_would_fill_the_memory(classeur: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cafsim.tables.epreuve.TAILLE_MAX", 1_000)
    with pytest.raises(EntreeRefusee, match="trop gros"):
        ouvrir(classeur, Recherche(connus))


def test_cells_as_texts() -> None:
    cellules = (3, Decimal("1E+3"), Decimal("0.50"), "x", date(2024, 3, 15))
    assert [en_texte(c) for c in cellules] == ["3", "1000", "0.50", "x", "2024-03-15"]
