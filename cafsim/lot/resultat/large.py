"""The wide result: a row per equipment, columns for each aid."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from fractions import Fraction
from typing import TypeVar

from cafsim.baremes.model import Baremes
from cafsim.dispositifs.registre import dispositifs
from cafsim.lot.modele import Estime
from cafsim.par_aide import par_aide

T = TypeVar("T")

IDENTITE = ("projet", "exercice", "type", "equipement")
SUFFIXES = ("", "_minimum", "_maximum", "_statut", "_fiabilite")


def aides_de(types: Iterable[str], baremes: Baremes, choisies: frozenset[str]) -> tuple[str, ...]:
    """Return the aids that concern these types of equipment, in the order of the rate table."""
    presents = set(types)
    connues = dispositifs()
    return tuple(
        bloc
        for bloc in baremes.blocs
        if bloc in connues and presents.intersection(connues[bloc].equipements) and (not choisies or bloc in choisies)
    )


def colonnes(aides: Sequence[str]) -> tuple[str, ...]:
    """Return the header."""
    return (*IDENTITE, *(f"{nom}{suffixe}" for nom in aides for suffixe in SUFFIXES))


def valeurs(estime: Estime, aides: Sequence[str], ecrire: Callable[[Fraction], T], rien: T) -> Iterator[T | str | int]:
    """Yield the row of an equipment, its amounts written by `ecrire`.

    The amount stands alone where it is one, the bounds where it is a range; an aid without line has `rien` everywhere,
    one to be completed its status only.
    """
    yield from (estime.projet, estime.exercice, estime.type, estime.nom)
    ensemble = par_aide(estime.lignes)
    for nom in aides:
        aide = ensemble.get(nom)
        if aide is None:
            yield from (rien,) * len(SUFFIXES)
            continue
        bornes = (aide.minimum, aide.maximum) if aide.statut == "fourchette" else (None, None)
        yield from (rien if v is None else ecrire(v) for v in (aide.montant, *bornes))
        yield aide.statut
        yield rien if aide.fiabilite is None else aide.fiabilite
