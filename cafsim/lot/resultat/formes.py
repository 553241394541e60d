"""From estimated equipments to the bytes of the result, or to its rows for what is no stream of bytes."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from cafsim.lot import large, long
from cafsim.lot.modele import Cellule, Estime, Reglages
from cafsim.lot.nombres import montant
from cafsim.render.csv import PROFILS, flux


class Ecrit(NamedTuple):
    """A piece of the result: bytes, or rows for a workbook."""

    octets: bytes = b""
    rangees: Sequence[Sequence[Cellule]] = ()


Plume = Callable[[Iterable[Estime]], Ecrit]


def colonnes(reglages: Reglages) -> tuple[str, ...]:
    """Return the columns of the result."""
    return long.COLONNES if reglages.large is None else large.colonnes(reglages.large)


def entete(reglages: Reglages) -> bytes:
    """Return what comes before the first row."""
    return b"".join(flux((), reglages.profil, colonnes(reglages))) if reglages.forme == "csv" else b""


def plume(reglages: Reglages) -> Plume:
    """Return what writes pieces of the result; the header apart."""
    if reglages.forme == "csv":
        return _csv_large(reglages.large, reglages.profil) if reglages.large is not None else _csv_long(reglages.profil)
    if reglages.forme == "xlsx":
        return lambda estimes: Ecrit(rangees=[r for e in estimes for r in _rangees(e, reglages.large)])
    return lambda estimes: Ecrit("".join(_json(o) for e in estimes for o in _objets(e, reglages.large)).encode())


def _csv_long(profil: str) -> Plume:
    ecrivain = long.LongCsv(profil)
    return lambda estimes: Ecrit("".join(map(ecrivain.texte, estimes)).encode())


def _csv_large(aides: Sequence[str], profil: str) -> Plume:
    marque = PROFILS[profil].virgule
    ecrivain = long.LongCsv(profil)

    def texte(estime: Estime) -> str:
        cellules = [str(v) for v in large.valeurs(estime, aides, lambda v: montant(v, marque), "")]
        identite = len(large.IDENTITE)
        return ecrivain.rangee(cellules[:identite], cellules[identite:])

    return lambda estimes: Ecrit("".join(map(texte, estimes)).encode())


def _objets(estime: Estime, aides: Sequence[str] | None) -> Iterator[dict[str, object]]:
    if aides is None:
        return long.objets(estime)
    objet: dict[str, object] = dict(
        zip(large.colonnes(aides), large.valeurs(estime, aides, montant, None), strict=True)
    )
    return iter((objet,))


def _rangees(estime: Estime, aides: Sequence[str] | None) -> Iterator[Sequence[Cellule]]:
    if aides is None:
        return long.rangees(estime)
    return iter((tuple(large.valeurs(estime, aides, _decimal, None)),))


def _decimal(valeur: Fraction) -> Decimal:
    return Decimal(montant(valeur))


def _json(objet: dict[str, object]) -> str:
    return json.dumps(objet, ensure_ascii=False, separators=(",", ":")) + "\n"
