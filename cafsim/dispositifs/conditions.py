"""Conditions and doubts that aids of several families share."""

from __future__ import annotations

from cafsim.dispositifs.modele import Condition

CTG = Condition(
    lambda e, b: e.ctg if b.exercice >= 2020 else True,
    "Il faut une Ctg (convention territoriale globale) signée entre la collectivité et la Caf.",
)

PART_INCERTAINE = "Aucun texte lu ne dit si la part du régime général réduit cette aide."
