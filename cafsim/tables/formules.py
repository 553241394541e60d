"""What the reading of a workbook leaves out: formulas in error (#REF!, #DIV/0!…) or never computed, rows not shown.

They are read as empty cells, and as rows like others. An empty cell is a field left out, which may take a default: a
formula without a result must not become one.
"""

from __future__ import annotations

import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO
from xml.parsers import expat

_BLOC = 1 << 20
_RANGEES_MAX = 1_048_576
_COLONNES_MAX = 16_384


@dataclass
class Particularites:
    """Of a sheet: for each line that has some, the places (from 0) of its cells in error; the lines not shown."""

    erreurs: dict[int, list[int]] = field(default_factory=dict)
    masquees: set[int] = field(default_factory=set)


def particularites(path: Path, rang: int) -> Particularites:
    """Return what a sheet of an Xlsx or an Ods (its rank, from 0) has of its own. Raise what its file makes raise."""
    with zipfile.ZipFile(path) as archive:
        ods = path.suffix.lower() == ".ods"
        suivi: _Xlsx | _Ods = _Ods(rang) if ods else _Xlsx()
        with archive.open("content.xml" if ods else _feuille(archive, rang)) as flux:
            if ods or _interessante(flux):
                flux.seek(0)
                _lire(flux, suivi)
    return suivi.trouvees


class _Suivi:
    """What follows the elements of a file, from one end to the other or until it has seen enough."""

    finie = False

    def debut(self, nom: str, attributs: dict[str, str]) -> None: ...
    def fin(self, nom: str) -> None: ...
    def texte(self, texte: str) -> None: ...


def _lire(flux: IO[bytes], suivi: _Suivi) -> None:
    """Have a file parsed, in a memory that does not grow. Raise ValueError for a tag or a comment without end.

    The parser begins it again with each block: the time would grow with the square of its length. No entity may be
    declared: none of these files needs one.
    """
    analyseur = expat.ParserCreate()
    analyseur.StartElementHandler = suivi.debut
    analyseur.EndElementHandler = suivi.fin
    analyseur.CharacterDataHandler = suivi.texte
    analyseur.EntityDeclHandler = _refuser
    lus = 0
    while (bloc := flux.read(_BLOC)) and not suivi.finie:
        analyseur.Parse(bloc, False)  # noqa: FBT003 (the library's own)
        lus += len(bloc)
        if lus - analyseur.CurrentByteIndex > 2 * _BLOC:
            raise ValueError("tag")
    if not suivi.finie:
        analyseur.Parse(b"", True)  # noqa: FBT003


def _refuser(*_: object) -> None:
    raise ValueError("entity")


def _interessante(flux: IO[bytes]) -> bool:
    """Say whether a sheet may hold a formula, an error or a hidden row: most hold none, and need no more reading."""
    fin = b""
    while bloc := flux.read(_BLOC):
        tout = fin + bloc
        if any(marque in tout for marque in (b't="e"', b"<f", b":f", b"hidden=")):
            return True
        fin = bloc[-16:]
    return False


class _Xlsx(_Suivi):
    """Follows a sheet of an Xlsx."""

    def __init__(self) -> None:
        self.trouvees = Particularites()
        self._ligne = 0
        self._cellule = ""
        self._erreur = self._formule = self._valeur = self._dans_valeur = False

    def debut(self, nom: str, attributs: dict[str, str]) -> None:
        nom = nom.rpartition(":")[2]
        if nom == "row":
            self._ligne = int(attributs.get("r", self._ligne + 1))
            if self._ligne > _RANGEES_MAX:
                raise ValueError("row")
            if attributs.get("hidden") in ("1", "true"):
                self.trouvees.masquees.add(self._ligne)
        elif nom == "c":
            self._cellule = attributs.get("r", "")
            self._erreur = attributs.get("t") == "e"
            self._formule = self._valeur = False
        elif nom == "f":
            self._formule = True
        elif nom in ("v", "t"):
            self._dans_valeur = True

    def fin(self, nom: str) -> None:
        nom = nom.rpartition(":")[2]
        if nom in ("v", "t"):
            self._dans_valeur = False
        elif nom == "c" and (self._erreur or (self._formule and not self._valeur)):
            lettres = self._cellule.rstrip("0123456789")
            if lettres and (place := _place(lettres)) < _COLONNES_MAX:
                self.trouvees.erreurs.setdefault(self._ligne, []).append(place)

    def texte(self, texte: str) -> None:
        if self._dans_valeur and texte:
            self._valeur = True


class _Ods(_Suivi):
    """Follows a sheet of an Ods, one of the tables of its only file; equal rows and cells are written once."""

    def __init__(self, rang: int) -> None:
        self.trouvees = Particularites()
        self._tables = -1
        self._rang = rang
        self._ligne = self._place = 0
        self._erreurs: list[int] = []
        self._pas: list[tuple[int, bool]] = []

    def debut(self, nom: str, attributs: dict[str, str]) -> None:
        if nom == "table:table":
            self._tables += 1
        elif self._tables != self._rang:
            return
        elif nom == "table:table-row":
            self._place, self._erreurs = 0, []
            fois = _fois(attributs.get("table:number-rows-repeated", "1"), _RANGEES_MAX - self._ligne)
            self._pas.append((fois, attributs.get("table:visibility") in ("collapse", "filter")))
        elif nom in ("table:table-cell", "table:covered-table-cell"):
            fois = _fois(attributs.get("table:number-columns-repeated", "1"), _COLONNES_MAX - self._place)
            if _en_erreur(attributs):
                self._erreurs.extend(range(self._place, self._place + fois))
            self._place += fois

    def fin(self, nom: str) -> None:
        if nom == "table:table" and self._tables == self._rang:
            self.finie = True
        elif nom == "table:table-row" and self._pas:
            fois, masquee = self._pas.pop()
            lignes = range(self._ligne + 1, self._ligne + fois + 1)
            if self._erreurs:
                self.trouvees.erreurs.update(dict.fromkeys(lignes, self._erreurs))
            if masquee:
                self.trouvees.masquees.update(lignes)
            self._ligne += fois


def _fois(texte: str, maximum: int) -> int:
    return max(0, min(int(texte), maximum))


def _en_erreur(attributs: dict[str, str]) -> bool:
    if attributs.get("calcext:value-type") == "error":
        return True
    return "table:formula" in attributs and "office:value-type" not in attributs


class _Elements(_Suivi):
    """The elements of a file, with their attributes."""

    def __init__(self) -> None:
        self.trouves: list[tuple[str, dict[str, str]]] = []

    def debut(self, nom: str, attributs: dict[str, str]) -> None:
        self.trouves.append((nom.rpartition(":")[2], attributs))
        self.finie = len(self.trouves) > _RANGEES_MAX


def _feuille(archive: zipfile.ZipFile, rang: int) -> str:
    """Return where a sheet of an Xlsx is."""
    classeur, liens = _Elements(), _Elements()
    for nom, elements in (("xl/workbook.xml", classeur), ("xl/_rels/workbook.xml.rels", liens)):
        with archive.open(nom) as flux:
            _lire(flux, elements)
    identifiants = [a.get("r:id", "") for n, a in classeur.trouves if n == "sheet"]
    identifiant = identifiants[rang] if rang < len(identifiants) else f"rId{rang + 1}"
    for nom, attributs in liens.trouves:
        if nom == "Relationship" and attributs.get("Id") == identifiant:
            cible = attributs.get("Target", "")
            return cible.removeprefix("/") if cible.startswith("/") else f"xl/{cible}"
    raise KeyError(identifiant)


def _place(lettres: str) -> int:
    """Return the place of a column, from 0: `A` → 0, `AA` → 26."""
    rang = 0
    for lettre in lettres:
        rang = rang * 26 + ord(lettre) - 64
    return rang - 1
