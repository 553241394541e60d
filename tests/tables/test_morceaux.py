"""How long the pieces of a text are."""

from __future__ import annotations

import io
from itertools import repeat

from cafsim.tables.morceaux import PREMIERE, Allure, lignes_entieres


def test_pieces_grow_up_to_so_many_lines_then_so_many_bytes() -> None:
    lignes = [100]
    allure = Allure(100_000_000, lambda: lignes[0])
    assert next(allure) == PREMIERE
    allure.compter(PREMIERE, PREMIERE // 1000)
    assert next(allure) == 100 * PREMIERE // (PREMIERE // 1000)
    lignes[0] = 1_000_000_000
    assert next(allure) < PREMIERE, "what a piece was like is known once it was read"
    allure.compter(PREMIERE, PREMIERE // 1000)
    assert next(allure) == 4 * PREMIERE
    allure.compter(80_000_000, 1)
    assert next(allure) == 100_000_000
    allure.compter(70_000_000, 0)
    assert next(allure) == 100_000_000, "a piece without the end of a line tells nothing"


def test_pieces_of_the_same_length() -> None:
    allure = Allure(1_000)
    allure.compter(10, 1)
    assert next(allure) == 1_000


def test_pieces_end_at_ends_of_lines() -> None:
    texte = b"un\ndeux\r\ntrois\n\nquatre"
    for taille in range(1, 30):
        morceaux = [*lignes_entieres(io.BytesIO(texte), repeat(taille))]
        assert b"".join(morceaux) == texte
        assert all(m.endswith(b"\n") for m in morceaux[:-1])
