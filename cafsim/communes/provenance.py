"""Where the columns of the packaged table come from."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, NamedTuple

from cafsim.fichiers import donnee, lire_toml


class Provenance(NamedTuple):
    """The origin of some columns."""

    titre: str
    producteur: str
    millesime: int
    licence: str
    note: str


@lru_cache(maxsize=1)
def provenances() -> dict[str, Provenance]:
    """Return the origins, by what they are about: `population`, `epci`, `zrr` and so on."""
    colonnes: dict[str, Any] = lire_toml(donnee("communes.toml"))["colonnes"]
    return {
        nom: Provenance(c["titre"], c["producteur"], c["millesime"], c["licence"], c.get("note", ""))
        for nom, c in colonnes.items()
    }
