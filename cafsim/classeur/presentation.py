"""How cells look: number formats by unit, colours that a black-and-white printer keeps apart, pages, sheets' names."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from cafsim.inerte import propre as _propre

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

LONGUEUR_CELLULE = 32_000
LONGUEUR_EN_TETE = 180

_SAISIE = {"bg_color": "#FFF2CC", "border": 1, "border_color": "#7F6000", "locked": False}
_NOTE = {"text_wrap": True, "valign": "top", "font_size": 9, "font_color": "#404040", "align": "left", "indent": 1}
_BASE: dict[str, dict[str, Any]] = {
    "texte": {"text_wrap": True, "valign": "top"},
    "note": _NOTE,
    "note_fort": {**_NOTE, "top": 1},
    "unite": {"valign": "top", "align": "left", "indent": 1},
    "titre": {"bold": True, "font_size": 16},
    "sous_titre": {"bold": True, "font_size": 12, "bottom": 2, "valign": "vcenter"},
    "mention": {"bold": True, "text_wrap": True, "valign": "top"},
    "entete": {"bold": True, "bg_color": "#D9D9D9", "border": 1, "text_wrap": True, "valign": "vcenter"},
    "entete_droite": {
        "bold": True, "bg_color": "#D9D9D9", "border": 1, "text_wrap": True, "valign": "vcenter", "align": "right",
    },
    "groupe": {"bold": True, "bg_color": "#F2F2F2", "top": 1, "text_wrap": True, "valign": "top"},
    "retrait": {"text_wrap": True, "valign": "top", "align": "left", "indent": 1},
    "valeur": {"align": "right", "valign": "top"},
    "mot": {"align": "center", "valign": "top"},
    "fort": {"bold": True, "text_wrap": True, "valign": "top", "top": 1},
    "montant": {"bold": True, "align": "right", "valign": "top", "top": 1},
    "total": {"bold": True, "text_wrap": True, "valign": "vcenter", "top": 2},
    "montant_total": {"bold": True, "align": "right", "valign": "vcenter", "top": 2},
    "saisie": {**_SAISIE, "align": "right", "valign": "top"},
    "libre": {**_SAISIE, "text_wrap": True, "valign": "top"},
    "alerte": {"bold": True, "text_wrap": True, "valign": "top"},
    "lien": {"text_wrap": True, "valign": "top", "font_size": 9, "font_color": "#0563C1", "underline": 1},
}  # fmt: skip

EUROS = '#,##0.00\\ "€"'
PART = "0.0\\ %"
_FORMATS = {"€": EUROS, "part": "0.00##\\ %", "h": "#,##0.00", "%": "0.00##", "": "General"}


def format_nombre(unite: str) -> str:
    """Return how a number of this unit is shown; a French spreadsheet shows spaces and a comma."""
    if unite in _FORMATS:
        return _FORMATS[unite]
    return '#,##0.00##\\ "€"' if unite.startswith("€") else "General"


class Styles:
    """The formats of a workbook, each made once."""

    def __init__(self, classeur: Workbook) -> None:
        self._classeur = classeur
        self._faits: dict[tuple[str, str], Format] = {}

    def __call__(self, nom: str, nombre: str = "") -> Format:
        """Return a format by its name, with a number format if any."""
        cle = (nom, nombre)
        if cle not in self._faits:
            proprietes = {**_BASE[nom], **({"num_format": nombre} if nombre else {})}
            self._faits[cle] = self._classeur.add_format(proprietes)
        return self._faits[cle]


def propre(texte: str) -> str:
    """Return a text that a cell shows as it is, on one line."""
    return _propre(texte)[:LONGUEUR_CELLULE]


def mettre_en_page(feuille: Worksheet, titre: str, pied: str) -> None:
    """Have a sheet print on A4, one page wide, with its title, its page numbers and the notice."""
    feuille.set_paper(9)
    feuille.set_landscape()
    feuille.fit_to_pages(1, 0)
    feuille.set_margins(left=0.4, right=0.4, top=0.7, bottom=0.7)
    feuille.hide_gridlines(1)
    feuille.set_header(f"&L{_dans_en_tete(titre)}&R&A")
    feuille.set_footer(f"&L&8{_dans_en_tete(pied)}&R&8page &P / &N")


def _dans_en_tete(texte: str) -> str:
    """Return a text that the codes of headers (&P, &A…) do not read."""
    return propre(texte)[:LONGUEUR_EN_TETE].rstrip("&").replace("&", "&&")


def hauteur(texte: str, largeur: int, ligne: float = 13.0) -> float:
    """Return the height (points) of a row whose longest text wraps in a column (characters)."""
    return ligne * max(1, sum(-(-max(len(x), 1) // largeur) for x in texte.split("\n"))) + 3


LONGUEUR_NOM = 31
_INTERDITS = re.compile(r"[\[\]:*?/\\]")
RESERVES = ("history", "historique")
"""Names that Excel keeps for itself."""


def noms_de_feuilles(voulus: Iterable[str], pris: Iterable[str] = ()) -> list[str]:
    """Return a name for each title wanted, none of them in `pris`; upper and lower case are the same to Excel."""
    vus = {nom.casefold() for nom in (*pris, *RESERVES)}
    noms = []
    for voulu in voulus:
        base = " ".join(_INTERDITS.sub(" ", propre(voulu)).split()).strip("' ") or "Équipement"
        nom, rang = _coupe(base, ""), 1
        while nom.casefold() in vus:
            rang += 1
            nom = _coupe(base, f" ({rang})")
        vus.add(nom.casefold())
        noms.append(nom)
    return noms


def citer(nom: str) -> str:
    """Return a sheet's name as formulas write it."""
    return "'" + nom.replace("'", "''") + "'"


def _coupe(base: str, suite: str) -> str:
    """Cut to the length that Excel counts (in UTF-16 units), and leave no quote at the end."""
    while len((base + suite).encode("utf-16-le")) // 2 > LONGUEUR_NOM:
        base = base[:-1]
    return (base.rstrip("' ") or "Équipement") + suite
