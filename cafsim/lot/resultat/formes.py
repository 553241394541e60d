"""From estimated equipments to the bytes of the result, or to its rows for what is no stream of bytes."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping

from cafsim.lot.modele import Ecrit, Estime, Reglages
from cafsim.lot.resultat.large import Large
from cafsim.lot.resultat.long import Long
from cafsim.render.formes.csv import flux

Ecrivain = Callable[[Iterable[Estime]], Ecrit]


Disposition = Long | Large
"""How a result is laid out."""


def disposition(reglages: Reglages) -> Disposition:
    """Return the layout asked for."""
    return Long(reglages) if reglages.large is None else Large(reglages.large, reglages)


def entete(reglages: Reglages) -> bytes:
    """Return what comes before the first row."""
    return b"".join(flux((), reglages.profil, disposition(reglages).colonnes)) if reglages.forme == "csv" else b""


def ecrivain(reglages: Reglages) -> Ecrivain:
    """Return what writes pieces of the result; the header apart."""
    choisie = disposition(reglages)
    if reglages.forme == "csv":
        texte = choisie.csv(reglages.profil)
        return lambda estimes: Ecrit("".join(map(texte, estimes)).encode())
    if reglages.forme == "xlsx":
        return lambda estimes: Ecrit(rangees=[rangee for e in estimes for rangee in choisie.rangees(e)])
    return lambda estimes: Ecrit(b"".join(ligne_json(x) for e in estimes for x in choisie.objets(e)))


def ligne_json(objet: Mapping[str, object]) -> bytes:
    """Return an object as a line of Json."""
    return f"{json.dumps(objet, ensure_ascii=False, separators=(',', ':'), default=str)}\n".encode()
