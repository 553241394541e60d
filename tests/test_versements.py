"""What is known of when the Caf pays: read from the data, with sources."""

from __future__ import annotations

from fractions import Fraction

from cafsim.baremes.model import Baremes
from cafsim.etudes.notification import charger_versements
from cafsim.fiches.catalogue import inconnues


def test_the_facts_of_the_package(baremes: Baremes) -> None:
    lus = charger_versements()
    assert (lus.part_acomptes, lus.part_acompte) == (Fraction(7, 10), Fraction(7, 20))
    assert list(lus.psu_relevee) == [2022, 2023, 2025]
    assert all(texte.strip() for texte in lus.psu_relevee.values())
    assert all(lus.cites.values())
    assert inconnues("versements.toml", lus.cites, {**baremes.sources, **lus.sources}) == []
    cites = {s for sources in lus.cites.values() for s in sources}
    assert lus.sources.keys() <= cites, "no source stands there for nothing"
