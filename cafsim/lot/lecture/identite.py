"""What a row is about: its project, its year, its type of equipment, its name; or a remark for people."""

from __future__ import annotations

import re
from collections.abc import Callable
from hashlib import blake2b
from typing import NamedTuple

from cafsim.equipements.registre import equipements
from cafsim.lot.lecture.titres import MARQUE
from cafsim.lot.modele import Entete
from cafsim.tables import EN_ERREUR, Cellule, Rangee
from cafsim.typographie import simple
from cafsim.valeurs.lecture import INCONNU, lire_texte
from cafsim.valeurs.mots import lire_type

_NUMERO = re.compile(r"[\W_]*\d+[\W_]*$")
"""What tells two sheets of one kind apart."""

TOTAL = re.compile(r"(?:sous[ -]*|s/ *)?tota(?:l|ux)\b", re.IGNORECASE)

_LU_DEUX_FOIS = re.compile("Ã[\x80-\xbf\u0192-\u2122\u0152\u0153\u0160\u0161\u0178\u017d\u017e]")
"""What becomes of an accent in Utf-8 read as Windows-1252, then written again."""

_SANS_RETOUCHE = 200
"""Characters of a name that are not checked one by one when they are plain."""


def lire_nom(cellule: Cellule) -> str:
    """Return a name; nothing for `?`. Raise ValueError with a reason in French."""
    if cellule == EN_ERREUR:
        raise ValueError("la formule de cette cellule est en erreur ou sans résultat.")
    texte = str(cellule)
    if not (texte.isascii() and texte.isprintable() and len(texte) < _SANS_RETOUCHE):
        texte = lire_texte(texte)
        if _LU_DEUX_FOIS.search(texte):
            raise ValueError("des accents sont abîmés (« Ã© » au lieu de « é ») : enregistrez le fichier en Csv UTF-8.")
    texte = texte.strip()
    return "" if texte == INCONNU else texte


def est_total(nom: str) -> bool:
    """Say whether a row of this name adds up others."""
    return TOTAL.match(nom) is not None


def type_connu(cellule: Cellule) -> str | None:
    """Return the type of equipment that a cell names, if any."""
    if isinstance(cellule, str) and cellule in equipements():
        return cellule
    return lire_type(str(cellule))


def type_de_la_feuille(nom: str) -> str | None:
    """Return the type of equipment that a sheet is named after, if any: `Crèches 2`, `EAJE (2024)`."""
    return type_connu(_NUMERO.sub("", nom)) if nom else None


def remarques(entete: Entete) -> Callable[[Rangee], bool]:
    """Return what says whether a row is only there for people.

    Its first cell, or that of the column `projet`, begins with `#`; or it is the line of units below the titles.
    """
    projet = entete.colonnes.index("projet")

    def est_remarque(rangee: Rangee) -> bool:
        cellules = rangee.cellules
        premiere = cellules[0]
        if (isinstance(premiere, str) and premiere[:1] == MARQUE) or rangee.ligne == entete.unites:
            return True
        return 0 < projet < len(cellules) and str(cellules[projet])[:1] == MARQUE

    return est_remarque


class CleEnClair(NamedTuple):
    """What tells an equipment from all others, however its names are written.

    Neither capitals, accents nor spaces tell two names apart.
    """

    projet: str
    exercice: int
    type: str
    nom: str


def cle_en_clair(projet: str, exercice: int, type_equipement: str, nom: str) -> CleEnClair:
    """Return the key of an equipment. A project holds one at most of some types: their name does not count."""
    seul = equipements()[type_equipement].unique
    return CleEnClair(_forme(projet), exercice, type_equipement, "" if seul else _forme(nom))


def cle_de(projet: str, exercice: int, type_equipement: str, nom: str) -> bytes:
    """Return the key of an equipment as 16 bytes that no other one has."""
    texte = "\0".join(map(str, cle_en_clair(projet, exercice, type_equipement, nom)))
    return blake2b(texte.encode("utf-8", "surrogatepass"), digest_size=16).digest()


def _forme(nom: str) -> str:
    return " ".join(simple(nom).split())
