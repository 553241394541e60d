"""The minimum contribution of a public owner: base, threshold, who it concerns, what is missing."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from strategies import change

from cafsim.baremes.loader import load
from cafsim.baremes.model import Baremes
from cafsim.equipements.projet import Donnee, EquipementSaisi
from cafsim.plan.apport import SERIE, Chantier, apport_minimal
from cafsim.plan.modele import NULLE, Apport, Cofinancement, Plage, Scenario

F = Fraction
BAREMES = load()


def apport(reste: Plage, *autres: Cofinancement, baremes: Baremes = BAREMES, **valeurs: Donnee) -> Apport:
    saisi = EquipementSaisi("eaje", "A", 2024, {"gestionnaire": "public", **valeurs})
    scenario = Scenario(NULLE, NULLE, reste)
    return apport_minimal(saisi, Chantier(None, autres, scenario, scenario), baremes, "national")


def lues(trouve: Apport) -> list[str]:
    return [x.replace("\xa0", " ") for x in trouve.phrases]


def euros(montant: int | None, *, public: bool | None = True) -> Cofinancement:
    return Cofinancement("Autre", None if montant is None else F(montant), public)


@pytest.mark.parametrize(
    ("bas", "haut", "etat"),
    [
        (F(25_000), F(25_000), "au_dessus"),
        (F(25_000) - F(1, 100), F(25_000) - F(1, 100), "au_dessous"),
        (F(24_999), F(25_000), "depend"),
        (None, F(24_999), "au_dessous"),
        (None, F(30_000), "inconnu"),
    ],
)
def test_a_quarter_of_what_public_persons_bring(bas: F | None, haut: F, etat: str) -> None:
    """M ≥ 20 % of (M + P) is M ≥ P / 4: 100,000 € of public grants ask for 25,000 €."""
    trouve = apport(Plage(bas, haut), euros(100_000))
    assert trouve.minimum == Plage(F(25_000), F(25_000))
    assert trouve.etat == etat
    assert any("à confirmer en préfecture" in x for x in trouve.phrases)
    assert {s.identifiant for s in trouve.sources} >= {"prefecture-vaucluse-apport", "amf-apport", "weka-apport-2012"}


def test_private_gifts_are_outside_the_base() -> None:
    trouve = apport(Plage.exacte(F(25_000)), euros(100_000), euros(500_000, public=False))
    assert trouve.publics == Plage(F(100_000), F(100_000))


def test_a_funder_that_may_be_public_makes_a_range() -> None:
    trouve = apport(Plage.exacte(F(30_000)), euros(100_000), euros(40_000, public=None))
    assert trouve.minimum == Plage(F(25_000), F(35_000))
    assert trouve.etat == "depend"
    assert any("Dites si Autre" in x for x in trouve.phrases)
    assert lues(trouve)[1].startswith("Apport minimal selon ces chiffres : de 25 000,00 € à 35 000,00 € (20 % des fin")


def test_an_unknown_amount_is_not_nothing() -> None:
    trouve = apport(Plage.exacte(F(30_000)), euros(100_000), euros(None))
    assert trouve.minimum == Plage(F(25_000), None)
    assert trouve.etat == "inconnu"
    assert lues(trouve)[0].startswith("Apport minimal selon ces chiffres : au moins 25 000,00 € (20 % des fin")


@pytest.mark.parametrize(
    ("valeurs", "autres", "mot"),
    [
        ({"gestionnaire": "prive_non_lucratif"}, (euros(1),), "privé"),
        ({"gestionnaire": "prive_lucratif"}, (euros(1),), "privé"),
        ({"commune": "97411"}, (euros(1),), "outre-mer"),
        ({}, (), "Aucun autre financeur public"),
        ({}, (euros(1000, public=False),), "Aucun autre financeur public"),
    ],
)
def test_where_the_rule_does_not_hold(valeurs: dict[str, Donnee], autres: tuple[Cofinancement, ...], mot: str) -> None:
    trouve = apport(Plage.exacte(F(0)), *autres, **valeurs)
    assert trouve.etat == "sans_objet"
    assert mot in trouve.phrases[0]


def test_a_delegated_equipment_is_concerned_and_an_unknown_manager_is_asked() -> None:
    assert apport(Plage.exacte(F(0)), euros(100), gestionnaire="delegation").etat == "au_dessous"
    inconnu = apport(Plage.exacte(F(0)), euros(100), gestionnaire=None)
    assert inconnu.etat == "inconnu"
    assert "qui gère" in inconnu.phrases[0]


def test_the_day_of_the_file_tells_how_sure_the_rate_is() -> None:
    assert apport(Plage.exacte(F(0)), euros(100), date_dossier=date(2020, 3, 2)).fiabilite == "publie"
    assert apport(Plage.exacte(F(0)), euros(100), date_dossier=date(2026, 3, 2)).fiabilite == "reconduit"


def test_each_answer_says_its_figure_and_its_limits_and_no_news_of_the_table() -> None:
    trouve = apport(Plage.exacte(F(30_000)), euros(100_000))
    assert lues(trouve) == [
        "Apport minimal selon ces chiffres : 25 000,00 € (20 % des financements publics, cet apport compris).",
        "Le reste pour le maître d'ouvrage atteint ce minimum : à confirmer en préfecture.",
        "Base : les seules personnes publiques. La Caf et les dons privés n'y entrent pas.",
        "Le préfet peut accorder des dérogations ; la règle ne vaut pas outre-mer, et la Corse a 10 % pour certains cas.",
    ]


def test_no_sentence_is_a_verdict() -> None:
    for bas in (F(0), F(25_000), F(90_000)):
        phrases = " ".join(apport(Plage.exacte(bas), euros(100_000)).phrases).lower()
        assert not any(mot in phrases for mot in ("illégal", "conforme", "interdit", "obligatoire", "respecté"))


def avec(bas: F | None, *haut: F | None) -> Baremes:
    """The table with another rate, or with bounds of it."""
    serie = BAREMES.serie(SERIE)
    statut = "lacune" if bas is None else "publie"
    faux = change(serie.valeurs[0], minimum=bas, maximum=haut[0] if haut else bas, statut=statut)
    bloc = BAREMES.blocs["apport_minimal"]
    bloc = change(bloc, series={"part": change(serie, valeurs=(faux,))})
    return change(BAREMES, blocs={**BAREMES.blocs, "apport_minimal": bloc})


def test_a_wrong_cent_in_the_rate_is_seen() -> None:
    reste = Plage.exacte(F(25_000))
    assert apport(reste, euros(100_000)).etat == "au_dessus"
    assert apport(reste, euros(100_000), baremes=avec(F(21, 100))).etat == "au_dessous"


@pytest.mark.parametrize("departement", range(971, 979))
def test_the_rule_does_not_hold_overseas(departement: int) -> None:
    assert apport(Plage.exacte(F(0)), euros(100), commune=f"{departement}01").etat == "sans_objet"
    assert apport(Plage.exacte(F(0)), euros(100), commune=f"59{departement}").etat == "au_dessous"


@pytest.mark.parametrize(
    ("bas", "haut", "attendu"),
    [
        (F(1, 5), F(1, 4), Plage(F(25_000), F("33333.33"))),
        (F(0), F(1, 5), Plage(F(0), F(25_000))),
        (F(1, 5), F(1), Plage(None, None)),
        (F(1, 5), None, Plage(None, None)),
    ],
)
def test_a_rate_known_by_bounds_makes_a_range(bas: F, haut: F | None, attendu: Plage) -> None:
    assert apport(Plage.exacte(F(30_000)), euros(100_000), baremes=avec(bas, haut)).minimum == attendu


@pytest.mark.parametrize("part", [None, F(1), F(2)])
def test_a_rate_unknown_or_without_sense_leaves_no_minimum(part: F | None) -> None:
    trouve = apport(Plage.exacte(F(25_000)), euros(100_000), baremes=avec(part))
    assert trouve.minimum == Plage(None, None)
    assert trouve.etat == "inconnu"


# -- what the rule leaves to the others -----------------------------------------------------------------


def laisse(*autres: Cofinancement, cout: int | None = 900_000, caf: int | None = 500_000) -> Apport:
    plafond = Scenario(Plage(F(0), None if caf is None else F(caf)), Plage.exacte(F(100_000)), Plage.exacte(F(0)))
    chantier = Chantier(None if cout is None else F(cout), autres, plafond, plafond)
    return apport_minimal(EquipementSaisi("eaje", "A", 2024, {"gestionnaire": "public"}), chantier, BAREMES, "national")


def test_what_the_rule_leaves_to_the_caf_and_to_the_other_public_funders() -> None:
    """900,000 − 100,000 − 25,000 € for the Caf; with 500,000 € of it, 80 % of 400,000 € for all public persons."""
    trouve = laisse(euros(100_000))
    assert (trouve.caf_au_plus, trouve.publics_au_plus) == (F(775_000), F(320_000))
    assert any("la Caf peut apporter au plus 775 000,00 €" in x for x in lues(trouve))
    assert any("plus de 320 000,00 € : 80 % de ce qu'elle laisse" in x for x in lues(trouve))
    p = trouve.publics_au_plus
    assert F(900_000) - 500_000 - p == p / 4, "at the ceiling, the owner bears the minimum, to the cent"


def test_a_gift_leaves_less_to_public_funders_and_the_caf_alone_is_told_their_ceiling() -> None:
    assert laisse(euros(100_000, public=False)).publics_au_plus == F(240_000)
    seule = laisse()
    assert (seule.etat, seule.publics_au_plus) == ("sans_objet", F(320_000))
    assert not any("Avec les autres financements" in x for x in lues(seule))


def test_nothing_is_left_below_zero_nor_computed_from_what_nobody_knows() -> None:
    assert laisse(euros(100_000), caf=1_000_000).publics_au_plus == 0
    assert laisse(euros(100_000), caf=None).publics_au_plus is None
    assert laisse(euros(100_000), cout=None) == laisse(euros(100_000), cout=None)._replace(caf_au_plus=None)
