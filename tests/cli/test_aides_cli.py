"""`cafsim aides` as its user runs it."""

from __future__ import annotations

import json
from datetime import date
from itertools import cycle
from pathlib import Path

import pytest

from cafsim.baremes.loader import load
from cafsim.cli.main import lancer
from cafsim.dispositifs.registre import dispositifs
from cafsim.equipements.registre import equipements
from cafsim.fiches.catalogue import charger

FICHES = charger()
CLES = {"dispositif", "titre", "resume", "equipements", "nature", "famille", "periode", "calcule"}
DE_LA_FICHE = {
    "pour_qui", "pour_quoi", "conditions", "comment", "qui_decide", "textes", "contact", "mots_cles", "montant", "annee",
    "taux", "sources",
}  # fmt: skip


def plat(texte: str) -> str:
    return "".join(texte.split())


@pytest.fixture
def sortie(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("COLUMNS", "80")

    def lance(*arguments: str, code: int = 0) -> str:
        assert lancer(["aides", *arguments]) == code
        sorti = capsys.readouterr()
        return sorti.err if code else sorti.out

    return lance


def test_the_list_in_json(sortie) -> None:
    objets = json.loads(sortie("--format", "json"))
    assert all(o.keys() == CLES for o in objets)
    assert {o["dispositif"] for o in objets} == FICHES.par_nom.keys()
    for o in objets:
        if o["calcule"]:
            aide = dispositifs()[o["dispositif"]]
            assert (o["titre"], tuple(o["equipements"]), o["nature"]) == (aide.titre, aide.equipements, aide.nature)


@pytest.mark.parametrize("forme", ["table", "markdown"])
def test_the_list_shows_each(sortie, forme: str) -> None:
    ecran = sortie("--format", forme).replace("\\", "")
    for nom in FICHES.par_nom:
        assert f"{nom} :" in ecran.replace("\xa0", " ")
    if forme == "table":
        assert max(map(len, ecran.splitlines())) <= 80


@pytest.mark.parametrize("genre", list(equipements()))
def test_one_equipment_only(sortie, genre: str) -> None:
    objets = json.loads(sortie("--equipement", genre, "--format", "json"))
    assert objets
    assert all(genre in o["equipements"] for o in objets)
    assert {o["dispositif"] for o in objets} >= {
        d.identifiant for d in dispositifs().values() if genre in d.equipements
    }


@pytest.mark.parametrize("nom", list(FICHES.par_nom)[::3])
def test_a_fiche_fits_80_columns_and_cites_its_sources(sortie, nom: str) -> None:
    ecran = sortie("montrer", nom)
    lignes = ecran.splitlines()
    assert max(map(len, lignes)) <= 80
    assert len(lignes) <= 95
    fiche, table = FICHES.par_nom[nom], load()
    sources = {**table.sources, **FICHES.sources}
    for texte in (fiche.titre, fiche.resume, fiche.pour_qui, fiche.pour_quoi, *fiche.conditions, fiche.comment,
                  fiche.qui_decide, fiche.contact, fiche.montant, *fiche.textes, *(sources[s].citation for s in fiche.sources)):  # fmt: skip
        assert plat(texte) in plat(ecran)
    assert ("\nMontant\n" in ecran) == (nom not in table.blocs)


@pytest.mark.parametrize(
    ("annee", "nom"), list(zip(cycle([2018, 2020, 2024, date.today().year]), sorted(dispositifs())[::2]))
)
def test_rates_of_the_year_and_their_sources(sortie, nom: str, annee: int) -> None:
    ecran = plat(sortie("montrer", nom, "--annee", str(annee)))
    objet = json.loads(sortie("montrer", nom, "--annee", str(annee), "--format", "json"))
    table = load()
    assert objet.keys() == CLES | DE_LA_FICHE
    for serie in objet["taux"] or []:
        for ligne in serie["lignes"]:
            assert plat(serie["libelle"])[1:] in ecran
            if ligne["statut"] == "lacune":
                assert "montantnonpublié" in ecran
            for source in ligne["sources"] if ligne["statut"] != "lacune" else []:
                assert plat(table.sources[source].citation) in ecran


def test_the_rate_of_a_known_year(sortie) -> None:
    ecran = sortie("montrer", "psu", "--annee", "2024").replace("\xa0", " ")
    assert "6,63 €/h, non officiel" in ecran
    assert "https://" not in ecran
    assert "https://" in sortie("montrer", "psu", "--annee", "2024", "--detail")


def test_a_gap_names_its_document_and_what_was_known(sortie) -> None:
    ecran = " ".join(sortie("montrer", "bonus_inclusion_handicap", "--annee", "2026").replace("\xa0", " ").split())
    assert "montant non publié. Où trouver : Barème annuel" in ecran
    assert "pour mémoire en 2024 : 1 399 €/place/an, non officiel [" in ecran
    assert "cafsim baremes saisir --aide bonus_inclusion_handicap --annee 2026" in ecran


def test_an_ended_aid_says_so(sortie) -> None:
    assert "L'aide n'existe pas en 2026." in sortie("montrer", "heures_concertation", "--annee", "2026")


@pytest.mark.parametrize(
    ("arguments", "attendu"),
    [
        (("montrer", "bonus_mixite"), "Les plus proches : bonus_mixite_sociale"),
        (("montrer", "zzzz"), "La liste : cafsim aides"),
        (("montrer", "psu", "--annee", "2050"), "2050 n'est pas dans le barème"),
        (("--equipement", "rp"), "Vouliez-vous dire « rpe » ?"),
        (("chercher", "le"), "pas de mot à chercher"),
        (("chercher",), "il manque un argument"),
        (("monter", "psu"), "Tapez : cafsim aides montrer psu"),
        (("--format", "pdf"), "Valeurs possibles"),
    ],
)
def test_mistakes_are_refused(sortie, arguments: tuple[str, ...], attendu: str) -> None:
    assert attendu in sortie(*arguments, code=2)


def test_the_search(sortie) -> None:
    ecran = sortie("chercher", "HANDICAP").replace("\xa0", " ")
    assert ecran.index("bonus_inclusion_handicap :") < ecran.index("complement_inclusif :")
    objets = json.loads(sortie("chercher", "crèche", "handicap", "--format", "json"))
    assert objets[0]["dispositif"] == "bonus_inclusion_handicap"
    assert sortie("chercher", "vacances", "--format", "markdown").startswith("# ")


def test_nothing_found_says_what_to_type(sortie) -> None:
    ecran = sortie("chercher", "vaccances").replace("\xa0", " ")
    assert "Rien pour « vaccances ». Essayez : cafsim aides chercher vacances" in ecran
    assert json.loads(sortie("chercher", "qqqqqq", "--format", "json")) == []


def test_the_format_may_stand_before_the_command(sortie) -> None:
    assert json.loads(sortie("--format", "json", "montrer", "ctg"))["dispositif"] == "ctg"


def test_so_may_the_file(sortie, tmp_path: Path) -> None:
    cible = tmp_path / "ctg.md"
    assert sortie("-o", str(cible), "montrer", "ctg") == ""
    assert cible.read_text(encoding="utf-8").startswith("# Convention territoriale globale")
    assert "existe déjà" in sortie("-o", str(cible), "montrer", "psu", code=2)
    assert sortie("--forcer", "--format", "texte", "montrer", "psu", "-o", str(cible)) == ""
    assert cible.read_text(encoding="utf-8").startswith("Prestation de service unique")


@pytest.mark.parametrize("commande", [(), ("montrer",), ("chercher",)])
def test_help_is_french(sortie, commande: tuple[str, ...]) -> None:
    aide = sortie(*commande, "--aide")
    assert "Usage :" in aide
    assert "Options :" in aide
    assert "Show" not in aide
