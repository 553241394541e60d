"""Tell what an official file is from the titles of its columns, and where things are in it.

The titles are those of the files themselves: the Dgcl's criteria and its list of Frr, the Anct's list of Qpv
(`code_qp;lib_qp;…;insee_com`), the Observatoire des territoires (`codgeo;libgeo;codefrr`), the Insee's Filosofi
(`CODGEO;MED21`, or one row per measure), the Cnaf's coverage by commune (`annee;numcom;txcouv_com`) or by Epci, the
Ofgl's `dotations-communes` (one row per year, commune and variable). Another file is read too when one says what it is
and it has a column `code` and a column `valeur`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from cafsim.communes.genres import PAR_EPCI
from cafsim.communes.noms import cle

CODES = (
    r"(code )?(officiel )?(commune )?insee( [0-9]{4})?( com(mune)?)?|codgeo|codeinsee|depcom|num ?com",
    r"com code|code com",
    r"code insee de la commune|code (officiel )?(de la )?commune( insee)?|code geographique",
    r"code|geo",
)
CODES_EPCI = (
    r"(numero )?siren( de l)?( epci| groupement)?|(code|num|numero)( siren)?( de l)? ?epci( siren)?|epci( code)?",
    r"code",
)
SURS = {
    "dgcl": (r"potentiel financier par hab(itant)?( final)?",),
    "qpv": (r"lib qp.*|nom qp.*|nom du (qp|quartier).*", r"code qp.*"),
    "filosofi": (r"med[0-9]{2}", r"mediane du niveau de vie.*|niveau de vie median.*"),
    "couverture": (r"tx ?couv( ?glo)? com( [0-9]{4})?", r"taux (de )?couverture( global)? (de la )?commun(e|al).*"),
    "couverture_epci": (
        r"tx ?couv( ?glo)? epci( [0-9]{4})?",
        r"taux (de )?couverture( global)? (de l )?(epci|intercommun).*",
    ),
    "frr": (r"(code ?)?z?frr( plus)?( [0-9]{4})?", r"(classement|zonage|statut)( z?frr)", r"classement.*"),
}
"""What a column of values is called in one kind of file only, the surest first, the kinds too.

A title is in lower case, without accents, after its last ` - `.
"""
POSSIBLES = {
    "qpv": (r"quartiers?( prioritaires?)?",),
    "couverture": (
        r"tx ?couv( ?glo)?( [0-9]{4})?|taux (de )?couverture( global)?( [0-9]{4})?",
        r"taux (de )?couverture(?!.*(epci|intercommun|departement|region)).*",
    ),
    "couverture_epci": (r"tx ?couv( ?glo)?( [0-9]{4})?|taux (de )?couverture( global)?( [0-9]{4})?",),
    "frr": (r"zonage|statut",),
}
"""What it may be called, when no column is sure."""
VALEUR = (r"valeur|obs value|montant",)
MESURES = {
    "dgcl": (
        r"variables?|(nom|libelle|code) (de la )?variable|indicateur|agregat|critere",
        r"potentiel financier (par )?hab(itant)?( final)?",
    ),
    "filosofi": (r"filosofi measure", r"med sl"),
}
"""Files with a row per measure: what the column that names it is called, and the measure that counts."""
OBJET = (r"geo object", r"com")
ANNEES = (r"annee|exercice|exer|millesime|time period",)
CODE_QP = (r"code qp.*",)


class Reperes(NamedTuple):
    """Where things are in a sheet (-1: nowhere), and the titles of the code and of the value.

    `filtres` are columns, each with what it must hold in a row that counts.
    """

    genre: str
    code: int
    valeur: int
    annee: int
    code_qp: int
    filtres: tuple[tuple[int, str], ...]
    titres: tuple[str, str]

    @property
    def fin(self) -> int:
        """How many cells a row must have to say something."""
        return max(self.code, self.valeur, self.annee, *(colonne for colonne, _ in self.filtres)) + 1


def reperer(cellules: Sequence[str], genre: str | None) -> Reperes | None:
    """Find the columns in a line of titles; None when it names no code, or no value, of a kind (of any: None)."""
    titres = [cle(t.rsplit(" - ", 1)[-1]) for t in cellules]
    if genre:
        return _du_genre(cellules, titres, genre, (*SURS[genre], *POSSIBLES.get(genre, ()), *VALEUR))
    essais = [(nom, motifs) for surete in (SURS, POSSIBLES) for nom, motifs in surete.items()]
    essais += [(nom, VALEUR) for nom, (titre, _) in MESURES.items() if _place(titres, (titre,)) >= 0]
    return next((ou for nom, motifs in essais if (ou := _du_genre(cellules, titres, nom, motifs))), None)


def _du_genre(cellules: Sequence[str], titres: Sequence[str], genre: str, motifs: Sequence[str]) -> Reperes | None:
    code = _place(titres, CODES_EPCI if genre in PAR_EPCI else CODES)
    valeur = _place([t if i != code else "" for i, t in enumerate(titres)], motifs)
    if code < 0 or valeur < 0:
        return None
    par_mesure = genre in MESURES and re.fullmatch(VALEUR[0], titres[valeur])
    colonnes = (*((MESURES[genre],) if par_mesure else ()), OBJET)
    return Reperes(
        genre,
        code,
        valeur,
        _place(titres, ANNEES),
        _place(titres, CODE_QP) if genre == "qpv" else -1,
        tuple((i, attendu) for titre, attendu in colonnes if (i := _place(titres, (titre,))) >= 0),
        (sain(cellules[code]), sain(cellules[valeur])),
    )


def _place(titres: Sequence[str], motifs: Sequence[str]) -> int:
    """Return the column whose title matches, for the first pattern that has one; -1 when none has."""
    return next((i for m in motifs for i, t in enumerate(titres) if t and re.fullmatch(m, t)), -1)


def sain(texte: str) -> str:
    """Return a text without the characters that the file has damaged."""
    return texte.strip().encode("utf-8", "replace").decode()
