"""What is known of when the Caf pays: read from the data, with sources; a malformed file is refused."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest

from cafsim.baremes.model import Baremes
from cafsim.erreurs import EntreeRefusee
from cafsim.etudes.versements import charger, lire
from cafsim.fiches.catalogue import inconnues

BON = {
    "acomptes_psu": {"part_maximale": Decimal("0.70"), "sources": ["a"]},
    "acompte_courant": {"part": Decimal("0.35"), "sources": ["a"]},
    "psu_relevee": {"2022": {"texte": "Relevé.", "sources": ["a"]}},
}


def test_the_facts_of_the_package(baremes: Baremes) -> None:
    lus = charger()
    assert (lus.part_acomptes, lus.part_acompte) == (Fraction(7, 10), Fraction(7, 20))
    assert list(lus.psu_relevee) == [2022, 2023, 2025]
    assert all(lus.cites.values())
    assert inconnues("versements.toml", lus.cites, {**baremes.sources, **lus.sources}) == []
    cites = {s for sources in lus.cites.values() for s in sources}
    assert lus.sources.keys() <= cites, "no source stands there for nothing"


def test_a_good_file_is_read() -> None:
    lus = lire(BON, "v.toml")
    assert lus.psu_relevee == {2022: "Relevé."}
    assert (lus.part_acomptes, lus.part_acompte) == (Fraction(7, 10), Fraction(7, 20))
    tout = {**BON, "acomptes_psu": {"part_maximale": 1, "sources": ["a"]}}
    assert lire(tout, "v.toml").part_acomptes == 1


@pytest.mark.parametrize(
    ("change", "dit"),
    [
        ({"acomptes_psu": {"part_maximale": Decimal("70"), "sources": ["a"]}}, "doit être une part, de 0 à 1"),
        ({"acomptes_psu": {"sources": ["a"]}}, "doit être une part"),
        ({"acompte_courant": {"part": Decimal("0.35")}}, "cite au moins une source"),
        ({"acomptes_psu": {"part_maximale": Decimal("1.01"), "sources": ["a"]}}, "doit être une part, de 0 à 1"),
        ({"acomptes_psu": {"part_maximale": 1, "parts": 1, "sources": ["a"]}}, "clé inconnue « parts »"),
        ({"psu_relevee": {"2022": {"texte": " ", "sources": ["a"]}}}, "doit être un texte"),
        ({"psu_relevee": {"2022": {"texte": 3, "sources": ["a"]}}}, "doit être un texte"),
        ({"psu_relevee": {"MMXXII": {"texte": "Relevé.", "sources": ["a"]}}}, "une année est attendue"),
        ({"psu_relevees": {}}, "clé inconnue « psu_relevees »"),
    ],
)
def test_a_malformed_file_is_refused(change: dict, dit: str) -> None:
    with pytest.raises(EntreeRefusee, match=dit):
        lire({**BON, **change}, "v.toml")
