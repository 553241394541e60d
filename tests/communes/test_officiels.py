"""Official files, read whatever their dialect; what is not understood is refused."""

from __future__ import annotations

import gzip
import hashlib
import io
from pathlib import Path

import pytest
import xlsxwriter

from cafsim.communes.importes import enregistrer, importes, oublier, valeurs
from cafsim.communes.officiels import FichierLu, lire, verifier_millesime
from cafsim.erreurs import EntreeRefusee


def lu(
    tmp_path: Path, nom: str, texte: str | bytes, genre: str | None = None, millesime: int | None = None
) -> FichierLu:
    fichier = tmp_path / nom
    fichier.write_bytes(texte if isinstance(texte, bytes) else texte.encode())
    return lire(fichier, genre, millesime)[0]


def refus(tmp_path: Path, nom: str, texte: str | bytes, genre: str | None = None, millesime: int | None = None) -> str:
    with pytest.raises(EntreeRefusee) as info:
        lu(tmp_path, nom, texte, genre, millesime)
    (probleme,) = info.value.problemes
    assert nom in probleme.fichier
    return f"{probleme.message} {probleme.conseil}"


FRR = """Liste des communes classées en zone France ruralités revitalisation;;;
;;;
Code Insee;Commune;Département;Classement FRR
59350;Lille;59;Non classée
12218;Conques-en-Rouergue;12;FRR socle
1001;L'Abergement-Clémenciat;01;FRR+
97411;Saint-Denis;974;FRR partiel
15141;Neussargues;15;Commune bénéficiaire
59512;Roubaix;59;
"""


def test_frr_de_la_dgcl(tmp_path: Path) -> None:
    resultat = lu(tmp_path, "Liste communes FRR_juillet2025.csv", FRR, "frr")
    assert resultat.importe.millesime == 2025
    assert resultat.importe.colonnes == ("Code Insee", "Classement FRR")
    assert resultat.importe.sha256 == hashlib.sha256(FRR.encode()).hexdigest()
    assert resultat.valeurs == {
        "59350": "non", "12218": "socle", "01001": "plus", "97411": "partielle", "15141": "beneficiaire",
    }  # fmt: skip


@pytest.mark.parametrize("encodage", ["cp1252", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("separateur", [";", ",", "\t"])
def test_les_dialectes(tmp_path: Path, encodage: str, separateur: str) -> None:
    octets = FRR.replace(";", separateur).encode(encodage)
    assert lu(tmp_path, "frr-2025.csv", octets, "frr").valeurs["12218"] == "socle"


def test_frr_de_l_observatoire(tmp_path: Path) -> None:
    texte = "Observatoire des territoires\n\ncodgeo,libgeo,codefrr\n59350,Lille,\n12218,Conques,FRR\n"
    assert lu(tmp_path, "frr.csv", texte, "frr", 2025).valeurs == {"12218": "socle"}


@pytest.mark.parametrize("classe", ["FRR ?", "sans objet FRR peut-être", "2", "Zrr"])
def test_une_classe_incomprise_est_refusee(tmp_path: Path, classe: str) -> None:
    assert "illisible" in refus(tmp_path, "frr-2025.csv", f"code;classement\n59350;{classe}\n", "frr")


@pytest.mark.parametrize("classe", ["Commune non FRR", "Hors FRR", "0", "non"])
def test_ce_qui_n_est_pas_classe(tmp_path: Path, classe: str) -> None:
    assert lu(tmp_path, "frr-2025.csv", f"code;classement\n59350;{classe}\n", "frr").valeurs == {"59350": "non"}


def test_qpv_de_l_anct(tmp_path: Path) -> None:
    texte = (
        "code_qp;lib_qp;insee_reg;lib_reg;insee_dep;lib_dep;insee_com;lib_com;siren_epci;lib_epci\n"
        'QN05901M;Les Bois Blancs;32;HdF;59;Nord;"=""59350""";Lille;2;M\n'
        'QN05902M;Wazemmes;32;HdF;59;Nord;"=""59350;59512""";"Lille; Roubaix";2;M\n'
    )
    resultat = lu(tmp_path, "QP2024_liste.csv", texte, "qpv", 2024)
    assert resultat.valeurs == {"59350": "Les Bois Blancs | Wazemmes", "59512": "Wazemmes"}
    assert resultat.importe.colonnes == ("insee_com", "lib_qp")


DGCL = (
    "Informations générales - Code INSEE de la commune,Informations générales - Exercice,"
    "Potentiel fiscal et financier des communes - Potentiel financier,"
    "Potentiel fiscal et financier des communes - Potentiel financier par habitant final\n"
    '59350,2025,271000000,"1 140,65"\n59512,2025,1,977.016\n98818,2025,0,0\n01001,2025,0,nd\n'
)


def test_dgcl(tmp_path: Path) -> None:
    resultat = lu(tmp_path, "criteres.csv", DGCL, "dgcl")
    assert resultat.importe.millesime == 2025
    assert resultat.valeurs == {"59350": "1140.65", "59512": "977.016"}  # 0 and nd: not known
    assert "aucune ligne de 2024" in refus(tmp_path, "criteres.csv", DGCL, "dgcl", 2024)


def test_filosofi(tmp_path: Path) -> None:
    large = "CODGEO;NBMEN21;MED21;TP6021\n59350;1;19000;s\n1001;;24500,5;s\n97411;;s;\n"
    resultat = lu(tmp_path, "cc_filosofi_COM.csv", large, "filosofi")
    assert (resultat.importe.millesime, resultat.valeurs) == (2021, {"59350": "19000", "01001": "24500.5"})
    long = "GEO;GEO_OBJECT;FILOSOFI_MEASURE;TIME_PERIOD;OBS_VALUE\n59350;COM;MED_SL;2021;19000\n59350;COM;D1_SL;2021;9000\n59;DEP;MED_SL;2021;21000\n"
    assert lu(tmp_path, "DS_FILOSOFI.csv", long, "filosofi").valeurs == {"59350": "19000"}


COUVERTURE = "annee,numcom,nomcom,txcouv_psu_col_com,txcouv_com\n2022,59350,LILLE,10,50.1\n2023,59350,LILLE,20,61.4\n2023,XX,XX,1,195\n"


def test_couverture_de_la_cnaf(tmp_path: Path) -> None:
    resultat = lu(tmp_path, "txcouv_pe_com.csv", COUVERTURE, "couverture")
    assert (resultat.importe.millesime, resultat.valeurs) == (2023, {"59350": "61.4"})
    assert lu(tmp_path, "txcouv_pe_com.csv", COUVERTURE, "couverture", 2022).valeurs == {"59350": "50.1"}
    ancien = "NUMCOM;NOMCOM;TXCOUVGLO_COM_2014;TXCOUVGLO_DEP_2014\n59350;LILLE;48,2;50\n"
    resultat = lu(tmp_path, "couv.csv", ancien, "couverture")
    assert (resultat.importe.millesime, resultat.valeurs) == (2014, {"59350": "48.2"})


def test_couverture_par_epci(tmp_path: Path) -> None:
    """The rate of an Epci is of another kind: it never passes for that of a commune."""
    texte = "siren_epci,nom_epci,annee,txcouv,eaje\n200093201,Métropole,2023,61.4,20\n243300316,Bordeaux,2023,66,3\n"
    resultat = lu(tmp_path, "e.csv", texte)
    assert (resultat.importe.type, resultat.importe.millesime) == ("couverture_epci", 2023)
    assert resultat.valeurs == {"200093201": "61.4", "243300316": "66"}
    message = refus(tmp_path, "e.csv", texte, "couverture")
    assert "colonnes non reconnues" in message
    assert "semble dire : taux de couverture en accueil du jeune enfant, par intercommunalité (Cnaf)" in message
    inconnus = texte.replace("200093201", "123456789").replace("243300316", "123456788")
    assert "la plupart des codes ne sont pas connus" in refus(tmp_path, "e.csv", inconnus)


LONG = (
    "Exercice;Code INSEE commune;Nom;Variable;Valeur\n"
    "2024;59350;Lille;Potentiel financier par hab.;1190,4\n2025;59350;Lille;Potentiel financier par hab.;1200,5\n"
    "2025;1004;Ambérieu;Potentiel financier par hab.;987\n2025;59350;Lille;Potentiel fiscal;abc\n"
    "2025;59350;Lille;Potentiel financier par hab. moyen de la strate;1\n"
)


def test_la_forme_longue_donne_toutes_ses_annees(tmp_path: Path) -> None:
    fichier = tmp_path / "dotations-communes.csv"
    fichier.write_text(LONG, encoding="utf-8")
    recent, ancien = lire(fichier)
    assert (recent.importe.type, recent.importe.millesime, ancien.importe.millesime) == ("dgcl", 2025, 2024)
    assert (recent.valeurs, ancien.valeurs) == ({"59350": "1200.5", "01004": "987"}, {"59350": "1190.4"})
    assert recent.importe.colonnes == ("Code INSEE commune", "Valeur")
    assert [x.importe.millesime for x in lire(fichier, None, 2024)] == [2024]
    message = refus(tmp_path, "d.csv", LONG.replace("financier par hab.", "fiscal par hab."))
    assert "aucune commune" in message
    assert "« Potentiel fiscal par hab. »" in message
    assert "sans code lisible ou incomplète : 3" in refus(tmp_path, "d.csv", LONG.replace("\n2025;", "\n?;", 1))


@pytest.mark.parametrize(
    ("texte", "genre", "annee"),
    [
        ("code_insee,classement,liste_initiale_2024\n59350,Non classée,non\n12218,FRR socle,oui\n", "frr", 2025),
        ("codgeo;libgeo;codefrr\n59350;Lille;\n12218;Conques;FRR\n", "frr", 2025),
        ("code_insee,code_qp,lib_qp\n59350,QN05901M,Wazemmes\n", "qpv", 2024),
        ("code_insee;code_qp;lib_qp\n59350;QP059001;Wazemmes\n", "qpv", 2015),
        ("CODGEO;NBMEN21;MED21;TP6021\n59350;1;19000;s\n", "filosofi", 2021),
        ("annee,numcom,nomcom,txcouv_com,siren_epci\n2023,59350,LILLE,61.4,200093201\n", "couverture", 2023),
        ("code;annee;taux de couverture\n59350;2023;61,4\n", "couverture", 2023),
        (DGCL, "dgcl", 2025),
    ],
)
def test_reconnu_sans_rien_dire(tmp_path: Path, texte: str, genre: str, annee: int) -> None:
    importe = lu(tmp_path, "fichier-2025.csv", texte).importe
    assert (importe.type, importe.millesime) == (genre, annee)


@pytest.mark.parametrize(
    "texte", ["code;valeur\n59350;1\n", "departement;nom_caf\n59;Caf\n", "code;nom\n59350;Lille\n"]
)
def test_non_reconnu(tmp_path: Path, texte: str) -> None:
    message = refus(tmp_path, "a-2025.csv", texte)
    assert "colonnes non reconnues" in message
    assert "--type et l'un de frr, qpv, dgcl" in message


def test_une_archive_gzip(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert lu(tmp_path, "frr_2025.csv.gz", gzip.compress(FRR.encode())).valeurs["12218"] == "socle"
    classeur = gzip.compress(xlsx([["Code Insee", "Classement"], ["59350", "FRR"]]))
    assert lu(tmp_path, "frr 2025.xlsx.gz", classeur).valeurs == {"59350": "socle"}
    assert "archive .gz abîmée" in refus(tmp_path, "frr-2025.csv.gz", gzip.compress(FRR.encode())[:-12])
    assert "archive .gz abîmée" in refus(tmp_path, "frr-2025.csv.gz", b"\x1f\x8brien")
    monkeypatch.setattr("cafsim.communes.officiels.TAILLE_MAX", 100_000)
    assert "trop gros" in refus(tmp_path, "frr-2025.csv.gz", gzip.compress(b"0" * 100_001))


VRAIS = Path(__file__).parents[3] / "shared" / "territoires"


@pytest.mark.skipif(not VRAIS.exists(), reason="the real files are not in the repository")
@pytest.mark.parametrize(
    ("nom", "genre", "annee", "lignes", "valeur"),
    [
        ("frr_2025.csv.gz", "frr", 2025, 34875, ("59350", "non")),
        ("qpv_2024.csv", "qpv", 2024, 824, ("01031", "Pré des Saules")),
        ("couverture_epci_2023.csv", "couverture_epci", 2023, 1250, ("200000172", "50.8")),
        ("couverture_communes_2023.csv", "couverture", 2023, 1015, ("01004", "69.9")),
        ("couverture_communes_2022.csv", "couverture", 2022, 995, ("01004", "72.8")),
        ("filosofi_2021.csv.gz", "filosofi", 2021, 31304, ("59350", "20520")),
        ("filosofi_2023_nord.csv", "filosofi", 2023, 643, ("59002", "21730")),
    ],
)
def test_les_vrais_fichiers(nom: str, genre: str, annee: int, lignes: int, valeur: tuple[str, str]) -> None:
    (resultat,) = lire(VRAIS / nom)
    importe = resultat.importe
    assert (importe.type, importe.millesime, importe.lignes) == (genre, annee, lignes)
    assert resultat.valeurs[valeur[0]] == valeur[1]


def xlsx(rangees: list[list[object]]) -> bytes:
    octets = io.BytesIO()
    classeur = xlsxwriter.Workbook(octets)
    classeur.add_worksheet("Lisez-moi").write(0, 0, "Liste")
    feuille = classeur.add_worksheet("Communes")
    for rang, rangee in enumerate(rangees):
        feuille.write_row(rang, 0, rangee)
    classeur.close()
    return octets.getvalue()


def test_un_classeur(tmp_path: Path) -> None:
    octets = xlsx([["Titre"], ["Code Insee", "Classement"], [1001, "FRR+"], ["59350", "Non classée"]])
    resultat = lu(tmp_path, "FRR 2025.xlsx", octets, "frr")
    assert resultat.valeurs == {"01001": "plus", "59350": "non"}
    assert "classeur abîmé" in refus(tmp_path, "faux.xlsx", b"rien", "frr")


@pytest.mark.parametrize(
    ("nom", "texte", "genre", "attendu"),
    [
        ("vide.csv", b"", "frr", "vide"),
        ("a.zip", b"PK\x03\x04xx", "frr", "décompressez"),
        ("a.csv", b"\x00\xff\x00" * 50, "frr", "pas un tableau en texte"),
        ("a.csv", "nom;classement\nLille;FRR\n", "frr", "nom, classement"),
        ("a.csv", "code;classement\n59350;FRR\n", "frr", "--millesime 2025"),
        ("frr-2024-2025.csv", "code;classement\n59350;FRR\n", "frr", "--millesime 2025"),
        ("a-2025.csv", "code;valeur\n", "dgcl", "aucune commune"),
        ("a-2025.csv", "code;valeur\n59350;beaucoup\n", "dgcl", "« beaucoup »"),
        ("a-2025.csv", "code;valeur\n59350;-5\n", "dgcl", "illisible"),
        ("a-2025.csv", "code;valeur\n59350;1e9\n", "dgcl", "illisible"),
        ("a-2025.csv", "code;valeur\n59350;NaN\n01001;inf\n", "dgcl", "illisible"),
        ("a-2025.csv", "code;valeur\n59350;1.140,65\n", "dgcl", "illisible"),
        ("a-2025.csv", "code;valeur\n59350;1,140\n", "dgcl", "illisible"),
        ("a-2025.csv", "code;valeur\n59 350;1140\n01001;900\n", "dgcl", "1 ligne sans code lisible ou incomplète : 2"),
        ("a-2025.csv", 'code;nom;valeur\n69123;"Lyon;800\n59350;Lille;1140\n97411;St "Denis";700\n', "dgcl", "ligne 2 : guillemets mal placés (lignes 2 à 4)"),
        ("a-2025.csv", "code;valeur\n59350;900\n59350;950\n", "dgcl", "plusieurs valeurs"),
        ("a-2025.csv", "code;valeur\n59350;0.61\n01001;0.5\n", "couverture", "des parts"),
        ("a-2025.csv", "code;valeur\n00001;900\n00002;900\n", "dgcl", "ne sont pas connus"),
    ],
)  # fmt: skip
def test_refuses(tmp_path: Path, nom: str, texte: str | bytes, genre: str, attendu: str) -> None:
    assert attendu in refus(tmp_path, nom, texte, genre)


def test_un_dossier_et_un_fichier_absent(tmp_path: Path) -> None:
    for chemin, attendu in ((tmp_path, "dossier"), (tmp_path / "rien.csv", "introuvable")):
        with pytest.raises(EntreeRefusee, match=attendu):
            lire(chemin, "frr", 2025)


def test_le_millesime() -> None:
    for annee in (None, 2010, 2025):
        verifier_millesime(annee)
    for annee in (0, 25, 2009, 2100):
        with pytest.raises(EntreeRefusee, match="plausible"):
            verifier_millesime(annee)


def test_conserves_puis_oublies(tmp_path: Path, donnees: Path) -> None:
    for annee in (2024, 2025):
        resultat = lu(tmp_path, f"pf-{annee}.csv", f"code;valeur\n59350;{annee}\n01001;900\n", "dgcl")
        enregistrer([(resultat.importe, resultat.valeurs)])
    assert [(i.type, i.millesime, i.lignes) for i in importes()] == [("dgcl", 2025, 2), ("dgcl", 2024, 2)]
    assert {a: v for a, (v, _) in valeurs("59350", "dgcl").items()} == {2025: "2025", 2024: "2024"}
    assert valeurs("59512", "dgcl")[2025][0] is None
    assert sorted(p.name for p in (donnees / "communes").iterdir()) == ["dgcl-2024.csv", "dgcl-2025.csv"]
    assert oublier("dgcl", 2024) == ["dgcl 2024"]
    assert oublier("dgcl", None) == ["dgcl 2025"]
    assert oublier("dgcl", None) == []
    assert importes() == []


@pytest.mark.parametrize("abime", [b"", b"{", b"[]\n59350;1\n", b'{"format": "cafsim.import/1"}\n', b"\xff\xfe\n"])
def test_un_import_abime(donnees: Path, abime: bytes) -> None:
    (donnees / "communes").mkdir(parents=True)
    (donnees / "communes" / "frr-2025.csv").write_bytes(abime)
    for action in (importes, lambda: valeurs("59350", "frr")):
        with pytest.raises(EntreeRefusee, match="cafsim communes oublier frr 2025"):
            action()
    assert oublier("frr", 2025) == ["frr 2025"]


def test_un_dossier_ou_l_on_n_ecrit_pas(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fichier = tmp_path / "fichier"
    fichier.write_text("")
    monkeypatch.setenv("CAFSIM_DONNEES", str(fichier))
    resultat = lu(tmp_path, "pf-2025.csv", "code;valeur\n59350;900\n", "dgcl")
    with pytest.raises(EntreeRefusee, match="CAFSIM_DONNEES"):
        enregistrer([(resultat.importe, resultat.valeurs)])


def test_rien_n_est_garde_a_moitie(tmp_path: Path, donnees: Path) -> None:
    """Where one year of a file can't be kept, none is, and what was there stays."""
    fichier = tmp_path / "d.csv"
    fichier.write_text(LONG, encoding="utf-8")
    (donnees / "communes" / "dgcl-2024.csv").mkdir(parents=True)
    with pytest.raises(EntreeRefusee):
        enregistrer((lu.importe, lu.valeurs) for lu in lire(fichier))
    assert [p.name for p in (donnees / "communes").iterdir()] == ["dgcl-2024.csv"]
    fichier.write_text(LONG + "2024;59350;Lille;Potentiel financier par hab.;1000\n", encoding="utf-8")
    assert "59350 : plusieurs valeurs (1190.4, 1000)" in refus(tmp_path, "d.csv", fichier.read_text(encoding="utf-8"))
