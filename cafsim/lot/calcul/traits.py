"""What rows of a table have in common (`Traits`): found in rows at hand, then tested on rows to come."""

from __future__ import annotations

from collections.abc import Collection

import polars as pl

from cafsim.equipements.champs import Type
from cafsim.equipements.commun import EXERCICE, PREMIER_EXERCICE, dernier_exercice
from cafsim.equipements.registre import champs
from cafsim.lot.calcul.rangees_simples import TYPE
from cafsim.lot.lecture.blocs import LIGNE, pour_les_gens
from cafsim.lot.modele import Entete
from cafsim.lot.resultat.estimees import Traits

_ZERO = "0"
"""The usual writing of zero; a cell that writes it otherwise may be left to the exact engine."""


def entieres(rangees: pl.DataFrame) -> frozenset[str]:
    """Return the columns that are read as whole numbers."""
    return frozenset(nom for nom, genre in rangees.schema.items() if nom != LIGNE and genre == pl.Int64)


def traits_de(entete: Entete, type_equipement: str, rangees: pl.DataFrame) -> Traits:
    """Return what rows of a type have in common."""
    connus = champs(type_equipement)
    siennes = {str(rang): connus[nom] for rang, nom in enumerate(entete.colonnes) if nom in connus}
    annees = rangees[str(entete.colonnes.index(EXERCICE.nom))].unique()
    connues = {str(annee): annee for annee in range(PREMIER_EXERCICE, dernier_exercice() + 1)}
    nuls = {rang: rangees[rang].null_count() for rang, champ in siennes.items() if champ is not EXERCICE}
    pleines, en_nombres = frozenset(rang for rang, nombre in nuls.items() if not nombre), entieres(rangees)
    nombres = [rang for rang in pleines if siennes[rang].type is Type.NOMBRE]
    avec_zero = rangees.select(_est_zero(rang, en_nombres).any() for rang in nombres).row(0) if nombres else ()
    return Traits(
        connues.get(annees[0]) if len(annees) == 1 else None,
        vides=frozenset(rang for rang, nombre in nuls.items() if nombre == len(rangees)),
        pleines=pleines,
        sans_zero=frozenset(rang for rang, zero in zip(nombres, avec_zero, strict=True) if not zero),
        entieres=en_nombres,
    )


def comme(entete: Entete, type_equipement: str, traits: Traits) -> pl.Expr:
    """Say whether a row, of any kind, is one of this type with these traits."""
    types, annees = (pl.col(str(entete.colonnes.index(nom))) for nom in (TYPE, EXERCICE.nom))
    tests = [types == type_equipement, ~pour_les_gens(entete)]
    tests += [annees == str(traits.annee)] if traits.annee else []
    tests += [pl.col(rang).is_null() for rang in sorted(traits.vides)]
    tests += [pl.col(rang).is_not_null() for rang in sorted(traits.pleines)]
    tests += [~_est_zero(rang, traits.entieres) for rang in sorted(traits.sans_zero)]
    return pl.all_horizontal(tests).fill_null(value=False)


def _est_zero(rang: str, en_nombres: Collection[str]) -> pl.Expr:
    return pl.col(rang) == (0 if rang in en_nombres else _ZERO)
