"""`cafsim estimate` as its user runs it: outputs, exit codes, and what bad input gets."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cafsim.cli.main import lancer

RACINE = Path(__file__).resolve().parent.parent.parent
EXEMPLES = RACINE / "examples"
CRECHE = str(EXEMPLES / "creche.toml")

MINIMAL = """
exercice = 2024
gestionnaire = "public"
[[eaje]]
nom = "A"
financement = "psu"
places = 10
"""


@pytest.fixture
def projet(tmp_path: Path):
    def ecrire(texte: str | bytes, nom: str = "projet.toml") -> str:
        chemin = tmp_path / nom
        chemin.write_bytes(texte if isinstance(texte, bytes) else texte.encode())
        return str(chemin)

    return ecrire


def refus(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """Run a command that must be refused; return what it says."""
    assert lancer(arguments) == 2
    sorti = capsys.readouterr()
    assert sorti.out == "", "nothing but the result goes to stdout"
    assert "Traceback" not in sorti.err
    return sorti.err.replace("\xa0", " ")


def test_les_cles_du_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert lancer(["estimate", CRECHE, "--format", "json"]) == 0
    resultat = json.loads(capsys.readouterr().out)
    assert list(resultat) == [
        "format",
        "cafsim",
        "projet",
        "exercice",
        "referentiel",
        "lignes",
        "totaux",
        "avertissements",
    ]
    assert list(resultat["lignes"][0]) == [
        "equipement", "dispositif", "libelle", "periodicite", "nature", "payeur", "beneficiaire", "statut", "base",
        "unite", "taux", "montant", "minimum", "maximum", "prevision", "prevision_repose_sur", "fiabilite", "motifs", "etapes", "sources", "hypotheses",
    ]  # fmt: skip
    assert list(resultat["lignes"][0]["etapes"][0]) == ["libelle", "formule", "valeur", "unite"]
    assert list(resultat["totaux"]) == ["annuel", "ponctuel"]
    assert list(resultat["totaux"]["annuel"]) == [
        "minimum",
        "maximum",
        "incomplet",
        "prevision",
        "prevision_incomplete",
    ]


def test_plusieurs_fichiers(capsys: pytest.CaptureFixture[str]) -> None:
    assert lancer(["estimate", CRECHE, str(EXEMPLES / "commune.toml"), "--format", "json"]) == 0
    resultat = json.loads(capsys.readouterr().out)
    assert resultat["format"] == "cafsim.estimations/1"
    assert list(resultat) == ["format", "estimations", "totaux"]
    for bout in ("minimum", "maximum"):
        cents = [round(float(e["totaux"]["annuel"][bout]) * 100) for e in resultat["estimations"]]
        assert round(float(resultat["totaux"]["annuel"][bout]) * 100) == sum(cents)


@pytest.mark.parametrize("forme", ["table", "texte", "markdown", "csv", "json"])
@pytest.mark.parametrize("exemple", sorted(p.name for p in EXEMPLES.glob("*.toml")))
def test_chaque_exemple_dans_chaque_forme(forme: str, exemple: str, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    assert lancer(["estimate", str(EXEMPLES / exemple), "--format", forme, "--detail"]) == 0
    texte = capfdbinary.readouterr().out.decode("utf-8-sig")
    assert "Traceback" not in texte
    assert len(texte) > 500


def test_les_aides_nommees_seulement(capsys: pytest.CaptureFixture[str]) -> None:
    assert lancer(["estimate", CRECHE, "--aides", "psu, bonus_attractivite", "--format", "json"]) == 0
    lignes = json.loads(capsys.readouterr().out)["lignes"]
    assert [x["dispositif"] for x in lignes] == ["psu", "bonus_attractivite"]


def test_une_aide_inconnue(capsys: pytest.CaptureFixture[str]) -> None:
    assert "« bonus_mixite_sociale »" in refus(capsys, "estimate", CRECHE, "--aides", "bonus_mixité_social")


def test_strict_refuse_l_incertain(capsys: pytest.CaptureFixture[str]) -> None:
    assert lancer(["estimate", CRECHE, "--strict"]) == 3
    sorti = capsys.readouterr()
    assert "313 060,00" in sorti.out.replace("\xa0", " "), "the result is shown all the same"
    assert "reconduit" in sorti.err


def test_strict_laisse_passer_le_certain(projet, capsys: pytest.CaptureFixture[str]) -> None:
    fichier = projet(
        'exercice = 2025\n[territoire]\nctg = true\nzone_prioritaire = "qpv"\n[[eaje]]\nnom = "A"\nfinancement = "psu"\n'
        "places = 10\nplaces_nouvelles = 10\n"
    )
    assert lancer(["estimate", fichier, "--aides", "bonus_territoire", "--strict"]) == 0
    assert "36 000,00" in capsys.readouterr().out.replace("\xa0", " ")


def test_la_sortie_est_ecrite_entiere_et_jamais_par_dessus(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    cible = tmp_path / "resultat.csv"
    assert lancer(["estimate", CRECHE, "-o", str(cible)]) == 0
    capsys.readouterr()
    contenu = cible.read_bytes()
    assert contenu.startswith(b"\xef\xbb\xbfprojet;exercice;")
    assert "--forcer" in refus(capsys, "estimate", CRECHE, "-o", str(cible), "--csv", "iso")
    assert cible.read_bytes() == contenu
    assert lancer(["estimate", CRECHE, "-o", str(cible), "--csv", "iso", "--forcer"]) == 0
    assert cible.read_bytes().startswith(b"projet,exercice,")
    assert [p.name for p in tmp_path.iterdir()] == ["resultat.csv"], "no temporary file is left"


@pytest.mark.parametrize(("cible", "message"), [(".", "dossier"), ("absent/resultat.csv", "n'existe pas")])
def test_une_sortie_impossible(cible: str, message: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert message in refus(capsys, "estimate", CRECHE, "--format", "csv", "-o", str(tmp_path / cible))


def test_le_projet_n_est_pas_ecrase_par_sa_sortie(projet, capsys: pytest.CaptureFixture[str]) -> None:
    fichier = projet(MINIMAL)
    for options in ([], ["--forcer"]):
        dit = refus(capsys, "estimate", fichier, "--format", "texte", "-o", fichier, *options)
        assert "remplacerait un des fichiers lus" in dit
    assert "n'a pas de Toml" in refus(capsys, "estimate", fichier, "-o", fichier)
    assert Path(fichier).read_text() == MINIMAL


@pytest.mark.parametrize(
    ("remplace", "par", "attendu"),
    [
        ("places = 10", "place = 10", "Vouliez-vous dire « places » ?"),
        ("places = 10", "places = -1", "négatif"),
        ("places = 10", "places = nan", "fini"),
        ("places = 10", "places = inf", "fini"),
        ("places = 10", "places = 1e999999", "chiffres"),
        ("places = 10", f"places = {'9' * 5000}", "illisible"),
        ("places = 10", "places = 99999999", "vraisemblance"),
        ("places = 10", "places = [10]", "une liste"),
        ("places = 10", 'places = "dix"', "n'est pas un nombre"),
        ("places = 10", 'places = "10 %"', "pourcentage"),
        ("places = 10", "places = true", "nombre attendu"),
        ("places = 10", "places = 10\nplaces_nouvelles = 12", "plus de places nouvelles"),
        ("places = 10", "places = 10\ntaux_regime_general = 1.2", "au plus 1"),
        ("places = 10", "places = 10\nplaces = 11", "deux fois"),
        ("places = 10", "places = 1,5", "avec un point"),
        ("places = 10", 'places = "62.000"', "Écrivez 62000"),
        ("places = 10", "places = 10\nheures_facturees = 62.000", "Écrivez 62000"),
        ("places = 10", "places = 10\nheures_facturees = 1.000", "Écrivez 1000"),
        ("places = 10", 'places = 10\nheures_facturees = "1.000"', "Écrivez 1000"),
        ("places = 10", 'places = 10\nheures_facturees = "1,000"', "Écrivez 1000"),
        ("places = 10", "places = 1.000", "Écrivez 1000"),
        ("places = 10", "places = 10\ndepenses = 1.000", "Écrivez 1000"),
        ("places = 10", "places = 10\nheures_facturees = 62 000", "sans espace"),
        ("places = 10", "places = 10\n[eaje.investissement]\ndate_dossier = 2024-02-30", "n'existe pas"),
        ("places = 10", 'places = 10\n[taux]\npsu.horaire_max = 6\n"psu.horaire_max" = 7', "deux fois"),
        ("places = 10", "places = dix", "entre guillemets"),
        ('"psu"', '"spu"', "Vouliez-vous dire « psu » ?"),
        ('"psu"', '"psu', "TOML mal formé"),
        ("2024", "2017", "au moins 2018"),
        ("2024", "2099", "aucun barème"),
        ("2024", "2024.5", "entier"),
        ("exercice = 2024", "", "il manque l'exercice"),
        ("exercice = 2024", 'exercice = "?"', "il manque l'exercice"),
        ("places = 10", 'places = 10\nexercice = "?"', "il manque l'exercice"),
        ("[[eaje]]", "[eaje]", "deux crochets"),
        ("[[eaje]]", "[[creche]]", "clé inconnue"),
        ("[[eaje]]", "[territoire]", "aucun équipement"),
        ('nom = "A"', "nom = 3", "texte"),
        ('nom = "A"', f'nom = "{"A" * 300}"', "trop long"),
        ("exercice = 2024", 'exercice = 2024\nformat = "cafsim.projet/9"', "format inconnu"),
        ("places = 10", 'places = 10\n[taux]\n"psu.horaire_maxi" = 6', "« psu.horaire_max »"),
        ("places = 10", 'places = 10\n[taux]\n"psu.horaire_max" = -6', "négatif"),
        ("places = 10", "places = 10\n[eaje.investissement]\ndate_dossier = 2010-01-01", "aucun barème à la date"),
        ("places = 10", "places = 10\n[eaje.investissement]\noperation = 3", "n'est pas une valeur possible"),
    ],
)
def test_une_entree_refusee(remplace: str, par: str, attendu: str, projet, capsys: pytest.CaptureFixture[str]) -> None:
    assert remplace in MINIMAL
    assert attendu in refus(capsys, "estimate", projet(MINIMAL.replace(remplace, par)))


@pytest.mark.parametrize("ecrit", ["0.999", '"0.999"', '"0,999"', "1.0000", "1.00", '"1 000,0"', "1"])
def test_trois_decimales_sous_un_sont_un_nombre(ecrit: str, projet, capsys: pytest.CaptureFixture[str]) -> None:
    fichier = projet(MINIMAL + f"heures_facturees = {ecrit}\ndepenses = 100000\nheures_realisees = 1\n")
    assert lancer(["estimate", fichier, "--aides", "psu", "--format", "json"]) == 0
    base = json.loads(capsys.readouterr().out)["lignes"][0]["base"]
    assert float(base) == {'"1 000,0"': 1000, "0.999": 0.999, '"0.999"': 0.999, '"0,999"': 0.999}.get(ecrit, 1)


def test_tout_est_dit_d_un_coup(projet, capsys: pytest.CaptureFixture[str]) -> None:
    un = projet(MINIMAL.replace("10", "-1").replace('"psu"', '"x"').replace("2024", "2099"), "un.toml")
    deux = projet(MINIMAL.replace("places", "plasses"), "deux.toml")
    dit = refus(capsys, "estimate", un, deux)
    assert "4 erreurs" in dit
    assert dit.count("un.toml") == 3
    assert dit.count("deux.toml") == 1


@pytest.mark.parametrize(
    ("contenu", "attendu"),
    [
        (b"", "aucun équipement"),
        (MINIMAL.replace("A", "Crèche").encode("cp1252"), "UTF-8"),
        (MINIMAL.encode("utf-16"), "UTF-8"),
        (b"x = 1\n" * 2_000_000, "trop gros"),
        (b"a = " + b"[" * 20_000, "imbriqu"),
        (b"\x00\x01", "TOML"),
    ],
)
def test_un_fichier_qui_n_en_est_pas_un(
    contenu: bytes, attendu: str, projet, capsys: pytest.CaptureFixture[str]
) -> None:
    assert attendu in refus(capsys, "estimate", projet(contenu))


def test_un_dossier_un_fichier_absent(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    dit = refus(capsys, "estimate", str(tmp_path), str(tmp_path / "absent.toml"))
    assert "c'est un dossier" in dit
    assert "introuvable" in dit


def test_le_bom_de_windows_est_accepte(projet, capsys: pytest.CaptureFixture[str]) -> None:
    assert lancer(["estimate", projet(MINIMAL.replace("\n", "\r\n").encode("utf-8-sig"))]) == 0
    assert "crèche" in capsys.readouterr().out


def test_le_guide_ne_vaut_que_pour_2020(capsys: pytest.CaptureFixture[str]) -> None:
    assert "2020" in refus(capsys, "estimate", CRECHE, "--referentiel", "guide-2020")
    assert "guide-2020" in refus(capsys, "estimate", CRECHE, "--referentiel", "guide")


def test_une_surcouche_est_marquee_saisie(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    surcouche = tmp_path / "caf.toml"
    surcouche.write_text(
        '[[psu.horaire_max]]\ndebut = 2024-01-01\nvaleur = 6.70\nunite = "€/h"\ncouches_et_repas = [true, false]\n',
        encoding="utf-8",
    )
    assert lancer(["estimate", CRECHE, "--baremes", str(surcouche), "--aides", "psu", "--format", "json"]) == 0
    (ligne,) = json.loads(capsys.readouterr().out)["lignes"]
    assert ligne["fiabilite"] == "saisi"
    assert ligne["montant"] == "317400.00"  # 62 000 × 6,70 − 98 000


@pytest.mark.parametrize(
    ("contenu", "attendu"),
    [
        ("[[psy.horaire_max]]\n", "« psu »"),
        ("[[psu.horaire]]\n", "« horaire_m"),
        ('[[psu.horaire_max]]\ndebut = 2024-01-01\nvaleur = 6.7\nunite = "€/jour"\n', "unité inconnue"),
        ('[[psu.horaire_max]]\nvaleur = 6.7\nunite = "€/h"\n', "debut"),
        ("[psu]\nhoraire_max = 6.7\n", "liste"),
    ],
)
def test_une_surcouche_refusee(contenu: str, attendu: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    surcouche = tmp_path / "caf.toml"
    surcouche.write_text(contenu, encoding="utf-8")
    dit = refus(capsys, "estimate", CRECHE, "--baremes", str(surcouche))
    assert attendu in dit
    assert "caf.toml" in dit


@pytest.mark.parametrize(
    ("arguments", "attendu"),
    [
        (["estimat"], "Tapez : cafsim estimer"),
        (["saisir", "--annee", "2026"], "Tapez : cafsim baremes saisir --annee 2026"),
        (["chercher", "alsh"], "Tapez : cafsim aides chercher alsh ; cafsim communes chercher alsh"),
        (["modèle", "crèche"], "Tapez : cafsim projet modele crèche"),
        (["communes", "L'Isle"], 'Tapez : cafsim communes chercher "L\'Isle"'),
        (["creche.toml"], "Tapez : cafsim estimer creche.toml"),
        (["note", "x.toml"], "Tapez : cafsim rapport x.toml"),
        (["xyzzy"], "Tapez : cafsim --aide"),
        (["baremes", "lire"], "Exemple : cafsim baremes lire feuille-2026.xlsx"),
        (["baremes", "deduire"], 'Exemple : cafsim baremes deduire examples/alsh.toml "taux périscolaire"'),
        (["estimate", "--formt", "json"], "« --format »"),
        (["estimate", CRECHE, "--format", "pdf"], "table, texte, markdown, json, csv, xlsx"),
        (["estimate", CRECHE, "--csv"], "attend une valeur"),
    ],
)
def test_une_commande_mal_tapee(arguments: list[str], attendu: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert attendu in refus(capsys, *arguments)


def test_l_aide_est_en_francais(capsys: pytest.CaptureFixture[str]) -> None:
    for arguments in (
        ["--aide"],
        ["estimate", "--aide"],
        ["baremes", "--aide"],
        ["baremes", "montrer", "--aide"],
        ["tarif", "-h"],
        ["projet", "modele", "--help"],
    ):
        assert lancer(arguments) == 0
        page = capsys.readouterr().out
        for anglais in (
            "Usage: ",
            "Options:",
            "Commands:",
            "Show this",
            "required",
            "[default",
            "Arguments:",
            "Install completion",
        ):
            assert anglais not in page, (arguments, anglais)


def test_the_screen_says_what_comes_next_and_a_document_its_day(capsys: pytest.CaptureFixture[str]) -> None:
    dits = []
    for options in ([], ["--format", "markdown"], ["--leviers"]):
        assert lancer(["estimate", CRECHE, *options]) == 0
        dits.append(capsys.readouterr().out.replace("\xa0", " "))
    ecran, document, leviers = dits
    assert "\nSuite : --completer · --detail (sources, 1 remarque) · cafsim rapport" in ecran
    assert "Établi le" not in ecran
    assert "Suite :" not in document
    assert "Établi le" in document
    assert "Suite :" not in leviers
    assert leviers.count("À prévoir au budget") == 2, "the answer again, below the levers"


def test_an_estimate_of_some_aids_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    for aides in ([], ["--aides", "psu"]):
        assert lancer(["estimate", CRECHE, *aides]) == 0
        assert ("aides choisies seulement" in " ".join(capsys.readouterr().out.split())) is bool(aides)
