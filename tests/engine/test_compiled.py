"""The compiled readings are the exact and the range ones, only faster; their path tells what was read."""

from __future__ import annotations

from collections.abc import Mapping

from hypothesis import given
from strategies import Monde, arbres, conditions, mondes

from cafsim.engine.compiled import Call, ExactCompiler, Functions, Path, raw, value
from cafsim.engine.compiled_span import RangeCompiler, possible
from cafsim.engine.exact import Exact, Value
from cafsim.engine.expr import Expr
from cafsim.engine.reading import Reading
from cafsim.engine.span import Possible, Range

Donnees = Mapping[str, Value]


def exact(arbre: Expr, donnees: Donnees) -> tuple[Value, Path]:
    call = Call({nom: raw(v) for nom, v in donnees.items()})
    return value(Functions(ExactCompiler)(arbre)(call)), tuple(call.path)


def etendue(arbre: Expr, donnees: Donnees) -> tuple[Possible, Path, bool]:
    call = Call({nom: raw(v) for nom, v in donnees.items()})
    return possible(Functions(RangeCompiler)(arbre)(call)), tuple(call.path), call.divided_by_zero


def lu(lecture: Reading[object], arbre: Expr) -> list[list[object]]:
    lecture(arbre)
    return [list(x) for x in (lecture.inputs, lecture.rates, lecture.doubts)]


@given(arbres(), mondes())
def test_numbers_are_those_of_the_exact_reading(arbre: Expr, monde: Monde) -> None:
    assert exact(arbre, monde.dit)[0] == Exact(monde.dit)(arbre)


@given(conditions(), mondes())
def test_answers_are_those_of_the_exact_reading(condition: Expr, monde: Monde) -> None:
    assert exact(condition, monde.dit)[0] is Exact(monde.dit)(condition)


@given(arbres(), mondes())
def test_ranges_are_those_of_the_range_reading(arbre: Expr, monde: Monde) -> None:
    lecture = Range(monde.dit)
    attendu = lecture(arbre)
    trouve, _, divise = etendue(arbre, monde.dit)
    assert trouve == attendu
    assert divise == lecture.divided_by_zero


@given(conditions(), mondes())
def test_possible_answers_are_those_of_the_range_reading(condition: Expr, monde: Monde) -> None:
    assert etendue(condition, monde.dit)[0] == Range(monde.dit)(condition)


@given(arbres(), mondes(), mondes())
def test_the_same_exact_path_has_read_the_same_things(arbre: Expr, un: Monde, autre: Monde) -> None:
    if exact(arbre, un.dit)[1] == exact(arbre, autre.dit)[1]:
        assert lu(Exact(un.dit), arbre)[:2] == lu(Exact(autre.dit), arbre)[:2]
        if exact(arbre, un.dit)[0] is not None and exact(arbre, autre.dit)[0] is not None:
            lecture, relecture = Exact(un.dit), Exact(autre.dit)
            lecture(arbre)
            relecture(arbre)
            assert list(lecture.assumptions) == list(relecture.assumptions)


@given(arbres(), mondes(), mondes())
def test_the_same_range_path_has_read_the_same_things(arbre: Expr, un: Monde, autre: Monde) -> None:
    if etendue(arbre, un.dit)[1] == etendue(arbre, autre.dit)[1]:
        assert lu(Range(un.dit), arbre) == lu(Range(autre.dit), arbre)
