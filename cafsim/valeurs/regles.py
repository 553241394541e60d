"""What an equipment must respect beyond each of its fields, whether it comes from a project file or from a table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from fractions import Fraction
from typing import NamedTuple

from cafsim.baremes.model import Baremes
from cafsim.equipements.champs import Champ, Equipement
from cafsim.equipements.commun import PREMIER_EXERCICE, dernier_exercice
from cafsim.equipements.projet import Donnee
from cafsim.valeurs.lecture import lire_taux


class Faute(NamedTuple):
    """A mistake at a field: what is wrong, what to do."""

    champ: str
    message: str
    conseil: str


def nom_par_defaut(equipement: Equipement) -> str:
    """Return the name of an equipment that has none: `Crèche`."""
    return equipement.titre.split(" (")[0]


def hors_bareme(valeur: Donnee) -> str | None:
    """Say that no rate table holds a year (a number) or a date; None when one does."""
    if isinstance(valeur, date) and not PREMIER_EXERCICE <= valeur.year <= dernier_exercice():
        return f"aucun barème à la date du {valeur:%d/%m/%Y}."
    if isinstance(valeur, Fraction) and valeur > dernier_exercice():
        return f"aucun barème pour l'exercice {valeur}."
    return None


def conseil_annee() -> str:
    """Return the years that can be estimated."""
    return f"De {PREMIER_EXERCICE} à {dernier_exercice()}."


def contradictions(equipement: Equipement, valeurs: Mapping[str, Donnee]) -> Iterator[Faute]:
    """Yield what several known fields contradict together."""
    for coherence in equipement.coherences:
        message = coherence.rompue(valeurs)
        if message:
            yield Faute(coherence.petit, message, f"Corrigez {coherence.petit} ou {', '.join(coherence.grands)}.")


def impliques(equipement: Equipement) -> Iterator[tuple[Champ, str, Champ, Fraction]]:
    """Yield what choices settle: a field, its choice, the field settled, its value (no place before a creation)."""
    fields = {c.nom: c for c in equipement.tous_les_champs()}
    for champ in fields.values():
        for choix in champ.choix:
            for nom, nombre in choix.implique:
                if nom in fields:
                    yield champ, choix.valeur, fields[nom], Fraction(nombre)


def deduits(equipement: Equipement, valeurs: Mapping[str, Donnee]) -> dict[str, Donnee]:
    """Return the values of fields that are not given, and that the choices given settle; `?` stays unknown."""
    return {
        deduit.nom: nombre
        for champ, choisi, deduit, nombre in impliques(equipement)
        if valeurs.get(champ.nom) == choisi and deduit.nom not in valeurs
    }


def lire_taux_de(cle: str, valeur: object, baremes: Baremes) -> Fraction:
    """Read the user's own rate. Raise ValueError, with a reason in French; KeyError for an unknown key."""
    return lire_taux(valeur, baremes.serie(cle).valeurs[0].unite)
