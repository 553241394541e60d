"""Loading the rate table: what is refused, where, and with which hint; all at once."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from itertools import pairwise, product
from pathlib import Path

import pytest

from cafsim.baremes.loader import default_path, load, ouvrir, parse
from cafsim.baremes.model import Baremes
from cafsim.equipements.registre import champs, equipements
from cafsim.erreurs import EntreeRefusee, Probleme
from cafsim.tarif.calcul import ACCUEIL

BASE = """
[dimensions]
zone = ["qpv", "zrr", "aucune"]
repas = [true, false]

[sources]
officielle = { titre = "Barème", editeur = "Cnaf", nature = "circulaire", date = 2024-01-05 }
journal = { titre = "Article", editeur = "Gazette", nature = "presse", periode = "2024" }

[hypotheses.H1]
titre = "Arrondi"
texte = "Au centime."
effet = "Un centime."

[aide]
titre = "Une aide"
texte = "Un texte."
debut = 2019-01-01
series.montant = { libelle = "montant horaire", ou_trouver = "La notification." }
series.repas = { libelle = "selon les repas", dimensions = ["repas"], ou_trouver = "La convention." }
series.zone = { libelle = "par zone", dimensions = ["zone"], ou_trouver = "La convention." }
series.palier = { libelle = "par palier", echelle = "mesure", ou_trouver = "La circulaire." }

[[aide.montant]]
debut = 2019-01-01
fin = 2019-12-31
confirme_jusqu_au = 2019-12-31
valeur = 6.63
unite = "€/h"
statut = "publie"
sources = ["officielle"]
"""

CANONIQUE = """
[dimensions]
zone = ["qpv", "zrr", "aucune"]

[sources.officielle]
titre = "Barème"
editeur = "Cnaf"
nature = "circulaire"
date = 2024-01-05

[sources.journal]
titre = "Article"
editeur = "Gazette"
nature = "presse"

[aide]
titre = "Une aide"
texte = "Un texte."

[aide.series.montant]
libelle = "montant horaire"
ou_trouver = "La notification."

[[aide.montant]]
debut = 2019-01-01
fin = 2019-12-31
confirme_jusqu_au = 2019-12-31
valeur = 6.63
unite = "€/h"
statut = "publie"
sources = ["officielle"]

[aide.series.zone]
libelle = "par zone"
dimensions = ["zone"]
ou_trouver = "La convention."
"""

LIGNE = """
[[aide.montant]]
debut = 2020-01-01
confirme_jusqu_au = 2020-12-31
valeur = 7
unite = "€/h"
statut = "publie"
sources = ["officielle"]
"""


def zone(*lignes: str) -> str:
    return "".join(
        f"\n[[aide.zone]]\nconfirme_jusqu_au = 2020-12-31\nvaleur = 7\nunite = \"€/h\"\nstatut = \"publie\"\n"
        f"sources = [\"officielle\"]\n{ligne}\n"
        for ligne in lignes
    )  # fmt: skip


def paliers(*fins: str) -> str:
    return "".join(
        f"\n[[aide.palier]]\ndebut = 2020-01-01\nconfirme_jusqu_au = 2020-12-31\nvaleur = 7\nunite = \"€/h\"\n"
        f"statut = \"publie\"\nsources = [\"officielle\"]\n{fin}\n"
        for fin in fins
    )  # fmt: skip


def charger(texte: str) -> Baremes:
    return parse(texte, "table.toml")


def refus(texte: str) -> list[Probleme]:
    with pytest.raises(EntreeRefusee) as attrape:
        charger(texte)
    return list(attrape.value.problemes)


def sans(ligne: str) -> str:
    """The valid extra row without one of its lines."""
    assert f"{ligne}\n" in LIGNE
    return BASE + LIGNE.replace(f"{ligne}\n", "")


def avec(ancien: str, nouveau: str) -> str:
    assert ancien in LIGNE
    return BASE + LIGNE.replace(ancien, nouveau)


def test_the_base_of_these_tests_is_valid() -> None:
    table = charger(BASE + LIGNE + zone('debut = 2020-01-01\nzone = ["qpv", "zrr"]') + paliers("jusqu_a = 1", ""))
    valeur = table.serie("aide.montant").valeurs[0]
    assert valeur.valeur == Fraction("6.63")
    assert table.serie("aide.zone").valeurs[0].dimensions == {"zone": ("qpv", "zrr")}
    assert [v.jusqu_a for v in table.serie("aide.palier").valeurs] == [1, None]


REFUS = [
    (
        "unité inconnue",
        avec("€/h", "€/hh"),
        "ligne 37 : aide.montant, n° 2, unite : unité inconnue « €/hh ». Vouliez-vous dire « €/h » ?",
    ),
    (
        "statut inconnu",
        avec('"publie"', '"publiee"'),
        "ligne 38 : aide.montant, n° 2, statut : statut inconnu « publiee ». Vouliez-vous dire « publie » ?",
    ),
    (
        "clé inconnue",
        avec("valeur = 7", "valeur = 7\nnotte = 'x'"),
        "ligne 37 : aide.montant, n° 2, notte : clé inconnue « notte ». Vouliez-vous dire « note » ?",
    ),
    (
        "référentiel inconnu",
        avec("valeur = 7", "valeur = 7\nreferentiel = 'guide-2021'"),
        "ligne 37 : aide.montant, n° 2, referentiel : référentiel inconnu « guide-2021 ». Vouliez-vous dire « guide-2020 » ?",
    ),
    (
        "sans début",
        sans("debut = 2020-01-01"),
        "ligne 33 : aide.montant, n° 2 : il manque « debut », le premier jour d'effet. Exemple : debut = 2024-01-01.",
    ),
    (
        "début en texte",
        avec("2020-01-01", '"2020-01-01"'),
        "ligne 34 : aide.montant, n° 2, debut : « debut » doit être une date. Exemple : 2024-01-01, sans guillemets.",
    ),
    (
        "sans source",
        sans('sources = ["officielle"]'),
        'ligne 33 : aide.montant, n° 2 : aucune source. Ajoutez sources = ["…"], déclarées dans [sources].',
    ),
    (
        "source inconnue",
        avec('["officielle"]', '["oficielle"]'),
        "ligne 39 : aide.montant, n° 2, sources : source inconnue « oficielle ». Vouliez-vous dire « officielle » ?",
    ),
    (
        "confirmation absente",
        sans("confirme_jusqu_au = 2020-12-31"),
        "ligne 33 : aide.montant, n° 2 : il manque « confirme_jusqu_au ». C'est le dernier jour qu'une source confirme.",
    ),
    (
        "lacune permanente",
        avec('valeur = 7\nunite = "€/h"\nstatut = "publie"', 'permanent = true\nunite = "€/h"\nstatut = "lacune"'),
        "ligne 36 : aide.montant, n° 2, permanent : une lacune n'est pas une règle permanente. Donnez la valeur.",
    ),
    (
        "permanent en texte",
        avec("valeur = 7", 'valeur = 7\npermanent = "oui"'),
        "ligne 37 : aide.montant, n° 2, permanent : « permanent » est true ou false.",
    ),
    (
        "publié par la presse",
        avec("officielle", "journal"),
        'ligne 38 : aide.montant, n° 2, statut : statut « publie » sans texte ni page officielle. Mettez statut = "secondaire".',
    ),
    (
        "dérivé sans dérivation",
        avec('"publie"', '"derive"'),
        'ligne 33 : aide.montant, n° 2 : statut « derive » sans derivation. Ajoutez derivation = "…".',
    ),
    (
        "lacune avec valeur",
        avec('"publie"', '"lacune"'),
        "ligne 36 : aide.montant, n° 2, valeur : une lacune ne porte pas de valeur. Retirez la valeur, ou changez le statut.",
    ),
    (
        "sans valeur",
        sans("valeur = 7"),
        'ligne 33 : aide.montant, n° 2 : il faut « valeur », ou « minimum » et « maximum ». Un minimum seul se déduit : statut = "derive".',
    ),
    (
        "minimum seul",
        avec("valeur = 7", "minimum = 7"),
        'ligne 33 : aide.montant, n° 2 : il faut « valeur », ou « minimum » et « maximum ». Un minimum seul se déduit : statut = "derive".',
    ),
    (
        "valeur et minimum",
        avec("valeur = 7", "valeur = 7\nminimum = 6"),
        'ligne 33 : aide.montant, n° 2 : il faut « valeur », ou « minimum » et « maximum ». Un minimum seul se déduit : statut = "derive".',
    ),
    (
        "bornes à l'envers",
        avec("valeur = 7", "minimum = 8\nmaximum = 7"),
        "ligne 36 : aide.montant, n° 2, minimum : le minimum dépasse le maximum. Échangez-les.",
    ),
    (
        "valeur en texte",
        avec("valeur = 7", 'valeur = "7"'),
        "ligne 36 : aide.montant, n° 2, valeur : « valeur » doit être un nombre. Sans guillemets, avec un point : 6.63.",
    ),
    (
        "valeur infinie",
        avec("valeur = 7", "valeur = inf"),
        "ligne 36 : aide.montant, n° 2, valeur : « valeur » : ce n'est pas un nombre fini.",
    ),
    (
        "valeur nan",
        avec("valeur = 7", "valeur = nan"),
        "ligne 36 : aide.montant, n° 2, valeur : « valeur » : ce n'est pas un nombre fini.",
    ),
    (
        "valeur vraie",
        avec("valeur = 7", "valeur = true"),
        "ligne 36 : aide.montant, n° 2, valeur : « valeur » doit être un nombre. Sans guillemets, avec un point : 6.63.",
    ),
    (
        "valeur démesurée",
        avec("valeur = 7", "valeur = 1e300"),
        "ligne 36 : aide.montant, n° 2, valeur : « valeur » : ce nombre a trop de chiffres.",
    ),
    (
        "fin avant début",
        avec("valeur = 7", "valeur = 7\nfin = 2019-12-31"),
        "ligne 37 : aide.montant, n° 2, fin : « fin » est avant « debut ». Le dernier jour compte : fin = 2024-12-31.",
    ),
    (
        "recouvrement",
        BASE + LIGNE + LIGNE,
        "ligne 41 : aide.montant, n° 3 : recouvre à partir du 2020-01-01 une autre valeur (aide.montant, n° 2, ligne 33). Retirez l'une des deux.",
    ),
    (
        "recouvrement partiel",
        avec("2020-01-01", "2019-12-31"),
        "ligne 33 : aide.montant, n° 2 : recouvre à partir du 2019-12-31 une autre valeur (aide.montant, n° 1, ligne 24). Terminez la première : fin = 2019-12-30.",
    ),
    (
        "palier sans échelle",
        avec("valeur = 7", "valeur = 7\njusqu_a = 1"),
        'ligne 37 : aide.montant, n° 2, jusqu_a : « jusqu_a » dans une série sans échelle. Déclarez echelle = "…" pour la série.',
    ),
    (
        "conflit de source inconnue",
        avec("valeur = 7", "valeur = 7\nconflit = [{ source = 'nul', valeur = 1 }]"),
        "ligne 37 : aide.montant, n° 2, conflit, n° 1, source : source inconnue « nul ». Valeurs possibles : officielle, journal.",
    ),
    (
        "dimension absente",
        BASE + zone("debut = 2020-01-01"),
        "ligne 33 : aide.zone, n° 1 : il manque « zone ». Ce taux en dépend.",
    ),
    (
        "dimension inconnue",
        BASE + LIGNE.replace("valeur = 7", "valeur = 7\nzone = 'qpv'"),
        "ligne 37 : aide.montant, n° 2, zone : clé inconnue « zone ».",
    ),
    (
        "dimensions qui se recouvrent",
        BASE + zone('debut = 2020-01-01\nzone = "qpv"', 'debut = 2020-06-01\nzone = ["zrr", "qpv"]'),
        "ligne 42 : aide.zone, n° 2 : recouvre à partir du 2020-06-01 une autre valeur (aide.zone, n° 1, ligne 33). Terminez la première : fin = 2020-05-31.",
    ),
    (
        "échelle sans fin ouverte",
        BASE + paliers("jusqu_a = 1", "jusqu_a = 2"),
        "ligne 42 : aide.palier, n° 2 : l'échelle n'a pas de dernière tranche. Ajoutez la tranche d'au-delà, sans « jusqu_a ».",
    ),
    (
        "échelle à deux fins ouvertes",
        BASE + paliers("", ""),
        "ligne 33 : aide.palier, n° 1 : cette tranche sans fin n'est pas la dernière. Ajoutez « jusqu_a », ou mettez-la en dernier.",
        "ligne 42 : aide.palier, n° 2 : recouvre à partir du 2020-01-01 une autre valeur (aide.palier, n° 1, ligne 33). Retirez l'une des deux.",
    ),
    (
        "échelle en désordre",
        BASE + paliers("jusqu_a = 2", "jusqu_a = 1", ""),
        "ligne 49 : aide.palier, n° 2, jusqu_a : les tranches ne vont pas en montant (aide.palier, n° 1, ligne 33). Changez leur ordre.",
    ),
    (
        "échelle à palier double",
        BASE + paliers("jusqu_a = 1", "jusqu_a = 1", ""),
        "ligne 42 : aide.palier, n° 2 : recouvre à partir du 2020-01-01 une autre valeur (aide.palier, n° 1, ligne 33). Retirez l'une des deux.",
    ),
    (
        "échelle finie au milieu",
        BASE + paliers("jusqu_a = 1", "", "jusqu_a = 2"),
        "ligne 42 : aide.palier, n° 2 : cette tranche sans fin n'est pas la dernière. Ajoutez « jusqu_a », ou mettez-la en dernier.",
        "ligne 51 : aide.palier, n° 3 : l'échelle n'a pas de dernière tranche. Ajoutez la tranche d'au-delà, sans « jusqu_a ».",
    ),
    (
        "série non déclarée",
        BASE + LIGNE.replace("aide.montant", "aide.montat"),
        "ligne 33 : aide.montat : clé inconnue « montat ». Vouliez-vous dire « montant » ?",
    ),
    (
        "nature inconnue",
        BASE.replace('"circulaire"', '"circulair"'),
        "ligne 7 : sources.officielle.nature : nature inconnue « circulair ». Vouliez-vous dire « circulaire » ?",
    ),
    (
        "source sans titre",
        BASE.replace('titre = "Article", ', ""),
        "ligne 8 : sources.journal : il manque « titre ».",
    ),
    (
        "clé de source inconnue",
        BASE.replace('periode = "2024"', 'annee = "2024"'),
        "ligne 8 : sources.journal.annee : clé inconnue « annee ». Valeurs possibles : date, editeur, nature, periode, titre, url.",
    ),
    (
        "hypothèse sans effet",
        BASE.replace('effet = "Un centime."\n', ""),
        "ligne 10 : hypotheses.H1 : il manque « effet ».",
    ),
    (
        "clé de série inconnue",
        BASE.replace('echelle = "mesure"', 'echele = "mesure"'),
        "ligne 22 : aide.series.palier.echele : clé inconnue « echele ». Vouliez-vous dire « echelle » ?",
    ),
    (
        "clé de bloc inconnue",
        BASE.replace('texte = "Un texte."', 'text = "Un texte."'),
        "ligne 17 : aide.text : clé inconnue « text ». Vouliez-vous dire « texte » ?",
    ),
    (
        "choix inconnu",
        BASE + zone('debut = 2020-01-01\nzone = "qpvv"'),
        "ligne 40 : aide.zone, n° 1, zone : « qpvv » n'est pas un choix de « zone ». Vouliez-vous dire « qpv » ?",
    ),
    (
        "choix inconnu dans une liste",
        BASE + zone('debut = 2020-01-01\nzone = ["qpv", "zrrr"]'),
        "ligne 40 : aide.zone, n° 1, zone : « zrrr » n'est pas un choix de « zone ». Vouliez-vous dire « zrr » ?",
    ),
    (
        "choix écrit deux fois",
        BASE + zone('debut = 2020-01-01\nzone = ["qpv", "qpv"]'),
        "ligne 40 : aide.zone, n° 1, zone : « qpv » est écrit deux fois. Écrivez-le une fois.",
    ),
    (
        "choix sans rien",
        BASE + zone("debut = 2020-01-01\nzone = []"),
        "ligne 40 : aide.zone, n° 1, zone : aucun choix n'est dit. Valeurs possibles : qpv, zrr, aucune.",
    ),
    (
        "oui-non entre guillemets",
        BASE + LIGNE.replace("montant]]", "repas]]").replace("valeur = 7", 'valeur = 7\nrepas = "true"'),
        "ligne 37 : aide.repas, n° 1, repas : « true » n'est pas un choix de « repas ». Sans guillemets.",
    ),
    (
        "oui-non en français",
        BASE + LIGNE.replace("montant]]", "repas]]").replace("valeur = 7", 'valeur = 7\nrepas = "oui"'),
        "ligne 37 : aide.repas, n° 1, repas : « oui » n'est pas un choix de « repas ». Valeurs possibles : true, false.",
    ),
    (
        "dimension non déclarée",
        BASE.replace('dimensions = ["zone"]', 'dimensions = ["zonne"]'),
        "ligne 21 : aide.series.zone.dimensions : dimension inconnue « zonne ». Vouliez-vous dire « zone » ?",
    ),
    (
        "dimension sans choix",
        BASE.replace('zone = ["qpv", "zrr", "aucune"]', "zone = []"),
        "ligne 3 : dimensions.zone : une liste de choix est attendue : des textes, ou true et false.",
    ),
    (
        "deux lignes, deux unités",
        avec("€/h", "€"),
        "ligne 29 : aide.montant, n° 1, unite : l'unité « €/h » n'est pas celle de la série. Une seule unité pour toute la série : €/h ou €.",
        "ligne 37 : aide.montant, n° 2, unite : l'unité « € » n'est pas celle de la série. Une seule unité pour toute la série : €/h ou €.",
    ),
    (
        "une unité contre deux",
        BASE
        + LIGNE.replace("valeur = 7", "valeur = 7\nfin = 2020-12-31")
        + LIGNE.replace("2020", "2021").replace("€/h", "€"),
        "ligne 46 : aide.montant, n° 3, unite : l'unité « € » n'est pas celle de la série. Tapez €/h.",
    ),
    (
        "statut réservé à l'utilisateur",
        avec('"publie"', '"saisi"'),
        "ligne 38 : aide.montant, n° 2, statut : statut inconnu « saisi ». Valeurs possibles : publie, secondaire, derive, lacune.",
    ),
    (
        "confirmée après sa fin",
        avec("valeur = 7", "valeur = 7\nfin = 2020-06-30"),
        "ligne 35 : aide.montant, n° 2, confirme_jusqu_au : « confirme_jusqu_au » n'est pas entre « debut » et « fin ». Vérifiez les années.",
    ),
    (
        "confirmée avant de commencer",
        avec("2020-12-31", "2019-12-31"),
        "ligne 35 : aide.montant, n° 2, confirme_jusqu_au : « confirme_jusqu_au » n'est pas entre « debut » et « fin ». Vérifiez les années.",
    ),
    (
        "changement annoncé avant le début",
        avec("valeur = 7", "valeur = 7\nchangement_annonce = 2019-12-31"),
        "ligne 37 : aide.montant, n° 2, changement_annonce : « changement_annonce » n'est pas entre « debut » et « fin ». Vérifiez les années.",
    ),
    (
        "changement annoncé le premier jour",
        avec("valeur = 7", "valeur = 7\nchangement_annonce = 2020-01-01"),
        "ligne 37 : aide.montant, n° 2, changement_annonce : « changement_annonce » n'est pas entre « debut » et « fin ». Vérifiez les années.",
    ),
    (
        "note en nombre",
        avec("valeur = 7", "valeur = 7\nnote = 7"),
        'ligne 37 : aide.montant, n° 2, note : « note » doit être un texte. Entre guillemets : note = "…".',
    ),
    (
        "conflit sans source",
        avec("valeur = 7", "valeur = 7\nconflit = [{ valeur = 1 }]"),
        "ligne 37 : aide.montant, n° 2, conflit, n° 1 : il manque « source ».",
    ),
    (
        "bloc qui finit avant de commencer",
        BASE.replace('texte = "Un texte."', 'texte = "Un texte."\nfin = 2018-12-31'),
        "ligne 18 : aide.fin : « fin » est avant « debut ». Le dernier jour compte : fin = 2024-12-31.",
    ),
]


@pytest.mark.parametrize(("texte", "attendus"), [(r[1], list(r[2:])) for r in REFUS], ids=[r[0] for r in REFUS])
def test_a_malformed_table_is_refused(texte: str, attendus: list[str]) -> None:
    assert [str(p) for p in refus(texte)] == [f"table.toml, {attendu}" for attendu in attendus]


def test_a_gap_without_where_to_look_is_refused() -> None:
    texte = BASE.replace('series.montant = { libelle = "montant horaire", ou_trouver = "La notification." }',
                         'series.montant = { libelle = "montant horaire" }')  # fmt: skip
    assert charger(texte)
    trou = '\n[[aide.montant]]\ndebut = 2020-01-01\nunite = "€/h"\nstatut = "lacune"\nsources = ["officielle"]\n'
    assert any("ou_trouver" in p.message for p in refus(texte + trou))
    assert charger(texte + trou + 'ou_trouver = "La notification."\n')


def test_all_the_problems_are_told_at_once_in_the_order_of_the_lines() -> None:
    texte = (
        BASE.replace('"circulaire"', '"circulair"')
        + LIGNE.replace("€/h", "€/hh")
        + LIGNE.replace("2020-", "2021-").replace('"publie"', '"derive"')
        + paliers("jusqu_a = 1", "jusqu_a = 2")
    )
    assert [(p.ligne, p.cle) for p in refus(texte)] == [
        (7, "sources.officielle.nature"),
        (37, "aide.montant, n° 2, unite"),
        (41, "aide.montant, n° 3"),
        (58, "aide.palier, n° 2"),
    ]


def test_a_row_that_can_t_be_read_hides_no_other() -> None:
    """It does not shift the numbers of the rows after it, and its scale is not said to lack it."""
    mauvaise = LIGNE.replace("€/h", "€/hh")
    texte = BASE + mauvaise + LIGNE.replace("2020-", "2021-").replace('sources = ["officielle"]\n', "")
    assert [p.cle for p in refus(texte)] == ["aide.montant, n° 2, unite", "aide.montant, n° 3"]
    texte = BASE + paliers("jusqu_a = 1", "inclus = 3")
    assert [p.cle for p in refus(texte)] == ["aide.palier, n° 2, inclus"]


def test_each_row_that_a_long_one_covers_is_told() -> None:
    longue = LIGNE.replace("debut = 2020-01-01", "debut = 2020-01-01\nfin = 2025-12-31")
    courtes = [
        LIGNE.replace("2020-01-01", f"{a}-01-01\nfin = {a}-12-31").replace("2020-", f"{a}-") for a in (2021, 2023)
    ]
    assert [(p.cle, "n° 2, ligne" in p.message) for p in refus(BASE + longue + "".join(courtes))] == [
        ("aide.montant, n° 3", True),
        ("aide.montant, n° 4", True),
    ]


def test_bounds_that_meet_are_a_value() -> None:
    assert charger(avec("valeur = 7", "minimum = 7\nmaximum = 7")).serie("aide.montant").valeurs[1].valeur == 7


def test_a_row_may_hold_one_day() -> None:
    un_jour = LIGNE.replace("debut = 2020-01-01", "debut = 2020-01-01\nfin = 2020-01-01").replace(
        "2020-12-31", "2020-01-01"
    )
    assert charger(BASE + un_jour).serie("aide.montant").valeurs[1].fin == date(2020, 1, 1)


def test_a_fault_that_two_cases_share_is_told_once() -> None:
    texte = BASE + zone('debut = 2020-01-01\nzone = ["qpv", "zrr"]', 'debut = 2020-01-01\nzone = ["zrr", "qpv"]')
    assert len(refus(texte)) == 1


@pytest.mark.parametrize(
    "texte",
    [
        "sources = 3",
        'sources = { a = "b" }',
        "hypotheses = []",
        "aide = 3",
        "[aide]\nseries = 3",
        "[aide]\nseries.montant = 3",
        "[aide]\nseries.montant = {}\nmontant = 3",
        "[aide]\nseries.montant = {}\nmontant = [3]",
        BASE + LIGNE.replace('["officielle"]', '"officielle"'),
        BASE + LIGNE.replace('["officielle"]', "[3]"),
        BASE + LIGNE.replace('["officielle"]', "3"),
        BASE + LIGNE.replace("valeur = 7", "valeur = 7\nconflit = 3"),
        BASE + LIGNE.replace("valeur = 7", "valeur = 7\nconflit = [3]"),
        BASE + LIGNE.replace('"€/h"', "['€/h']"),
        BASE + LIGNE.replace('"publie"', "[]"),
        BASE + zone("debut = 2020-01-01\nzone = 3"),
        BASE + zone("debut = 2020-01-01\nzone = [[1]]"),
        BASE + paliers('jusqu_a = "1"', ""),
        BASE + paliers("jusqu_a = 1\ninclus = 'oui'", ""),
    ],
)
def test_a_table_of_the_wrong_shape_is_refused_without_a_traceback(texte: str) -> None:
    assert refus(texte)


@pytest.mark.parametrize("brut", [b"\xff\xfe\x00", b"a = ", b"a = 1\na = 2", b"[a", b"a = [" * 5000])
def test_a_file_that_is_no_toml_is_refused(brut: bytes, tmp_path: Path) -> None:
    fichier = tmp_path / "b.toml"
    fichier.write_bytes(brut)
    with pytest.raises(EntreeRefusee) as attrape:
        load(fichier)
    assert "b.toml" in str(attrape.value)


def test_a_missing_file_or_a_folder_is_refused(tmp_path: Path) -> None:
    for chemin, dit in ((tmp_path / "absent.toml", "introuvable"), (tmp_path, "dossier")):
        with pytest.raises(EntreeRefusee, match=dit):
            load(chemin)


# -- the packaged table ------------------------------------------------------------------------------


def test_the_packaged_table_is_found_and_valid(baremes: Baremes) -> None:
    assert default_path().name == "baremes.toml"
    assert len(baremes.blocs) == 41
    assert all(s.valeurs for b in baremes.blocs.values() for s in b.series.values())


def test_each_source_of_the_packaged_table_serves(baremes: Baremes) -> None:
    servent = {
        s
        for cle in baremes.cles()
        for v in baremes.serie(cle).valeurs
        for s in (*v.sources, *(c.source for c in v.conflit))
    }
    assert set(baremes.sources) == servent


def test_no_guess_hides_in_the_packaged_table(baremes: Baremes) -> None:
    for cle in baremes.cles():
        for v in baremes.serie(cle).valeurs:
            assert v.lacune or v.minimum is not None
            if v.statut == "derive":
                assert v.derivation
                assert len(v.derivation) > 20
            if v.minimum != v.maximum:
                assert v.statut in ("derive", "publie", "secondaire")
            assert not v.lacune or v.ou_trouver or baremes.serie(cle).ou_trouver
            if v.confirme_jusqu_au and v.fin:
                assert v.debut.year <= v.confirme_jusqu_au.year <= v.fin.year, (cle, v.debut)


def test_standing_rules_are_those_that_a_text_sets_without_a_year(baremes: Baremes) -> None:
    regles = [cle for cle in baremes.cles() for v in baremes.serie(cle).valeurs if v.permanent]
    assert regles == [
        "psu.taux", "psu.seuil_bas", "psu.seuil_haut", "journees_pedagogiques.jours_max",
        "journees_pedagogiques.heures_par_place", "piaje.part_maximale", "piaje.croissance_minimale",
        "pso_alsh.part_du_cout", "mam_demarrage.croissance_minimale", "ps_fjt.part_minimale_jeunes",
    ]  # fmt: skip


def test_every_year_of_every_series_has_a_row_for_each_case(baremes: Baremes) -> None:
    """A hole between two rows would be a gap that nobody declared."""
    trous = []
    for cle in baremes.cles():
        serie = baremes.serie(cle)
        national = [v for v in serie.valeurs if v.referentiel == "national"]
        combinaisons = {
            tuple(sorted(zip(v.dimensions, c, strict=True))) for v in national for c in product(*v.dimensions.values())
        }
        for combinaison in combinaisons:
            rows = [v for v in national if all(x in v.dimensions[d] for d, x in combinaison)]
            periodes = sorted({(v.debut, v.fin) for v in rows}, key=lambda p: p[0])
            for (_, fin), (debut, _) in pairwise(periodes):
                if fin is None or (debut - fin).days != 1:
                    trous.append((cle, combinaison, fin, debut))
    assert not trous


def test_a_dimension_that_is_a_field_has_the_field_s_choices(baremes: Baremes) -> None:
    """The table declares the choices of what its rates depend on, so that it can be read alone: they are the fields'."""
    symboles = {nom: c.symbole for t in equipements() for nom, c in champs(t).items()} | {"accueil": ACCUEIL.symbole}
    declarees = {d: choix for cle in baremes.cles() for d, choix in baremes.serie(cle).dimensions.items()}
    assert declarees["territoire"] == ("ordinaire", "majore"), "of no field: the formula of the Plan mercredi says it"
    del declarees["territoire"]
    assert declarees == {d: symboles[d].choices for d in declarees}


def test_each_choice_of_a_dimension_has_its_row(baremes: Baremes) -> None:
    """A choice left out would be a gap that nobody declared."""
    for cle in baremes.cles():
        serie = baremes.serie(cle)
        for dimension, choix in serie.dimensions.items():
            assert {x for v in serie.valeurs for x in v.dimensions[dimension]} == set(choix), cle


def test_opening_gives_what_loading_gives(baremes: Baremes) -> None:
    """`ouvrir` cuts the file at its headers: nothing may fall between two pieces."""
    ouvert = ouvrir()
    assert dict(ouvert.blocs) == dict(baremes.blocs)
    assert dict(ouvert.sources) == dict(baremes.sources)
    assert dict(ouvert.hypotheses) == dict(baremes.hypotheses)
    assert list(ouvert.blocs) == list(baremes.blocs)


@pytest.fixture
def fichier(tmp_path: Path):
    def ecrire(texte: str) -> Path:
        (tmp_path / "b.toml").write_text(texte, encoding="utf-8")
        return tmp_path / "b.toml"

    return ecrire


AUTRE = """
[autre]
series.montant = { libelle = "autre", ou_trouver = "La notification." }
"""
AUTRE_LIGNE = LIGNE.replace("aide", "autre")


def test_opening_refuses_the_malformed_block_when_it_is_used(fichier) -> None:
    """All that is wrong is told then, elsewhere too; a block that is well is read meanwhile."""
    texte = CANONIQUE + LIGNE + LIGNE + AUTRE + AUTRE_LIGNE.replace("€/h", "€/hh") + AUTRE.replace("autre", "bonne")
    ouverte = ouvrir(fichier(texte))
    assert ouverte.blocs["bonne"].series["montant"].valeurs == ()
    with pytest.raises(EntreeRefusee) as attrape:
        ouverte.serie("aide.montant")
    with pytest.raises(EntreeRefusee) as entier:
        load(fichier(texte))
    assert attrape.value.problemes == entier.value.problemes
    assert ["recouvre" in p.message for p in entier.value.problemes] == [True, False]


def test_opening_refuses_a_malformed_source_or_dimension_when_it_is_used(fichier) -> None:
    sans_editeur = CANONIQUE.replace('editeur = "Gazette"\n', "")
    assert sans_editeur != CANONIQUE
    with pytest.raises(EntreeRefusee, match=r"b\.toml, ligne 11 : sources\.journal : il manque « editeur »"):
        ouvrir(fichier(sans_editeur)).sources["journal"]
    with pytest.raises(EntreeRefusee, match="n'est pas un choix de « zone »"):
        ouvrir(fichier(CANONIQUE + zone('debut = 2020-01-01\nzone = "qpvv"'))).serie("aide.zone")


@pytest.mark.parametrize(
    "autrement",
    [
        BASE + LIGNE,
        CANONIQUE + AUTRE + LIGNE,
        CANONIQUE + LIGNE.replace("[[aide.montant]]", "  [[ aide . montant ]]  # en 2020"),
        CANONIQUE.replace("[aide]", '["aide"]') + LIGNE.replace("aide.", '"aide".'),
        "autre.titre = 'Clé sans table'\n" + CANONIQUE + LIGNE,
        CANONIQUE.replace("Un texte.", "Un texte.\\n[aide]") + LIGNE,
        CANONIQUE.replace('"Un texte."', '"""\n[aide]\nUn texte."""') + LIGNE,
        CANONIQUE.replace('"Un texte."', '"""\n[[autre.montant]]\nUn texte."""') + LIGNE,
    ],
    ids=["inline", "scattered", "spaced", "quoted", "no table", "escape", "text like a block", "text like a row"],
)
def test_opening_reads_whatever_toml_allows(autrement: str, fichier) -> None:
    """The table is cut at its headers to be read by pieces; written otherwise, it is read whole."""
    ouverte, entiere = ouvrir(fichier(autrement)), parse(autrement, "b.toml")
    assert dict(ouverte.blocs) == dict(entiere.blocs)
    assert dict(ouverte.sources) == dict(entiere.sources)
    assert [v.debut.year for v in ouverte.serie("aide.montant").valeurs] == [2019, 2020]


def test_opening_tells_the_line_of_broken_toml(fichier) -> None:
    for texte in (
        CANONIQUE.replace('["qpv", "zrr", "aucune"]', '["qpv", "zrr"'),
        CANONIQUE + LIGNE.replace("7", "7,5"),
    ):
        with pytest.raises(EntreeRefusee) as attrape:
            ouvrir(fichier(texte)).serie("aide.montant")
        with pytest.raises(EntreeRefusee) as entier:
            load(fichier(texte))
        assert str(attrape.value) == str(entier.value)


def test_opening_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(EntreeRefusee, match="introuvable"):
        ouvrir(tmp_path / "absent.toml")


def test_a_row_written_in_a_list_has_its_line_too() -> None:
    texte = BASE.partition("[[aide.montant]]")[0] + (
        "montant = [\n"
        '  { debut = 2020-01-01, confirme_jusqu_au = 2020-12-31, valeur = 7, unite = "€/h", statut = "lacune",'
        ' sources = ["officielle"] },\n  # un commentaire\n  { debut = 2021-01-01 },\n]\n'
    )
    lignes = texte.splitlines()
    assert {lignes[p.ligne - 1].strip()[:20] for p in refus(texte)} == {"{ debut = 2020-01-01", "{ debut = 2021-01-01"}


@pytest.mark.parametrize("fin", ["\n", "\r\n"])
def test_the_line_is_the_same_whatever_ends_it(fin: str, fichier) -> None:
    chemin = fichier("")
    chemin.write_bytes((BASE + LIGNE.replace("€/h", "€/hh")).replace("\n", fin).encode())
    with pytest.raises(EntreeRefusee) as attrape:
        load(chemin)
    assert [p.ligne for p in attrape.value.problemes] == [37]
