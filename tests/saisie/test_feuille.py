"""The yearly sheet: made, filled in, read; what is wrong in it is told whole, and nothing is kept by halves."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Sequence
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook

from cafsim.baremes.consultation import lacunes
from cafsim.baremes.loader import parse
from cafsim.baremes.mes_taux import charger_baremes, chemin, feuilles_gardees, garder
from cafsim.baremes.model import Baremes
from cafsim.cli.main import lancer
from cafsim.equipements.commun import PREMIER_EXERCICE, dernier_exercice
from cafsim.equipements.registre import equipements
from cafsim.fichiers import donnee
from cafsim.saisie.demandes import demandes

CHIFFRE, DOCUMENT, REPERE = 5, 6, 8
ANNEES = range(PREMIER_EXERCICE, dernier_exercice() + 1)

Rangees = list[list[str]]


@pytest.fixture(autouse=True)
def _dossier(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CAFSIM_DONNEES", str(tmp_path / "moi"))


@pytest.fixture
def feuille(tmp_path: Path) -> Callable[..., Path]:
    """Make the sheet of a year, then write in it what `change` does to its rows."""

    def faire(change: Callable[[Rangees], object], annee: int = 2026, *options: str) -> Path:
        fichier = tmp_path / f"feuille-{annee}.csv"
        assert lancer(["baremes", "feuille", str(annee), "-o", str(fichier), "--forcer", *options]) == 0
        rangees = lues(fichier)
        change(rangees)
        with fichier.open("w", encoding="utf-8", newline="") as sortie:
            csv.writer(sortie, delimiter=";").writerows(rangees)
        return fichier

    return faire


def lues(fichier: Path) -> Rangees:
    with fichier.open(encoding="utf-8-sig", newline="") as entree:
        return list(csv.reader(entree, delimiter=";"))


def remplir(**chiffres: str | Sequence[str]) -> Callable[[Rangees], None]:
    """Write figures, by key (`__` for the point); several for the tiers of a scale."""

    def change(rangees: Rangees) -> None:
        for cle, valeurs in chiffres.items():
            siennes = [r for r in rangees if r[REPERE] == cle.replace("__", ".")]
            assert siennes, cle
            for rangee, valeur in zip(siennes, [valeurs] if isinstance(valeurs, str) else valeurs, strict=False):
                rangee[CHIFFRE] = valeur

    return change


def refusee(capsys: pytest.CaptureFixture[str], fichier: Path, *options: str) -> str:
    avant = feuilles_gardees()
    assert lancer(["baremes", "lire", str(fichier), *options]) == 2
    assert feuilles_gardees() == avant, "nothing is kept by halves"
    return " ".join(capsys.readouterr().err.replace("\xa0", " ").split())


# --- what is asked -------------------------------------------------------------------------------------


@pytest.mark.parametrize("annee", ANNEES)
def test_every_gap_is_closed_by_the_sheet(baremes: Baremes, annee: int) -> None:
    lignes = []
    for bloc in (b for aide in demandes(baremes, annee) for b in aide.blocs):
        for demande in bloc:
            connue = demande.connue.ligne.minimum if demande.connue else None
            lignes.append(demande.valeur(connue or Fraction(1), "Feuille.", date(2026, 11, 28)))
    garder(lignes, annee)
    complete = charger_baremes(None, feuilles=feuilles_gardees())
    assert lacunes(complete, annee) == []
    assert demandes(complete, annee) == [], "what was typed is not asked again"


@pytest.mark.parametrize("annee", ANNEES)
def test_a_line_is_known_by_its_key_and_its_case(baremes: Baremes, annee: int) -> None:
    toutes = [d for aide in demandes(baremes, annee, tout=True) for bloc in aide.blocs for d in bloc]
    assert len({(d.cle, d.cas) for d in toutes}) == len(toutes)
    assert all(d.ou_trouver for d in toutes)


def test_the_sheet_is_in_the_order_of_the_equipments_and_filtered_by_one(baremes: Baremes) -> None:
    rangs = [[*equipements(), ""].index(a.equipement) for a in demandes(baremes, 2026)]
    assert rangs == sorted(rangs)
    centres = {a.bloc.identifiant for a in demandes(baremes, 2026, equipement="centre_social")}
    assert {"ps_agc", "ps_acf"} <= centres
    assert "psu" not in centres


def test_the_last_known_figure_is_that_of_the_same_case_and_tier(baremes: Baremes) -> None:
    (aide,) = demandes(baremes, 2026, aide="bonus_inclusion_handicap")
    connues = {(d.cle.partition(".")[2], d.cas): d.connue for bloc in aide.blocs for d in bloc}
    plafond = connues["plafond_par_place", ""]
    assert plafond is not None
    assert (plafond.annee, plafond.ligne.minimum) == (2024, 1399)
    tranche = next(c for (nom, cas), c in connues.items() if nom == "taux_financement" and cas.startswith("plus de"))
    assert tranche is not None
    assert tranche.ligne.minimum == Fraction("0.45")


def test_the_whole_sheet_filled_in_leaves_no_gap(feuille) -> None:
    """Through the file itself: each line is found again, and accepted."""

    def tout(rangees: Rangees) -> None:
        for rangee in (r for r in rangees[1:] if r[REPERE]):
            rangee[CHIFFRE] = "50 %" if rangee[2] == "%" else "1"

    for annee in (2018, 2026):
        assert lancer(["baremes", "lire", str(feuille(tout, annee)), "--oui"]) == 0
        assert lacunes(charger_baremes(None, feuilles=feuilles_gardees()), annee) == []
        assert lancer(["baremes", "feuille", str(annee)]) == 2, "nothing is left to ask"


def test_a_file_of_rates_is_not_a_sheet(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    fichier = tmp_path / "taux.toml"
    fichier.write_text("", encoding="utf-8")
    assert "avec l'option --baremes" in refusee(capsys, fichier)


# --- a sheet filled in ---------------------------------------------------------------------------------


def test_what_is_read_is_kept_with_its_document(feuille, capsys: pytest.CaptureFixture[str]) -> None:
    def change(rangees: Rangees) -> None:
        remplir(pso_alsh__periscolaire="0,61 €/h", ps_laep__plafond_horaire="?")(rangees)
        next(r for r in rangees if r[REPERE] == "pso_alsh.periscolaire")[DOCUMENT] = "Notification du 12/03"

    assert lancer(["baremes", "lire", str(feuille(change))]) == 0
    ((ligne,),) = [f.lignes for f in feuilles_gardees()]
    assert (ligne.cle, ligne.valeur, ligne.note) == (
        "pso_alsh.periscolaire",
        Fraction("0.61"),
        "Notification du 12/03",
    )
    assert "Gardé : 1 taux. Votre feuille 2026 en tient 1" in capsys.readouterr().err


def test_a_second_sheet_says_what_it_changes(feuille, capsys: pytest.CaptureFixture[str]) -> None:
    deux = remplir(pso_alsh__periscolaire="0,61", ps_agc__prix_plafond="200 000")
    assert lancer(["baremes", "lire", str(feuille(deux, 2026, "--sans-mes-taux"))]) == 0
    capsys.readouterr()
    autres = remplir(pso_alsh__periscolaire="0,62", ps_agc__prix_plafond="200 000")
    assert lancer(["baremes", "lire", str(feuille(autres, 2026, "--sans-mes-taux"))]) == 0
    dit = capsys.readouterr().err.replace("\xa0", " ")
    assert "accueil périscolaire : 0,61 €/h avant, 0,62 €/h maintenant." in dit
    assert "prix plafond" not in dit, "what stays is not told"
    assert {v.valeur for f in feuilles_gardees() for v in f.lignes} == {Fraction("0.62"), Fraction(200_000)}


def test_a_workbook_filled_in_is_read(tmp_path: Path, feuille) -> None:
    """Numbers as a spreadsheet holds them: a percentage is a share."""
    fichier = tmp_path / "feuille.xlsx"
    assert lancer(["baremes", "feuille", "2026", "-o", str(fichier)]) == 0
    rangees = CalamineWorkbook.from_path(str(fichier)).get_sheet_by_index(0).to_python()
    chiffres: dict[object, float] = {"pso_alsh.periscolaire": 0.61, "ps_fjt.taux": 0.32}
    rempli = tmp_path / "rempli.xlsx"
    with xlsxwriter.Workbook(str(rempli)) as classeur:
        page = classeur.add_worksheet("Taux 2026")
        for rang, rangee in enumerate(rangees):
            for place, cellule in enumerate(rangee):
                page.write(rang, place, cellule)
            if rangee[REPERE] in chiffres:
                page.write_number(rang, CHIFFRE, chiffres[rangee[REPERE]])
    assert lancer(["baremes", "lire", str(rempli)]) == 0
    assert {v.cle: v.valeur for v in feuilles_gardees()[0].lignes} == {
        "pso_alsh.periscolaire": Fraction("0.61"),
        "ps_fjt.taux": Fraction("0.32"),
    }


def test_only_the_cells_to_fill_in_can_be_typed_in(tmp_path: Path) -> None:
    from zipfile import ZipFile  # noqa: PLC0415

    fichier = tmp_path / "feuille.xlsx"
    assert lancer(["baremes", "feuille", "2026", "-o", str(fichier)]) == 0
    with ZipFile(fichier) as archive:
        assert b"<sheetProtection" in archive.read("xl/worksheets/sheet1.xml")
        assert b'locked="0"' in archive.read("xl/styles.xml")


def test_an_overlay_can_be_written_instead(feuille, tmp_path: Path) -> None:
    taux = tmp_path / "taux.toml"
    fichier = feuille(remplir(pso_alsh__periscolaire="0,61"))
    assert lancer(["baremes", "lire", str(fichier), "-o", str(taux)]) == 0
    assert feuilles_gardees() == []
    assert lancer(["baremes", "lacunes", "pso_alsh", "--annee", "2026", "--baremes", str(taux)]) == 0
    assert lancer(["baremes", "lire", str(fichier), "-o", str(taux)]) == 2, "never over an existing file unasked"


def test_the_rows_for_the_table_are_accepted_by_it(feuille, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    fichier = feuille(remplir(pso_alsh__periscolaire="0,61", bonus_mixite_sociale__montant_par_place=["2200", "900", "900", "400", "400", "400", "0"]))  # fmt: skip
    capsys.readouterr()
    assert lancer(["baremes", "lire", str(fichier), "--rangees", "caf92-2026", "--oui"]) == 0
    texte = capsys.readouterr().out
    assert feuilles_gardees() == []
    assert "# pso_alsh.periscolaire, n° " in texte
    table = donnee("baremes.toml").read_text(encoding="utf-8")
    for cle in ("pso_alsh.periscolaire", "bonus_mixite_sociale.montant_par_place"):
        table = sans_lacune(table, cle)
    complete = parse(f"{table}\n{texte}", "baremes.toml")
    assert not [x for x in lacunes(complete, 2026) if x.bloc.identifiant == "bonus_mixite_sociale"]


def sans_lacune(table: str, cle: str) -> str:
    """The table without the gap rows of a series from 2026 on."""
    morceaux = table.split("\n\n[")
    garde = [
        m for m in morceaux if not (m.startswith(f"[{cle}]]") and "debut = 2026" in m and 'statut = "lacune"' in m)
    ]
    assert len(garde) == len(morceaux) - 1
    return "\n\n[".join(garde)


# --- bad sheets ----------------------------------------------------------------------------------------


def test_every_mistake_is_told_at_once_and_nothing_is_kept(feuille, capsys: pytest.CaptureFixture[str]) -> None:
    def change(rangees: Rangees) -> None:
        remplir(
            pso_alsh__periscolaire="5,9",
            ps_agc__prix_plafond="à voir",
            ps_laep__plafond_horaire="90 €/place",
            fme__part_maximale="80",
            pso_alsh__extrascolaire="0,62",
            bonus_mixite_sociale__montant_par_place=["2100"],
        )(rangees)

    dit = refusee(capsys, feuille(change))
    for attendu in (
        "5,90 €/h au lieu de 0,59 €/h ? (en 2025 : 0,59 €/h)",
        "« à voir » : ce n'est pas un nombre",
        "« 90 €/place » est en €/place, et ce taux en €/h.",
        "pour un pourcentage, tapez par exemple 66 % ou 0,66",
        "il manque d'autres tranches du même taux : plus de 0,75 €/h à",
    ):
        assert attendu in dit, dit
    assert "5 erreurs" in dit


def test_a_surprising_figure_passes_when_it_is_said_to_be_right(feuille) -> None:
    assert lancer(["baremes", "lire", str(feuille(remplir(pso_alsh__periscolaire="5,9"))), "--oui"]) == 0
    assert [v.valeur for v in feuilles_gardees()[0].lignes] == [Fraction("5.9")]


def test_a_figure_a_bit_above_last_year_s_does_not_surprise(feuille) -> None:
    assert lancer(["baremes", "lire", str(feuille(remplir(pso_alsh__periscolaire="0,65")))]) == 0


def glisse(rangees: Rangees) -> None:
    """The figures moved down by one row: the last of an aid is on the title of the next one."""
    remplir(pso_alsh__periscolaire="0,61", pso_alsh__extrascolaire="0,62", pso_alsh__adolescents="0,6")(rangees)
    colonne = [r[CHIFFRE] for r in rangees]
    for rangee, valeur in zip(rangees[2:], colonne[1:-1], strict=True):
        rangee[CHIFFRE] = valeur


def triee(rangees: Rangees) -> None:
    """One column sorted alone."""
    remplir(pso_alsh__periscolaire="0,61")(rangees)
    corps = [r for r in rangees[1:] if r[REPERE]]
    for rangee, nom in zip(corps, sorted(r[0] for r in corps), strict=True):
        rangee[0] = nom


@pytest.mark.parametrize(
    ("change", "attendu"),
    [
        (glisse, "« 0,6 » : ce chiffre n'est sur la ligne d'aucun taux"),
        (triee, "Une ligne a glissé, ou une colonne a été triée seule"),
        (lambda r: r[1].__setitem__(CHIFFRE, "12"), "ce chiffre n'est sur la ligne d'aucun taux"),
        (lambda r: r.append(remplie(r)), "ce taux est déjà rempli à la ligne"),
        (lambda r: next(x for x in r if x[REPERE] == "ps_clas.plafond_par_groupe").__setitem__(2, "€/an"), "« €/an » au lieu de « €/groupe » (Unité)"),
        (lambda r: next(x for x in r if x[REPERE] == "psu.horaire_max").__setitem__(1, "tous"), "n'est pas dans le barème de cette année, pour « tous »"),
        (lambda r: r[0].__setitem__(CHIFFRE, "Chiffre"), "ce n'est pas une feuille de taux : il manque Chiffre AAAA"),
        (lambda r: r[0].__setitem__(CHIFFRE, "Chiffre 1999"), "l'année 1999 n'est pas dans le barème"),
        (lambda r: r[0].__setitem__(REPERE, "Clé"), "il manque Repère"),
        (lambda _: None, "aucun chiffre n'est rempli"),
        (remplir(pso_alsh__periscolaire="-1"), "négatif"),
        (remplir(pso_alsh__periscolaire="0.590"), ""),
    ],
)  # fmt: skip
def test_a_wrong_sheet_is_refused_with_the_reason(
    feuille, capsys: pytest.CaptureFixture[str], change: Callable[[Rangees], object], attendu: str
) -> None:
    if attendu:
        assert attendu in refusee(capsys, feuille(change))
    else:
        assert lancer(["baremes", "lire", str(feuille(change))]) == 0


def remplie(rangees: Rangees) -> list[str]:
    """A second line for a rate that is filled in."""
    remplir(pso_alsh__periscolaire="0,61")(rangees)
    return list(next(r for r in rangees if r[REPERE] == "pso_alsh.periscolaire"))


def test_a_damaged_kept_file_stops_the_reading_and_stays_as_it_is(feuille, capsys: pytest.CaptureFixture[str]) -> None:
    fichier = feuille(remplir(pso_alsh__periscolaire="0,61"))
    assert lancer(["baremes", "lire", str(fichier)]) == 0
    chemin(2026).write_text("abîmé", encoding="utf-8")
    assert lancer(["baremes", "lire", str(fichier)]) == 2
    assert "vos taux gardés de 2026 sont abîmés" in capsys.readouterr().err
    assert chemin(2026).read_text(encoding="utf-8") == "abîmé"


def test_lacunes_of_an_equipment(capsys: pytest.CaptureFixture[str]) -> None:
    assert lancer(["baremes", "lacunes", "--equipement", "alsh", "--annee", "2026", "--format", "json"]) == 0
    assert {x["dispositif"] for x in json.loads(capsys.readouterr().out)} == {
        "pso_alsh", "plan_mercredi", "complement_inclusif",
    }  # fmt: skip
    assert lancer(["baremes", "lacunes", "--equipement", "centre de loisirs", "--annee", "2026"]) == 0
    assert "Plan mercredi" in capsys.readouterr().out, "usual names are understood"
    assert lancer(["baremes", "lacunes", "--equipement", "crache"]) == 2
    assert "équipement inconnu" in capsys.readouterr().err
