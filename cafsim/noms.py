"""Things by the names that people give them: an aid, a kind of equipment, a choice."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import get_close_matches

from cafsim.typographie import simple

_CITE = re.compile(r"« ?([^»]+?) ?»")
_MOT = re.compile(r"[a-z0-9]+")
_VIDES = frozenset({"a", "au", "aux", "d", "de", "des", "du", "et", "l", "la", "le", "les", "un", "une"})
_RESSEMBLANCE = 3 / 4
"""How near a mistyped name must be to be suggested: `ram` is no `mam`."""


def cle(nom: str) -> str:
    """Return what the writings of one name have in common: `Les Multi-accueils` → `multi accueil`."""
    mots = [singulier(m) for m in _MOT.findall(simple(nom))]
    return " ".join([m for m in mots if m not in _VIDES] or mots)


class Noms:
    """The names of some things, by identifier.

    A title such as `Relais petite enfance (Rpe, ancien Ram)` also gives what stands before its brackets, and each part
    of what they hold; `Bonification « Plan mercredi »` also gives what it quotes.
    """

    def __init__(self, noms: Mapping[str, Iterable[str]]) -> None:
        self._identifiants = {cle(identifiant): identifiant for identifiant in noms}
        self._par_nom: dict[str, list[str]] = {}
        for identifiant, siens in noms.items():
            for nom in dict.fromkeys(c for complet in siens for c in map(cle, _parties(complet)) if c):
                self._par_nom.setdefault(nom, []).append(identifiant)

    def designes(self, texte: str) -> list[str]:
        """Return what a text names: one thing, or several that share this name; an identifier names itself only."""
        cherche = cle(texte)
        if cherche in self._identifiants:
            return [self._identifiants[cherche]]
        return self._par_nom.get(cherche, [])

    def par_nom(self) -> dict[str, str]:
        """Return what each name names, where it is one thing."""
        uniques = {nom: siens[0] for nom, siens in self._par_nom.items() if len(siens) == 1}
        return uniques | self._identifiants

    def proches(self, texte: str) -> list[str]:
        """Return what a text that names nothing may have meant: a name that it holds, else the nearest spelling."""
        cherche = cle(texte[:80])
        noms = {**{nom: [identifiant] for nom, identifiant in self._identifiants.items()}, **self._par_nom}
        contenus = [nom for nom in noms if f" {nom} " in f" {cherche} "]
        if contenus:
            return noms[max(contenus, key=len)]
        trouves = get_close_matches(cherche, list(noms), n=1, cutoff=_RESSEMBLANCE)
        return noms[trouves[0]] if trouves else []


def suggestion(proches: Sequence[str]) -> str:
    """Return `Vouliez-vous dire « a » ou « b » ?`; nothing without any."""
    return f"Vouliez-vous dire {' ou '.join(f'« {p} »' for p in proches)} ?" if proches else ""


def _parties(nom: str) -> Iterator[str]:
    yield nom
    yield from _CITE.findall(nom)
    avant, ouverte, dedans = nom.partition("(")
    if ouverte:
        yield avant
        yield from dedans.partition(")")[0].split(",")


def singulier(mot: str) -> str:
    """Return a word without the mark of a plural."""
    return mot[:-1] if len(mot) > 3 and mot[-1] in "sx" else mot
