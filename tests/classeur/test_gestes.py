"""What a clerk does in the workbook, one gesture at a time: empties a cell, fills one, types nonsense, a rate."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import pytest
from attendus import attendues, case, case_du_taux, ecrire, lues, totaux_attendus, totaux_lus
from strategies import change, complet, equipement
from tableur import lire, recalculer, retaper, sans_libreoffice

from cafsim.equipements.projet import Donnee, EquipementSaisi, Projet
from cafsim.estimation.complet import completer
from cafsim.estimation.moteur import Moteur

pytestmark = [pytest.mark.programmes, sans_libreoffice]

F = Fraction
Gestes = Mapping[str, object]
Feuille = list[list[Any]]
Joues = dict[str, tuple[EquipementSaisi, Feuille]]

GESTES: dict[str, tuple[dict[str, Donnee], Gestes, dict[str, Donnee]]] = {
    "vider une donnée": ({}, {"heures_realisees": None}, {"heures_realisees": None}),
    "vider un oui ou non": ({}, {"couches_et_repas": None}, {"couches_et_repas": None}),
    "vider un choix": ({}, {"zone_prioritaire": None}, {"zone_prioritaire": None}),
    "vider ce dont tout dépend": ({}, {"financement": None}, {"financement": None}),
    "remplir une inconnue": ({"enfants_handicap": None}, {"enfants_handicap": 2}, {"enfants_handicap": F(2)}),
    "mettre zéro": ({}, {"heures_facturees": 0}, {"heures_facturees": F(0)}),
    "un texte pour un nombre": ({}, {"depenses": "beaucoup"}, {"depenses": None}),
    "un point d'interrogation": ({}, {"depenses": "?"}, {"depenses": None}),
    "un nombre hors bornes": ({}, {"taux_regime_general": 98}, {"taux_regime_general": None}),
    "un nombre négatif": ({}, {"places": -4}, {"places": None}),
    "un mot inconnu": ({}, {"financement": "autre"}, {"financement": None}),
    "les charges d'un mois": ({}, {"depenses": 53_333}, {"depenses": F(53_333)}),
    "passer en Paje": ({}, {"financement": "paje"}, {"financement": "paje"}),
    "un choix en toutes lettres": (
        {}, {"zone_prioritaire": "aucune de ces zones"}, {"zone_prioritaire": "aucune"},
    ),
    "une ligne apparaît": ({"places_renovees": F(0)}, {"places_renovees": 12}, {"places_renovees": F(12)}),
    "une ligne disparaît": ({}, {"places_renovees": 0}, {"places_renovees": F(0)}),
    "un seuil pile": ({}, {"heures_facturees": 62595}, {"heures_facturees": F(62595)}),
    "juste après le seuil": ({}, {"heures_facturees": 62595.01}, {"heures_facturees": F(6259501, 100)}),
}  # fmt: skip


TAUX: dict[str, Mapping[str, object]] = {
    "taux vide": {"D": None},
    "taux en fourchette": {"D": 400, "E": 500},
    "taux à l'envers": {"D": 500, "E": 400},
    "taux doublé": {"D": 950},
}
"""What is typed in the two cells of the public rate of the bonus attractivité."""


@pytest.fixture(scope="module")
def joues(moteur: Moteur, tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[EquipementSaisi, Feuille]]:
    """Each gesture on a complete crèche of 2024: the equipment that says the same, its sheet recalculated."""
    dossier = tmp_path_factory.mktemp("gestes")
    complete = equipement("eaje", 2024, complet("eaje", 2024))
    avant = [
        change(complete, nom=f"g{rang}", valeurs={**complete.valeurs, **depart})
        for rang, (depart, _, _) in enumerate(GESTES.values())
    ]
    ecrit = ecrire(moteur, Projet("Essai", 2024, tuple(avant)), dossier / "avant.xlsx")
    feuilles = lire(ecrit)
    cellules = {
        (saisi.nom, case(feuilles[saisi.nom], "eaje", champ)): valeur
        for saisi, (_, gestes, _) in zip(avant, GESTES.values(), strict=True)
        for champ, valeur in gestes.items()
    }
    retaper(ecrit, dossier / "gestes.xlsx", cellules)
    fichiers = [dossier / "gestes.xlsx"]
    seul = ecrire(moteur, Projet("Essai", 2024, (complete,)), dossier / "seul.xlsx")
    rang_du_taux = case_du_taux(lire(seul), "bonus_attractivite.montant_par_place")[1:]
    for rang, tapes in enumerate(TAUX.values()):
        fichiers.append(dossier / f"taux-{rang}.xlsx")
        retaper(seul, fichiers[-1], {("Barèmes", f"{colonne}{rang_du_taux}"): v for colonne, v in tapes.items()})
    lus = recalculer(fichiers, dossier)
    resultat = {
        nom: (change(saisi, valeurs={**saisi.valeurs, **dits}), lus["gestes.xlsx"][saisi.nom])
        for saisi, (nom, (_, _, dits)) in zip(avant, GESTES.items(), strict=True)
    }
    taux = {nom: (complete, lus[f"taux-{rang}.xlsx"]["Essai"]) for rang, nom in enumerate(TAUX)}
    return resultat | taux


@pytest.mark.parametrize("geste", GESTES)
def test_le_classeur_dit_ce_que_dirait_l_estimation(geste: str, joues: Joues, moteur: Moteur) -> None:
    saisi, feuille = joues[geste]
    (estime,) = moteur.estimer(Projet("Essai", 2024, (saisi,))).equipements
    assert lues(feuille) == attendues(estime)
    assert totaux_lus(feuille) == totaux_attendus(estime)


@pytest.mark.parametrize("geste", GESTES)
def test_la_feuille_doute_de_ce_dont_l_estimation_doute(geste: str, joues: Joues, moteur: Moteur) -> None:
    saisi, feuille = joues[geste]
    dite = " ".join(str(r[0]) for r in feuille if r and "À vérifier :" in str(r[0]))
    doutes = [message for message in moteur.controles.messages(completer(saisi)) if "places cofinancées" not in message]
    assert [x.strip() for x in dite.split("À vérifier : ") if x] == [f"{message}." for message in doutes]


def test_une_case_vide_n_est_pas_zero(joues: Joues) -> None:
    vide = lues(joues["vider ce dont tout dépend"][1])["Prestation de service unique (Psu)"]
    assert vide[0] == "fourchette"
    assert vide[1] == 0
    zero = lues(joues["mettre zéro"][1])["Prestation de service unique (Psu)"]
    assert zero == ("à compléter",) * 4, "a division by zero is no amount"


@pytest.mark.parametrize(
    ("geste", "champ", "dit"),
    [
        ("vider une donnée", "heures réalisées", "inconnu"),
        ("un point d'interrogation", "charges de l'année", "inconnu"),
        ("un texte pour un nombre", "charges de l'année", "à corriger"),
        ("un nombre hors bornes", "part du régime général", "à corriger"),
        ("un mot inconnu", "mode de financement", "à corriger"),
        ("mettre zéro", "heures facturées aux familles", ""),
    ],
)
def test_le_controle_dit_ce_qui_ne_va_pas(geste: str, champ: str, dit: str, joues: Joues) -> None:
    (rangee,) = [r for r in joues[geste][1] if r[0] == champ]
    assert rangee[2] == dit


@pytest.mark.parametrize(
    ("geste", "aide", "dit"),
    [
        ("vider une donnée", "Prestation de service unique (Psu)", "Il manque : heures réalisées"),
        ("un mot inconnu", "Bonus « attractivité »", "Il manque : mode de financement."),
        ("mettre zéro", "Prestation de service unique (Psu)", "une donnée est à 0"),
        ("vider un choix", "Bonus « territoire Ctg » : places nouvelles", "Il manque : zone prioritaire"),
        ("passer en Paje", "Bonus « mixité sociale »", "Réservé aux crèches financées par la Psu"),
        ("remplir une inconnue", "Bonus « attractivité »", ""),
    ],
)
def test_ce_qui_manque_est_nomme(geste: str, aide: str, dit: str, joues: Joues) -> None:
    feuille = joues[geste][1]
    (debut,) = [r for r, rangee in enumerate(feuille) if str(rangee[0]).startswith(f"{aide} (")]
    montant = next(r for r in range(debut, len(feuille)) if str(feuille[r][0]).startswith("Montant : "))
    explication = feuille[montant + 1][0]
    assert (dit in explication) if dit else explication == ""


@pytest.mark.parametrize(
    ("geste", "attendue"),
    [
        ("taux vide", ("à compléter",) * 4),
        ("taux en fourchette", ("fourchette", 16_000, 20_000, 16_000)),
        ("taux à l'envers", ("à compléter",) * 4),
        ("taux doublé", ("calculé", 38_000, 38_000, 38_000)),
    ],
)
def test_un_taux_est_a_l_utilisateur(geste: str, attendue: tuple[object, ...], joues: Joues) -> None:
    """An emptied rate is unknown; typed in two cells it is a range; the wrong way round, unknown again."""
    assert lues(joues[geste][1])["Bonus « attractivité »"] == attendue
