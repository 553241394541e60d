"""Conditions, doubts and levers that several aids share."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction

from cafsim.dispositifs.modele import Change, Condition, Donnees, Inconnu, Levier, Test

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


def selon(
    nombres: tuple[str, ...], calcul: Callable[[Mapping[str, Fraction]], Donnees | None], *, depuis: int = 0,
    jusqu_a: int = 9999, psu: bool = False, ctg: bool = False,
) -> Change:  # fmt: skip
    """Return a change that some numbers decide: from one exercice to another, asked for while they are not known.

    `psu`: for a crèche with Psu only; `ctg`: where there is a Ctg.
    """

    def changer(valeurs: Donnees, exercice: int) -> Donnees | Inconnu | None:
        ailleurs = (psu and valeurs.get("financement") != "psu") or (ctg and valeurs.get("ctg") is False)
        if ailleurs or not depuis <= exercice <= jusqu_a:
            return None
        inconnus = tuple(nom for nom in (*(("ctg",) if ctg else ()), *nombres) if valeurs.get(nom) is None)
        connus = {nom: valeur for nom in nombres if isinstance(valeur := valeurs.get(nom), Fraction)}
        return Inconnu(inconnus) if inconnus else calcul(connus)

    return changer


def bascule(champ: str, *, depuis: int = 0, psu: bool = False) -> Change:
    """Return the change of a no into a yes. `psu`: for a crèche with Psu only."""

    def changer(valeurs: Donnees, exercice: int) -> Donnees | Inconnu | None:
        ailleurs = psu and valeurs.get("financement") != "psu"
        if ailleurs or exercice < depuis or valeurs.get(champ) is True:
            return None
        return Inconnu((champ,)) if valeurs.get(champ) is None else {champ: True}

    return changer


def _signer(valeurs: Donnees, exercice: int) -> Donnees | Inconnu | None:
    sans_objet = valeurs.get("financement", "psu") != "psu"
    return None if sans_objet else bascule("ctg", depuis=DEBUT_CTG)(valeurs, exercice)


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
