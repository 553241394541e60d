"""A text table read by blocks holds the rows, and the lines, that it holds read row by row, wherever it is cut."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest

from cafsim.baremes.model import Baremes
from cafsim.lot.lecture.correspondance import Regles, forme
from cafsim.lot.lecture.fichiers import Lecture, TableDuLot, ouvrir
from cafsim.lot.lecture.identite import cle_de, remarques
from cafsim.lot.modele import Place
from cafsim.tables import Rangee, RangeeIllisible, en_texte
from cafsim.tables.morceaux import Allure
from cafsim.tables.texte import TableTexte

pl = pytest.importorskip("polars", reason="polars is not here (pip install 'cafsim[lot]')")

from cafsim.lot.lecture.blocs import LIGNE, LecteurDeBlocs  # noqa: E402 (it needs it)
from cafsim.lot.lecture.doublons_colonnes import DoublonsEnColonnes, avec_cles, cles  # noqa: E402

TITRES = "projet;exercice;type;nom;places\r\n"
PIECES = {
    "windows": "A;2024;eaje;x;10\r\nB;2024;eaje;y;11\r\nC;;eaje;;\r\n" * 4,
    "unix, no end of line at the end": "A;2024;eaje;x;10\nB;2024;eaje;y;11\nÉ;2024;eaje;é;11",
    "lone carriage returns": "A;2024;eaje;x;10\rB;2024;eaje;y;11\rC;2024;eaje;z;1\r",
    "mixed ends": "A;2024;eaje;x;10\rB;2024;eaje;y;11\nC;2024;eaje;z;1\r\n",
    "every text in quotes": '"A";2024;"eaje";"x";10\r\n"B;b";2024;"eaje";"";11\r\n' * 3,
    "doubled quotes": '"A ""a""";2024;eaje;x;10\nB;2024;eaje;y;11\n',
    "quotes within cells": 'A;2024;eaje;5" de haut;10\nB;2024;eaje;y";11\nC;2024;eaje;z;12\n',
    "a broken quote": 'A;2024;eaje;"x"y;10\nB;2024;eaje;y;11\n',
    "cells on several lines": '"A\r\na";2024;eaje;x;10\r\nB;2024;eaje;"y\r\n\r\ny";11\r\nC;2024;eaje;z;12\r\n' * 3,
    "never closed": 'A;2024;eaje;x;10\nB;2024;eaje;"y;11\nC;2024;eaje;z;12\n',
    "empty lines": "\r\n\r\nA;2024;eaje;x;10\r\n\r\n;;;;\r\n   ;\r\nB;2024;eaje;y;11\r\n\r\n",
    "short and long rows": "A;2024\nB;2024;eaje;y;11;;\nC;2024;eaje;z;12;en trop\nD;2024;eaje;z;12\n",
    "remarks": "#;;;;\nA;2024;eaje;x;10\n#A;2024;eaje;x;10\nB;#2024;eaje;#y;11\n",
    "a very long line": f"A;2024;eaje;{'y' * 150_000};10\nB;2024;eaje;y;11\n",
    "a very long cell": f'A;2024;eaje;{"y" * 30_000};10\nB;2024;eaje;"y";11\n',
    "one column more than any": "A;2024;eaje;x;10;\nB;2024;eaje;y;11;\n",
}
CARTE = Regles(
    constantes={"exercice": "2024", "ctg": "oui"}, valeurs={"type": {forme("Crèche PSU"): "eaje", "": "alsh"}}
)


def a_plat(rangee: Rangee, largeur: int) -> list[str]:
    cellules = [en_texte(c) for c in rangee.cellules]
    return cellules + [""] * (largeur - len(cellules))


def comparer(table: TableDuLot, taille: int) -> None:
    """Check that blocks of about `taille` bytes hold what the table holds."""
    texte = table.table
    assert isinstance(texte, TableTexte)
    largeur, est_remarque = len(table.entete.colonnes), remarques(table.entete)
    attendues = [r for r in table.rangees() if isinstance(r, RangeeIllisible) or not est_remarque(r)]
    bonnes = [r for r in attendues if isinstance(r, Rangee)]
    lecteur = LecteurDeBlocs(texte, table.entete, table.regles)
    blocs = [lecteur.lire(bloc) for bloc in texte.blocs(Allure(taille))]
    rejets = [(r.ligne, r.raison) for bloc in blocs for r in bloc.rejets]
    assert rejets == [(r.ligne, r.raison) for r in attendues if isinstance(r, RangeeIllisible)]
    lignes = {r.ligne for r in bonnes}
    rangees = [rangee for bloc in blocs for rangee in lecteur.rangees(bloc, lignes & {*bloc.lues[LIGNE]})]
    assert [(r.ligne, [*r.cellules]) for r in rangees] == [(r.ligne, [*r.cellules]) for r in bonnes]
    par_ligne = {r.ligne: a_plat(r, largeur) for r in bonnes}
    for ligne, *cellules in itertools.chain.from_iterable(b.lues.iter_rows() for b in blocs):
        if len(par_ligne[ligne]) == largeur:  # one with too many cells is read apart
            assert ["" if c is None else str(c) for c in cellules] == par_ligne[ligne]
    rang = table.entete.colonnes.index("type")
    entieres = {cellules[rang] for cellules in par_ligne.values() if len(cellules) == largeur} - {""}
    assert entieres <= set().union(*lecteur.distinctes("type")) <= {cellules[rang] for cellules in par_ligne.values()}
    toutes = sum(isinstance(r, Rangee) for r in table.rangees())
    assert sum(b.commentaires for b in blocs) == toutes - len(bonnes)


@pytest.mark.parametrize("codage", ["utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("piece", PIECES)
def test_same_rows(tmp_path: Path, baremes: Baremes, piece: str, codage: str) -> None:
    chemin = tmp_path / "t.csv"
    chemin.write_bytes((TITRES + PIECES[piece]).encode(codage))
    (table,) = ouvrir([chemin], baremes).tables
    for taille in (7, 40, 1_000_000):
        comparer(table, taille)


def test_a_damaged_byte_costs_its_row_only(tmp_path: Path, baremes: Baremes) -> None:
    (tmp_path / "t.csv").write_bytes(TITRES.encode() + "É;2024;eaje;x;10\n".encode() + b"A\xff;2024;eaje;y;11\n")
    (table,) = ouvrir([tmp_path / "t.csv"], baremes).tables
    texte = table.table
    assert isinstance(texte, TableTexte)
    lu = LecteurDeBlocs(texte, table.entete, table.regles).lire(next(texte.blocs(Allure(1000))))
    assert [r.ligne for r in lu.autres] == [3]
    assert lu.lues[LIGNE].to_list() == [2]


def test_the_types_are_those_of_the_file_itself(tmp_path: Path, baremes: Baremes) -> None:
    """Not of another whose name its own would match: `t[1].csv`, as browsers write."""
    for nom, genre in (("t1.csv", "alsh"), ("t[1].csv", "eaje")):
        (tmp_path / nom).write_text(f"{TITRES}A;2024;{genre};x;10\n", encoding="utf-8")
    (table,) = ouvrir([tmp_path / "t[1].csv"], baremes).tables
    assert isinstance(table.table, TableTexte)
    lecteur = LecteurDeBlocs(table.table, table.entete, table.regles)
    assert [*lecteur.distinctes("type")] == [{"eaje"}, {"eaje"}]


def test_the_rules_of_a_table(tmp_path: Path, baremes: Baremes) -> None:
    lignes = ["commune;type;exercice;places", "Lille;creche psu;;10", "Lyon;;2023;", "Nice;Eaje;2024;5", "#;;;"]
    (tmp_path / "t.csv").write_text("\n".join(lignes), encoding="utf-8")
    (table,) = ouvrir([tmp_path / "t.csv"], baremes, Lecture(regles=[CARTE])).tables
    for taille in (5, 1000):
        comparer(table, taille)


def test_columns_of_whole_numbers_only(tmp_path: Path, baremes: Baremes) -> None:
    """They are columns of texts from the first block on where something else is, and no number is lost."""
    titres = "projet;exercice;type;nom;places;depenses;enfants_inscrits;avis"
    rangees = [f"A;2024;eaje;x{i};{i % 50 + 10};{i},5;{i};{i}" for i in range(60)]
    rangees[30] = "A;2024;eaje;x30;11;1,5;007;?"
    rangees[40] = "A;2024;eaje;x40;12,5;40,5; ;?"
    (tmp_path / "t.csv").write_text("\n".join([titres, *rangees]), encoding="utf-8")
    (table,) = ouvrir([tmp_path / "t.csv"], baremes).tables
    assert isinstance(table.table, TableTexte)
    lecteur = LecteurDeBlocs(table.table, table.entete, table.regles)
    genres: dict[str, list[object]] = {"4": [], "5": [], "6": [], "7": []}
    lues: list[list[str]] = []
    for bloc in table.table.blocs(Allure(300)):
        lu = lecteur.lire(bloc).lues
        lues += [[*map(str, cellules)] for _, *cellules in lu.iter_rows()]
        for nom, siens in genres.items():
            siens.append(lu.schema[nom])
    assert {nom: (siens[0], siens[-1]) for nom, siens in genres.items()} == {
        "4": (pl.Int64(), pl.String()),
        "5": (pl.String(), pl.String()),
        "6": (pl.Int64(), pl.String()),
        "7": (pl.String(), pl.String()),
    }
    assert lues == [r.replace(";007;", ";7;").split(";") for r in rangees]


NOMS = [
    "Crèche A",
    "CRECHE a",
    "Strasse",
    "Straße",
    "L'Île (bis)",
    "l'ile (BIS)",
    "Ærø",
    "aerø",
    "B/C-d",
    "y",
    "ÿ",
]


def test_doubles_are_those_of_the_exact_keys() -> None:
    vus: dict[bytes, int] = {}
    attendus = {}
    doublons, trouves = DoublonsEnColonnes(), {}
    for rang, (projet, nom) in enumerate(itertools.product(NOMS, NOMS)):
        ligne = rang + 2
        premiere = vus.setdefault(cle_de(projet, 2024, "eaje", nom), ligne)
        if premiere != ligne:
            attendus[Place(0, ligne)] = Place(0, premiere)
        rangee = pl.DataFrame({LIGNE: [ligne], "projet": [projet], "exercice": [2024], "nom": [nom]})
        for (ou, _), avant in doublons.garder(cles(avec_cles(rangee.lazy(), "eaje").collect(), 0)).items():
            trouves[ou] = avant
    assert attendus
    assert trouves == attendus


@pytest.mark.parametrize(
    "au_dessus",
    ["Commune ; exercice", "Commune,exercice", "exercice,places (h)"],
    ids=["known titles with another separator", "with the same", "with a unit"],
)
def test_a_line_of_known_titles_above_wider_ones(tmp_path: Path, baremes: Baremes, au_dessus: str) -> None:
    lignes = [au_dessus, "projet,exercice,type,nom,places,avis", "A,2024,eaje,N,20,bien"]
    (tmp_path / "t.csv").write_text("\n".join(lignes), encoding="utf-8")
    (table,) = ouvrir([tmp_path / "t.csv"], baremes).tables
    assert table.entete.colonnes[:5] == ("projet", "exercice", "type", "nom", "places")
