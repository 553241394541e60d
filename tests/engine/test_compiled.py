"""The compiled reading is the exact one, only faster; its path tells what was read."""

from __future__ import annotations

from hypothesis import given
from strategies import Monde, arbres, conditions, mondes

from cafsim.engine.compiled import Call, Functions, Path, raw, value
from cafsim.engine.exact import Exact, Value
from cafsim.engine.expr import Expr


def compile_et_lit(arbre: Expr, donnees: dict[str, Value]) -> tuple[Value, Path]:
    call = Call({nom: raw(v) for nom, v in donnees.items()})
    return value(Functions()(arbre)(call)), tuple(call.path)


@given(arbres(), mondes())
def test_numbers_are_those_of_the_exact_reading(arbre: Expr, monde: Monde) -> None:
    assert compile_et_lit(arbre, monde.dit)[0] == Exact(monde.dit)(arbre)


@given(conditions(), mondes())
def test_answers_are_those_of_the_exact_reading(condition: Expr, monde: Monde) -> None:
    assert compile_et_lit(condition, monde.dit)[0] is Exact(monde.dit)(condition)


@given(arbres(), mondes(), mondes())
def test_the_same_path_has_read_the_same_things(arbre: Expr, un: Monde, autre: Monde) -> None:
    lu, relu = Exact(un.dit), Exact(autre.dit)
    lu(arbre)
    relu(arbre)
    if compile_et_lit(arbre, un.dit)[1] == compile_et_lit(arbre, autre.dit)[1]:
        assert list(lu.inputs) == list(relu.inputs)
        assert list(lu.rates) == list(relu.rates)
        if Exact(un.dit)(arbre) is not None and Exact(autre.dit)(arbre) is not None:
            assert list(lu.assumptions) == list(relu.assumptions)
