"""The first screen: the answer in one sentence, lines that add up to their total, 25 lines of 80 columns at most."""

from __future__ import annotations

import re
from fractions import Fraction
from pathlib import Path

import pytest
from ecritures import a_l_ecran
from fabrique import DROIT, ETAT, HYPOTHESES, INCOMPLETE, NEGATIVE, PLAFOND, REFUSEE, espaces
from hasard import exemples, tous_projets
from hypothesis import given

from cafsim.baremes.model import Baremes
from cafsim.engine.numbers import french_money
from cafsim.equipements.projet import EquipementSaisi, Projet
from cafsim.estimation.moteur import Moteur
from cafsim.estimation.resultat import EquipementEstime, Estimation, LigneEstimee, total
from cafsim.projet.lecture import lire_projet
from cafsim.render.document import Document, Paragraphe, Tableau
from cafsim.render.formes.table import Ecran, lignes
from cafsim.render.mots import courants, reponse
from cafsim.render.vues.estimation import document

F = Fraction
EXEMPLES = sorted((Path(__file__).parents[2] / "examples").glob("*.toml"))
OUVERTE = INCOMPLETE._replace(libelle="Heures")
FOURCHETTE = DROIT._replace(
    libelle="Bonus", statut="fourchette", minimum=F(10), prevision=F(20), maximum=F(30), montant=None
)


def dite(*liste: LigneEstimee) -> str:
    totaux = {p: total(x for x in liste if x.periodicite == p) for p in ("annuel", "ponctuel")}
    return espaces(reponse.reponse(totaux, liste))  # type: ignore[arg-type]


def estimer(*liste: LigneEstimee) -> Estimation:
    totaux = {p: total(x for x in liste if x.periodicite == p) for p in ("annuel", "ponctuel")}
    equipement = EquipementEstime("Lucioles", "eaje", 2024, liste, totaux)  # type: ignore[arg-type]
    return Estimation("Essai", 2024, "national", liste, totaux, (), (equipement,))  # type: ignore[arg-type]


def tableau(noeuds: Document) -> Tableau:
    return next(x for x in noeuds if isinstance(x, Tableau))


@pytest.mark.parametrize(("liste", "attendu"), [
    ((DROIT,), "À prévoir au budget : 411 060,00 € par an."),
    ((FOURCHETTE,), "À prévoir au budget : 20,00 € par an (dont 10,00 € sûrs, au plus 30,00 €)."),
    ((DROIT, OUVERTE), "À prévoir au budget : au moins 411 060,00 € par an (non compté : Heures)."),
    ((FOURCHETTE, OUVERTE), "À prévoir au budget : au moins 20,00 € par an (dont 10,00 € sûrs) (non compté : Heures)."),
    ((DROIT, OUVERTE._replace(prevision=F(5))), "À prévoir au budget : 411 065,00 € par an (dont 411 060,00 € sûrs)."),
    ((DROIT, *(OUVERTE._replace(libelle=x) for x in "abc")),
     "À prévoir au budget : au moins 411 060,00 € par an (non compté : a et 2 autres aides)."),
    ((PLAFOND,), "À prévoir au budget : en une fois, jusqu'à 260 000,00 € si la Caf l'accorde."),
    ((DROIT, PLAFOND),
     "À prévoir au budget : 411 060,00 € par an ; en une fois, jusqu'à 260 000,00 € si la Caf l'accorde."),
    ((OUVERTE,), "Aucun montant ne peut encore être prévu (non compté : Heures)."),
    ((OUVERTE._replace(nature="decision"),), reponse.DECISION),
    ((REFUSEE,), reponse.RIEN),
    ((ETAT,), reponse.HORS_TOTAL),
    ((), courants.AUCUNE_AIDE),
])  # fmt: skip
def test_the_answer_in_one_sentence(liste: tuple[LigneEstimee, ...], attendu: str) -> None:
    assert dite(*liste) == attendu


@pytest.mark.parametrize(("ligne", "montant", "marque"), [
    (DROIT, "411 060,00 €", "publié"),
    (DROIT._replace(alertes=("Les sources se contredisent.",)), "411 060,00 €", "à vérifier"),
    (FOURCHETTE, "20,00 €", "à 30,00 €"),
    (FOURCHETTE._replace(prevision=F(30)), "30,00 €", "au moins 10,00 €"),
    (PLAFOND, "0,00 €", "à 260 000,00 €"),
    (OUVERTE, "à compléter", ""),
    (OUVERTE._replace(prevision=F(0)), "à compléter", ""),
    (OUVERTE._replace(prevision=F(9)), "9,00 €", "ordre de grandeur"),
    (OUVERTE._replace(nature="decision"), "non fixé", "la Caf décide"),
    (ETAT, "777,00 €", "hors total"),
])  # fmt: skip
def test_an_amount_and_how_sure_it_is(ligne: LigneEstimee, montant: str, marque: str) -> None:
    assert (espaces(reponse.montant(ligne)), espaces(reponse.marque(ligne))) == (montant, marque)


@pytest.mark.parametrize(("ou", "attendu"), [
    ("Barème annuel de la Cnaf, ou convention et notification de droit de la Caf.", "convention et notification de droit"),
    ("Notification de droit Psu ou barème annuel.", "notification de droit Psu"),
    ("Circulaire Cnaf 2018-002 ou barème annuel.", "circulaire Cnaf 2018-002"),
    ("sig.ville.gouv.fr pour les Qpv ; préfecture.", "sig.ville.gouv.fr pour les Qpv"),
    ("", ""),
])  # fmt: skip
def test_one_document_is_named(ou: str, attendu: str) -> None:
    assert reponse.document(ou) == attendu


def test_what_a_creche_is() -> None:
    valeurs = {"places": F(40), "gestionnaire": "public", "ctg": True, "zone_prioritaire": "qpv", "financement": "psu"}
    assert espaces(reponse.portrait(EquipementSaisi("eaje", "x", 2024, valeurs))) == (
        "crèche de 40 places, en régie, Ctg, Qpv"
    )
    inconnu = {"gestionnaire": None, "ctg": None, "zone_prioritaire": "aucune", "financement": "paje"}
    assert reponse.portrait(EquipementSaisi("eaje", "x", 2024, inconnu)) == "crèche, Paje"
    assert reponse.portrait(EquipementSaisi("alsh", "x", 2024, {})) == "accueil de loisirs"


def test_a_line_calls_what_it_waits_for(table_des_taux: Baremes) -> None:
    ecran = espaces(a_l_ecran([estimer(DROIT, OUVERTE, PLAFOND)], table_des_taux, 80))
    assert "Heures à compléter [1]" in ecran
    assert "Aide plafond 0,00 € à 260 000,00 € [1]" in ecran
    assert "1 Taux du dispositif (notification) non compté" in ecran


def test_the_share_of_the_cost_that_an_aid_may_not_exceed_is_told(moteur: Moteur, baremes: Baremes) -> None:
    projet = lire_projet(next(f for f in EXEMPLES if f.stem == "creche-qpv-nord"), baremes)
    for largeur in (80, 120):
        ecran = espaces(a_l_ecran([moteur.estimer(projet)], baremes, largeur))
        assert "plafonné à 80 % du coût : 720 000,00 €" in ecran
    (fme,) = [x for x in moteur.estimer(_renovation(projet)).lignes if x.dispositif == "fme"]
    assert espaces(reponse.plafonnement(fme)) == "plafonné à 80 % du coût : 720 000,00 €"


def _renovation(projet: Projet) -> Projet:
    (seul,) = projet.equipements
    valeurs = {**seul.valeurs, "places_renovees": F(12)}
    return projet._replace(equipements=(seul._replace(valeurs=valeurs),))


def test_the_calculation_stands_on_wide_screens_only(table_des_taux: Baremes) -> None:
    etroit, large = (espaces(a_l_ecran([estimer(DROIT)], table_des_taux, n)) for n in (80, 120))
    assert "62 000 h × 6,63 €/h" not in etroit
    assert "62 000 h × 6,63 €/h 411 060,00 € publié" in large


@pytest.mark.parametrize("detail", [False, True])
def test_one_colour_for_what_may_move(
    table_des_taux: Baremes, monkeypatch: pytest.MonkeyPatch, *, detail: bool
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.delenv("NO_COLOR", raising=False)
    ecran = a_l_ecran([estimer(DROIT, FOURCHETTE)], table_des_taux, 80, detail=detail)
    colorees = [x for x in ecran.splitlines() if "\x1b[33m" in x]
    assert [x.partition(" ")[0] for x in colorees] == ["Bonus"]
    assert set(re.findall(r"\x1b\[([\d;]+)m", ecran)) <= {"0", "1", "2", "33"}, "bold, dim, and one colour"


def test_small_aids_share_a_row_where_the_terminal_is_short(table_des_taux: Baremes) -> None:
    petites = [DROIT._replace(libelle=f"Aide {n}", maximum=F(n), minimum=F(n), prevision=F(n)) for n in range(1, 31)]
    estimation = estimer(*petites)
    etroit = a_l_ecran([estimation], table_des_taux, 80)
    assert len(etroit.splitlines()) <= 25
    assert re.search(r"^1\d autres aides\s: --detail +\d", etroit, re.MULTILINE)
    assert "Aide 30" in etroit
    assert french_money(F(465)) in etroit
    large = a_l_ecran([estimation], table_des_taux, 120)
    assert all(f"Aide {n} " in large for n in range(1, 31))
    assert "autres aides" not in large


@pytest.mark.parametrize("fichier", EXEMPLES, ids=lambda f: f.stem)
def test_an_example_fits_a_terminal(fichier: Path, moteur: Moteur, baremes: Baremes) -> None:
    estimation = moteur.estimer(lire_projet(fichier, baremes))
    ecran = [x.texte for x in lignes(document([estimation], HYPOTHESES, suite="Suite : --detail"), Ecran(80))]
    if len(estimation.equipements) == 1:
        assert len(ecran) <= 25
    assert any(x.startswith("Total") for x in ecran[-22:]), "a terminal of 24 lines shows the total"


@exemples(30)
@given(projet=tous_projets())
def test_any_project_fits_and_adds_up(moteur: Moteur, projet: Projet) -> None:
    estimation = moteur.estimer(projet)
    noeuds = document([estimation], HYPOTHESES, suite="Suite : --detail")
    if not estimation.doutes:
        assert len(list(lignes(noeuds, Ecran(80)))) <= 25
    assert isinstance(noeuds[1], Paragraphe)
    if not any(x.retenue for x in estimation.lignes):
        return
    montants: dict[str, Fraction] = {"etroit": F(0), "large": F(0)}
    for rangee in tableau(noeuds).rangees:
        somme = _euros(rangee.cellules[3])
        if rangee.total:
            assert montants == {"etroit": somme, "large": somme}, "the rows of any screen add up to the total"
        for ecran, avant in montants.items():
            montants[ecran] = F(0) if rangee.total else avant + somme * (rangee.pour in ("", ecran))


def _euros(texte: str) -> Fraction:
    return F(re.sub(r"[^\d,-]", "", texte).replace(",", ".")) if texte.endswith("€") and "à" not in texte else F(0)


def test_a_negative_line_is_shown_as_it_is(table_des_taux: Baremes) -> None:
    assert "Reprise -5,25 €" in espaces(a_l_ecran([estimer(DROIT, NEGATIVE)], table_des_taux, 80))
