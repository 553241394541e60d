"""What is in force in a window, and what the user's own rates lay over it."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise, product
from pathlib import Path

import pytest
from evaluer import Lu, vaut

from cafsim.baremes.en_vigueur import Fenetre, Lecture, changements, en_vigueur, jalons
from cafsim.baremes.loader import parse
from cafsim.baremes.model import GUIDE_2020, NATIONAL, Bareme, Baremes, Serie, Valeur
from cafsim.baremes.overlay import avec_taux, charger_surcouche
from cafsim.baremes.symbols import Taux
from cafsim.engine.expr import Either, Input, Rate, as_expr
from cafsim.erreurs import EntreeRefusee

F = Fraction
JOUR = timedelta(days=1)


def valeur(debut: str, fin: str | None, montant: int | None, **autres: object) -> Valeur:
    borne = None if montant is None else F(montant)
    champs = {
        "cle": "aide.montant", "unite": "€/h", "statut": "publie" if montant is not None else "lacune",
        "minimum": borne, "maximum": borne, "confirme_jusqu_au": date.fromisoformat(fin) if fin else None, **autres,
    }  # fmt: skip
    return Valeur(debut=date.fromisoformat(debut), fin=date.fromisoformat(fin) if fin else None, **champs)  # type: ignore[arg-type]


def parties(
    rows: list[Valeur], fenetre: Fenetre, referentiel: str = NATIONAL, **vie: date
) -> list[tuple[Fenetre, list[Lecture]]]:
    serie = Serie("montant", "montant", "", {"zone": ("qpv", "zrr")}, None, tuple(rows))
    bloc = Bareme("aide", "Aide", "", vie.get("debut"), vie.get("fin"), {"montant": serie})
    return [(p.fenetre, list(p.lectures)) for p in en_vigueur(bloc, serie, {"zone": "qpv"}, fenetre, referentiel)]


def fiabilites(row: Valeur, fenetre: Fenetre) -> list[str | None]:
    return [lecture.fiabilite for _, lectures in parties([row], fenetre) for lecture in lectures]


# -- reliability -------------------------------------------------------------------------------------


def test_confirmed_then_carried() -> None:
    v = valeur("2022-01-01", None, 3, confirme_jusqu_au=date(2023, 12, 31))
    assert fiabilites(v, Fenetre.annee(2023)) == ["publie"]
    assert fiabilites(v, Fenetre.annee(2024)) == ["reconduit"]
    assert fiabilites(v, Fenetre.jour(date(2023, 12, 31))) == ["publie"]
    assert fiabilites(v, Fenetre.jour(date(2024, 1, 1))) == ["reconduit"]


def test_a_year_half_confirmed_is_carried() -> None:
    v = valeur("2022-01-01", None, 3, confirme_jusqu_au=date(2023, 6, 30))
    assert fiabilites(v, Fenetre.annee(2023)) == ["reconduit"]


def test_a_row_that_ends_within_the_year_is_confirmed_to_its_end_only() -> None:
    v = valeur("2022-01-01", "2023-06-30", 3)
    assert fiabilites(v, Fenetre.annee(2023)) == ["publie"]


def test_a_row_that_nothing_confirms_is_sure_on_its_first_day_only() -> None:
    v = valeur("2022-01-01", None, 3, confirme_jusqu_au=None)
    assert fiabilites(v, Fenetre.jour(date(2022, 1, 1))) == ["publie"]
    assert fiabilites(v, Fenetre.jour(date(2022, 1, 2))) == ["reconduit"]


@pytest.mark.parametrize("statut", ["publie", "secondaire", "derive"])
def test_a_standing_rule_is_never_carried(statut: str) -> None:
    v = valeur("2012-01-01", None, 3, statut=statut, confirme_jusqu_au=date(2012, 12, 31), permanent=True)
    assert fiabilites(v, Fenetre.annee(2012)) == fiabilites(v, Fenetre.annee(2030)) == [statut]


def test_a_standing_rule_ends_where_a_text_changes_it() -> None:
    v = valeur("2012-01-01", None, 3, confirme_jusqu_au=date(2012, 12, 31), permanent=True)
    assert fiabilites(v._replace(changement_annonce=date(2026, 1, 1)), Fenetre.annee(2026)) == [None]
    assert fiabilites(v._replace(fin=date(2025, 12, 31)), Fenetre.annee(2025)) == ["publie"]
    assert parties([v._replace(fin=date(2025, 12, 31))], Fenetre.annee(2026))[0][1] == []


def test_a_forecast_that_takes_a_standing_rule_for_other_days_carries_it() -> None:
    v = valeur("2012-01-01", None, 3, confirme_jusqu_au=date(2012, 12, 31), permanent=True, repris_de=2012)
    assert fiabilites(v, Fenetre.annee(2026)) == ["reconduit"]


@pytest.mark.parametrize("statut", ["publie", "secondaire", "derive"])
def test_the_status_is_the_reliability(statut: str) -> None:
    v = valeur("2022-01-01", "2022-12-31", 3, statut=statut)
    assert fiabilites(v, Fenetre.annee(2022)) == [statut]


def test_what_the_user_typed_is_never_carried() -> None:
    assert fiabilites(valeur("2022-01-01", None, 3, statut="saisi"), Fenetre.annee(2026)) == ["saisi"]


def test_an_announced_change_is_a_gap_from_its_day() -> None:
    v = valeur("2022-01-01", None, 3, confirme_jusqu_au=date(2025, 12, 31), changement_annonce=date(2026, 1, 1))
    assert fiabilites(v, Fenetre.annee(2025)) == ["publie"]
    assert fiabilites(v, Fenetre.annee(2026)) == [None]
    dans_l_annee = valeur(
        "2022-01-01", None, 3, changement_annonce=date(2025, 7, 1), confirme_jusqu_au=date(2025, 12, 31)
    )
    assert [(str(f.debut), str(f.fin), x.fiabilite) for f, (x,) in parties([dans_l_annee], Fenetre.annee(2025))] == [
        ("2025-01-01", "2025-06-30", "publie"), ("2025-07-01", "2025-12-31", None),
    ]  # fmt: skip
    assert fiabilites(dans_l_annee, Fenetre.jour(date(2025, 6, 30))) == ["publie"]
    assert fiabilites(dans_l_annee, Fenetre.jour(date(2025, 7, 1))) == [None]


def test_a_value_is_carried_to_the_day_before_an_announced_change_only() -> None:
    v = valeur("2022-01-01", None, 3, confirme_jusqu_au=date(2025, 6, 30), changement_annonce=date(2025, 7, 1))
    assert fiabilites(v, Fenetre.annee(2025)) == ["publie", None]


def test_a_gap_is_a_gap() -> None:
    assert fiabilites(valeur("2022-01-01", None, None), Fenetre.annee(2024)) == [None]


# -- windows -----------------------------------------------------------------------------------------


def bornes(
    rows: list[Valeur], fenetre: Fenetre, referentiel: str = NATIONAL, **vie: date
) -> list[tuple[str, str, list[int]]]:
    return [
        (str(f.debut), str(f.fin), [int(x.valeur.minimum) for x in lectures if x.valeur.minimum is not None])
        for f, lectures in parties(rows, fenetre, referentiel, **vie)
    ]


def test_a_window_is_cut_where_rows_change() -> None:
    rows = [valeur("2018-01-01", "2024-08-31", 6), valeur("2024-09-01", None, 7)]
    assert bornes(rows, Fenetre.annee(2024)) == [("2024-01-01", "2024-08-31", [6]), ("2024-09-01", "2024-12-31", [7])]
    assert bornes(rows, Fenetre.annee(2023)) == [("2023-01-01", "2023-12-31", [6])]
    assert bornes(rows, Fenetre.jour(date(2024, 8, 31))) == [("2024-08-31", "2024-08-31", [6])]
    assert bornes(rows, Fenetre.jour(date(2024, 9, 1))) == [("2024-09-01", "2024-09-01", [7])]


def test_a_change_on_the_last_day_of_a_window_counts() -> None:
    rows = [valeur("2018-01-01", "2024-12-30", 6), valeur("2024-12-31", None, 7)]
    assert bornes(rows, Fenetre.annee(2024)) == [("2024-01-01", "2024-12-30", [6]), ("2024-12-31", "2024-12-31", [7])]


def test_a_window_is_clipped_to_the_life_of_the_aid() -> None:
    rows = [valeur("2018-01-01", None, 6)]
    vie = {"debut": date(2024, 3, 1), "fin": date(2025, 6, 30)}
    assert bornes(rows, Fenetre.annee(2023), **vie) == []
    assert bornes(rows, Fenetre.annee(2024), **vie) == [("2024-03-01", "2024-12-31", [6])]
    assert bornes(rows, Fenetre.annee(2025), **vie) == [("2025-01-01", "2025-06-30", [6])]
    assert bornes(rows, Fenetre.annee(2026), **vie) == []


def test_a_row_is_read_for_its_cases() -> None:
    rows = [
        valeur("2024-01-01", None, 1, dimensions={"zone": ("qpv",)}),
        valeur("2024-01-01", None, 2, dimensions={"zone": ("zrr",)}),
    ]
    assert bornes(rows, Fenetre.annee(2024)) == [("2024-01-01", "2024-12-31", [1])]
    assert bornes([valeur("2024-01-01", None, 3)], Fenetre.annee(2024)) == [("2024-01-01", "2024-12-31", [3])]


def test_the_change_of_a_hidden_row_cuts_nothing() -> None:
    rows = [
        valeur("2018-01-01", "2024-08-31", 6),
        valeur("2024-09-01", None, 7),
        valeur("2024-01-01", "2024-12-31", 9, statut="saisi"),
    ]
    assert bornes(rows, Fenetre.annee(2024)) == [("2024-01-01", "2024-12-31", [9])]


def test_a_part_without_a_row_is_empty() -> None:
    rows = [valeur("2024-03-01", "2024-05-31", 6)]
    assert bornes(rows, Fenetre.annee(2024)) == [
        ("2024-01-01", "2024-02-29", []), ("2024-03-01", "2024-05-31", [6]), ("2024-06-01", "2024-12-31", []),
    ]  # fmt: skip
    assert bornes([], Fenetre.annee(2024)) == [("2024-01-01", "2024-12-31", [])]


def test_the_guide_hides_the_national_rows_in_its_referential_only() -> None:
    rows = [valeur("2020-01-01", None, 21), valeur("2020-01-01", "2020-12-31", 12, referentiel=GUIDE_2020)]
    assert bornes(rows, Fenetre.annee(2020)) == [("2020-01-01", "2020-12-31", [21])]
    assert bornes(rows, Fenetre.annee(2020), GUIDE_2020) == [("2020-01-01", "2020-12-31", [12])]
    assert bornes(rows, Fenetre.annee(2021), GUIDE_2020) == [("2021-01-01", "2021-12-31", [21])]


def test_what_the_user_typed_hides_both() -> None:
    rows = [
        valeur("2020-01-01", None, 21),
        valeur("2020-01-01", "2020-12-31", 12, referentiel=GUIDE_2020),
        valeur("2020-01-01", "2020-12-31", 99, statut="saisi"),
    ]
    for referentiel in (NATIONAL, GUIDE_2020):
        assert bornes(rows, Fenetre.annee(2020), referentiel) == [("2020-01-01", "2020-12-31", [99])]


# -- the days of change ------------------------------------------------------------------------------

VIE = date(2019, 3, 1), date(2024, 10, 31)
CHANGEANTE = [
    valeur("2019-03-01", "2020-06-30", 1),
    valeur("2020-07-01", None, 2, confirme_jusqu_au=date(2022, 4, 30), changement_annonce=date(2023, 2, 15)),
]


def lu(jour: date) -> list[tuple[int | None, str | None]]:
    lues = parties(CHANGEANTE, Fenetre.jour(jour), debut=VIE[0], fin=VIE[1])
    return [(x.valeur.minimum, x.fiabilite) for _, lectures in lues for x in lectures]


@pytest.mark.parametrize(
    ("jour", "avant", "apres"),
    [
        (date(2019, 3, 1), [], [(1, "publie")]),  # the aid begins
        (date(2020, 7, 1), [(1, "publie")], [(2, "publie")]),  # a row follows another
        (date(2022, 5, 1), [(2, "publie")], [(2, "reconduit")]),  # nothing confirms it any longer
        (date(2023, 2, 15), [(2, "reconduit")], [(2, None)]),  # an announced change
        (date(2024, 11, 1), [(2, None)], []),  # the day after the end of the aid
    ],
)
def test_a_day_of_change(jour: date, avant: list[object], apres: list[object]) -> None:
    """The day before, the day, the day after."""
    assert (lu(jour - JOUR), lu(jour), lu(jour + JOUR)) == (avant, apres, apres)
    serie = Serie("montant", "montant", "", {}, None, tuple(CHANGEANTE))
    bloc = Bareme("aide", "Aide", "", *VIE, {"montant": serie})
    assert jour in changements(bloc)
    assert {jour - JOUR, jour + JOUR}.isdisjoint(changements(bloc))
    assert jour in jalons(Baremes({}, {}, {"aide": bloc}))


def test_the_days_of_change_are_these_only() -> None:
    serie = Serie("montant", "montant", "", {}, None, tuple(CHANGEANTE))
    bloc = Bareme("aide", "Aide", "", *VIE, {"montant": serie})
    jours = [date(2019, 3, 1), date(2020, 7, 1), date(2022, 5, 1), date(2023, 2, 15), date(2024, 11, 1)]
    assert sorted(changements(bloc)) == jours
    premiers = [date(annee, 1, 1) for annee in range(2019, 2034)]
    assert jalons(Baremes({}, {}, {"aide": bloc})) == [date.min, *sorted({*jours, *premiers})]


def test_what_is_typed_for_ever_adds_no_day() -> None:
    sans = Serie("montant", "montant", "", {}, None, tuple(CHANGEANTE))
    avec = sans._replace(valeurs=(Valeur("aide.montant", "€/h", date.min, None, "saisi", F(1), F(1)), *CHANGEANTE))
    tables = [Baremes({}, {}, {"aide": Bareme("aide", "Aide", "", *VIE, {"montant": s})}) for s in (sans, avec)]
    assert jalons(tables[0]) == jalons(tables[1])


@pytest.mark.parametrize("referentiel", [NATIONAL, GUIDE_2020])
def test_between_two_milestones_nothing_changes(baremes: Baremes, referentiel: str) -> None:
    """The published table: a batch reads all days between two milestones as it reads the first."""
    jours = jalons(baremes)[1:]
    for debut, suivant in pairwise(jours):
        dernier = suivant - JOUR
        milieu = debut + (dernier - debut) / 2
        assert _tout(baremes, debut, referentiel) == _tout(baremes, milieu, referentiel), debut
        assert _tout(baremes, debut, referentiel) == _tout(baremes, dernier, referentiel), debut


def _tout(baremes: Baremes, jour: date, referentiel: str) -> list[object]:
    return [
        [p.lectures for p in en_vigueur(bloc, serie, dict(zip(serie.dimensions, cas, strict=True)), Fenetre.jour(jour), referentiel)]
        for bloc in baremes.blocs.values()
        for serie in bloc.series.values()
        for cas in product(*serie.dimensions.values())
    ]  # fmt: skip


# -- symbols -----------------------------------------------------------------------------------------

TABLE = """
[dimensions]
zone = ["qpv", "zrr", "aucune"]
[sources]
s = { titre = "Barème", editeur = "Cnaf", nature = "circulaire" }
[aide]
debut = 2018-09-01
series.montant = { libelle = "montant", ou_trouver = "La notification." }
series.zone = { libelle = "par zone", dimensions = ["zone"], ou_trouver = "La convention." }
series.palier = { libelle = "par palier", echelle = "mesure", ou_trouver = "La circulaire." }
montant = [
  { debut = 2018-09-01, fin = 2024-08-31, confirme_jusqu_au = 2024-08-31, valeur = 6, unite = "€/h", statut = "publie", sources = ["s"] },
  { debut = 2024-09-01, fin = 2024-12-31, confirme_jusqu_au = 2024-12-31, valeur = 7, unite = "€/h", statut = "publie", sources = ["s"] },
]
zone = [
  { debut = 2018-09-01, confirme_jusqu_au = 2030-12-31, zone = "qpv", valeur = 3100, unite = "€/place", statut = "publie", sources = ["s"] },
  { debut = 2018-09-01, confirme_jusqu_au = 2030-12-31, zone = ["zrr", "aucune"], minimum = 2100, maximum = 2600, unite = "€/place", statut = "publie", sources = ["s"] },
]
palier = [
  { debut = 2018-09-01, confirme_jusqu_au = 2030-12-31, jusqu_a = 1, inclus = true, valeur = 10, unite = "€/h", statut = "publie", sources = ["s"] },
  { debut = 2018-09-01, confirme_jusqu_au = 2030-12-31, jusqu_a = 2, valeur = 20, unite = "€/h", statut = "publie", sources = ["s"] },
  { debut = 2018-09-01, confirme_jusqu_au = 2030-12-31, valeur = 30, unite = "€/h", statut = "publie", sources = ["s"] },
]
"""
ZONE = Input("zone", "zone", "", choices=("qpv", "zrr", "aucune"))
MESURE = Input("mesure", "mesure", "", F(0))


@pytest.fixture
def table() -> Baremes:
    return parse(TABLE, "table.toml")


def taux(table: Baremes, annee: int) -> Taux:
    return Taux(table, "aide", Fenetre.annee(annee), NATIONAL)


@pytest.mark.parametrize(
    ("annee", "attendu"), [(2018, F(6)), (2023, F(6)), (2024, (F(6), F(7))), (2025, (F(0), None))]
)  # fmt: skip
def test_two_rows_within_the_year_are_a_range_and_no_row_a_gap(annee: int, attendu: Lu, table: Baremes) -> None:
    """In 2018 the aid begins in September: the months before it don't count."""
    assert vaut(taux(table, annee).montant) == attendu


def test_a_change_announced_within_the_year_is_told(table: Baremes) -> None:
    texte = TABLE.replace("debut = 2024-09-01, fin = 2024-12-31, confirme_jusqu_au = 2024-12-31",
                          "debut = 2024-09-01, changement_annonce = 2026-07-01, confirme_jusqu_au = 2026-12-31")  # fmt: skip
    b = taux(parse(texte, "table.toml"), 2026)
    assert vaut(b.montant) == (F(0), None)
    assert vaut(taux(parse(texte, "table.toml"), 2025).montant) == 7
    assert isinstance(b.montant, Either)
    assert b.montant.reason == "Un changement est annoncé dans l'année : montant."
    (avant, apres) = b.montant.parts()
    assert isinstance(avant, Rate)
    assert isinstance(apres, Rate)
    assert (avant.tag, apres.tag) == ("2026", "non publié")


def test_a_change_within_the_year_is_told(table: Baremes) -> None:
    change = taux(table, 2024).montant
    assert isinstance(change, Either)
    assert change.reason == "Le taux change dans l'année, et les quantités ne sont pas réparties : montant."


@pytest.mark.parametrize(
    ("connues", "attendu"),
    [
        ({"zone": "qpv"}, F(3100)),
        ({"zone": "zrr"}, (F(2100), F(2600))),
        ({}, (F(2100), F(3100))),
    ],
)
def test_a_named_key(connues: dict[str, str], attendu: Lu, table: Baremes) -> None:
    """Every zone has its row: an unknown zone is one of them, and never a gap."""
    assert vaut(taux(table, 2022).selon("zone", zone=ZONE), connues) == attendu


@pytest.mark.parametrize(("mesure", "attendu"), [("1", 10), ("1.001", 20), ("1.999", 20), ("2", 30)])
def test_a_scale(mesure: str, attendu: int, table: Baremes) -> None:
    assert vaut(taux(table, 2022).selon("palier", mesure=MESURE), {"mesure": F(mesure)}) == attendu


def test_an_unknown_measure_is_any_tier(table: Baremes) -> None:
    assert vaut(taux(table, 2022).selon("palier", mesure=MESURE)) == (F(10), F(30))


def test_a_mistaken_formula_is_told_at_once(table: Baremes) -> None:
    b = taux(table, 2022)
    for faute in (
        lambda: b.montat,
        lambda: b.selon("zone"),
        lambda: b.selon("zone", zonne=ZONE),
        lambda: b.selon("montant", zone=ZONE),
        lambda: b.palier,
        lambda: b.selon("zone", zone="qvp"),
        lambda: b.selon("zone", zone=Input("zone", "zone", "", choices=("qpv", "zrr"))),
        lambda: b.selon("zone", zone=MESURE),
    ):
        with pytest.raises(LookupError):
            faute()


# -- the user's own rates ----------------------------------------------------------------------------


def test_a_typed_rate_holds_whatever_the_date(table: Baremes) -> None:
    """A project's file of investment may be of another year than its exercice."""
    saisi = avec_taux(table, {"aide.montant": F("6.5")})
    assert vaut(taux(saisi, 2024).montant) == F("6.5")
    assert vaut(taux(saisi, 2023).montant) == F("6.5")


def test_a_typed_rate_fills_every_case(table: Baremes) -> None:
    saisi = avec_taux(table, {"aide.zone": F(5), "aide.palier": F(6)})
    assert vaut(taux(saisi, 2022).selon("zone", zone=ZONE)) == F(5)
    assert vaut(taux(saisi, 2022).selon("palier", mesure=MESURE)) == F(6)


def test_an_unknown_rate_is_a_key_error(table: Baremes) -> None:
    with pytest.raises(KeyError):
        avec_taux(table, {"aide.rien": F(5)})


def surcouche(texte: str, table: Baremes, tmp_path: Path) -> Baremes:
    fichier = tmp_path / "mes_taux.toml"
    fichier.write_text(texte, encoding="utf-8")
    return charger_surcouche(table, fichier)


def test_an_overlay_wins_in_its_period(table: Baremes, tmp_path: Path) -> None:
    dessus = surcouche('[[aide.montant]]\ndebut = 2023-01-01\nvaleur = 6.4\nunite = "€/h"\n', table, tmp_path)
    assert vaut(taux(dessus, 2023).montant) == F("6.4")
    assert vaut(taux(dessus, 2022).montant) == 6
    assert vaut(taux(dessus, 2024).montant) == (F(6), F(7))


def test_an_overlay_of_half_a_year_leaves_the_other_half(table: Baremes, tmp_path: Path) -> None:
    texte = '[[aide.montant]]\ndebut = 2023-07-01\nfin = 2023-12-31\nvaleur = 8\nunite = "€/h"\n'
    assert vaut(taux(surcouche(texte, table, tmp_path), 2023).montant) == (F(6), F(8))


def test_an_overlay_of_one_case_leaves_the_others(table: Baremes, tmp_path: Path) -> None:
    texte = '[[aide.zone]]\ndebut = 2022-01-01\nzone = "zrr"\nvaleur = 2345\nunite = "€/place"\n'
    b = taux(surcouche(texte, table, tmp_path), 2022)
    assert vaut(b.selon("zone", zone=ZONE), {"zone": "zrr"}) == 2345
    assert vaut(b.selon("zone", zone=ZONE), {"zone": "qpv"}) == 3100
    assert vaut(b.selon("zone", zone=ZONE), {"zone": "aucune"}) == (F(2100), F(2600))


def test_the_project_s_own_rate_wins_over_the_overlay(table: Baremes, tmp_path: Path) -> None:
    dessus = surcouche('[[aide.montant]]\ndebut = 2023-01-01\nvaleur = 6.4\nunite = "€/h"\n', table, tmp_path)
    assert vaut(taux(avec_taux(dessus, {"aide.montant": F(9)}), 2023).montant) == 9


def test_the_project_s_own_rate_wins_over_an_overlaid_scale(table: Baremes, tmp_path: Path) -> None:
    dessus = surcouche('[[aide.palier]]\ndebut = 2023-01-01\nvaleur = 6.4\nunite = "€/h"\n', table, tmp_path)
    b = taux(avec_taux(dessus, {"aide.palier": F(9)}), 2023)
    assert vaut(b.selon("palier", mesure=MESURE), {"mesure": F(1)}) == 9


MIENS = "debut = 2023-01-01\nvaleur = 1\nunite = '€/h'\n"


@pytest.mark.parametrize(
    ("texte", "attendu"),
    [
        (f"[[aidde.montant]]\n{MIENS}", "ligne 1 : aidde : aide inconnue du barème. Vouliez-vous dire « aide » ?"),
        (f"[[aide.montan]]\n{MIENS}", "ligne 1 : aide.montan : taux inconnu. Vouliez-vous dire « montant » ?"),
        (
            f"[[aide.montant]]\n{MIENS}".replace("€/h", "€/place"),
            "ligne 4 : aide.montant, n° 1, unite : l'unité « €/place » n'est pas celle de la série. Tapez €/h.",
        ),
        (
            f"[[aide.montant]]\n{MIENS}statut = 'publie'",
            'ligne 5 : aide.montant, n° 1, statut : un taux à vous porte statut = "saisi" (ou rien).',
        ),
        (
            f"[[aide.montant]]\n{MIENS}".replace("debut = 2023-01-01\n", ""),
            "ligne 1 : aide.montant, n° 1 : il manque « debut », le premier jour d'effet. Exemple : debut = 2024-01-01.",
        ),
        (
            f"[[aide.montant]]\n{MIENS}".replace("valeur = 1\n", ""),
            'ligne 1 : aide.montant, n° 1 : il faut « valeur », ou « minimum » et « maximum ». Un minimum seul se déduit : statut = "derive".',
        ),
        (
            f"[[aide.montant]]\n{MIENS}".replace("= 1", "= inf"),
            "ligne 3 : aide.montant, n° 1, valeur : « valeur » : ce n'est pas un nombre fini.",
        ),
        ("[aide]\nmontant = 3", "ligne 2 : aide.montant : une liste est attendue. Exemple : [[aide.montant]]."),
        ("aide = 3", "ligne 1 : aide : une table est attendue."),
        ("[aide]\nmontant = [3]", "ligne 2 : aide.montant, n° 1 : une table est attendue."),
        (
            f"[[aide.zone]]\nzone = 'qvp'\n{MIENS}".replace("€/h", "€/place"),
            "ligne 2 : aide.zone, n° 1, zone : « qvp » n'est pas un choix de « zone ». Vouliez-vous dire « qpv » ?",
        ),
        (
            f"[[aide.montant]]\n{MIENS}".replace("= 1", "= -1"),
            "ligne 3 : aide.montant, n° 1, valeur : « valeur » est négatif.",
        ),
        (
            f"[[aide.montant]]\n{MIENS}".replace("= 1", "= 20_000_000"),
            "ligne 3 : aide.montant, n° 1, valeur : « 20\xa0000\xa0000 » dépasse toute vraisemblance.",
        ),
        (
            f"[[aide.montant]]\n{MIENS}fin = 2022-01-01",
            "ligne 5 : aide.montant, n° 1, fin : « fin » est avant « debut ». Le dernier jour compte : fin = 2024-12-31.",
        ),
        (
            f"[[aide.montant]]\n{MIENS}jusqu_a = 3",
            'ligne 5 : aide.montant, n° 1, jusqu_a : « jusqu_a » dans une série sans échelle. Déclarez echelle = "…" pour la série.',
        ),
        (
            f"[[aide.montant]]\n{MIENS}" * 2,
            "ligne 5 : aide.montant, n° 2 : recouvre à partir du 2023-01-01 une autre valeur (aide.montant, n° 1, ligne 1). Retirez l'une des deux.",
        ),
        (
            f"[[aide.montant]]\n{MIENS}" + f"[[aide.montant]]\n{MIENS}".replace("01-01", "07-01"),
            "ligne 5 : aide.montant, n° 2 : recouvre à partir du 2023-07-01 une autre valeur (aide.montant, n° 1, ligne 1). Terminez la première : fin = 2023-06-30.",
        ),
        (
            f"[[aide.zone]]\nzone = 'qpv'\n{MIENS}[[aide.zone]]\n{MIENS}".replace("€/h", "€/place"),
            "ligne 6 : aide.zone, n° 2 : recouvre à partir du 2023-01-01 une autre valeur (aide.zone, n° 1, ligne 1). Retirez l'une des deux.",
        ),
        (
            f"[[aide.palier]]\n{MIENS}jusqu_a = 1\n",
            "ligne 1 : aide.palier, n° 1 : l'échelle n'a pas de dernière tranche. Ajoutez la tranche d'au-delà, sans « jusqu_a ».",
        ),
    ],
)
def test_a_malformed_overlay_is_refused(texte: str, attendu: str, table: Baremes, tmp_path: Path) -> None:
    with pytest.raises(EntreeRefusee) as attrape:
        surcouche(texte, table, tmp_path)
    assert [str(p) for p in attrape.value.problemes] == [f"{tmp_path / 'mes_taux.toml'}, {attendu}"]


def test_an_overlay_tells_all_its_problems(table: Baremes, tmp_path: Path) -> None:
    texte = "[[aide.rien]]\n[[aidde.montant]]\n[[aide.montant]]\nvaleur = 1\nunite = '€/place'\n"
    with pytest.raises(EntreeRefusee) as attrape:
        surcouche(texte, table, tmp_path)
    assert [(p.ligne, p.cle) for p in attrape.value.problemes] == [
        (1, "aide.rien"), (2, "aidde"), (3, "aide.montant, n° 1"),
    ]  # fmt: skip


def test_a_constant_key_takes_its_branch(table: Baremes) -> None:
    b = taux(table, 2022)
    assert vaut(b.selon("zone", zone="qpv")) == 3100
    assert vaut(b.selon("palier", mesure=as_expr(2))) == 30
    assert vaut(b.selon("zone", zone="aucune")) != (None, None)
