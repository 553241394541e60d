"""Whichever row of the published table is spoilt, and however: it is refused, and its line is told."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from decimal import Decimal
from functools import cache
from itertools import product
from typing import Any

import pytest
from hasard import exemples
from hypothesis import assume, given
from hypothesis import strategies as st

from cafsim.baremes.emplacements import Reperage
from cafsim.baremes.forme import ecrire
from cafsim.baremes.loader import default_path, parse
from cafsim.baremes.model import UNITES, Baremes
from cafsim.erreurs import EntreeRefusee

Ligne = dict[str, Any]
PUBLIEE = tomllib.loads(default_path().read_text(encoding="utf-8"), parse_float=Decimal)
RANGEES = [
    (bloc, serie, rang)
    for bloc, contenu in PUBLIEE.items()
    for serie in contenu.get("series", ())
    for rang in range(1, len(contenu[serie]) + 1)
]


def remplace(champ: str, valeur: object) -> Callable[[Ligne], Ligne]:
    return lambda ligne: {**ligne, champ: valeur} if champ in ligne else ligne


def retire(*champs: str) -> Callable[[Ligne], Ligne]:
    return lambda ligne: {c: v for c, v in ligne.items() if c not in champs}


def lacune_avec_valeur(ligne: Ligne) -> Ligne:
    return {**ligne, "statut": "lacune"} if ligne["statut"] != "lacune" else {**ligne, "valeur": 1}


def mauvais_choix(ligne: Ligne) -> Ligne:
    return {
        c: ([*v, "x"] if isinstance(v, list) else "x") if c in PUBLIEE["dimensions"] else v for c, v in ligne.items()
    }


FAUTES: dict[str, Callable[[Ligne], Ligne]] = {
    "unite": remplace("unite", "€/heure"),
    "statut": remplace("statut", "publiee"),
    "saisi": remplace("statut", "saisi"),
    "lacune": lacune_avec_valeur,
    "choix": mauvais_choix,
    "sans debut": retire("debut"),
    "debut": remplace("debut", "2024-01-01"),
    "fin": remplace("fin", tomllib.loads("d = 1999-12-31")["d"]),
    "confirme": remplace("confirme_jusqu_au", tomllib.loads("d = 1999-12-31")["d"]),
    "sans confirmation": lambda ligne: ligne if ligne["statut"] == "lacune" else retire("confirme_jusqu_au")(ligne),
    "sans source": retire("sources"),
    "source": remplace("sources", ["caf-de-nulle-part"]),
    "valeur": remplace("valeur", "6,63"),
    "negative": remplace("valeur", Decimal("-1")),
    "sans valeur": retire("valeur", "minimum", "maximum"),
    "minimum seul": lambda ligne: {**retire("maximum")(ligne), "statut": "publie"} if "maximum" in ligne else ligne,
    "bornes": remplace("minimum", 10**8),
    "cle": lambda ligne: {**ligne, "notte": "x"},
    "referentiel": lambda ligne: {**ligne, "referentiel": "guide-2019"},
    "derivation": retire("derivation"),
    "jusqu_a": remplace("jusqu_a", "1.07"),
    "note": lambda ligne: {**ligne, "note": 3},
}


@cache
def cites(bloc: str) -> dict[str, Any]:
    lignes = [ligne for serie in PUBLIEE[bloc].get("series", ()) for ligne in PUBLIEE[bloc][serie]]
    noms = {s for x in lignes for s in (*x["sources"], *(c["source"] for c in x.get("conflit", ())))}
    return {nom: PUBLIEE["sources"][nom] for nom in noms}


def refus(bloc: str, serie: str, lignes: list[Ligne]) -> tuple[str, list[Any]]:
    """The text of a table with this block only, these rows in it, and the problems that it has."""
    table = {"dimensions": PUBLIEE["dimensions"], "sources": cites(bloc), bloc: {**PUBLIEE[bloc], serie: lignes}}
    texte = ecrire(table)
    with pytest.raises(EntreeRefusee) as attrape:
        parse(texte, "baremes.toml")
    return texte, list(attrape.value.problemes)


def etendue(texte: str, chemin: tuple[str, str, int]) -> range:
    """The lines of a row, those of its conflicts too."""
    lignes = Reperage(texte).lignes()
    debut = lignes[chemin]
    return range(debut, max(ligne for c, ligne in lignes.items() if c[:3] == chemin) + 1)


@exemples(50)
@given(st.sampled_from(RANGEES), st.sampled_from(sorted(FAUTES)))
def test_a_spoilt_row_is_refused_at_its_line(rangee: tuple[str, str, int], faute: str) -> None:
    bloc, serie, rang = rangee
    lignes = list(PUBLIEE[bloc][serie])
    lignes[rang - 1] = FAUTES[faute](lignes[rang - 1])
    assume(lignes != PUBLIEE[bloc][serie] and not (faute == "sans valeur" and lignes[rang - 1]["statut"] == "lacune"))
    texte, problemes = refus(bloc, serie, lignes)
    ici = etendue(texte, rangee)
    assert problemes
    assert all(p.ligne in ici and p.cle.startswith(f"{bloc}.{serie}, n° {rang}") for p in problemes), problemes
    assert all(p.message and p.message[-1] == "." for p in problemes)


@exemples(40)
@given(st.sampled_from([r for r in RANGEES if len(PUBLIEE[r[0]][r[1]]) > 1]), st.sampled_from(UNITES))
def test_another_unit_than_the_others_is_refused_at_its_line(rangee: tuple[str, str, int], unite: str) -> None:
    """With two rows, either may be the wrong one: both are told."""
    bloc, serie, rang = rangee
    lignes = list(PUBLIEE[bloc][serie])
    assume(unite != lignes[rang - 1]["unite"])
    lignes[rang - 1] = {**lignes[rang - 1], "unite": unite}
    texte, problemes = refus(bloc, serie, lignes)
    assert [p.cle for p in problemes] == [
        f"{bloc}.{serie}, n° {n}, unite" for n in range(1, len(lignes) + 1) if n == rang or len(lignes) == 2
    ]
    assert [p.ligne in etendue(texte, rangee) for p in problemes].count(True) == 1


@exemples(40)
@given(st.sampled_from(RANGEES))
def test_a_row_written_twice_is_refused(rangee: tuple[str, str, int]) -> None:
    bloc, serie, rang = rangee
    lignes = list(PUBLIEE[bloc][serie])
    lignes.insert(rang, lignes[rang - 1])
    texte, problemes = refus(bloc, serie, lignes)
    (double,) = [p for p in problemes if "recouvre" in p.message and p.cle == f"{bloc}.{serie}, n° {rang + 1}"]
    assert double.ligne == etendue(texte, (bloc, serie, rang + 1))[0]
    assert f"({bloc}.{serie}, n° {rang}, ligne {etendue(texte, rangee)[0]})" in double.message


def _apres(baremes: Baremes) -> list[tuple[str, str, int, int]]:
    """Rows that end, with a row of the same case that begins later."""
    paires = []
    for bloc, serie, rang in RANGEES:
        valeurs = baremes.blocs[bloc].series[serie].valeurs
        ici = valeurs[rang - 1]
        for autre in valeurs:
            communs = set(product(*ici.dimensions.values())) & set(product(*autre.dimensions.values()))
            if ici.fin and autre.debut > ici.fin and communs and autre.referentiel == ici.referentiel:
                paires.append((bloc, serie, rang, autre.rang))
    return paires


def test_a_row_that_no_longer_ends_is_refused_with_the_one_it_covers(baremes: Baremes) -> None:
    paires = _apres(baremes)
    assert len({p[:2] for p in paires}) > 10
    for bloc, serie, rang, _ in {p[:2]: p for p in paires}.values():
        lignes = list(PUBLIEE[bloc][serie])
        lignes[rang - 1] = retire("fin")(lignes[rang - 1])
        _, problemes = refus(bloc, serie, lignes)
        suivants = {autre for b, s, r, autre in paires if (b, s, r) == (bloc, serie, rang)}
        dits = {int(p.cle.split("n° ")[1].split(",")[0]) for p in problemes}
        dits |= {int(p.message.split("n° ")[1].split(",")[0]) for p in problemes if "recouvre" in p.message}
        assert rang in dits
        assert dits & suivants
