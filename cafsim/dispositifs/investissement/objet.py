"""What an `[[investissement]]` is for: each aid has its own `objet`, and asks for it while it is unknown."""

from __future__ import annotations

from cafsim.dispositifs.modele import Condition, Test


def est(objet: str) -> Test:
    """Return the test that the works are for this object."""
    return lambda e, b: e.objet == objet


def reserve_a(objet: str, libelle: str) -> Condition:
    """Return the condition that the works are for this object."""
    return Condition(est(objet), f"Réservé aux travaux d'{libelle}.")
