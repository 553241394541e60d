"""The two readings of a tree: what is true is always inside the range, and nothing is invented."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from strategies import CHOIX, CONDITION, NOMBRES, TAUX, Monde, Verite, arbres, conditions, mondes

from cafsim.engine import algebra as a
from cafsim.engine.exact import Exact
from cafsim.engine.expr import Expr, Input, Known, Rate, as_expr
from cafsim.engine.span import UNBOUNDED, Range, Span, as_value

F = Fraction

X, Y, Z, W = NOMBRES
EXACT, BORNES, LACUNE = TAUX
ZERO = as_expr(0)
VRAI, FAUX, DEUX = as_expr(1) == 1, as_expr(1) == 2, as_expr(2)


def contient(possible: object, valeur: object) -> bool:
    if isinstance(possible, Span):
        assert isinstance(valeur, F)
        return (possible.low is None or possible.low <= valeur) and (possible.high is None or valeur <= possible.high)
    assert isinstance(possible, frozenset)
    return valeur in possible


def contient_connu(arbre: Expr) -> bool:
    return isinstance(arbre, Known) or any(contient_connu(partie) for partie in arbre.parts())


@given(arbres(), mondes())
def test_the_range_holds_the_truth(arbre: Expr, monde: Monde) -> None:
    vrai = Verite(monde)(arbre)
    if vrai is not None:
        assert contient(Range(monde.dit)(arbre), vrai)


@given(conditions(), mondes())
def test_the_possible_answers_hold_the_true_one(condition: Expr, monde: Monde) -> None:
    vrai = Verite(monde)(condition)
    if vrai is not None:
        assert contient(Range(monde.dit)(condition), vrai)


@given(arbres(), mondes())
def test_what_is_exact_is_true_and_inside_the_range(arbre: Expr, monde: Monde) -> None:
    exact = Exact(monde.dit)(arbre)
    if exact is None:
        return
    assert contient(Range(monde.dit)(arbre), exact)
    assert Verite(monde)(arbre) in (exact, None)


@given(arbres(), mondes())
def test_a_range_is_never_upside_down(arbre: Expr, monde: Monde) -> None:
    possible = Range(monde.dit)(arbre)
    assert isinstance(possible, Span)
    assert possible.low is None or possible.high is None or possible.low <= possible.high


@given(arbres(), mondes())
def test_knowing_more_never_widens_the_range(arbre: Expr, monde: Monde) -> None:
    if contient_connu(arbre):
        return  # the formula itself changes with what is known
    lecture = Range(monde.vrai)
    avant, apres = Range(monde.dit)(arbre), lecture(arbre)
    if lecture.divided_by_zero:
        return  # the result then means nothing, and is shown as such
    assert isinstance(avant, Span)
    assert isinstance(apres, Span)
    if avant.low is not None and apres.low is not None:
        assert avant.low <= apres.low
    if avant.high is not None and apres.high is not None:
        assert apres.high <= avant.high


# -- nulls -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arbre", "attendu"),
    [
        (a.et(VRAI, VRAI), True),
        (a.et(VRAI, CONDITION), None),
        (a.et(CONDITION, FAUX), False),
        (a.et(FAUX, CONDITION), False),
        (a.ou(CONDITION, VRAI), True),
        (a.ou(VRAI, CONDITION), True),
        (a.ou(FAUX, CONDITION), None),
        (a.ou(FAUX, FAUX), False),
        (a.non(CONDITION), None),
        (a.non(FAUX), True),
        (a.parmi(CHOIX, "p"), None),
        (X < 3, None),
        (X == 3, None),
        (X + 1, None),
        (0 * X, None),
        (a.minimum(10, X), None),
        (a.maximum(10, X), None),
        (a.minimum(10, X, 3), None),
        (a.quand(CONDITION, 1, 2), None),
        (a.quand(CONDITION, 1, 1), None),
        (a.arrondi(X), None),
        (a.connu(X), False),
        (a.entre(1, 2, ""), None),
        (a.entre(2, 2, ""), F(2)),
        (a.exige(LACUNE, DEUX), None),
        (a.exige(EXACT, DEUX), F(2)),
        (LACUNE + 1, None),
        (as_expr(1) / 0, None),
        (as_expr(1) / (EXACT - F(663, 100)), None),
        (a.minimum(1, as_expr(1) / 0), None),
        (a.quand(VRAI, 1, as_expr(1) / 0), F(1)),
    ],
)
def test_an_unknown_makes_what_rests_on_it_unknown(arbre: Expr, attendu: object) -> None:
    assert Exact({})(arbre) is attendu or Exact({})(arbre) == attendu


def test_a_known_zero_is_known() -> None:
    assert Exact({"x": F(0)})(a.connu(X)) is True
    assert Exact({"oui": False})(a.connu(CONDITION)) is True
    assert Range({"x": F(0)})(a.connu(X)) == frozenset([True])


def test_a_division_by_a_known_zero_is_told_and_bounds_nothing() -> None:
    lecture = Range({"y": F(0)})
    assert lecture(EXACT / Y) == UNBOUNDED
    assert lecture.divided_by_zero
    lecture = Range({})
    assert lecture(EXACT / Y) == Span(F(663, 100), None)
    assert not lecture.divided_by_zero


def test_connu_takes_an_input_only() -> None:
    with pytest.raises(TypeError, match="input"):
        a.connu(X + 1)


@pytest.mark.parametrize(
    ("arbre", "attendu"),
    [
        (X, Span(F(0), None)),
        (Y, Span(F(0), F(1))),
        (BORNES * 2, Span(F(1), F(6))),
        (a.minimum(X, 10), Span(F(0), F(10))),
        (a.maximum(X, 10), Span(F(10), None)),
        (10 - Y, Span(F(9), F(10))),
        (Z * Z, Span(F(-25), F(25))),
        (as_expr(1) / X, Span(F(0), None)),
        (as_expr(6) / BORNES, Span(F(2), F(12))),
        (as_expr(1) / Z, UNBOUNDED),
        (W, UNBOUNDED),
        (a.quand(CONDITION, 475, 970), Span(F(475), F(970))),
        (a.quand(X < 3, 1, 2), Span(F(1), F(2))),
        (a.quand(Y <= 1, 1, 2), Span(F(1), F(1))),
        (a.quand(Y < 0, 1, 2), Span(F(2), F(2))),
        (a.entre(1, 4, ""), Span(F(1), F(4))),
        (a.exige(LACUNE, DEUX), UNBOUNDED),
        (a.exige(BORNES, DEUX), Span(F(2), F(2))),
        (a.tranche(X, [(F(1), True, 2100), (F(2), True, 800), (None, False, 0)]), Span(F(0), F(2100))),
    ],
)
def test_ranges(arbre: Expr, attendu: Span) -> None:
    assert Range({})(arbre) == attendu


@pytest.mark.parametrize("produit", [X * 0, ZERO * X, LACUNE * 0, ZERO * LACUNE, ZERO * W, W * 0])
def test_zero_times_what_nobody_knows_is_zero(produit: Expr) -> None:
    assert Range({})(produit) == Span(F(0), F(0))


@pytest.mark.parametrize(
    ("condition", "attendu"),
    [
        (X < 0, {False}),
        (X >= 0, {True}),
        (X <= 0, {True, False}),
        (X > 0, {True, False}),
        (Y > 1, {False}),
        (Y == 2, {False}),
        (Y == 1, {True, False}),
        (as_expr(F(1)) == 1, {True}),
        (CHOIX == "q", {True, False}),
        (CHOIX == "zz", {False}),
        (BORNES < 4, {True}),
        (F(1, 2) >= BORNES, {True, False}),
        (F(1, 2) > BORNES, {False}),
    ],
)
def test_possible_answers(condition: Expr, attendu: set[bool]) -> None:
    assert Range({})(condition) == attendu


def test_only_one_possible_value_is_that_value() -> None:
    assert as_value(Span(F(2), F(2))) == 2
    assert as_value(Span(F(2), F(3))) is None
    assert as_value(frozenset([True])) is True
    assert as_value(frozenset([True, False])) is None


# -- what a formula must not do ----------------------------------------------------------------------


def test_a_symbol_has_no_truth_value() -> None:
    for faute in (
        lambda: 1 if X > 2 else 0,
        lambda: X and Y,
        lambda: X or Y,
        lambda: not X,
        lambda: F(0) < X < F(3),
        lambda: bool(X == 3),
        lambda: X in [Y, Z],
        lambda: max(X, Y),
        lambda: [n for n in (X,) if n],
    ):
        with pytest.raises(TypeError, match="quand"):
            faute()


def test_equality_of_symbols_is_a_symbol() -> None:
    assert isinstance(X == 3, Expr)
    assert isinstance(X != 3, Expr)
    assert Exact({"x": F(3)})(X == 3) is True
    assert Exact({"x": F(3)})(X != 3) is False


@pytest.mark.parametrize("intrus", [1.5, float("nan"), None, [1], 1j])
def test_floats_and_strangers_are_refused(intrus: object) -> None:
    with pytest.raises(TypeError):
        X + intrus  # type: ignore[operator]


def test_a_text_in_a_sum_is_a_mistake_of_the_formula() -> None:
    for lecture in (Exact({}), Range({})):
        with pytest.raises(TypeError):
            lecture(as_expr("p") + 1)


@pytest.mark.parametrize("paliers", [[(F(1), True, 1)], [(None, False, 1), (None, False, 2)]])
def test_a_scale_has_one_open_end(paliers: list[tuple[F | None, bool, int]]) -> None:
    with pytest.raises(ValueError, match="upper bound"):
        a.tranche(X, paliers)


@pytest.mark.parametrize(
    ("x", "attendu"), [("0.74", 1), ("0.75", 1), ("0.7500001", 2), ("1.4999", 2), ("1.5", 3), ("9", 3)]
)
def test_scale_bounds_inside_or_outside(x: str, attendu: int) -> None:
    arbre = a.tranche(X, [(F("0.75"), True, 1), (F("1.5"), False, 2), (None, False, 3)])
    assert Exact({"x": F(x)})(arbre) == attendu


# -- rounding ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("brut", "attendu"),
    [("0.125", "0.13"), ("0.1249999", "0.12"), ("2.675", "2.68"), ("1.005", "1.01"), ("-0.125", "-0.12"), ("3", "3")],
)
def test_half_a_cent_goes_up(brut: str, attendu: str) -> None:
    assert Exact({"x": F(brut)})(a.arrondi(X)) == F(attendu)
    assert Range({"x": F(brut)})(a.arrondi(X)) == Span(F(attendu), F(attendu))


def test_no_division_loses_a_cent() -> None:
    for heures in range(1, 300):
        exact = Exact({"x": F(663_00), "w": F(heures)})
        assert exact(a.arrondi(X / W * W)) == F(663_00)


def test_rounding_counts_as_an_assumption_only_when_it_changes_something() -> None:
    juste, rompu = Exact({"x": F("1.25")}), Exact({"x": F("1.255")})
    juste(a.arrondi(X))
    rompu(a.arrondi(X))
    assert not juste.assumptions
    assert list(rompu.assumptions) == ["H1"]


def test_a_reading_tells_what_it_read_and_only_that() -> None:
    exact = Exact({"x": F(1), "oui": True})
    exact(a.quand(CONDITION, a.suppose("H7", X * EXACT), Y * LACUNE))
    assert set(exact.inputs) == {"x", "oui"}
    assert [r.key for r in exact.rates.values()] == ["t.exact"]
    assert list(exact.assumptions) == ["H7"]


def test_each_node_is_read_once() -> None:
    class Compteur(Exact):
        lus = 0

        def input_value(self, node: Input) -> object:  # type: ignore[override]
            self.lus += 1
            return F(2)

    partage = X + 1
    compteur = Compteur({})
    assert compteur(partage * partage) == 9
    assert compteur.lus == 1


def test_an_exact_rate_is_its_value_a_bounded_one_is_unknown() -> None:
    assert Exact({})(EXACT * 2) == F("13.26")
    assert Exact({})(BORNES) is None
    pile = Rate("t.p", "p", "", F(1), F(1), F(1), "", None)
    assert Range({})(pile) == Span(F(1), F(1))
