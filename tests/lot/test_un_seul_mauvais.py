"""One bad thing in a batch costs itself only, whatever the error; elsewhere an unexpected error tells where it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from cafsim.cli.main import lancer
from cafsim.equipements import commun
from cafsim.estimation.moteur import Moteur
from cafsim.lot.calcul import ouvrier
from cafsim.lot.lecture import fichiers
from cafsim.lot.lecture.equipement import LecteurDeRangees
from cafsim.lot.resultat.long import Long
from cafsim.tables.texte import TableTexte

TITRES = "projet;exercice;type;nom;financement;places;depenses;heures_facturees"
PROJET = "exercice = 2024\n[[eaje]]\nnom = '{0}'\nfinancement = 'psu'\nplaces = 40\n"
PanicException = type("PanicException", (BaseException,), {})
ERREURS = [RecursionError("trop profond"), MemoryError(), OSError(5, "Input/output error"), PanicException("panique")]


@pytest.fixture
def dossier(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for nom in ("bon", "mauvais", "meilleur"):
        Path(f"{nom}.toml").write_text(PROJET.format(nom))
        Path(f"{nom}.csv").write_text(
            f"{TITRES}\n{nom}-1;2024;eaje;A;psu;40;640000;62000\n{nom}-2;2024;eaje;B;psu;9;9;9\n"
        )
    return tmp_path


def manque(vrai: Callable[..., object], error: BaseException, mot: str = "mauvais") -> Callable[..., object]:
    """Return a function that fails on what holds a word."""

    def faux(*arguments: object, **options: object) -> object:
        if any(mot in str(getattr(a, "chemin", a)) for a in arguments):
            raise error
        return vrai(*arguments, **options)

    return faux


def lot(*entrees: str) -> tuple[int, str, str]:
    """Run a batch; return its code, its result, its rejects."""
    code = lancer(["batch", *entrees, "-o", "r.csv", "--aides", "psu"])
    rejets = Path("r.csv.rejets.csv")
    return code, Path("r.csv").read_text("utf-8-sig"), rejets.read_text("utf-8-sig") if rejets.exists() else ""


@pytest.mark.parametrize("error", ERREURS, ids=lambda e: type(e).__name__)
@pytest.mark.parametrize("entrees", [("bon.toml", "mauvais.toml"), ("bon.csv", "mauvais.csv")])
@pytest.mark.usefixtures("dossier")
def test_a_file(monkeypatch: pytest.MonkeyPatch, entrees: tuple[str, ...], error: BaseException) -> None:
    monkeypatch.setattr(ouvrier, "lire_projet", manque(ouvrier.lire_projet, error))
    monkeypatch.setattr(fichiers, "ouvrir_toutes", manque(fichiers.ouvrir_toutes, error))
    code, resultat, rejets = lot(*entrees)
    assert (code, "bon" in resultat, "mauvais" in resultat) == (4, True, False)
    assert entrees[1] in rejets
    assert ("le disque ne répond pas" if isinstance(error, OSError) else type(error).__name__) in rejets


@pytest.mark.usefixtures("dossier")
def test_a_row(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(LecteurDeRangees, "lire", manque(LecteurDeRangees.lire, PanicException("panique"), "mauvais-1"))
    code, resultat, rejets = lot("bon.csv", "mauvais.csv")
    assert (code, resultat.count("bon-"), resultat.count("mauvais-")) == (4, 2, 1)
    assert "mauvais.csv;2;" in rejets


@pytest.mark.usefixtures("dossier")
def test_a_disk_that_fails_in_the_middle(monkeypatch: pytest.MonkeyPatch) -> None:
    lire = TableTexte._rangees

    def rangees(table: TableTexte, parcours: object) -> Iterator[object]:
        for rang, rangee in enumerate(lire(table, parcours)):
            if rang and table.chemin.stem == "mauvais":
                raise OSError(5, "Input/output error")
            yield rangee

    monkeypatch.setattr(TableTexte, "_rangees", rangees)
    code, resultat, rejets = lot("mauvais.csv", "bon.csv")
    assert (code, resultat.count("bon-"), resultat.count("mauvais-")) == (4, 2, 1)
    assert (
        "mauvais.csv;3;;;lecture impossible : le disque ne répond pas.;Cette ligne et les suivantes manquent" in rejets
    )


@pytest.mark.usefixtures("dossier")
def test_no_file_at_all_is_a_refusal(capsys: pytest.CaptureFixture[str]) -> None:
    assert lancer(["batch", "absent.csv", "autre.csv", "-o", "r.csv"]) == 2
    assert "2 erreurs" in capsys.readouterr().err
    assert not Path("r.csv").exists()


@pytest.mark.usefixtures("dossier")
def test_an_estimate_names_what_failed(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(Moteur, "_lignes_de", manque(Moteur._lignes_de, ZeroDivisionError("division"), ""))
    assert lancer(["estimate", "bon.toml"]) == 1
    assert "(ZeroDivisionError : division), équipement « bon »." in capsys.readouterr().err


@pytest.mark.parametrize(("annee", "attendue"), [(1999, 2027), (2026, 2027), (2040, 2041)])
def test_a_clock_that_is_wrong(monkeypatch: pytest.MonkeyPatch, annee: int, attendue: int) -> None:
    class Horloge(commun.date):
        @classmethod
        def today(cls) -> commun.date:
            return commun.date(annee, 6, 30)

    monkeypatch.setattr(commun, "date", Horloge)
    assert commun.dernier_exercice() == attendue


@pytest.mark.usefixtures("dossier")
def test_a_row_that_can_t_be_written(monkeypatch: pytest.MonkeyPatch) -> None:
    vrai = Long.csv
    monkeypatch.setattr(Long, "csv", lambda mise, profil: manque(vrai(mise, profil), ValueError("mal"), "bon-2"))
    code, resultat, rejets = lot("bon.csv", "meilleur.csv")
    assert code == 4
    assert ["bon-1" in resultat, "bon-2" in resultat, "meilleur-2" in resultat] == [True, False, True]
    assert "erreur inattendue (ValueError : mal)" in rejets
