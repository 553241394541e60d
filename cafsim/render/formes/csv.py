"""Write an answer as CSV, for a French Excel or for everything else.

Numbers stay numbers. A text that a spreadsheet would run as a formula is neutralised with an apostrophe:
all our files of CSV come here for it.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from cafsim.engine.numbers import decimal_text, money_text
from cafsim.inerte import sur_une_ligne
from cafsim.render.reponse import Cellule, Reponse

SEPARATEUR_INTERNE = " | "


class Profil(NamedTuple):
    """How a spreadsheet wants its CSV."""

    separateur: str
    virgule: str
    fin_de_ligne: str
    encodage: str


PROFILS = {
    "excel-fr": Profil(";", ",", "\r\n", "utf-8-sig"),
    "iso": Profil(",", ".", "\n", "utf-8"),
}

_FORMULE = re.compile(
    r"""((?:^|[;,|])\s*+)"""  # the text, or a part of it once a spreadsheet has cut it at a separator of its own
    r"""(?=[\s"'’‘“”`´\u200b-\u200f\u2060\ufeff]*[=+\-@⁼₌⩵⩶﹦＝⁺₊﬩﹢＋﹣－﹫＠])"""
)


def ecrire(reponse: Reponse, profil: str = "excel-fr") -> bytes:
    """Return the whole file: header, then the rows."""
    grille = reponse.grille()
    return b"".join(flux(grille.rangees, profil, grille.colonnes))


def flux(contenu: Iterable[Sequence[Cellule]], profil: str, colonnes: Sequence[str]) -> Iterator[bytes]:
    """Yield the file piece by piece, header first, so that any number of rows can be written."""
    choisi = PROFILS[profil]
    tampon = io.StringIO(newline="")
    ecrivain = csv.writer(tampon, delimiter=choisi.separateur, lineterminator=choisi.fin_de_ligne)
    ecrivain.writerow(map(texte_sur, colonnes))
    encodage = choisi.encodage  # the byte order mark goes before the header only
    for rangee in contenu:
        yield tampon.getvalue().encode(encodage)
        encodage = "utf-8"
        tampon.seek(0)
        tampon.truncate()
        ecrivain.writerow([ecrite(cellule, choisi.virgule) for cellule in rangee])
    yield tampon.getvalue().encode(encodage)


def texte_sur(texte: str) -> str:
    """Return a text on one line, of which no spreadsheet runs anything, whatever separator it cuts the line at."""
    return _FORMULE.sub(r"\1'", sur_une_ligne(texte))


def ecrite(cellule: Cellule, virgule: str) -> str:
    """Return the text of a cell: a number with its decimal mark, a text made inert."""
    if cellule is None:
        return ""
    if isinstance(cellule, Decimal):
        return f"{cellule:f}".replace(".", virgule)
    return texte_sur(cellule) if isinstance(cellule, str) else str(cellule)


def montant(valeur: Fraction | None) -> Decimal | None:
    """Return an amount as a cell, with its cents."""
    return None if valeur is None else Decimal(money_text(valeur))


def nombre(valeur: Fraction | None) -> Decimal | None:
    """Return a number as a cell, with at most four decimals."""
    return None if valeur is None else Decimal(decimal_text(valeur))
