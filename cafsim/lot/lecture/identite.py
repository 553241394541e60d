"""What a row is about: its project, its year, its type of equipment, its name; or a remark for people."""

from __future__ import annotations

import unicodedata
from fractions import Fraction
from hashlib import blake2b

from cafsim.equipements.commun import EXERCICE
from cafsim.equipements.registre import equipements
from cafsim.lot.lecture.cellules import lecteur
from cafsim.lot.lecture.titres import MARQUE
from cafsim.lot.modele import Entete
from cafsim.tables import Cellule, Rangee
from cafsim.valeurs.lecture import INCONNU, lire_texte
from cafsim.valeurs.mots import lire_type
from cafsim.valeurs.regles import nom_par_defaut

_SANS_RETOUCHE = 200
"""Characters of a name that are not checked one by one when they are plain."""


def lire_nom(cellule: Cellule) -> str:
    """Return a name; nothing for `?`. Raise ValueError with a reason in French."""
    texte = str(cellule)
    if not (texte.isascii() and texte.isprintable() and len(texte) < _SANS_RETOUCHE):
        texte = lire_texte(texte)
    texte = texte.strip()
    return "" if texte == INCONNU else texte


def type_connu(cellule: Cellule) -> str | None:
    """Return the type of equipment that a cell names, if any."""
    if isinstance(cellule, str) and cellule in equipements():
        return cellule
    return lire_type(str(cellule))


def est_remarque(rangee: Rangee, projet: int) -> bool:
    """Say whether a row is only there for people: its first cell, or that of the column `projet`, begins with `#`."""
    cellules = rangee.cellules
    premiere = cellules[0]
    if isinstance(premiere, str) and premiere[:1] == MARQUE:
        return True
    return 0 < projet < len(cellules) and str(cellules[projet])[:1] == MARQUE


class Identites:
    """Finds which equipment a row of a table is about, without the checks that its values will get later."""

    def __init__(self, entete: Entete) -> None:
        self._projet, self._annee, self._type = (entete.colonnes.index(c) for c in ("projet", "exercice", "type"))
        self._nom = entete.place("nom")
        self._lire_annee = lecteur(EXERCICE)

    def cle(self, rangee: Rangee) -> bytes | None:
        """Return the key of a row's equipment; None when it names none that could be estimated."""
        cellules = rangee.cellules
        if len(cellules) <= max(self._projet, self._annee, self._type):
            return None
        projet = _compose(cellules[self._projet])
        type_equipement = type_connu(cellules[self._type])
        try:
            annee = self._lire_annee(cellules[self._annee])
        except ValueError:
            return None
        if not projet or type_equipement is None or not isinstance(annee, Fraction):
            return None
        nom = _compose(cellules[self._nom]) if self._nom is not None and self._nom < len(cellules) else ""
        return cle_de(projet, int(annee), type_equipement, nom or nom_par_defaut(equipements()[type_equipement]))


def cle_de(projet: str, exercice: int, type_equipement: str, nom: str) -> bytes:
    """Return the key of an equipment: 16 bytes that no other one has.

    A project holds one equipment at most of some types: their name does not count.
    """
    if equipements()[type_equipement].unique:
        nom = ""
    texte = f"{projet}\0{exercice}\0{type_equipement}\0{nom}"
    return blake2b(texte.encode("utf-8", "surrogatepass"), digest_size=16).digest()


def _compose(cellule: Cellule) -> str:
    """Return a name with its accents composed, as people see it; as it is written when it can't be read."""
    try:
        nom = lire_nom(cellule)
    except ValueError:
        nom = str(cellule).strip()
    return nom if nom.isascii() else unicodedata.normalize("NFC", nom)
