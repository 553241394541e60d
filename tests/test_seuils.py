"""Thresholds, just before, at and just after: each warning, each typed rate out of reach, each lever's years."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path

import pytest
from strategies import EXERCICES, complet, equipement, projet

from cafsim.baremes.loader import load
from cafsim.baremes.overlay import charger_surcouche
from cafsim.dispositifs.registre import dispositifs
from cafsim.equipements.projet import Donnee, EquipementSaisi, Projet
from cafsim.equipements.registre import equipements
from cafsim.estimation.complet import completer
from cafsim.estimation.moteur import Moteur
from cafsim.etudes.leviers import estimer_leviers
from cafsim.vraisemblance.registre import controles

F = Fraction
MOTEUR = Moteur(load())
CENT = F(1, 100)
PEU = F(1, 10**6)


def avertissements(un: Projet, moteur: Moteur = MOTEUR) -> str:
    return "\n".join(moteur.estimer(un).avertissements).replace("\xa0", " ")


def rompus(saisi: EquipementSaisi) -> str:
    """Every check that is known to fail, told to the user or not."""
    connu = completer(saisi)
    return "\n".join(x.controle.message for x in MOTEUR.controles.ecrits(saisi) if connu.verite(x.test))


# -- the checks of what was typed --------------------------------------------------------------------

# What is said, the equipment and its year, the field that moves, the values that warn, those that do not.
DOUTES: list[tuple[str, str, int, str, dict[str, Donnee], list[Donnee], list[Donnee]]] = [
    ("dépasse 150 %", "eaje", 2024, "heures_facturees", {"heures_realisees": F(60_000)},
     [90_000 + CENT, F(120_000)], [90_000 - CENT, F(90_000)]),
    ("Moins d'heures facturées", "eaje", 2024, "heures_facturees", {"heures_realisees": F(60_000)},
     [60_000 - CENT, F(1)], [F(60_000), 60_000 + CENT]),
    ("Moins d'enfants inscrits", "eaje", 2024, "enfants_inscrits", {"places": F(40)}, [F(39), F(3)], [F(40), F(41)]),
    ("Autant de places", "eaje", 2024, "enfants_inscrits", {"places": F(40)}, [F(40)], [F(39), F(41), None]),
    ("Autant de places", "eaje", 2024, "places", {"enfants_inscrits": F(12), "places_soutenues": F(1)}, [], [F(12)]),
    ("Charges par place", "eaje", 2024, "depenses", {"places": F(40)},  # 8,000 to 32,000 €
     [320_000 - CENT, 1_280_000 + CENT], [F(320_000), F(1_280_000)]),
    ("Charges par place", "eaje", 2020, "depenses", {"places": F(40)},  # 7,690.50 to 30,762 €
     [307_620 - CENT, 1_230_480 + CENT], [F(307_620), F(1_230_480)]),
    ("Heures facturées par place", "eaje", 2024, "heures_facturees", {"heures_realisees": F(25_000), "places": F(40)},
     [25_000 - CENT, F(352_000)], [F(25_000), F(36_000)]),
    ("Heures facturées par place", "eaje", 2024, "heures_facturees", {"heures_realisees": None, "places": F(40)},
     [351_360 + CENT], [F(351_360)]),
    ("Heures réalisées par place", "eaje", 2024, "heures_realisees", {"heures_facturees": F(30_000)},
     [25_000 - CENT], [F(25_000)]),
    ("Charges par heure surprenantes", "eaje", 2024, "heures_facturees", {"heures_realisees": None, "depenses": F(640_000)},
     [100_000 + CENT], [F(100_000)]),  # 6.40 €
    ("Charges par heure surprenantes", "eaje", 2024, "depenses", {"heures_facturees": F(40_000), "heures_realisees": None},
     [1_024_000 + CENT], [F(1_024_000)]),  # 25.60 €
    # 765.77 × 0.0206 % and 7,000 × 0.0619 %
    ("un tarif impossible", "eaje", 2024, "participations_familiales", {"heures_facturees": F(100_000), "depenses": None},
     [F("15774.86"), F(433_301)], [F("15774.87"), F(433_300)]),
    ("un tarif impossible", "eaje", 2024, "financement", {"participations_familiales": F(620_000)}, ["psu"], ["paje", None]),
    ("une part très faible", "eaje", 2024, "participations_familiales", {"heures_facturees": None},
     [24_000 - CENT], [F(24_000)]),  # 3.75 % of 640,000 €
    ("plus que les charges", "eaje", 2024, "participations_familiales", {"heures_facturees": None, "places": None},
     [640_000 + CENT], [F(640_000)]),
    ("plus que les charges", "alsh", 2024, "participations_familiales", {}, [310_000 + CENT], [F(310_000), None]),
    ("places cofinancées sur tout", "eaje", 2024, "places_cofinancees", {"places_soutenues": F(36)}, [F(35)], [F(36)]),
    ("le total l'emporte", "eaje", 2024, "bonus_territoire_existant_total",  # 26 existing places at 850 €
     {"places_soutenues": F(36), "places_nouvelles": F(10), "bonus_territoire_existant": F(850)},
     [22_099 - CENT, 22_101 + CENT], [F(22_099), F(22_100), F(22_101)]),
    ("très faible pour les places créées", "eaje", 2020, "cout", {"places_creees": F(10)},  # half of 7,400 € a place
     [37_000 - CENT, F(400)], [F(37_000)]),
    ("très faible pour les places créées", "mam", 2022, "cout", {"places_creees": F(4)}, [14_800 - CENT], [F(14_800)]),
    # half of 0.59 / 30 %, and twice 12.80 €, for 100,000 hours
    ("par heure d'enfant", "alsh", 2024, "depenses",
     {"heures_periscolaires": F(60_000), "heures_mercredi": F(10_000), "heures_extrascolaires": F(20_000),
      "heures_adolescents": F(10_000)},
     [98_333 + 33 * CENT, 2_560_000 + CENT], [98_333 + 34 * CENT, F(2_560_000)]),
    ("sous le plancher national", "alsh", 2024, "bonus_territoire_horaire", {},
     [F(15, 100) - PEU, F(0)], [F(15, 100), F(15, 100) + PEU]),
    ("compte de 8 à 12 enfants", "clas", 2024, "enfants", {"groupes": F(3)},
     [F(23), F(37)], [F(24), F(25), F(35), F(36)]),
    ("Moins de 65 % de jeunes", "fjt", 2024, "part_jeunes", {},
     [F(65, 100) - PEU, F(0)], [F(65, 100), F(65, 100) + PEU]),
    ("dépasserait les charges", "laep", 2024, "bonus_territoire_total", {"depenses": F(30_000)},
     [30_000 + CENT], [F(30_000)]),
    ("celles de l'année (8 784 h)", "ludotheque", 2024, "heures_ouverture", {}, [8_784 + CENT], [F(8_784)]),
    ("ne dépasse pas 1 %", "clas", 2024, "taux_couverture", {}, [CENT, F(1)], [F(0), 1 + CENT, None]),
    ("n'est pas comptée", "eaje", 2022, "zone_prioritaire",
     {"insertion": False, "majoration_potentiel_financier": F(3000)}, ["qpv", "zrr"], ["frr", "aucune", None]),
    ("n'est pas comptée", "eaje", 2022, "insertion",
     {"zone_prioritaire": "aucune", "majoration_potentiel_financier": F(3000)}, [True], [False, None]),
    ("n'est pas comptée", "eaje", 2022, "majoration_potentiel_financier", {"zone_prioritaire": "qpv"},
     [F(0), F(3000)], [None]),
    ("Bonus territoire par place", "eaje", 2024, "bonus_territoire_existant", {}, [8_000 + CENT], [F(8_000), None]),
    ("dépasserait les charges", "eaje", 2024, "bonus_territoire_existant_total", {}, [640_000 + CENT], [F(640_000)]),
    ("dépasse le prix d'une heure", "alsh", 2024, "bonus_territoire_horaire", {}, [F(59, 30) + PEU], [F(59, 30), None]),
    ("dépasse le prix d'une heure", "alsh", 2024, "bonus_territoire_horaire_nouveau", {}, [F(2)], [F(59, 30)]),
    ("plus d'heures que l'accueil", "alsh", 2024, "heures_contractualisees", {}, [F(76_501)], [F(76_500)]),
    ("autres recettes", "laep", 2024, "autres_recettes", {"depenses": F(30_000)}, [30_000 + CENT], [F(30_000), None]),
    # the majoration alone, or with the socle: 0 to 6,100 €; 0 to 3,000 €; 22,500 - 7,400 €
    ("dépasse ce que le barème", "eaje", 2020, "majoration_potentiel_financier", {}, [6_100 + CENT], [F(6_100), None]),
    ("dépasse ce que le barème", "mam", 2024, "majoration_potentiel_financier", {}, [F(16_895), 3_000 + CENT], [F(3_000)]),
    ("dépasse ce que le barème", "eaje", 2022, "majoration_potentiel_financier", {}, [15_100 + CENT], [F(15_100)]),
    ("places rénovées", "eaje", 2024, "places_renovees", {"places_avant": F(30)}, [F(31)], [F(30), None]),
    ("création d'établissement", "investissement", 2024, "places_avant", {"operation": "creation"}, [F(1)], [F(0), None]),
    ("création d'établissement", "mam", 2024, "operation", {}, ["creation"], ["extension", None]),
    ("des places sont créées", "eaje", 2024, "operation", {}, ["renovation"], ["extension", None]),
    ("aucune heure réalisée", "eaje", 2024, "heures_realisees", {"heures_facturees": None}, [F(0)], [F(1), None]),
    ("aucune heure réalisée", "eaje", 2024, "depenses", {"heures_realisees": F(0)}, [F(1)], [F(0), None]),
    ("aucune heure facturée", "eaje", 2024, "heures_facturees", {}, [F(0)], [F(1), None]),
    ("aucune place", "eaje", 2024, "places", {}, [F(0)], [F(1), None]),
    ("aucune heure d'enfant", "alsh", 2024, "heures_periscolaires",
     {"heures_mercredi": F(0), "heures_extrascolaires": F(0), "heures_adolescents": F(0)}, [F(0)], [F(1), None]),
    ("aucune heure d'ouverture", "laep", 2024, "heures_ouverture", {}, [F(0)], [F(1), None]),
    ("aucun poste", "rpe", 2024, "etp", {}, [F(0)], [PEU, None]),
    ("aucun groupe", "clas", 2024, "groupes", {}, [F(0)], [F(1), None]),
    ("mais aucune charge", "rpe", 2024, "depenses", {}, [F(0)], [F(1), None]),
    ("mais aucune charge", "laep", 2024, "depenses", {}, [F(0)], [F(1), None]),
    ("mais aucune charge", "clas", 2024, "depenses", {}, [F(0)], [F(1), None]),
    ("loin de l'exercice", "eaje", 2024, "date_dossier", {},
     [date(2021, 12, 31), date(2026, 1, 1)], [date(2022, 1, 1), date(2025, 12, 31), None]),
]  # fmt: skip


@pytest.mark.parametrize(("dit", "type_equipement", "exercice", "champ", "autour", "oui", "non"), DOUTES)
def test_a_check_speaks_from_its_threshold(
    dit: str,
    type_equipement: str,
    exercice: int,
    champ: str,
    autour: Mapping[str, Donnee],
    oui: list[Donnee],
    non: list[Donnee],
) -> None:
    entier = {**complet(type_equipement, exercice), **autour}
    for valeur in (*oui, *non):
        trouve = rompus(equipement(type_equipement, exercice, {**entier, champ: valeur}))
        assert (dit in trouve) is (valeur in oui), f"{champ} = {valeur}"


def test_the_warning_of_the_plan_rebond_has_its_years() -> None:
    for exercice in EXERCICES:
        dit = rompus(equipement("eaje", exercice, complet("eaje", exercice)))
        assert ("n'est pas comptée" in dit) is (2021 <= exercice <= 2023), exercice


def test_each_check_is_tried_at_its_threshold() -> None:
    declares = {c.message for t in equipements() for c in controles(t)}
    essayes = {dit for dit, *_ in DOUTES}
    assert len(declares) == len(essayes)
    for message in declares:
        assert sum(dit in message for dit in essayes) == 1, message


# -- typed rates far from all that is known ----------------------------------------------------------


@pytest.mark.parametrize(
    ("cle", "connus", "valides", "lointains"),
    [
        # the exact amounts of two managers
        ("bonus_attractivite.montant_par_place", "475 €/place/an à 970 €/place/an",
         [F("47.5"), F("47.51"), F(9_699), F(9_700)], [F("47.49"), F("9700.01")]),
        # bounds, from the lowest of all years to the highest
        ("psu.horaire_max", "4,55 €/h à 6,91 €/h", [F("0.455"), F("69.1")], [F("0.455") - PEU, F("69.1") + PEU]),
        ("psu.horaire_min", "5,46 €/h à 6,77 €/h", [F("0.546"), F("67.7")], [F("0.546") - PEU, F("67.7") + PEU]),
        # the zero of a year without any is no measure of what is far
        ("bonus_territoire_alsh.part_heures_nouvelles_max", "25 % à 25 %", [F("0.025"), F("2.5")], [F("0.0249"), F("2.51")]),
    ],
)  # fmt: skip
def test_a_rate_ten_times_away_is_told(cle: str, connus: str, valides: list[F], lointains: list[F]) -> None:
    for taux in (*valides, *lointains):
        dit = avertissements(projet("eaje", 2024, complet("eaje", 2024), {cle: taux}))
        assert ("est très loin des valeurs connues" in dit) is (taux in lointains), taux
        assert (f"({connus})" in dit) is (taux in lointains), taux


def test_a_rate_is_compared_with_published_ones_only(tmp_path: Path) -> None:
    """The user's own file of rates, which may hold the same slip, is no measure."""
    surcouche = tmp_path / "caf.toml"
    surcouche.write_text(
        '[[bonus_attractivite.montant_par_place]]\ndebut = 2023-01-01\nvaleur = 9500\nunite = "€/place/an"\n'
        'gestionnaire = ["public"]\n',
        encoding="utf-8",
    )
    un = projet("eaje", 2024, complet("eaje", 2024), {"bonus_attractivite.montant_par_place": F(50_000)})
    assert "est très loin" in avertissements(un, Moteur(charger_surcouche(load(), surcouche)))


def test_a_rate_that_nobody_published_is_far_from_nothing() -> None:
    for taux in (F(1, 1000), F(10**6)):
        un = projet("ludotheque", 2024, complet("ludotheque", 2024), {"ludotheque.montant_horaire": taux})
        assert "est très loin" not in avertissements(un)


# -- levers ------------------------------------------------------------------------------------------

TOUJOURS = (1900, 2100)
ANNEES = {
    "Signer une Ctg (convention territoriale globale)": (2020, 2100),
    "Fournir les couches et les repas": TOUJOURS,
    "Ramener le taux de facturation à 107 %": TOUJOURS,
    "Accueillir un premier enfant en situation de handicap": (2019, 2100),
    "Relever les salaires (bonus attractivité)": (2024, 2100),
    "Tenir trois journées pédagogiques dans l'année": (2024, 2100),
    "Obtenir le label Plan mercredi": TOUJOURS,
    "Développer des heures nouvelles Ctg, jusqu'à 25 % des heures contractualisées": (2023, 2100),
    "Créer 10 % de places de plus, par une extension": TOUJOURS,
    **{f"Cofinancer {p} % de places de crèche de plus qu'en 2023": (2025, 2027) for p in (4, 8, 12)},
}
"""The first and the last exercice in which each lever is proposed."""

LOIN: dict[str, dict[str, Donnee]] = {
    "eaje": {
        "ctg": False, "couches_et_repas": False, "heures_realisees": F(50_000), "enfants_handicap": F(0),
        "revalorisation_salariale": False, "journees_pedagogiques": F(0), "places_creees": F(1),
    },
    "alsh": {"ctg": False, "plan_mercredi": False, "heures_nouvelles_ctg": F(0)},
}  # fmt: skip
"""Projects for which every lever remains to be pulled; the Ctg apart, that some suppose signed."""


@pytest.mark.parametrize("exercice", range(2018, 2030))
def test_each_lever_has_its_years(exercice: int) -> None:
    tires: set[str] = set()
    for type_equipement, valeurs in LOIN.items():
        for ctg in (False, True):
            entier = {**complet(type_equipement, exercice), **valeurs, "ctg": ctg, "places_cofinancees": F(100)}
            entier.pop("date_dossier", None)
            tires |= {x.titre for x in estimer_leviers(MOTEUR, projet(type_equipement, exercice, entier))}
    assert tires == {titre for titre, (debut, fin) in ANNEES.items() if debut <= exercice <= fin}


def test_every_lever_has_years_here() -> None:
    assert {x.titre for d in dispositifs().values() for x in d.leviers} == ANNEES.keys()


# -- the days of an aid ------------------------------------------------------------------------------


def bornes() -> Iterator[tuple[str, date, str]]:
    """The first and the last day of each aid, then the day before or after: of its file, else of another year."""
    for nom, bloc in MOTEUR.baremes.blocs.items():
        for jour, pas, dit in ((bloc.debut, -1, "n'existe que depuis le"), (bloc.fin, 1, "a pris fin le")):
            if jour and nom in dispositifs():
                dehors = jour + timedelta(days=pas) if dispositifs()[nom].date else date(jour.year + pas, 6, 1)
                yield nom, jour, ""
                yield nom, dehors, f"Cette aide {dit} {jour:%d/%m/%Y}."


@pytest.mark.parametrize(("nom", "jour", "motif"), list(bornes()))
def test_an_aid_has_its_first_and_its_last_day(nom: str, jour: date, motif: str) -> None:
    type_equipement = dispositifs()[nom].equipements[0]
    valeurs = {**complet(type_equipement, jour.year), "date_dossier": jour}
    if nom == "investissement_centre_social":
        valeurs["objet"] = "centre_social"
    lignes = MOTEUR.estimer(projet(type_equipement, jour.year, valeurs), (nom,)).lignes
    assert lignes
    for ligne in lignes:
        assert [m for m in ligne.motifs if m.startswith("Cette aide")] == ([motif] if motif else [])
