"""`cafsim compare` and `cafsim estimate --leviers` as their user runs them."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from cafsim.cli.main import lancer
from cafsim.equipements.commun import dernier_exercice

EXEMPLES = Path(__file__).resolve().parent.parent.parent / "examples"
CRECHE, SANS_CTG, COMMUNE, ALSH = (
    str(EXEMPLES / f"{nom}.toml") for nom in ("creche", "creche-sans-ctg", "commune", "alsh")
)
MINIMAL = 'exercice = 2024\n[[eaje]]\nnom = "A"\nfinancement = "psu"\nplaces = 10\n'


def sortie(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert lancer(arguments) == 0
    sorti = capsys.readouterr()
    assert sorti.err == ""
    return sorti.out.replace("\xa0", " ")


def refus(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert lancer(arguments) == 2
    sorti = capsys.readouterr()
    assert sorti.out == "", "nothing but the result goes to stdout"
    assert "Traceback" not in sorti.err
    return sorti.err.replace("\xa0", " ")


def lire_csv(capfdbinary: pytest.CaptureFixture[bytes], separateur: str, *arguments: str) -> list[dict[str, str]]:
    assert lancer(arguments) == 0
    texte = capfdbinary.readouterr().out.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(texte, newline=""), delimiter=separateur))


# -- levers ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("forme", ["table", "texte", "markdown"])
def test_les_leviers_sous_l_estimation(forme: str, capsys: pytest.CaptureFixture[str]) -> None:
    texte = sortie(capsys, "estimate", SANS_CTG, "--leviers", "--format", forme)
    assert texte.index("Total annuel") < texte.index("Ce qui rapporterait plus") < texte.rindex("À prévoir au budget")
    assert "61 500,00 €" in texte
    assert texte.index("Signer une Ctg") < texte.index("Relever les salaires") < texte.index("Créer 10 % de places")
    assert "Ce qui rapporterait plus" not in sortie(capsys, "estimate", SANS_CTG, "--format", forme)


def test_les_cles_des_leviers(capsys: pytest.CaptureFixture[str]) -> None:
    sans = json.loads(sortie(capsys, "estimate", SANS_CTG, "--format", "json"))
    avec = json.loads(sortie(capsys, "estimate", SANS_CTG, "--format", "json", "--leviers"))
    assert list(avec) == [*sans, "leviers"]
    premier = avec["leviers"][0]
    assert list(premier) == [
        "titre", "dispositif", "equipements", "statut", "gain", "incomplet", "demande", "changements", "lignes", "motifs",
    ]  # fmt: skip
    assert premier["gain"] == {
        "annuel": {"minimum": "61500.00", "maximum": "61500.00"},
        "ponctuel": {"minimum": "0.00", "maximum": "0.00"},
    }
    assert premier["changements"] == [{"equipement": "Les Lucioles", "champ": "ctg", "avant": False, "apres": True}]
    assert list(premier["lignes"][0]) == ["equipement", "dispositif", "libelle", "periodicite", "nature", "ecart"]
    del avec["leviers"]
    assert avec == sans


def test_un_gain_inconnu_est_a_part_jamais_zero(capsys: pytest.CaptureFixture[str]) -> None:
    leviers = json.loads(sortie(capsys, "estimate", COMMUNE, "--format", "json", "--leviers"))["leviers"]
    (heures,) = [x for x in leviers if "heures nouvelles" in x["titre"]]
    assert (heures["statut"], heures["gain"]) == ("inconnu", None)
    assert "bonus_territoire_horaire_nouveau" in heures["motifs"][0]


def test_plusieurs_fichiers_chacun_ses_leviers(capsys: pytest.CaptureFixture[str]) -> None:
    resultat = json.loads(sortie(capsys, "estimate", SANS_CTG, COMMUNE, "--format", "json", "--leviers"))
    assert list(resultat) == ["format", "estimations", "totaux"]
    assert all(e["leviers"] for e in resultat["estimations"])


def test_le_csv_ne_change_pas(capfd: pytest.CaptureFixture[str]) -> None:
    assert lancer(["estimate", SANS_CTG, "--format", "csv"]) == 0
    sans = capfd.readouterr()
    assert lancer(["estimate", SANS_CTG, "--format", "csv", "--leviers"]) == 0
    avec = capfd.readouterr()
    assert avec.out == sans.out
    assert "ne sont pas dans le Csv" in avec.err


# -- compare -----------------------------------------------------------------------------------------

COMPARAISONS = [
    (CRECHE, SANS_CTG),
    (CRECHE, SANS_CTG, COMMUNE),
    (CRECHE, SANS_CTG, COMMUNE, str(EXEMPLES / "creche-2026.toml")),
    (COMMUNE, "--annees", "2022,2024"),
    (COMMUNE, "--annees", "2020,2022,2024,2026"),
    (CRECHE, "--notifie", "312 000"),
    (COMMUNE, "--notifie", "1 312 000,50"),
]


@pytest.mark.parametrize("forme", ["table", "texte"])
@pytest.mark.parametrize("arguments", COMPARAISONS)
def test_tout_tient_en_80_colonnes(
    arguments: tuple[str, ...], forme: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    for commande in (("compare", *arguments), ("estimate", SANS_CTG, "--leviers")):
        texte = sortie(capsys, *commande, "--format", forme)
        assert max(map(len, texte.split("\n"))) <= 80
        assert "outil non officiel" in texte


def test_de_grands_montants_tiennent_a_quatre(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    fichiers = []
    for rang in range(4):
        fichier = tmp_path / f"{rang}.toml"
        heures = 4_000_000 + rang * 100_000
        fichier.write_text(
            MINIMAL + f"depenses = 90000000\nheures_facturees = {heures}\nparticipations_familiales = 0\n"
        )
        fichiers.append(str(fichier))
    texte = sortie(capsys, "compare", *fichiers)
    assert max(map(len, texte.split("\n"))) <= 80
    assert "26 520 000,00 €" in texte  # 4 000 000 h at 6,63 €/h at most, not cut


def test_les_cles_de_la_comparaison(capsys: pytest.CaptureFixture[str]) -> None:
    resultat = json.loads(sortie(capsys, "compare", CRECHE, SANS_CTG, "--format", "json"))
    assert list(resultat) == [
        "format", "cafsim", "referentiel", "colonnes", "lignes", "totaux", "notification", "avertissements",
    ]  # fmt: skip
    assert resultat["format"] == "cafsim.comparaison/1"
    assert resultat["colonnes"][1] == {"titre": "B", "projet": "Multi-accueil Les Lucioles, sans Ctg", "exercice": 2024}
    psu = resultat["lignes"][0]
    assert list(psu) == ["equipement", "dispositif", "libelle", "periodicite", "nature", "valeurs", "ecarts"]
    assert list(psu["valeurs"][0]) == ["statut", "montant", "minimum", "maximum"]
    assert psu["ecarts"] == [{"minimum": "-72540.00", "maximum": "0.00"}]
    assert list(resultat["totaux"]) == ["annuel", "ponctuel"]
    assert list(resultat["totaux"]["annuel"]) == ["valeurs", "ecarts"]
    assert list(resultat["totaux"]["annuel"]["ecarts"][0]) == ["minimum", "maximum", "incomplet"]
    assert resultat["notification"] is None
    concertation = next(x for x in resultat["lignes"] if x["dispositif"] == "heures_concertation")
    assert concertation["valeurs"][1] is None
    assert concertation["ecarts"] == [None]


def test_les_cles_de_la_notification(capsys: pytest.CaptureFixture[str]) -> None:
    resultat = json.loads(sortie(capsys, "compare", CRECHE, "--notifie", "312 000,50", "--format", "json"))
    assert list(resultat["notification"]) == ["montant", "estime", "ecart", "dans_la_fourchette", "causes"]
    assert resultat["notification"]["montant"] == "312000.50"
    assert resultat["notification"]["dans_la_fourchette"] is False
    assert list(resultat["notification"]["causes"][0]) == ["titre", "texte"]


def test_la_notification_des_aides_nommees(capsys: pytest.CaptureFixture[str]) -> None:
    texte = sortie(capsys, "compare", CRECHE, "--notifie", "313060", "--aides", "psu")
    assert "exactement celui de l'estimation" in texte
    assert "dans la fourchette" in sortie(capsys, "compare", CRECHE, "--notifie", "403000")
    assert "dépasse l'estimation" in sortie(capsys, "compare", CRECHE, "--notifie", "900000")


@pytest.mark.parametrize(
    ("profil", "separateur", "montant"), [("excel-fr", ";", "-36000,00"), ("iso", ",", "-36000.00")]
)
def test_le_csv_de_la_comparaison(
    profil: str, separateur: str, montant: str, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    rangees = lire_csv(capfdbinary, separateur, "compare", CRECHE, SANS_CTG, "--format", "csv", "--csv", profil)
    b = "B : Multi-accueil Les Lucioles, sans Ctg, exercice 2024"
    assert list(rangees[0])[:5] == ["equipement", "dispositif", "libelle", "periodicite", "nature"]
    assert list(rangees[0])[-7:] == [
        f"{b} : statut", f"{b} : montant", f"{b} : minimum", f"{b} : maximum", f"{b} : écart minimum",
        f"{b} : écart maximum", "cafsim",
    ]  # fmt: skip
    nouvelles = next(x for x in rangees if "nouvelles" in x["libelle"])
    assert nouvelles[f"{b} : écart minimum"] == nouvelles[f"{b} : écart maximum"] == montant
    assert nouvelles[f"{b} : statut"] == "non_eligible"
    assert [x["libelle"] for x in rangees if x["dispositif"] == "total"] == ["Total annuel", "Total ponctuel"]


def test_les_annees_en_csv_sans_limite(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    annees = ",".join(map(str, range(2018, 2026)))
    rangees = lire_csv(capfdbinary, ";", "compare", CRECHE, "--annees", annees, "--format", "csv")
    assert [c for c in rangees[0] if c.endswith("montant")] == [f"{a} : montant" for a in range(2018, 2026)]


def test_ce_qui_change_d_une_annee_a_l_autre_est_dit(capsys: pytest.CaptureFixture[str]) -> None:
    texte = " ".join(sortie(capsys, "compare", ALSH, "--annees", "2020,2021").split())
    assert "2020 : les taux saisis (pso_alsh.periscolaire, pso_alsh.extrascolaire) ne valent que pour 2021" in texte
    texte = " ".join(sortie(capsys, "compare", COMMUNE, "--annees", "2022,2024").split())
    assert "15/05/2022 au lieu du 15/05/2024" in texte


def test_la_sortie_suit_l_extension(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for nom, debut in (("a.csv", "\ufeffequipement;"), ("a.json", "{"), ("a.md", "# Comparaison"), ("a.txt", "Compar")):
        cible = tmp_path / nom
        assert lancer(["compare", CRECHE, SANS_CTG, "-o", str(cible)]) == 0
        assert cible.read_text(encoding="utf-8").startswith(debut)
    capsys.readouterr()
    assert "--forcer" in refus(capsys, "compare", CRECHE, SANS_CTG, "-o", str(tmp_path / "a.md"))


@pytest.mark.parametrize(
    ("arguments", "attendus"),
    [
        ((CRECHE,), ["rien à quoi comparer"]),
        ((CRECHE, CRECHE), ["donné deux fois"]),
        ((CRECHE, str(EXEMPLES / ".." / "examples" / "creche.toml")), ["donné deux fois"]),
        ((CRECHE, ALSH), ["aucun équipement commun", "alsh.toml"]),
        ((CRECHE, SANS_CTG, "--annees", "2022,2024"), ["un seul fichier"]),
        ((CRECHE, SANS_CTG, "--notifie", "3"), ["un seul fichier"]),
        ((CRECHE, "--annees", "2022,2024", "--notifie", "3"), ["incompatible"]),
        ((CRECHE, "--annees", "2024"), ["au moins deux années"]),
        ((CRECHE, "--annees", ""), ["n'est pas une année"]),
        ((CRECHE, "--annees", "2022,,2024"), ["n'est pas une année"]),
        ((CRECHE, "--annees", "2022;2024"), ["n'est pas une année"]),
        ((CRECHE, "--annees", "2017,2024"), ["2017"]),
        ((CRECHE, "--annees", f"2024,{dernier_exercice() + 1}"), ["aucun barème"]),
        ((CRECHE, "--annees", "2024,2024"), ["deux fois"]),
        ((CRECHE, "--annees", "²022,2024"), ["n'est pas une année"]),
        ((CRECHE, "--annees", "2018,2019,2020,2021,2022"), ["5 colonnes", "--format csv"]),
        ((CRECHE, "--notifie", "beaucoup"), ["n'est pas un nombre"]),
        ((CRECHE, "--notifie", ""), ["n'est pas un nombre"]),
        ((CRECHE, "--notifie", "-5"), ["montant en euros"]),
        ((CRECHE, "--notifie", "50 %"), ["pourcentage"]),
        ((CRECHE, "--notifie", "1.23,50"), ["n'est pas un nombre"]),
        ((CRECHE, "--notifie", "9" * 20), ["vraisemblance"]),
        ((CRECHE, "--notifie", "9" * 50), ["trop de chiffres"]),
        ((CRECHE, "--annees", "2020,2022", "--referentiel", "guide-2020"), ["2020"]),
        ((CRECHE, SANS_CTG, "--aides", "psy"), ["« psu »"]),
        ((), ["il manque un argument"]),
        (
            (CRECHE, CRECHE, "absent.toml", "--annees", "1999,x", "--notifie", "y"),
            ["8 erreurs", "1999", "introuvable", "deux fois"],
        ),
    ],
)
def test_une_demande_refusee(
    arguments: tuple[str, ...], attendus: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    dit = refus(capsys, "compare", *arguments)
    for attendu in attendus:
        assert attendu in dit


def test_l_aide_est_en_francais(capsys: pytest.CaptureFixture[str]) -> None:
    page = sortie(capsys, "compare", "--aide")
    for anglais in ("Usage: ", "Options:", "Show this", "required", "[default", "Arguments:"):
        assert anglais not in page


def test_projects_of_one_name_bear_their_files(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    copie = tmp_path / "variante.toml"
    copie.write_bytes(Path(CRECHE).read_bytes())
    assert "variante.toml)" in sortie(capsys, "compare", CRECHE, str(copie))
