"""The style sheet: contrast of every text on every ground, patterns that do not need colours, paper."""

from __future__ import annotations

import re
from itertools import combinations
from pathlib import Path

import pytest

MODELES = Path(__file__).resolve().parent.parent.parent / "cafsim" / "rapport" / "modeles"
STYLE = (MODELES / "note.css").read_text("utf-8")
BLOCS = (MODELES / "blocs.html.j2").read_text("utf-8")
ECRAN, _, PAPIER = STYLE.partition("@media print")


def couleurs(texte: str) -> dict[str, str]:
    return dict(re.findall(r"--(\w+): (#[0-9a-f]{6});", texte))


def luminance(couleur: str) -> float:
    composantes = (int(couleur[i : i + 2], 16) / 255 for i in (1, 3, 5))
    lineaires = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in composantes]
    return 0.2126 * lineaires[0] + 0.7152 * lineaires[1] + 0.0722 * lineaires[2]


def contraste(a: str, b: str) -> float:
    clair, sombre = sorted((luminance(a), luminance(b)), reverse=True)
    return (clair + 0.05) / (sombre + 0.05)


def test_the_formula_of_contrast() -> None:
    assert contraste("#000000", "#ffffff") == pytest.approx(21)
    assert contraste("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("feuille", [couleurs(ECRAN), {**couleurs(ECRAN), **couleurs(PAPIER)}], ids=["écran", "papier"])
def test_every_text_on_every_ground(feuille: dict[str, str]) -> None:
    for texte in ("encre", "gris", "accent"):
        for fond in ("papier", "pale"):
            assert contraste(feuille[texte], feuille[fond]) >= 4.5, (texte, fond)


def test_the_only_colours_of_texts_and_grounds_are_those_checked() -> None:
    assert set(re.findall(r"[^-]color: ([^;]+);", ECRAN)) <= {
        "var(--encre)", "var(--gris)", "var(--accent)", "var(--papier)", "#4a5661",
    }  # fmt: skip
    assert set(re.findall(r"background: ([^;]+);", STYLE)) <= {"var(--papier)", "var(--pale)", "var(--accent)"}
    assert "opacity" not in STYLE


def test_grounds_of_charts_stand_out_and_patterns_differ_without_colour() -> None:
    pleins = dict(re.findall(r'"(\w+)": "(#[0-9a-f]{6})"', BLOCS))
    motifs = set(re.findall(r'"url\(#(motif-\w+)\)"', BLOCS))
    assert motifs == {"motif-incertain", "motif-plafond"}
    assert all(f'id="{m}"' in BLOCS for m in motifs)
    for a, b in combinations(pleins.values(), 2):
        assert contraste(a, b) >= 2, "plain grounds differ in grey too"
    assert contraste("#1c2833", "#ffffff") >= 3, "outline"
    assert BLOCS.count('stroke="#1c2833"') >= 2


def test_paper() -> None:
    assert "size: A4" in STYLE
    assert "tr, .points" in PAPIER
    assert "break-inside: avoid" in PAPIER
    assert couleurs(PAPIER)["encre"] == "#000000"
