"""The aids that exist: every module below this package that declares a `DISPOSITIF`."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pkgutil import walk_packages

import cafsim.dispositifs as package
from cafsim.dispositifs.modele import Dispositif, Ligne

BAREMES_SANS_AIDE = {"tarif_familles": ("eaje",)}
"""Blocks of the rate table that are no aid, and the equipments that they concern."""


@cache
def dispositifs() -> dict[str, Dispositif]:
    """Return the aids by identifier."""
    noms = [m.name for m in walk_packages(package.__path__, f"{package.__name__}.") if not m.ispkg]
    modules = (import_module(nom) for nom in noms)
    declares: list[Dispositif] = [m.DISPOSITIF for m in modules if hasattr(m, "DISPOSITIF")]
    return {d.identifiant: d._replace(lignes=tuple(_nommee(ligne, d) for ligne in d.lignes)) for d in declares}


def _nommee(ligne: Ligne, dispositif: Dispositif) -> Ligne:
    return ligne if ligne.libelle else ligne._replace(libelle=dispositif.titre)


def types_concernes(bloc: str) -> tuple[str, ...]:
    """Return the types of equipment that a block of the rate table concerns; none when it concerns them all."""
    aide = dispositifs().get(bloc)
    return aide.equipements if aide else BAREMES_SANS_AIDE.get(bloc, ())
