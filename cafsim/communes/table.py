"""The packaged table: a text file sorted by code, mapped in memory. Nothing but the answer is read.

By code, a bisection; by name, a search for bytes in a column that holds the name without accents nor hyphens.
"""

from __future__ import annotations

import mmap
import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import count, islice
from typing import Any, NamedTuple

from cafsim.communes.modele import Commune, depuis
from cafsim.fichiers import donnee, lire_toml

CODE = 5
"""Length of a code: a row is `code;cle;…`."""

RECHERCHES = 100
"""Searches in the whole file after which an index (a fifth of a second, 20 MB) is made: for batches only."""

_recherches = count()


@lru_cache(maxsize=1)
def _octets() -> mmap.mmap:
    with donnee("communes.csv").open("rb") as fichier:
        return mmap.mmap(fichier.fileno(), 0, access=mmap.ACCESS_READ)


def par_code(code: str) -> Commune | None:
    """Return the commune that has this Insee code, or had it once: a merged one has kept its own row, or not."""
    cherche = code.upper()
    if not re.fullmatch(r"[0-9][0-9AB][0-9]{3}", cherche):
        return None
    octets, motif = _octets(), cherche.encode()
    bas, haut = octets.find(b"\n") + 1, len(octets)
    while bas < haut:
        milieu = octets.rfind(b"\n", bas, (bas + haut) // 2) + 1 or bas
        if octets[milieu : milieu + CODE] < motif:
            bas = octets.find(b"\n", milieu) + 1
        else:
            haut = milieu
    if octets[bas : bas + CODE] == motif:
        return depuis(_ligne(bas))
    return next((c for c in _du_mot(motif) if cherche in c.anciens_codes), None)


def par_cle(cle: str) -> list[Commune]:
    """Return every commune, or part of one, whose name has this key (see `noms.cle`)."""
    return [c for c in _cherchees(f";{cle};".encode()) if c.cle == cle] if cle else []


def par_prefixe(cle: str, limite: int) -> list[Commune]:
    """Return those whose key begins so, in the order of codes, `limite` of them at most."""
    debuts = (c for c in _contenant(f";{cle}".encode(), colonne=1) if c.cle.startswith(cle))
    return list(islice(debuts, limite))


def par_mots(mots: Sequence[str]) -> list[Commune]:
    """Return those whose name has a word that begins with each of these."""
    if not mots:
        return []
    trouvees = _contenant(max(mots, key=len).encode(), colonne=1)
    return [c for c in trouvees if all(any(m.startswith(mot) for m in c.cle.split()) for mot in {*mots})]


def par_code_postal(code: str) -> list[Commune]:
    """Return today's communes that have this postal code."""
    if not re.fullmatch(r"[0-9]{5}", code):
        return []
    return [c for c in _du_mot(code.encode()) if c.actuelle and code in c.codes_postaux]


def cles() -> list[str]:
    """Return the keys of all the names."""
    return [c.decode() for c in re.findall(rb"\n.{5};([^;]+);", _octets())]


@lru_cache(maxsize=1)
def departements() -> dict[str, str]:
    """Return the name of each département, by its code."""
    colonnes = re.findall(rb"\n[^;]*;[^;]*;[^;]*;actuelle;;([^;]*);([^;]*);", _octets())
    return {code.decode(): nom.decode() for code, nom in dict(colonnes).items()}


@lru_cache(maxsize=1)
def codes() -> frozenset[str]:
    """Return the Insee codes that the table has a row for."""
    return frozenset(code.decode() for code in re.findall(rb"\n([^;]{5});", _octets()))


@lru_cache(maxsize=1)
def epcis() -> frozenset[str]:
    """Return the Siren of all the intercommunalités."""
    return frozenset(siren.decode() for siren in re.findall(rb";([0-9]{9});", _octets()))


@lru_cache(maxsize=1)
def _index() -> dict[bytes, list[int]]:
    """Return where the rows are that hold a code, or a key, with the marks around it; a row once for each."""
    octets = _octets()
    trouvees: dict[bytes, list[int]] = {}
    for trouve in re.finditer(rb"(?=([; ][0-9][0-9AB][0-9]{3}[; ]))|\n[^;]*(?=(;[^;]+;))", octets):
        motif, debut = trouve[1] or trouve[2], octets.rfind(b"\n", 0, trouve.end() + 1) + 1
        places = trouvees.setdefault(motif, [])
        if debut and places[-1:] != [debut]:
            places.append(debut)
    return trouvees


def _cherchees(motif: bytes) -> Iterator[Commune]:
    """Yield the rows where a code, or a key, stands between these marks: by an index, once it is worth its time."""
    if next(_recherches) < RECHERCHES:
        yield from _contenant(motif)
    else:
        yield from (depuis(_ligne(debut)) for debut in _index().get(motif, ()))


def _contenant(motif: bytes, colonne: int | None = None) -> Iterator[Commune]:
    """Yield the rows where these bytes are, or those that have them in a column."""
    octets = _octets()
    place = octets.find(motif, octets.find(b"\n"))
    while place >= 0:
        debut = octets.rfind(b"\n", 0, place) + 1
        ligne = _ligne(debut)
        if colonne is None or motif in b";" + ligne.split(b";", colonne + 1)[colonne]:
            yield depuis(ligne)
        place = octets.find(motif, debut + len(ligne))


def _du_mot(mot: bytes) -> Iterator[Commune]:
    """Yield the rows where a whole cell, or one of the words of a list, is this one; some may come twice."""
    for avant in (b";", b" "):
        for apres in (b";", b" "):
            yield from _cherchees(avant + mot + apres)


def _ligne(debut: int) -> bytes:
    octets = _octets()
    return octets[debut : octets.find(b"\n", debut)]


class Provenance(NamedTuple):
    """The origin of some columns."""

    titre: str
    producteur: str
    millesime: int
    licence: str
    note: str


@lru_cache(maxsize=1)
def provenances() -> dict[str, Provenance]:
    """Return the origins, by what they are about: `population`, `epci`, `zrr` and so on."""
    colonnes: dict[str, Any] = lire_toml(donnee("communes.toml"))["colonnes"]
    return {
        nom: Provenance(c["titre"], c["producteur"], c["millesime"], c["licence"], c.get("note", ""))
        for nom, c in colonnes.items()
    }
