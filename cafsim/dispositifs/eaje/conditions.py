"""Conditions that several aids to crèches share."""

from __future__ import annotations

from cafsim.dispositifs.modele import Condition

PSU = Condition(
    lambda e, b: e.financement == "psu",
    "Réservé aux crèches financées par la Psu (prestation de service unique) ; une micro-crèche Paje n'y a pas droit.",
)

CTG = Condition(
    lambda e, b: e.ctg if b.exercice >= 2020 else True,
    "Il faut une Ctg (convention territoriale globale) signée entre la collectivité et la Caf.",
)
