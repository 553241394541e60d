from __future__ import annotations

import json as std_json

from ecritures import en_json
from fabrique import DROIT, fabriquer

import cafsim
from cafsim.render.donnees import estimation_json

CLES_LIGNE = [
    "equipement", "dispositif", "libelle", "periodicite", "nature", "payeur", "beneficiaire", "statut", "base", "unite",
    "taux", "montant", "minimum", "maximum", "prevision", "prevision_repose_sur", "fiabilite", "motifs", "etapes", "sources",
    "hypotheses",
]  # fmt: skip


def par_aide(contenu) -> dict:
    return {x["dispositif"]: x for x in contenu["lignes"]}


def test_les_cles_exactes(estimation) -> None:
    contenu = std_json.loads(en_json([estimation]))
    assert list(contenu) == [
        "format",
        "cafsim",
        "projet",
        "exercice",
        "referentiel",
        "lignes",
        "totaux",
        "avertissements",
    ]
    assert contenu["format"] == "cafsim.estimation/1"
    assert contenu["cafsim"] == cafsim.__version__
    assert all(list(ligne) == CLES_LIGNE for ligne in contenu["lignes"])
    assert contenu["totaux"] == {
        "annuel": {
            "minimum": "411054.75",
            "maximum": "411054.75",
            "incomplet": True,
            "prevision": "411054.75",
            "prevision_incomplete": True,
        },
        "ponctuel": {
            "minimum": "0.00",
            "maximum": "260000.00",
            "incomplet": False,
            "prevision": "0.00",
            "prevision_incomplete": False,
        },
    }


def test_les_montants_sont_des_textes_a_deux_decimales(estimation) -> None:
    ligne = par_aide(estimation_json.estimation(estimation))["a_droit"]
    assert (ligne["base"], ligne["taux"], ligne["montant"]) == ("62000", "6.63", "411060.00")
    assert ligne["etapes"] == [
        {"libelle": "Taux de facturation", "formule": "62 000 h / 58 500 h", "valeur": "1.0598", "unite": "part"},
        {"libelle": "Montant", "formule": "62 000 h × 6,63 €/h [2024]", "valeur": "411060.00", "unite": "€"},
    ]
    assert ligne["sources"] == ["circ", "presse"]
    assert ligne["hypotheses"] == ["H1"]


def test_ce_qui_est_inconnu_est_nul(estimation) -> None:
    lignes = par_aide(estimation_json.estimation(estimation))
    plafond, incomplet, refus = lignes["b_plafond"], lignes["c_incomplet"], lignes["d_refus"]
    assert (plafond["montant"], plafond["minimum"], plafond["maximum"]) == (None, "104000.00", "260000.00")
    assert plafond["etapes"][0]["valeur"] is None
    assert (incomplet["montant"], incomplet["minimum"], incomplet["maximum"]) == (None, None, None)
    assert (incomplet["prevision"], incomplet["prevision_repose_sur"]) == (None, [])
    assert plafond["prevision"] == "104000.00"
    assert plafond["prevision_repose_sur"] == ["taux du dispositif : 10 400 €/place, 2022"]
    assert refus["prevision"] == "0.00"
    assert (refus["montant"], refus["minimum"], refus["maximum"]) == (None, "0.00", "0.00")
    assert refus["base"] is None
    assert refus["fiabilite"] is None


def test_plusieurs_fichiers_ont_un_total_commun(estimation) -> None:
    contenu = std_json.loads(en_json([estimation, estimation]))
    assert list(contenu) == ["format", "estimations", "totaux"]
    assert contenu["format"] == "cafsim.estimations/1"
    annuel = contenu["totaux"]["annuel"]
    assert [annuel[cle] for cle in ("minimum", "maximum", "prevision")] == ["822109.50"] * 3
    assert annuel["incomplet"]
    assert annuel["prevision_incomplete"]


def test_le_francais_reste_lisible_et_les_noms_intacts() -> None:
    texte = en_json([fabriquer("Crèche « É »\n=cmd()")])
    assert "Crèche « É »" in texte
    assert std_json.loads(texte)["projet"] == "Crèche « É »\n=cmd()"
    assert DROIT.libelle in texte
