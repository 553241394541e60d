"""Tables as people make them: what cafsim understands, says, and refuses. Each test stands for a kind."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path

import pytest
import xlsxwriter

from cafsim.cli.main import lancer
from cafsim.lot.lecture.titres import lire_titre

TITRES = (
    "projet;exercice;type;nom;financement;depenses;heures_facturees;heures_realisees;"
    "participations_familiales;couches_et_repas"
)
RANGEE = "Montval;2024;eaje;Les Lilas;psu;450000;48000;45000;70000;oui"
PSU = "227000,00"

Lire = Callable[..., list[str]]


@pytest.fixture
def psu(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Lire:
    """Run a batch; return the amount of the Psu of each row, `rejets` in place of the rows refused."""

    def estimer(source: Path | Sequence[str], *options: str) -> list[str]:
        if not isinstance(source, Path):
            chemin = tmp_path / "t.csv"
            chemin.write_text("".join(f"{x}\r\n" for x in source), encoding="utf-8", newline="")
            source = chemin
        sortie = tmp_path / "r.csv"
        code = lancer(["batch", str(source), "-o", str(sortie), "--large", "--aides", "psu", "--forcer", *options])
        estimer.dit = " ".join(capsys.readouterr().err.replace("\xa0", " ").split())  # type: ignore[attr-defined]
        if code == 2:
            return ["refus"]
        lues = csv.DictReader(io.StringIO(sortie.read_text(encoding="utf-8-sig"), newline=""), delimiter=";")
        montants = [x["psu"] or f"{x['psu_minimum']}-{x['psu_maximum']}" for x in lues]
        return [*montants, *(["rejets"] if code == 4 else [])]

    return estimer


def classeur(chemin: Path, feuilles: dict[str, Sequence[Sequence[object]]], **apres: Callable[..., object]) -> Path:
    with xlsxwriter.Workbook(str(chemin)) as fichier:
        for nom, rangees in feuilles.items():
            feuille = fichier.add_worksheet(nom)
            for rang, rangee in enumerate(rangees):
                feuille.write_row(rang, 0, rangee)
            if nom in apres:
                apres[nom](fichier, feuille)
    return chemin


def cellules(texte: str) -> list[object]:
    return [int(c) if c.isdigit() else c for c in texte.split(";")]


TABLEAU = [cellules(TITRES), cellules(RANGEE)]


@pytest.mark.parametrize(
    ("titre", "nom"),
    [
        ("Dépenses (€)", "depenses"),
        ("Dépenses totales (en euros)", "depenses"),
        ("Charges de l'année", "depenses"),
        ("Coût de fonctionnement", "depenses"),
        ("Heures facturées (h)", "heures_facturees"),
        ("Heures facturées aux familles", "heures_facturees"),
        ("Heures\nfacturées", "heures_facturees"),
        ("Heures facturées N", "heures_facturees"),
        ("Nb de places agréées", "places"),
        ("Nbre places", "places"),
        ("Nombre de places", "places"),
        ("Établissement", "nom"),
        ("Raison sociale", "nom"),
        ("Type d'équipement", "type"),
        ("Année", "exercice"),
        ("Code INSEE", "commune"),
        ("Ctg signée", "ctg"),
        ("Nom du relais", "nom"),
        ("Nom de la crèche", "nom"),
        ("Nom du directeur", ""),
        ("Heures facturées N-1", ""),
        ("Dépenses 2023/2024", ""),
        ("N° dossier", ""),
        ("Reste à charge", ""),
        ("Total", ""),
        ("Montant", ""),
        ("Date", ""),
    ],
)
def test_a_title_in_the_words_of_its_author(titre: str, nom: str) -> None:
    assert lire_titre(titre).nom == nom


def test_every_label_that_is_one_field_s_own_is_a_title() -> None:
    from cafsim.equipements.registre import champs, equipements  # noqa: PLC0415

    labels: dict[str, set[str]] = {}
    for t in equipements():
        for nom, champ in champs(t).items():
            labels.setdefault(champ.libelle, set()).add(nom)
    seuls = {libelle: noms for libelle, noms in labels.items() if len(noms) == 1}
    assert len(seuls) > 80
    assert {libelle: {lire_titre(libelle).nom} for libelle in seuls} == seuls


def test_titles_below_a_heading(psu: Lire) -> None:
    assert psu(["Recensement des crèches 2024", ";;", TITRES, RANGEE]) == [PSU]


def test_titles_on_two_lines(psu: Lire, tmp_path: Path) -> None:
    haut = ["", "", "", "", "", "", "Heures", "", "Participations", ""]
    bas = [
        "projet",
        "exercice",
        "type",
        "nom",
        "financement",
        "dépenses",
        "facturées",
        "réalisées",
        "familiales",
        "couches et repas",
    ]
    assert psu(classeur(tmp_path / "t.xlsx", {"A": [haut, bas, cellules(RANGEE)]})) == [PSU]


def test_a_unit_said_for_a_group_of_columns(psu: Lire, tmp_path: Path) -> None:
    haut = ["", "", "", "", "", "Budget (k€)", "Heures", "", "", ""]
    bas = TITRES.split(";")
    rangee = cellules(RANGEE.replace("450000", "450"))
    assert psu(classeur(tmp_path / "t.xlsx", {"A": [haut, bas, rangee]})) != ["refus"]
    haut[8], haut[7] = "Recettes (€)", "Heures"
    assert psu(classeur(tmp_path / "t.xlsx", {"A": [haut, bas, rangee]})) == [PSU]


def test_a_line_of_units_below_the_titles(psu: Lire) -> None:
    assert psu([TITRES, ";;;;;(€);h;h;€;", RANGEE]) == [PSU]
    assert psu([TITRES, ";;;;;k€;h;h;;", RANGEE.replace("450000", "450")]) == [PSU]


def test_thousands_of_euros_said_by_the_title(psu: Lire) -> None:
    assert psu([TITRES.replace("depenses", "Dépenses (k€)"), RANGEE.replace("450000", "450")]) == [PSU]
    assert "« Dépenses (k€) » = depenses" in psu.dit  # type: ignore[attr-defined]


def test_a_year_in_a_title_holds_for_that_year_only(psu: Lire) -> None:
    titres = TITRES.replace("depenses", "Dépenses 2024")
    assert psu([titres, RANGEE]) == [PSU]
    assert psu([titres, RANGEE.replace("2024", "2023")]) == ["rejets"]


def test_unknown_columns_are_carried_to_the_result_and_said(psu: Lire) -> None:
    assert psu([f"{TITRES};adresse;téléphone", f"{RANGEE};1 rue du Lac;0102030405"]) == [PSU]
    assert "gardées dans le résultat : « adresse », « téléphone »" in psu.dit  # type: ignore[attr-defined]


def test_a_title_all_but_right_is_no_unknown_column(psu: Lire) -> None:
    assert psu([TITRES.replace("depenses", "depence"), RANGEE]) == ["refus"]
    assert "« depenses »" in psu.dit  # type: ignore[attr-defined]


def test_the_sheet_whose_titles_are_known(psu: Lire, tmp_path: Path) -> None:
    chemin = classeur(tmp_path / "t.xlsx", {"Lisez-moi": [["Bonjour"]], "EAJE": TABLEAU})
    assert psu(chemin) == [PSU]
    assert "seule la feuille « EAJE » est lue, pas « Lisez-moi »" in psu.dit  # type: ignore[attr-defined]


def test_several_tables_in_a_workbook(psu: Lire, tmp_path: Path) -> None:
    autre = [TABLEAU[0], cellules(RANGEE.replace("Lilas", "Mûres"))]
    chemin = classeur(tmp_path / "t.xlsx", {"Nord": TABLEAU, "Sud": autre, "Notes": [["x"]]})
    assert psu(chemin) == ["refus"]
    assert "Nord ; Sud" in psu.dit  # type: ignore[attr-defined]
    assert psu(chemin, "--feuille", "sud") == [PSU]
    assert psu(chemin, "--feuille", "Nord", "--feuille", "Sud") == [PSU, PSU]
    assert psu(chemin, "--feuille", "toutes") == [PSU, PSU]
    assert psu(chemin, "--feuille", "Est") == ["refus"]
    assert "« Nord », « Sud »" in psu.dit  # type: ignore[attr-defined]


def test_rows_that_a_filter_hides_are_not_read(psu: Lire, tmp_path: Path) -> None:
    deux = [*TABLEAU, cellules(RANGEE.replace("Lilas", "Mûres"))]
    chemin = classeur(tmp_path / "t.xlsx", {"A": deux}, A=lambda _, f: f.set_row(2, None, None, {"hidden": True}))
    assert psu(chemin) == [PSU]
    assert "1 ligne masquée n'est pas lue" in psu.dit  # type: ignore[attr-defined]


def test_notes_on_the_right_of_a_sheet(psu: Lire, tmp_path: Path) -> None:
    rangees = [TABLEAU[0], [*TABLEAU[1], "", "", "vu avec la directrice"], [""] * 20 + ["Source : Caf"]]
    assert psu(classeur(tmp_path / "t.xlsx", {"A": rangees})) == [PSU]


def test_a_name_whose_formula_failed_is_no_name(psu: Lire, tmp_path: Path) -> None:
    def formule(_: object, feuille: xlsxwriter.worksheet.Worksheet) -> None:
        feuille.write_formula(1, 0, "=B2&C2", None, "")

    assert psu(classeur(tmp_path / "t.xlsx", {"A": TABLEAU}, A=formule)) == ["rejets"]


def test_hours_that_a_sheet_holds_as_a_duration(psu: Lire, tmp_path: Path) -> None:
    def duree(fichier: xlsxwriter.Workbook, feuille: xlsxwriter.worksheet.Worksheet) -> None:
        feuille.write_datetime(1, 6, timedelta(hours=48_000), fichier.add_format({"num_format": "[h]:mm"}))

    assert psu(classeur(tmp_path / "t.xlsx", {"A": TABLEAU}, A=duree)) == [PSU]


@pytest.mark.parametrize("nom", ["TOTAL", "Total général", "Sous-total Nord", "Totaux", "sous total"])
@pytest.mark.parametrize("moteur", ["exact", "polars"])
def test_a_row_of_totals_is_no_equipment(psu: Lire, nom: str, moteur: str) -> None:
    assert psu([TITRES, RANGEE, RANGEE.replace("Les Lilas", nom)], "--moteur", moteur) == [PSU, "rejets"]
    assert psu([TITRES, RANGEE, RANGEE.replace("Montval", nom)], "--moteur", moteur) == [PSU, "rejets"]


@pytest.mark.parametrize("nom", ["Totem", "La Totale", "Ensemble"])
def test_a_name_that_resembles_a_total(psu: Lire, nom: str) -> None:
    assert psu([TITRES, RANGEE.replace("Les Lilas", nom)]) == [PSU]


def test_what_is_no_workbook(psu: Lire, tmp_path: Path) -> None:
    page = tmp_path / "t.xls"
    page.write_text("<html><table><tr><td>projet</td></tr></table></html>", encoding="utf-8")
    assert psu(page) == ["refus"]
    assert "c'est une page web" in psu.dit  # type: ignore[attr-defined]
    secret = tmp_path / "t.xlsx"
    secret.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600)
    assert psu(secret) == ["refus"]
    assert "mot de passe" in psu.dit  # type: ignore[attr-defined]


@pytest.mark.parametrize("encodage", ["utf-8", "utf-8-sig", "utf-16", "cp1252", "mac_roman", "cp850"])
def test_accents_in_any_encoding(psu: Lire, tmp_path: Path, encodage: str) -> None:
    table = tmp_path / "t.csv"
    titres = TITRES.replace("depenses", "dépenses").replace("heures_realisees", "heures réalisées")
    table.write_bytes(f"{titres}\r\n{RANGEE.replace('Montval', 'Mézières-sur-Isère')}\r\n".encode(encodage))
    assert psu(table) == [PSU]
    assert "Mézières-sur-Isère" in (tmp_path / "r.csv").read_text(encoding="utf-8-sig")


def test_accents_read_twice(psu: Lire) -> None:
    abime = "Mézières".encode().decode("cp1252")
    assert psu([TITRES, RANGEE.replace("Montval", abime), RANGEE.replace("Montval", "São João")]) == [PSU, "rejets"]


@pytest.mark.parametrize("commande", ["estimate", "compare", "plan", "projet verifier"])
def test_a_table_given_for_a_project(capsys: pytest.CaptureFixture[str], tmp_path: Path, commande: str) -> None:
    table = tmp_path / "t.csv"
    table.write_text(f"{TITRES}\n{RANGEE}\n", encoding="utf-8")
    assert lancer([*commande.split(), str(table)]) == 2
    assert f"cafsim batch {table} -o resultat.csv" in capsys.readouterr().err


@pytest.mark.parametrize("moteur", ["exact", "polars"])
def test_rejected_rows_are_given_back_whole(psu: Lire, tmp_path: Path, moteur: str) -> None:
    fautive = RANGEE.replace("450000", "beaucoup").replace("48000", "x").replace("Lilas", "Mûres; bleues")
    fautive = fautive.replace("Les Mûres; bleues", '"Les Mûres; bleues"')
    table = [f"{TITRES};remarque", f"{RANGEE};a", f"{fautive};à voir", f"{RANGEE};c", "# note"]
    assert psu(table, "--moteur", moteur) == [PSU, "rejets"]
    rendu = tmp_path / "r.csv.a-corriger.csv"
    assert str(rendu) in psu.dit  # type: ignore[attr-defined]
    lignes = list(csv.reader(io.StringIO(rendu.read_text(encoding="utf-8-sig"), newline=""), delimiter=";"))
    assert lignes[0] == ["# raison", *TITRES.split(";"), "remarque"]
    assert [x[4] for x in lignes[1:]] == ["Les Mûres; bleues"], "what came before is not to be sent back"
    assert (lignes[1][0].count("beaucoup"), lignes[1][0].count("heures_facturees : ")) == (1, 1)
    mend = rendu.read_text(encoding="utf-8-sig").replace("beaucoup", "450000").replace(";x;", ";48000;")
    (tmp_path / "mend.csv").write_text(mend, encoding="utf-8")
    rendu.unlink()
    assert psu(tmp_path / "mend.csv") == [PSU]


def test_rejects_are_told_reason_by_reason(psu: Lire) -> None:
    mots = ["beaucoup"] * 3 + ["peu"] * 2 + ["x"]
    rangees = [RANGEE.replace("450000", mot).replace("Lilas", f"Lilas {n}") for n, mot in enumerate(mots)]
    assert psu([TITRES, *rangees, RANGEE.replace("eaje", "zoo")]) == ["rejets"]
    dit = psu.dit  # type: ignore[attr-defined]
    assert "7 lignes ou fichiers rejetés, pour 2 raisons : " in dit
    assert "6 fois, lignes 2, 3, 4, 5, 6…, depenses : « … » : ce n'est pas un nombre" in dit
    assert "Valeurs : « beaucoup » (3 fois), « peu » (2 fois), « x »." in dit
    assert "ligne 8, type : « zoo » n'est pas un type d'équipement." in dit


def classeur_de_mission(chemin: Path) -> Path:
    titres = ["Commune", "Établissement", "Gestion", "Dépenses (k€)", "Heures\nfacturées", "Heures réalisées",
              "Participations familles", "Couches et repas", "Responsable", "Mode de financement"]  # fmt: skip
    suite = ["Régie perso", 450, 48_000, 45_000, 70_000, "oui", "Mme A", "Psu"]
    return classeur(chemin, {
        "Lisez-moi": [["Recensement 2024"]],
        "Crèches": [["Crèches de l'Epci"], [], titres, ["Lille", "Les Lilas", *suite], ["Lille", "Les Mûres", *suite]],
        "Loisirs": [["Commune", "Structure", "Dépenses", "Périscolaire"], ["Lille", "Alsh", 150_000, "20 000 h"]],
    })  # fmt: skip


def test_a_mission_is_one_trial_one_mapping_one_command(psu: Lire, tmp_path: Path, capsys) -> None:
    source, carte = classeur_de_mission(tmp_path / "m.xlsx"), tmp_path / "carte.toml"
    assert lancer(["batch", str(source), "--essai", "--correspondance", str(carte)]) == 4
    dit = " ".join(capsys.readouterr().out.replace("\xa0", " ").split())
    assert "Titres à la ligne 3" in dit
    assert "Rien n'a été estimé" in dit
    assert "Mots de la colonne « gestionnaire » que cafsim ne connaît pas : « Régie perso » (2)" in dit
    assert "--constante exercice=2024 --constante type=eaje" in dit
    texte = carte.read_text(encoding="utf-8")
    assert 'Responsable = ""' in texte
    assert psu(source, "--correspondance", str(carte)) == ["refus"]
    texte = texte.replace('exercice = ""', "exercice = 2024").replace('type = ""', 'type = "alsh"')
    carte.write_text(texte.replace('"Régie perso" = ""', '"Régie perso" = "public"'), encoding="utf-8")
    assert psu(source, "--correspondance", str(carte)) == [PSU, PSU, "-"]
    assert lancer(["batch", str(source), "--essai", "--correspondance", str(carte)]) == 0
    assert carte.read_text(encoding="utf-8") == texte.replace('"Régie perso" = ""', '"Régie perso" = "public"')


def test_what_all_rows_have_in_common(psu: Lire) -> None:
    titres = TITRES.replace("exercice;type;", "")
    rangee = RANGEE.replace("2024;eaje;", "")
    assert psu([titres, rangee]) == ["refus"]
    assert "--constante exercice=2024" in psu.dit  # type: ignore[attr-defined]
    communes = ("--constante", "exercice=2024", "--constante", "type=crèche")
    assert psu([titres, rangee], *communes) == [PSU]
    assert psu([titres, rangee, rangee + ";", rangee + ";x"], *communes) == [PSU, "rejets"]
    assert psu([TITRES, RANGEE.replace("2024", "")], *communes) == [PSU]
    assert psu([titres, rangee], "--constante", "annee=2024") == ["refus"]
    assert psu([titres, rangee], "--constante", "exercice") == ["refus"]


def test_a_project_column_may_be_missing_where_there_is_a_commune(psu: Lire, tmp_path: Path) -> None:
    assert psu([TITRES.replace("projet", "commune"), RANGEE.replace("Montval", "Lille")]) == [PSU]
    assert "Lille;2024;eaje" in (tmp_path / "r.csv").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("carte", "dit"),
    [
        ("", "ce n'est pas une correspondance"),
        ('format = "cafsim.correspondance/1"\ntable = 3\n', "ce n'est pas une correspondance"),
        ('format = "cafsim.correspondance/1"\n[[table]]\ncolonne = 1\n', "clé inconnue"),
        ('format = "cafsim.correspondance/1"\n[[table]]\n[table.colonnes]\na = "depence"\n', "« depenses »"),
        ('format = "cafsim.correspondance/1"\n[[table]]\nconstantes = "x"\n', "une table est attendue"),
        ('format = "cafsim.correspondance/1"\n[[table]]\nligne_de_titres = "x"\n', "un numéro de ligne"),
        ('format = "cafsim.correspondance/1"\n[[table]]\n[table.valeurs]\ntype = "x"\n', "une table est attendue"),
    ],
)
def test_a_mapping_refused(psu: Lire, tmp_path: Path, carte: str, dit: str) -> None:
    (tmp_path / "c.toml").write_text(carte, encoding="utf-8")
    assert psu([TITRES, RANGEE], "--correspondance", str(tmp_path / "c.toml")) == ["refus"]
    assert dit in psu.dit  # type: ignore[attr-defined]


def test_a_mapping_for_titles_and_a_line(psu: Lire, tmp_path: Path) -> None:
    (tmp_path / "c.toml").write_text(
        'format = "cafsim.correspondance/1"\n[[table]]\nligne_de_titres = 2\n'
        '[table.colonnes]\n"Zzz" = "depenses"\n"heures_realisees" = ""\n',
        encoding="utf-8",
    )
    titres = TITRES.replace("depenses", "ZZZ ")
    assert psu([TITRES, titres, RANGEE], "--correspondance", str(tmp_path / "c.toml")) == ["192080,00-227000,00"]


def test_the_empty_workbook_offers_what_may_be_chosen(tmp_path: Path) -> None:
    import zipfile  # noqa: PLC0415

    modele = tmp_path / "m.xlsx"
    assert lancer(["batch", "--modele", "eaje,alsh", "-o", str(modele)]) == 0
    with zipfile.ZipFile(modele) as archive:
        feuille = archive.read("xl/worksheets/sheet1.xml").decode()
    for liste in ("eaje,alsh", "public,prive_non_lucratif,prive_lucratif,delegation", "oui,non,?"):
        assert f"<formula1>&quot;{liste}&quot;</formula1>" in feuille.replace('"', "&quot;")
