"""The lines: worth what the oracle says, the same with or without explanations, whatever came before."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from math import inf

import pytest
from hasard import exemples
from hypothesis import given
from hypothesis import strategies as st
from oracle import Oracle, Plage
from strategies import COMPLETS, DERNIER, EXERCICES, complet, equipement, projets

from cafsim.baremes.en_vigueur import jalons
from cafsim.baremes.model import Baremes
from cafsim.engine.evaluation import evaluate
from cafsim.engine.expr import Call, Expr
from cafsim.engine.values import Value, bounds, options
from cafsim.equipements.projet import EquipementSaisi, Projet
from cafsim.estimation import lignes
from cafsim.estimation.complet import Complet, completer
from cafsim.estimation.formules import Arbre
from cafsim.estimation.moteur import Moteur
from cafsim.estimation.resultat import LigneEstimee


@pytest.fixture(scope="module")
def nu(baremes: Baremes) -> Moteur:
    """The engine of a batch: no explanation."""
    return Moteur(baremes, explique=False)


def sans_etapes(lignes: list[LigneEstimee]) -> list[LigneEstimee]:
    return [x._replace(etapes=()) for x in lignes]


@st.composite
def saisis(draw: st.DrawFn) -> EquipementSaisi:
    """An equipment, a part of whose fields is left out or said unknown."""
    un: Projet = draw(projets(draw(st.sampled_from(list(COMPLETS)))))
    saisi = un.equipements[0]
    rare = draw(st.integers(0, 3))
    valeurs = {}
    for nom, valeur in saisi.valeurs.items():
        sort = draw(st.integers(0, 9))
        if sort < rare:
            continue
        valeurs[nom] = None if sort == 9 and rare else valeur
    return saisi._replace(valeurs=valeurs)


@exemples(150)
@given(saisis())
def test_lines_are_the_same_without_explanations(moteur: Moteur, nu: Moteur, saisi: EquipementSaisi) -> None:
    assert nu.lignes(completer(saisi)) == sans_etapes(moteur.lignes(completer(saisi)))


@exemples(150)
@given(saisis())
def test_every_formula_is_worth_what_the_oracle_says(moteur: Moteur, saisi: EquipementSaisi) -> None:
    complet = completer(saisi)
    for dispositif in moteur.aides(saisi):
        for arbre in moteur.formules(dispositif, saisi).lignes:
            for test in (arbre.presente, *(test for test, _ in arbre.conditions)):
                assert options(vu(test, complet)[0]) == Oracle(complet.valeurs)(test)
            for formule in (arbre.calcul.montant, arbre.calcul.base, arbre.calcul.taux):
                if formule is not None:
                    verifier(formule, complet)


def vu(formule: Expr, complet: Complet) -> tuple[Value, Call]:
    appel = Call(complet.donnees)
    return evaluate(formule, appel), appel


def verifier(formule: Expr, complet: Complet) -> None:
    oracle, (valeur, appel) = Oracle(complet.valeurs), vu(formule, complet)
    attendu = oracle(formule)
    assert isinstance(attendu, Plage)
    bas, haut = bounds(valeur)
    assert (-inf if bas is None else bas, inf if haut is None else haut) == attendu
    assert all(un is autre for un, autre in zip(appel.notes, oracle.lus, strict=True))
    assert bool(appel.zero_divisions) == oracle.division


@exemples(150)
@given(saisis())
def test_each_line_says_what_its_formula_is_worth(moteur: Moteur, saisi: EquipementSaisi) -> None:
    complet = completer(saisi)
    for dispositif in moteur.aides(saisi):
        lignes = moteur.lignes(completer(saisi), [dispositif.identifiant])
        if moteur.hors_periode(dispositif, saisi):
            assert [x.statut for x in lignes] in ([], ["non_eligible"])
            continue
        formules = moteur.formules(dispositif, saisi).lignes
        la = [a for a in formules if Oracle(complet.valeurs)(a.presente) != {False}]
        for arbre, ligne in zip(la, lignes, strict=True):
            assert (ligne.statut, ligne.minimum, ligne.maximum) == attendue(arbre, complet)
            assert ligne.montant == (ligne.minimum if ligne.statut == "calcule" else None)


def attendue(arbre: Arbre, complet: Complet) -> tuple[str, Fraction | None, Fraction | None]:
    """Status and ends of a line: a condition that fails refuses it, one that nobody knows may bring it to zero."""
    reponses = [(test, Oracle(complet.valeurs)(test)) for test, _ in arbre.conditions]
    if any(reponse == {False} for _, reponse in reponses):
        return "non_eligible", Fraction(0), Fraction(0)
    oracle = Oracle(complet.valeurs)
    for test, reponse in reponses:
        if len(reponse) > 1:
            oracle(test)
    montant = oracle(arbre.calcul.montant)
    assert isinstance(montant, Plage)
    bas, haut = montant
    if any(len(reponse) > 1 for _, reponse in reponses):
        bas, haut = min(bas, Fraction(0)), max(haut, Fraction(0))
    if oracle.division or not isinstance(bas, Fraction) or not isinstance(haut, Fraction):
        return "a_completer", None, None
    return "calcule" if bas == haut else "fourchette", bas, haut


@pytest.mark.parametrize("type_equipement", COMPLETS)
def test_a_line_does_not_depend_on_those_before(moteur: Moteur, nu: Moteur, type_equipement: str) -> None:
    for exercice in (*EXERCICES, *reversed(EXERCICES)):
        for nom in ("Un", "Autre"):
            saisi = equipement(type_equipement, exercice, complet(type_equipement, exercice))._replace(nom=nom)
            assert nu.lignes(completer(saisi)) == sans_etapes(moteur.lignes(completer(saisi)))


def test_days_with_the_same_rates_share_their_formulas(baremes: Baremes) -> None:
    ancien, jours = Moteur(baremes, explique=False), [date(2018, 1, 1)]
    while jours[-1] < date(DERNIER, 12, 1):
        jours.append(jours[-1] + timedelta(days=5))
    for rang, jour in enumerate(jours):
        valeurs = complet("eaje", jour.year) | {"date_dossier": jour}
        saisi = equipement("eaje", jour.year, valeurs)
        trouvees = ancien.lignes(completer(saisi))
        if rang % 40 == 0:  # a new engine costs as much as a hundred estimates
            assert trouvees == Moteur(baremes, explique=False).lignes(completer(saisi)), jour
    assert len(ancien._formulaire) < 500 < len(jours)


def test_models_are_forgotten_before_they_fill_the_memory(baremes: Baremes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lignes, "MODELES_GARDES", 3)
    garde = Moteur(baremes, explique=False)
    for exercice in EXERCICES:
        saisi = equipement("eaje", exercice, complet("eaje", exercice))
        assert garde.lignes(completer(saisi)) == Moteur(baremes, explique=False).lignes(completer(saisi))
        assert len(garde._lignes._modeles) <= 3


def test_milestones_are_ordered_and_hold_each_new_year(baremes: Baremes) -> None:
    jours = jalons(baremes)
    assert jours == sorted(set(jours))
    assert {date(a, 1, 1) for a in EXERCICES} <= set(jours)
