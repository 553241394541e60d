"""What a commune fills, what it only tells, and what it never does."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from cafsim.baremes.model import Baremes
from cafsim.communes import importes
from cafsim.communes.importes import Importe
from cafsim.communes.remplir import SEUILS, TERRITOIRE, ZONE_SANS_PIEGE, remplir
from cafsim.equipements.projet import EquipementSaisi, Projet
from cafsim.equipements.registre import equipements
from cafsim.erreurs import EntreeRefusee
from cafsim.estimation.moteur import Moteur
from cafsim.etudes.comparaison import en_annee
from cafsim.projet.ecriture import en_toml
from cafsim.projet.lecture import projet_depuis

LILLE, ROUBAIX, CONQUES = "59350", "59512", "12218"
PF = "potentiel_financier_hab"


def rempli(commune: str, exercice: int, genre: str = "eaje", **valeurs: object) -> EquipementSaisi:
    return remplir(EquipementSaisi(genre, "Essai", exercice, {"commune": commune, **valeurs}))


def importer(genre: str, millesime: int, valeurs: dict[str, str]) -> None:
    fiche = Importe(genre, millesime, f"{genre}.csv", "0" * 64, "2026-03-01", ("code", "valeur"), len(valeurs))
    importes.enregistrer([(fiche, valeurs)])


def test_le_chiffre_de_l_annee() -> None:
    saisi = rempli(LILLE, 2021)
    assert saisi.valeurs[PF] == Fraction("1148.115527")
    assert "1\u00a0148,12\u00a0€/hab : chiffre 2021 de la Dgcl pour Lille ;" in saisi.origines[PF]
    assert "repris" not in saisi.origines[PF]
    assert "Lille (Nord, 59350), Métropole Européenne de Lille (2026)" in saisi.origines[TERRITOIRE]


@pytest.mark.parametrize("exercice", [2023, 2024])
def test_un_chiffre_repris_le_dit(exercice: int) -> None:
    saisi = rempli(LILLE, exercice)
    assert saisi.valeurs[PF] == Fraction("1140.650967")
    assert f"chiffre 2022 de la Dgcl pour Lille, repris pour {exercice}" in saisi.origines[PF]


@pytest.mark.parametrize(
    ("exercice", "raison"), [(2018, "plus récent"), (2019, "plus récent"), (2025, "trop ancien"), (2027, "trop ancien")]
)
def test_un_chiffre_trop_lointain_n_est_pas_repris(exercice: int, raison: str) -> None:
    saisi = rempli(LILLE, exercice)
    assert PF not in saisi.valeurs
    assert PF not in saisi.origines
    assert raison in saisi.origines[TERRITOIRE]


def test_un_chiffre_pres_du_seuil_ne_vaut_que_pour_son_annee() -> None:
    assert rempli(ROUBAIX, 2022).valeurs[PF] == Fraction("965.451711")
    suivant = rempli(ROUBAIX, 2023)
    assert PF not in suivant.valeurs
    assert "trop près du seuil de 900\u00a0€/hab" in suivant.origines[TERRITOIRE]


def test_les_seuils_sont_ceux_du_bareme(baremes: Baremes) -> None:
    lus = {
        (nom, serie): {v.minimum for v in s.valeurs if v.minimum}
        for nom, bloc in baremes.blocs.items()
        for serie, s in bloc.series.items()
        if serie.startswith("seuil_")
    }
    potentiels = {x for (_, serie), v in lus.items() if serie.startswith("seuil_potentiel") for x in v}
    couvertures = {x * 100 for (_, serie), v in lus.items() if serie == "seuil_couverture" for x in v}
    assert potentiels == {SEUILS[PF]}
    assert couvertures == {SEUILS["taux_couverture"]}


@pytest.mark.parametrize("valeur", [Fraction(800), None])
def test_ce_que_l_utilisateur_dit_l_emporte(valeur: Fraction | None) -> None:
    saisi = rempli(CONQUES, 2022, potentiel_financier_hab=valeur, zone_prioritaire=None if valeur is None else "aucune")
    assert saisi.valeurs[PF] == valeur
    assert saisi.valeurs["zone_prioritaire"] == (None if valeur is None else "aucune")
    assert saisi.origines.keys() == {TERRITOIRE}


def test_un_chiffre_saisi_loin_de_l_officiel_est_signale() -> None:
    phrase = rempli(ROUBAIX, 2020, potentiel_financier_hab=Fraction(820)).origines[TERRITOIRE]
    assert "820\u00a0€/hab" in phrase
    assert "la Dgcl publie 977,02\u00a0€/hab" in phrase
    assert "publie" not in rempli(ROUBAIX, 2020, potentiel_financier_hab=Fraction(980)).origines[TERRITOIRE]


@pytest.mark.parametrize(
    ("exercice", "attendu"),
    [(2019, None), (2020, "zrr"), (2021, "zrr"), (2022, "zrr"), (2023, "zrr"), (2024, None), (2026, None)],
)
def test_la_zrr_de_ses_annees(exercice: int, attendu: str | None) -> None:
    saisi = rempli(CONQUES, exercice)
    assert saisi.valeurs.get("zone_prioritaire") == attendu
    if attendu:
        assert "maintenue au bénéfice du classement" in saisi.origines["zone_prioritaire"]
        assert ("repris pour 2023" in saisi.origines["zone_prioritaire"]) == (exercice == 2023)
    if exercice >= 2024:
        assert "pris fin le 30 juin 2024" in saisi.origines[TERRITOIRE]


def test_un_dossier_d_apres_la_zrr() -> None:
    assert "zone_prioritaire" in rempli(CONQUES, 2023, date_dossier=date(2024, 6, 30)).valeurs
    assert "zone_prioritaire" not in rempli(CONQUES, 2023, date_dossier=date(2024, 7, 1)).valeurs


@pytest.mark.parametrize("genre", sorted(set(equipements()) - set(ZONE_SANS_PIEGE)))
def test_ailleurs_qu_en_creche_la_zone_est_dite_seulement(genre: str) -> None:
    saisi = rempli(CONQUES, 2022, genre)
    assert "zone_prioritaire" not in saisi.valeurs
    assert "Zone non remplie" in saisi.origines[TERRITOIRE]


@pytest.mark.parametrize("exercice", range(2020, 2024))
def test_pour_une_creche_une_zrr_remplie_n_ecarte_jamais_le_montant_d_un_qpv(exercice: int, moteur: Moteur) -> None:
    """Why a Zrr may be filled: each line holds the line of a Qpv, all else equal."""
    valeurs = {
        "ctg": True, "gestionnaire": "public", "financement": "psu", "places": Fraction(30), "operation": "creation",
        "places_nouvelles": Fraction(10), "places_soutenues": Fraction(30), "places_creees": Fraction(10),
        "places_avant": Fraction(0), "cout": Fraction(900_000), "gros_oeuvre": True, "developpement_durable": False,
        "insertion": False, "taux_couverture": Fraction(40), "date_dossier": date(exercice, 3, 2),
        "depenses": Fraction(400_000), "heures_facturees": Fraction(40_000), "heures_realisees": Fraction(38_000),
        "participations_familiales": Fraction(30_000), "majoration_potentiel_financier": Fraction(1000),
    }  # fmt: skip
    for referentiel in ("national", *(["guide-2020"] if exercice == 2020 else [])):
        juge = Moteur(moteur.baremes, referentiel)
        zrr, qpv = (
            juge.estimer_equipement(
                EquipementSaisi(
                    "eaje", "E", exercice, {**valeurs, "zone_prioritaire": z}, frozenset({"investissement"})
                )
            ).lignes
            for z in ("zrr", "qpv")
        )
        assert len(zrr) == len(qpv) > 5
        for a, b in zip(zrr, qpv, strict=True):
            if b.minimum is None or b.maximum is None:
                assert a.statut == b.statut
            else:
                assert a.minimum is not None
                assert a.maximum is not None
                assert a.minimum <= b.minimum
                assert b.maximum <= a.maximum


def test_a_la_reunion_une_partie_seulement() -> None:
    saisi = rempli("97411", 2022)
    assert "zone_prioritaire" not in saisi.valeurs
    assert "une partie de Saint-Denis était en Zrr" in saisi.origines[TERRITOIRE]


def test_un_qpv_n_est_jamais_rempli() -> None:
    saisi = rempli(ROUBAIX, 2021)
    assert "zone_prioritaire" not in saisi.valeurs
    assert "71\u00a0026 habitants de Roubaix vivaient en quartier prioritaire" in saisi.origines[TERRITOIRE]
    assert "ont changé le 1er janvier 2024" in rempli(ROUBAIX, 2024).origines[TERRITOIRE]
    assert "quartier" not in rempli("01001", 2022).origines[TERRITOIRE]  # 0 counted: nothing is said


@pytest.mark.parametrize("exercice", [2020, 2022, 2024])
def test_un_perimetre_qui_a_change(exercice: int) -> None:
    saisi = rempli("93066", exercice)
    assert PF not in saisi.valeurs
    assert "autre périmètre" in saisi.origines[TERRITOIRE]


def test_une_ancienne_commune_a_ses_chiffres_d_alors() -> None:
    alors = rempli("Pierrefitte-sur-Seine", 2022)
    assert alors.valeurs[PF] == Fraction("915.788486")
    assert "ses chiffres d'alors comptent" in alors.origines[TERRITOIRE]
    assert PF not in rempli("Pierrefitte-sur-Seine", 2023).valeurs  # those of Saint-Denis are of another perimeter
    fusionnee = rempli("Saint-Thibaut (02)", 2022)  # merged before 2022: the figures of the commune it joined
    assert fusionnee.valeurs[PF] == Fraction("455.692446")
    assert "Bazoches-et-Saint-Thibaut" in fusionnee.origines[PF]


def test_un_arrondissement_prend_les_chiffres_de_sa_ville() -> None:
    saisi = rempli("75111", 2022)
    assert saisi.valeurs[PF] == Fraction("2193.981072")
    assert "Paris 11e Arrondissement en est un arrondissement" in saisi.origines[TERRITOIRE]


def test_un_code_insee_qui_est_aussi_un_code_postal_est_signale() -> None:
    dit = "« 59100 » est lu comme le code Insee de Bousignies (59) ; c'est aussi le code postal de Roubaix (59)."
    assert rempli("59100", 2022).alertes == (f"{dit} Vérifiez la commune.",)
    assert rempli("59 100", 2022).alertes == (f"{dit.replace('59100', '59 100')} Vérifiez la commune.",)
    (chagny,) = rempli("71150", 2022).alertes
    assert "Crêches-sur-Saône (71)" in chagny
    assert "Chagny (71), Fontaines (71)" in chagny
    for autre in ("Bousignies", "59512", "75111"):
        assert rempli(autre, 2022).alertes == ()


def test_sans_commune_rien_ne_change() -> None:
    for valeurs in ({}, {"commune": None}, {"commune": " "}):
        saisi = EquipementSaisi("eaje", "E", 2022, valeurs)
        assert remplir(saisi) is saisi


def test_remplir_deux_fois_suit_l_exercice() -> None:
    saisi = remplir(rempli(CONQUES, 2022)._replace(exercice=2025))
    assert saisi == rempli(CONQUES, 2025)
    assert PF not in saisi.valeurs
    autre = en_annee(Projet("P", 2022, (rempli(CONQUES, 2022),)), 2025).projet.equipements[0]
    assert autre.valeurs == {"commune": CONQUES}
    assert not autre.origines


def test_une_commune_inconnue_est_refusee() -> None:
    with pytest.raises(EntreeRefusee) as info:
        rempli("Lile", 2022)
    assert info.value.problemes[0].cle == "commune"


def test_le_potentiel_financier_importe() -> None:
    importer("dgcl", 2025, {LILLE: "1200.5", ROUBAIX: "950"})
    assert rempli(LILLE, 2025).valeurs[PF] == Fraction("1200.5")
    assert rempli(LILLE, 2027).valeurs[PF] == Fraction("1200.5")
    assert "fichier importé « dgcl.csv »" in rempli(LILLE, 2026).origines[PF]
    assert rempli(LILLE, 2024).valeurs[PF] == Fraction("1140.650967")
    assert rempli(ROUBAIX, 2025).valeurs[PF] == 950
    assert PF not in rempli(ROUBAIX, 2026).valeurs
    importes.oublier("dgcl", 2025)
    assert PF not in rempli(LILLE, 2025).valeurs


def test_le_taux_de_couverture_importe() -> None:
    importer("couverture", 2023, {LILLE: "61.4", CONQUES: "40", ROUBAIX: "0"})
    assert rempli(LILLE, 2023).valeurs["taux_couverture"] == Fraction("61.4")
    assert "taux_couverture" not in rempli(LILLE, 2024).valeurs  # near 58 %
    assert "taux_couverture" not in rempli(LILLE, 2022).valeurs  # a later year
    assert rempli(CONQUES, 2025).valeurs["taux_couverture"] == 40
    assert rempli(ROUBAIX, 2023).valeurs["taux_couverture"] == 0
    assert "publie 0\u00a0%" in rempli(ROUBAIX, 2023, taux_couverture=Fraction(3)).origines[TERRITOIRE]


@pytest.mark.parametrize(
    ("classe", "attendu"),
    [("socle", "frr"), ("plus", "frr"), ("partielle", None), ("beneficiaire", None), ("non", None)],
)
def test_la_frr_importee(classe: str, attendu: str | None) -> None:
    importer("frr", 2025, {CONQUES: classe})
    assert rempli(CONQUES, 2025).valeurs.get("zone_prioritaire") == attendu
    assert rempli(CONQUES, 2025, "alsh").valeurs.get("zone_prioritaire") is None
    assert "zone_prioritaire" not in rempli(CONQUES, 2024).valeurs  # in force from July 2024: half a year
    assert rempli(CONQUES, 2023).valeurs["zone_prioritaire"] == "zrr"


def test_les_qpv_importes_sont_dits() -> None:
    importer("qpv", 2024, {LILLE: "Wazemmes | Moulins"})
    assert "Wazemmes, Moulins (« qpv.csv », 2024)" in rempli(LILLE, 2024).origines[TERRITOIRE]
    assert "Wazemmes" not in rempli(LILLE, 2023).origines[TERRITOIRE]
    assert "aucun dans ce fichier" in rempli(ROUBAIX, 2024).origines[TERRITOIRE]
    assert "zone_prioritaire" not in rempli(LILLE, 2024).valeurs


def test_le_niveau_de_vie_importe_ne_remplit_rien() -> None:
    avant = rempli(LILLE, 2021)
    importer("filosofi", 2021, {LILLE: "19000"})
    assert rempli(LILLE, 2021) == avant


PROJET = {
    "format": "cafsim.projet/1", "nom": "P", "exercice": 2022, "gestionnaire": "public",
    "territoire": {"commune": "Conques-en-Rouergue"},
    "eaje": [{"nom": "A", "financement": "psu", "places": 20}, {"nom": "B", "commune": LILLE, "potentiel_financier_hab": 700}],
}  # fmt: skip


def test_un_projet_se_remplit(baremes: Baremes, moteur: Moteur) -> None:
    projet = projet_depuis(PROJET, "p.toml", "p", baremes)
    a, b = projet.equipements
    assert (a.valeurs["zone_prioritaire"], a.valeurs[PF]) == ("zrr", Fraction("747.462981"))
    assert (b.valeurs.get("zone_prioritaire"), b.valeurs[PF]) == (None, 700)
    dits = moteur.estimer(projet).avertissements
    assert any(x.startswith("A : potentiel financier par habitant = 747,46") for x in dits)
    assert any(x.startswith("Commune : Conques-en-Rouergue (Aveyron, 12218)") for x in dits)
    assert any(x.startswith("Commune : Lille (Nord, 59350)") for x in dits)
    assert "zrr" not in en_toml(projet)
    assert "747" not in en_toml(projet)


def test_le_point_d_interrogation_reste_inconnu(baremes: Baremes) -> None:
    brut = {**PROJET, "territoire": {"commune": "Conques-en-Rouergue", PF: "?", "zone_prioritaire": "?"}}
    saisi = projet_depuis(brut, "p.toml", "p", baremes).equipements[0]
    assert saisi.valeurs[PF] is None
    assert saisi.valeurs["zone_prioritaire"] is None


def test_toutes_les_erreurs_d_un_coup(baremes: Baremes) -> None:
    brut = {
        **PROJET,
        "territoire": {"commune": "Saint-Denis"},
        "eaje": [{"commune": "Lile", "places": "zut"}, {"commune": "?"}],
    }
    with pytest.raises(EntreeRefusee) as info:
        projet_depuis(brut, "p.toml", "p", baremes)
    cles = [p.cle for p in info.value.problemes]
    assert {"territoire : commune", "eaje n° 1 : commune", "eaje n° 1 : places"} <= set(cles)
    assert all(p.fichier == "p.toml" for p in info.value.problemes)


def test_la_table_ne_s_ouvre_que_pour_une_commune(baremes: Baremes, monkeypatch: pytest.MonkeyPatch) -> None:
    def interdit(*_: object) -> None:
        raise AssertionError

    monkeypatch.setattr("cafsim.communes.table._octets", interdit)
    sans = {**PROJET, "territoire": {}, "eaje": [{"nom": "A", "commune": "?"}]}
    assert projet_depuis(sans, "p.toml", "p", baremes).equipements[0].origines == {}


def test_un_import_abime_se_dit(baremes: Baremes, donnees: Path) -> None:
    importer("dgcl", 2022, {LILLE: "1200"})
    fichier: Callable[[], Path] = lambda: donnees / "communes" / "dgcl-2022.csv"  # noqa: E731
    fichier().write_text(fichier().read_text(encoding="utf-8").replace("1200", "9200"), encoding="utf-8")
    with pytest.raises(EntreeRefusee, match="abîmé"):
        projet_depuis(PROJET, "p.toml", "p", baremes)


def test_un_ancien_nom_se_dit() -> None:
    phrase = rempli("Châlons-sur-Marne", 2022).origines[TERRITOIRE]
    assert "Commune : Châlons-en-Champagne (Marne, 51108)" in phrase
    assert "« Châlons-sur-Marne » s'appelle aujourd'hui Châlons-en-Champagne." in phrase
    assert (
        "« Asnières » est aussi l'ancien nom d'une autre commune : Asnières-sur-Seine (Hauts-de-Seine, 92004)"
        in (rempli("Asnières", 2022).origines[TERRITOIRE])
    )
    assert "aujourd'hui" not in rempli("Lille", 2022).origines[TERRITOIRE]


def test_le_taux_d_un_epci_ne_vaut_jamais_pour_la_commune() -> None:
    importer("couverture_epci", 2023, {"200093201": "61.4"})
    saisi = rempli(LILLE, 2024)
    assert "taux_couverture" not in saisi.valeurs
    phrase = saisi.origines[TERRITOIRE]
    assert "Taux de couverture de Métropole Européenne de Lille : 61,4\u00a0% en 2023" in phrase
    assert "il ne remplace pas celui de la commune" in phrase
    assert "Taux de couverture" not in rempli(LILLE, 2022).origines[TERRITOIRE]  # a later year
    assert "Taux de couverture" not in rempli(LILLE, 2026).origines[TERRITOIRE]  # too old
    assert "Taux de couverture" not in rempli(LILLE, 2024, taux_couverture=Fraction(50)).origines[TERRITOIRE]
    importer("couverture", 2023, {LILLE: "70"})
    saisi = rempli(LILLE, 2024)
    assert saisi.valeurs["taux_couverture"] == 70
    assert "c'est celui de la commune" in saisi.origines["taux_couverture"]
    assert "Taux de couverture de" not in saisi.origines[TERRITOIRE]


@pytest.mark.parametrize(
    ("commune", "classe", "attendu"),
    [
        (CONQUES, "socle", "en Zrr le 30 juin 2024 et est classée en Frr : la majoration"),
        (CONQUES, "beneficiaire", "n'est pas classée en Frr : la majoration"),
        (LILLE, "plus", "n'était pas en Zrr le 30 juin 2024 : la majoration"),
        (LILLE, "non", None),
    ],
)
def test_le_piaje_garde_sa_majoration_aux_anciennes_zrr_classees_frr(commune: str, classe: str, attendu: str) -> None:
    """Both are needed, and only for a file complete since 13 November 2025."""
    importer("frr", 2025, {commune: classe})

    def dit(exercice: int, genre: str = "eaje", **valeurs: object) -> str:
        tout = {"commune": commune, **valeurs}
        saisi = EquipementSaisi(genre, "Essai", exercice, tout, frozenset({"investissement"}))
        return remplir(saisi).origines[TERRITOIRE]

    for phrase in (dit(2026), dit(2026, "mam"), dit(2025, date_dossier=date(2025, 11, 13))):
        assert attendu in phrase if attendu else "C-2025-209" not in phrase
    for phrase in (dit(2025), dit(2025, date_dossier=date(2025, 11, 12)), rempli(commune, 2026).origines[TERRITOIRE]):
        assert "C-2025-209" not in phrase


def test_le_piaje_d_une_ancienne_zrr_dont_la_frr_est_inconnue() -> None:
    saisi = EquipementSaisi("eaje", "Essai", 2026, {"commune": CONQUES}, frozenset({"investissement"}))
    phrase = remplir(saisi).origines[TERRITOIRE]
    assert "La majoration de potentiel financier la plus forte du Piaje" in phrase
    assert "Importez la liste des communes en Frr" in phrase


def test_la_liste_frr_de_l_exercice() -> None:
    importer("frr", 2025, {CONQUES: "non"})
    importer("frr", 2026, {CONQUES: "socle"})
    assert "zone_prioritaire" not in rempli(CONQUES, 2025).valeurs
    assert rempli(CONQUES, 2026).valeurs["zone_prioritaire"] == "frr"
    importes.oublier("frr", 2025)
    assert rempli(CONQUES, 2025).valeurs["zone_prioritaire"] == "frr"  # the nearest list


@pytest.mark.parametrize(
    ("commune", "exercice", "liste"),
    [
        *((LILLE, exercice, liste) for exercice, liste in ((2018, 2015), (2023, 2015), (2024, 2024), (2026, 2024))),
        *(("97411", exercice, liste) for exercice, liste in ((2023, 2015), (2024, 2015), (2025, 2024))),
    ],
)
def test_les_qpv_de_la_geographie_de_l_annee(commune: str, exercice: int, liste: int) -> None:
    for annee in (2015, 2024):
        importer("qpv", annee, {commune: f"Quartier de {annee}"})
    phrase = rempli(commune, exercice).origines[TERRITOIRE]
    assert f"Quartier de {liste} (« qpv.csv », {liste})" in phrase
    importes.oublier("qpv", liste)
    assert "Quartier de" not in rempli(commune, exercice).origines[TERRITOIRE]  # never those of the other geography


def test_les_qpv_d_outre_mer_changent_en_2025() -> None:
    assert "ont changé" not in rempli("97411", 2024).origines[TERRITOIRE]
    assert "ont changé le 1er janvier 2025" in rempli("97411", 2025).origines[TERRITOIRE]
