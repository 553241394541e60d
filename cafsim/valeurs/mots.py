"""Read a word as people say it: a choice of a field, a kind of equipment, the absence of an answer."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from cafsim.equipements.champs import Champ, Choix
from cafsim.equipements.registre import equipements
from cafsim.erreurs import Probleme, lever, plus_proche
from cafsim.noms import Noms, suggestion
from cafsim.typographie import simple

_HORS_LETTRES = re.compile("[^a-z]")
_SANS_REPONSE = frozenset({
    "jenesaispas", "nesaispas", "nesaitpas", "saispas", "nsp", "inconnu", "inconnue", "nc", "noncommunique", "na", "nd",
    "nonconnu", "nondisponible", "acompleter", "apreciser",
})  # fmt: skip
_SIGNES = frozenset({"-", "--", "—", "–", "…", "...", "??"})


def sans_reponse(texte: str) -> bool:
    """Say whether a text means that nobody knows: `je ne sais pas`, `N.C.`, `-`."""
    return texte.strip() in _SIGNES or _HORS_LETTRES.sub("", simple(texte)) in _SANS_REPONSE


def lire_choix(champ: Champ, brut: object) -> str:
    """Return the value of a choice, however it is named. Raise ValueError, with a reason in French."""
    noms = noms_des_choix(champ.choix)
    trouves = noms.designes(brut) if isinstance(brut, str) else []
    if len(trouves) == 1:
        return trouves[0]
    possibles = ", ".join(trouves or [c.valeur for c in champ.choix])
    proche = plus_proche(str(brut)[:50], [c.valeur for c in champ.choix])
    conseil = "" if trouves else suggestion(noms.proches(str(brut)[:50]) or ([proche] if proche else []))
    raise ValueError(f"« {str(brut)[:40]} » n'est pas une valeur possible ({possibles}). {conseil}".rstrip())


def lire_type(texte: str) -> str | None:
    """Return the kind of equipment that a text names: `Multi-accueil` → `eaje`; None when there is none, or several."""
    trouves = noms_des_equipements().designes(texte)
    return trouves[0] if len(trouves) == 1 else None


def lire_types(noms: Iterable[str], ou: str) -> list[str]:
    """Return the kinds of equipment named, each once. Raise EntreeRefusee with all those that name none."""
    lus = {nom: lire_type(nom) for nom in noms}
    liste = f"Équipements : {', '.join(equipements())}."
    problemes = [
        Probleme(ou, nom, "équipement inconnu.", types_proches(nom) or liste) for nom, lu in lus.items() if lu is None
    ]
    lever(problemes)
    return list(dict.fromkeys(lu for lu in lus.values() if lu is not None))


def types_proches(texte: str) -> str:
    """Return what to say of a text that names no kind of equipment: `Vouliez-vous dire « eaje » ?`, or nothing."""
    noms = noms_des_equipements()
    return suggestion(noms.designes(texte) or noms.proches(texte))


@cache
def noms_des_choix(choix: tuple[Choix, ...]) -> Noms:
    """Return the names of the values of a field."""
    return Noms({c.valeur: (c.libelle, *c.noms) for c in choix})


@cache
def noms_des_equipements() -> Noms:
    """Return the names of the kinds of equipment."""
    return Noms({e.type: (e.titre, *e.noms) for e in equipements().values()})
