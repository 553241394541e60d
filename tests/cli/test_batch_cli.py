"""`cafsim batch` as its user runs it: results, rejects, exit codes, and what bad input gets."""

from __future__ import annotations

import csv
import io
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook

from cafsim.cli.main import lancer
from cafsim.lot import execution
from cafsim.lot.calcul.processus import OuvrierPerdu

SUFFIXES = ("", "_minimum", "_maximum", "_prevision", "_statut", "_fiabilite")
RACINE = Path(__file__).resolve().parent.parent.parent
EXEMPLES = RACINE / "examples"

TITRES = "projet;exercice;type;nom;financement;places;depenses;heures_facturees;heures_realisees;plan_mercredi"
BONNE = "Saint-Amé;2024;eaje;Les Lucioles;psu;40;640000;62000;58500;"


@pytest.fixture
def tableau(tmp_path: Path) -> Callable[..., str]:
    def ecrire(*lignes: str, nom: str = "table.csv", encodage: str = "utf-8") -> str:
        chemin = tmp_path / nom
        chemin.write_bytes("".join(f"{x}\r\n" for x in lignes).encode(encodage, "surrogateescape"))
        return str(chemin)

    return ecrire


@pytest.fixture
def sortie(tmp_path: Path) -> Path:
    dossier = tmp_path / "sorti"
    dossier.mkdir()
    return dossier / "r.csv"


def lire(chemin: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(chemin.read_bytes().decode("utf-8-sig"), newline=""), delimiter=";"))


def rejets(sortie: Path) -> list[dict[str, str]]:
    return lire(sortie.with_name(f"{sortie.name}.rejets.csv"))


def continue_(sortie: Path, attendu: Path) -> bool:
    """Say whether each row of a batch is one of `estimate`, then what tells where it comes from."""
    lues, attendues = (x.read_bytes().splitlines() for x in (sortie, attendu))
    return len(lues) == len(attendues) and all(map(bytes.startswith, lues, attendues))


def refus(capsys: pytest.CaptureFixture[str], sortie: Path, *arguments: str) -> str:
    """Run a batch that must be refused as a whole: nothing is written; return what it says."""
    assert lancer(["batch", *arguments, "-o", str(sortie)]) == 2
    assert list(sortie.parent.iterdir()) == []
    dit = capsys.readouterr()
    assert dit.out == ""
    return dit.err


def un_rejet(sortie: Path, entree: str, *options: str) -> dict[str, str]:
    """Run a batch with one good row and a bad one; return the reject."""
    assert lancer(["batch", entree, "-o", str(sortie), *options]) == 4
    assert {x["equipement"] for x in lire(sortie)} == {"Les Lucioles"}
    (rejet,) = rejets(sortie)
    return rejet


# -- what it gives -----------------------------------------------------------------------------------


def test_the_projects_give_what_estimate_gives(tmp_path: Path, sortie: Path) -> None:
    projets = sorted(map(str, EXEMPLES.glob("*.toml")))
    attendu = tmp_path / "estimate.csv"
    assert lancer(["estimate", *projets, "-o", str(attendu)]) == 0
    assert lancer(["batch", *projets, "-o", str(sortie)]) == 0
    assert continue_(sortie, attendu)
    assert lancer(["batch", str(EXEMPLES), "-o", str(sortie), "--forcer", "--coeurs", "2"]) == 0
    assert continue_(sortie, attendu)


def test_a_table_gives_what_its_projects_give(tmp_path: Path, tableau, sortie: Path) -> None:
    projet = tmp_path / "projet.toml"
    projet.write_text(
        """nom = "Saint-Amé"\nexercice = 2024\ngestionnaire = "public"\n[territoire]\nctg = true\n[[eaje]]
nom = "Les Lucioles"\nfinancement = "psu"\nplaces = 40\ndepenses = 640000.5\nheures_facturees = 62000
heures_realisees = 58500\nparticipations_familiales = "?"\n[eaje.investissement]\noperation = "creation"
date_dossier = 2024-03-15\ncout = 480000\n[taux]\n"psu.horaire_max" = 6.76\n""",
        encoding="utf-8",
    )
    attendu = tmp_path / "attendu.csv"
    assert lancer(["estimate", str(projet), "-o", str(attendu)]) == 0
    table = tableau(
        "Projet;Exercice;Type;Nom;gestionnaire;Ctg;financement;places;dépenses;heures facturées;heures-realisees;"
        "participations_familiales;operation;date_dossier;cout;psu.horaire_max;# remarque",
        "Saint-Amé;2024;Eaje;Les Lucioles;Public;oui;psu;40;640 000,50;62000;58500;?;Création;15/03/2024;480 000 €;6,76;x",
    )
    assert lancer(["batch", table, "-o", str(sortie)]) == 0
    assert continue_(sortie, attendu)


@pytest.mark.parametrize("forme", ["csv", "jsonl", "xlsx", "parquet"])
@pytest.mark.parametrize("large", [(), ("--large",)])
def test_every_form_says_the_same(sortie: Path, forme: str, large: Sequence[str]) -> None:
    if forme == "parquet":
        pytest.importorskip("polars")
    autre = sortie.with_name(f"r.{forme}")
    entree = str(EXEMPLES / "communes.csv")
    assert lancer(["batch", entree, "-o", str(sortie), "--csv", "iso", *large]) == 0
    assert lancer(["batch", entree, "-o", str(autre), "--csv", "iso", "--forcer", *large]) == 0
    attendues = list(csv.DictReader(io.StringIO(sortie.read_text(encoding="utf-8"))))
    assert len({(r["projet"], r["exercice"], r["equipement"]) for r in attendues}) == 6
    assert len(attendues) == 6 if large else len(attendues) > 40
    assert [_simple(r) for r in _lues(autre, forme)] == [_simple(r) for r in attendues]


def _lues(chemin: Path, forme: str) -> list[dict[str, object]]:
    if forme == "jsonl":
        return [json.loads(x) for x in chemin.read_text(encoding="utf-8").splitlines()]
    if forme == "xlsx":
        titres, *autres = CalamineWorkbook.from_path(chemin).get_sheet_by_index(0).to_python()
        return [dict(zip(titres, r, strict=True)) for r in autres]
    if forme == "parquet":
        return pytest.importorskip("polars").read_parquet(chemin).to_dicts()
    return list(csv.DictReader(io.StringIO(chemin.read_text(encoding="utf-8"))))


def _simple(rangee: dict[str, object]) -> dict[str, object]:
    """A row with its numbers as numbers; sources are named otherwise in data than in tables."""
    a_part = ("sources", "motifs", "hypotheses", "type", "unite", "fiabilite")
    return {n: _nombre(v) for n, v in rangee.items() if n not in a_part}


def _nombre(valeur: object) -> object:
    try:
        return round(float(str(valeur)), 4)
    except ValueError:
        return valeur or None


def test_the_large_result_has_the_aids_of_the_types_met(sortie: Path) -> None:
    assert lancer(["batch", str(EXEMPLES / "communes-iso.csv"), "-o", str(sortie), "--large"]) == 0
    titres = list(lire(sortie)[0])
    assert titres[:4] == ["projet", "exercice", "type", "equipement"]
    assert titres[4:10] == [f"pso_alsh{s}" for s in SUFFIXES]
    assert not any(t.startswith("psu") for t in titres)
    assert lancer(["batch", str(EXEMPLES), "-o", str(sortie), "--large", "--forcer", "--aides", "psu"]) == 0
    assert list(lire(sortie)[0])[4:11] == [*(f"psu{s}" for s in SUFFIXES), "vraisemblance"]


def test_a_ceiling_is_in_no_minimum(capsys: pytest.CaptureFixture[str], tableau, sortie: Path) -> None:
    table = tableau("projet;exercice;type;cout_diagnostic;etp", "Montval;2024;ctg;12000;0")
    assert lancer(["batch", table, "-o", str(sortie), "--aides", "ctg_diagnostic", "--large"]) == 0
    dit = capsys.readouterr().err
    assert "Plafonds" in dit
    assert "Droits" not in dit
    (rangee,) = lire(sortie)
    assert (rangee["ctg_diagnostic"], rangee["ctg_diagnostic_nature"]) == ("7500,00", "plafond")


def test_the_summary(capsys: pytest.CaptureFixture[str], tableau, sortie: Path) -> None:
    table = tableau(TITRES, "# une remarque", BONNE, BONNE, BONNE.replace("2024", "2000"))
    assert lancer(["batch", table, "-o", str(sortie)]) == 4
    capture = capsys.readouterr()
    dit = " ".join(capture.err.replace("\xa0", " ").split())
    assert capture.out == ""
    assert "1 équipement estimé, " in dit
    assert "2 lignes ou fichiers rejetés, pour 2 raisons : " in dit
    assert f"{sortie}.rejets.csv" in dit
    assert "ligne 4, projet : même équipement que la ligne 3" in dit
    assert "1 ligne d'aide ou de commentaire (#)" in dit
    psu = next(x for x in lire(sortie) if x["dispositif"] == "psu")
    assert f"{int(psu['maximum'].partition(',')[0]):,}".replace(",", " ") in dit


def test_the_same_bytes_whatever_the_cores(tableau, sortie: Path) -> None:
    lignes = [BONNE.replace("Saint-Amé", f"Commune {rang}") for rang in range(500)]
    lignes[250] = lignes[250].replace("640000", "beaucoup")
    lignes[400] = lignes[10]
    table = tableau(TITRES, *lignes)
    resultats = set()
    for coeurs in ("1", "2"):
        assert lancer(["batch", table, "-o", str(sortie), "--coeurs", coeurs, "--forcer"]) == 4
        ecrits = sorted(sortie.parent.iterdir())
        assert [x.name for x in ecrits] == ["r.csv", "r.csv.a-corriger.csv", "r.csv.rejets.csv"]
        resultats.add(tuple(x.read_bytes() for x in ecrits))
    assert len(resultats) == 1
    assert [r["ligne"] for r in rejets(sortie)] == ["252", "402"]


# -- the template ------------------------------------------------------------------------------------


@pytest.mark.parametrize("nom", ["modele.csv", "modele.xlsx"])
def test_the_template_is_read_back_without_its_help(tmp_path: Path, sortie: Path, nom: str) -> None:
    modele = tmp_path / nom
    assert lancer(["batch", "--modele", "eaje,alsh", "-o", str(modele)]) == 0
    assert lancer(["batch", str(modele), "-o", str(sortie)]) == 2
    if nom.endswith("csv"):
        titres, aide = lire_brut(modele)
        assert aide[0].startswith("#")
        assert len(titres) == len(aide)
        valeurs = {"projet": "Saint-Amé", "exercice": "2024", "type": "eaje", "places": "40"}
        with modele.open("ab") as fichier:
            fichier.write((";".join(valeurs.get(t, "") for t in titres) + "\r\n").encode())
        assert lancer(["batch", str(modele), "-o", str(sortie)]) == 0
        assert {(x["projet"], x["equipement"]) for x in lire(sortie)} == {("Saint-Amé", "Crèche")}


def lire_brut(chemin: Path) -> list[list[str]]:
    return list(csv.reader(io.StringIO(chemin.read_bytes().decode("utf-8-sig"), newline=""), delimiter=";"))


def test_a_template_of_an_unknown_type(capsys: pytest.CaptureFixture[str]) -> None:
    assert lancer(["batch", "--modele", "eage"]) == 2
    assert "Vouliez-vous dire « eaje »" in capsys.readouterr().err


# -- rows that are rejected --------------------------------------------------------------------------

MAUVAISES = {
    "=1+1": ("depenses", "ce n'est pas un nombre"),
    "1,234": ("depenses", "est-ce 1 234"),
    "1.234": ("depenses", "est-ce 1 234"),
    "1.000": ("depenses", "est-ce 1 000"),
    "1,000": ("depenses", "est-ce 1 000"),
    "-5": ("depenses", "négatif"),
    "beaucoup": ("depenses", "ce n'est pas un nombre"),
    "999999999999": ("depenses", "vraisemblance"),
}


@pytest.mark.parametrize("valeur", MAUVAISES)
def test_a_bad_cell_is_rejected(tableau, sortie: Path, valeur: str) -> None:
    rejet = un_rejet(sortie, tableau(TITRES, f"A;2024;eaje;B;psu;40;{valeur};1;1;", BONNE))
    colonne, raison = MAUVAISES[valeur]
    assert (rejet["ligne"], rejet["colonne"]) == ("2", colonne)
    assert rejet["valeur"].lstrip("'") == valeur
    assert raison in rejet["raison"].replace("\xa0", " ")


@pytest.mark.parametrize(
    ("ligne", "colonne", "raison", "conseil"),
    [
        (";2024;eaje;B;psu;40;;;;", "projet", "il manque le nom du projet", ""),
        ("A;;eaje;B;psu;40;;;;", "exercice", "il manque l'exercice", "De 2018 à"),
        ("A;2017;eaje;B;psu;40;;;;", "exercice", "au moins 2018", "De 2018 à"),
        ("A;2060;eaje;B;psu;40;;;;", "exercice", "aucun barème pour l'exercice 2060", "De 2018 à"),
        ("A;2024;;B;psu;40;;;;", "type", "il manque le type", "eaje"),
        ("A;2024;eage;B;psu;40;;;;", "type", "n'est pas un type", "« eaje »"),
        ("A;2024;eaje;B;psi;40;;;;", "financement", "n'est pas une valeur possible", ""),
        ("A;2024;eaje;B;psu;40;;;;oui", "plan_mercredi", "ne concerne pas le type « eaje »", "alsh"),
        ("A;2024;eaje;B;psu;40;1;2;3;;;99", "", "12 cellules pour 10 colonnes", "virgule"),
        ('A;2024;eaje;"B"x;psu;40;;;;', "", "guillemets mal placés", "guillemets"),
    ],
)
def test_a_bad_row_says_why(tableau, sortie: Path, ligne: str, colonne: str, raison: str, conseil: str) -> None:
    rejet = un_rejet(sortie, tableau(TITRES, ligne, BONNE))
    assert rejet["colonne"] == colonne
    assert raison in rejet["raison"]
    assert conseil in rejet["conseil"]


def test_all_the_problems_of_a_row_are_told(tableau, sortie: Path) -> None:
    table = tableau(TITRES, "A;2000;eaje;B;psi;x;;;;oui", BONNE)
    assert lancer(["batch", table, "-o", str(sortie)]) == 4
    assert [r["colonne"] for r in rejets(sortie)] == ["exercice", "financement", "places", "plan_mercredi"]


def test_what_fields_contradict_together(tableau, sortie: Path) -> None:
    table = tableau(
        "projet;exercice;type;nom;places;places_nouvelles", "A;2024;eaje;B;10;12", "A;2024;eaje;Les Lucioles;10;2"
    )
    rejet = un_rejet(sortie, table)
    assert rejet["colonne"] == "places_nouvelles"
    assert "plus de places nouvelles que de places agréées (12 contre 10)" in rejet["raison"]


def test_two_rows_with_the_same_key(tableau, sortie: Path) -> None:
    un = tableau(TITRES, BONNE, BONNE.replace("2024", "2023"), nom="un.csv")
    deux = tableau(TITRES, BONNE.replace(";eaje;", ";EAJE;").replace("2024", " 2024,0 "), nom="deux.csv")
    assert lancer(["batch", un, deux, "-o", str(sortie)]) == 4
    (rejet,) = rejets(sortie)
    assert (rejet["fichier"], rejet["ligne"]) == (deux, "2")
    assert f"même équipement que la ligne 2 de {un}" in rejet["raison"]


@pytest.mark.parametrize("double", ["Saint-Amé\u200b", "Saint-Ame\u0301"], ids=["invisible", "decomposed"])
def test_names_that_look_alike_are_the_same(tableau, sortie: Path, double: str) -> None:
    table = tableau(TITRES, BONNE, BONNE.replace("Saint-Amé", double))
    assert "même équipement que la ligne 2" in un_rejet(sortie, table)["raison"]


@pytest.mark.parametrize("options", [(), ("--large", "--moteur", "polars")], ids=["exact", "columns"])
def test_a_refused_row_is_no_first_of_its_kind(tableau, sortie: Path, options: tuple[str, ...]) -> None:
    table = tableau(TITRES, BONNE.replace("640000", "environ 450"), BONNE)
    assert lancer(["batch", table, "-o", str(sortie), *options]) == 4
    assert [x["ligne"] for x in rejets(sortie)] == ["2"]
    assert {x["projet"] for x in lire(sortie)} == {"Saint-Amé"}


@pytest.mark.parametrize("options", [(), ("--large", "--moteur", "polars")], ids=["exact", "columns"])
def test_an_equipment_given_in_two_ways(tmp_path: Path, tableau, sortie: Path, options: tuple[str, ...]) -> None:
    dossier = tmp_path / "projets"
    dossier.mkdir()
    texte = 'nom = "Saint-Amé"\nexercice = 2024\n[[eaje]]\nnom = "LES  LILAS"\nplaces = 20\n'
    for nom in ("creche.toml", "creche - Copie.toml"):
        (dossier / nom).write_text(texte, encoding="utf-8")
    table = tableau("projet;exercice;type;nom;places", "SAINT-AME;2024;eaje;Les Lilas;20", "Saint-Amé;2024;eaje;B;20")
    assert lancer(["batch", str(dossier), table, "-o", str(sortie), *options]) == 4
    assert [(x["fichier"], x["ligne"]) for x in rejets(sortie)] == [(str(dossier / "creche.toml"), ""), (table, "2")]
    assert {x["equipement"] for x in lire(sortie)} == {"LES  LILAS", "B"}


def test_a_type_that_a_project_has_once(tableau, sortie: Path) -> None:
    table = tableau("projet;exercice;type;nom;cout_diagnostic", "A;2024;ctg;Les Lucioles;1000", "A;2024;ctg;Autre;2000")
    assert "même équipement" in un_rejet(sortie, table)["raison"]


def test_a_project_file_that_is_wrong(tmp_path: Path, tableau, sortie: Path) -> None:
    projet = tmp_path / "projet.toml"
    projet.write_text("exercice = 2024\n[[eaje]]\nplace = 4\n", encoding="utf-8")
    assert lancer(["batch", str(projet), tableau(TITRES, BONNE), "-o", str(sortie)]) == 4
    (rejet,) = rejets(sortie)
    assert (rejet["fichier"], rejet["ligne"]) == (str(projet), "")
    assert "« places »" in rejet["conseil"]
    assert lire(sortie)


def test_a_very_long_line_is_skipped(tableau, sortie: Path) -> None:
    rejet = un_rejet(sortie, tableau(TITRES, f"A;2024;eaje;{'x' * 3_000_000};psu;40;;;;", BONNE))
    assert (rejet["ligne"], rejet["raison"][:17]) == ("2", "ligne trop longue")
    assert len(rejet["valeur"]) <= 201


def test_a_quote_never_closed(tableau, sortie: Path) -> None:
    suite = [BONNE.replace("Saint-Amé", f"Commune {rang}") for rang in range(1000)]
    table = tableau(TITRES, BONNE, 'A;2024;eaje;"B;psu;40;;;;', *suite)
    assert lancer(["batch", table, "-o", str(sortie)]) == 4
    premier = rejets(sortie)[0]
    assert "cellule trop longue (lignes 3 à " in premier["raison"]
    assert len({x["projet"] for x in lire(sortie)}) > 500, "the reading goes on further down"


def test_a_damaged_character(tableau, sortie: Path) -> None:
    abime = TITRES + "\r\n" + BONNE + "\r\nAbîm\udce9;2024;eaje;B;psu;40;;;;"
    rejet = un_rejet(sortie, tableau(abime))
    assert (rejet["colonne"], rejet["valeur"]) == ("projet", "Abîm?")


def test_the_guide_of_2020_for_another_year(tableau, sortie: Path) -> None:
    table = tableau(TITRES, BONNE, BONNE.replace("2024", "2020"))
    rejet = un_rejet(sortie, table, "--referentiel", "guide-2020")
    assert "ne vaut que pour l'exercice 2020" in rejet["raison"]


def test_text_is_inert_everywhere(tableau, sortie: Path) -> None:
    table = tableau(TITRES, '"=cmd()";2024;eaje;+B;psu;40;;;;', "@A;x;eaje;C;psu;40;;;;")
    assert lancer(["batch", table, "-o", str(sortie)]) == 4
    assert {x["projet"] for x in lire(sortie)} == {"'=cmd()"}
    assert {x["equipement"] for x in lire(sortie)} == {"'+B"}


# -- inputs refused as a whole ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lignes", "raison"),
    [
        ((), "le tableau est vide"),
        ((TITRES,), "aucune ligne à estimer"),
        ((TITRES, "# rien", ";;;;"), "aucune ligne à estimer"),
        (("couleur;forme;poids", "A;2024;eaje"), "aucune colonne connue"),
        ((TITRES.replace("depenses", "depence"), BONNE), "Vouliez-vous dire « depenses » ?"),
        ((TITRES + ";psu.horaire_maxi", BONNE), "Vouliez-vous dire « psu.horaire_max » ?"),
        ((TITRES + ";Places", BONNE), "« places » : donnée plusieurs fois (colonnes 6, 11 :"),
        (("projet;type;places", "A;eaje;4"), "il manque la colonne « exercice »"),
    ],
)
def test_a_table_refused(capsys, tableau, sortie: Path, lignes: tuple[str, ...], raison: str) -> None:
    assert raison in refus(capsys, sortie, tableau(*lignes))


def test_all_the_bad_inputs_are_told_at_once(capsys, tmp_path: Path, tableau, sortie: Path) -> None:
    (tmp_path / "vide").mkdir()
    dit = refus(
        capsys, sortie, str(tmp_path / "absent.csv"), str(tmp_path / "vide"), tableau("a", nom="x.pdf"), tableau("a;b", "1;2")
    )  # fmt: skip
    assert "4 erreurs" in dit
    for raison in ("introuvable", "aucun fichier de projet", "forme inconnue « .pdf »", "aucune colonne connue"):
        assert raison in dit


def test_the_same_file_twice(capsys, tableau, sortie: Path) -> None:
    table = tableau(TITRES, BONNE)
    assert lancer(["batch", table, table, "-o", str(sortie)]) == 4
    assert "donné deux fois" in " ".join(capsys.readouterr().err.split())
    assert len({rangee["projet"] for rangee in lire(sortie)}) == 1


@pytest.mark.parametrize("contenu", [b"\x00\x01\x02", "projet;exercice".encode("utf-16-le")])
def test_a_file_that_is_no_text(capsys, tmp_path: Path, sortie: Path, contenu: bytes) -> None:
    (tmp_path / "t.csv").write_bytes(contenu)
    assert "ce n'est pas un tableau en texte" in refus(capsys, sortie, str(tmp_path / "t.csv"))


@pytest.mark.parametrize("nom", ["t.xlsx", "t.ods"])
def test_a_damaged_workbook(capsys, tmp_path: Path, sortie: Path, nom: str) -> None:
    classeur = xlsxwriter.Workbook(str(tmp_path / "t.xlsx"))
    classeur.add_worksheet().write_row(0, 0, TITRES.split(";"))
    classeur.close()
    entier = (tmp_path / "t.xlsx").read_bytes()
    (tmp_path / nom).write_bytes(entier[: len(entier) // 2])
    assert "classeur abîmé ou incomplet" in refus(capsys, sortie, str(tmp_path / nom))


# -- where the result goes ---------------------------------------------------------------------------


def test_an_existing_result_is_not_replaced_unasked(capsys, tableau, sortie: Path) -> None:
    table = tableau(TITRES, BONNE, "A;x;eaje;B;psu;40;;;;")
    assert lancer(["batch", table, "-o", str(sortie)]) == 4
    avant = sortie.read_bytes()
    assert lancer(["batch", table, "-o", str(sortie)]) == 2
    assert "--forcer" in capsys.readouterr().err
    assert sortie.read_bytes() == avant


def test_old_rejects_do_not_outlive_their_result(capsys, tableau, sortie: Path) -> None:
    assert lancer(["batch", tableau(TITRES, BONNE, "A;x;eaje;B;psu;40;;;;"), "-o", str(sortie)]) == 4
    sortie.unlink()
    bonne = tableau(TITRES, BONNE)
    assert lancer(["batch", bonne, "-o", str(sortie)]) == 2
    assert "rejets.csv : ce fichier existe déjà" in capsys.readouterr().err
    assert lancer(["batch", bonne, "-o", str(sortie), "--forcer"]) == 0
    assert [f.name for f in sortie.parent.iterdir()] == ["r.csv"]


def test_the_result_is_not_an_input(capsys, tableau) -> None:
    table = tableau(TITRES, BONNE)
    avant = Path(table).read_bytes()
    assert lancer(["batch", table, "-o", table, "--forcer"]) == 2
    assert "remplacerait un des fichiers lus" in capsys.readouterr().err
    assert Path(table).read_bytes() == avant


@pytest.mark.parametrize(
    ("arguments", "raison"),
    [
        ((), "aucun tableau ni projet"),
        (("t.csv",), "il manque le fichier du résultat"),
        (("t.csv", "-o", "r.pdf"), "forme inconnue"),
        (("t.csv", "-o", "r.csv", "--coeurs", "0"), "--coeurs"),
        (("t.csv", "-o", "r.csv", "--aides", "psi"), "aide inconnue"),
    ],
)
def test_the_command_line(capsys, arguments: tuple[str, ...], raison: str) -> None:
    assert lancer(["batch", *arguments]) == 2
    assert raison in capsys.readouterr().err


@pytest.mark.skipif(sys.platform == "win32", reason="signals are not those of Windows")
@pytest.mark.programmes
@pytest.mark.parametrize(
    ("nom", "arret", "coeurs"),
    [
        ("r.csv", signal.SIGINT, "1"),
        ("r.csv", signal.SIGTERM, "2"),
        pytest.param("r.xlsx", getattr(signal, "SIGHUP", 0), "2", id="its window closes"),
        ("r.parquet", signal.SIGTERM, "1"),
    ],
)
def test_an_interrupted_run_leaves_nothing(tableau, sortie: Path, coeurs: str, arret: int, nom: str) -> None:
    table = tableau(TITRES, *(BONNE.replace("Saint-Amé", f"Commune {rang}") for rang in range(400_000)))
    passager = sortie.parent.parent / "passager"
    passager.mkdir()
    env = {**os.environ, "PYTHONPATH": str(RACINE), "TMPDIR": str(passager)}
    commande = [sys.executable, "-m", "cafsim", "batch", table, "-o", str(sortie.with_name(nom)), "--coeurs", coeurs]
    processus = subprocess.Popen(commande, env=env, stderr=subprocess.PIPE, text=True, encoding="utf-8")
    while not (any(sortie.parent.iterdir()) or any(passager.iterdir())) and processus.poll() is None:
        time.sleep(0.02)
    time.sleep(1)  # in the middle of its work
    processus.send_signal(arret)
    _, dit = processus.communicate(timeout=60)
    assert processus.returncode == 130, dit
    assert "Interrompu" in dit
    assert [*sortie.parent.iterdir(), *passager.iterdir()] == []


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
def test_a_full_disk_leaves_nothing(capsys, monkeypatch: pytest.MonkeyPatch, tableau, sortie: Path) -> None:
    ouvrir = Path.open
    monkeypatch.setattr(Path, "open", lambda path, mode="r", **k: ouvrir(Path("/dev/full"), "wb") if path.name == "r.csv" and mode == "xb" else ouvrir(path, mode, **k))  # fmt: skip
    assert lancer(["batch", tableau(TITRES, BONNE), "-o", str(sortie)]) == 2
    assert "le disque est plein" in capsys.readouterr().err
    assert list(sortie.parent.iterdir()) == []


def test_a_worker_that_dies(capsys, monkeypatch: pytest.MonkeyPatch, tableau, sortie: Path) -> None:
    def produire(*_: object):
        raise OuvrierPerdu

    monkeypatch.setattr(execution, "produire", produire)
    assert lancer(["batch", tableau(TITRES, BONNE), "-o", str(sortie)]) == 1
    assert "--coeurs 1" in capsys.readouterr().err
    assert list(sortie.parent.iterdir()) == []


@pytest.mark.parametrize("options", [(), ("--large",), ("--large", "--moteur", "polars")])
def test_what_was_mistyped_is_told_row_by_row(tableau, sortie: Path, options: tuple[str, ...]) -> None:
    if "polars" in options:
        pytest.importorskip("polars")
    titres = "projet;exercice;type;financement;places;depenses;heures_facturees"
    table = tableau(titres, "Juste;2024;eaje;psu;40;640000;62000", "Mois;2024;eaje;psu;40;53333;62000")
    assert lancer(["batch", table, "-o", str(sortie), "--aides", "psu", *options]) == 0
    dit = {rangee["projet"]: rangee["vraisemblance"] for rangee in lire(sortie)}
    assert dit == {"Juste": "", "Mois": "Charges par place surprenantes | Charges par heure surprenantes"}
