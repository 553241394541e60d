"""The words of a plan: what each row is, who bears what remains, amounts that may have no end."""

from __future__ import annotations

from collections.abc import Sequence

from cafsim.plan.equilibre import Cas, Genre, Poste
from cafsim.plan.modele import Plage, Porteur
from cafsim.render.mots import courants as mots

PLAFOND = "Si la Caf accorde le plafond"
TRAVAUX: dict[Cas, str] = {"refus": "Sans la Caf", "bas": "Plafond, au plus bas", "haut": "Plafond, au plus haut"}
ANNEE: dict[Cas, str] = {"prevision": "Prévision", "bas": "Caf au plus bas", "haut": "Caf au plus haut"}

RESTE_TRAVAUX: dict[Porteur, str] = {
    "commune": "Fonds propres de la collectivité",
    "autre": "Fonds propres du maître d'ouvrage",
    "inconnu": "Fonds propres du maître d'ouvrage",
}
RESTE_ANNEE: dict[Porteur, str] = {
    "commune": "Reste à charge de la commune",
    "autre": "Reste à financer (subvention de la commune ou autre)",
    "inconnu": "Reste à financer",
}
POSTES: dict[Genre, str] = {
    "cout": "Dépenses : travaux (part subventionnable)",
    "charges": "Dépenses : charges de l'année",
    "excedent": "Excédent",
    "caf": "Caf",
    "cofinancement": "Autres financeurs",
    "reduction": "À retrancher : plafond commun ou coût dépassé",
    "familles": "Participations des familles",
    "autres_recettes": "Autres recettes",
}
PUBLICS = {True: "public", False: "privé", None: "public ou privé ? à préciser"}


def plage(montant: Plage) -> str:
    """Return an amount or a range in words: `de … à …`, `au plus …`, `au moins …`, `inconnu`."""
    return mots.intervalle(montant.minimum, montant.maximum)


def cas(travaux: bool, montres: Sequence[Cas]) -> tuple[str, ...]:  # noqa: FBT001 (works or a year, nothing else)
    """Return the titles of the cases of a balance that are shown."""
    if len(montres) == 1:
        return ("Montant",)
    if not travaux:
        return tuple(ANNEE[c] for c in montres)
    return (TRAVAUX["refus"], PLAFOND) if len(montres) == 2 else tuple(TRAVAUX[c] for c in montres)


def poste(p: Poste) -> str:
    """Return what a row of a balance is called; own funds are named by their bearer."""
    if p.ligne is not None:
        signe = "" if p.ligne.nature == "droit" else f" ({mots.NATURES[p.ligne.nature]})"
        return f"Caf : {p.libelle}{signe}"
    return f"{p.libelle} ({PUBLICS[p.public]})" if p.libelle else POSTES[p.genre]
