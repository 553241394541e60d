"""A table reads the same whatever dialect it is written in; a damaged one is told, never guessed."""

from __future__ import annotations

import csv
import io
import shutil
import subprocess
from datetime import date
from fractions import Fraction
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
import xlsxwriter
from hasard import exemples
from hypothesis import given
from hypothesis import strategies as st
from strategies import COMPLETS, projets

from cafsim.baremes.model import NATIONAL, Baremes
from cafsim.equipements.projet import Donnee, EquipementSaisi
from cafsim.erreurs import EntreeRefusee
from cafsim.lot.lecture.equipement import LecteurDeRangees
from cafsim.lot.lecture.fichiers import ouvrir
from cafsim.lot.modele import EquipementLu
from cafsim.tables import Rangee
from cafsim.tables.classeur import EN_ERREUR

NOMS = st.text(st.sampled_from("abéçœ€ ;,\"'\t-#=1"), min_size=1, max_size=8).map(
    lambda t: f"N{' '.join(t.split())}".strip()
)


@st.composite
def saisis(draw: st.DrawFn) -> EquipementSaisi:
    saisi = draw(projets(draw(st.sampled_from(list(COMPLETS))))).equipements[0]
    valeurs = {n: None if draw(st.integers(0, 9)) == 0 else v for n, v in saisi.valeurs.items()}
    return saisi._replace(nom=draw(NOMS), valeurs=valeurs)


@st.composite
def dialectes(draw: st.DrawFn) -> tuple[str, str, str, str]:
    return (
        draw(st.sampled_from([";", ",", "\t"])),
        draw(st.sampled_from([",", "."])),
        draw(st.sampled_from(["utf-8", "utf-8-sig", "cp1252", "utf-16"])),
        draw(st.sampled_from(["\r\n", "\n"])),
    )


def ecrit(valeur: Donnee, marque: str, style: int) -> str:
    if valeur is None:
        return "?"
    if isinstance(valeur, bool):
        return (("oui", "non"), ("VRAI", "FAUX"), ("1", "0"))[style][not valeur]
    if isinstance(valeur, date):
        return f"{valeur:%d/%m/%Y}" if style else valeur.isoformat()
    if isinstance(valeur, Fraction):
        texte = str(valeur.numerator) if valeur.denominator == 1 else f"{float(valeur):.2f}"
        return texte.replace(".", marque)
    return valeur


def table(liste: list[EquipementSaisi], dialecte: tuple[str, str, str, str], style: int) -> bytes:
    separateur, marque, codage, fin = dialecte
    champs = list(dict.fromkeys(n for s in liste for n in s.valeurs if n != "exercice"))
    tampon = io.StringIO(newline="")
    plume = csv.writer(tampon, delimiter=separateur, lineterminator=fin)
    plume.writerow(["projet", "exercice", "type", "nom", *champs])
    for rang, s in enumerate(liste):
        cellules = [ecrit(s.valeurs[n], marque, style) if n in s.valeurs else "" for n in champs]
        plume.writerow([f"Projet {rang} é", s.exercice, s.type, s.nom, *cellules])
    return tampon.getvalue().encode(codage)


def lus(contenu: bytes, baremes: Baremes) -> list[EquipementLu | list[object] | object]:
    with TemporaryDirectory() as dossier:
        chemin = Path(dossier) / "t.csv"
        chemin.write_bytes(contenu)
        (ouverte,) = ouvrir([chemin], baremes).tables
        lecteur = LecteurDeRangees(ouverte.entete, baremes, NATIONAL)
        return [lecteur.lire(r) if isinstance(r, Rangee) else r for r in ouverte.table.rangees()]


@exemples(50)
@given(st.lists(saisis(), min_size=1, max_size=4), dialectes(), st.integers(0, 2))
def test_a_table_reads_back_in_any_dialect(
    baremes: Baremes, liste: list[EquipementSaisi], dialecte: tuple[str, str, str, str], style: int
) -> None:
    saisies = lus(table(liste, dialecte, style), baremes)
    for saisi, saisie in zip(liste, saisies, strict=True):
        if not isinstance(saisie, EquipementLu):  # random values may contradict each other, or be too big
            assert all("plus d" in r.raison for r in saisie), saisie
            continue
        assert (saisie.equipement.nom, saisie.equipement.exercice) == (saisi.nom, saisi.exercice)
        assert saisie.equipement.valeurs == saisi.valeurs
        assert saisie.equipement.groupes == saisi.groupes
        assert saisie.projet.endswith(" é")


def test_the_line_that_excel_writes_for_itself(baremes: Baremes) -> None:
    (saisie,) = lus(b"sep=,\r\nprojet,exercice,type,places\r\nA,2024,eaje,10\r\n", baremes)
    assert isinstance(saisie, EquipementLu)
    assert saisie.equipement.valeurs == {"places": 10}
    assert saisie.ligne == 3


def test_short_rows_and_blank_cells_are_absent_fields(baremes: Baremes) -> None:
    (saisie,) = lus(b"projet;exercice;type;places;operation;cout\r\nA;2024;eaje;10; \r\n\r\n;;;;\r\n", baremes)
    assert isinstance(saisie, EquipementLu)
    assert (saisie.equipement.valeurs, saisie.equipement.groupes) == ({"places": 10}, frozenset())


def test_a_line_break_in_a_cell(baremes: Baremes) -> None:
    contenu = b'projet;exercice;type;nom\r\n"A\r\nB";2024;eaje;x\r\nC;2024;eaje;y\r\n'
    un, deux = lus(contenu, baremes)
    assert isinstance(un, EquipementLu)
    assert isinstance(deux, EquipementLu)
    assert (un.projet, un.ligne, deux.ligne) == ("A B", 2, 4)


# -- workbooks ---------------------------------------------------------------------------------------


def classeur(chemin: Path, feuilles: dict[str, list[list[object]]]) -> None:
    fichier = xlsxwriter.Workbook(str(chemin))
    jour = fichier.add_format({"num_format": "dd/mm/yyyy"})
    for nom, rangees in feuilles.items():
        feuille = fichier.add_worksheet(nom)
        for r, rangee in enumerate(rangees):
            for c, valeur in enumerate(rangee):
                if isinstance(valeur, date):
                    feuille.write_datetime(r, c, valeur, jour)
                elif isinstance(valeur, tuple):
                    feuille.write_formula(r, c, valeur[0], None, valeur[1])
                elif valeur is not None:
                    feuille.write(r, c, valeur)
    fichier.close()


def test_a_workbook_reads_its_values(tmp_path: Path, baremes: Baremes) -> None:
    titres = [
        "Projet",
        "exercice",
        "type",
        "nom",
        "ctg",
        "places",
        "depenses",
        "heures_facturees",
        "operation",
        "date_dossier",
        "commune",
    ]
    rangee = [123, 2024, "eaje", "A", True, "40", ("=1+1", 0.1 + 0.2), 512.375, "creation", date(2024, 3, 15), 59350]
    classeur(tmp_path / "t.xlsx", {"Données": [[], [None] * 2, titres, rangee], "Notes": [["à lire"]]})
    entrees = ouvrir([tmp_path / "t.xlsx"], baremes)
    assert "seule la feuille « Données » est lue, pas « Notes »" in entrees.remarques[0]
    (ouverte,) = entrees.tables
    (lue,) = ouverte.table.rangees()
    assert isinstance(lue, Rangee)
    saisie = LecteurDeRangees(ouverte.entete, baremes, NATIONAL).lire(lue)
    assert isinstance(saisie, EquipementLu), saisie
    assert (saisie.projet, saisie.ligne) == ("123", 4)
    assert saisie.equipement.tapees == {
        "ctg": True, "places": 40, "depenses": Fraction(3, 10), "heures_facturees": Fraction("512.375"),
        "operation": "creation", "date_dossier": date(2024, 3, 15), "commune": "59350",
        "places_avant": 0, "places_renovees": 0,  # a creation settles them
    }  # fmt: skip


def test_a_formula_in_error_is_no_empty_cell(tmp_path: Path, baremes: Baremes) -> None:
    titres: list[object] = ["projet", "exercice", "type", "taux_regime_general"]
    autres = [["A", 2024, "eaje", ("=1/0", "#DIV/0!")], ["B", 2024, "eaje", ("=1/2", 0.5)]]
    classeur(tmp_path / "t.xlsx", {"Données": [titres, *autres], "Autre": [[("=1/0", "#DIV/0!")]]})
    (ouverte,) = ouvrir([tmp_path / "t.xlsx"], baremes).tables
    lecteur = LecteurDeRangees(ouverte.entete, baremes, NATIONAL)
    mauvaise, bonne = (lecteur.lire(r) for r in ouverte.table.rangees() if isinstance(r, Rangee))
    assert isinstance(bonne, EquipementLu)
    assert not isinstance(mauvaise, EquipementLu)
    assert (mauvaise[0].ligne, mauvaise[0].colonne, mauvaise[0].valeur) == (2, "taux_regime_general", EN_ERREUR)


def test_a_formula_never_computed_is_no_empty_cell(tmp_path: Path, baremes: Baremes) -> None:
    chemin = tmp_path / "t.xlsx"
    with xlsxwriter.Workbook(chemin) as nouveau:
        feuille = nouveau.add_worksheet()
        feuille.write_row("C1", ["projet", "exercice", "type", "depenses", "places"])
        feuille.write_row("C2", ["A", 2024, "eaje"])
        feuille.write_formula("F2", "=1000+1", None, "")
        feuille.write("G2", 10)
    (ouverte,) = ouvrir([chemin], baremes).tables
    (lue,) = ouverte.table.rangees()
    assert isinstance(lue, Rangee)
    assert list(lue.cellules) == ["A", 2024, "eaje", EN_ERREUR, 10]


@pytest.mark.programmes
def test_an_ods_with_a_formula_in_error(tmp_path: Path, baremes: Baremes) -> None:
    soffice = shutil.which("soffice")
    if soffice is None:
        pytest.skip("LibreOffice is not here")
    titres: list[object] = ["projet", "exercice", "type", "places"]
    for nom, cellule in (("bon", ("=5*2", 10)), ("mauvais", ("=1/0", "#DIV/0!"))):
        classeur(tmp_path / f"{nom}.xlsx", {"Données": [titres, ["A", 2024, "eaje", cellule]]})
        commande = [soffice, f"-env:UserInstallation=file://{tmp_path}/profil", "--headless", "--convert-to", "ods"]
        subprocess.run([*commande, "--outdir", str(tmp_path), str(tmp_path / f"{nom}.xlsx")], check=True, timeout=120)
    (ouverte,) = ouvrir([tmp_path / "bon.ods"], baremes).tables
    (lue,) = ouverte.table.rangees()
    assert isinstance(lue, Rangee)
    assert lue.cellules[:4] == ["A", 2024, "eaje", 10]
    (ouverte,) = ouvrir([tmp_path / "mauvais.ods"], baremes).tables
    (lue,) = ouverte.table.rangees()
    assert isinstance(lue, Rangee)
    assert lue.cellules[:4] == ["A", 2024, "eaje", EN_ERREUR]


def test_an_empty_workbook(tmp_path: Path, baremes: Baremes) -> None:
    classeur(tmp_path / "t.xlsx", {"Vide": []})
    with pytest.raises(EntreeRefusee, match="la première feuille est vide"):
        ouvrir([tmp_path / "t.xlsx"], baremes)
