"""The columns write what the exact engine writes, to the byte: result, rejects, summary, exit code."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from itertools import product
from pathlib import Path
from random import Random

import pytest
import xlsxwriter

from cafsim.cli.main import lancer
from cafsim.equipements.champs import Champ, Type
from cafsim.equipements.commun import PREMIER_EXERCICE, dernier_exercice
from cafsim.equipements.registre import champs, equipements
from cafsim.estimation.resultat import LigneEstimee
from cafsim.lot.lecture import extra
from cafsim.lot.modele import Estime

pl = pytest.importorskip("polars", reason="polars is not here (pip install 'cafsim[lot]')")
pytest.importorskip("narwhals", reason="narwhals is not here (pip install 'cafsim[lot]')")

from cafsim.lot.calcul import en_colonnes, moteurs, requetes  # noqa: E402 (it needs them)
from cafsim.lot.resultat import long_colonnes  # noqa: E402
from cafsim.lot.resultat.estimees import Estimees  # noqa: E402
from cafsim.lot.resultat.long_colonnes import Modeles  # noqa: E402
from cafsim.lot.resultat.plumes import PlumeCsv  # noqa: E402

EXEMPLES = Path(__file__).resolve().parent.parent.parent / "examples"
DROLES = ("?", " 12 ", "1 234,5", "12,345", "1e3", "98 %", "x", "-3", "٣", "0,001", "1.5.2", "999999999999", "’", "  ")
NOMS = (
    "Les Lucioles",
    "L'Île (bis)",
    "=1+1",
    'Dit "Le Nid"',
    "a;b,c",
    "É\u202fb",
    "-",
    "",
    "Nid\u00a0",
    "x" * 160,
    "A\nB",
    "?",
)
NOM = "La Maison des enfants du quartier de la gare et du port"
"""Long enough for few rows to fill a block."""
SURCOUCHE = '[[psu.horaire_max]]\ndebut = 2023-01-01\nvaleur = 6.123\nunite = "€/h"\n'
TITRES_LUS = ("projet", "exercice", "type", "nom")


def ecrit(valeur: Fraction, marque: str) -> str:
    return (str(int(valeur)) if valeur.denominator == 1 else f"{float(valeur):.2f}").replace(".", marque)


def plain(h: Random, champ: Champ, marque: str) -> str:
    if champ.type is Type.CHOIX:
        return h.choice(champ.choix).valeur
    if champ.type is Type.OUI_NON:
        return h.choice(("oui", "non", "VRAI", "faux", "1", "0", "Oui"))
    if champ.type is Type.DATE:
        jour = (
            h.randint(PREMIER_EXERCICE - (h.random() < 0.05), dernier_exercice()),
            h.randint(1, 12),
            h.randint(1, 29),
        )
        return "{:04}-{:02}-{:02}".format(*jour) if h.random() < 0.5 else "{2:02}/{1:02}/{0:04}".format(*jour)
    if champ.type is Type.TEXTE:
        return h.choice(("59350", "Lille", "Zzzz")) if h.random() < 0.05 else ""
    haut = min(x for x in (champ.maximum, champ.absurde, Fraction(10**6)) if x is not None)
    if champ.maximum == 1:
        return ecrit(Fraction(h.randint(0, 100), 100), marque)
    genre = h.random()
    if genre < 0.2:  # a threshold of something, perhaps
        return h.choice(("0", "1", "58", "900", "900,01", "107", "120", "7,5", "1200")).replace(",", marque)
    if genre < 0.6:
        return str(h.randint(0, min(int(haut), h.choice((60, 2_000, 80_000)))))
    return ecrit(Fraction(h.randint(0, min(int(haut), h.choice((60, 2_000, 600_000))) * 100), 100), marque)


def rangee(h: Random, titres: Sequence[str], types: Sequence[str], marque: str, rang: int) -> list[str]:
    type_equipement = h.choice(types)
    connus = champs(type_equipement)
    vides = h.choice((0.05, 0.3, 0.8))
    cellules = []
    for titre in titres:
        if titre in TITRES_LUS or titre.startswith("#"):
            cellules.append("")
        elif titre not in connus:
            cellules.append("3" if h.random() < 0.001 else "")
        elif h.random() < vides:
            cellules.append("")
        else:
            cellules.append(h.choice(DROLES) if h.random() < 0.002 else plain(h, connus[titre], marque))
    for coherence in equipements()[type_equipement].coherences:  # one contradiction in ten stays
        petit, grand = titres.index(coherence.petit), titres.index(coherence.grands[0])
        if h.random() < 0.9:
            cellules[petit] = cellules[grand] if cellules[petit] else ""
    annee = str(h.randint(PREMIER_EXERCICE, dernier_exercice()))
    identite = {
        "projet": "" if h.random() < 0.01 else h.choice(NOMS) if h.random() < 0.05 else f"Projet {rang // 2}",
        "exercice": h.choice(("1999", "2024 ", "?", "", "deux")) if h.random() < 0.02 else annee,
        "type": h.choice(("Eaje", " alsh", "creche", "")) if h.random() < 0.02 else type_equipement,
        "nom": h.choice(NOMS) if h.random() < 0.06 else f"Équipement {h.randint(1, 9)}",
    }
    for titre, cellule in identite.items():
        cellules[titres.index(titre)] = cellule
    return cellules


def tableau(graine: int, lignes: int, separateur: str, marque: str, fin: str, extra: Sequence[str] = ()) -> str:
    """A table of mixed types and years, with all that can go wrong in a row."""
    h = Random(graine)
    types = h.sample(sorted(equipements()), 4)
    if "eaje" not in types:
        types[0] = "eaje"
    titres = [*TITRES_LUS, *dict.fromkeys(n for t in types for n in champs(t) if n != "exercice"), *extra]
    tampon = io.StringIO(newline="")
    plume = csv.writer(tampon, delimiter=separateur, lineterminator=fin)
    plume.writerow(titres)
    precedentes: list[list[str]] = []
    for rang in range(lignes):
        sort = h.random()
        cellules = rangee(h, titres, types, marque, rang)
        if sort < 0.01:
            cellules[0] = "# remarque"
        elif sort < 0.03 and precedentes:
            cellules = h.choice(precedentes)
        elif sort < 0.04:
            cellules = [*cellules, "", "x"[: h.randint(0, 1)]]
        elif sort < 0.05:
            cellules = cellules[: h.randint(3, len(cellules))]
        elif sort < 0.06:
            tampon.write(f'{fin}"mal"fermé{separateur}{fin}')
        plume.writerow(cellules)
        precedentes.append(cellules)
    return tampon.getvalue()


Comparer = Callable[..., tuple[int, str]]


@pytest.fixture(params=["large", "long"])
def comparer(
    request: pytest.FixtureRequest, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Comparer:
    """Run both engines; return the exit code and what is said on stderr, once they agree."""
    large = ["--large"] if request.param == "large" else []

    def run(*arguments: str, forme: str = "csv") -> tuple[int, str]:
        codes, ecrits, dits = [], [], []
        for moteur in ("exact", "polars"):
            sortie = tmp_path / moteur / f"r.{forme}"
            sortie.parent.mkdir()
            codes.append(lancer(["batch", *arguments, *large, "-o", str(sortie), "--moteur", moteur]))
            ecrits.append({x.name: x.read_bytes() for x in sortie.parent.iterdir()})
            dits.append("".join(capsys.readouterr().err.split()).replace(f"/{moteur}/", "/"))
        assert ecrits[0].keys() == ecrits[1].keys()
        for nom, exact in ecrits[0].items():
            assert ecrits[1][nom].splitlines() == exact.splitlines()
            assert ecrits[1][nom] == exact
        assert codes[0] == codes[1]
        assert dits[0] == dits[1]
        return codes[0], dits[0]

    monkeypatch.setenv("CAFSIM_DEBUG", "1")  # a defect is not made good in silence
    monkeypatch.setattr(en_colonnes, "TAILLE", 5_000)  # several blocks, so that they are put together too
    return run


def seulement(disposition: str) -> pytest.MarkDecorator:
    """Run a test on one layout: it looks at what both have in common."""
    return pytest.mark.parametrize("comparer", [disposition], indirect=True)


@pytest.mark.parametrize(
    ("comparer", "graine", "separateur", "marque", "fin", "codage", "profil", "forme"),
    [
        ("large", 1, ";", ",", "\r\n", "utf-8-sig", "excel-fr", "csv"),
        ("long", 2, ";", ",", "\r\n", "utf-8-sig", "excel-fr", "csv"),
        ("large", 3, "\t", ",", "\n", "cp1252", "iso", "jsonl"),
        ("long", 4, ",", ".", "\r\n", "utf-16", "iso", "parquet"),
    ],
    indirect=["comparer"],
)
def test_random_tables(
    comparer: Comparer, tmp_path: Path, graine: int, separateur: str, marque: str, fin: str, codage: str, profil: str,
    forme: str,
) -> None:  # fmt: skip
    chemin = tmp_path / "t.csv"
    contenu = tableau(graine, 70, separateur, marque, fin, ("# note", "psu.horaire_max"))
    chemin.write_bytes(contenu.encode(codage, "replace"))
    code, _ = comparer(str(chemin), "--csv", profil, forme=forme)
    assert code == 4


@pytest.fixture
def prises(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Count the rows that each query is sure of."""
    nombres = []
    estimees = requetes.Requete._estimees

    def compter(self: requetes.Requete, sues: pl.DataFrame) -> Estimees:
        gardees = estimees(self, sues)
        nombres.append(len(gardees.rangees))
        return gardees

    monkeypatch.setattr(requetes.Requete, "_estimees", compter)
    return nombres


@seulement("long")
def test_the_columns_do_most_of_the_work(comparer: Comparer, tmp_path: Path, prises: list[int]) -> None:
    (tmp_path / "t.csv").write_text(tableau(7, 90, ";", ",", "\n"), encoding="utf-8")
    comparer(str(tmp_path / "t.csv"))
    assert sum(prises) > 50


ORDINAIRES = tuple(f"P{rang};2024;eaje;{NOM} {rang};20;640000" for rang in range(120))


@pytest.mark.parametrize(
    ("derniere", "code"),
    [
        (";;; ;;", 4),
        (";;;; ;", 4),
        (f"Q;2024;eaje;N;{' ' * 20_001}5;", 4),
        (f"Q;2024;eaje;N;{'0' * 20_001}5;", 4),
        (f"Q;2024;eaje;{'a ' * 99}bcd;20;", 4),
        (f"Q;2024;eaje;{'a ' * 99}b;20;", 0),
        ("Q;2024;eaje;deux  espaces;20;", 0),
        ("Q;2024;eaje;N;+20;-0", 0),
        ("Q;2024;eaje;N;99999999999999999999;", 4),
        ("Q;2024;eaje;N;00;0,00", 0),
    ],
    ids=["blank text", "blank number", "a long blank", "long zeros", "a name too long", "one that is not", "two spaces",
         "signs", "too large a number", "zeros"],
)  # fmt: skip
def test_odd_cells_in_columns_of_whole_numbers(comparer: Comparer, tmp_path: Path, derniere: str, code: int) -> None:
    """The columns were of whole numbers, full, without a zero, until the last block."""
    titres = "projet;exercice;type;nom;places;depenses"
    (tmp_path / "t.csv").write_text("\n".join([titres, *ORDINAIRES, derniere]), encoding="utf-8")
    assert comparer(str(tmp_path / "t.csv"), "--aides", "psu")[0] == code


@pytest.mark.parametrize("premiere", ["20", ""])
def test_a_first_column_of_numbers(comparer: Comparer, tmp_path: Path, premiere: str) -> None:
    rangees = [f"{premiere};P{rang};2024;eaje" for rang in range(300)]
    (tmp_path / "t.csv").write_text("\n".join(["places;projet;exercice;type", *rangees]), encoding="utf-8")
    assert comparer(str(tmp_path / "t.csv"), "--aides", "psu")[0] == 0


@seulement("large")
def test_a_year_in_the_title_of_the_communes(comparer: Comparer, tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("commune 2023;type;exercice\n13055;jeunes;2024\n", encoding="utf-8")
    assert comparer(str(tmp_path / "t.csv"))[0] == 4


@seulement("large")
def test_several_equipments_of_a_project_that_came_before(comparer: Comparer, tmp_path: Path) -> None:
    for nom in ("p", "q"):
        (tmp_path / f"{nom}.toml").write_bytes((EXEMPLES / "commune.toml").read_bytes())
    (tmp_path / "t.csv").write_text(
        "\n".join(["projet;exercice;type;nom;places;depenses", *ORDINAIRES]), encoding="utf-8"
    )
    code, _ = comparer(*(str(tmp_path / nom) for nom in ("p.toml", "q.toml", "t.csv")), "--aides", "psu")
    assert code == 4
    rejets = (tmp_path / "polars" / "r.csv.rejets.csv").read_text(encoding="utf-8-sig")
    assert rejets.count("même équipement que celui de") > 1


def test_rows_without_any_year(comparer: Comparer, tmp_path: Path) -> None:
    lignes = [f"P;{annee};eaje;{NOM} {rang};{rang % 90 + 9};oui" for annee in ("", "2024") for rang in range(100)]
    (tmp_path / "t.csv").write_text("\n".join(["projet;exercice;type;nom;places;ctg", *lignes]), encoding="utf-8")
    code, _ = comparer(str(tmp_path / "t.csv"))
    assert code == 4


def test_a_query_for_each_year_and_set_of_empty_columns_but_few(
    comparer: Comparer, tmp_path: Path, prises: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rows of one year, then of another, then with works: their queries differ, not what they give."""
    faites: list[requetes.Traits] = []
    preparer = requetes.Requetes._preparer

    def noter(self: requetes.Requetes, table: int, genre: str, traits: requetes.Traits) -> requetes.Requete | None:
        faites.append(traits)
        return preparer(self, table, genre, traits)

    monkeypatch.setattr(requetes.Requetes, "_preparer", noter)
    travaux = {2021: ";2021-05-04;100000", 2023: ";;100000", 2025: ";2025-02-03;"}
    rangees = [
        f"P{annee};{annee};eaje;{NOM} {rang};{rang + 9};{rang}0000;{'oui' if annee > 2019 else ''}{travaux.get(annee, ';;')}"
        for annee in range(2019, 2026)
        for rang in range(120)
    ]
    titres = "projet;exercice;type;nom;places;heures_facturees;ctg;date_dossier;cout"
    (tmp_path / "t.csv").write_text("\n".join([titres, *rangees]), encoding="utf-8")
    comparer(str(tmp_path / "t.csv"), "--aides", "psu")
    assert len({traits.annee for traits in faites}) > 1
    assert 2 < len(faites) <= requetes._REQUETES_MAX
    assert sum(prises) > len(rangees) / 2


@pytest.fixture
def essais(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Tell, of each block that was expected to be like the one before, whether it was."""
    faits: list[bool] = []
    couper = requetes.Requete.couper_et_estimer

    def noter(self: requetes.Requete, lues: pl.LazyFrame, derniere: int) -> Estimees | None:
        faits.append(False)
        estimees = couper(self, lues, derniere)
        faits[-1] = estimees is not None
        return estimees

    monkeypatch.setattr(requetes.Requete, "couper_et_estimer", noter)
    monkeypatch.setattr(en_colonnes, "_FILS", 1)
    return faits


COMMUNES = ("59350", "01130", "2A004", "", "59 350", "nulle part")
SUITE = [f"P{n};2024;eaje;{NOM} {n};{n % 40 + 9};640000;;{COMMUNES[n % 6]}" for n in range(600)]
TITRES_SUITE = "projet;exercice;type;nom;places;depenses;heures_concertation;commune"


@pytest.mark.parametrize(
    ("dedans", "echecs"),
    [
        ("Q;2024;eaje;Un;20;640000;;", 0),
        ("Q;2024;eaje;Un;20;?;;", 1),
        ("Q;2024;eaje;=Un;20;1;;", 0),
        ("Total;2024;eaje;;20;1;;", 0),
        ("Q;2024;eaje;Un;20", 1),
        ("Q;2024;eaje;Un;20;640000;;;;", 1),
        ("", 1),
        (";;;;;;;", 1),
        ("# Q;2024;eaje;Un;20;640000;;", 1),
        ("Q;2024;alsh;Un;;;;", 1),
        ("Q;2023;eaje;Un;20;640000;;", 1),
        ("Q;2024;eaje;Un;;640000;;", 1),
        ("Q;2024;eaje;Un;20;0;;", 1),
        ("Q;2024;eaje;Un;20;640000;30;", 1),
        ("Q;2024;eaje;Un;20;640 000;;", 1),
        ("Q;2024;eaje;Un;20; 640000;;", 0),
        (f"Q;2024;eaje;Un;20;{' ' * 25_000}640000;;", 0),
        ('Q;2024;eaje;"Un";20;640000;;', 0),
        ('Q;2024;eaje;"A ""B""";20;640000;;', 0),
        ('Q;2024;eaje;"A\nB";20;640000;;', 1),
        ('Q;2024;eaje;A "B" C;20;640000;;', 0),
        ("Q;2024;eaje;A\rB;20;640000;;", 0),
    ],
    ids=["like the others", "a word in a column of numbers", "a name to make inert", "a total", "too few cells",
         "too many", "nothing", "separators only", "a remark", "another type", "another year", "an empty cell", "a zero",
         "a column so far empty", "a thousands separator", "a space before", "a long line", "quotes",
         "quotes within", "a break within quotes", "quotes in the middle", "a lone return"],
)  # fmt: skip
def test_blocks_cut_and_estimated_at_one_stroke(
    comparer: Comparer, tmp_path: Path, essais: list[bool], dedans: str, echecs: int
) -> None:
    """A row that is not like those of the block before has its block first cut, then looked at; so have a few others."""
    lignes = [TITRES_SUITE, *SUITE[:300], dedans, *SUITE[300:]]
    (tmp_path / "t.csv").write_text("\n".join(lignes), encoding="utf-8")
    comparer(str(tmp_path / "t.csv"), "--aides", "psu,bonus_territoire")
    assert essais.count(True) > 3
    assert essais.count(False) == echecs


@pytest.mark.parametrize("remarque", ["#;Q;2024;eaje;20;640000", "Un;# Q;2024;eaje;20;640000"])
def test_a_remark_in_a_block_like_the_others(
    comparer: Comparer, tmp_path: Path, essais: list[bool], remarque: str
) -> None:
    lignes = [f"{NOM} {n};P{n};2024;eaje;{n % 40 + 9};640000" for n in range(600)]
    texte = "\n".join(["nom;projet;exercice;type;places;depenses", *lignes[:300], remarque, *lignes[300:]])
    (tmp_path / "t.csv").write_text(texte, encoding="utf-8")
    comparer(str(tmp_path / "t.csv"), "--aides", "psu")
    assert essais.count(False) == 1


def test_blocks_of_several_types_are_not_expected_to_be_like_the_one_before(
    comparer: Comparer, tmp_path: Path, essais: list[bool]
) -> None:
    lignes = [f"P{n};2024;{('eaje', 'mam')[n % 2]};{NOM} {n};{n % 9 + 3}" for n in range(300)]
    (tmp_path / "t.csv").write_text("\n".join(["projet;exercice;type;nom;places", *lignes]), encoding="utf-8")
    comparer(str(tmp_path / "t.csv"))
    assert essais == []


@pytest.mark.parametrize("forme", ["csv", "jsonl"])
def test_a_commune_to_be_checked_is_told_by_columns(
    comparer: Comparer, tmp_path: Path, prises: list[int], forme: str
) -> None:
    """Its code is also a postal code: its row is an ordinary one, where that is told."""
    lignes = [f"P{n};2024;eaje;{NOM} {n};{n % 40 + 9};{'01130' if n % 2 else '59350'}" for n in range(100)]
    (tmp_path / "t.csv").write_text("\n".join(["projet;exercice;type;nom;places;commune", *lignes]), encoding="utf-8")
    comparer(str(tmp_path / "t.csv"), "--aides", "psu", forme=forme)
    assert sum(prises) == len(lignes)
    assert "code postal" in (tmp_path / "polars" / f"r.{forme}").read_text(encoding="utf-8-sig")


def test_no_block_is_expected_to_be_like_the_one_before_for_ever(
    comparer: Comparer, tmp_path: Path, essais: list[bool], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(requetes, "_ECHECS_MAX", 3)
    lignes = [TITRES_SUITE, *(ligne if n % 5 else "#" for n, ligne in enumerate(SUITE))]
    (tmp_path / "t.csv").write_text("\n".join(lignes), encoding="utf-8")
    comparer(str(tmp_path / "t.csv"), "--aides", "psu")
    assert essais == [False] * 3


COMPLETE = {
    "financement": "psu", "places": "40", "depenses": "640000", "heures_facturees": "62000",
    "heures_realisees": "58500", "participations_familiales": "98000", "taux_regime_general": "0,9",
    "couches_et_repas": "oui", "ctg": "oui",
}  # fmt: skip


@pytest.mark.parametrize(
    ("colonne", "cellule"), [("depenses", ""), ("couches_et_repas", ""), ("ctg", ""), ("heures_realisees", "0")]
)
def test_a_column_full_at_first_then_with_holes(
    comparer: Comparer, tmp_path: Path, prises: list[int], colonne: str, cellule: str
) -> None:
    """A query made for rows that leave it neither empty nor at zero would take anything for a value."""
    suites = (COMPLETE, COMPLETE | {colonne: cellule})
    lignes = [
        f"P;2024;eaje;{NOM} {suite} {rang};{';'.join(cellules.values())}"
        for suite, cellules in enumerate(suites)
        for rang in range(100)
    ]
    titres = f"projet;exercice;type;nom;{';'.join(COMPLETE)}"
    (tmp_path / "t.csv").write_text("\n".join([titres, *lignes]), encoding="utf-8")
    comparer(str(tmp_path / "t.csv"), "--aides", "psu,bonus_mixite_sociale,bonus_territoire")
    assert sum(prises) > len(lignes) / 2


def test_which_amounts_are_sure_to_be_written_by_columns() -> None:
    """An amount below zero, or as large as float64 no longer holds to the cent, is looked at row by row."""
    haut = Fraction(10**12)
    assert requetes._bornee(Fraction(0), haut - 1)
    assert not any(
        map(requetes._bornee, (None, Fraction(0), Fraction(-1), Fraction(0)), (haut - 1, None, haut - 1, haut))
    )


def test_a_column_empty_at_first_counts_where_it_is_filled(comparer: Comparer, tmp_path: Path) -> None:
    """A query made for rows without charges would leave theirs out of those that come after, in the same year."""
    lignes = [
        f"P;2024;eaje;{NOM} {suite} {rang};{rang % 90 + 9};{depenses};psu;oui;0,9;20000;{rang + 20_000}"
        for suite, depenses in enumerate(("", "150000"))
        for rang in range(120)
    ]
    titres = (
        "projet;exercice;type;nom;places;depenses;financement;couches_et_repas;taux_regime_general;"
        "participations_familiales;heures_facturees"
    )
    (tmp_path / "t.csv").write_text("\n".join([titres, *lignes]), encoding="utf-8")
    code, _ = comparer(str(tmp_path / "t.csv"), "--aides", "psu")
    assert code == 0


def repetitive(graine: int, lignes: int) -> str:
    """A table of few kinds of rows: what the texts of a line depend on comes back, with other numbers."""
    h = Random(graine)
    oui = ("oui", "non", "")
    titres = "projet;exercice;type;financement;places;depenses;heures_facturees;heures_realisees;taux_regime_general;"
    ecrites = [
        f"{titres}participations_familiales;couches_et_repas;ctg;heures_periscolaires;heures_mercredi;plan_mercredi"
    ]
    for rang in range(lignes):
        heures, annee = h.randint(20_000, 30_000), h.choice((2023, 2025))
        if rang % 3:
            financement, depenses = h.choice(("psu", "psu", "paje")), h.choice(("", "0", h.randint(100_000, 300_000)))
            heures_dues = f"{h.choice(('', '0', heures))};{heures - h.randint(0, 2_000)}"
            fin = f"0,{h.randint(50, 99)};{h.choice(('', '25000'))};{h.choice(oui)};{h.choice(oui)};;;"
            ecrites.append(f"P{rang};{annee};eaje;{financement};{h.randint(10, 30)};{depenses};{heures_dues};{fin}")
        else:
            fin = f"{h.choice(oui)};{heures};{h.choice(('', '0', '1200,5'))};{h.choice(oui)}"
            ecrites.append(f"P{rang};{annee};alsh;;;{h.randint(1_000, 9_000)};;;;;;{fin}")
    return "\n".join(ecrites)


@seulement("long")
def test_one_line_of_each_kind_is_estimated_for_its_texts(
    comparer: Comparer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, prises: list[int]
) -> None:
    estimees = []
    apprendre = Modeles.apprendre

    def compter(self: Modeles, a_lire: Estimees, estimes: Mapping[int, Estime]) -> None:
        estimees.extend(estimes)
        apprendre(self, a_lire, estimes)

    monkeypatch.setattr(Modeles, "apprendre", compter)
    monkeypatch.setattr(Modeles, "laisser", lambda *_: pytest.fail("the texts of a line differ from those of its kind"))
    (tmp_path / "t.csv").write_text(repetitive(11, 480), encoding="utf-8")
    assert comparer(str(tmp_path / "t.csv"), forme="jsonl")[0] == 0
    assert len(estimees) < sum(prises) / 2


@seulement("long")
def test_a_kind_of_lines_that_the_columns_write_wrongly_is_left_to_the_exact_engine(
    comparer: Comparer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ecrire = PlumeCsv.morceau

    def mal_ecrire(self: PlumeCsv, ligne: LigneEstimee, cles: Sequence[str]) -> str:
        return ecrire(self, ligne, cles).replace("Il manque", "Il faut")

    monkeypatch.setattr(PlumeCsv, "morceau", mal_ecrire)
    (tmp_path / "t.csv").write_text(repetitive(12, 60), encoding="utf-8")
    assert comparer(str(tmp_path / "t.csv"))[0] == 0


@seulement("long")
def test_more_kinds_of_lines_than_memory_keeps(
    comparer: Comparer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(long_colonnes, "MODELES_GARDES", 9)
    (tmp_path / "t.csv").write_text(repetitive(13, 120), encoding="utf-8")
    assert comparer(str(tmp_path / "t.csv"))[0] == 0


COMMUNES = ("Roubaix", "59350", "lille", "Guéret", "Mende", "Saint-Denis", "01004", "Zzzz", "?", " Lyon ", "", "75056")


def test_communes_bring_the_same(comparer: Comparer, tmp_path: Path, prises: list[int]) -> None:
    titres = "commune;exercice;type;nom;financement;places;depenses;heures_facturees;potentiel_financier_hab;"
    lignes = [f"{titres}zone_prioritaire;date_dossier;operation;cout"]
    for rang, (commune, annee) in enumerate(product(COMMUNES, range(2019, 2027))):
        potentiel, zone = ("", "850,5")[rang % 5 == 0], ("", "qpv")[rang % 7 == 0]
        travaux = f"15/09/{annee};creation;300000" if rang % 11 == 0 else ";;"
        lignes.append(f"{commune};{annee};eaje;C{rang};psu;20;{300_000 + rang};30000;{potentiel};{zone};{travaux}")
        lignes.append(f"{commune};{annee};alsh;A{rang};;;;;;;;;")
    (tmp_path / "t.csv").write_text("\n".join(lignes), encoding="utf-8")
    assert comparer(str(tmp_path / "t.csv"), "--aides", "piaje,fme,bonus_territoire,plan_mercredi")[0] == 4
    assert sum(prises) > 60


@pytest.fixture
def propre(tmp_path: Path) -> str:
    """A table without a mistake: three years, two types, a half-cent in many rows."""
    lignes = ["projet;exercice;type;financement;places;depenses;heures_facturees;heures_realisees;taux_regime_general"]
    for rang in range(50):
        annee, fin = (
            2019 + rang % 8,
            f"{rang % 7 + 10};{400_000 + rang},{rang % 100:02};{50_000 + rang};{49_000};0,{rang % 50 + 50}",
        )
        lignes.append(f"Commune {rang};{annee};eaje;psu;{fin}")
        lignes.append(f"Commune {rang};{annee};alsh;;;{1_000 + rang};;;")
    (tmp_path / "t.csv").write_text("\n".join(lignes), encoding="utf-8")
    return str(tmp_path / "t.csv")


@seulement("long")
def test_choices_of_the_command(comparer: Comparer, propre: str) -> None:
    assert comparer(propre, "--aides", "psu,pso_alsh", "--coeurs", "2")[0] == 0


@seulement("long")
def test_years_sums_and_columns_of_the_user(comparer: Comparer, tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text(
        "projet;type;places;depenses;Avis;Note\nA;creche;10;90000;bon, sans plus;a|b\nB;eaje;;80000;moyen;\n",
        encoding="utf-8",
    )
    assert comparer(str(tmp_path / "t.csv"), "--annees", "2023,2025", "--par", "aide,commune")[0] == 0


@seulement("long")
def test_own_rates(comparer: Comparer, tmp_path: Path, propre: str) -> None:
    (tmp_path / "mes-taux.toml").write_text(SURCOUCHE, encoding="utf-8")
    assert comparer(propre, "--baremes", str(tmp_path / "mes-taux.toml"))[0] == 0


@seulement("large")
def test_the_guide_holds_for_one_year(comparer: Comparer, propre: str) -> None:
    code, dit = comparer(propre, "--referentiel", "guide-2020")
    assert code == 4
    assert "nevautquepourl'exercice2020" in dit


@pytest.mark.parametrize(
    ("comparer", "classe", "methode"),
    [("large", requetes.Requete, "estimer"), ("long", Modeles, "apprendre")],
    indirect=["comparer"],
)
def test_a_defect_of_the_columns_costs_no_row(
    comparer: Comparer, monkeypatch: pytest.MonkeyPatch, propre: str, classe: type, methode: str
) -> None:
    def casse(*_: object) -> pl.DataFrame:
        raise pl.exceptions.ComputeError("essai")

    monkeypatch.delenv("CAFSIM_DEBUG")
    monkeypatch.setattr(classe, methode, casse)
    assert comparer(propre)[0] == 0


def test_all_inputs_together(comparer: Comparer, tmp_path: Path, propre: str) -> None:
    classeur = xlsxwriter.Workbook(str(tmp_path / "t.xlsx"))
    feuille = classeur.add_worksheet()
    for rang, cellules in enumerate((["projet", "exercice", "type", "places"], ["A", 2024, "eaje", 10])):
        feuille.write_row(rang, 0, cellules)
    classeur.close()
    projet = str(EXEMPLES / "creche.toml")
    code, _ = comparer(propre, str(tmp_path / "t.xlsx"), projet, str(EXEMPLES / "communes.csv"))
    assert code == 0


def test_a_project_with_an_equipment_that_came_before(comparer: Comparer, tmp_path: Path) -> None:
    """Its other equipments are new, and their own doubles are seen."""
    for nom, premier in (("p", "A"), ("p2", "Z")):
        eaje = "".join(f'[[eaje]]\nnom = "{n}"\nplaces = 20\n' for n in (premier, "B"))
        (tmp_path / f"{nom}.toml").write_text(f'nom = "P"\nexercice = 2024\n{eaje}', encoding="utf-8")
    (tmp_path / "t.csv").write_text("projet;exercice;type;nom;places\nP;2024;eaje;Z;20\nQ;2024;eaje;C;21\n")
    code, dit = comparer(*(str(tmp_path / nom) for nom in ("p.toml", "p2.toml", "t.csv")), "--aides", "psu")
    assert code == 4
    assert "4équipementsestimés" in dit


@pytest.mark.parametrize(
    "lignes",
    [
        ("projet;exercice;type;nom;places", "P;2024;eaje;;20", "P;2024;eaje;Crèche;21"),
        ("projet;exercice;type;nom;places", "P;2024;eaje;;20", "P;2024;eaje;;?"),
        ("projet;exercice;type;places", "P;2024;eaje;40", "P;2024;eaje;1 000"),
    ],
)
def test_equipments_without_a_name_bear_that_of_their_type(
    comparer: Comparer, tmp_path: Path, lignes: Sequence[str]
) -> None:
    (tmp_path / "t.csv").write_text("\n".join(lignes), encoding="utf-8")
    code, _ = comparer(str(tmp_path / "t.csv"), "--aides", "psu")
    assert code == 4


def test_projects_only(comparer: Comparer) -> None:
    assert comparer(str(EXEMPLES / "creche.toml"), str(EXEMPLES / "alsh.toml"))[0] == 0


@seulement("large")
def test_comments_only_in_a_piece(comparer: Comparer, tmp_path: Path) -> None:
    lignes = ["projet;exercice;type;places", *["#;;;"] * 130, "A;2024;eaje;10"]
    (tmp_path / "t.csv").write_text("\n".join(lignes), encoding="utf-8")
    assert "130lignesd'aideoudecommentaire" in comparer(str(tmp_path / "t.csv"))[1]


@seulement("large")
def test_a_damaged_byte_and_a_very_long_line(comparer: Comparer, tmp_path: Path) -> None:
    lignes = [
        b"projet;exercice;type;nom;places",
        "Éa;2024;eaje;é;10".encode(),
        b"A\xff;2024;eaje;x;10",
        b"B;2024;eaje;x;10",
    ]
    (tmp_path / "t.csv").write_bytes(
        b"\n".join([*lignes, b"C;2024;eaje;" + b"y" * 150_000 + b";10", b"D;2024;eaje;x;10"])
    )
    assert comparer(str(tmp_path / "t.csv"))[0] == 4


def test_a_table_without_a_field_of_its_type(comparer: Comparer, tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("projet,exercice,type\nA,2024,eaje\nB,2024,rpe\n", encoding="utf-8")
    assert comparer(str(tmp_path / "t.csv"))[0] == 0


@pytest.mark.parametrize("large", [["--large"], []])
def test_a_long_plain_table_goes_by_columns_unasked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, prises: list[int], propre: str, large: list[str]
) -> None:
    commande = ["batch", propre, *large, "--forcer", "-o", str(tmp_path / "r.csv")]
    lancer(commande)
    assert not prises
    monkeypatch.setattr(extra, "SEUIL", 1)
    lancer(commande)
    assert sum(prises) > 90


def test_a_table_that_is_all_odd_does_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, prises: list[int]) -> None:
    (tmp_path / "t.csv").write_text("projet;exercice;type;places\n" + "A;2024;Crèche;10 places\n" * 3, encoding="utf-8")
    monkeypatch.setattr(extra, "SEUIL", 1)
    lancer(["batch", str(tmp_path / "t.csv"), "--large", "-o", str(tmp_path / "r.csv")])
    assert not prises


@pytest.mark.parametrize(
    ("options", "attendu"),
    [
        (("-o", "r.xlsx", "--large"), "Demandez un résultat .csv"),
        (("-o", "r.csv", "--large"), "pip install 'cafsim[lot]'"),
    ],
)
def test_what_the_engine_can_t_do_is_told_first(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path, options: Sequence[str],
    attendu: str, propre: str,
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    if "pip" in attendu:
        monkeypatch.setattr(moteurs, "manquantes", lambda: ["polars"])
    assert lancer(["batch", propre, *options, "--moteur", "polars"]) == 2
    assert attendu in " ".join(capsys.readouterr().err.split())
    assert [x.name for x in tmp_path.iterdir()] == ["t.csv"]
