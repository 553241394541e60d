"""What can be typed of an aid's rates in a year, how it is read, and the rate file that it becomes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from itertools import groupby, product
from typing import Any

from cafsim.baremes import forme
from cafsim.baremes.consultation import FicheSerie, LigneTaux, Tranche
from cafsim.engine.numbers import to_decimal

LigneFichier = tuple[str, dict[str, Any]]
"""The name of a series and a row of it, as it will stand in the file."""


@dataclass(frozen=True, slots=True)
class Bloc:
    """Rows that go together in the file: one case of a series over some days, with its tiers."""

    fiche: FicheSerie
    lignes: tuple[LigneTaux, ...]

    @property
    def exact(self) -> bool:
        """Whether all of it is already known to the cent."""
        return all(x.exacte for x in self.lignes)


def blocs_a_saisir(serie: FicheSerie) -> Iterator[Bloc]:
    """Yield what can be typed, case by case."""

    def cle(ligne: LigneTaux) -> tuple[object, ...]:
        return (tuple(ligne.dimensions.items()), ligne.debut, ligne.fin)

    blocs = [Bloc(serie, tuple(lignes)) for _, lignes in groupby(serie.lignes, cle)]
    paliers = next(([x.tranche for x in b.lignes] for b in blocs if b.exact and len(b.lignes) > 1), [None])
    for bloc in blocs:
        yield from [bloc] if bloc.exact else _cas_par_cas(bloc, paliers)


def _cas_par_cas(bloc: Bloc, paliers: Sequence[Tranche | None]) -> Iterator[Bloc]:
    """Take apart the cases that an unknown rate holds for: their figures may differ.

    Where the tiers are unknown too, those that the same rate has in other cases of the year serve.
    """
    lignes = bloc.lignes
    if len(lignes) == 1 and lignes[0].tranche is None and lignes[0].fiabilite is None:
        lignes = tuple(replace(lignes[0], tranche=t) for t in paliers)
    dimensions = lignes[0].dimensions
    for valeurs in product(*dimensions.values()):
        cas = {d: (v,) for d, v in zip(dimensions, valeurs, strict=True)}
        yield Bloc(bloc.fiche, tuple(replace(x, dimensions=cas) for x in lignes))


def en_toml(aide: str, lignes: Sequence[LigneFichier]) -> bytes:
    """Return the overlay file: `[[aide.taux]]`, in the format of the rate table."""
    series: dict[str, list[dict[str, Any]]] = {}
    for nom, ligne in lignes:
        series.setdefault(nom, []).append(ligne)
    entete = f"# Taux saisis le {date.today():%d/%m/%Y} avec cafsim baremes saisir.\n"
    return (entete + forme.ecrire({aide: series})).encode()


def ligne_fichier(ligne: LigneTaux, saisie: Fraction | None) -> dict[str, Any]:
    """Return a row for the file: the typed value, or the published one that completes a scale."""
    brut: dict[str, Any] = {"debut": ligne.debut, "fin": ligne.fin}
    for nom, valeurs in ligne.dimensions.items():
        brut[nom] = list(valeurs) if len(valeurs) > 1 else valeurs[0]
    if ligne.tranche and ligne.tranche.jusqu_a is not None:
        brut |= {"jusqu_a": to_decimal(ligne.tranche.jusqu_a), "inclus": ligne.tranche.inclus}
    if saisie is not None:
        brut["valeur"] = to_decimal(saisie)
    elif ligne.exacte and ligne.minimum is not None:
        brut["valeur"] = to_decimal(ligne.minimum)
    else:
        bornes = (("minimum", ligne.minimum), ("maximum", ligne.maximum))
        brut |= {nom: to_decimal(borne) for nom, borne in bornes if borne is not None}
    brut["unite"] = ligne.valeur.unite
    if saisie is None:
        brut["note"] = "Valeur publiée, gardée."
    return brut
