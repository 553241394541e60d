"""Where the tables and keys of a Toml text stand, and the comments before them: `tomllib` keeps neither.

Only read when it is needed: to tell the line of a fault, or to write a table again without losing a comment.
"""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise, takewhile
from typing import NamedTuple

from cafsim.baremes.cles import Chemin

_JETON = re.compile(
    r"""(?P<commentaire>\#[^\n]*)
      | (?P<texte>"{3}(?:\\.|[^\\])*?"{3,5} | '{3}.*?'{3,5} | "(?:\\.|[^"\\\n])*" | '[^'\n]*')
      | (?P<fin>\n)
      | (?P<signe>[\[\]{}=,])
      | (?P<mot>[^\s\[\]{}=,\#"']+)""",
    re.VERBOSE | re.DOTALL,
)


class Repere(NamedTuple):
    """A table or a key of the text: its line, from 1, and the lines before it that are blank or comments."""

    chemin: Chemin
    ligne: int
    avant: tuple[str, ...]


class _Jeton(NamedTuple):
    sorte: str | None
    texte: str
    ligne: int


class Reperage:
    """The places of a valid Toml text; inside a value, those of the items of a list only.

    `reperes` in the order of the text, `apres` the comments behind the last of them, `ailleurs` those (line, text)
    that stand at the end of a line or inside a value: before nothing that has a name.
    """

    def __init__(self, texte: str) -> None:
        self.reperes: list[Repere] = []
        self.ailleurs: list[tuple[int, str]] = []
        self._rangs: defaultdict[Chemin, int] = defaultdict(int)
        table: Chemin = ()
        avant: list[str] = []
        for premier, *suite in _instructions(texte):
            if premier.sorte in ("fin", "commentaire"):
                avant.append(premier.texte.strip())
                continue
            self.ailleurs += ((j.ligne, j.texte.strip()) for j in suite if j.sorte == "commentaire")
            jetons = [j for j in (premier, *suite) if j.sorte != "commentaire"]
            cle = [j.texte for j in takewhile(lambda j: j.texte != "=", jetons)]
            entete = premier.texte == "["
            table = self._entete("".join(cle)) if entete else table
            chemin = table if entete else (*table, *_decoupe("".join(cle)))
            self.reperes.append(Repere(chemin, premier.ligne, tuple(avant)))
            self.reperes += _elements(chemin, jetons[len(cle) + 1 :])
            avant.clear()
        self.apres = tuple(avant)

    def lignes(self) -> Mapping[Chemin, int]:
        """Return the line of each place; of a table or a list, where the first part of it stands."""
        lignes: dict[Chemin, int] = {}
        for chemin, ligne, _ in self.reperes:
            for longueur in range(1, len(chemin) + 1):
                lignes.setdefault(chemin[:longueur], ligne)
        return lignes

    def _entete(self, entete: str) -> Chemin:
        """Return where the keys below `[a.b]` or `[[a.b]]` belong."""
        *meres, nom = _decoupe(entete.strip("[]"))
        mere: Chemin = ()
        for part in meres:
            mere = self._dernier((*mere, part))
        if entete.startswith("[["):
            self._rangs[*mere, nom] += 1
        return self._dernier((*mere, nom))

    def _dernier(self, chemin: Chemin) -> Chemin:
        return (*chemin, self._rangs[chemin]) if chemin in self._rangs else chemin


def _decoupe(cle: str) -> list[str]:
    """Return the parts of a dotted key."""
    if '"' not in cle and "'" not in cle:
        return cle.split(".")
    noms = []
    reste: object = tomllib.loads(f"{cle} = 0")
    while isinstance(reste, dict):
        (nom, reste) = next(iter(reste.items()))
        noms.append(nom)
    return noms


def _elements(chemin: Chemin, valeur: Sequence[_Jeton]) -> Iterator[Repere]:
    """Yield the items of a value that is a list."""
    profondeur = rang = 0
    for avant, jeton in pairwise(valeur if valeur and valeur[0].texte == "[" else ()):
        profondeur += (avant.texte in "[{") - (avant.texte in "]}")
        if profondeur == 1 and avant.texte in "[," and jeton.texte != "]":
            rang += 1
            yield Repere((*chemin, rang), jeton.ligne, ())


def _instructions(texte: str) -> Iterator[list[_Jeton]]:
    """Yield each header, each key with its value, each comment that stands alone, each blank line (its end)."""
    ligne, profondeur = 1, 0
    jetons: list[_Jeton] = []
    for trouve in _JETON.finditer(f"{texte}\n"):
        jeton = _Jeton(trouve.lastgroup, trouve[0], ligne)
        ligne += jeton.texte.count("\n")
        profondeur += (jeton.texte in "[{") - (jeton.texte in "]}")
        if jeton.sorte != "fin":
            jetons.append(jeton)
        elif profondeur == 0:
            yield jetons or [jeton]
            jetons = []
