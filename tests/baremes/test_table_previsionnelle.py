"""The table that a forecast reads: what is exact stays, what is not takes the last value known."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from itertools import product

import pytest

from cafsim.baremes.en_vigueur import Fenetre, Lecture, en_vigueur, jalons
from cafsim.baremes.model import GUIDE_2020, NATIONAL, Bareme, Baremes, Serie, Valeur
from cafsim.baremes.overlay import avec_taux
from cafsim.baremes.prevision import serie_previsionnelle, table_previsionnelle

F = Fraction
JOUR = timedelta(days=1)
Montant = int | tuple[int, int] | None


def rangee(annees: tuple[int, int], montant: Montant, **autres: object) -> Valeur:
    """A row over whole years: a value, bounds, or a gap."""
    bas, haut = montant if isinstance(montant, tuple) else (montant, montant)
    fin = date(annees[1], 12, 31)
    champs = {
        "cle": "aide.montant", "unite": "€/h", "statut": "lacune" if montant is None else "publie",
        "minimum": None if bas is None else F(bas), "maximum": None if haut is None else F(haut),
        "confirme_jusqu_au": None if montant is None else fin, **autres,
    }  # fmt: skip
    return Valeur(debut=date(annees[0], 1, 1), fin=fin, **champs)  # type: ignore[arg-type]


def lectures(*rows: Valeur, jour: date, echelle: str | None = None, referentiel: str = NATIONAL) -> list[Lecture]:
    """What a forecast reads on a day, in the zone `qpv`."""
    serie = serie_previsionnelle(Serie("montant", "montant", "", {"zone": ("qpv", "zrr")}, echelle, rows))
    bloc = Bareme("aide", "Aide", "", None, None, {"montant": serie})
    [partie] = en_vigueur(bloc, serie, {"zone": "qpv"}, Fenetre.jour(jour), referentiel)
    return list(partie.lectures)


def lue(*rows: Valeur, annee: int) -> tuple[Montant, int | None]:
    """What a forecast reads on the first and on the last day of a year: amount or bounds, year it comes from."""
    [debut], [fin] = (lectures(*rows, jour=jour) for jour in (date(annee, 1, 1), date(annee, 12, 31)))
    assert debut.valeur == fin.valeur
    valeur = debut.valeur
    if debut.lacune:
        return None, valeur.repris_de
    if valeur.valeur is None:
        assert valeur.minimum is not None
        assert valeur.maximum is not None
        return (int(valeur.minimum), int(valeur.maximum)), valeur.repris_de
    return int(valeur.valeur), valeur.repris_de


@pytest.mark.parametrize(
    ("rows", "attendu"),
    [
        ([((2019, 2021), 5), ((2022, 2023), None)], (5, 2021)),
        ([((2019, 2021), 5), ((2022, 2023), (4, 9))], (5, 2021)),
        ([((2019, 2021), 5), ((2022, 2023), (6, 9))], ((6, 9), None)),
        ([((2019, 2021), 5), ((2022, 2023), (2, 4))], ((2, 4), None)),
        ([((2019, 2020), 5), ((2021, 2021), (4, 9)), ((2022, 2023), None)], (5, 2020)),
        ([((2019, 2020), 5), ((2021, 2021), (6, 9)), ((2022, 2023), None)], ((6, 9), 2021)),
        ([((2021, 2023), None), ((2024, 2024), (1, 2)), ((2025, 2026), 7), ((2027, 2027), 8)], (7, 2025)),
        ([((2021, 2023), (4, 9)), ((2024, 2026), 7)], ((4, 9), None)),
        ([((2021, 2023), None), ((2024, 2026), None)], (None, None)),
        ([((2021, 2023), 3), ((2024, 2026), None)], (3, None)),
    ],
    ids=[
        "a gap", "bounds around the last value", "bounds above it", "bounds below it",
        "a gap after bounds that a value before settles", "a gap after bounds that contradict it",
        "a gap that only values follow", "bounds that only a value follows", "nothing was ever known", "exact",
    ],
)  # fmt: skip
def test_what_a_forecast_reads_in_2022(
    rows: list[tuple[tuple[int, int], Montant]], attendu: tuple[Montant, int | None]
) -> None:
    assert lue(*(rangee(annees, montant) for annees, montant in rows), annee=2022) == attendu


def test_an_announced_change_does_not_count() -> None:
    row = rangee((2019, 2026), 5, confirme_jusqu_au=date(2023, 12, 31), changement_annonce=date(2025, 7, 1))
    [avant] = lectures(row, jour=date(2025, 6, 30))
    [apres] = lectures(row, jour=date(2025, 7, 1))
    assert (avant.valeur.valeur, avant.valeur.repris_de) == (5, None)
    assert (apres.valeur.valeur, apres.valeur.repris_de, apres.fiabilite, apres.millesime) == (
        5,
        2023,
        "reconduit",
        2023,
    )


def test_a_value_taken_after_a_gap_is_carried_too() -> None:
    [lecture] = lectures(rangee((2018, 2019), None), rangee((2020, 2022), 5), jour=date(2018, 1, 1))
    assert (lecture.fiabilite, lecture.millesime) == ("reconduit", 2020)


def test_a_scale_is_taken_whole() -> None:
    """One tier is exact every year: it is not mixed with those of another."""
    echelle = [rangee((2018, 2018), 9, jusqu_a=F(1)), rangee((2018, 2018), 4)]
    vague = [rangee((2019, 2019), 8, jusqu_a=F(2)), rangee((2019, 2019), (3, 5))]
    trou = [rangee((2020, 2020), None, jusqu_a=F(1)), rangee((2020, 2020), 7)]
    for jour in (date(2019, 1, 1), date(2020, 12, 31)):
        tiers = lectures(*echelle, *vague, *trou, jour=jour, echelle="taux")
        assert [(t.valeur.jusqu_a, t.valeur.valeur, t.valeur.repris_de) for t in tiers] == [
            (1, 9, 2018),
            (None, 4, 2018),
        ]


def test_a_value_of_another_key_is_never_taken() -> None:
    autre = rangee((2019, 2021), 5, dimensions={"zone": ("zrr",)})
    assert lue(autre, rangee((2019, 2023), None, dimensions={"zone": ("qpv",)}), annee=2022) == (None, None)
    commune = rangee((2019, 2021), 5)
    assert lue(commune, rangee((2022, 2023), None, dimensions={"zone": ("qpv",)}), annee=2022) == (5, 2021)


def test_a_referential_keeps_its_own_rows() -> None:
    rows = [rangee((2019, 2019), 5), rangee((2020, 2020), None), rangee((2020, 2020), (1, 2), referentiel=GUIDE_2020)]
    [guide] = lectures(*rows, jour=date(2020, 6, 1), referentiel=GUIDE_2020)
    assert (guide.valeur.minimum, guide.valeur.maximum) == (1, 2)
    [national] = lectures(*rows, jour=date(2020, 6, 1))
    assert national.valeur.valeur == 5


def test_what_the_user_typed_stays(baremes: Baremes) -> None:
    serie = table_previsionnelle(avec_taux(baremes, {"heures_preparation.montant_horaire": F(7)}))
    [partie] = en_vigueur(
        serie.blocs["heures_preparation"],
        serie.serie("heures_preparation.montant_horaire"),
        {},
        Fenetre.annee(2026),
    )
    assert [(x.valeur.valeur, x.fiabilite) for x in partie.lectures] == [(7, "saisi")]


def test_the_real_table_row_by_row(baremes: Baremes) -> None:
    """On each day on which something changes: exact rows are the same; others are exact rows of the same key."""
    prevues, jours = table_previsionnelle(baremes), [j for j in jalons(baremes) if j >= date(2018, 1, 1)]
    reprises = 0
    for cle in baremes.cles():
        bloc, serie = baremes.blocs[cle.partition(".")[0]], baremes.serie(cle)
        for cas in (dict(zip(serie.dimensions, choix, strict=True)) for choix in product(*serie.dimensions.values())):
            connues = {_chiffres(publiees) for jour in jours if (publiees := _lues(bloc, serie, cas, jour))}
            for jour in jours:
                publiees, prevue = (_lues(bloc, s, cas, jour) for s in (serie, prevues.serie(cle)))
                if all(x.fiabilite and x.valeur.valeur is not None for x in publiees):
                    assert [(x.fiabilite, _sans_origine(x.valeur)) for x in prevue] == [
                        (x.fiabilite, _sans_origine(x.valeur)) for x in publiees
                    ]
                elif any(x.valeur.repris_de for x in prevue):
                    reprises += 1
                    assert _chiffres(prevue) in connues
                    assert {x.fiabilite for x in prevue} == {"reconduit"}
                else:
                    assert _chiffres(prevue) == _chiffres(publiees)
    assert reprises > 100


def _lues(bloc: Bareme, serie: Serie, cas: dict[str, str | bool], jour: date) -> tuple[Lecture, ...]:
    parties = en_vigueur(bloc, serie, cas, Fenetre.jour(jour))
    return parties[0].lectures if parties else ()


def _chiffres(lues: tuple[Lecture, ...]) -> tuple[object, ...]:
    return tuple((x.lacune, x.valeur.jusqu_a, x.valeur.inclus, x.valeur.minimum, x.valeur.maximum) for x in lues)


def _sans_origine(valeur: Valeur) -> Valeur:
    """A row but for what a forecast may cut: the days and the cases that it covers, the change announced after it."""
    return valeur._replace(dimensions={}, debut=date.min, fin=None, changement_annonce=None)
