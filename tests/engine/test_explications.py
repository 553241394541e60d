"""The explanation: one line per step, in French, with the values in it."""

from __future__ import annotations

from fractions import Fraction

import pytest

from cafsim.engine import algebra as a
from cafsim.engine.exact import Exact
from cafsim.engine.explain import explain, value_text
from cafsim.engine.expr import Const, Expr, Input, Rate
from cafsim.engine.span import Range, Span

F = Fraction

DEPENSES = Input("depenses", "charges", "€", F(0))
HEURES = Input("heures", "heures facturées", "h", F(0))
FOURNIS = Input("fournis", "couches et repas", "", choices=(True, False))
TAUX = Rate("psu.taux", "part", "part", F("0.66"), F("0.66"), F("0.66"), "2024", None)
MAX = Rate("psu.max", "maximum", "€/h", F("6.63"), F("6.63"), F("6.63"), "2024", None)
ENTRE = Rate("psu.entre", "entre", "€/h", None, F("5.46"), F("6.63"), "2024", None)
INCONNU = Rate("psu.rien", "rien", "€/h", None, F(0), None, "non publié", None)
VALEURS = {"depenses": F(640_000), "heures": F(62_000), "fournis": True}


def formule(arbre: Expr, valeurs: dict[str, F | bool] | None = None, lecture: type = Exact) -> str:
    lue = lecture(VALEURS if valeurs is None else valeurs)
    lue(arbre)
    return explain(lue, arbre, "Montant", "€")[-1].formula.replace("\u00a0", " ")


def test_a_whole_explanation() -> None:
    cout = a.etape("Prix de revient horaire", DEPENSES / HEURES, "€/h")
    horaire = a.etape("Psu horaire retenue", a.minimum(TAUX * cout, MAX), "€/h")
    montant = a.arrondi(horaire * HEURES)
    lue = Exact(VALEURS)
    lue(montant)
    lignes = [
        f"{e.label} = {e.formula} = {e.text}".replace("\u00a0", " ") for e in explain(lue, montant, "Montant", "€")
    ]
    assert lignes == [
        "Prix de revient horaire = 640 000,00 € / 62 000 h = ≈ 10,3226 €/h",
        "Psu horaire retenue = min(66 % [2024] × ≈ 10,3226 €/h ; 6,63 €/h [2024]) = 6,63 €/h",
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
        (a.entre(MAX, MAX * 2, ""), "6,63 €/h [2024] ou 6,63 €/h [2024] × 2"),
        (a.entre(MAX, MAX, ""), "6,63 €/h [2024]"),
    ],
)
def test_formula_texts_of_a_range(arbre: Expr, attendu: str) -> None:
    assert formule(arbre, {}, Range) == attendu


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
        (Span(F(2), F(3)), "places", "de 2 places à 3 places"),
        (Span(F(2), F(2)), "places", "2 places"),
        (Span(F(0), F(3)), "places", "de 0 places à 3 places"),
        (Span(F(2), None), "places", "au moins 2 places"),
        (Span(None, F(3)), "places", "au plus 3 places"),
        (Span(F(0), None), "places", "inconnu"),
        (Span(None, None), "places", "inconnu"),
        (frozenset([True, False]), "", "non ou oui"),
    ],
)
def test_value_texts(valeur: object, unite: str, attendu: str) -> None:
    assert value_text(valeur, unite).replace("\u00a0", " ") == attendu  # type: ignore[arg-type]


def test_no_explanation_shows_more_than_four_decimals() -> None:
    assert formule(a.arrondi(DEPENSES / 3 + 0)) == "640 000,00 € / 3 + 0"
    assert value_text(F(1, 3), "€/h").replace("\u00a0", " ") == "≈ 0,3333 €/h"
    assert value_text(Const(F(1, 3)).value, "").replace("\u00a0", " ") == "≈ 0,3333"
