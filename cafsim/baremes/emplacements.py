"""Where the tables and keys of a Toml text stand, and the comments before them: `tomllib` keeps neither.

Only read when it is needed: to tell the line of a fault, or to write a table again without losing a comment.
"""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict
from collections.abc import Mapping
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
    """The places of a valid Toml text.

    `reperes` in the order of the text, `apres` the comments behind the last of them, `ailleurs` those (line, text)
    that stand at the end of a line or inside a value: before nothing that has a name.
    """

    def __init__(self, texte: str) -> None:
        self.reperes: list[Repere] = []
        self.ailleurs: list[tuple[int, str]] = []
        self._rangs: defaultdict[Chemin, int] = defaultdict(int)
        self._jetons = _jetons(texte)
        self._place = 0
        self._avant: list[str] = []
        self._document()
        self.apres = tuple(self._avant)

    def lignes(self) -> Mapping[Chemin, int]:
        """Return the line of each place; of a table or a list, where the first part of it stands."""
        lignes: dict[Chemin, int] = {}
        for chemin, ligne, _ in self.reperes:
            for longueur in range(1, len(chemin) + 1):
                lignes.setdefault(chemin[:longueur], ligne)
        return lignes

    def _voir(self) -> _Jeton:
        return self._jetons[self._place]

    def _prendre(self) -> _Jeton:
        jeton = self._voir()
        self._place += jeton.sorte is not None
        return jeton

    def _document(self) -> None:
        table: Chemin = ()
        while (jeton := self._voir()).sorte is not None:
            if jeton.sorte in ("fin", "commentaire"):
                self._avant.append(self._prendre().texte.strip())
                if jeton.sorte == "commentaire":
                    self._prendre()
            elif jeton.texte == "[":
                table = self._entete()
                self._fin_de_ligne()
            else:
                self._cle(table)
                self._fin_de_ligne()

    def _fin_de_ligne(self) -> None:
        jeton = self._prendre()
        if jeton.sorte == "commentaire":
            self.ailleurs.append((jeton.ligne, jeton.texte.strip()))
            self._prendre()

    def _entete(self) -> Chemin:
        """Read `[a.b]` or `[[a.b]]`, and return where the keys below it belong."""
        ligne = self._prendre().ligne
        liste = self._voir().texte == "["
        if liste:
            self._prendre()
        *meres, nom = self._noms("]")
        if liste:
            self._prendre()
        mere: Chemin = ()
        for part in meres:
            mere = self._dernier((*mere, part))
        chemin: Chemin = (*mere, nom)
        if liste:
            self._rangs[chemin] += 1
        chemin = self._dernier(chemin)
        self._noter(chemin, ligne)
        return chemin

    def _dernier(self, chemin: Chemin) -> Chemin:
        return (*chemin, self._rangs[chemin]) if chemin in self._rangs else chemin

    def _cle(self, table: Chemin) -> None:
        ligne = self._voir().ligne
        chemin: Chemin = (*table, *self._noms("="))
        self._noter(chemin, ligne)
        self._valeur(chemin)

    def _noms(self, fin: str) -> list[str]:
        ecrit = ""
        while (jeton := self._prendre()).texte != fin and jeton.sorte is not None:
            ecrit += jeton.texte
        return _decoupe(ecrit)

    def _valeur(self, chemin: Chemin) -> None:
        signe = self._voir().texte if self._voir().sorte == "signe" else ""
        if signe == "{":
            self._table_en_ligne(chemin)
        elif signe == "[":
            self._liste(chemin)
        else:
            while self._voir().sorte in ("mot", "texte"):
                self._prendre()

    def _table_en_ligne(self, chemin: Chemin) -> None:
        self._prendre()
        while self._voir().texte != "}" and self._voir().sorte is not None:
            if self._voir().texte == ",":
                self._prendre()
            else:
                self._cle(chemin)
        self._prendre()

    def _liste(self, chemin: Chemin) -> None:
        self._prendre()
        rang = 0
        while self._voir().texte != "]" and self._voir().sorte is not None:
            jeton = self._voir()
            if jeton.sorte in ("fin", "commentaire") or jeton.texte == ",":
                self._prendre()
                if jeton.sorte == "commentaire":
                    self.ailleurs.append((jeton.ligne, jeton.texte.strip()))
            else:
                rang += 1
                self._noter((*chemin, rang), jeton.ligne)
                self._valeur((*chemin, rang))
        self._prendre()

    def _noter(self, chemin: Chemin, ligne: int) -> None:
        self.reperes.append(Repere(chemin, ligne, tuple(self._avant)))
        self._avant.clear()


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


def _jetons(texte: str) -> list[_Jeton]:
    jetons = []
    ligne = 1
    for trouve in _JETON.finditer(texte):
        jetons.append(_Jeton(trouve.lastgroup, trouve[0], ligne))
        ligne += trouve[0].count("\n")
    return [*jetons, _Jeton(None, "", ligne)]
