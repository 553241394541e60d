"""Read the rate table, whole or as it is used; a malformed one is refused with file, line, place and hint."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import pairwise
from pathlib import Path
from typing import TypeVar

from cafsim.baremes.cles import FAMILLES
from cafsim.baremes.lecteur import Table, TropDeFautes
from cafsim.baremes.model import Bareme, Baremes, Dimensions, Hypothese, Source
from cafsim.baremes.reader import TableReader
from cafsim.erreurs import EntreeRefusee, TableRefusee
from cafsim.fichiers import analyser, donnee, lire_texte

T = TypeVar("T")

_Etat = tuple[Path, int, int]
"""A file as it is: its path, when it was written, its size."""

_lues: dict[tuple[_Etat, bool], Baremes] = {}
"""The published tables already read, whole (`True`) or as they are used: a batch asks several times for the same."""
_GARDEES = 4

_ENTETE = re.compile(r"\n[ \t]*\[\[?[ \t]*((?:sources|hypotheses)\.)?([\w-]*)")
"""A header on a line of its own; begins with the end of the line before, three times as quick to find as a `^`."""


def default_path() -> Path:
    """Return where the packaged table is."""
    return donnee("baremes.toml")


def load(path: Path | None = None) -> Baremes:
    """Load and check the whole published table. Raise EntreeRefusee with everything that is wrong in it."""
    path = path or default_path()
    etat = _etat(path)
    return _lues.get((etat, True)) or _garder(etat, parse(lire_texte(path), path.name), entiere=True)


def parse(texte: str, fichier: str) -> Baremes:
    """Build the table from its text. Raise TableRefusee with all that is wrong in it."""
    try:
        brut = analyser(texte, fichier)
    except EntreeRefusee as error:
        raise TableRefusee(error.problemes) from error
    reader = TableReader({})
    with reader.lecture(fichier, texte):
        reader.declarer(brut)
        sources = {k: reader.source(k, v) for k, v in reader.table(("sources",), brut.get("sources", {})).items()}
        supposees = reader.table(("hypotheses",), brut.get("hypotheses", {}))
        hypotheses = {k: reader.hypothese(k, v) for k, v in supposees.items()}
        blocs = {k: reader.bloc(k, v, sources) for k, v in brut.items() if k not in FAMILLES}
    return Baremes(sources, hypotheses, blocs)


def ouvrir(path: Path | None = None) -> Baremes:
    """Open the published table: a block or a source is read, and checked, when it is first used.

    Same content as `load`, in a fraction of its time: an estimate uses a quarter of the blocks. Raise EntreeRefusee,
    then or later, when what is used is wrong: the whole table is read then, and everything that is wrong in it is told.
    """
    path = path or default_path()
    etat = _etat(path)
    if lue := _lues.get((etat, True)) or _lues.get((etat, False)):
        return lue
    texte = lire_texte(path)
    morceaux = decouper(texte)
    table = parse(texte, path.name) if morceaux is None else _Morceaux(texte, path.name, morceaux).table()
    return _garder(etat, table, entiere=False)


def oublier() -> None:
    """Forget the tables already read: what is asked for next is read again."""
    _lues.clear()


def _etat(path: Path) -> _Etat:
    try:
        vu = path.stat()
    except OSError:  # its reading will tell
        return path, 0, 0
    return path, vu.st_mtime_ns, vu.st_size


def _garder(etat: _Etat, table: Baremes, *, entiere: bool) -> Baremes:
    if len(_lues) >= _GARDEES:
        oublier()
    _lues[etat, entiere] = table
    return table


def decouper(texte: str) -> dict[str, str] | None:
    """Cut the table into what can be read alone: `psu`, `sources.caf37-2024` → text, in order.

    None when it can't be: a block stands in several places, or keys in no table.
    """
    texte = f"\n{texte}"
    debuts: dict[str, int] = {}
    dernier = None
    for trouve in _ENTETE.finditer(texte):
        nom = (trouve[1] or "") + trouve[2]
        if nom != dernier:
            if nom in debuts or nom in ("", "sources", "hypotheses"):
                return None
            debuts[nom] = trouve.start()
            dernier = nom
    bornes = [*debuts.values(), len(texte)]
    if any(ligne.strip() and not ligne.startswith("#") for ligne in texte[: bornes[0]].splitlines()):
        return None
    return {nom: texte[debut:fin] for nom, (debut, fin) in zip(debuts, pairwise(bornes), strict=True)}


class _Morceaux:
    """Reads the pieces of a table one by one; the whole of it as soon as one is not what it should be."""

    def __init__(self, texte: str, fichier: str, morceaux: Mapping[str, str]) -> None:
        self._texte = texte
        self._fichier = fichier
        self._morceaux = morceaux
        self._dimensions: Dimensions = {}
        self._sources: Mapping[str, Source] = AuBesoin(self._noms("sources."), self._source)

    def table(self) -> Baremes:
        """Return the table, nothing of it read but its dimensions."""
        if "dimensions" in self._morceaux:
            dimensions = self._lire("dimensions", lambda reader, brut: reader.declarer(brut))
            if dimensions is None:
                return self._entiere()
            self._dimensions = dimensions
        hypotheses = AuBesoin(self._noms("hypotheses."), self._hypothese)
        blocs = AuBesoin([n for n in self._morceaux if "." not in n and n not in FAMILLES], self._bloc)
        return Baremes(self._sources, hypotheses, blocs)

    def _noms(self, famille: str) -> list[str]:
        return [n.removeprefix(famille) for n in self._morceaux if n.startswith(famille)]

    def _source(self, nom: str) -> Source:
        lue = self._lire(f"sources.{nom}", lambda reader, brut: reader.source(nom, brut["sources"][nom]))
        return lue or self._entiere().sources[nom]

    def _hypothese(self, numero: str) -> Hypothese:
        lue = self._lire(
            f"hypotheses.{numero}", lambda reader, brut: reader.hypothese(numero, brut["hypotheses"][numero])
        )
        return lue or self._entiere().hypotheses[numero]

    def _bloc(self, nom: str) -> Bareme:
        lu = self._lire(nom, lambda reader, brut: reader.bloc(nom, brut[nom], self._sources))
        return lu or self._entiere().blocs[nom]

    def _lire(self, entete: str, lire: Callable[[TableReader, Table], T]) -> T | None:
        """Read a piece; None when something is wrong with it."""
        reader = TableReader(self._dimensions)
        try:
            lu = lire(reader, analyser(self._morceaux[entete], self._fichier))
        except (EntreeRefusee, KeyError, TropDeFautes):
            return None
        return None if reader.fautes else lu

    def _entiere(self) -> Baremes:
        return parse(self._texte, self._fichier)


class AuBesoin(Mapping[str, T]):
    """A mapping whose values are made when they are first asked for."""

    def __init__(self, noms: Iterable[str], lire: Callable[[str], T]) -> None:
        self._lus: dict[str, T | None] = dict.fromkeys(noms)
        self._lire = lire

    def __getitem__(self, nom: str) -> T:
        lu = self._lus[nom]
        if lu is None:
            lu = self._lus[nom] = self._lire(nom)
        return lu

    def __contains__(self, nom: object) -> bool:
        return nom in self._lus

    def __iter__(self) -> Iterator[str]:
        return iter(self._lus)

    def __len__(self) -> int:
        return len(self._lus)
