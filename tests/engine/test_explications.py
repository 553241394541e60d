"""The explanation: one line per step, in French, with the values in it."""

from __future__ import annotations

from fractions import Fraction

import pytest

from cafsim.engine import algebra as a
from cafsim.engine.evaluation import evaluate, given
from cafsim.engine.explain import explain, scalar_text, value_text
from cafsim.engine.expr import Call, Expr, Input, Rate
from cafsim.engine.values import EITHER, Scalar, between, known

F = Fraction

DEPENSES = Input("depenses", "charges", "€", F(0))
HEURES = Input("heures", "heures facturées", "h", F(0))
FOURNIS = Input("fournis", "couches et repas", "", choices=(True, False))
TAUX = Rate("psu.taux", "part", "part", F("0.66"), F("0.66"), F("0.66"), "2024")
MAX = Rate("psu.max", "maximum", "€/h", F("6.63"), F("6.63"), F("6.63"), "2024")
ENTRE = Rate("psu.entre", "entre", "€/h", None, F("5.46"), F("6.63"), "2024")
INCONNU = Rate("psu.rien", "rien", "€/h", None, F(0), None, "non publié")
VALEURS = {"depenses": F(640_000), "heures": F(62_000), "fournis": True}


def lignes(arbre: Expr, valeurs: dict[str, F | bool] | None = None) -> list[str]:
    appel = Call(given(VALEURS if valeurs is None else valeurs))
    evaluate(arbre, appel)
    explications = explain(appel, arbre, "Montant", "€")
    return [f"{e.label} = {e.formula} = {e.text}".replace("\u00a0", " ") for e in explications]


def formule(arbre: Expr, valeurs: dict[str, F | bool] | None = None) -> str:
    return lignes(arbre, valeurs)[-1].split(" = ")[1]


def test_a_whole_explanation() -> None:
    cout = a.etape("Prix de revient horaire", DEPENSES / HEURES, "€/h")
    horaire = a.etape("Psu horaire retenue", a.minimum(TAUX * cout, MAX), "€/h")
    montant = a.arrondi(horaire * HEURES)
    assert lignes(montant) == [
        "Prix de revient horaire = 640 000,00 € / 62 000 h = ≈ 10,32 €/h",
        "Psu horaire retenue = min(66 % [2024] × ≈ 10,32 €/h ; 6,63 €/h [2024]) = 6,63 €/h",
        "Montant = 6,63 €/h × 62 000 h = 411 060,00 €",
    ]


@pytest.mark.parametrize(
    ("arbre", "attendu"),
    [
        (DEPENSES - (HEURES - 1), "640 000,00 € − (62 000 h − 1)"),
        (DEPENSES - HEURES - 1, "640 000,00 € − 62 000 h − 1"),
        ((DEPENSES + 1) * 2, "(640 000,00 € + 1) × 2"),
        (DEPENSES / (HEURES * 2), "640 000,00 € / (62 000 h × 2)"),
        (DEPENSES * HEURES / 2, "640 000,00 € × 62 000 h / 2"),
        (DEPENSES * (HEURES / 2), "640 000,00 € × 62 000 h / 2"),
        (a.quand(FOURNIS, MAX, ENTRE), "6,63 €/h [2024]"),
        (a.exige(MAX, HEURES * MAX), "62 000 h × 6,63 €/h [2024]"),
        (a.suppose("H1", a.maximum(HEURES, 0)), "max(62 000 h ; 0)"),
    ],
)
def test_formula_texts(arbre: Expr, attendu: str) -> None:
    assert formule(arbre) == attendu


@pytest.mark.parametrize(
    ("arbre", "attendu"),
    [
        (HEURES * ENTRE, "heures facturées (inconnu) × (de 5,46 €/h à 6,63 €/h [2024])"),
        (a.quand(FOURNIS, MAX, ENTRE), "6,63 €/h [2024] ou de 5,46 €/h à 6,63 €/h [2024]"),
        (a.minimum(MAX, INCONNU), "min(6,63 €/h [2024] ; inconnu [non publié])"),
        (a.minimum(MAX, MAX) * 2, "6,63 €/h [2024] × 2"),
        (a.entre(MAX, MAX * 2, ""), "6,63 €/h [2024] ou 6,63 €/h [2024] × 2"),
        (a.entre(MAX, MAX, ""), "6,63 €/h [2024]"),
        (2 * a.entre(MAX, MAX * 2, ""), "2 × (6,63 €/h [2024] ou 6,63 €/h [2024] × 2)"),
        (2 * a.quand(FOURNIS, MAX, MAX), "2 × 6,63 €/h [2024]"),
        (a.exige(INCONNU, HEURES * MAX), "inconnu [non publié]"),
        (a.quand(a.connu(HEURES), 1, a.quand(FOURNIS, 2, a.quand(HEURES < 1, 3, 2))), "2 ou 3"),
    ],
)
def test_formula_texts_of_a_range(arbre: Expr, attendu: str) -> None:
    assert formule(arbre, {}) == attendu


@pytest.mark.parametrize(
    ("valeur", "unite", "attendu"),
    [
        (None, "€", "inconnu"),
        (True, "", "oui"),
        (False, "", "non"),
        ("qpv", "", "qpv"),
        (F(1), "part", "100 %"),
        (F("0.075"), "part", "7,5 %"),
        (F(3600), "€/place/an", "3 600 €/place/an"),
        (F("6.5"), "€/h", "6,50 €/h"),
    ],
)
def test_texts_of_what_is_known(valeur: Scalar | None, unite: str, attendu: str) -> None:
    assert scalar_text(valeur, unite).replace("\u00a0", " ") == attendu
    if valeur is not None:
        assert value_text(known(valeur), unite).replace("\u00a0", " ") == attendu


@pytest.mark.parametrize(
    ("low", "high", "attendu"),
    [
        (2, 3, "de 2 places à 3 places"),
        (2, 2, "2 places"),
        (0, 3, "de 0 places à 3 places"),
        (2, None, "au moins 2 places"),
        (None, 3, "au plus 3 places"),
        (0, None, "inconnu"),
        (None, None, "inconnu"),
    ],
)
def test_texts_of_what_is_not(low: int | None, high: int | None, attendu: str) -> None:
    bas, haut = (None if bout is None else F(bout) for bout in (low, high))
    assert value_text(between(bas, haut), "places").replace("\u00a0", " ") == attendu


def test_the_text_of_an_answer_that_nobody_knows() -> None:
    assert value_text(EITHER, "") == "non ou oui"


def test_no_explanation_shows_more_than_four_decimals() -> None:
    assert formule(a.arrondi(DEPENSES / 3 + 0)) == "640 000,00 € / 3 + 0"
    assert scalar_text(F(1, 3), "€/h").replace("\u00a0", " ") == "≈ 0,3333 €/h"
    assert scalar_text(F(1, 3), "").replace("\u00a0", " ") == "≈ 0,3333"
    assert scalar_text(F(254, 3), "€/place").replace("\u00a0", " ") == "≈ 84,67 €/place", "cents are enough"
    assert scalar_text(F(84_7059, 10_000), "€/place").replace("\u00a0", " ") == "84,7059 €/place", (
        "a rate is told whole"
    )
