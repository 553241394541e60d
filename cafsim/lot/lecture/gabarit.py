"""An empty table, ready to fill: the titles, and a row of help that the reading skips."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from cafsim.equipements.champs import Champ, Type
from cafsim.equipements.commun import GESTIONNAIRE, PREMIER_EXERCICE, TERRITOIRE, dernier_exercice
from cafsim.equipements.registre import equipements
from cafsim.lot.lecture.titres import MARQUE, types_de


def gabarit(types: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the titles and the row of help of a table for these types of equipment."""
    champs = _champs(types)
    identite = {
        "projet": f"{MARQUE} Ligne d'aide, non lue. Nom de la commune ou du projet",
        "exercice": f"Année d'activité, de {PREMIER_EXERCICE} à {dernier_exercice()}",
        "type": f"Type d'équipement : {', '.join(types)}",
        "nom": "Nom de l'équipement (différent pour deux équipements d'un même type)",
    }
    return (*identite, *champs), (*identite.values(), *(_phrase(c, types) for c in champs.values()))


def listes(types: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Return what may be chosen in the columns that take a few words only."""
    trouvees = {"type": tuple(types)}
    for nom, champ in _champs(types).items():
        if champ.type is Type.CHOIX:
            trouvees[nom] = tuple(c.valeur for c in champ.choix)
        elif champ.type is Type.OUI_NON:
            trouvees[nom] = ("oui", "non", "?")
    return trouvees


def _champs(types: Iterable[str]) -> dict[str, Champ]:
    propres = (c for t in types for c in equipements()[t].tous_les_champs())
    return {c.nom: c for c in (GESTIONNAIRE, *TERRITOIRE, *propres)}


def _phrase(champ: Champ, types: Sequence[str]) -> str:
    libelle = f"{champ.libelle[0].upper()}{champ.libelle[1:]}"
    unite = {"": "", "part": " (part : 0,98 ou 98 %)"}.get(champ.unite, f" ({champ.unite})")
    valeurs = ""
    if champ.type is Type.CHOIX:
        valeurs = f" : {', '.join(c.valeur for c in champ.choix)}"
    elif champ.type is Type.OUI_NON:
        valeurs = " : oui ou non"
    elif champ.type is Type.DATE:
        valeurs = f" : {date(dernier_exercice() - 1, 3, 15):%d/%m/%Y}"
    qui = [t for t in types if t in types_de(champ.nom)]
    seuls = f" [{', '.join(qui)}]" if len(qui) < len(types) else ""
    return f"{libelle}{unite}{valeurs}{seuls}"
