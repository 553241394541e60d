"""The evaluation: equal to the plain reading with `Fraction`, never wrong about what is unknown, honest about what it read."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from math import inf

import pytest
from evaluer import appel
from hypothesis import given
from oracle import PARTOUT, Oracle, Plage, Possible
from strategies import CHOIX, CONDITION, NOMBRES, TAUX, Monde, arbres, conditions, mondes, verite

from cafsim.engine import algebra as a
from cafsim.engine.evaluation import amount, evaluate, hypotheses, number, truth
from cafsim.engine.expr import Assume, Either, Expr, Input, Known, Rate, Step, as_expr, walk
from cafsim.engine.values import Interval, Scalar, Value, bounds, exact, options

F = Fraction
Donnees = Mapping[str, Scalar | None]

X, Y, Z, W = NOMBRES
EXACT, BORNES, LACUNE = TAUX
ZERO = as_expr(0)
VRAI, FAUX, DEUX = as_expr(1) == 1, as_expr(1) == 2, as_expr(2)


def lire(arbre: Expr, donnees: Donnees | None = None) -> Value:
    return evaluate(arbre, appel(donnees))


def plage(valeur: Value) -> Plage:
    low, high = bounds(valeur)
    return Plage(-inf if low is None else low, inf if high is None else high)


def vu(valeur: Value) -> Possible:
    """A value as the oracle writes it."""
    return plage(valeur) if isinstance(valeur, tuple | Interval) else options(valeur)


def contient(valeur: Value, vraie: Scalar) -> bool:
    if isinstance(vraie, F):
        low, high = plage(valeur)
        return low <= vraie <= high
    return vraie in options(valeur)


# -- the oracle --------------------------------------------------------------------------------------


@given(arbres(), mondes())
def test_numbers_are_those_of_the_oracle(arbre: Expr, monde: Monde) -> None:
    oracle, fait = Oracle(monde.dit), appel(monde.dit)
    attendu, trouve = oracle(arbre), evaluate(arbre, fait)
    assert plage(trouve) == attendu
    assert isinstance(trouve, tuple) == (attendu.low == attendu.high)  # what is known is known in one way
    assert bool(fait.zero_divisions) == oracle.division
    assert plage(amount(arbre, appel(monde.dit))) == (PARTOUT if oracle.division else attendu)


@given(conditions(), mondes())
def test_answers_are_those_of_the_oracle(condition: Expr, monde: Monde) -> None:
    attendu, trouve = Oracle(monde.dit)(condition), lire(condition, monde.dit)
    assert options(trouve) == attendu
    assert isinstance(trouve, bool) == (len(attendu) == 1)


@given(arbres(), mondes())
def test_the_notes_tell_all_that_the_oracle_read_in_order(arbre: Expr, monde: Monde) -> None:
    oracle, fait = Oracle(monde.dit), appel(monde.dit)
    oracle(arbre)
    evaluate(arbre, fait)
    assert list(map(id, fait.notes)) == list(map(id, oracle.lus))
    assert [n.name for n in fait.missing] == [n.name for n in fait.met(Input) if n.name not in monde.dit]


@given(arbres(), mondes(), mondes())
def test_a_call_forgets_the_one_before(arbre: Expr, un: Monde, autre: Monde) -> None:
    premier = vu(lire(arbre, un.dit))
    lire(arbre, autre.dit)
    assert vu(lire(arbre, un.dit)) == premier


# -- the truth ---------------------------------------------------------------------------------------


@given(arbres(), mondes())
def test_the_range_holds_the_truth(arbre: Expr, monde: Monde) -> None:
    vrai = verite(monde, arbre)
    if vrai is not None:
        assert contient(lire(arbre, monde.dit), vrai)


@given(conditions(), mondes())
def test_the_possible_answers_hold_the_true_one(condition: Expr, monde: Monde) -> None:
    vraie = verite(monde, condition)
    if vraie is not None:
        assert contient(lire(condition, monde.dit), vraie)


@given(arbres(), mondes())
def test_knowing_more_never_widens_the_range(arbre: Expr, monde: Monde) -> None:
    if any(isinstance(node, Known) for node in walk(arbre)):
        return  # the formula itself changes with what is known
    tout = appel(monde.vrai)
    avant, apres = plage(lire(arbre, monde.dit)), plage(evaluate(arbre, tout))
    if not tout.zero_divisions:  # the result then means nothing, and is shown as such
        assert avant.low <= apres.low <= apres.high <= avant.high


# -- unknowns ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("condition", "attendu"),
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
        (a.parmi(CHOIX, "p", "q", "r"), None),
        (CHOIX == "zz", False),
        (X < 3, None),
        (X == 3, None),
        (X < 0, False),
        (X >= 0, True),
        (X <= 0, None),
        (Y > 1, False),
        (Y == 2, False),
        (Y == 1, None),
        (BORNES < 4, True),
        (F(1, 2) >= BORNES, None),
        (F(1, 2) > BORNES, False),
        (a.connu(X), False),
    ],
)
def test_answers(condition: Expr, *, attendu: bool | None) -> None:
    assert truth(condition, appel()) is attendu


@pytest.mark.parametrize(
    ("arbre", "attendu"),
    [
        (X, (F(0), None)),
        (Y, (F(0), F(1))),
        (W, (None, None)),
        (X + 1, (F(1), None)),
        (10 - Y, (F(9), F(10))),
        (Z * Z, (F(-25), F(25))),
        (BORNES * 2, (F(1), F(6))),
        (LACUNE + 1, (F(1), None)),
        (EXACT * 2, (F("13.26"), F("13.26"))),
        (a.minimum(X, 10), (F(0), F(10))),
        (a.maximum(X, 10), (F(10), None)),
        (a.maximum(W, 10, 3), (F(10), None)),
        (a.minimum(W, 10, 3), (None, F(3))),
        (a.minimum(10, X, 3), (F(0), F(3))),
        (a.maximum(Y, 1), (F(1), F(1))),
        (as_expr(1) / X, (F(0), None)),
        (as_expr(6) / BORNES, (F(2), F(12))),
        (as_expr(6) / (0 - BORNES), (None, None)),
        (as_expr(6) / as_expr(-3), (F(-2), F(-2))),
        (Y / as_expr(-2), (F(-1, 2), F(0))),
        (as_expr(1) / Z, (None, None)),
        (a.quand(CONDITION, 475, 970), (F(475), F(970))),
        (a.quand(CONDITION, 1, 1), (F(1), F(1))),
        (a.quand(X < 3, 1, 2), (F(1), F(2))),
        (a.quand(Y <= 1, 1, 2), (F(1), F(1))),
        (a.quand(Y < 0, 1, 2), (F(2), F(2))),
        (a.quand(VRAI, 1, as_expr(1) / 0), (F(1), F(1))),
        (a.entre(1, 4, ""), (F(1), F(4))),
        (a.entre(2, 2, ""), (F(2), F(2))),
        (a.exige(LACUNE, DEUX), (None, None)),
        (a.exige(EXACT, DEUX), (F(2), F(2))),
        (a.exige(BORNES, DEUX), (F(2), F(2))),
        (a.arrondi(BORNES / 7), (F("0.07"), F("0.43"))),
        (a.arrondi(F("1.00") + Y / 1000), (F(1), F(1))),
        (a.tranche(X, [(F(1), True, 2100), (F(2), True, 800), (None, False, 0)]), (F(0), F(2100))),
    ],
)
def test_ranges(arbre: Expr, attendu: tuple[F | None, F | None]) -> None:
    assert bounds(lire(arbre)) == attendu


@pytest.mark.parametrize("produit", [X * 0, ZERO * X, LACUNE * 0, ZERO * LACUNE, ZERO * W, W * 0])
def test_zero_times_what_nobody_knows_is_zero(produit: Expr) -> None:
    assert exact(lire(produit)) == 0


def test_a_known_zero_is_known() -> None:
    assert truth(a.connu(X), appel({"x": F(0)})) is True
    assert truth(a.connu(CONDITION), appel({"oui": False})) is True
    assert not appel({"x": F(0)}).missing


def test_a_division_by_a_known_zero_is_told_and_bounds_nothing() -> None:
    quotient = EXACT / Y
    connu = appel({"y": F(0)})
    assert bounds(amount(ZERO * quotient, connu)) == (None, None)
    assert list(map(id, connu.zero_divisions)) == [id(quotient)]
    inconnu = appel()
    assert bounds(amount(quotient, inconnu)) == (F(663, 100), None)
    assert not inconnu.zero_divisions


def test_a_division_by_zero_leaves_no_doubt_about_what_does_not_read_it() -> None:
    assert truth(a.et(as_expr(1) / 0 < 1, FAUX), appel()) is False
    assert truth(as_expr(1) / 0 < 1, appel()) is None


# -- what a formula must not do ----------------------------------------------------------------------


def test_connu_takes_an_input_only() -> None:
    with pytest.raises(TypeError, match="input"):
        a.connu(X + 1)


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
    assert truth(X == 3, appel({"x": F(3)})) is True
    assert truth(X != 3, appel({"x": F(3)})) is False


@pytest.mark.parametrize("intrus", [1.5, float("nan"), None, [1], 1j])
def test_floats_and_strangers_are_refused(intrus: object) -> None:
    with pytest.raises(TypeError):
        X + intrus  # type: ignore[operator]


@pytest.mark.parametrize(
    "faute",
    [
        as_expr("p") + 1,
        CHOIX + 1,
        a.minimum(1, CHOIX),
        a.arrondi(VRAI),
        X == "p",
        CHOIX == 1,
        a.et(VRAI, X),
        a.et(VRAI, as_expr(1)),
        a.ou(CHOIX == "p", as_expr("p")),
        a.non(X),
        a.quand(X, 1, 2),
        a.quand(as_expr("p"), 1, 2),
        a.quand(CONDITION, 1, "p"),
    ],
)
def test_a_text_for_a_number_or_a_number_for_an_answer_is_a_mistake_of_the_formula(faute: Expr) -> None:
    with pytest.raises(TypeError, match="was expected in the formula"):
        lire(faute)


@pytest.mark.parametrize("paliers", [[(F(1), True, 1)], [(None, False, 1), (None, False, 2)]])
def test_a_scale_has_one_open_end(paliers: list[tuple[F | None, bool, int]]) -> None:
    with pytest.raises(ValueError, match="upper bound"):
        a.tranche(X, paliers)


@pytest.mark.parametrize(
    ("x", "attendu"), [("0.74", 1), ("0.75", 1), ("0.7500001", 2), ("1.4999", 2), ("1.5", 3), ("9", 3)]
)
def test_scale_bounds_inside_or_outside(x: str, attendu: int) -> None:
    arbre = a.tranche(X, [(F("0.75"), True, 1), (F("1.5"), False, 2), (None, False, 3)])
    assert number(arbre, appel({"x": F(x)})) == attendu


# -- rounding ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("brut", "attendu"),
    [("0.125", "0.13"), ("0.1249999", "0.12"), ("2.675", "2.68"), ("1.005", "1.01"), ("-0.125", "-0.12"), ("3", "3")],
)
def test_half_a_cent_goes_up(brut: str, attendu: str) -> None:
    assert number(a.arrondi(X), appel({"x": F(brut)})) == F(attendu)


def test_no_division_loses_a_cent() -> None:
    for heures in range(1, 300):
        assert number(a.arrondi(X / W * W), appel({"x": F(663_00), "w": F(heures)})) == F(663_00)


@pytest.mark.parametrize(
    ("arbre", "donnees", "attendu"),
    [
        (a.arrondi(X), {"x": F("1.25")}, ()),
        (a.arrondi(X), {"x": F("1.255")}, ("H1",)),
        (a.arrondi(a.minimum(X, EXACT / 7)), {"x": F(1)}, ("H1",)),
        (a.arrondi(a.quand(CONDITION, EXACT / 7, EXACT / 7)), {}, ("H1",)),
        (a.suppose("H12", a.suppose("H7", a.arrondi(EXACT / 7)) + a.suppose("H12", X)), {}, ("H1", "H7", "H12")),
        (a.quand(CONDITION, a.suppose("H7", X), a.suppose("H8", X)), {"oui": False}, ("H8",)),
    ],
)
def test_hypotheses_are_those_met_rounding_where_it_changes_an_amount(
    arbre: Expr, donnees: Donnees, attendu: tuple[str, ...]
) -> None:
    fait = appel(donnees)
    evaluate(arbre, fait)
    assert hypotheses(fait) == attendu


# -- notes -------------------------------------------------------------------------------------------


def test_a_call_tells_what_it_read_and_only_that() -> None:
    fait = appel({"x": F(1), "oui": True})
    evaluate(a.quand(CONDITION, a.suppose("H7", a.etape("pas", X * EXACT, "€")), Y * LACUNE), fait)
    assert [n.name for n in fait.met(Input)] == ["oui", "x"]
    assert [r.key for r in fait.met(Rate)] == ["t.exact"]
    assert [s.label for s in fait.met(Step)] == ["pas"]
    assert [h.number for h in fait.met(Assume)] == ["H7"]


def test_two_amounts_that_agree_leave_no_doubt() -> None:
    for autre, doutes in ((EXACT * 1, []), (EXACT * 2, ["deux textes"]), (BORNES, ["deux textes"])):
        fait = appel()
        evaluate(a.entre(EXACT, autre, "deux textes"), fait)
        assert [node.reason for node in fait.met(Either)] == doutes


def test_a_node_used_twice_is_evaluated_once_a_call() -> None:
    partage = X + 1
    arbre = partage * partage
    assert number(arbre, appel({"x": F(2)})) == 9
    fait = appel({"x": F(2)})
    evaluate(arbre, fait)
    (seul,) = fait.values
    assert seul is partage
    assert number(arbre, appel({"x": F(3)})) == 16


def test_the_nodes_of_a_tree_are_walked_through_once_parts_first() -> None:
    partage = X + 1
    arbre = partage * partage - a.quand(a.connu(Y), partage, Z)
    noeuds = list(walk(arbre))
    assert len(noeuds) == len(set(noeuds)) == 8
    rangs = {node: rang for rang, node in enumerate(noeuds)}
    assert all(rangs[part] < rangs[node] for node in noeuds for part in node.parts())
    assert Y not in rangs  # asking whether it is known does not read it


def test_a_rate_whose_bounds_meet_is_known() -> None:
    assert exact(lire(Rate("t.p", "p", "", F(1), F(1), F(1), ""))) == 1
