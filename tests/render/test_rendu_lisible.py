"""The table, the text and the Markdown: the same content, readable at any width, whatever the names hold."""

from __future__ import annotations

import re
from fractions import Fraction

import pytest
from ecritures import a_l_ecran, en_markdown, en_texte
from fabrique import DOUTE, DROIT, HYPOTHESES, PONCTUEL, espaces, fabriquer
from rich.cells import cell_len

from cafsim.engine.numbers import french_money
from cafsim.estimation.resultat import MENTION, Total
from cafsim.render.document import Document, Liste, Paragraphe, Tableau, Titre, textes
from cafsim.render.formes import markdown
from cafsim.render.mots import courants as mots
from cafsim.render.vues.estimation import document

MONTANTS = ("411 060,00 €", "-5,25 €", "260 000,00 €", "230 400,00 €", "777,00 €", "411 054,75 €")
NOMS = [
    "[red]x[/red]",
    "=cmd()",
    "<script>alert(1)</script>",
    "a\nb\r\nc",
    "\x1b[31mrouge\x07",
    "a|b*c_d`e\\",
    "\u202eedoc",
    "x" * 300,
    "🏫 日本語の保育園" * 8,
    "# titre",
    "- 1. x",
    "\ue000",
]


def tableaux(noeuds: Document) -> list[Tableau]:
    return [x for x in noeuds if isinstance(x, Tableau)]


def toutes_formes(estimations, bareme, *, detail: bool = False) -> list[str]:
    return [
        a_l_ecran(estimations, bareme, 80, detail=detail),
        a_l_ecran(estimations, bareme, 160, detail=detail),
        en_texte(estimations, bareme, detail=detail),
        en_markdown(estimations, bareme, detail=detail),
    ]


@pytest.mark.parametrize("largeur", [40, 60, 80, 109, 110, 160, 200])
@pytest.mark.parametrize("nom", NOMS)
def test_aucune_ligne_ne_depasse(table_des_taux, largeur: int, nom: str) -> None:
    for detail in (False, True):
        for ligne in a_l_ecran([fabriquer(nom, nom)], table_des_taux, largeur, detail=detail).splitlines():
            assert cell_len(ligne) <= largeur or "https://" in ligne or (largeur < 60 and not nom.isascii())
            assert ligne == ligne.rstrip(" ")


@pytest.mark.parametrize("largeur", [50, 72, 80])
@pytest.mark.parametrize("nom", [n for n in NOMS if n.isascii()])
def test_le_texte_tient_dans_sa_largeur(table_des_taux, largeur: int, nom: str) -> None:
    rendu = en_texte([fabriquer(nom, nom)], table_des_taux, detail=True, largeur=largeur)
    assert all(len(ligne) <= largeur or "https://" in ligne for ligne in rendu.splitlines())


@pytest.mark.parametrize("largeur", [80, 160])
def test_les_montants_ne_sont_jamais_coupes(estimation, table_des_taux, largeur: int) -> None:
    rendu = a_l_ecran([estimation], table_des_taux, largeur)
    assert all(montant in rendu.replace("\xa0", " ") for montant in MONTANTS)
    assert all(montant.replace(" ", "\xa0") in rendu for montant in MONTANTS), "held by no-break spaces"


def test_les_montants_sont_alignes_a_droite(estimation, table_des_taux) -> None:
    lignes = a_l_ecran([estimation], table_des_taux, 160, detail=True).splitlines()
    assert {len(x) for x in lignes[20:] if x.endswith("€") and not x.startswith(" ")} == {160}


def test_chaque_forme_donne_la_reponse(estimation, table_des_taux) -> None:
    for rendu in map(espaces, toutes_formes([estimation], table_des_taux)):
        for montant in MONTANTS:
            assert montant in rendu
        assert (
            "À prévoir au budget : au moins 411 054,75 € par an ; en une fois, jusqu'à 260 000,00 € si la Caf l'accorde "
            "(non compté : Aide à finir)." in rendu
        )
        for mot in ("à compléter", "publié", "hors total", "Pour préciser", "Taux du dispositif (notification)"):
            assert mot in rendu
        for mot in ("Sources", "Sigles", "Comment lire", DOUTE, "d.taux", "Cette aide a pris fin"):
            assert mot not in rendu, "the details have their own pages"
        assert rendu.rstrip("*").endswith(MENTION), "the legal notice comes last"


def test_le_detail_dit_tout(estimation, table_des_taux) -> None:
    for rendu in map(espaces, toutes_formes([estimation], table_des_taux, detail=True)):
        for mot in ("62 000 h × 6,63 €/h", "240 h × ?", "plafond", "non officiel", "incomplet", "104 000,00 €"):
            assert mot in rendu
        for titre in ("Ce qui manque", "Sans objet", "Sources", "Comment lire", "Sigles", "À vérifier", "hors total"):
            assert titre in rendu
        assert "Cette aide a pris fin le 31/12/2022." in rendu
        assert "Cnaf, « Barème des aides », 15/01/2024" in rendu
        assert DOUTE in rendu
        assert "exercice 2023" in rendu, "the equipment's own year"
        assert rendu.count("À prévoir au budget") == 2, "the answer stands where a long screen ends, too"
        assert rendu.rstrip("*").endswith(MENTION), "the legal notice comes last"


def test_la_cle_n_est_dite_qu_a_qui_a_un_fichier(estimation) -> None:
    sans, avec = (
        " ".join(textes(document([estimation], HYPOTHESES, detail=True, cles=cles))) for cles in (False, True)
    )
    assert "d.taux" not in sans
    assert "d.taux" in avec


def test_le_total_est_la_somme_des_lignes_du_tableau(estimation, table_des_taux) -> None:
    for tableau in (
        tableaux(document([estimation], HYPOTHESES, detail=True))[0],
        tableaux(document([estimation], HYPOTHESES, detail=True))[2],
    ):
        rang = next(i for i, c in enumerate(tableau.colonnes) if c.role == "montant")
        total = next(i for i, r in enumerate(tableau.rangees) if r.total)
        montants = [r.cellules[rang] for r in tableau.rangees[:total]]
        sommes = [Fraction(re.sub(r"[^\d,-]", "", x).replace(",", ".")) for x in montants if "€" in x]
        assert tableau.rangees[total].cellules[rang].endswith(french_money(sum(sommes, Fraction(0))))
        assert len(sommes) == 2


def test_un_plafond_commun_est_explique(estimation, table_des_taux) -> None:
    equipement = estimation.equipements[0]._replace(
        totaux={
            "annuel": estimation.totaux["annuel"],
            "ponctuel": Total(Fraction(0), Fraction(200000), incomplet=False),
        },
    )
    rendu = en_texte([estimation._replace(equipements=(equipement,))], table_des_taux, detail=True)
    assert espaces(mots.LECTURE_CUMUL) in espaces(rendu)
    assert espaces(mots.LECTURE_CUMUL) not in espaces(en_texte([estimation], table_des_taux, detail=True))


def test_un_manque_commun_est_dit_une_fois(estimation) -> None:
    noeuds = document([estimation], HYPOTHESES, detail=True)
    rang = next(i for i, x in enumerate(noeuds) if isinstance(x, Titre) and x.texte == "Ce qui manque")
    liste = noeuds[rang + 1]
    assert isinstance(liste, Liste)
    assert len(liste.entrees) == 1
    assert espaces(liste.entrees[0].texte) == "Aide plafond (fourchette) ; Aide à finir (non compté)"
    assert len(liste.entrees[0].sous) == 1


def test_ce_qui_ne_compte_pas_est_a_part(estimation) -> None:
    trouves = tableaux(document([estimation], HYPOTHESES, detail=True))
    assert [r.cellules[0] for r in trouves[0].rangees] == [
        "Aide de droit", "Reprise", "Aide à finir", "Total annuel, au moins", "Aide plafond", "Total ponctuel",
        "Ordre de grandeur", "Aide nationale (versé par l'État)",
    ]  # fmt: skip
    assert {x.titre: [r.cellules[0] for r in x.rangees] for x in trouves if x.titre} == {
        "Aides annuelles": ["Aide de droit", "Reprise", "Aide à finir", "Total annuel (incomplet)"],
        "Aides ponctuelles, versées une fois": ["Aide plafond", "Total ponctuel"],
        "Pour information, hors total": ["Ordre de grandeur", "Aide nationale (versé par l'État)"],
    }


def test_le_detail_dit_etapes_adresses_et_hypotheses(estimation, table_des_taux) -> None:
    for court, long in zip(
        map(espaces, toutes_formes([estimation], table_des_taux)),
        map(espaces, toutes_formes([estimation], table_des_taux, detail=True)),
        strict=True,
    ):
        for mot in (
            "Taux de facturation = 62 000 h / 58 500 h = 105,9829 %",
            "https://exemple.fr/bareme",
            "Au centime.",
            "Un centime de moins.",
        ):
            assert mot in long
            assert mot not in court


def test_plusieurs_projets_ont_un_total(table_des_taux) -> None:
    for rendu in toutes_formes([fabriquer("P1"), fabriquer("P2")], table_des_taux):
        assert "Total de tous les projets" in rendu
        assert "822 109,50 €" in espaces(rendu)
        assert "520 000,00 €" in espaces(rendu)
        assert espaces(rendu).count(MENTION) == 1


def test_plusieurs_equipements_ont_un_total(estimation, table_des_taux) -> None:
    second = estimation.equipements[0]._replace(nom="Pré vert", exercice=2024)
    deux = estimation._replace(equipements=(*estimation.equipements, second))
    recap = tableaux(document([deux], HYPOTHESES))[0]
    assert [r.cellules[0] for r in recap.rangees] == ["Lucioles", "Pré vert", "Total"]
    assert [espaces(x) for x in recap.rangees[-1].cellules[1:]] == ["822 109,50 €", "inconnu", "au plus 520 000,00 €"]


@pytest.mark.parametrize("nom", ["[red]x[/red]", "[/]", "[link=http://x]y[/link]", ":smile:"])
def test_aucun_balisage_rich(table_des_taux, nom: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    rendu = a_l_ecran([fabriquer(nom, nom), fabriquer(nom)], table_des_taux, 120)
    assert rendu.count(nom) == 4, "the titles of the projects, the rows of the summary"
    assert "\x1b[" in rendu


@pytest.mark.parametrize("largeur", [40, 80, 160])
@pytest.mark.parametrize("encodage", ["utf-8", "ascii"])
def test_la_couleur_ne_change_rien_d_autre(
    estimation, table_des_taux, largeur: int, encodage: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    nu = a_l_ecran([estimation], table_des_taux, largeur, detail=True, encodage=encodage)
    monkeypatch.setenv("FORCE_COLOR", "1")
    colore = a_l_ecran([estimation], table_des_taux, largeur, detail=True, encodage=encodage)
    assert ("\x1b[" in colore) is (largeur >= 60), "a narrow screen is plain text"
    assert re.sub(r"\x1b\[[0-9;]*m", "", colore) == nu


def test_aucune_sequence_de_terminal(table_des_taux) -> None:
    for rendu in toutes_formes([fabriquer("\x1b[31mrouge\x07\u202e", "\x9b2J")], table_des_taux):
        assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]", rendu)


@pytest.mark.parametrize(("nom", "attendu"), [
    ("<script>", "&lt;script&gt;"), ("a|b", r"a\|b"), ("*x* _y_", r"\*x\* \_y\_"), ("`x`", r"\`x\`"), ("a\nb", "a b"),
    ("# t", r"\# t"), ("- x", r"\- x"), ("1. x", r"1\. x"), ("[a](b)", r"\[a\](b)"), ("a & b", "a &amp; b"), ("\\|", r"\\\|"),
    ("https://x.fr/a_b", "<https://x.fr/a_b>"), ("https://x.fr/<b>", "https://x.fr/&lt;b&gt;"),
])  # fmt: skip
def test_le_markdown_est_desamorce(nom: str, attendu: str) -> None:
    assert markdown.echappe(nom.replace("\n", " ")) == attendu


def test_les_tableaux_markdown_ont_autant_de_cellules_partout(table_des_taux) -> None:
    rendu = en_markdown([fabriquer("a|b\nc", "x|y"), fabriquer("|||", "\\|")], table_des_taux)
    tableaux = re.findall(r"(?:^\|.*\|$\n?)+", rendu, re.MULTILINE)
    assert len(tableaux) == 5
    for bloc in tableaux:
        assert len({len(re.findall(r"(?<!\\)(?:\\\\)*\|", x)) for x in bloc.splitlines()}) == 1


@pytest.mark.parametrize("encodage", ["ascii", "cp850", "cp1252"])
def test_une_vieille_console_windows(estimation, table_des_taux, encodage: str) -> None:
    rendu = a_l_ecran([estimation], table_des_taux, 80, encodage=encodage)
    assert "---" in rendu
    assert "─" not in rendu
    assert "?" not in espaces(rendu)
    euro = "€" if encodage == "cp1252" else "EUR"
    assert f"411 060,00 {euro}" in rendu.replace("\xa0", " ")
    assert all(len(ligne) <= 80 for ligne in rendu.splitlines())


def test_une_estimation_sans_ligne_le_dit(estimation, table_des_taux) -> None:
    vide = estimation.equipements[0]._replace(lignes=(), totaux={"annuel": PONCTUEL, "ponctuel": PONCTUEL})
    rendu = en_texte([estimation._replace(lignes=(), equipements=(vide,))], table_des_taux)
    assert "Aucune des aides choisies ne concerne cet équipement." in espaces(rendu)


def test_seuls_les_mots_employes_sont_expliques(estimation) -> None:
    seule = estimation._replace(lignes=(DROIT,), equipements=(estimation.equipements[0]._replace(lignes=(DROIT,)),))
    noeuds = document([seule], HYPOTHESES, detail=True)
    legende = noeuds[next(i for i, x in enumerate(noeuds) if isinstance(x, Titre) and x.texte == "Comment lire") + 1]
    debuts = [e.texte.replace("\xa0", " ").split(" :")[0] for e in legende.entrees]
    assert debuts == ["À prévoir", "Droit", "Taux « publié »"]
    assert noeuds[-1] == Paragraphe(MENTION, fort=True)


@pytest.mark.parametrize(("formule", "minimum", "attendu"), [
    ("max(6,63 €/h × 62 000 h − 98 000,00 € ; 0) × 100\xa0%", 5, "6,63 €/h × 62 000 h − 98 000,00 €"),
    ("max(6,63 €/h × 62 000 h − 98 000,00 € ; 0)", 0, "max(6,63 €/h × 62 000 h − 98 000,00 € ; 0)"),
    ("max(a ; b ; 0) × 100\xa0%", 5, "max(a ; b ; 0)"),
    ("10 € [2024, reconduit] × 98,5\xa0%", 5, "10 € × 98,5\xa0%"),
    ("(de 0\xa0€/place à ≈\xa084,71\xa0€/place) × 40\xa0places", 0, "0 à 84,71\xa0€/place × 40\xa0places"),
    ("(de 0\xa0h à 1\xa0360\xa0h) × (de 5,46\xa0€/h à 6,91\xa0€/h)", 0, "0 à 1\xa0360\xa0h × 5,46 à 6,91\xa0€/h"),
    ("(de 0\xa0h à 10\xa0places) × 2", 0, "(de 0\xa0h à 10\xa0places) × 2"),
    ("12\xa0places × 475\xa0€/place/an ou 0", 0, "12\xa0places × 475\xa0€/place/an, ou rien"),
    ("2 × (0\xa0€/place/an ou 100\xa0€/place/an ou 200\xa0€/place/an)", 0, "2 × (0, 100 ou 200\xa0€/place/an)"),
])  # fmt: skip
def test_le_calcul_abrege_dit_la_meme_chose(formule: str, minimum: int, attendu: str) -> None:
    etape = DROIT.etapes[-1]._replace(formula=formule)
    ligne = DROIT._replace(taux=None, minimum=Fraction(minimum), etapes=(etape,))
    assert mots.calcul(ligne) == attendu


def test_base_fois_taux_ne_s_affiche_que_si_c_est_le_montant() -> None:
    assert espaces(mots.calcul(DROIT)) == "62 000 h × 6,63 €/h"
    assert "98 000" in mots.calcul(
        DROIT._replace(montant=Fraction(313060), etapes=(DROIT.etapes[-1]._replace(formula="6,63 × 62 000 − 98 000"),))
    )
