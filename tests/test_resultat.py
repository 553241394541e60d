"""What counts in a total is said by the line itself: the Caf's rights everywhere, its ceilings in the maximum."""

from __future__ import annotations

from fractions import Fraction

import pytest

from cafsim.dispositifs.modele import Nature, Payeur
from cafsim.estimation.resultat import EquipementEstime, Estimation, LigneEstimee, Statut, Total, total

F = Fraction


def ligne(
    nature: Nature = "droit",
    payeur: Payeur = "caf",
    statut: Statut = "fourchette",
    bouts: tuple[int, int] | None = (3, 5),
    prevue: int | None = 4,
) -> LigneEstimee:
    minimum, maximum = (None, None) if bouts is None else map(F, bouts)
    return LigneEstimee(
        equipement="Essai", type_equipement="eaje", dispositif="psu", libelle="Psu", periodicite="annuel", nature=nature,
        payeur=payeur, beneficiaire="gestionnaire", statut=statut, base=None, unite="", taux=None, unite_taux="",
        montant=None, minimum=minimum, maximum=maximum, prevision=None if prevue is None else F(prevue), fiabilite=None, motifs=(), etapes=(), sources=(), hypotheses=(),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("nature", "payeur", "assuree", "comptee", "au_total"),
    [
        ("droit", "caf", True, True, True),
        ("plafond", "caf", False, True, True),
        ("decision", "caf", False, False, True),
        ("indicatif", "caf", False, False, False),
        ("droit", "etat", False, False, False),
        ("plafond", "etat", False, False, False),
    ],
)
def test_a_line_says_where_it_counts(
    nature: Nature, payeur: Payeur, *, assuree: bool, comptee: bool, au_total: bool
) -> None:
    une = ligne(nature, payeur)
    assert (une.assuree, une.comptee, une.au_total) == (assuree, comptee, au_total)
    assert une.apport_prevu == (4 if assuree else 0)
    bas, haut = Fraction(3 if assuree else 0), Fraction(5 if comptee else 0)
    assert total([une]) == Total(bas, haut, incomplet=False, prevision=une.apport_prevu)
    refusee = ligne(nature, payeur, "non_eligible", (0, 0))
    assert not refusee.retenue
    assert not refusee.au_total


@pytest.mark.parametrize(("payeur", "incomplet"), [("caf", True), ("etat", False)])
def test_a_line_of_the_caf_to_be_completed_leaves_the_total_open(payeur: Payeur, *, incomplet: bool) -> None:
    ouverte = ligne(payeur=payeur, statut="a_completer", bouts=None)
    assert (ouverte.bas, ouverte.haut) == (0, 0)
    ensemble = total([ligne(), ouverte])
    assert (ensemble.minimum, ensemble.maximum, ensemble.incomplet) == (3, 5, incomplet)
    assert ensemble.au_plus == (None if incomplet else 5)
    assert (ensemble.prevision, ensemble.prevision_incomplete) == (8 if incomplet else 4, False)


@pytest.mark.parametrize(
    ("nature", "payeur", "incomplete"), [("droit", "caf", True), ("plafond", "caf", False), ("droit", "etat", False)]
)
def test_only_a_right_of_the_caf_without_forecast_leaves_the_forecast_open(
    nature: Nature, payeur: Payeur, *, incomplete: bool
) -> None:
    ensemble = total([ligne(), ligne(nature, payeur, "a_completer", None, None)])
    assert (ensemble.prevision, ensemble.prevision_incomplete) == (4, incomplete)
    assert (ensemble.au_plus is None) == incomplete
    assert (ensemble + total([ligne()])) == (total([ligne()]) + ensemble)


def test_a_shared_ceiling_cuts_the_maximum_and_can_be_found_again() -> None:
    lignes = (ligne("plafond"), ligne("plafond", bouts=(0, 7)), ligne("decision"))
    totaux = {"annuel": total(lignes, F(4)), "ponctuel": total([])}
    estime = EquipementEstime("Essai", "eaje", 2024, lignes, totaux)  # type: ignore[arg-type]
    ensemble = Estimation("Essai", 2024, "national", lignes, totaux, (), (estime, estime))  # type: ignore[arg-type]
    assert totaux["annuel"].maximum == 8
    assert (estime.reduction("annuel"), estime.reduction("ponctuel")) == (4, 0)
    assert ensemble.reduction("annuel") == 8
