"""The difference of two lines, and of two totals: only what is surely the same thing twice cancels out."""

from __future__ import annotations

from fractions import Fraction

import pytest
from strategies import change, complet, projet

from cafsim.estimation.moteur import Moteur
from cafsim.estimation.resultat import LigneEstimee, Manque
from cafsim.etudes.ecart import Ecart, Paire, proportionnelles, somme_ecarts

F = Fraction


@pytest.fixture
def ligne(moteur: Moteur) -> LigneEstimee:
    """100 h at a rate between 5 and 6 € that one row of the table bounds."""
    trouvee = moteur.estimer(projet("eaje", 2024, complet("eaje", 2024)), ("psu",)).lignes[0]
    return change(
        trouvee, statut="fourchette", base=F(100), montant=None, minimum=F(500), maximum=F(600), manques=(),
        rangees_lues=(("psu.horaire_max", 3),),
    )  # fmt: skip


def quantite(ligne: LigneEstimee, base: int, bas: str, haut: str, **autres: object) -> LigneEstimee:
    return change(ligne, base=F(base), minimum=F(bas), maximum=F(haut), **autres)


def ecart(avant: LigneEstimee | None, apres: LigneEstimee | None, *, memes_taux: bool = True) -> tuple[F, F] | None:
    trouve = Paire(avant, apres, memes_taux=memes_taux).ecart
    return None if trouve is None else tuple(trouve)


@pytest.mark.parametrize(
    ("base", "bas", "haut", "suit"),
    [
        (200, "1000", "1200", True),
        (50, "250", "300", True),
        (200, "1000.01", "1199.99", True),  # each amount is rounded to the cent
        (200, "1000.02", "1200", False),
        (200, "1000", "1199.98", False),
        (200, "900", "1200", False),
        (200, "1000", "1100", False),
        (0, "0", "0", False),
    ],
)
def test_the_same_unknown_rate_on_both_sides(ligne: LigneEstimee, base: int, bas: str, haut: str, suit: bool) -> None:  # noqa: FBT001
    autre = quantite(ligne, base, bas, haut)
    bouts = (F(bas) - 500, F(haut) - 600)
    assert proportionnelles(ligne, autre) is suit
    assert ecart(ligne, autre) == ((min(bouts), max(bouts)) if suit else (F(bas) - 600, F(haut) - 500))
    assert ecart(ligne, autre, memes_taux=False) == (F(bas) - 600, F(haut) - 500)


def test_two_rates_or_an_unknown_quantity_are_not_one_rate(ligne: LigneEstimee) -> None:
    double = quantite(ligne, 200, "1000", "1200")
    assert ecart(ligne, change(double, rangees_lues=(("psu.horaire_max", 4),))) == (400, 700)
    champ = Manque("champ", "heures_facturees", "", "", "")
    assert ecart(ligne, change(double, manques=(champ,))) == (400, 700)
    assert ecart(change(ligne, manques=(champ,)), double) == (400, 700)
    taux = Manque("taux", "psu.horaire_max", "", "", "")
    assert ecart(change(ligne, manques=(taux,)), change(double, manques=(taux,))) == (500, 600)
    assert ecart(change(ligne, base=None), double) == (400, 700)


def test_a_line_that_did_not_move_or_is_not_there(ligne: LigneEstimee) -> None:
    assert Paire(ligne, ligne, inchangee=True).ecart == Ecart(F(0), F(0))
    assert ecart(None, ligne) == (500, 600)
    assert ecart(ligne, None) == (-600, -500)
    assert ecart(ligne, change(ligne, minimum=None, maximum=None)) is None
    with pytest.raises(ValueError, match="at least one line"):
        Paire(None, None).ligne  # noqa: B018


def test_a_pair_is_told_by_the_side_that_counts(ligne: LigneEstimee) -> None:
    refusee = change(ligne, statut="non_eligible", libelle="Refusée")
    assert Paire(ligne, refusee).ligne is ligne
    assert Paire(refusee, ligne).ligne is ligne
    assert Paire(None, ligne).ligne is ligne
    assert Paire(refusee, None).ligne is refusee


@pytest.mark.parametrize(("bas", "haut", "nul", "indecis"), [(0, 0, 1, 0), (-1, 1, 0, 1), (0, 1, 0, 0), (-1, 0, 0, 0)])
def test_nothing_or_nobody_knows(bas: int, haut: int, nul: int, indecis: int) -> None:
    assert (Ecart(F(bas), F(haut)).nul, Ecart(F(bas), F(haut)).indecis) == (bool(nul), bool(indecis))


# -- totals ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("nature", "payeur", "compte"),
    [("droit", "caf", 1), ("plafond", "caf", 1), ("decision", "caf", 0), ("indicatif", "caf", 0), ("droit", "etat", 0)],
)
def test_what_counts_in_a_total(ligne: LigneEstimee, nature: str, payeur: str, compte: int) -> None:
    ecart_total = somme_ecarts([Paire(None, change(ligne, nature=nature, payeur=payeur))])
    assert tuple(ecart_total) == ((0 if nature == "plafond" else 500, 600) if compte else (0, 0))


def test_a_ceiling_may_be_refused_a_right_may_not(ligne: LigneEstimee) -> None:
    droit, plafond = ligne, change(ligne, nature="plafond")
    assert tuple(somme_ecarts([Paire(None, droit), Paire(None, plafond)])) == (500, 1200)
    assert tuple(somme_ecarts([Paire(droit, None), Paire(plafond, None)])) == (-1200, -500)
    ouverte = change(ligne, minimum=None, maximum=None)
    assert tuple(somme_ecarts([Paire(None, droit), Paire(None, ouverte)])) == (500, 600)


def test_a_shared_ceiling_cuts_what_it_exceeds(ligne: LigneEstimee) -> None:
    plafond = change(ligne, nature="plafond", minimum=F(600))
    assert tuple(somme_ecarts([Paire(None, plafond)], F(150))) == (0, 450)
    assert tuple(somme_ecarts([Paire(plafond, None)], F(-150))) == (-450, 0)
    assert tuple(somme_ecarts([], F(150))) == (0, 0)
