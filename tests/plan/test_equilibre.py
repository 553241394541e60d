"""A balance: both sides add up in every case, shares add up to 100 %, what nobody knows counts for nothing."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hasard import exemples
from hypothesis import given
from hypothesis import strategies as st
from strategies import projets
from test_fonctionnement import CRECHE, annee, plan_de
from test_investissement import DEPARTEMENT, travaux

from cafsim.plan.equilibre import Equilibre, ensemble, parts

F = Fraction


def colonnes(e: Equilibre) -> dict[str, tuple[Fraction | None, ...]]:
    return {p.libelle or p.genre: p.montants for p in (*e.depenses, *e.recettes)}


def assert_balanced(e: Equilibre) -> None:
    assert e.total is not None
    for cote in (e.depenses, e.recettes):
        assert tuple(sum(c) for c in zip(*(p.compte for p in cote), strict=True)) == e.total


def test_works_by_hand() -> None:
    """30 places × 10,900 to 17,000 €, 100,000 € from the département, 900,000 € of works."""
    e = travaux(DEPARTEMENT).equilibre
    assert e.cas == ("refus", "bas", "haut")
    assert colonnes(e) == {
        "cout": (F(900_000),) * 3,
        "Piaje : création de places": (0, F(327_000), F(510_000)),
        "Département": (F(100_000),) * 3,
        "reste": (F(800_000), F(473_000), F(290_000)),
    }


def test_a_shared_ceiling_and_the_cost_are_taken_off() -> None:
    commun = travaux(
        cout=F(100_000), operation="extension", places_avant=F(30), places_renovees=F(30),
        majoration_potentiel_financier=F(1000),
    ).equilibre  # fmt: skip
    assert commun.reste.montants[-1] == F(20_000), "80 % of the cost for both aids"
    assert_balanced(commun)
    depasse = travaux({**DEPARTEMENT, "montant": F(950_000)}).equilibre
    assert depasse.reste.montants == (0, 0, 0)
    assert colonnes(depasse)["reduction"] == (F(-50_000), F(-377_000), F(-560_000))


def test_what_nobody_knows_counts_for_nothing_and_is_told() -> None:
    e = travaux(DEPARTEMENT, {"financeur": "Région", "montant": None, "public": True}).equilibre
    assert e.incomplet
    assert e.reste.montants == (F(800_000), F(473_000), F(290_000)), "the unknown funder erases no end"
    assert not travaux(DEPARTEMENT).equilibre.incomplet
    sans_cout = travaux(DEPARTEMENT, cout=None).equilibre
    assert sans_cout.total is None
    assert sans_cout.reste.montants == (None,) * 3


def test_one_unknown_line_of_a_year_erases_no_end() -> None:
    plan = annee("eaje", 2024, {**CRECHE, "heures_concertation": F(240)})
    assert plan.reste.minimum is None
    assert plan.equilibre.incomplet
    assert all(m is not None and m > 0 for m in plan.equilibre.reste.montants)
    assert_balanced(plan.equilibre)


def test_a_surplus_is_an_expense() -> None:
    e = annee("eaje", 2024, {**CRECHE, "autres_recettes": F(1_000_000)}).equilibre
    assert e.reste.compte == (0, 0, 0)
    assert e.depenses[1].genre == "excedent"
    assert_balanced(e)


def test_a_case_that_says_the_same_as_the_one_before_is_not_shown() -> None:
    e = travaux(DEPARTEMENT, majoration_potentiel_financier=F(0)).equilibre
    assert list(e.simple().cas) == ["refus", "bas"]
    assert e.simple().reste.montants == e.reste.montants[:2]


def test_balances_add_up() -> None:
    un, deux = travaux(DEPARTEMENT).equilibre, travaux(cout=F(600_000)).equilibre
    somme = ensemble([un, deux, travaux(cout=None).equilibre])
    assert somme is not None
    assert somme.recettes[-1].genre == "reste"
    assert somme.reste.montants == tuple(a + b for a, b in zip(un.reste.compte, deux.reste.compte, strict=True))
    assert_balanced(somme)
    assert ensemble([travaux(cout=None).equilibre]) is None


@pytest.mark.parametrize("type_equipement", ["eaje", "alsh"])
@exemples(30)
@given(data=st.data())
def test_every_year_balances(type_equipement: str, data: st.DataObject) -> None:
    plan = plan_de(data.draw(projets(type_equipement)))
    for e in (x.equilibre for x in (plan.fonctionnement, plan.investissement) if x):
        if e.total is None:
            assert set(e.reste.montants) == {None}
        else:
            assert_balanced(e)
            assert all(m >= 0 for m in e.reste.compte)
            assert_balanced(e.simple())


@given(st.lists(st.integers(0, 10_000_000).map(lambda c: F(c, 100)), min_size=1, max_size=12))
def test_shares_add_up(montants: list[Fraction]) -> None:
    total = sum(montants, F(0))
    trouvees = parts(montants, total)
    assert sum(trouvees) == (1 if total else 0)
    for m, part in zip(montants, trouvees, strict=True):
        assert not total or abs(part - m / total) < F(1, 1000)
