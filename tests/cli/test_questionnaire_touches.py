"""The questionnaire in a real terminal: arrows, going back, summary, drafts; what its screen shows."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path

import pytest

pytest.importorskip("pexpect", reason="a pseudo-terminal needs a Unix system")
pytest.importorskip("pyte", reason="reading the screen needs a terminal emulator")

from terminal import BAS, ECHAP, ENTREE, F1, HAUT, Terminal

from cafsim.baremes.model import Baremes
from cafsim.equipements.registre import equipements
from cafsim.estimation.moteur import Moteur
from cafsim.projet.lecture import lire_projet

pytestmark = pytest.mark.programmes

DITES = {
    "situation": "ouvert", "exercice": "2024", "1.type": "eaje", "1.nom": "Les Lucioles", "1.eaje.financement": "psu", "1.eaje.places": "40",
    "1.eaje.heures_facturees": "62 000", "1.eaje.places_nouvelles": "10", "1.eaje.depenses": "640000",
    "1.eaje.heures_realisees": "58 500", "1.eaje.participations_familiales": "98 000,00",
    "1.eaje.couches_et_repas": "oui", "projet.ctg": "oui", "1.eaje.bonus_territoire_existant": "850",
    "1.eaje.enfants_inscrits": "85", "1.eaje.enfants_handicap": "3", "1.eaje.heures_concertation": "?",
    "1.eaje.journees_pedagogiques": "3", "1.eaje.revalorisation_salariale": "oui", "projet.gestionnaire": "public",
    "projet.zone_prioritaire": "qpv", "1.eaje.places_soutenues": "?", "1.eaje.taux_regime_general": "?",
    "1.documents": "non", "projet.commune": "?",
}  # fmt: skip
CRECHE = {**{f"1.eaje.{champ.nom}": "?" for champ in equipements()["eaje"].champs}, **DITES}
"""Every field has its answer, one that is added tomorrow too."""
FINIE = {**CRECHE, "1.autre": "non", "projet.nom": "Crèche de Lille"}
NOM = "creche-de-lille-2024.toml"


def brouillons(dossier: Path) -> list[Path]:
    return sorted((dossier / "donnees" / "brouillons").glob("*"))


def deposer(dossier: Path, reponses: dict[str, str], *lignes: str, nom: str = "1.jsonl") -> Path:
    """Leave a draft, as an interrupted session does."""
    tout = [json.dumps({"format": "cafsim.brouillon/1", "cafsim": "0.1.0", "referentiel": "national"})]
    tout += [json.dumps({"cle": c, "reponse": r}, ensure_ascii=False) for c, r in reponses.items()]
    chemin = dossier / "donnees" / "brouillons" / nom
    chemin.parent.mkdir(parents=True, exist_ok=True)
    chemin.write_text("\n".join([*tout, *lignes]) + "\n", encoding="utf-8")
    return chemin


def sans(reponses: dict[str, str], *cles: str) -> dict[str, str]:
    return {c: r for c, r in reponses.items() if c not in cles}


def reprendre(dossier: Path, reponses: dict[str, str], **options: object) -> Terminal:
    deposer(dossier, reponses)
    terminal = Terminal(dossier, **options)
    terminal.attendre("Un questionnaire a été interrompu", "-> 1. reprendre")
    terminal.taper(ENTREE)
    return terminal


def enregistrer(terminal: Terminal) -> int:
    """From the summary on: all is right, save under the proposed name."""
    terminal.repondre("Récapitulatif", "")
    terminal.repondre("Que voulez-vous faire", "")
    terminal.repondre("Nom du fichier", "")
    terminal.attendre("Enregistré", "Que voulez-vous faire", "terminer")
    terminal.taper(ENTREE)
    return terminal.finir()


def projet(dossier: Path, nom: str = NOM) -> dict:
    return tomllib.loads((dossier / nom).read_text(encoding="utf-8"))


def test_fleches_numero_lettres_retour_et_aide(tmp_path: Path) -> None:
    t = Terminal(tmp_path)
    t.attendre("Où en est l'équipement", "Question 1", "-> 1. il fonctionne déjà")
    t.taper(ENTREE)
    t.repondre("Pour quelle année", "1990")
    t.attendre("! Donnez une année de 2018", "> 1990")
    t.taper("2024", ENTREE)  # what was refused is replaced
    t.repondre("Quelle commune", "")
    t.attendre("Quel équipement", "-> 1. Crèche")
    t.taper(BAS)
    t.attendre("-> 2. Accueil de loisirs")
    t.taper(BAS, BAS, HAUT, HAUT)
    t.attendre("-> 2. Accueil de loisirs")
    t.taper(HAUT)
    t.attendre("-> 1. Crèche")
    t.taper(ENTREE)
    t.repondre("Comment s'appelle la crèche", "Les Lucioles")
    t.attendre("-> je ne sais pas", "lignes à compléter")
    t.taper("pa")
    t.attendre("-> 2. Paje")
    t.taper("\x15", "1")
    t.attendre("-> 1. Psu")
    t.taper(ENTREE)
    t.attendre("financée ? Psu : tarif national", "Combien de places agréées")
    t.taper("douze", ENTREE)
    t.attendre("« douze » : ce n'est pas un nombre", "places > douze")
    t.taper("40", ENTREE)
    t.attendre("(au maximum de l'année) ? 40 places", "Combien d'heures facturées")
    t.taper(ECHAP)
    t.attendre("(retour à la question d'avant)", "places > 40")
    t.taper("<", ENTREE)
    t.attendre("Comment la crèche est-elle financée", "-> 1. Psu")
    t.taper(ENTREE)
    t.attendre("places > 40")
    t.taper(F1)
    t.attendre("Où trouver : Arrêté d'autorisation", "Entrée seule : garder la réponse proposée.", "places > 40")
    t.taper("\x15", ENTREE)
    t.attendre("(au maximum de l'année) ? je ne sais pas", "Combien d'heures facturées")
    t.taper("?", ENTREE)
    t.attendre("Où trouver : Déclaration d'activité à la Caf", "h >")
    t.taper("\x03")
    assert t.finir() == 130
    assert "Vos réponses sont gardées" in t.texte
    assert '{"cle": "1.eaje.places", "reponse": "?"}' in brouillons(tmp_path)[0].read_text(encoding="utf-8")


def test_le_recapitulatif_corrige_une_reponse_et_le_total_suit(
    tmp_path: Path, moteur: Moteur, baremes: Baremes
) -> None:
    t = reprendre(tmp_path, FINIE)
    t.attendre("Récapitulatif", "-> 1. Tout est juste", "Tout le projet", "Année d'activité : 2024")
    t.taper(*[BAS] * 10)
    rang = int(re.search(r"-> (\d+)\.", t.attendre("-> 11.")).group(1))
    t.taper(HAUT, BAS)
    t.attendre(f"-> {rang}.")
    t.taper(ENTREE)
    t.attendre("Comment la crèche est-elle financée", "-> 1. Psu")
    t.taper(ECHAP)  # one may think better of it
    t.attendre("Récapitulatif", "-> 1. Tout est juste")
    t.taper("places agréées", ENTREE)
    t.attendre("places > 40")
    t.taper("38", ENTREE)  # an old answer is replaced
    t.attendre("(au maximum de l'année) ? 38 places", "-> 1. Tout est juste")
    affiche = re.findall(r"total jusqu'ici : (.*?) par an", t.texte.lower())[-1]
    assert enregistrer(t) == 0
    assert projet(tmp_path)["eaje"][0]["places"] == 38
    assert projet(tmp_path)["nom"] == "Crèche de Lille"
    total = moteur.estimer(lire_projet(tmp_path / NOM, baremes)).totaux["annuel"]
    montants = [int(re.sub(r"\D", "", x)) for x in re.findall(r"[\d ]+,\d\d", affiche)]
    assert montants == [total.minimum * 100], "no maximum while a right is unknown"
    assert brouillons(tmp_path) == []


def test_deux_equipements_dans_une_session(tmp_path: Path) -> None:
    t = reprendre(tmp_path, CRECHE)
    t.repondre("Un autre équipement", "o")
    t.repondre("Quel équipement", "2")
    t.repondre("Comment s'appelle l'accueil de loisirs", "Macé")
    t.repondre("Où en est « Macé »", "")
    t.attendre("Même gestionnaire et même territoire que « Les Lucioles »", "zone prioritaire : quartier", "-> oui")
    t.taper("n", ENTREE)
    t.repondre("charges de fonctionnement", "310 000")
    for attendu in ("périscolaire, mercredi", "le mercredi, en période", "pendant les vacances"):
        t.repondre(attendu, "")
    t.attendre("signé une Ctg", "-> oui")  # the answer given for the crèche
    t.taper("non", ENTREE)
    t.attendre("total du projet jusqu'ici")
    t.taper("\x03")
    assert t.finir() == 130
    t = Terminal(tmp_path)
    t.attendre("-> 1. reprendre « Les Lucioles »")
    t.taper(ENTREE)
    for _ in range(12):
        t.attendre("Échap : revenir")
        if "Récapitulatif" in t.bas:
            break
        t.taper(ENTREE)
        t.lire()
    assert enregistrer(t) == 0
    lu = projet(tmp_path, "les-lucioles-2024.toml")
    assert lu["territoire"]["ctg"] is True
    assert (lu["alsh"][0]["nom"], lu["alsh"][0]["ctg"], lu["alsh"][0]["depenses"]) == ("Macé", False, 310000)


def test_interrompu_puis_repris_le_projet_est_le_meme(tmp_path: Path) -> None:
    entier, coupe = tmp_path / "entier", tmp_path / "coupe"
    for dossier in (entier, coupe):
        dossier.mkdir()
    assert enregistrer(reprendre(entier, FINIE)) == 0
    t = reprendre(coupe, sans(CRECHE, "1.documents", "1.eaje.taux_regime_general", "1.eaje.places_soutenues"))
    t.repondre("la collectivité signataire de la Ctg soutient-elle", "")
    t.attendre("Quelle part des familles")
    t.enfant.kill(9)  # a crash: nothing can be written any more
    t.finir()
    t = Terminal(coupe)
    t.attendre("reprendre « Les Lucioles », ", " réponses", "-> 1. reprendre")
    t.taper(ENTREE)
    t.repondre("Quelle part des familles", "")
    t.repondre("documents sous la main", "")
    t.repondre("Un autre équipement", "")
    t.repondre("Nom du projet", "Crèche de Lille")
    assert enregistrer(t) == 0
    assert (coupe / NOM).read_bytes() == (entier / NOM).read_bytes()
    assert brouillons(coupe) == []


def test_un_brouillon_abime_ou_d_une_autre_version_garde_ce_qui_peut_l_etre(tmp_path: Path) -> None:
    deposer(tmp_path, {**FINIE, "1.eaje.nombre_de_berceaux": "12", "1.eaje.places": "beaucoup"}, '{"cle": "1.ea')
    illisible = deposer(tmp_path, {}, nom="2.jsonl")
    illisible.write_bytes(b"\x00\xff\x00 rien")
    t = Terminal(tmp_path)
    t.attendre("Un brouillon est illisible", "-> 1. reprendre « Crèche de Lille »")
    t.taper(ENTREE)
    t.attendre("places >", "« beaucoup » ne convient plus", "1.eaje.nombre_de_berceaux = 12")
    assert "Lignes illisibles dans le brouillon : 1" in t.texte
    t.taper("40", ENTREE)
    assert enregistrer(t) == 0
    assert projet(tmp_path)["eaje"][0]["heures_facturees"] == 62000, "the other answers are kept"
    assert [x.name for x in brouillons(tmp_path)] == ["2.illisible"], "what can't be read is left alone"


def test_s_arreter_devant_un_brouillon_ne_l_efface_pas(tmp_path: Path) -> None:
    avant = deposer(tmp_path, CRECHE)
    t = Terminal(tmp_path)
    t.attendre("-> 1. reprendre")
    t.taper("\x03")
    assert t.finir() == 130
    assert "Vos réponses sont gardées" in t.texte
    assert brouillons(tmp_path) == [avant]


@pytest.mark.parametrize(("choix", "restent"), [("3", {"1.jsonl", "2.jsonl"}), ("4", set())])
def test_on_peut_commencer_un_nouveau_projet_en_gardant_ou_en_effacant(
    tmp_path: Path, choix: str, restent: set[str]
) -> None:
    deposer(tmp_path, CRECHE)
    deposer(tmp_path, FINIE, nom="2.jsonl")
    t = Terminal(tmp_path)
    t.attendre("Des questionnaires ont été interrompus", "4. effacer ces brouillons")
    t.taper(choix, ENTREE)
    t.attendre("Où en est l'équipement")
    t.taper("\x03")
    t.finir()
    assert {x.name for x in brouillons(tmp_path)} == restent


def test_un_dossier_ou_rien_ne_s_ecrit_est_dit_et_n_arrete_rien(tmp_path: Path) -> None:
    (tmp_path / "donnees").write_text("un fichier à la place du dossier", encoding="utf-8")
    t = Terminal(tmp_path, hauteur=40)
    t.repondre("Où en est l'équipement", "")
    t.attendre("Le brouillon ne peut pas être écrit")
    t.taper("\x03")
    assert t.finir() == 130
    assert "rien n'a été enregistré" in t.texte


COULEUR = re.compile(r"\x1b\[(?:\d+;)*(?:3[0-8]|4[0-8]|9[0-7]|10[0-7])(?:;\d+)*m")


@pytest.mark.parametrize("largeur", [80, 40])
def test_sans_couleur_et_sans_cadre_l_ecran_tient_dans_sa_largeur(tmp_path: Path, largeur: int) -> None:
    t = reprendre(tmp_path, FINIE, largeur=largeur, NO_COLOR="1")
    t.attendre("Récapitulatif", "-> 1. Tout est juste", "plus bas")
    t.taper(*[BAS] * 20)
    t.attendre("-> 21.", "plus haut")
    ecran = t.ecran.display
    assert len(ecran) == 24
    assert not set("".join(ecran)) & set("─│┌┐└┘├┤═║"), "no box"
    assert not COULEUR.search(t.brut)
    assert (
        max(len(x.rstrip()) for x in t.brut.split("-> 1.")[0].replace("\r", "").split("\n") if "\x1b" not in x)
        < largeur
    )
    t.taper(ECHAP)
    t.attendre("Nom du projet", "> Crèche de Lille")
    t.taper("\x15", "?", ENTREE)
    t.attendre("Un nom libre", "> Crèche de Lille")
    t.taper("\x03")
    assert t.finir() == 130


def test_une_longue_liste_garde_la_reponse_a_l_ecran(tmp_path: Path) -> None:
    t = Terminal(tmp_path, largeur=40, hauteur=14)
    t.repondre("Où en est l'équipement", "")
    t.repondre("Pour quelle année", "2024")
    t.repondre("Quelle commune", "")
    t.attendre("-> 1. Crèche", "plus bas")
    for rang in range(2, 19):
        t.taper(BAS)
        t.attendre(f"-> {rang}.")
    assert "plus haut" in t.texte
    t.taper(BAS)
    t.attendre("-> 1. Crèche")


def test_une_reponse_collee_remplace_l_ancienne(tmp_path: Path) -> None:
    t = reprendre(tmp_path, sans(CRECHE, "1.eaje.heures_facturees"))
    t.repondre("heures facturées", "48 000")
    t.attendre("heures facturées aux familles dans l'année ? 48 000 h")
    t.taper(ECHAP)
    t.attendre("h > 48 000")
    t.taper("\x1b[200~62 000 h\x1b[201~", ENTREE)
    t.attendre("heures facturées aux familles dans l'année ? 62 000 h")


def test_une_erreur_est_vue_aussitot_et_reparee(tmp_path: Path) -> None:
    t = reprendre(tmp_path, sans(FINIE, "1.eaje.heures_facturees"))
    t.repondre("heures facturées", "1 292")
    t.attendre("Moins d'heures facturées que", "est-ce une semaine", "× 48 = 62 016 h", "non, c'est juste")
    t.taper("1", ENTREE)
    assert enregistrer(t) == 0
    assert projet(tmp_path)["eaje"][0]["heures_facturees"] == 62016


def test_un_projet_enregistre_se_rouvre_avec_ses_reponses(tmp_path: Path) -> None:
    assert enregistrer(reprendre(tmp_path, FINIE)) == 0
    t = Terminal(tmp_path, NOM, "--completer")
    t.repondre("heures de concertation", "240")
    for _ in range(12):
        t.attendre("Échap : revenir")
        if "Récapitulatif" in t.bas:
            break
        t.taper(ENTREE)
        t.lire()
    t.attendre("Nom : Les Lucioles")
    t.taper(ENTREE)
    t.repondre("Que voulez-vous faire", "")
    t.repondre("Nom du fichier", "")
    t.attendre("existe déjà : le remplacer")
    t.taper("o", ENTREE)
    t.attendre("Enregistré", "Que voulez-vous faire")
    t.taper(ENTREE)
    assert t.finir() == 0
    lu = projet(tmp_path)
    assert (lu["eaje"][0]["heures_concertation"], lu["eaje"][0]["places"]) == (240, 40)


def test_la_note_s_ecrit_du_menu(tmp_path: Path) -> None:
    t = reprendre(tmp_path, FINIE)
    t.repondre("Récapitulatif", "")
    t.attendre("Que voulez-vous faire", "écrire la note")
    t.taper("note", ENTREE)
    t.repondre("Nom du fichier", "")
    t.attendre("cafsim rapport", "Que voulez-vous faire", "terminer")
    t.taper("terminer", ENTREE)
    assert t.finir() == 0
    assert (tmp_path / NOM).exists()
    assert (tmp_path / NOM).with_suffix(".html").read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
