"""What is known of when the Caf pays: how much it advances, which Psu rates it raised afterwards.

The facts and their sources are in `data/versements.toml`.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import NamedTuple

from cafsim.baremes.lecteur import Lecteur
from cafsim.baremes.loader import default_path
from cafsim.baremes.model import Source
from cafsim.fichiers import lire_toml


class Versements(NamedTuple):
    """The facts. The two parts are of the droit prévisionnel (0.70): all the advances on the Psu, one usual advance.

    `psu_relevee` tells, for a year of activity, how its Psu rates were raised after their first publication. `cites`
    names the sources of each fact; `sources` describes those that the rate table does not hold.
    """

    part_acomptes: Fraction
    part_acompte: Fraction
    psu_relevee: Mapping[int, str]
    cites: Mapping[str, tuple[str, ...]]
    sources: Mapping[str, Source]


def charger() -> Versements:
    """Load the facts of the package, which the tests check. Raise EntreeRefusee when the file can't be read."""
    path = default_path().with_name("versements.toml")
    data = lire_toml(path)
    lecteur = Lecteur()
    with lecteur.lecture(path.name):
        sources = {nom: lecteur.source(nom, source) for nom, source in data["sources"].items()}
    acomptes, acompte, relevee = data["acomptes_psu"], data["acompte_courant"], data["psu_relevee"]
    faits = {"acomptes_psu": acomptes, "acompte_courant": acompte}
    faits |= {f"psu_relevee.{annee}": fait for annee, fait in relevee.items()}
    return Versements(
        part_acomptes=Fraction(acomptes["part_maximale"]),
        part_acompte=Fraction(acompte["part"]),
        psu_relevee={int(annee): fait["texte"] for annee, fait in relevee.items()},
        cites={ou: tuple(fait["sources"]) for ou, fait in faits.items()},
        sources=sources,
    )
