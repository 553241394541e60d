"""Random trees: the columns follow the exact and the range readings, node by node."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pytest

pl = pytest.importorskip("polars", reason="l'extra colonnes n'est pas installé")

import narwhals as nw  # noqa: E402
from hasard import exemples  # noqa: E402
from hypothesis import given  # noqa: E402
from hypothesis import strategies as st  # noqa: E402
from strategies import CHOIX, CONDITION, NOMBRES, TAUX, F, Monde, arbres, conditions, mondes  # noqa: E402

from cafsim.colonnes.graph import Graph  # noqa: E402
from cafsim.colonnes.node import Kind, Node  # noqa: E402
from cafsim.colonnes.query import Query  # noqa: E402
from cafsim.colonnes.reading import Columns, Number, Truth  # noqa: E402
from cafsim.engine import algebra as a  # noqa: E402
from cafsim.engine.exact import Exact  # noqa: E402
from cafsim.engine.expr import Expr, as_expr  # noqa: E402
from cafsim.engine.span import Range, Span, as_value  # noqa: E402

X, Y, Z, W = NOMBRES
GENRES = {"x": Kind.NUMBER, "y": Kind.NUMBER, "z": Kind.NUMBER, "w": Kind.NUMBER, "oui": Kind.TRUTH, "c": Kind.TEXT}
TYPES = {Kind.NUMBER: pl.Float64, Kind.TRUTH: pl.Boolean, Kind.TEXT: pl.String}
BORNES = {s.name: (s.low, s.high) for s in NOMBRES}


def lire(arbre: Expr, donnees: Sequence[Mapping[str, Any]], absentes: frozenset[str] = frozenset()) -> list[Any]:
    """Read a tree on a table of what is told; `absentes` are columns that the table does not have."""
    g = Graph()
    entrees = {}
    for nom, genre in GENRES.items():
        colonne = g.nothing(genre) if nom in absentes else g.column(nom, genre)
        if nom in BORNES and nom not in absentes:
            colonne = g.bounded(colonne, *BORNES[nom])
        entrees[nom] = colonne
    lu = Columns(g, entrees)(arbre)
    resultats = {"exact": lu.exact, "zero": lu.trace.zero, **_possible(lu)}
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


def _possible(lu: object) -> dict[str, Node]:
    if isinstance(lu, Number):
        return {"bas": lu.span.low, "haut": lu.span.high}
    assert isinstance(lu, Truth)
    return {"possible": lu.possible}


def proche(lu: float | None, vrai: object) -> bool:
    if lu is None or vrai is None:
        return lu is vrai is None
    assert isinstance(vrai, F)
    return abs(F(lu) - vrai) <= F(1, 10**9) * max(1, abs(vrai))


def verifier_nombre(arbre: Expr, dit: Mapping[str, Any], ligne: Mapping[str, Any]) -> None:
    etendue = Range(dit)
    possible = etendue(arbre)
    assert isinstance(possible, Span)
    assert proche(ligne["exact"], Exact(dit)(arbre))
    assert proche(ligne["bas"], possible.low)
    assert proche(ligne["haut"], possible.high)
    assert ligne["zero"] is etendue.divided_by_zero


@exemples(120)
@given(arbres(), st.lists(mondes(), min_size=8, max_size=8))
def test_numbers(arbre: Expr, plusieurs: list[Monde]) -> None:
    dits = [dit for m in plusieurs for dit in (m.dit, m.vrai)]
    for dit, ligne in zip(dits, lire(arbre, dits), strict=True):
        if not ligne["doute"]:
            verifier_nombre(arbre, dit, ligne)


@exemples(120)
@given(conditions(), st.lists(mondes(), min_size=8, max_size=8))
def test_conditions(condition: Expr, plusieurs: list[Monde]) -> None:
    dits = [dit for m in plusieurs for dit in (m.dit, m.vrai)]
    for dit, ligne in zip(dits, lire(condition, dits), strict=True):
        if not ligne["doute"]:
            assert ligne["exact"] is Exact(dit)(condition)
            assert ligne["possible"] is as_value(Range(dit)(condition))


@exemples(60)
@given(arbres(), mondes(), st.frozensets(st.sampled_from(sorted(GENRES))))
def test_columns_that_are_not_there(arbre: Expr, monde: Monde, absentes: frozenset[str]) -> None:
    dit = {nom: valeur for nom, valeur in monde.dit.items() if nom not in absentes}
    (ligne,) = lire(arbre, [dit], absentes)
    if not ligne["doute"]:
        verifier_nombre(arbre, dit, ligne)


@pytest.mark.parametrize(
    ("arbre", "attendu"),
    [
        (a.minimum(10, X), None),
        (a.maximum(10, X), None),
        (a.minimum(X, 10, 3), None),
        (a.arrondi(X), None),
        (0 * X, None),
        (X - X, None),
        (a.quand(CONDITION, 1, 1), None),
        (a.quand(X < 3, 1, 2), None),
        (as_expr(1) / 0, None),
        (a.quand(a.connu(X), 1, 2), 2.0),
        (a.quand(a.ou(CONDITION, a.non(a.connu(X))), 1, 2), 1.0),
        (a.quand(a.parmi(CHOIX, "p"), 1, 2), None),
        (TAUX[2] + 1, None),
    ],
)
def test_an_unknown_makes_what_rests_on_it_unknown(arbre: Expr, attendu: float | None) -> None:
    for absentes in (frozenset[str](), frozenset(GENRES)):
        assert lire(arbre, [{}], absentes)[0]["exact"] == attendu


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
    assert ligne["exact"] == ligne["bas"] == cent
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
    assert [ligne["exact"] is None for ligne in lignes] == [False, False, True]
