"""The rows that the column reading may take: every cell is written in the plainest way, so that nobody can misread it.

All other rows (`?`, thousands separators, accents in a choice, a column of another type…) are left to the exact engine,
which accepts or refuses them: nothing of its rules is imitated here. In a column of whole numbers, any writing of one
will do (`007`): the bounds of the field do the rest.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import NamedTuple

import polars as pl

from cafsim.baremes.model import Baremes
from cafsim.equipements.champs import Champ, Type
from cafsim.equipements.commun import EXERCICE
from cafsim.equipements.registre import equipements
from cafsim.lot.calcul.communes_colonnes import CODE, ZONE, apport, apports
from cafsim.lot.lecture.identite import TOTAL
from cafsim.lot.lecture.titres import IDENTITE, MARQUE, types_de
from cafsim.lot.modele import PRECISIONS, Entete
from cafsim.lot.resultat.estimees import ALERTE, Traits, gardee
from cafsim.lot.resultat.origine import COMMUNE
from cafsim.valeurs.lecture import NON, OUI
from cafsim.valeurs.regles import impliques

TYPE = "type"

_NOMBRE = r"^[0-9]{1,12}([.,][0-9]{1,2})?$"
_ENTIER = r"^[0-9]{4}$"
_JOURS = {r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$": "%Y-%m-%d", r"^[0-9]{2}/[0-9]{2}/[0-9]{4}$": "%d/%m/%Y"}
_LETTRES = "A-Za-zÀ-ÖØ-öø-ÿ0-9"
_TEXTE = rf"^[{_LETTRES}]((?: ?[{_LETTRES}'._/()-]){{0,98}} ?[{_LETTRES}.)])?$"
"""A text that is itself in the result: nothing to trim, to quote, or that a spreadsheet would run.

No two spaces in a row, on which `doublons_colonnes` relies; short enough for a name, whose limit is not repeated here.
"""
_TEXTE_GARDE = rf"^[{_LETTRES}](([{_LETTRES} '._/()@:&°%€+-]|, ?[{_LETTRES}]){{0,150}}[{_LETTRES}.)%€°])?$"
"""The same in a column that cafsim does not know: commas are of everyday use there, between two words."""


class LectureSimple(NamedTuple):
    """How to read the rows of one type: the columns to make, what tells whether a row is plain, the types of fields."""

    colonnes: tuple[pl.Expr, ...]
    simple: pl.Expr
    types: Mapping[str, pl.DataType]


def lecture(entete: Entete, type_equipement: str, baremes: Baremes, traits: Traits) -> LectureSimple:
    """Return how to read the rows of a type that have traits in common, in a table with these columns."""
    colonnes: dict[str, pl.Expr] = {}
    tests: list[pl.Expr] = []
    types: dict[str, pl.DataType] = {}
    for rang, (nom, titre) in enumerate(zip(entete.colonnes, entete.titres, strict=True)):
        cellule = pl.col(str(rang))
        if rang in entete.gardees:
            colonnes[gardee(entete.gardees.index(rang))] = cellule
            tests.append(cellule.str.contains(_TEXTE_GARDE).fill_null(value=True))
        if nom in (MARQUE, TYPE, *PRECISIONS):
            continue
        if nom in IDENTITE and nom != "exercice":
            colonnes[nom] = cellule
            total = cellule.str.contains(rf"(?i)^{TOTAL.pattern}")
            tests.append((cellule.str.contains(_TEXTE) & ~total).fill_null(value=nom != "projet"))
            continue
        champ = types_de(nom).get(type_equipement)
        if str(rang) in traits.vides or (champ is None and not titre.exact and titre.nom):
            continue
        if champ is None or champ.type is Type.TEXTE or titre.unite or titre.annee or baremes.connait(nom):
            commune = champ is not None and nom == "commune" and not titre.annee
            connue = (pl.col(CODE).is_not_null(),) if commune else ()
            tests.append(pl.any_horizontal(cellule.is_null(), *connue))
            continue
        lue, simple = _champ(champ, cellule, traits.annee, entiere=str(rang) in traits.entieres)
        colonnes[nom] = lue
        tests.append(simple.fill_null(value=nom != "exercice"))
        types[nom] = _TYPES[champ.type]
    if "commune" in entete.colonnes:
        tests += _avec_commune(type_equipement, colonnes, types)
    for champ, choisi, deduit, nombre in impliques(equipements()[type_equipement]):
        if champ.nom in types:
            fixe = pl.when(colonnes[champ.nom] == choisi).then(pl.lit(float(nombre)))
            colonnes[deduit.nom] = pl.coalesce(colonnes.get(deduit.nom, pl.lit(None, dtype=pl.Float64)), fixe)
            types[deduit.nom] = _TYPES[deduit.type]
    lues = tuple(lue.alias(nom) for nom, lue in colonnes.items())
    return LectureSimple(lues, pl.all_horizontal(tests), types)


def _avec_commune(
    type_equipement: str, colonnes: dict[str, pl.Expr], types: dict[str, pl.DataType]
) -> Iterator[pl.Expr]:
    """Complete the columns with what the commune brings; yield what tells whether a row stays plain.

    A date may come after the end of the zone of the commune: the exact engine sees to it.
    """
    dates = [colonnes[nom].is_null() for nom, genre in types.items() if genre == pl.Date()]
    for nom, genre in apports(type_equipement).items():
        colonnes[nom] = pl.coalesce(colonnes.get(nom, pl.lit(None, dtype=genre)), pl.col(apport(nom)))
        types[nom] = genre
    if ZONE in map(apport, apports(type_equipement)):
        yield from (pl.col(ZONE).is_null() | sans_date for sans_date in dates)
    colonnes.update({nom: pl.col(nom) for nom in (ALERTE, *COMMUNE)})


_TYPES: dict[Type, pl.DataType] = {
    Type.NOMBRE: pl.Float64(),
    Type.ENTIER: pl.Int64(),
    Type.OUI_NON: pl.Boolean(),
    Type.CHOIX: pl.String(),
    Type.DATE: pl.Date(),
}


def _champ(champ: Champ, cellule: pl.Expr, annee: int | None, *, entiere: bool) -> tuple[pl.Expr, pl.Expr]:
    """Return a cell in the type of its field, and whether it is plain; both null where it is empty.

    `annee`: the only exercice, if it is known; `entiere`: the cell is read as a whole number; those that the field does
    not take are refused by its bounds.
    """
    if champ is EXERCICE and annee is not None:
        return pl.lit(annee, dtype=pl.Int64), pl.lit(value=True)
    if entiere:
        return cellule.cast(pl.Float64), pl.lit(value=True)
    if champ.type is Type.NOMBRE:
        lue = cellule.str.replace(",", ".", literal=True).cast(pl.Float64, strict=False)
        return lue, cellule.str.contains(_NOMBRE)
    if champ.type is Type.ENTIER:
        return cellule.cast(pl.Int64, strict=False), cellule.str.contains(_ENTIER)
    if champ.type is Type.OUI_NON:
        return cellule.is_in(_ecrits(OUI)), cellule.is_in(_ecrits(OUI | NON))
    if champ.type is Type.CHOIX:
        return cellule, cellule.is_in([c.valeur for c in champ.choix])
    formes = [(cellule.str.contains(f), cellule.str.to_date(m, strict=False)) for f, m in _JOURS.items()]
    jour = pl.coalesce(*(pl.when(test).then(lu) for test, lu in formes))
    return jour, cellule.is_null() | jour.is_not_null()


def _ecrits(mots: Collection[str]) -> list[str]:
    """Return words as most people write them: `oui`, `Oui`, `OUI`."""
    return sorted({forme for mot in mots for forme in (mot, mot.capitalize(), mot.upper())})
