"""Estimations written in each form, as the command does."""

from __future__ import annotations

import io
from collections.abc import Sequence

import pytest

from cafsim.baremes.model import Baremes
from cafsim.estimation.resultat import Estimation
from cafsim.render.donnees import estimation_csv, estimation_json
from cafsim.render.formes import csv, json, markdown, table, texte
from cafsim.render.reponse import Reponse
from cafsim.render.vues.estimation import document


def en_texte(liste: Sequence[Estimation], baremes: Baremes, *, detail: bool = False, largeur: int = 80) -> str:
    return texte.rendre(document(liste, baremes.hypotheses, detail=detail), largeur)


def en_markdown(liste: Sequence[Estimation], baremes: Baremes, *, detail: bool = False) -> str:
    return markdown.rendre(document(liste, baremes.hypotheses, detail=detail))


def en_json(liste: Sequence[Estimation]) -> str:
    return json.texte(estimation_json.estimations(liste))


def en_csv(liste: Sequence[Estimation], profil: str = "excel-fr") -> bytes:
    return csv.ecrire(Reponse(grille=lambda: estimation_csv.grille(liste)), profil)


def a_l_ecran(
    liste: Sequence[Estimation], baremes: Baremes, largeur: int, *, detail: bool = False, encodage: str = "utf-8"
) -> str:
    """What goes through a pipe that speaks `encodage`, when the environment asks for a width."""
    brut = io.BytesIO()
    flux = io.TextIOWrapper(brut, encoding=encodage, newline="")
    with pytest.MonkeyPatch.context() as ailleurs:
        ailleurs.setenv("COLUMNS", str(largeur))
        table.dessiner(document(liste, baremes.hypotheses, detail=detail), flux)
    flux.flush()
    return brut.getvalue().decode(encodage)
