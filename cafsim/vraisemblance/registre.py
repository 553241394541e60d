"""The checks that exist: `CONTROLES` of the module that bears the name of a type, and those of `partout`."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pkgutil import iter_modules

import cafsim.vraisemblance as package
from cafsim.equipements.registre import champs
from cafsim.vraisemblance import partout
from cafsim.vraisemblance.modele import Controle


@cache
def controles(type_equipement: str) -> tuple[Controle, ...]:
    """Return the checks of a type of equipment: its own, then the common ones whose fields it has; the dated last."""
    propres: tuple[Controle, ...] = ()
    if type_equipement in {m.name for m in iter_modules(package.__path__)}:
        propres = import_module(f"{package.__name__}.{type_equipement}").CONTROLES
    connus = champs(type_equipement).keys()
    communs = (c for c in partout.CONTROLES if connus >= set(c.champs))
    return tuple(sorted((*propres, *communs), key=lambda c: c.date or ""))
