"""`cafsim baremes` as its user runs it; `saisir` through a pseudo-terminal."""

from __future__ import annotations

import errno
import json
import os
import re
import subprocess
import sys
import tomllib
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cafsim.baremes.consultation import a_verifier, comparer, fiche, lacunes
from cafsim.baremes.loader import default_path, load
from cafsim.baremes.model import Baremes
from cafsim.cli.commandes import baremes as commande
from cafsim.cli.main import lancer
from cafsim.dispositifs.registre import dispositifs
from cafsim.equipements.commun import dernier_exercice
from cafsim.etudes.verification import chemin, rejouer
from cafsim.valeurs.lecture import lire_taux

RACINE = Path(__file__).resolve().parent.parent.parent
ENV = {**os.environ, "PYTHONPATH": str(RACINE), "PYTHONIOENCODING": "utf-8", "COLUMNS": "80", "TERM": "dumb"}
AIDES = list(load().blocs)
ANNEES = range(2018, dernier_exercice() + 1)


def simple(texte: str) -> str:
    return " ".join(texte.replace("\xa0", " ").split())


def serre(texte: str) -> str:
    """Return the text without blanks: lines may break anywhere, at a hyphen too."""
    return "".join(texte.split())


@pytest.fixture
def sortie(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("COLUMNS", "80")

    def lance(*arguments: str, code: int = 0) -> str:
        assert lancer(["baremes", *arguments]) == code
        sorti = capsys.readouterr()
        return sorti.err if code == 2 else sorti.out

    return lance


@pytest.fixture
def taux(tmp_path: Path):
    def ecrire(texte: str) -> str:
        fichier = tmp_path / "taux.toml"
        fichier.write_text(texte, encoding="utf-8")
        return str(fichier)

    return ecrire


# --- liste ---------------------------------------------------------------------------------------------


def test_liste_counts_rates_and_gaps(sortie) -> None:
    lignes = {x["dispositif"]: x for x in json.loads(sortie("liste", "--format", "json"))}
    assert list(lignes) == AIDES
    assert lignes["bonus_inclusion_handicap"] == {
        "dispositif": "bonus_inclusion_handicap",
        "titre": "Bonus « inclusion handicap »",
        "debut": "2019-01-01",
        "fin": None,
        "taux": 3,
        "valeurs": 7,
        "lacunes": 3,
    }


def test_liste_shows_every_aid_within_80_columns(sortie) -> None:
    ecran = sortie("liste")
    assert max(map(len, ecran.splitlines())) <= 80
    for aide in AIDES:
        assert aide in ecran
    assert "Psu : prestation de service unique" in simple(ecran), "abbreviations are explained"


# --- montrer -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("aide", AIDES)
def test_montrer_holds_on_80_columns_and_cites_each_source(sortie, baremes: Baremes, aide: str) -> None:
    ecran = sortie("montrer", aide)
    assert all(len(ligne) <= 80 for ligne in ecran.splitlines() if "http" not in ligne)
    plat = serre(ecran)
    for serie in baremes.blocs[aide].series.values():
        for valeur in serie.valeurs:
            for source in valeur.sources:
                assert serre(baremes.sources[source].citation) in plat
            for note in (valeur.note, valeur.derivation):
                assert serre(note or "") in plat
            if valeur.lacune:
                assert serre(valeur.ou_trouver or serie.ou_trouver) in plat


@pytest.mark.parametrize("annee", ANNEES)
def test_a_year_tells_each_case_once_for_each_day(baremes: Baremes, annee: int) -> None:
    """Temporal coverage: in the year's view, no case has two rows for one day and one tier, none has a hole."""
    for aide, serie in ((a, s) for a in AIDES for s in fiche(baremes, a, annee).series):
        vus: dict[tuple, list] = {}
        for ligne in serie.lignes:
            vus.setdefault((tuple(ligne.dimensions.items()), ligne.debut), []).append(ligne)
        for lignes in vus.values():
            tranches = [x.tranche for x in lignes]
            assert len(set(tranches)) == len(tranches), aide
            if tranches != [None]:
                assert [t.depuis for t in tranches] == [None, *(t.jusqu_a for t in tranches[:-1])], aide
                assert tranches[-1].jusqu_a is None, aide
        if serie.lignes:
            debut = max(date(annee, 1, 1), baremes.blocs[aide].debut or date.min)
            for dimensions in {cle[0] for cle in vus}:
                assert min(cle[1] for cle in vus if cle[0] == dimensions) in (debut, *_debuts(serie)), aide


def _debuts(serie) -> list[date]:
    return [x.valeur.debut for x in serie.lignes]


def test_montrer_a_scale_as_tiers(sortie, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "160")
    plat = simple(sortie("montrer", "bonus_mixite_sociale", "--annee", "2019"))
    for attendu in (
        "2019 jusqu'à 0,75 €/h 2 100 €/place/an",
        "plus de 0,75 €/h à 1 €/h 800 €/place/an",
        "plus de 1,25 €/h 0 €/place/an",
    ):
        assert attendu in plat
    assert "moins de 5 % 15 %" in simple(sortie("montrer", "bonus_inclusion_handicap", "--annee", "2020"))
    assert "de 4 % à moins de 8 % 100 €/place/an" in simple(sortie("montrer", "bonus_trajectoire", "--annee", "2025"))
    plat = simple(sortie("montrer", "tarif_familles", "--annee", "2024"))
    assert "4 à 7 enfants" in plat
    assert "0,0310 %/h" in plat


def test_montrer_says_carried_forward_and_until_when(sortie) -> None:
    plat = simple(sortie("montrer", "ps_jeunes", "--annee", "2025"))
    assert "50 % (1) reconduit (confirmé jusqu'au 31/12/2024)" in plat
    document = json.loads(sortie("montrer", "ps_jeunes", "--annee", "2025", "--format", "json"))
    ligne = document["taux"][0]["lignes"][0]
    assert (ligne["statut"], ligne["confirme_jusqu_au"], ligne["valeur"]) == ("reconduit", "2024-12-31", "0.5")
    assert not ligne["permanent"]


def test_montrer_says_a_standing_rule(sortie) -> None:
    assert "66 % (1) publié, règle permanente" in simple(sortie("montrer", "psu", "--annee", "2024"))
    document = json.loads(sortie("montrer", "psu", "--annee", "2024", "--format", "json"))
    ligne = document["taux"][0]["lignes"][0]
    assert (ligne["statut"], ligne["confirme_jusqu_au"], ligne["permanent"]) == ("publie", "2022-12-31", True)


def test_montrer_an_announced_change_is_a_gap(sortie) -> None:
    plat = simple(sortie("montrer", "bonus_inclusion_handicap", "--annee", "2026"))
    assert "Changement annoncé au 01/01/2026, sans montant publié. Avant : 15 %." in plat


def test_montrer_shows_conflicts(sortie) -> None:
    assert "Désaccord : Ville de Vincennes, 2020 donne 705,25 €/mois" in simple(sortie("montrer", "tarif_familles"))


def test_montrer_an_aid_that_does_not_exist_yet(sortie) -> None:
    assert "l'aide n'existe pas cette année-là" in simple(sortie("montrer", "bonus_attractivite", "--annee", "2020"))


def test_montrer_an_aid_whose_amount_is_local(sortie) -> None:
    dit = simple(sortie("montrer", "bonus_territoire_services", "--annee", "2024"))
    assert "Aucun taux publié en 2024 : le montant est celui de la convention" in dit
    assert "n'existe pas" not in dit


def test_montrer_the_user_s_rates(sortie, taux) -> None:
    fichier = taux('[[psu.horaire_max]]\ndebut = 2025-01-01\ncouches_et_repas = true\nvaleur = 6.76\nunite = "€/h"\n')
    assert "6,76 €/h saisi par vous" in simple(sortie("montrer", "psu", "--annee", "2025", "--baremes", fichier))


# --- comparer ------------------------------------------------------------------------------------------


def test_comparer_shows_only_what_changes(sortie, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "160")
    plat = simple(sortie("comparer", "2024", "2025", "tarif_familles"))
    assert "765,77 €/mois 801 €/mois + 4,6 %" in plat
    assert "6 000 €/mois, puis 7 000 €/mois dès le 01/09 7 000 €/mois, puis 8 500 €/mois dès le 01/09" in plat
    assert "tarif_familles.taux_effort" not in plat
    tout = simple(sortie("comparer", "2024", "2025", "tarif_familles", "--tout"))
    assert "tarif_familles.taux_effort" in tout


def test_comparer_a_fall_and_a_gap(sortie) -> None:
    assert "4,50 €/h 3,90 €/h − 13,3 %" in simple(sortie("comparer", "2024", "2025", "complement_inclusif"))
    assert "1 399 €/place/an non publié" in simple(sortie("comparer", "2024", "2025", "bonus_inclusion_handicap"))


@pytest.mark.parametrize("annee", ANNEES)
def test_a_year_does_not_differ_from_itself(baremes: Baremes, annee: int) -> None:
    assert not [e for e in comparer(baremes, annee, annee) if e.change]


def test_comparer_is_symmetric(baremes: Baremes) -> None:
    aller = {(e.cle, e.tranche, str(e.dimensions)) for e in comparer(baremes, 2020, 2024) if e.change}
    retour = {(e.cle, e.tranche, str(e.dimensions)) for e in comparer(baremes, 2024, 2020) if e.change}
    assert aller == retour


def test_comparer_json(sortie) -> None:
    document = json.loads(sortie("comparer", "2024", "2025", "--format", "json"))
    plancher = next(x for x in document if x["cle"] == "tarif_familles.plancher")
    assert [x["valeur"] for x in (*plancher["avant"], *plancher["apres"])] == ["765.77", "801"]
    assert all(x["change"] for x in document)


# --- sources, lacunes ----------------------------------------------------------------------------------


def test_sources_lists_all_and_what_rests_on_them(sortie, baremes: Baremes) -> None:
    lignes = {x["source"]: x for x in json.loads(sortie("sources", "--format", "json"))}
    assert lignes.keys() == baremes.sources.keys()
    assert lignes["programme-2025"]["taux"] == ["tarif_familles.plancher"]
    plat = simple(sortie("sources"))
    assert "programme-2025" in plat
    assert "Nature : association, blog ou programme tiers" in plat


def test_every_source_is_used_or_quoted(baremes: Baremes) -> None:
    cites = {
        s
        for cle in baremes.cles()
        for v in baremes.serie(cle).valeurs
        for s in (*v.sources, *(c.source for c in v.conflit))
    }
    assert baremes.sources.keys() - cites == set()


def test_lacunes_name_a_document_each(sortie, baremes: Baremes) -> None:
    lignes = json.loads(sortie("lacunes", "--format", "json"))
    declarees = sum(v.lacune for cle in baremes.cles() for v in baremes.serie(cle).valeurs)
    annoncees = sum(v.changement_annonce is not None for cle in baremes.cles() for v in baremes.serie(cle).valeurs)
    assert len(lignes) == declarees + annoncees
    assert all(x["ou_trouver"] and x["statut"] == "lacune" and x["valeur"] is None for x in lignes)


def test_lacunes_of_a_year(sortie, baremes: Baremes) -> None:
    cles = {x["cle"] for x in json.loads(sortie("lacunes", "--annee", "2026", "--format", "json"))}
    assert {"pso_alsh.periscolaire", "bonus_inclusion_handicap.taux_financement"} <= cles
    assert "heures_concertation.montant_horaire" not in cles, "that aid ended in 2024"
    assert not lacunes(baremes, 2024, "bonus_attractivite")
    assert "Aucune lacune en 2024" in simple(sortie("lacunes", "bonus_attractivite", "--annee", "2024"))
    assert "Document : Convention départementale France services" in simple(sortie("lacunes", "france_services"))


def test_a_figure_typed_fills_the_gap(sortie, taux) -> None:
    fichier = taux('[[pso_alsh.periscolaire]]\ndebut = 2026-01-01\nvaleur = 0.61\nunite = "€/h"\n')
    cles = {
        x["cle"] for x in json.loads(sortie("lacunes", "--annee", "2026", "--format", "json", "--baremes", fichier))
    }
    assert "pso_alsh.periscolaire" not in cles


# --- every screen, every form --------------------------------------------------------------------------

ECRANS = [
    ("liste",), ("montrer", "psu"), ("montrer", "tarif_familles", "--annee", "2024"),
    ("comparer", "2024", "2025", "tarif_familles"), ("sources",), ("lacunes", "--annee", "2026"),
]  # fmt: skip


@pytest.mark.parametrize("ecran", ECRANS, ids=" ".join)
@pytest.mark.parametrize("colonnes", [40, 80, 100, 160])
def test_a_screen_holds_at_every_width(
    sortie, baremes: Baremes, ecran: tuple[str, ...], colonnes: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", str(colonnes))
    lignes = sortie(*ecran).splitlines()
    assert all(len(ligne) <= colonnes for ligne in lignes if "http" not in ligne)
    adresses = {ligne.strip() for ligne in lignes if "http" in ligne}
    assert adresses <= {s.url for s in baremes.sources.values()}, "an address is alone on its line, and whole"


@pytest.mark.parametrize("ecran", ECRANS, ids=" ".join)
def test_texte_and_markdown_say_what_the_table_says(sortie, ecran: tuple[str, ...]) -> None:
    dits = {
        forme: set(re.findall(r"\w+", sortie(*ecran, "--format", forme).replace("\\", "")))
        for forme in ("table", "texte", "markdown")
    }
    assert len(dits["table"]) > 50
    assert dits["markdown"] == dits["table"]
    assert dits["texte"] <= dits["table"]
    assert dits["table"] - dits["texte"] <= {"Aide", "Période", "Cas", "Valeur"}, "nothing but the heads of columns"


@pytest.mark.parametrize("ecran", ECRANS, ids=" ".join)
def test_the_csv_is_refused(sortie, ecran: tuple[str, ...]) -> None:
    assert "cette commande n'a pas de Csv. Formes possibles : table, texte, markdown, json." in sortie(
        *ecran, "--format", "csv", code=2
    )


def test_a_file_takes_the_form_of_its_name(sortie, tmp_path: Path) -> None:
    for nom, debut in (("psu.md", "# Prestation"), ("psu.txt", "Prestation"), ("psu.json", "{")):
        assert sortie("montrer", "psu", "-o", str(tmp_path / nom)) == ""
        assert (tmp_path / nom).read_text(encoding="utf-8").startswith(debut)
    assert "existe déjà" in sortie("montrer", "psu", "-o", str(tmp_path / "psu.md"), code=2)


def test_an_old_console_shows_something_close() -> None:
    for mots in (["baremes", "montrer", "psu"], ["tarif", "--ressources-mensuelles", "3000", "--enfants", "2"]):
        resultat = subprocess.run(
            [sys.executable, "-m", "cafsim", *mots],
            env={**ENV, "PYTHONIOENCODING": "ascii"}, capture_output=True, check=True,
        )  # fmt: skip
        assert resultat.stdout.isascii()
        assert b"EUR" in resultat.stdout
        assert b" ? " not in resultat.stdout


# --- refusals ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "dits"),
    [
        (("montrer", "pssu"), ["pssu : aide inconnue", "Vouliez-vous dire « psu » ?"]),
        (
            ("montrer", "zzz", "--annee", "2017"),
            ["zzz : aide inconnue", "cafsim baremes liste", "l'année 2017", "la plus proche est 2018"],
        ),
        (("comparer", "2017", "2099"), ["AN1 : l'année 2017", "AN2 : l'année 2099"]),
        (("lacunes", "piaj"), ["« piaje »"]),
        (("saisir", "piaj"), ["« piaje »"]),
        (("saisir", "psu"), ["il faut un clavier"]),
        (("liste", "--baremes", "nulle-part.toml"), ["nulle-part.toml"]),
    ],
)
def test_refused_with_the_nearest(sortie, arguments: tuple[str, ...], dits: list[str]) -> None:
    dit = sortie(*arguments, code=2)
    for attendu in dits:
        assert attendu in dit


# --- verifier ------------------------------------------------------------------------------------------


def test_verifier_replays_the_cases(sortie, baremes: Baremes) -> None:
    dit = sortie("verifier")
    assert "Fiches : lues et contrôlées" in dit
    nombre = len(rejouer(baremes))
    assert nombre >= 12
    assert dit.count("  juste : ") == nombre
    assert f"{nombre} cas, tous justes." in dit


def test_verifier_lists_what_nobody_checked_for_a_year(sortie) -> None:
    dit = simple(sortie("verifier"))
    tete = re.search(r"depuis un an : (\d+) taux en vigueur ; les 10 plus anciens \(tous : --tout\)\.(.*)", dit)
    assert tete is not None
    assert tete[2].split()[:4] == ["31/12/2012", ":", "pso_alsh.part_du_cout,", "part"]
    jours = [date(*map(int, reversed(j.split("/")))) for j in re.findall(r"(\d\d/\d\d/\d{4}) : ", tete[2])]
    assert (len(jours), jours) == (10, sorted(jours))
    tout = simple(sortie("verifier", "--tout"))
    assert len(re.findall(r"(\d\d/\d\d/\d{4}) : ", tout)) == int(tete[1]) > 10


def test_a_row_is_to_be_checked_a_year_after_it_was(baremes: Baremes) -> None:
    def revus(jour: date, **champs: object) -> list[tuple[date, int]]:
        serie = baremes.serie("psu.taux")
        rows = tuple(v._replace(**champs) for v in serie.valeurs)
        bloc = baremes.blocs["psu"]._replace(series={"taux": serie._replace(valeurs=rows)})
        return [(x.vu_le, x.lignes) for x in a_verifier(baremes._replace(blocs={"psu": bloc}), jour)]

    vu = date(2025, 3, 1)
    assert revus(date(2026, 3, 1), verifie_le=vu) == []
    assert revus(date(2026, 3, 2), verifie_le=vu) == [(vu, 1)]
    assert revus(date(2026, 3, 2)) == [(date(2022, 12, 31), 1)], "the last day that a source confirms"
    assert revus(date(2026, 3, 2), fin=date(2025, 12, 31)) == [], "no longer in force"
    assert revus(date(2026, 3, 2), statut="lacune") == [], "nothing to check"


def test_the_embedded_cases_concern_known_aids_and_name_a_source() -> None:
    cas = tomllib.loads(chemin().read_text(encoding="utf-8"))
    assert {c["dispositif"] for c in cas["cas"]} <= dispositifs().keys()
    assert all(c["source"] and c["titre"] for c in (*cas["cas"], *cas["tarif"]))
    assert len(cas["tarif"]) >= 5


def test_a_wrong_rate_is_seen(baremes: Baremes) -> None:
    """Falsify rates one at a time: the replay must tell."""
    for cle in (
        "psu.horaire_max",
        "bonus_attractivite.montant_par_place",
        "tarif_familles.plancher",
        "tarif_familles.plafond",
    ):
        bloc, _, nom = cle.partition(".")
        serie = baremes.serie(cle)
        ecart = Fraction(30)  # 30 € of plancher or plafond are one or two cents of tariff
        faux = tuple(v._replace(minimum=v.minimum - ecart, maximum=v.maximum - ecart) for v in serie.valeurs)
        series = {**baremes.blocs[bloc].series, nom: serie._replace(valeurs=faux)}
        table = baremes._replace(blocs={**baremes.blocs, bloc: baremes.blocs[bloc]._replace(series=series)})
        assert [r for r in rejouer(table) if not r.juste], cle


def test_verifier_exits_1_on_a_disagreement(sortie, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    texte = chemin().read_text(encoding="utf-8").replace("montant = 2320.50", "montant = 2320.51")
    faux = tmp_path / "cas.toml"
    faux.write_text(texte, encoding="utf-8")
    monkeypatch.setattr("cafsim.etudes.verification.chemin", lambda: faux)
    dit = simple(sortie("verifier", code=1))
    assert "FAUX : Journées pédagogiques 2024" in dit
    assert "2 320,50 €, alors que la source donne 2 320,51 €" in dit
    assert "1 en désaccord" in dit


@pytest.mark.parametrize(
    ("entrees", "attendu", "dit"),
    [
        ("places_nouvelles = 10, bonus_territoire_existant = 850", "= 61500.00", ["juste", "61 500,00 €"]),
        ("places_nouvelles = 10, bonus_territoire_existant = 850", "= 61500.01", ["FAUX", "61 500,00 €, alors que"]),
        ("places_nouvelles = 10", "= 36000.00", ["FAUX", "aucun montant exact, alors que"]),
    ],
)
def test_the_lines_of_an_aid_add_up_or_are_not_exact(
    entrees: str, attendu: str, dit: list[str], baremes: Baremes, tmp_path: Path
) -> None:
    """30 places at 850 € and 10 at 3 600 €; one line to complete is no amount."""
    cas = tmp_path / "cas.toml"
    cas.write_text(
        '[[cas]]\ntitre = "T"\ndispositif = "bonus_territoire"\nequipement = "eaje"\nexercice = 2024\n'
        f'entrees = {{ financement = "psu", ctg = true, zone_prioritaire = "qpv", places = 40, {entrees} }}\n'
        f'attendu = {{ montant {attendu} }}\nsource = "S"\n',
        encoding="utf-8",
    )
    (resultat,) = rejouer(baremes, cas)
    assert all(morceau in str(resultat).replace("\xa0", " ") for morceau in dit)
    assert resultat.juste is ("juste" in dit)


@pytest.mark.parametrize(
    ("fichier", "citee", "bloc"), [("fiches", "ash-2856", "psu"), ("versements", "eji-2022", "psu_relevee.2022")]
)
def test_verifier_names_a_source_that_nothing_describes(
    sortie, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, fichier: str, citee: str, bloc: str
) -> None:
    for nom in ("baremes", "fiches", "cas", "versements"):
        texte = default_path().with_name(f"{nom}.toml").read_text(encoding="utf-8")
        texte = re.sub(f'"{citee}"(?=[],])', f'"{citee}x"', texte) if nom == fichier else texte
        (tmp_path / f"{nom}.toml").write_text(texte, encoding="utf-8")
    for module in ("fiches.catalogue", "etudes.notification"):
        monkeypatch.setattr(f"cafsim.{module}.default_path", lambda: tmp_path / "baremes.toml")
    dit = sortie("verifier", code=2)
    assert f"{fichier}.toml : {bloc} : source inconnue « {citee}x ». Vouliez-vous dire « {citee} » ?" in dit


def test_verifier_also_checks_the_user_s_file(sortie, taux) -> None:
    assert "taux.toml : lu et contrôlé" in sortie(
        "verifier", "--baremes", taux('[[psu.taux]]\ndebut = 2024-01-01\nvaleur = 0.66\nunite = "part"\n')
    )
    assert "unité" in sortie(
        "verifier", "--baremes", taux('[[psu.taux]]\ndebut = 2024-01-01\nvaleur = 66\nunite = "%"\n'), code=2
    )


# --- saisir --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("texte", "unite", "valeur"),
    [
        ("6,63", "€/h", "6.63"),
        ("6,63 €/h", "€/h", "6.63"),
        ("1 234,50 €", "€/place/an", "1234.50"),
        ("66 %", "part", "0.66"),
        ("0,66", "part", "0.66"),
        ("120 %", "part", "1.2"),
        ("0,0619", "%/h", "0.0619"),
        ("0,0619 %", "%/h", "0.0619"),
        ("0", "€/h", "0"),
    ],
)
def test_a_typed_rate_is_read_in_its_unit(texte: str, unite: str, valeur: str) -> None:
    assert lire_taux(texte, unite) == Fraction(valeur)


@pytest.mark.parametrize(
    ("texte", "unite", "dit"),
    [
        ("66", "part", "66 % ou 0,66"),
        ("-1", "€/h", "négatif"),
        ("5 %", "€/h", "pourcentage"),
        ("six", "€/h", "pas un nombre"),
        ("1.23,50", "€/h", "pas un nombre"),
    ],
)
def test_a_typed_rate_is_refused_with_a_reason(texte: str, unite: str, dit: str) -> None:
    with pytest.raises(ValueError, match=dit):
        lire_taux(texte, unite)


def test_the_group_stands_on_its_own() -> None:
    resultat = CliRunner().invoke(commande.app, ["liste", "--format", "json"])
    assert resultat.exit_code == 0
    assert len(json.loads(resultat.stdout)) == len(AIDES)


EXEMPLE = str(RACINE / "examples" / "creche.toml")


@pytest.mark.parametrize(
    "arguments",
    [
        ["baremes", "verifier"], ["baremes", "montrer", "bonus_attractivite"], ["estimate", EXEMPLE],
        ["compare", EXEMPLE, "--annees", "2023,2024"], ["plan", EXEMPLE],
        ["batch", str(RACINE / "examples" / "communes.csv"), "-o", "-"],
    ],
    ids=lambda arguments: arguments[0],
)  # fmt: skip
def test_every_command_refuses_a_wrong_table(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], arguments: list[str]
) -> None:
    texte = default_path().read_text(encoding="utf-8")
    faux = tmp_path / "baremes.toml"
    faux.write_text(texte.replace('gestionnaire = "public"', 'gestionnaire = "publique"'), encoding="utf-8")
    monkeypatch.setattr("cafsim.baremes.loader.default_path", lambda: faux)
    assert lancer(arguments) == 2
    ligne = texte[: texte.index('gestionnaire = "public"')].count("\n") + 1
    dit = simple(capsys.readouterr().err)
    assert dit.count("baremes.toml") == 1
    assert (
        f"baremes.toml, ligne {ligne} : bonus_attractivite.montant_par_place, n° 1, gestionnaire : « publique » n'est "
        "pas un choix de « gestionnaire ». Vouliez-vous dire « public » ?"
    ) in dit


def test_estimate_refuses_wrong_rates_of_one_s_own(taux, capsys: pytest.CaptureFixture[str]) -> None:
    miens = taux('[[psu.horaire_max]]\ndebut = 2024-01-01\ncouches_et_repas = "oui"\nvaleur = 6.7\nunite = "€/an"\n')
    assert lancer(["estimate", EXEMPLE, "--baremes", miens]) == 2
    dit = simple(capsys.readouterr().err)
    assert (
        "taux.toml, ligne 3 : psu.horaire_max, n° 1, couches_et_repas : « oui » n'est pas un choix de "
        "« couches_et_repas ». Valeurs possibles : true, false."
    ) in dit


# --- ranger --------------------------------------------------------------------------------------------

MAL_RANGE = "# À moi.\n[[psu.taux]]\nvaleur = 0.66\nunite = 'part'\ndebut = 2024-01-01\n"
RANGE = '# À moi.\n[[psu.taux]]\ndebut = 2024-01-01\nvaleur = 0.66\nunite = "part"\n'


def test_ranger_writes_the_file_in_its_one_form(sortie, taux) -> None:
    fichier = taux(MAL_RANGE)
    assert sortie("ranger", fichier) == f"{fichier} : rangé.\n"
    assert Path(fichier).read_text(encoding="utf-8") == RANGE
    assert sortie("ranger", fichier) == f"{fichier} : rien à ranger.\n"


def test_ranger_verifier_touches_nothing(sortie, taux) -> None:
    fichier = taux(MAL_RANGE)
    dit = simple(sortie("ranger", fichier, "--verifier", code=2))
    assert f"{fichier}, ligne 3 : ce fichier n'est pas rangé : on attend ici « debut = 2024-01-01 »." in dit
    assert f"Lancez : cafsim baremes ranger {fichier}" in dit
    assert Path(fichier).read_text(encoding="utf-8") == MAL_RANGE
    assert "rien à ranger" in sortie("ranger", taux(RANGE), "--verifier")
    Path(fichier).write_bytes(RANGE.replace("\n", "\r\n").encode())
    assert "rien à ranger" in sortie("ranger", fichier, "--verifier"), "Windows ends its lines otherwise"


def test_ranger_the_published_table(sortie) -> None:
    assert sortie("ranger", "--verifier") == f"{default_path()} : rien à ranger.\n"


@pytest.mark.parametrize(
    ("texte", "dit"),
    [
        (MAL_RANGE.replace("'part'", "'€/h'"), "ligne 4 : psu.taux, n° 1, unite : l'unité « €/h » n'est pas celle"),
        (MAL_RANGE.replace("0.66", "0.66  # lu"), "ligne 3 : # lu : ce commentaire se perdrait"),
        (MAL_RANGE.replace("debut = ", "debut = le "), "ligne 5, colonne 9 : TOML mal formé"),
    ],
)
def test_ranger_leaves_what_it_refuses(sortie, taux, texte: str, dit: str) -> None:
    fichier = taux(texte)
    assert dit in simple(sortie("ranger", fichier, code=2))
    assert Path(fichier).read_text(encoding="utf-8") == texte


def test_ranger_a_whole_table(sortie, tmp_path: Path) -> None:
    fichier = tmp_path / "baremes.toml"
    texte = default_path().read_text(encoding="utf-8")
    fichier.write_text(texte.replace("\nsources = [", "\nsources   = [\n "), encoding="utf-8")
    sortie("ranger", str(fichier))
    assert fichier.read_text(encoding="utf-8") == texte
    fichier.write_text(texte.replace('"qpv"', '"qpvv"', 1), encoding="utf-8")
    assert "n'est pas un choix de « zone_prioritaire »" in simple(sortie("ranger", str(fichier), code=2))


def test_ranger_writes_whole_or_not_at_all(sortie, taux, monkeypatch: pytest.MonkeyPatch) -> None:
    fichier = taux(MAL_RANGE)

    def panne(*_: object) -> None:
        raise OSError(errno.ENOSPC, "disque plein")

    monkeypatch.setattr(os, "fsync", panne)
    assert "écriture impossible" in sortie("ranger", fichier, code=2)
    assert Path(fichier).read_text(encoding="utf-8") == MAL_RANGE
    assert [p.name for p in Path(fichier).parent.iterdir()] == [Path(fichier).name]
