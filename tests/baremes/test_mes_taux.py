"""The rates that the user keeps: kept whole or not at all, used everywhere, never half-read."""

from __future__ import annotations

import json
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from cafsim.baremes.en_vigueur import Fenetre, en_vigueur
from cafsim.baremes.mes_taux import charger_baremes, chemin, feuilles_gardees, garder, oublier, prolongee
from cafsim.baremes.model import Baremes, Valeur
from cafsim.baremes.overlay import poser
from cafsim.baremes.prevision import table_previsionnelle
from cafsim.cli.main import lancer
from cafsim.erreurs import EntreeRefusee

PERISCOLAIRE = "pso_alsh.periscolaire"


@pytest.fixture(autouse=True)
def dossier(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of one's own for each test."""
    monkeypatch.setenv("CAFSIM_DONNEES", str(tmp_path / "moi"))
    return tmp_path / "moi"


def taux(cle: str, valeur: str, unite: str = "€/h", annee: int = 2026, **autres) -> Valeur:
    montant = Fraction(valeur)
    jours = {"debut": date(annee, 1, 1), "fin": date(annee, 12, 31), **autres}
    return Valeur(cle, unite, statut="saisi", minimum=montant, maximum=montant, **jours)


def effort(valeur: str, *accueils: str, **autres) -> Valeur:
    dimensions = {"accueil": accueils} if accueils else {}
    return taux("tarif_familles.taux_effort", valeur, "%/h", dimensions=dimensions, **autres)


def en_2026(table: Baremes, cle: str, le: date = date(2026, 6, 1), **cas) -> list[Fraction | None]:
    bloc = table.blocs[cle.partition(".")[0]]
    (partie,) = en_vigueur(bloc, table.serie(cle), cas, Fenetre.jour(le))
    return [lecture.valeur.valeur for lecture in partie.lectures]


def test_what_is_kept_is_read_again_and_is_the_owner_s_only() -> None:
    feuille = garder([taux(PERISCOLAIRE, "0.61", note="Notification.")], 2026)
    assert feuilles_gardees() == [feuille]
    (ligne,) = feuille.lignes
    assert (ligne.valeur, ligne.note, ligne.verifie_le) == (Fraction("0.61"), "Notification.", date.today())
    assert chemin(2026).stat().st_mode & 0o077 == 0


def test_a_new_figure_takes_the_place_of_the_old_one_of_its_case_and_days(baremes: Baremes) -> None:
    garder([taux(PERISCOLAIRE, "0.61"), effort("0.06", "collectif", "familial")], 2026)
    garder([effort("0.05", "familial", debut=date(2026, 7, 1))], 2026)
    table = poser(baremes, feuilles_gardees()[0].lignes)
    assert en_2026(table, PERISCOLAIRE) == [Fraction("0.61")]
    cle = "tarif_familles.taux_effort"
    assert en_2026(table, cle, accueil="collectif", le=date(2026, 9, 1)) == [Fraction("0.06")]
    assert en_2026(table, cle, accueil="familial") == [Fraction("0.06")]
    assert en_2026(table, cle, accueil="familial", le=date(2026, 9, 1)) == [Fraction("0.05")]


def test_what_can_t_be_an_overlay_is_not_kept() -> None:
    garder([taux(PERISCOLAIRE, "0.61")], 2026)
    avant = chemin(2026).read_bytes()
    for faux in (taux("psu.taux", "66", "part"), taux(PERISCOLAIRE, "0.61", "€/place")):
        with pytest.raises(EntreeRefusee):
            garder([taux(PERISCOLAIRE, "0.62"), faux], 2026)
        assert chemin(2026).read_bytes() == avant


@pytest.mark.parametrize(
    "abime",
    [
        lambda t: t[: len(t) // 2],
        lambda t: t.replace("€/h", "€/an"),
        lambda t: t.replace("pso_alsh", "pso_alshh"),
        lambda t: t.replace("2026", "2025"),
        lambda t: t.replace("0.61", "un"),
        lambda _: "",
    ],
    ids=["moitié", "unité", "aide", "année", "texte", "vide"],
)
def test_a_damaged_file_is_told_and_serves_nothing(abime, capsys: pytest.CaptureFixture[str]) -> None:
    garder([taux(PERISCOLAIRE, "0.61")], 2026)
    garder([taux(PERISCOLAIRE, "0.60", annee=2025)], 2025)
    chemin(2026).write_text(abime(chemin(2026).read_text(encoding="utf-8")), encoding="utf-8")
    assert lancer(["baremes", "montrer", "pso_alsh"]) == 2
    dit = capsys.readouterr()
    assert "vos taux gardés de 2026 sont abîmés : aucun n'a servi" in dit.err
    assert "mes-taux oublier 2026" in dit.err
    assert not dit.out
    with pytest.raises(EntreeRefusee):
        garder([taux(PERISCOLAIRE, "0.62")], 2026)
    assert lancer(["baremes", "montrer", "pso_alsh", "--sans-mes-taux"]) == 0
    assert lancer(["baremes", "mes-taux", "oublier", "2026"]) == 0
    assert lancer(["baremes", "montrer", "pso_alsh", "--format", "json"]) == 0


PROJET = """
format = "cafsim.projet/1"
nom = "Centre"
exercice = 2026
[[alsh]]
nom = "Jaurès"
heures_periscolaires = 1000
heures_mercredi = 0
heures_extrascolaires = 0
heures_adolescents = 0
depenses = 900000
taux_regime_general = 1
"""


@pytest.fixture
def projet(tmp_path: Path) -> Path:
    fichier = tmp_path / "projet.toml"
    fichier.write_text(PROJET, encoding="utf-8")
    return fichier


def lu(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[str | None, list[str], str]:
    """The amount and reliability of the after-school line, the warnings, what stderr says."""
    assert lancer(["estimate", *arguments, "--aides", "pso_alsh", "--format", "json"]) == 0
    sorti = capsys.readouterr()
    estimation = json.loads(sorti.out)
    ligne = next(x for x in estimation["lignes"] if "périscolaire" in x["libelle"].lower())
    return ligne["montant"], estimation["avertissements"], sorti.err


def test_every_estimate_uses_them_and_says_so(projet: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sans = lu(capsys, str(projet))
    garder([taux(PERISCOLAIRE, "0.7"), taux("pso_alsh.adolescents", "0.7")], 2026)
    garder([taux(PERISCOLAIRE, "0.8", annee=2025)], 2025)
    aujourdhui = f"{date.today():%d/%m/%Y}"
    montant, avertissements, dit = lu(capsys, str(projet))
    assert montant == "700.00"
    assert f"1 taux de votre feuille 2026, saisi le {aujourdhui}." in avertissements
    assert f"2 taux de votre feuille 2026, saisis le {aujourdhui} ; 1 taux de votre feuille 2025" in dit
    assert lu(capsys, str(projet), "--sans-mes-taux") == sans


def test_an_option_then_the_project_s_own_rates_win(
    projet: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    garder([taux(PERISCOLAIRE, "0.7")], 2026)
    option = tmp_path / "taux.toml"
    option.write_text(chemin(2026).read_text(encoding="utf-8").replace("0.7", "0.9"), encoding="utf-8")
    assert lu(capsys, str(projet), "--baremes", str(option))[0] == "900.00"
    projet.write_text(f'{PROJET}\n[taux]\n"{PERISCOLAIRE}" = 0.5\n', encoding="utf-8")
    assert lu(capsys, str(projet), "--baremes", str(option))[0] == "500.00"


def test_a_batch_uses_them_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    garder([taux(PERISCOLAIRE, "0.7")], 2026)
    table = tmp_path / "t.csv"
    table.write_text(
        "projet;type;nom;exercice;heures_periscolaires;heures_mercredi;heures_extrascolaires;heures_adolescents;depenses;taux_regime_general\nC;alsh;J;2026;1000;0;0;0;900000;1\n",
        encoding="utf-8",
    )
    sortis = []
    for moteur, options in (("exact", ()), ("polars", ()), ("exact", ("--sans-mes-taux",))):
        sortie = tmp_path / f"{moteur}{len(options)}.csv"
        arguments = ["batch", str(table), "-o", str(sortie), "--large", "--moteur", moteur, *options]
        assert lancer(arguments) == 0, capsys.readouterr().err
        sortis.append("700" in sortie.read_text(encoding="utf-8-sig"))
    assert sortis == [True, True, False]


def test_mes_taux_lists_and_forgets(capsys: pytest.CaptureFixture[str]) -> None:
    garder([taux(PERISCOLAIRE, "0.7"), taux("pso_alsh.adolescents", "0.6", note="Convention.")], 2026)
    assert lancer(["baremes", "mes-taux", "--format", "json"]) == 0
    (feuille,) = json.loads(capsys.readouterr().out)
    assert [(x["cle"], x["valeur"], x["saisi_le"]) for x in feuille["taux"]] == [
        (PERISCOLAIRE, "0.7", str(date.today())),
        ("pso_alsh.adolescents", "0.6", str(date.today())),
    ]
    assert lancer(["baremes", "mes-taux"]) == 0
    ecran = capsys.readouterr().out
    assert "Convention." in ecran
    assert lancer(["baremes", "mes-taux", "oublier", "2026", "pso_alsh.adolescents", "psu.taux"]) == 2
    assert "ce taux n'est pas gardé pour 2026" in capsys.readouterr().err
    assert oublier(2026, ["pso_alsh.adolescents"]) == 1
    assert oublier(2026, [PERISCOLAIRE]) == 0
    assert feuilles_gardees() == []
    assert lancer(["baremes", "mes-taux", "oublier", "2026"]) == 2
    assert "aucun taux gardé pour cette année" in capsys.readouterr().err


def test_a_forecast_carries_what_was_typed_until_something_is_published(baremes: Baremes) -> None:
    adolescents = "pso_alsh.adolescents"
    garder([taux(PERISCOLAIRE, "0.55", annee=2024)], 2024)
    garder([taux(adolescents, "0.6", annee=2025), taux(PERISCOLAIRE, "0.6", annee=2025)], 2025)
    garder([taux(PERISCOLAIRE, "0.61")], 2026)
    table = table_previsionnelle(charger_baremes(None, feuilles=feuilles_gardees()))
    lus = {}
    for cle in (PERISCOLAIRE, adolescents):
        bloc = table.blocs["pso_alsh"]
        for annee in (2025, 2026, 2027):
            (partie,) = en_vigueur(bloc, table.serie(cle), {}, Fenetre.annee(annee))
            (lecture,) = partie.lectures
            lus[cle, annee] = (lecture.valeur.valeur, lecture.fiabilite)
    assert lus == {
        (PERISCOLAIRE, 2025): (Fraction("0.6"), "saisi"),
        (PERISCOLAIRE, 2026): (Fraction("0.61"), "saisi"),
        (PERISCOLAIRE, 2027): (Fraction("0.61"), "reconduit"),
        (adolescents, 2025): (Fraction("0.6"), "saisi"),
        (adolescents, 2026): (Fraction("0.6"), "reconduit"),
        (adolescents, 2027): (Fraction("0.6"), "reconduit"),
    }
    publies = en_vigueur(table.blocs["psu"], prolongee(baremes.serie("psu.taux")), {}, Fenetre.annee(2027))
    assert publies == en_vigueur(baremes.blocs["psu"], baremes.serie("psu.taux"), {}, Fenetre.annee(2027))


def test_what_was_typed_stops_where_an_exact_figure_is_published(baremes: Baremes) -> None:
    garder([taux(PERISCOLAIRE, "0.4", annee=2021)], 2021)
    table = table_previsionnelle(charger_baremes(None, feuilles=feuilles_gardees()))
    (lue,) = en_vigueur(table.blocs["pso_alsh"], table.serie(PERISCOLAIRE), {}, Fenetre.annee(2025))[0].lectures
    publie = en_vigueur(baremes.blocs["pso_alsh"], baremes.serie(PERISCOLAIRE), {}, Fenetre.annee(2025))
    assert lue.valeur.valeur == publie[0].lectures[0].valeur.valeur == Fraction("0.59")
