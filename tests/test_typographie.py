"""Texts wrapped for a screen."""

from __future__ import annotations

import pytest

from cafsim.typographie import paragraphe


@pytest.mark.parametrize("largeur", range(45, 80))
def test_no_line_breaks_in_the_middle_of_a_command(largeur: int) -> None:
    texte = "Pour refaire l'estimation, tapez : cafsim estimate creche.toml --detail. Ou : cafsim aides montrer psu"
    lignes = paragraphe(texte, largeur).split("\n")
    assert max(map(len, lignes)) <= largeur
    assert any("cafsim estimate creche.toml --detail." in x for x in lignes)
    assert any("cafsim aides montrer psu" in x for x in lignes)
    assert " ".join(lignes).replace("\xa0", " ") == texte
