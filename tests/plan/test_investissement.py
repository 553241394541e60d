"""Who pays for works: by hand, then as properties."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import complet, troue

from cafsim.baremes.loader import load
from cafsim.baremes.model import Baremes
from cafsim.equipements.projet import Donnee, EquipementSaisi, Projet
from cafsim.estimation.moteur import Moteur
from cafsim.plan.calcul import planifier
from cafsim.plan.investissement import scenario
from cafsim.plan.modele import Investissement, Plage

F = Fraction
BAREMES = load()
MOTEUR = Moteur(BAREMES)
ZERO = F(0)

PONT_NEUF: dict[str, Donnee] = {
    "gestionnaire": "public", "financement": "psu", "zone_prioritaire": "qpv", "taux_couverture": F(41),
    "potentiel_financier_hab": F(820), "operation": "creation", "date_dossier": date(2020, 3, 2),
    "places_avant": ZERO, "places_creees": F(30), "places_renovees": ZERO, "cout": F(900_000), "gros_oeuvre": True,
    "developpement_durable": True, "insertion": False, "majoration_potentiel_financier": None,
}  # fmt: skip
DEPARTEMENT = {"financeur": "Département", "montant": F(100_000), "public": True}


def travaux(*autres: dict[str, Donnee], table: Baremes = BAREMES, **valeurs: Donnee) -> Investissement:
    saisi = EquipementSaisi(
        "eaje", "A", 2020, {**PONT_NEUF, **valeurs}, frozenset({"investissement"}), {"cofinancements": autres}
    )
    projet = Projet("P", 2020, (saisi,))
    plan = planifier(Moteur(table).estimer(projet), projet, table).equipements[0].investissement
    assert plan is not None
    return plan


def test_a_creche_in_a_priority_quarter_by_hand() -> None:
    """30 places × 10,900 € (majoration unknown) to 17,000 € (ceiling); 100,000 € from the département."""
    plan = travaux(DEPARTEMENT)
    assert plan.plafond.caf == Plage(F(327_000), F(510_000))
    assert plan.plafond.reste == Plage(F(290_000), F(473_000))
    assert plan.refus.caf == Plage(ZERO, ZERO)
    assert plan.refus.reste == Plage(F(800_000), F(800_000))
    assert plan.remarques == ()


def test_caf_and_others_beyond_the_cost_cut_the_caf_back() -> None:
    plan = travaux({**DEPARTEMENT, "montant": F(700_000)})
    assert plan.plafond.caf == Plage(F(200_000), F(200_000))
    assert plan.plafond.reste == Plage(ZERO, ZERO)
    assert "de 510 000,00 € à 200 000,00 €" in plan.remarques[0].replace("\xa0", " ")


def test_other_funders_beyond_the_cost_are_told() -> None:
    plan = travaux({**DEPARTEMENT, "montant": F(950_000)})
    assert plan.plafond.autres == Plage(F(900_000), F(900_000))
    assert plan.plafond.caf == plan.plafond.reste == plan.refus.reste == Plage(ZERO, ZERO)
    assert "dépassent le coût" in plan.remarques[0]


def test_other_funders_up_to_the_cost_are_not() -> None:
    plan = travaux({**DEPARTEMENT, "montant": F(900_000)})
    assert plan.plafond.reste == Plage(ZERO, ZERO)
    assert not any("dépassent" in x for x in plan.remarques)


def test_an_unknown_amount_leaves_no_lower_end() -> None:
    plan = travaux(DEPARTEMENT, {"financeur": "Région", "montant": None, "public": True})
    assert plan.plafond.reste == Plage(None, F(473_000))
    assert plan.refus.reste == Plage(None, F(800_000))
    assert any("Région" in x for x in plan.remarques)


def test_an_unknown_cost_leaves_nothing() -> None:
    plan = travaux(DEPARTEMENT, cout=None)
    assert plan.plafond.reste == plan.refus.reste == Plage(None, None)
    assert any(x.startswith("Non indiqué : dépenses subv") for x in plan.remarques)


def test_an_unknown_ceiling_leaves_at_most() -> None:
    """Fme: without a published amount, the Caf brings at least the Piaje's minimum."""
    plan = travaux(
        table=troue(BAREMES, "fme.montant_par_place"), date_dossier=date(2024, 3, 1), operation="extension",
        places_avant=F(30), places_renovees=F(30),
    )  # fmt: skip
    assert any(x.statut == "a_completer" for x in plan.caf)
    assert plan.plafond.caf.maximum is None
    assert plan.plafond.reste.minimum is None
    assert plan.plafond.reste.maximum == F(900_000) - plan.plafond.caf.minimum
    assert any("Fme" in x for x in plan.remarques)


def test_piaje_and_fme_share_one_ceiling() -> None:
    plan = travaux(
        cout=F(100_000), operation="extension", places_avant=F(30), places_renovees=F(30),
        majoration_potentiel_financier=F(1000),
    )  # fmt: skip
    assert plan.plafond.caf.maximum == F(80_000)
    assert plan.plafond.reste.minimum == F(20_000)


def test_a_caf_among_the_other_funders_is_told() -> None:
    assert any("deux fois" in x for x in travaux({**DEPARTEMENT, "financeur": "Caf du Nord"}).remarques)


@pytest.mark.parametrize(
    ("gestionnaire", "porteur"),
    [("public", "commune"), ("delegation", "commune"), ("prive_non_lucratif", "autre"), (None, "inconnu")],
)
def test_who_bears_the_works(gestionnaire: str | None, porteur: str) -> None:
    assert travaux(gestionnaire=gestionnaire).porteur == porteur


def test_the_works_of_one_owner_add_up() -> None:
    """900,000 and 600,000 €; 327,000 to 510,000 € of the Caf for 30 places, a third of it for 10."""
    un = EquipementSaisi(
        "eaje", "A", 2020, PONT_NEUF, frozenset({"investissement"}), {"cofinancements": (DEPARTEMENT,)}
    )
    region = {**DEPARTEMENT, "montant": F(20_000)}
    deux = un._replace(
        nom="B", valeurs={**PONT_NEUF, "places_creees": F(10), "cout": F(600_000)}, listes={"cofinancements": (region,)}
    )
    prive = un._replace(nom="C", valeurs={**PONT_NEUF, "gestionnaire": "prive_lucratif"})
    projet = Projet("P", 2020, (un, deux, prive))
    totaux = planifier(MOTEUR.estimer(projet), projet, BAREMES).investissement
    assert list(totaux) == ["commune", "autre"]
    commune = totaux["commune"]
    assert commune.cout == Plage(F(1_500_000), F(1_500_000))
    assert commune.plafond.caf == Plage(F(436_000), F(680_000))
    assert commune.plafond.autres == commune.refus.autres == Plage(F(120_000), F(120_000))
    assert commune.plafond.reste == Plage(F(700_000), F(944_000))
    assert commune.refus.caf == Plage(ZERO, ZERO)
    assert commune.refus.reste == Plage(F(1_380_000), F(1_380_000))
    assert totaux["autre"].cout == Plage(F(900_000), F(900_000))


def test_nothing_without_works() -> None:
    projet = Projet("P", 2024, (EquipementSaisi("eaje", "A", 2024, complet("eaje", 2024)),))
    assert planifier(MOTEUR.estimer(projet), projet, BAREMES).equipements[0].investissement is None


EUROS = st.integers(0, 2_000_000_00).map(lambda c: F(c, 100))


@given(EUROS, EUROS, EUROS, EUROS)
def test_the_parts_add_up_to_the_cost_at_both_ends(cout: F, a: F, b: F, autres: F) -> None:
    caf = Plage(min(a, b), max(a, b))
    s = scenario(cout, caf, Plage.exacte(autres))
    assert s.caf.maximum + s.autres.maximum + s.reste.minimum == cout
    assert s.caf.minimum + s.autres.minimum + s.reste.maximum == cout
    for part in (s.caf, s.autres, s.reste):
        assert ZERO <= part.minimum <= part.maximum <= cout


@given(EUROS, st.lists(EUROS, max_size=3), st.sampled_from([None, F(0), F(1000), F(6000)]))
def test_never_above_the_cost_never_below_nothing(cout: F, montants: list[F], majoration: F | None) -> None:
    autres = [{"financeur": f"F{i}", "montant": m, "public": True} for i, m in enumerate(montants)]
    plan = travaux(*autres, cout=cout, places_renovees=F(12), majoration_potentiel_financier=majoration)
    for s in (plan.plafond, plan.refus):
        assert s.caf.maximum + s.autres.maximum <= cout
        assert ZERO <= s.reste.minimum <= s.reste.maximum <= cout
    assert plan.plafond.reste.maximum <= plan.refus.reste.maximum


@pytest.mark.parametrize(
    ("financeur", "dit", "public"),
    [("Conseil départemental", None, True), ("État (Detr)", None, True), ("Fondation Dupont", None, None),
     ("Région", False, False)],
)  # fmt: skip
def test_a_public_funder_is_known_by_its_name(financeur: str, dit: bool | None, public: bool | None) -> None:  # noqa: FBT001
    (autre,) = travaux({"financeur": financeur, "montant": F(1), "public": dit}).autres
    assert autre.public is public
