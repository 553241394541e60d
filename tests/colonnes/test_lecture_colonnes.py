"""Random trees: the columns follow the evaluation, node by node."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from itertools import product
from typing import Any

import pytest

pl = pytest.importorskip("polars", reason="l'extra lot n'est pas installé")

import narwhals as nw  # noqa: E402
from evaluer import appel  # noqa: E402
from hasard import exemples  # noqa: E402
from hypothesis import example, given  # noqa: E402
from hypothesis import strategies as st  # noqa: E402
from strategies import CHOIX, CONDITION, NOMBRES, TAUX, F, Monde, arbres, conditions, mondes  # noqa: E402

from cafsim.colonnes.detail import decisions  # noqa: E402
from cafsim.colonnes.graph import Graph  # noqa: E402
from cafsim.colonnes.node import Kind, Node  # noqa: E402
from cafsim.colonnes.query import Query  # noqa: E402
from cafsim.colonnes.reading import Columns, Number, Truth  # noqa: E402
from cafsim.engine import algebra as a  # noqa: E402
from cafsim.engine.evaluation import evaluate, truth  # noqa: E402
from cafsim.engine.expr import Expr, as_expr  # noqa: E402
from cafsim.engine.values import bounds  # noqa: E402

X, Y, Z, W = NOMBRES
GENRES = {"x": Kind.NUMBER, "y": Kind.NUMBER, "z": Kind.NUMBER, "w": Kind.NUMBER, "oui": Kind.TRUTH, "c": Kind.TEXT}
TYPES = {Kind.NUMBER: pl.Float64, Kind.TRUTH: pl.Boolean, Kind.TEXT: pl.String}
BORNES = {s.name: (s.low, s.high) for s in NOMBRES}


def possible(lecture: Columns, arbre: Expr) -> dict[str, Node]:
    lu = lecture(arbre)
    if isinstance(lu, Number):
        return {"zero": lu.notes.zero, "bas": lu.ends.low, "haut": lu.ends.high}
    assert isinstance(lu, Truth)
    return {"zero": lu.notes.zero, "reponse": lu.answer}


def decide(lecture: Columns, arbre: Expr) -> dict[str, Node]:
    return {str(rang): node for rang, node in enumerate(decisions(lecture, arbre, hypotheses=True))}


def lire(
    arbre: Expr,
    donnees: Sequence[Mapping[str, Any]],
    absentes: frozenset[str] = frozenset(),
    *,
    decimales: bool = False,
    vus: Callable[[Columns, Expr], dict[str, Node]] = possible,
) -> list[Any]:
    """Read a tree on a table of what is told; `absentes` are columns that the table does not have."""
    g = Graph()
    if decimales:
        g.grilles.champs |= dict.fromkeys(BORNES, 2)
    entrees = {}
    for nom, genre in GENRES.items():
        entrees[nom] = g.nothing(genre) if nom in absentes else g.column(nom, genre, *BORNES.get(nom, ()))
    lecture = Columns(g, entrees)
    resultats = vus(lecture, arbre)
    schema = {nom: TYPES[genre] for nom, genre in GENRES.items()}
    brutes = [{n: float(v) if isinstance(v, F) else v for n, v in d.items()} for d in donnees]
    table = pl.DataFrame([{n: b.get(n) for n in schema} for b in brutes], schema=schema)
    sortie = (
        Query(resultats, g.doubts(resultats.values()))
        .apply(nw.from_native(table.lazy()), "doute")
        .to_native()
        .collect()
    )
    return list(sortie.iter_rows(named=True))


def proche(lu: float | None, vrai: object) -> bool:
    if lu is None or vrai is None:
        return lu is vrai is None
    assert isinstance(vrai, F)
    return abs(F(lu) - vrai) <= F(1, 10**9) * max(1, abs(vrai))


def verifier_nombre(arbre: Expr, dit: Mapping[str, Any], ligne: Mapping[str, Any]) -> None:
    fait = appel(dit)
    bas, haut = bounds(evaluate(arbre, fait))
    assert proche(ligne["bas"], bas)
    assert proche(ligne["haut"], haut)
    assert ligne["zero"] is bool(fait.zero_divisions)


@exemples(60)
@given(arbres(), st.lists(mondes(), min_size=8, max_size=8))
def test_numbers(arbre: Expr, plusieurs: list[Monde]) -> None:
    dits = [dit for m in plusieurs for dit in (m.dit, m.vrai)]
    for dit, ligne in zip(dits, lire(arbre, dits), strict=True):
        if not ligne["doute"]:
            verifier_nombre(arbre, dit, ligne)


@exemples(60)
@given(conditions(), st.lists(mondes(), min_size=8, max_size=8))
def test_conditions(condition: Expr, plusieurs: list[Monde]) -> None:
    dits = [dit for m in plusieurs for dit in (m.dit, m.vrai)]
    for dit, ligne in zip(dits, lire(condition, dits), strict=True):
        if not ligne["doute"]:
            assert ligne["reponse"] is truth(condition, appel(dit))


PEU = {"x": (None, F(0), F(3)), "y": (None, F(0), F(1)), "z": (None, F(-1), F(3)), "w": (None, F(0), F(3))}
PEU_DE_CAS = [
    {nom: valeur for nom, valeur in zip(GENRES, cas, strict=True) if valeur is not None}
    for cas in product(*PEU.values(), (None, True, False), (None, "p", "q"))
]


@exemples(40)
@given(arbres(3), conditions(1))
@example(as_expr(0), a.et(X < 1, Z < 0))
@example(a.exige(X * Y, Z), CONDITION)
@example(a.entre(X, W, ""), CONDITION)
def test_rows_that_decide_alike_read_alike(arbre: Expr, condition: Expr) -> None:
    """What the texts of a line rest on: what was read, in order, what of it is unknown, which divisor was zero."""
    formule, dits = a.quand(condition, a.arrondi(arbre), arbre), PEU_DE_CAS[::5]
    vues: dict[tuple[object, ...], object] = {}
    for dit, (*decidees, doute) in zip(dits, map(dict.values, lire(formule, dits, vus=decide)), strict=True):
        fait = appel(dit)
        evaluate(formule, fait)
        if not doute:
            lu = [list(map(id, noeuds)) for noeuds in (fait.notes, fait.missing, fait.zero_divisions)]
            assert vues.setdefault(tuple(decidees[len(GENRES) :]), lu) == lu


CENTIMES = st.fixed_dictionaries(
    {},
    optional={
        "x": st.integers(0, 5_000).map(lambda n: F(n, 100)),
        "y": st.integers(0, 100).map(lambda n: F(n, 100)),
        "z": st.integers(-500, 500).map(lambda n: F(n, 100)),
        "w": st.integers(-5_000, 5_000).map(lambda n: F(n, 100)),
    },
)


@exemples(25)
@given(arbres(), conditions(1), st.lists(CENTIMES, min_size=16, max_size=16))
def test_decimals_give_the_exact_cent_or_a_doubt(arbre: Expr, condition: Expr, dits: list[dict[str, Fraction]]) -> None:
    arrondi = a.quand(condition, a.arrondi(arbre), 1)
    for dit, ligne in zip(dits, lire(arrondi, dits, decimales=True), strict=True):
        bornes = bounds(evaluate(arrondi, appel(dit)))
        exactes = [None if x is None else float(x) for x in bornes]
        assert ligne["doute"] or [ligne["bas"], ligne["haut"]] == exactes


@exemples(30)
@given(arbres(), mondes(), st.frozensets(st.sampled_from(sorted(GENRES))))
def test_columns_that_are_not_there(arbre: Expr, monde: Monde, absentes: frozenset[str]) -> None:
    dit = {nom: valeur for nom, valeur in monde.dit.items() if nom not in absentes}
    (ligne,) = lire(arbre, [dit], absentes)
    if not ligne["doute"]:
        verifier_nombre(arbre, dit, ligne)


@pytest.mark.parametrize(
    ("arbre", "attendu"),
    [
        (a.minimum(10, X), (0, 10)),
        (a.maximum(10, X), (10, None)),
        (a.minimum(X, 10, 3), (0, 3)),
        (a.maximum(W, 10, 3), (10, None)),
        (a.arrondi(X), (0, None)),
        (0 * X, (0, 0)),
        (X - X, (None, None)),
        (a.quand(CONDITION, 1, 1), (1, 1)),
        (a.quand(X < 3, 1, 2), (1, 2)),
        (as_expr(1) / 0, (None, None)),
        (a.quand(a.connu(X), 1, 2), (2, 2)),
        (a.quand(a.ou(CONDITION, a.non(a.connu(X))), 1, 2), (1, 1)),
        (a.quand(a.parmi(CHOIX, "p"), 1, 2), (1, 2)),
        (a.entre(TAUX[1], 4, ""), (0.5, 4)),
        (a.exige(TAUX[2], as_expr(2)), (None, None)),
        (TAUX[2] + 1, (1, None)),
    ],
)
def test_what_is_known_of_what_rests_on_an_unknown(arbre: Expr, attendu: tuple[float | None, float | None]) -> None:
    for absentes in (frozenset[str](), frozenset(GENRES)):
        (ligne,) = lire(arbre, [{}], absentes)
        assert (ligne["bas"], ligne["haut"]) == attendu


@pytest.mark.parametrize(
    ("brut", "cent"),
    [
        ("0.1249", 0.12),
        ("2.6751", 2.68),
        ("-0.1251", -0.13),
        ("-0.1249", -0.12),
        ("3", 3.0),
        ("-7.5", -7.5),
        ("0", 0.0),
    ],
)
def test_rounding(brut: str, cent: float) -> None:
    (ligne,) = lire(a.arrondi(W), [{"w": F(brut)}])
    assert ligne["bas"] == ligne["haut"] == cent
    assert not ligne["doute"]


@pytest.mark.parametrize("brut", ["0.125", "-0.125", "1.005", "2.675", "1234567.895", "0.1250000000000001", "1e14"])
def test_half_a_cent_is_flagged(brut: str) -> None:
    assert lire(a.arrondi(W), [{"w": F(brut)}])[0]["doute"]


def test_what_cancels_is_flagged_in_proportion_of_what_it_came_from() -> None:
    """0.005 left of two millions is no more certain than the millions were."""
    arbre = a.arrondi(X * F(1, 10) - W)
    lignes = lire(arbre, [{"x": F(20_000_000), "w": F("1999999.99500000001")}, {"x": F(20), "w": F("1.9951")}])
    assert [ligne["doute"] for ligne in lignes] == [True, False]


def test_fields_compare_without_doubt_what_is_computed_does_not() -> None:
    memes = [{"x": F(107), "w": F(107)}]
    assert not lire(a.quand(X <= 107, 1, 2), memes)[0]["doute"]
    assert not lire(a.quand(X <= W, 1, 2), memes)[0]["doute"]
    assert not lire(a.quand(X - W > 0, 1, 2), memes)[0]["doute"]
    assert not lire(a.quand(a.minimum(X, W) <= X, 1, 2), memes)[0]["doute"]
    assert lire(a.quand(F("1.07") >= X / 100, 1, 2), memes)[0]["doute"]
    assert lire(a.quand(W * F("0.1") * 10 >= X, 1, 2), memes)[0]["doute"]


def test_an_even_share_is_no_doubt() -> None:
    """A whole share of a sum is that sum: the two rules of an `entre` then agree, as they do exactly."""
    arbre = a.entre(X * F("6.63"), X * F("6.63") * Y, "")
    lignes = lire(arbre, [{"x": F(62_001), "y": F(1)}, {"x": F(0), "y": F(1, 2)}, {"x": F(62_001), "y": F(98, 100)}])
    assert [ligne["doute"] for ligne in lignes] == [False, False, False]
    assert [ligne["bas"] == ligne["haut"] for ligne in lignes] == [True, True, False]


PART = W * F("0.3") / (X + Y) * X
"""A share of charges: on no grid unless Y is zero."""


def presque() -> list[dict[str, Any]]:
    """Rows whose PART is just under half a cent, nearer to it than float64 can tell."""
    rangees = []
    for x in (499_999_903, 499_999_909, 499_999_911, 499_999_917):
        total = x + 28  # in hundredths, as x and w: 3 w x = 5 (2 m + 1) total - 1
        w = (5 * total - 1) * pow(3 * x, -1, 10 * total) % (10 * total)
        rangees.append({"x": F(x, 100), "y": F(28, 100), "w": F(w, 100), "oui": True})
    return rangees


def ecarts_au_cent(arbre: Expr, rangees: Sequence[Mapping[str, Any]]) -> list[bool]:
    """Check that what is not flagged is exact; return what is flagged."""
    lignes = lire(arbre, rangees, decimales=True)
    for dit, ligne in zip(rangees, lignes, strict=True):
        exact, _ = bounds(evaluate(arbre, appel(dit)))
        assert exact is not None
        assert ligne["doute"] or ligne["bas"] == float(exact), dit
    return [ligne["doute"] for ligne in lignes]


def test_a_quotient_that_is_multiplied_back_is_on_a_grid() -> None:
    arbre = a.arrondi(a.minimum(W * F("0.66") / X, F("6.63")) * X * Y)
    rangees = [{"x": F(n), "y": F(95, 100), "w": 10 * F(n) + F(c, 100)} for n in range(7, 400) for c in (0, 75, 500)]
    demis = [r for r in rangees if min(r["w"] * F("0.66"), F("6.63") * r["x"]) * r["y"] * 100 % 1 == F(1, 2)]
    assert len(demis) > 5
    assert not any(ecarts_au_cent(arbre, rangees))


def test_what_lies_on_no_grid_is_flagged_next_to_half_a_cent() -> None:
    assert all(ecarts_au_cent(a.arrondi(PART), presque()))
    assert all(ecarts_au_cent(a.arrondi(a.quand(CONDITION, PART, W * F("0.5"))), presque()))


def test_a_choice_is_flagged_for_what_it_takes_only() -> None:
    demis = [{"x": F("1000.01"), "y": F("0.3"), "w": F(n, 100), "oui": False} for n in range(1_000_001, 1_000_100, 2)]
    assert not any(ecarts_au_cent(a.arrondi(a.quand(CONDITION, PART, W * F("0.5"))), demis))
    assert not any(ecarts_au_cent(a.arrondi(a.minimum(PART, X * F("0.5"))), demis))


def test_a_share_of_a_sum_is_on_a_grid_where_it_is_the_whole() -> None:
    entiers = [{"x": F(n, 3).limit_denominator(1), "y": F(0), "w": F(5 * n, 100)} for n in range(1_001, 1_500)]
    assert not any(ecarts_au_cent(a.arrondi(PART), entiers))


@pytest.mark.parametrize(
    "test", [X * F("1.07") < W, X * F("1.07") <= W, X * F("1.07") == W, F("0.0107") <= W / X / 100]
)
def test_thresholds_on_a_grid_are_decided(test: Expr) -> None:
    rangees = [{"x": F(n), "w": F(107 * n + d, 100)} for n in range(1, 200) for d in (-1, 0, 1)]
    assert not any(ecarts_au_cent(a.quand(test, 1, 2), rangees))
