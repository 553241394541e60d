"""Read one field's value, however the user wrote it, or say in French why it can't be."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from typing import Final

from cafsim.baremes.overlay import controler_taux
from cafsim.engine.numbers import french_number, french_quantity, to_fraction
from cafsim.equipements.champs import Champ, Type
from cafsim.equipements.projet import Donnee
from cafsim.inerte import sur_une_ligne
from cafsim.valeurs.jours import lire_jour
from cafsim.valeurs.mots import lire_choix, sans_reponse
from cafsim.valeurs.nombres import lire_quantite

INCONNU = "?"
OUI = frozenset({"oui", "o", "vrai", "true", "1"})
NON = frozenset({"non", "n", "faux", "false", "0"})
_LONGUEUR_TEXTE = 200

COMPTES = frozenset({"h", "€", "places", "enfants"})
"""Units of which nobody writes thousandths: three decimals are thousands in disguise."""


class Absence(Enum):
    """The one value of an empty cell: its field is left out."""

    ABSENT = "absent"


ABSENT: Final = Absence.ABSENT


def lire_cellule(champ: Champ, cellule: object) -> Donnee | Absence:
    """Return the value of a cell; ABSENT for an empty one. Raise ValueError with a reason in French.

    A spreadsheet shows a share and a percentage alike, takes codes for numbers, and has thousandths of its own: the
    numbers that it holds are read with these in mind.
    """
    if isinstance(cellule, str):
        return lire(champ, cellule) if cellule.strip() else ABSENT
    if champ.type is Type.TEXTE and isinstance(cellule, int) and not isinstance(cellule, bool):
        return lire(champ, str(cellule))
    if champ.type is Type.OUI_NON and cellule not in (0, 1):
        raise ValueError(f"oui ou non attendu, pas « {cellule} ».")
    if champ.unite == "%" and isinstance(cellule, int | Decimal) and 0 < cellule <= 1:
        pour_cent = f"{(Decimal(cellule) * 100).normalize():f}".replace(".", ",")
        raise ValueError(f"« {cellule} » : est-ce {pour_cent} % ? Tapez « {pour_cent} % » en texte, ou {pour_cent}.")
    if isinstance(cellule, Decimal) and cellule.as_tuple().exponent == -3:
        cellule = Decimal(f"{cellule:f}0")  # it holds no separator: it can't be thousands in disguise
    return lire(champ, cellule)


def lire(champ: Champ, brut: object) -> Donnee:
    """Return the value; None for `?`. Raise ValueError with a reason in French."""
    if isinstance(brut, str) and brut.strip() == INCONNU:
        return None
    if champ.type is Type.TEXTE:
        return lire_texte(brut)
    if isinstance(brut, str) and sans_reponse(brut):
        raise ValueError(f"« {_court(brut)} » : tapez « {INCONNU} » pour ce que vous ne savez pas.")
    if champ.type in (Type.NOMBRE, Type.ENTIER):
        return lire_nombre(champ, brut)
    if champ.type is Type.OUI_NON:
        return lire_oui_non(brut)
    return lire_choix(champ, brut) if champ.type is Type.CHOIX else _date(brut)


def lire_nombre(champ: Champ, brut: object) -> Fraction:
    """Read a number and check its bounds."""
    if isinstance(brut, Decimal) and champ.unite in COMPTES and brut.as_tuple().exponent == -3 and brut >= 1:
        entier = str(brut).replace(".", "")
        raise ValueError(f"« {brut} » : est-ce {french_number(Fraction(entier))} ? Écrivez {entier}, sans point.")
    valeur = _nombre(brut, champ.unite, par_an=champ.par_an)
    if champ.type is Type.ENTIER and valeur.denominator != 1:
        raise ValueError(f"nombre entier attendu, pas {french_number(valeur)}.")
    if valeur < champ.minimum:
        if champ.minimum == 0:
            raise ValueError(f"un nombre négatif ({french_number(valeur)}) n'a pas de sens ici.")
        raise ValueError(f"au moins {_simple(champ.minimum)} est attendu, pas {_simple(valeur)}.")
    if champ.maximum is not None and valeur > champ.maximum:
        exemple = ' Écrivez par exemple 0.98 ou "98 %".' if champ.unite == "part" else ""
        raise ValueError(f"au plus {_simple(champ.maximum)} est attendu, pas {_simple(valeur)}.{exemple}")
    if champ.absurde is not None and valeur > champ.absurde:
        borne = french_quantity(champ.absurde, champ.unite)
        raise ValueError(f"{french_quantity(valeur, champ.unite)} dépasse toute vraisemblance (plus de {borne}).")
    return valeur


def lire_taux(brut: object, unite: str) -> Fraction:
    """Read a rate typed by the user in its unit: `6,63`, `66 %` or `0.66` for a share, `0,0619 %` for an hourly effort.

    Raise ValueError with a reason in French.
    """
    if unite == "%/h" and isinstance(brut, str):
        brut = brut.removesuffix("/h").strip().removesuffix("%")
    valeur = _nombre(brut, unite, par_an=False)
    if valeur < 0:
        raise ValueError(f"un nombre négatif ({french_number(valeur)}) n'a pas de sens ici.")
    controler_taux(valeur, unite)
    return valeur


def lire_texte(brut: object) -> str:
    """Read a text: one line, no control character, not too long."""
    if not isinstance(brut, str):
        raise ValueError("texte entre guillemets attendu.")  # noqa: TRY004 (pydantic collects ValueError)
    if any(0xD800 <= ord(c) <= 0xDFFF for c in brut):
        raise ValueError("un caractère de ce texte est illisible ; retapez-le.")
    texte = sur_une_ligne(brut)
    if len(texte) > _LONGUEUR_TEXTE:
        raise ValueError(f"texte trop long ({len(texte)} caractères ; {_LONGUEUR_TEXTE} au plus).")
    return texte


def _nombre(brut: object, unite: str, *, par_an: bool) -> Fraction:
    if isinstance(brut, str):
        try:
            return lire_quantite(brut, unite, par_an=par_an)
        except ValueError as error:
            raise ValueError(f"« {_court(brut)} » : {error}.") from None
    if isinstance(brut, Fraction):
        return brut
    if isinstance(brut, float):
        brut = Decimal(repr(brut))  # from a script: the shortest text that gives this float, which is what was meant
    if isinstance(brut, bool) or not isinstance(brut, int | Decimal):
        raise ValueError(f"nombre attendu, pas {_nature(brut)}.")  # noqa: TRY004
    try:
        return to_fraction(brut)
    except ValueError as error:
        raise ValueError(f"{error}.") from None


def lire_oui_non(brut: object) -> bool:
    """Read a yes or no. Raise ValueError, with a reason in French."""
    texte = str(brut).strip().lower()
    if texte in OUI:
        return True
    if texte in NON:
        return False
    raise ValueError(f"oui ou non attendu, pas « {_court(brut)} ».")


def _date(brut: object) -> date:
    if isinstance(brut, datetime):
        return brut.date()
    if isinstance(brut, date):
        return brut
    try:
        return lire_jour(str(brut))
    except ValueError as error:
        raise ValueError(f"« {_court(brut)} » : {error}.") from None


def _court(brut: object) -> str:
    texte = str(brut)
    return texte if len(texte) <= 40 else f"{texte[:40]}…"


def _simple(valeur: Fraction) -> str:
    """Write without thousands separator when it may be a year."""
    return str(valeur.numerator) if valeur.denominator == 1 and valeur < 10_000 else french_number(valeur)


def _nature(brut: object) -> str:
    noms = {bool: "oui ou non", list: "une liste", dict: "une table", date: "une date", datetime: "une date"}
    return noms.get(type(brut), f"« {_court(brut)} »")
