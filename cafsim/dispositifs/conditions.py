"""Conditions, doubts and levers that several aids share."""

from __future__ import annotations

from cafsim.dispositifs.modele import Condition, Donnees, Inconnu, Levier, Test, bascule

DEBUT_CTG = 2020
"""First exercice of the bonus « territoire Ctg »."""

CTG = Condition(
    lambda e, b: e.ctg if b.exercice >= DEBUT_CTG else True,
    "Il faut une Ctg (convention territoriale globale) signée entre la collectivité et la Caf.",
)

PSU = Condition(
    lambda e, b: e.financement == "psu",
    "Réservé aux crèches financées par la Psu (prestation de service unique) ; une micro-crèche Paje n'y a pas droit.",
)

PART_INCERTAINE = "Aucun texte lu ne dit si la part du régime général réduit cette aide."


def _signer(valeurs: Donnees, exercice: int) -> Donnees | Inconnu | None:
    return None if exercice < DEBUT_CTG or valeurs.get("financement", "psu") != "psu" else bascule(valeurs, "ctg")


SIGNER_CTG = Levier(
    titre="Signer une Ctg (convention territoriale globale)",
    champs=("ctg",),
    change=_signer,
    demande="Une convention entre la collectivité et la Caf, après un diagnostic du territoire et une délibération. "
    "Elle remplace l'ancien contrat enfance jeunesse. Le bonus est versé au gestionnaire, pour les places et les "
    "heures que la collectivité soutient.",
    commun=True,
)


def agrement(motif: str) -> Condition:
    """Return the condition of an approval by the Caf or the préfet."""
    return Condition(lambda e, b: e.agrement, motif)


def conventionnement(motif: str) -> Condition:
    """Return the condition of being retained by the funders."""
    return Condition(lambda e, b: e.conventionnement, motif)


def est(objet: str) -> Test:
    """Return the test that the works of an `[[investissement]]` are for this object; it is asked for while unknown."""
    return lambda e, b: e.objet == objet


def reserve_a(objet: str, libelle: str) -> Condition:
    """Return the condition that the works are for this object."""
    return Condition(est(objet), f"Réservé aux travaux d'{libelle}.")
