"""`cafsim communes` as its user runs it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cafsim.cli.main import lancer


def plat(texte: str) -> str:
    return "".join(texte.split())


@pytest.fixture
def sortie(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("CAFSIM_DONNEES", str(tmp_path / "donnees"))

    def lance(*arguments: str, code: int = 0) -> tuple[str, str]:
        assert lancer(arguments) == code
        sorti = capsys.readouterr()
        return sorti.out, sorti.err

    return lance


def test_chercher(sortie) -> None:
    texte, _ = sortie("communes", "chercher", "saint-denis", "93")
    assert "93066" in texte
    assert "97411" not in texte
    assert "cafsim communes montrer 93066" in texte
    objets = json.loads(sortie("communes", "chercher", "lille", "--format", "json")[0])
    assert objets[0] == {
        "code": "59350", "nom": "Lille", "statut": "actuelle", "dans": None, "departement": "59",
        "nom_departement": "Nord", "population": 238246,
    }  # fmt: skip
    assert "| Lille " in sortie("communes", "chercher", "lille", "--format", "markdown")[0]


def test_chercher_sans_resultat_ou_avec_trop(sortie) -> None:
    assert plat("Aucune commune pour « xyzzy ».") in plat(sortie("communes", "chercher", "xyzzy")[0])
    assert sortie("communes", "chercher", "xyzzy", "--format", "json")[0].strip() == "[]"
    assert "Il y en a d'autres" in sortie("communes", "chercher", "saint")[0]


def test_montrer(sortie) -> None:
    texte = plat(sortie("communes", "montrer", "59350")[0])
    for attendu in (
        "1 140,65 €/hab",
        "2022",
        "63 553 habitants",
        "Nord",
        "59800",
        "238 246",
        "13 221,63 €/hab",
        "2026",
    ):
        assert plat(attendu) in texte
    assert all(len(x) <= 80 for x in sortie("communes", "montrer", "Lille")[0].splitlines())


def test_montrer_en_json(sortie) -> None:
    objet = json.loads(sortie("communes", "montrer", "Saint-Denis", "974", "--format", "json")[0])
    assert objet.keys() == {
        "format",
        "code",
        "nom",
        "departement",
        "epci",
        "statut",
        "dans",
        "remarques",
        "donnees",
        "a_telecharger",
    }
    assert objet["departement"] == {"code": "974", "nom": "La Réunion"}
    assert objet["epci"]["code"] == "249740119"
    donnees = {(d["donnee"], d["annee"]): d["valeur"] for d in objet["donnees"]}
    assert donnees["potentiel_financier_hab", 2021] == "1127.187529"
    assert donnees["population_qpv", 2022] == 34611
    assert donnees["zrr", 2022] is True
    assert all(d["source"] for d in objet["donnees"] if d["valeur"] is not None)


def test_montrer_dit_ou_trouver_plus_recent(sortie, tmp_path: Path) -> None:
    """Each kind of fact that a later file would bring, the file and where it is, until it is imported."""
    texte = plat(sortie("communes", "montrer", "59350")[0])
    for attendu in (
        "Potentiel financier par habitant (Dgcl) : 2026 publié, 2022 ici. À télécharger : « dotations-communes »",
        "(Frr, Dgcl) : 2025 publié, rien ici. À télécharger : « Liste communes FRR », sur collectivites-locales.gouv.fr.",
        "« txcouv_pe_epci », sur data.caf.fr.",
        "cafsim communes importer FICHIER…",
    ):
        assert plat(attendu) in texte
    fichier = tmp_path / "pf-2026.csv"
    fichier.write_text("code;potentiel financier par habitant\n59350;1210\n", encoding="utf-8")
    sortie("communes", "importer", str(fichier))
    assert "2026 publié" not in sortie("communes", "montrer", "59350")[0]
    objet = json.loads(sortie("communes", "montrer", "59350", "--format", "json")[0])
    assert [t["type"] for t in objet["a_telecharger"]] == ["frr", "qpv", "filosofi", "couverture", "couverture_epci"]
    assert objet["a_telecharger"][0].keys() == {"type", "annee", "titre", "fichier", "site", "publie", "unite"}


def test_montrer_nomme_la_caf(sortie) -> None:
    assert plat("Votre Caf Caf de l'Aveyron") in plat(sortie("communes", "montrer", "12218")[0])


def test_montrer_le_taux_d_un_epci_et_l_ancienne_zrr(sortie, tmp_path: Path) -> None:
    epci, frr = tmp_path / "epci.csv", tmp_path / "frr-2025.csv"
    epci.write_text("siren_epci;annee;txcouv_epci\n241200641;2023;56,5\n", encoding="utf-8")
    frr.write_text("code;classement\n12218;FRR\n59350;Non\n", encoding="utf-8")
    sortie("communes", "importer", str(epci), str(frr))
    objet = json.loads(sortie("communes", "montrer", "12218", "--format", "json")[0])
    donnees = {d["donnee"]: d["valeur"] for d in objet["donnees"]}
    assert donnees["ex_zrr_et_frr"] is True
    texte = plat(sortie("communes", "montrer", "12218")[0])
    assert plat("Zrr le 30 juin 2024") in texte
    assert plat("classée") in texte
    assert plat("56,5 % (CC") in texte
    lille = json.loads(sortie("communes", "montrer", "59350", "--format", "json")[0])
    assert {d["donnee"]: d["valeur"] for d in lille["donnees"]}["ex_zrr_et_frr"] is False


def test_chercher_une_faute_de_frappe(sortie) -> None:
    assert "71073 Chagny" in " ".join(sortie("communes", "chercher", "Chagni")[0].split())
    assert sortie("communes", "chercher", "Chagni", "--format", "json")[0].strip() == "[]"


def test_ce_qui_est_inconnu_n_est_pas_zero(sortie) -> None:
    texte, _ = sortie("communes", "montrer", "98412")
    assert texte.count("inconnu") == 6  # inhabitants, postal codes, wealth, income, Zrr, Qpv
    objet = json.loads(sortie("communes", "montrer", "98412", "--format", "json")[0])
    assert {d["valeur"] for d in objet["donnees"]} == {"984", None}
    assert "aucun habitant compté" in sortie("communes", "montrer", "01001")[0]


def test_montrer_une_commune_fusionnee(sortie) -> None:
    assert "Commune déléguée de Saint-Denis (Seine-Saint-Denis, 93066)" in sortie("communes", "montrer", "93059")[0]
    assert "a changé après 2022" in " ".join(sortie("communes", "montrer", "93066")[0].split())


def test_montrer_ce_qui_n_existe_pas(sortie) -> None:
    _, erreur = sortie("communes", "montrer", "Saint-Denis", code=2)
    assert "plusieurs communes" in erreur
    assert "59350 Lille" in sortie("communes", "montrer", "Lile", code=2)[1]
    sortie("communes", "montrer", code=2)


def test_importer_montrer_oublier(sortie, tmp_path: Path) -> None:
    fichier = tmp_path / "frr_2025.csv"
    fichier.write_text("code;classement\n59350;FRR+\n99999;FRR\n12218;FRR\n", encoding="utf-8")
    assert "Aucun fichier importé" in sortie("communes", "importes")[0]
    _, dit = sortie("communes", "importer", str(fichier), "--type", "frr")
    assert "Importé" in dit
    assert "2025, 3 communes" in dit
    assert "1 (99999" in dit
    assert "classée (Frr+)" in " ".join(sortie("communes", "montrer", "59350")[0].split())
    assert "Remplacé" in sortie("communes", "importer", str(fichier), "--type", "frr")[1]
    assert "frr_2025.csv" in sortie("communes", "importes")[0]
    (objet,) = json.loads(sortie("communes", "importes", "--format", "json")[0])
    assert (objet["type"], objet["millesime"], len(objet["sha256"])) == ("frr", 2025, 64)
    assert "Retiré : frr 2025" in sortie("communes", "oublier", "frr", "2025")[1]
    assert "Aucun fichier importé" in sortie("communes", "importes")[0]
    assert "aucun fichier importé" in sortie("communes", "oublier", "frr", code=2)[1]


def test_importer_mal(sortie, tmp_path: Path) -> None:
    fichier = tmp_path / "a.csv"
    fichier.write_text("nom;valeur\nLille;3\n", encoding="utf-8")
    assert "colonnes non reconnues" in sortie("communes", "importer", str(fichier), "--type", "dgcl", code=2)[1]
    assert "Valeurs possibles : frr" in sortie("communes", "importer", str(fichier), "--type", "insee", code=2)[1]
    assert "--type" in sortie("communes", "importer", str(fichier), code=2)[1]
    fichier.write_text("code;valeur\n59350;3\n", encoding="utf-8")
    assert "ajoutez --type et l'un de frr, qpv" in sortie("communes", "importer", str(fichier), code=2)[1]
    assert "plausible" in sortie("communes", "importer", str(fichier), "--type", "frr", "--millesime", "25", code=2)[1]
    assert not (tmp_path / "donnees").exists()


def test_importer_plusieurs_fichiers(sortie, tmp_path: Path) -> None:
    """One bad file does not stop the others, and each says what was taken from it."""
    bon, mauvais, epci = (tmp_path / f"{nom}.csv" for nom in ("bon", "mauvais", "epci"))
    bon.write_text("exercice;code_insee;variable;valeur\n", encoding="utf-8")
    with bon.open("a", encoding="utf-8") as ecrit:
        for annee in (2023, 2025):
            ecrit.write(f"{annee};59350;Potentiel financier par hab.;1200.5\n{annee};59350;Population Dgf;240000\n")
    mauvais.write_text("nom;valeur\nLille;3\n", encoding="utf-8")
    epci.write_text("siren_epci;annee;txcouv_epci\n200093201;2023;61,4\n", encoding="utf-8")
    _, dit = sortie("communes", "importer", str(mauvais), str(bon), str(epci), code=4)
    assert "Importé : potentiel financier par habitant (Dgcl), 2025, 1 commune." in dit
    assert "Importé : potentiel financier par habitant (Dgcl), 2023, 1 commune." in dit
    assert "par intercommunalité (Cnaf), 2023, 1 intercommunalité." in dit
    assert "Colonnes lues : « code_insee » et « valeur »." in dit
    assert "mauvais.csv : colonnes non reconnues" in dit
    assert len(json.loads(sortie("communes", "importes", "--format", "json")[0])) == 3
    _, dit = sortie("communes", "importer", str(mauvais), str(tmp_path / "absent.csv"), code=2)
    assert "2 erreurs" in dit


def test_un_projet_dit_ce_qui_est_repris(sortie, tmp_path: Path) -> None:
    projet = tmp_path / "p.toml"
    projet.write_text(
        'format = "cafsim.projet/1"\nexercice = 2024\n[territoire]\ncommune = "59350"\n[[alsh]]\nnom = "Macé"\n'
        "heures_nouvelles_mercredi = 100\nplan_mercredi = true\n",
        encoding="utf-8",
    )
    objet = json.loads(sortie("estimate", str(projet), "--format", "json")[0])
    phrases = "\n".join(objet["avertissements"])
    assert "1\u00a0140,65\u00a0€/hab : chiffre 2022 de la Dgcl pour Lille, repris pour 2024" in phrases
    assert "Commune : Lille (Nord, 59350), Métropole Européenne de Lille (2026)." in phrases
    comparaison, _ = sortie("compare", str(projet), "--annees", "2022,2026", "--format", "texte")
    assert "trop ancien pour 2026" in " ".join(comparaison.split())
    projet.write_text(projet.read_text(encoding="utf-8").replace("59350", "Saint-Denis"), encoding="utf-8")
    assert "territoire : commune : plusieurs communes" in sortie("estimate", str(projet), code=2)[1]
