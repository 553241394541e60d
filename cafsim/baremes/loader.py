"""Read a rate table from TOML, and refuse a malformed one with file, block, row and hint."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import TypeVar

from cafsim.baremes.model import (
    Bareme,
    Baremes,
    Hypothese,
    Source,
)
from cafsim.baremes.reader import Table, TableReader
from cafsim.erreurs import EntreeRefusee
from cafsim.fichiers import donnee, lire_toml

T = TypeVar("T")

_ENTETE = re.compile(r"^\[([\w.-]+)\]\s*$", re.MULTILINE)


def default_path() -> Path:
    """Return where the packaged table is."""
    return donnee("baremes.toml")


def load(path: Path | None = None) -> Baremes:
    """Load and check the whole published table. Raise EntreeRefusee with everything that is wrong in it."""
    path = path or default_path()
    return parse(lire_toml(path), path.name)


def ouvrir(path: Path | None = None) -> Baremes:
    """Open the published table: a block or a source is read when it is first used.

    Same content as `load`, in a fraction of its time: an estimate uses a quarter of the blocks, and what `load` checks
    across rows (overlaps, scales, sources) was checked before the table was published. Raise EntreeRefusee, then or
    later, for what can't be read.
    """
    path = path or default_path()
    textes = sections(path.read_text(encoding="utf-8"))
    familles: dict[str, dict[str, str]] = {"sources": {}, "hypotheses": {}, "": {}}
    for entete, texte in textes.items():
        famille, point, nom = entete.partition(".")
        familles[famille if point else ""][nom if point else entete] = texte

    def source(nom: str, texte: str) -> Source:
        return _complet(path.name, lambda reader: reader.source(nom, tomllib.loads(texte)["sources"][nom]))

    def hypothese(nom: str, texte: str) -> Hypothese:
        return _complet(path.name, lambda reader: reader.hypothese(nom, tomllib.loads(texte)["hypotheses"][nom]))

    def bloc(nom: str, texte: str) -> Bareme:
        brut = tomllib.loads(texte, parse_float=Decimal)[nom]
        return _complet(path.name, lambda reader: reader.bloc(nom, brut))

    sources = AuBesoin(familles["sources"], source)
    return Baremes(sources, AuBesoin(familles["hypotheses"], hypothese), AuBesoin(familles[""], bloc))


def sections(texte: str) -> dict[str, str]:
    """Cut the table at its `[header]` lines: header → text, in order. `[[block.series]]` stay with their block."""
    coupes = [*_ENTETE.finditer(texte)]
    fins = [*(c.start() for c in coupes[1:]), len(texte)]
    return {c[1]: texte[c.start() : fin] for c, fin in zip(coupes, fins, strict=True)}


class AuBesoin(Mapping[str, T]):
    """A mapping whose values are made from their texts when they are first asked for."""

    def __init__(self, textes: Mapping[str, str], lire: Callable[[str, str], T]) -> None:
        self._textes = textes
        self._lire = lire
        self._lus: dict[str, T] = {}

    def __getitem__(self, nom: str) -> T:
        if nom not in self._lus:
            self._lus[nom] = self._lire(nom, self._textes[nom])
        return self._lus[nom]

    def __contains__(self, nom: object) -> bool:
        return nom in self._textes

    def __iter__(self) -> Iterator[str]:
        return iter(self._textes)

    def __len__(self) -> int:
        return len(self._textes)


def _complet(fichier: str, lire: Callable[[TableReader], T]) -> T:
    """Read something, or raise EntreeRefusee with all that is wrong in it."""
    reader = TableReader(fichier)
    resultat = lire(reader)
    if reader.problemes:
        raise EntreeRefusee(reader.problemes)
    return resultat


def parse(data: Table, fichier: str) -> Baremes:
    """Build the table from parsed TOML. Raise EntreeRefusee with all problems."""
    reader = TableReader(fichier)
    sources = {k: reader.source(k, v) for k, v in reader.table("sources", data.get("sources", {})).items()}
    brutes = reader.table("hypotheses", data.get("hypotheses", {}))
    hypotheses = {k: reader.hypothese(k, v) for k, v in brutes.items()}
    blocs = {k: reader.bloc_controle(k, v, sources) for k, v in data.items() if k not in ("sources", "hypotheses")}
    if reader.problemes:
        raise EntreeRefusee(reader.problemes)
    return Baremes(sources, hypotheses, blocs)
