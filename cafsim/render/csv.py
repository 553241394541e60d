"""An estimation as CSV: one row per line, for a French Excel or for everything else.

Numbers stay numbers. A text that a spreadsheet would run as a formula is neutralised with an apostrophe.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

import cafsim
from cafsim.engine.numbers import decimal_text, money_text
from cafsim.resultat import Estimation, LigneEstimee

Cellule = str | int | Decimal | None
"""A text, a number, or nothing (unknown: an empty cell, never 0)."""

COLONNES = (
    "projet", "exercice", "equipement", "dispositif", "libelle", "periodicite", "nature", "payeur", "beneficiaire",
    "statut", "base", "unite", "taux", "montant", "minimum", "maximum", "fiabilite", "sources", "motifs", "cafsim",
)  # fmt: skip
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

_CONTROLES = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_DECLENCHEURS = frozenset("=+-@")
_AVANT_FORMULE = re.compile(r"""[\s"'’‘“”`´\u200b-\u200f\u2060\ufeff]*""")


def octets(liste: Iterable[Estimation], profil: str = "excel-fr") -> bytes:
    """Return the whole file: header, then the lines of every estimation."""
    return b"".join(flux((rangee for e in liste for rangee in rangees(e)), profil))


def flux(contenu: Iterable[Sequence[Cellule]], profil: str, colonnes: Sequence[str] = COLONNES) -> Iterator[bytes]:
    """Yield the file piece by piece, header first, so that any number of rows can be written."""
    choisi = PROFILS[profil]
    tampon = io.StringIO(newline="")
    plume = csv.writer(tampon, delimiter=choisi.separateur, lineterminator=choisi.fin_de_ligne)
    plume.writerow(colonnes)
    encodage = choisi.encodage  # the byte order mark goes before the header only
    for rangee in contenu:
        yield tampon.getvalue().encode(encodage)
        encodage = "utf-8"
        tampon.seek(0)
        tampon.truncate()
        plume.writerow([_ecrite(cellule, choisi.virgule) for cellule in rangee])
    yield tampon.getvalue().encode(encodage)


def rangees(e: Estimation) -> Iterator[tuple[Cellule, ...]]:
    """Yield the rows of an estimation, in the order of `COLONNES`."""
    for equipement in e.equipements:
        yield from rangees_de(e.projet, equipement.exercice, equipement.lignes)


def rangees_de(projet: str, exercice: int, lignes: Iterable[LigneEstimee]) -> Iterator[tuple[Cellule, ...]]:
    """Yield the rows of one equipment."""
    for ligne in lignes:
        yield _rangee(projet, exercice, ligne)


def texte_sur(texte: str) -> str:
    """Return a text on one line, that no spreadsheet runs as a formula."""
    plat = _CONTROLES.sub(" ", texte).strip()
    debut = unicodedata.normalize("NFKC", plat[_AVANT_FORMULE.match(plat).end() :][:1])  # type: ignore[union-attr]
    return f"'{plat}" if debut and debut[0] in _DECLENCHEURS else plat


def _rangee(projet: str, exercice: int, ligne: LigneEstimee) -> tuple[Cellule, ...]:
    return (
        projet,
        exercice,
        ligne.equipement,
        ligne.dispositif,
        ligne.libelle,
        ligne.periodicite,
        ligne.nature,
        ligne.payeur,
        ligne.beneficiaire,
        ligne.statut,
        _nombre(ligne.base),
        ligne.unite,
        _nombre(ligne.taux),
        _montant(ligne.montant),
        _montant(ligne.minimum),
        _montant(ligne.maximum),
        ligne.fiabilite,
        SEPARATEUR_INTERNE.join(source.citation for source in ligne.sources),
        SEPARATEUR_INTERNE.join(ligne.motifs),
        cafsim.__version__,
    )


def _ecrite(cellule: Cellule, virgule: str) -> str:
    if cellule is None:
        return ""
    if isinstance(cellule, Decimal):
        return f"{cellule:f}".replace(".", virgule)
    return texte_sur(cellule) if isinstance(cellule, str) else str(cellule)


def _montant(valeur: Fraction | None) -> Decimal | None:
    return None if valeur is None else Decimal(money_text(valeur))


def _nombre(valeur: Fraction | None) -> Decimal | None:
    return None if valeur is None else Decimal(decimal_text(valeur))
