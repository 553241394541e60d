"""The interview: a function of its answers."""

from __future__ import annotations

import tomllib
from decimal import Decimal
from pathlib import Path

import pytest

from cafsim.baremes.model import Baremes
from cafsim.equipements.commun import dernier_exercice
from cafsim.erreurs import EntreeRefusee
from cafsim.estimation.moteur import Moteur
from cafsim.projet.communes import completions
from cafsim.projet.ecriture import en_toml
from cafsim.projet.lecture import lire_projet, projet_depuis
from cafsim.projet.questionnaire.conversation import Conversation
from cafsim.projet.questionnaire.questions import Question, comprendre, montrer, resume
from cafsim.projet.questionnaire.reprise import cle_connue, reponses_de

CRECHE = {
    "situation": "ouvert", "exercice": "2024", "1.type": "eaje", "1.nom": "Les Lucioles", "1.eaje.financement": "psu", "1.eaje.places": "40",
    "1.eaje.heures_facturees": "62 000", "1.eaje.heures_realisees": "58 500",
    "1.eaje.participations_familiales": "98 000,00", "1.eaje.depenses": "640000", "1.eaje.couches_et_repas": "oui",
    "1.eaje.enfants_inscrits": "85", "1.eaje.enfants_handicap": "3", "1.eaje.places_nouvelles": "10",
    "1.eaje.bonus_territoire_existant": "850", "1.eaje.journees_pedagogiques": "3",
    "1.eaje.revalorisation_salariale": "oui", "projet.ctg": "oui", "projet.zone_prioritaire": "qpv",
    "projet.gestionnaire": "public", "1.autre": "non",
}  # fmt: skip
ALSH = {
    "1.type": "alsh", "1.nom": "Macé", "1.alsh.depenses": "310000", "1.alsh.heures_periscolaires": "42000",
    "1.alsh.heures_mercredi": "12000", "1.alsh.heures_extrascolaires": "30000", "1.alsh.plan_mercredi": "oui",
}  # fmt: skip


def dire(question: Question, reponses: dict[str, str]) -> str:
    return comprendre(question, reponses.get(question.cle, ""))


def mener(conversation: Conversation, reponses: dict[str, str]) -> list[str]:
    """Answer to the end; return the keys in order."""
    posees = []
    while (question := conversation.question) is not None:
        posees.append(question.cle)
        conversation.repondre(dire(question, reponses))
    return posees


def second(table: dict[str, str]) -> dict[str, str]:
    return {c.replace("1.", "2.", 1): v for c, v in table.items()}


def test_reculer_puis_redonner_la_meme_reponse_ne_change_rien(moteur: Moteur) -> None:
    droit, avec_retours = Conversation(moteur), Conversation(moteur)
    ordre = mener(droit, CRECHE)
    while (question := avec_retours.question) is not None:
        avec_retours.repondre(dire(question, CRECHE))
        rang = ordre.index(question.cle)
        assert avec_retours.reculer()
        assert avec_retours.question is not None
        assert avec_retours.question.cle == ordre[rang], "one goes back to the question just answered"
        avec_retours.repondre(avec_retours.question.proposee)
    assert avec_retours.projet() == droit.projet()
    assert list(avec_retours.journal) == list(droit.journal) == ordre


def test_on_recule_jusqu_a_la_premiere_question_et_pas_au_dela(moteur: Moteur) -> None:
    conversation = Conversation(moteur)
    ordre = mener(conversation, CRECHE)
    for cle in reversed(ordre):
        assert conversation.reculer()
        assert conversation.question is not None
        assert conversation.question.cle == cle
    assert not conversation.reculer()
    assert conversation.question.cle == "situation"
    mener(conversation, CRECHE)
    assert conversation.projet().equipements[0].valeurs["places"] == 40


@pytest.mark.parametrize("coupe", [1, 3, 4, 9, 17])
def test_reprendre_les_reponses_gardees_donne_le_meme_projet(moteur: Moteur, coupe: int) -> None:
    entier = Conversation(moteur)
    mener(entier, CRECHE)
    coupee = Conversation(moteur)
    for _ in range(coupe):
        coupee.repondre(dire(coupee.question, CRECHE))
    reprise = Conversation(moteur, (), coupee.reponses)
    assert reprise.question is not None
    assert reprise.question.cle == coupee.question.cle
    mener(reprise, CRECHE)
    assert reprise.projet() == entier.projet()


def test_le_total_est_a_chaque_pas_celui_du_moteur(moteur: Moteur) -> None:
    conversation, vus = Conversation(moteur), set()
    while (question := conversation.question) is not None:
        conversation.repondre(dire(question, {**CRECHE, "1.autre": "oui", **second(ALSH)}))
        if conversation.entretiens:
            estimation = moteur.estimer(conversation.projet())
            assert conversation.totaux() == estimation.totaux
            assert conversation.a_completer() == sum(
                x.statut == "a_completer" and x.prevision is None for x in estimation.lignes
            )
            vus.add(estimation.totaux["annuel"].maximum)
    assert len(vus) >= 10, "the total moves as answers come"


def relire(conversation: Conversation, baremes: Baremes):
    brut = tomllib.loads(en_toml(conversation.projet()), parse_float=Decimal)
    return projet_depuis(brut, "x.toml", "x", baremes)


def test_le_fichier_enregistre_donne_le_total_affiche(moteur: Moteur, baremes: Baremes) -> None:
    conversation = Conversation(moteur)
    mener(conversation, {**CRECHE, "1.autre": "oui", **second(ALSH), "2.herite": "non", "2.commun.ctg": "non"})
    assert moteur.estimer(relire(conversation, baremes)).totaux == conversation.totaux()


def test_un_autre_equipement_garde_le_territoire_ou_le_change(moteur: Moteur, baremes: Baremes) -> None:
    reponses = {**CRECHE, "1.autre": "oui", **second(ALSH)}
    memes, autres = Conversation(moteur), Conversation(moteur)
    posees = mener(memes, {**reponses, "2.herite": "oui"})
    assert not [c for c in posees if c.startswith("2.commun.")], "what is known is not asked again"
    assert memes.projet().equipements[1].valeurs["ctg"] is True
    posees = mener(autres, {**reponses, "2.herite": "non", "2.commun.ctg": "non"})
    assert "2.commun.ctg" in posees
    creche, loisirs = autres.projet().equipements
    assert (creche.valeurs["ctg"], loisirs.valeurs["ctg"]) == (True, False)
    relu = relire(autres, baremes)
    assert [e.valeurs["ctg"] for e in relu.equipements] == [True, False]


def test_la_reponse_du_projet_est_proposee_a_l_equipement_qui_differe(moteur: Moteur) -> None:
    conversation = Conversation(moteur)
    reponses = {**CRECHE, "1.autre": "oui", **second(ALSH), "2.herite": "non"}
    while conversation.question is not None and conversation.question.cle != "2.commun.ctg":
        conversation.repondre(dire(conversation.question, reponses))
    assert conversation.question is not None
    assert conversation.question.proposee == "oui"


def test_corriger_ne_redemande_que_ce_qui_en_depend(moteur: Moteur) -> None:
    conversation = Conversation(moteur)
    mener(conversation, CRECHE)
    conversation.corriger("1.eaje.places")
    assert conversation.question is not None
    assert (conversation.question.cle, conversation.question.proposee) == ("1.eaje.places", "40")
    conversation.repondre("38")
    assert conversation.question is None
    assert conversation.projet().equipements[0].valeurs["places"] == 38


def test_passer_en_paje_et_revenir_ne_perd_pas_les_reponses_psu(moteur: Moteur) -> None:
    conversation, temoin = Conversation(moteur), Conversation(moteur)
    mener(temoin, CRECHE)
    mener(conversation, CRECHE)
    conversation.corriger("1.eaje.financement")
    conversation.repondre("paje")
    mener(conversation, CRECHE)
    assert "heures_facturees" not in conversation.projet().equipements[0].valeurs
    conversation.corriger("1.eaje.financement")
    conversation.repondre("psu")
    assert conversation.question is None
    assert conversation.projet() == temoin.projet()


def test_une_correction_qui_contredit_une_autre_reponse_la_fait_redemander(moteur: Moteur) -> None:
    conversation = Conversation(moteur)
    mener(conversation, CRECHE)
    conversation.corriger("1.eaje.places")
    conversation.repondre("5")
    assert conversation.question is not None
    assert conversation.question.cle == "1.eaje.places_nouvelles"
    assert conversation.refus is not None
    assert conversation.refus.reponse == "10"
    assert "plus de places nouvelles que de places agréées" in conversation.refus.raison
    conversation.repondre("5")
    assert conversation.question is None


def test_changer_d_equipement_ne_melange_pas_les_charges(moteur: Moteur) -> None:
    conversation = Conversation(moteur)
    mener(conversation, CRECHE)
    conversation.corriger("1.type")
    conversation.repondre("alsh")
    posees = mener(conversation, ALSH)
    assert "1.alsh.depenses" in posees, "a crèche's charges are not those of an accueil de loisirs"


def test_un_taux_saisi_une_fois_vaut_pour_tous_les_equipements(moteur: Moteur) -> None:
    deux = second({c: v for c, v in CRECHE.items() if c.startswith("1.")})
    conversation = Conversation(moteur)
    heures = {"1.eaje.heures_concertation": "240", "2.eaje.heures_concertation": "240"}
    reponses = {**CRECHE, **deux, **heures, "1.autre": "oui", "1.documents": "oui", "2.documents": "oui"}
    reponses["taux.heures_concertation.montant_horaire"] = "25,50"
    posees = mener(conversation, reponses)
    assert posees.count("taux.heures_concertation.montant_horaire") == 1
    assert "2.documents" not in posees, "there is nothing left to ask"
    assert conversation.projet().taux["heures_concertation.montant_horaire"] == Decimal("25.5")


def test_seules_les_aides_voulues_sont_demandees(moteur: Moteur) -> None:
    posees = mener(Conversation(moteur, {"bonus_attractivite"}), CRECHE)
    assert "1.eaje.revalorisation_salariale" in posees
    assert "1.eaje.heures_facturees" not in posees


def test_une_reponse_d_une_annee_qui_n_existe_plus_est_redemandee(moteur: Moteur) -> None:
    conversation = Conversation(moteur, (), {**CRECHE, "exercice": str(dernier_exercice() + 1)})
    assert conversation.question is not None
    assert conversation.question.cle == "exercice"
    assert conversation.refus is not None


@pytest.mark.parametrize(
    "cle",
    ["1.eaje.nombre_de_places", "1.creche.places", "taux.psu.inconnu", "projet.ville", "x.nom", "", "1.", "1.eaje.ctg"],
)
def test_une_question_renommee_n_est_pas_connue(baremes: Baremes, cle: str) -> None:
    assert not cle_connue(cle, baremes)


def test_toutes_les_cles_posees_sont_connues(moteur: Moteur, baremes: Baremes) -> None:
    reponses = {**CRECHE, "1.autre": "oui", **second(ALSH), "2.herite": "non", "1.documents": "oui"}
    conversation = Conversation(moteur)
    for cle in mener(conversation, {**reponses, "situation": "travaux", "1.eaje.cofinancements.1": "oui"}):
        assert cle_connue(cle, baremes), cle


def choix(moteur: Moteur, cle: str) -> Question:
    conversation = Conversation(moteur)
    mener(conversation, CRECHE)
    return conversation.journal[cle][0]


@pytest.mark.parametrize(
    ("saisie", "attendu"),
    [
        ("1", "qpv"), ("4", "aucune"), ("QPV", "qpv"), ("quartier", "qpv"), ("Frr", "frr"), ("a", "aucune"),
        ("aucune de ces zones", "aucune"), ("ruralités", "frr"), ("", "?"), ("Je ne sais pas", "?"), ("nsp", "?"),
    ],
)  # fmt: skip
def test_un_choix_se_dit_de_plusieurs_facons(moteur: Moteur, saisie: str, attendu: str) -> None:
    assert comprendre(choix(moteur, "projet.zone_prioritaire"), saisie) == attendu


@pytest.mark.parametrize(
    ("saisie", "raison"), [("zone", "plusieurs"), ("5", "1 à 4"), ("0", "1 à 4"), ("Lille", "pas une des réponses")]
)
def test_un_choix_douteux_est_refuse(moteur: Moteur, saisie: str, raison: str) -> None:
    with pytest.raises(ValueError, match=raison):
        comprendre(choix(moteur, "projet.zone_prioritaire"), saisie)


@pytest.mark.parametrize(("saisie", "attendu"), [("o", "oui"), ("NON", "non"), ("vrai", "oui"), ("", "?")])
def test_oui_et_non(moteur: Moteur, saisie: str, attendu: str) -> None:
    assert comprendre(choix(moteur, "projet.ctg"), saisie) == attendu


def test_ce_qui_est_compris_est_redit_avec_son_unite(moteur: Moteur) -> None:
    assert montrer(choix(moteur, "1.eaje.heures_facturees"), "62 000").replace("\xa0", " ") == "62 000 h"
    assert montrer(choix(moteur, "1.eaje.taux_regime_general"), "98 %").replace("\xa0", " ") == "98 %"
    assert montrer(choix(moteur, "1.eaje.taux_regime_general"), "?").replace("\xa0", " ") == "100 %"
    assert resume(choix(moteur, "projet.ctg"), "?").endswith("avec la Caf ? je ne sais pas")


def test_les_communes_se_completent() -> None:
    assert completions("commune", "Lill")[0] == "Lille (59)"
    assert completions("places", "Lill") == []


@pytest.mark.parametrize(("saisie", "raison"), [("Saint-Denis", "plusieurs communes"), ("Lilllle", "commune inconnue")])
def test_une_commune_douteuse_est_refusee_avec_les_choix(moteur: Moteur, saisie: str, raison: str) -> None:
    conversation = Conversation(moteur)
    conversation.repondre("ouvert")
    conversation.repondre("2022")
    question = conversation.question
    assert question is not None
    assert question.cle == "projet.commune"
    with pytest.raises(ValueError, match=raison):
        comprendre(question, saisie)
    with pytest.raises(ValueError, match=r"Bousignies \(59\), Roubaix \(59\)"):
        comprendre(question, "59100")
    assert comprendre(question, "Lille") == "Lille"


def test_la_commune_remplit_ce_qui_n_est_alors_plus_demande(moteur: Moteur, baremes: Baremes) -> None:
    alsh = {
        **ALSH, "exercice": "2022", "1.alsh.heures_nouvelles_mercredi": "4000", "projet.zone_prioritaire": "aucune",
        "1.autre": "non",
    }  # fmt: skip
    sans, avec = Conversation(moteur), Conversation(moteur)
    assert "projet.potentiel_financier_hab" in mener(sans, {**alsh, "projet.commune": "?"})
    assert "projet.potentiel_financier_hab" not in mener(avec, {**alsh, "projet.commune": "Conques-en-Rouergue"})
    projet = avec.projet()
    assert "Dgcl" in projet.equipements[0].origines["potentiel_financier_hab"]
    texte = en_toml(projet)
    assert "potentiel_financier_hab" not in texte
    relu = projet_depuis(tomllib.loads(texte, parse_float=Decimal), "relu", "relu", baremes)
    assert moteur.estimer(relu).totaux == moteur.estimer(projet).totaux


PROJET = {
    **CRECHE, "situation": "projet", "exercice": str(dernier_exercice()), "1.eaje.places": "30",
    "1.eaje.places_nouvelles": "30", "1.eaje.groupe.investissement": "oui", "1.eaje.operation": "creation",
    "1.eaje.places_creees": "30", "1.eaje.cout": "900 k€", "1.eaje.cofinancements.1": "oui",
    "1.eaje.cofinancements.1.financeur": "Département", "1.eaje.cofinancements.1.montant": "60 000",
    "1.eaje.cofinancements.1.public": "oui",
}  # fmt: skip


def jusqu_a(conversation: Conversation, cle: str, reponses: dict[str, str]) -> Question:
    """Answer up to a question, and return it."""
    while (question := conversation.question) is not None and question.cle != cle:
        conversation.repondre(dire(question, reponses))
    assert question is not None, cle
    return question


def test_un_projet_n_est_pas_demande_sur_une_annee_deja_passee(moteur: Moteur) -> None:
    question = jusqu_a(Conversation(moteur), "exercice", PROJET)
    with pytest.raises(ValueError, match="donnez une année"):
        comprendre(question, "2024")
    assert comprendre(question, "") == str(dernier_exercice())


def test_un_projet_se_voit_proposer_des_reperes_et_ce_qui_marche_non(moteur: Moteur) -> None:
    question = jusqu_a(Conversation(moteur), "1.eaje.depenses", PROJET)
    assert question.proposee == "480000", "30 places at the published mean of 16,000 €"
    assert "480 000,00" in question.precision.replace("\xa0", " ")
    assert jusqu_a(Conversation(moteur), "1.eaje.heures_facturees", PROJET).proposee == "37500"
    assert jusqu_a(Conversation(moteur), "1.eaje.depenses", CRECHE).proposee == ""


def test_une_creation_ne_renove_rien(moteur: Moteur) -> None:
    conversation = Conversation(moteur)
    posees = mener(conversation, PROJET)
    assert not {"1.eaje.places_renovees", "1.eaje.places_avant"} & set(posees)
    lignes = moteur.estimer(conversation.projet()).lignes
    assert not [x for x in lignes if x.dispositif == "fme"], "the Fme has no object, and leaves no unknown"
    assert conversation.projet().equipements[0].valeurs["places_renovees"] == 0


def test_les_autres_financeurs_sont_demandes_et_enregistres(moteur: Moteur, baremes: Baremes) -> None:
    conversation = Conversation(moteur)
    assert "1.eaje.cofinancements.2" in mener(conversation, PROJET)
    (table,) = relire(conversation, baremes).equipements[0].listes["cofinancements"]
    assert table == {"financeur": "Département", "montant": 60000, "public": True}


def test_ce_qui_marche_n_est_pas_interroge_sur_des_travaux(moteur: Moteur) -> None:
    assert not [c for c in mener(Conversation(moteur), CRECHE) if "investissement" in c or "cofinancements" in c]
    posees = mener(Conversation(moteur), {**CRECHE, "situation": "travaux"})
    assert "1.eaje.operation" in posees
    assert "1.eaje.groupe.investissement" not in posees, "it was said first"


def test_les_travaux_d_un_accueil_de_loisirs_sont_proposes_a_part(moteur: Moteur) -> None:
    conversation = Conversation(moteur)
    reponses = {**ALSH, "situation": "travaux", "exercice": "2025", "2.nom": "Travaux"}
    question = jusqu_a(conversation, "1.autre", reponses)
    assert (question.defaut, "Investissement" in question.precision) == ("oui", True)
    assert jusqu_a(conversation, "2.type", reponses).proposee == "investissement"
    posees = mener(conversation, {**reponses, "2.type": "investissement", "2.autre": "non"})
    assert "2.situation" not in posees, "works have no works"
    assert conversation.projet().equipements[1].type == "investissement"


@pytest.mark.parametrize("exercice", ["2021", "2024", "2025", str(dernier_exercice())])
def test_l_ordre_suit_la_dependance(moteur: Moteur, exercice: str) -> None:
    creche = mener(Conversation(moteur), {**CRECHE, "exercice": exercice})
    assert creche.index("1.eaje.places") < creche.index("1.eaje.places_soutenues")
    assert creche.index("projet.ctg") < creche.index("1.eaje.places_nouvelles")
    alsh = mener(Conversation(moteur), {**ALSH, "exercice": exercice, "projet.ctg": "oui", "1.autre": "non"})
    des_heures = [c for c in alsh if c in ("1.alsh.heures_contractualisees", "1.alsh.heures_nouvelles_ctg")]
    assert des_heures
    assert all(alsh.index("projet.ctg") < alsh.index(c) for c in des_heures)
    sans_ctg = mener(Conversation(moteur), {**ALSH, "exercice": exercice, "projet.ctg": "non", "1.autre": "non"})
    assert not set(des_heures) & set(sans_ctg)


def test_le_compte_des_questions_finit_juste(moteur: Moteur) -> None:
    conversation, comptes = Conversation(moteur), []
    while (question := conversation.question) is not None:
        comptes.append(conversation.compte())
        conversation.repondre(dire(question, CRECHE))
    assert [rang for rang, _ in comptes] == list(range(1, len(comptes) + 1))
    assert all(nombre is None or rang <= nombre for rang, nombre in comptes)
    assert comptes[-1] == (len(comptes), len(comptes))
    assert abs((comptes[6][1] or 0) - len(comptes)) <= 3, "what is announced early is about right"


def test_les_zones_sont_celles_de_l_annee(moteur: Moteur) -> None:
    def zones(exercice: str) -> list[str]:
        question = jusqu_a(Conversation(moteur), "projet.zone_prioritaire", {**CRECHE, "exercice": exercice})
        return [o.valeur for o in question.options]

    assert zones("2023") == ["qpv", "zrr", "aucune"]
    assert zones("2024") == ["qpv", "zrr", "frr", "aucune"]
    assert zones("2025") == ["qpv", "frr", "aucune"]


@pytest.mark.parametrize(
    ("saisie", "attendu"),
    [("multi-accueil", "eaje"), ("halte-garderie", "eaje"), ("périscolaire", "alsh"), ("Centre de loisirs", "alsh"),
     ("ram", "rpe"), ("mam", "mam"), ("2", "alsh"), ("ludo", "ludotheque")],
)  # fmt: skip
def test_un_equipement_se_dit_comme_tous_les_jours(moteur: Moteur, saisie: str, attendu: str) -> None:
    assert comprendre(jusqu_a(Conversation(moteur), "1.type", CRECHE), saisie) == attendu


def test_un_doute_est_dit_aussitot_et_sa_reparation_remplace_la_reponse(moteur: Moteur) -> None:
    conversation = Conversation(moteur)
    question = jusqu_a(conversation, "1.eaje.heures_facturees", CRECHE)
    conversation.repondre("1292")
    (doute,) = conversation.doutes(question.champ)
    assert doute.propositions[0].valeurs == {"heures_facturees": 62016}
    conversation.remplacer(doute.propositions[0].valeurs)
    assert conversation.reponses["1.eaje.heures_facturees"] == "62016"
    assert conversation.doutes(question.champ) == []
    conversation.corriger("1.eaje.heures_facturees")
    conversation.repondre("1292")
    (doute,) = conversation.doutes(question.champ)
    conversation.justes.add(doute.constat)
    assert conversation.doutes(question.champ) == [], "what was said to be right is not doubted again"


EXEMPLES = sorted((Path(__file__).resolve().parent.parent.parent / "examples").glob("*.toml"))


@pytest.mark.parametrize("exemple", EXEMPLES, ids=lambda x: x.stem)
def test_un_projet_rouvert_se_retrouve_tel_quel(moteur: Moteur, baremes: Baremes, exemple: Path) -> None:
    projet = lire_projet(exemple, baremes)
    conversation = Conversation(moteur, (), reponses_de(projet), projet)
    mener(conversation, {})
    rouvert = relire(conversation, baremes)
    assert moteur.estimer(rouvert).totaux == moteur.estimer(projet).totaux
    for avant, apres in zip(projet.equipements, rouvert.equipements, strict=True):
        assert {n: v for n, v in avant.tapees.items() if v is not None} == {
            n: v for n, v in apres.tapees.items() if v is not None and n in avant.tapees
        }
        assert (avant.groupes, avant.listes) == (apres.groupes, apres.listes)
    assert rouvert.taux == projet.taux


def test_completer_commence_par_ce_qui_vaut_le_plus(moteur: Moteur) -> None:
    conversation = Conversation(moteur)
    mener(conversation, {**CRECHE, "1.eaje.heures_facturees": "?", "1.eaje.enfants_handicap": "?"})
    assert "1.eaje.enfants_handicap" in conversation.inconnues()
    conversation.reprendre_inconnues()
    assert conversation.question is not None
    assert conversation.question.cle == "1.eaje.heures_facturees"


def test_un_projet_de_plusieurs_annees_ne_se_rouvre_pas(moteur: Moteur, baremes: Baremes) -> None:
    projet = lire_projet(EXEMPLES[0], baremes)
    autre = projet.equipements[0]._replace(exercice=projet.exercice - 1)
    with pytest.raises(EntreeRefusee, match="années différentes"):
        reponses_de(projet._replace(equipements=(*projet.equipements, autre)))


def test_le_fichier_enregistre_dit_ce_que_sont_ses_chiffres(moteur: Moteur) -> None:
    conversation = Conversation(moteur)
    mener(conversation, CRECHE)
    lignes = en_toml(conversation.projet()).splitlines()
    rang = lignes.index("heures_facturees = 62000")
    assert lignes[rang - 1].startswith("# Heures facturées aux familles (h).")
