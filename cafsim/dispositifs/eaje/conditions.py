"""Conditions that several aids to crèches share."""

from __future__ import annotations

from cafsim.dispositifs.modele import Condition

PSU = Condition(
    lambda e, b: e.financement == "psu",
    "Réservé aux crèches financées par la Psu (prestation de service unique) ; une micro-crèche Paje n'y a pas droit.",
)
