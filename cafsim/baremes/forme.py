"""The one form of a rate table: the order of its keys, one key per line, long texts and lists over several lines.

No library does it: tomli-w loses comments, tomlkit keeps the lines as they are, neither wraps a text. What is written
is read again before it is given back: same content and same comments, or a refusal.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from cafsim.baremes import cles
from cafsim.baremes.cles import Chemin
from cafsim.baremes.emplacements import Reperage
from cafsim.baremes.lecteur import Table
from cafsim.erreurs import EntreeRefusee, Probleme, refus
from cafsim.fichiers import analyser

LARGEUR = 120
"""Columns of a line."""

LARGEUR_D_UN_MOT = 140
"""Columns of a line that holds one word, such as an address: a longer one is cut behind slashes and hyphens."""

_RETRAIT = "  "
_ENTRE_DEUX_MOTS = re.compile(r"(?<=[^ ] )(?=[^ ])")
_DANS_UNE_ADRESSE = re.compile(r"(?<=[/-])(?=[^ ])")
_NOM_NU = re.compile(r"[\w-]+", re.ASCII)


def ranger(texte: str, fichier: str) -> str:
    """Return the text of a valid table in its one form. Raise EntreeRefusee for a comment that has no place in it."""
    reperage = Reperage(texte)
    if reperage.ailleurs:
        conseil = "Mettez-le sur une ligne à lui, avant la clé ou le bloc dont il parle."
        message = "ce commentaire se perdrait : il est au bout d'une ligne, ou dans une valeur."
        raise EntreeRefusee([Probleme(fichier, c, message, conseil, ligne) for ligne, c in reperage.ailleurs])
    brut = analyser(texte, fichier)
    range_ = _Ecriture(reperage).texte(brut)
    if analyser(range_, fichier) != brut or _commentaires(Reperage(range_)) != _commentaires(reperage):
        message = "ce fichier ne peut pas prendre la forme d'un barème sans rien perdre."
        raise refus(fichier, message, "Comparez-le à data/baremes.toml.")
    return range_


def ecrire(brut: Table) -> str:
    """Return the text of a table that has no comments, in its one form."""
    return _Ecriture(Reperage("")).texte(brut)


def _commentaires(reperage: Reperage) -> Counter[str]:
    return Counter(c for avant in (*(r.avant for r in reperage.reperes), reperage.apres) for c in avant if c)


class _Section(NamedTuple):
    """What stands under one header: where it leads, its keys and their order."""

    chemin: Chemin
    table: Table
    ordre: Sequence[str]

    @property
    def entete(self) -> str:
        noms = ".".join(_nom(p) for p in self.chemin if isinstance(p, str))
        return f"[[{noms}]]" if isinstance(self.chemin[-1], int) else f"[{noms}]"

    def cles(self) -> list[str]:
        """Return the keys as they are written; what the rate depends on comes between its days and its figures."""
        places = {cle: 2 * rang for rang, cle in enumerate(self.ordre)}
        return sorted(self.table, key=lambda c: (places.get(c, 2 * len(cles.CAS) - 1), c))


class _Ecriture:
    """Writes a table with the comments that stood before its headers and keys."""

    def __init__(self, reperage: Reperage) -> None:
        self._avant = {r.chemin: r.avant for r in reperage.reperes if any(r.avant)}
        self._apres = reperage.apres

    def texte(self, brut: Table) -> str:
        """Return the whole."""
        lignes: list[str] = []
        for section in _sections(brut):
            lignes += [*([""] if lignes else []), *_aeres(self._commentaires(section.chemin)), section.entete]
            for cle in section.cles():
                lignes += [c for c in self._commentaires((*section.chemin, cle)) if c]
                lignes += _cle(cle, section.table[cle])
        fin = "\n".join(_aeres(self._apres)).rstrip("\n")
        return "\n".join([*lignes, *(["", fin] if fin else []), ""])

    def _commentaires(self, chemin: Chemin) -> list[str]:
        """Take the comments before a place, and those before what holds it, when it comes first there."""
        return [c for fin in range(1, len(chemin) + 1) for c in self._avant.pop(chemin[:fin], ())]


def _sections(brut: Table) -> Iterator[_Section]:
    """Yield what the table holds, in order."""
    if "dimensions" in brut:
        yield _Section(("dimensions",), brut["dimensions"], tuple(brut["dimensions"]))
    for famille, ordre in (("sources", cles.SOURCE), ("hypotheses", cles.HYPOTHESE)):
        for nom, table in brut.get(famille, {}).items():
            yield _Section((famille, nom), table, ordre)
    for bloc, contenu in brut.items():
        if bloc not in cles.FAMILLES:
            yield from _sections_du_bloc(bloc, contenu)


def _sections_du_bloc(bloc: str, contenu: Table) -> Iterator[_Section]:
    """Yield the block of an aid: what it says of itself, then each series with its rows."""
    metas = contenu.get("series", {})
    propre = {c: v for c, v in contenu.items() if c in cles.BLOC and c != "series"}
    if propre:
        yield _Section((bloc,), propre, cles.BLOC)
    for nom in {**metas, **{c: () for c in contenu if c not in cles.BLOC}}:
        if nom in metas:
            yield _Section((bloc, "series", nom), metas[nom], cles.SERIE)
        for rang, ligne in enumerate(contenu.get(nom, ()), 1):
            conflits = ligne.get("conflit", ())
            reste = {c: v for c, v in ligne.items() if c != "conflit" or not conflits}
            yield _Section((bloc, nom, rang), reste, cles.VALEUR)
            for autre, conflit in enumerate(conflits, 1):
                yield _Section((bloc, nom, rang, "conflit", autre), conflit, cles.CONFLIT)


def _cle(cle: str, valeur: object) -> list[str]:
    """Return a key and its value: on one line where it fits."""
    debut = f"{_nom(cle)} = "
    ligne = debut + _en_ligne(valeur)
    if len(ligne) <= LARGEUR:
        return [ligne]
    if isinstance(valeur, list):
        return [f"{debut}[", *(f"{_RETRAIT}{_en_ligne(v)}," for v in valeur), "]"]
    return [f'{debut}"""\\', *_replier(_echappe(str(valeur)))]


def _replier(texte: str) -> Iterator[str]:
    """Yield the lines of a long text, none of which begins with a space of the text.

    The backslash that ends a line takes back the line's end, and the blanks behind it.
    """
    if texte.startswith(" "):
        texte = f"\\u0020{texte[1:]}"
    morceaux: list[str] = []
    for mot in _ENTRE_DEUX_MOTS.split(texte):
        court = len(_RETRAIT) + len(mot) + len('"""') <= LARGEUR_D_UN_MOT
        morceaux += [mot] if court else _DANS_UNE_ADRESSE.split(mot)
    ligne = ""
    for morceau in morceaux:
        if ligne and len(_RETRAIT) + len(ligne) + len(morceau) + len('"""') > LARGEUR:
            yield f"{_RETRAIT}{ligne}\\"
            ligne = ""
        ligne += morceau
    yield f'{_RETRAIT}{ligne}"""'


def _en_ligne(valeur: object) -> str:
    if isinstance(valeur, bool):
        return str(valeur).lower()
    if isinstance(valeur, str):
        return f'"{_echappe(valeur)}"'
    if isinstance(valeur, date):
        return valeur.isoformat()
    if isinstance(valeur, list):
        return f"[{', '.join(map(_en_ligne, valeur))}]"
    return format(valeur, "f") if isinstance(valeur, Decimal) else str(valeur)


def _echappe(texte: str) -> str:
    """Return a text as it stands between quotes: Json's way is Toml's, but for one character."""
    return json.dumps(texte, ensure_ascii=False)[1:-1].replace("\x7f", "\\u007f")


def _nom(nom: str) -> str:
    return nom if _NOM_NU.fullmatch(nom) else f'"{_echappe(nom)}"'


def _aeres(lignes: Sequence[str]) -> list[str]:
    """Return comments with at most one blank line between two, and none before the first."""
    return [x for rang, x in enumerate(lignes) if x or (any(lignes[:rang]) and lignes[rang - 1])]
