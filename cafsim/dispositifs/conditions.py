"""Conditions, doubts and levers that aids of several families share."""

from __future__ import annotations

from cafsim.dispositifs.modele import Condition, Donnees, Inconnu, Levier, bascule

DEBUT_CTG = 2020
"""First exercice of the bonus « territoire Ctg »."""

CTG = Condition(
    lambda e, b: e.ctg if b.exercice >= DEBUT_CTG else True,
    "Il faut une Ctg (convention territoriale globale) signée entre la collectivité et la Caf.",
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
