"""Where things stand in a Toml text: every table and key found, at its line."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from typing import Any

import pytest
import tomli_w
from hasard import exemples
from hypothesis import given
from hypothesis import strategies as st

from cafsim.baremes.cles import Chemin
from cafsim.baremes.emplacements import Reperage
from cafsim.baremes.loader import default_path

NOMS = st.from_regex(r"[a-zA-Z0-9_-]{1,4}", fullmatch=True) | st.text("a. \"'é#=", min_size=1, max_size=3)
TEXTES = st.text("aé #=[]{},\"'\\\n")
FEUILLES = TEXTES | st.integers(-10, 10) | st.booleans() | st.dates()
VALEURS = st.recursive(
    FEUILLES, lambda v: st.lists(v, max_size=3) | st.dictionaries(NOMS, v, max_size=3), max_leaves=12
)


def chemins(valeur: Any, ici: Chemin = ()) -> Iterator[Chemin]:
    """Every place of parsed Toml."""
    if isinstance(valeur, dict):
        for cle, v in valeur.items():
            yield (*ici, cle)
            yield from chemins(v, (*ici, cle))
    if isinstance(valeur, list):
        for rang, v in enumerate(valeur, 1):
            yield (*ici, rang)
            yield from chemins(v, (*ici, rang))


@exemples(50)
@given(st.dictionaries(NOMS, VALEURS, max_size=4))
def test_every_place_has_a_line_but_deep_inside_a_value(table: dict[str, Any]) -> None:
    texte = tomli_w.dumps(table)
    reperage = Reperage(texte)
    assert {(cle,) for cle in table} <= set(reperage.lignes()) <= set(chemins(table))
    ecrites = {ligne.partition(" = ")[0] for ligne in texte.splitlines() if re.match(r"[\w-]+ = ", ligne)}
    assert ecrites <= {r.chemin[-1] for r in reperage.reperes}
    assert reperage.ailleurs == []
    assert [r.ligne for r in reperage.reperes] == sorted(r.ligne for r in reperage.reperes)


def test_the_line_of_a_key_of_the_packaged_table_holds_it() -> None:
    texte = default_path().read_text(encoding="utf-8")
    lignes, table = texte.splitlines(), tomllib.loads(texte)
    trouves = Reperage(texte).lignes()
    assert set(trouves) == set(chemins(table))
    for chemin, ligne in trouves.items():
        noms = [c for c in chemin if isinstance(c, str)]
        entete = lignes[ligne - 1].strip("[]")
        assert lignes[ligne - 1].startswith(f"{noms[-1]} = ") or entete.startswith(".".join(noms)) or (
            isinstance(chemin[-1], int)
        ), chemin  # fmt: skip


TEXTE = '''\
# Avant.
[a]
b = """
[pas.un.bloc]
""" # derrière
"c.d" . e = [ # dans
  1,
  { f = 2, 'g' = [3] },
]

[[a.h]]   # derrière
[[a.h.i]]
j = 4
[[a.h]]
[[a.h.i]]
# juste avant
j = 5
[a.h.k]
'''


def test_every_way_of_writing() -> None:
    reperage = Reperage(TEXTE)
    assert reperage.lignes() == {
        ("a",): 2, ("a", "b"): 3, ("a", "c.d"): 6, ("a", "c.d", "e"): 6, ("a", "c.d", "e", 1): 7,
        ("a", "c.d", "e", 2): 8, ("a", "h"): 11, ("a", "h", 1): 11, ("a", "h", 1, "i"): 12, ("a", "h", 1, "i", 1): 12, ("a", "h", 1, "i", 1, "j"): 13, ("a", "h", 2): 14, ("a", "h", 2, "i"): 15,
        ("a", "h", 2, "i", 1): 15, ("a", "h", 2, "i", 1, "j"): 17, ("a", "h", 2, "k"): 18,
    }  # fmt: skip
    assert {r.chemin: r.avant for r in reperage.reperes if any(r.avant)} == {
        ("a",): ("# Avant.",),
        ("a", "h", 2, "i", 1, "j"): ("# juste avant",),
    }
    assert reperage.ailleurs == [(5, "# derrière"), (6, "# dans"), (11, "# derrière")]


@pytest.mark.parametrize("texte", ["", "\n", "# seul", "a = 1", "a = 1 # derrière"])
def test_a_text_may_end_anywhere(texte: str) -> None:
    assert set(Reperage(texte).lignes()) == set(chemins(tomllib.loads(texte)))
