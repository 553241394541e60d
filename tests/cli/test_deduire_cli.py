"""`cafsim baremes deduire` as its user runs it, up to the forecast of the next year."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path

import pytest

from cafsim.baremes.loader import load
from cafsim.baremes.mes_taux import charger_baremes, feuilles_gardees
from cafsim.baremes.prevision import table_previsionnelle
from cafsim.cli.main import lancer
from cafsim.estimation.moteur import Moteur
from cafsim.estimation.resultat import LigneEstimee
from cafsim.projet.lecture import lire_projet

ALSH = "examples/alsh.toml"
COMMUNE = """
format = "cafsim.projet/1"
nom = "Saint-Amé"
exercice = {annee}
gestionnaire = "public"

[[eaje]]
nom = "Les Lucioles"
financement = "psu"
places = 40
depenses = 640000
heures_facturees = 62000
heures_realisees = 61000
participations_familiales = 98000
couches_et_repas = true

[[alsh]]
nom = "Centre Jean Macé"
depenses = 310000
heures_periscolaires = 42000
heures_mercredi = 12000
heures_extrascolaires = 30000
heures_adolescents = 1500

[[centre_social]]
nom = "Centre du Parc"
agrement = true
depenses_animation_globale = 190000
"""
NOTIFICATIONS = [
    ("montant horaire maximal Psu", "Les Lucioles", "316160"),  # 6,68 €/h
    ("taux périscolaire", "Centre Jean Macé", "31860"),  # 0,59 €/h
    ("taux extrascolaire", "Centre Jean Macé", "18720"),  # 0,624 €/h
    ("taux adolescents", "Centre Jean Macé", "930,00"),  # 0,62 €/h
    ("prix plafond animation globale", "Centre du Parc", "71 953,10"),  # 169 700 €
]
DEDUITS = [
    "psu.horaire_max",
    "pso_alsh.periscolaire",
    "pso_alsh.extrascolaire",
    "pso_alsh.adolescents",
    "ps_agc.prix_plafond",
]


@pytest.fixture(autouse=True)
def chez_soi(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CAFSIM_DONNEES", str(tmp_path / "chez-soi"))
    monkeypatch.setenv("COLUMNS", "100")


def lance(capsys: pytest.CaptureFixture[str], *arguments: str, code: int = 0) -> str:
    assert lancer(["baremes", "deduire", *arguments]) == code
    lu = capsys.readouterr()
    return " ".join(f"{lu.err} {lu.out}".replace("\xa0", " ").split())


def projet(dossier: Path, annee: int) -> Path:
    fichier = dossier / f"commune-{annee}.toml"
    fichier.write_text(COMMUNE.format(annee=annee), encoding="utf-8")
    return fichier


def principales(moteur: Moteur, fichier: Path) -> list[LigneEstimee]:
    lignes = moteur.estimer(lire_projet(fichier, moteur.baremes)).lignes
    return [x for x in lignes if x.dispositif in ("psu", "pso_alsh", "ps_agc") and x.retenue]


def test_from_to_be_completed_to_the_forecast_of_the_next_year(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """Three notifications of 2025, no key known: the five lines of 2026 have an amount."""
    notifie, prochain = projet(tmp_path, 2025), projet(tmp_path, 2026)
    avant = principales(Moteur(load()), prochain)
    assert {x.statut for x in avant} == {"a_completer", "fourchette"}
    for demande, equipement, montant in NOTIFICATIONS:
        dit = lance(capsys, str(notifie), demande, "--montant", montant, "--equipement", equipement, "--garder")
        assert "Gardé : " in dit
    (feuille,) = feuilles_gardees()
    assert (feuille.annee, sorted({v.cle for v in feuille.lignes})) == (2025, sorted(DEDUITS))
    table = charger_baremes(None, feuilles=[feuille])
    assert [x.montant for x in principales(Moteur(table), notifie)] == [316160, 31860, 18720, 930, Fraction("71953.10")]
    apres = principales(Moteur(table_previsionnelle(table)), prochain)
    assert len(apres) == len(avant) == 5
    assert {x.statut for x in apres} == {"calcule"}
    assert {x.fiabilite for x in apres} == {"reconduit"}


def test_the_json_says_a_value_or_bounds(capsys: pytest.CaptureFixture[str]) -> None:
    lu = json.loads(lance(capsys, ALSH, "périscolaire", "--montant", "29254,50", "--format", "json"))
    assert list(lu) == ["cle", "exercice", "valeur", "explication"]
    assert (lu["cle"], lu["exercice"], lu["valeur"]) == ("pso_alsh.periscolaire", 2021, "0.55")
    lu = json.loads(lance(capsys, ALSH, "périscolaire", "--montant", "29000", "--format", "json"))
    assert list(lu) == ["cle", "exercice", "minimum", "maximum", "explication"]
    assert (lu["minimum"], lu["maximum"]) == (None, None)
    assert lu["explication"].startswith("Aucun taux, au millième près")


def test_the_file_written_is_an_overlay(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    fichier = tmp_path / "taux.toml"
    dit = lance(capsys, ALSH, "périscolaire", "--montant", "29254,50", "-o", str(fichier))
    assert "Taux écrit" in dit
    assert "Avec 0,55 €/h" in dit
    texte = fichier.read_text(encoding="utf-8").replace("\xa0", " ")
    assert 'note = "déduit de la notification de 2021 : 29 254,50 €"' in texte
    assert lancer(["estimate", ALSH, "--baremes", str(fichier)]) == 0


TABLE = """projet;exercice;type;nom;depenses;heures_periscolaires;heures_mercredi;heures_extrascolaires;taux_regime_general;Montant notifié
A;2021;alsh;Nord;310000;54000;0;30000;98,5 %;29 254,50
A;2021;alsh;Sud;200000;20000;0;30000;100 %;11000
A;2021;alsh;Est;200000;10000;0;30000;100 %;{est}
A;2021;alsh;Ouest;200000;10000;0;30000;100 %;abc
"""


def table(tmp_path: Path, est: str, annee: str = "2021") -> str:
    fichier = tmp_path / "centres.csv"
    fichier.write_text(TABLE.format(est=est).replace("2021;alsh;Est", f"{annee};alsh;Est"), encoding="utf-8")
    return str(fichier)


def test_one_rate_explains_a_table(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    dit = lance(capsys, table(tmp_path, "5500"), "périscolaire", "--colonne", "montant_notifie", "--garder")
    assert "3 lignes sur 3 d'accord. Ce taux explique tous les montants notifiés." in dit
    assert "ligne 5 : montant notifié : « abc »" in dit
    assert feuilles_gardees()[0].lignes[0].valeur == Fraction("0.55")


def test_the_rows_that_disagree_are_named(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    lu = json.loads(
        lance(capsys, table(tmp_path, "5600"), "périscolaire", "--colonne", "montant_notifie", "--format", "json")
    )
    (taux,) = lu["taux"]
    assert (taux["valeur"], taux["lignes"]) == ("0.55", [2, 3])
    assert [(x["ligne"], x["equipement"], x["valeur"]) for x in taux["en_desaccord"]] == [(4, "Est", "0.56")]
    assert [x["ligne"] for x in lu["lignes_ecartees"]] == [5]


def test_a_table_of_several_years_is_refused(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    fichier = table(tmp_path, "5600", annee="2020")
    assert "mêle les exercices 2020, 2021" in lance(
        capsys, fichier, "périscolaire", "--colonne", "montant_notifie", code=2
    )


@pytest.mark.parametrize(
    ("arguments", "attendu"),
    [
        ((ALSH, "périscolaire", "--montant", "beaucoup"), "n'est pas un nombre"),
        ((ALSH, "périscolaire", "--montant", "-5"), "montant en euros est attendu"),
        ((ALSH, "périscolaire", "--montant", "98 %"), "un pourcentage n'a pas de sens ici"),
        ((ALSH, "périscolaire"), "il faut --montant, ou --colonne"),
        ((ALSH, "psu.horaire_max", "--montant", "5"), "aucune ligne ne lit ce taux. Taux lus par ce projet"),
        ((ALSH, "tarotx", "--montant", "5"), "taux inconnu de ce projet. Taux lus par ce projet"),
        ((ALSH, "adolescents", "--montant", "5"), "taux inconnu de ce projet"),
        (("absent.toml", "x", "--montant", "y"), "2 erreurs"),
        ((ALSH, "périscolaire", "--montant", "29000", "--garder"), "rien à écrire"),
        ((ALSH, "périscolaire", "--montant", "29000", "-o", "x.toml"), "rien à écrire"),
    ],
)
def test_what_is_refused(capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], attendu: str) -> None:
    assert attendu in lance(capsys, *arguments, code=2)
    assert feuilles_gardees() == []
