"""The fields of an equipment as columns: checked, defaults filled in.

An empty cell, or a column that is not there, is a field left out: it takes its default, or is unknown. There is no `?`
in a table. What a project file would refuse (a negative number, a share above 1, an amount beyond all likelihood, a
text that is no choice of the field, not a number, more new places than places…) flags the row, and is unknown.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import date
from fractions import Fraction
from typing import NamedTuple

import narwhals as nw

from cafsim.colonnes.graph import Graph
from cafsim.colonnes.node import Kind, Node
from cafsim.equipements.champs import Champ, Type
from cafsim.equipements.commun import EXERCICE, PREMIER_EXERCICE, dernier_exercice
from cafsim.equipements.registre import champs, equipements
from cafsim.erreurs import Probleme

LEAST = Fraction(1, 10**20)
"""Below it, other than zero, a number is no measure of anything; products of such numbers could vanish in float64."""

CENTIEME = Fraction(1, 100)

_DOUBLES = "convertissez-la en Float64, qui tient les centimes."


class ColonnesLues(NamedTuple):
    """The nodes of the fields (defaults filled in), and of what stands in the table before any default."""

    valeurs: dict[str, Node]
    donnees: dict[str, Node]
    """Null where the cell is empty, whatever the default; days are here only."""
    remplies: dict[str, Node]
    """Whether the cell holds something, right or wrong."""


class Connues(NamedTuple):
    """What is sure of rows before they are read: the fields that none leaves empty; those of them that are never zero.

    Their numbers have two decimals at most, their texts are choices. A flagged row is computed again: its values need
    not become unknown.
    """

    pleines: Collection[str]
    sans_zero: Collection[str]


def lus(type_equipement: str) -> list[Champ]:
    """Return the fields that a table may hold, the texts apart: nothing is computed from them."""
    return [c for c in champs(type_equipement).values() if c.type is not Type.TEXTE]


def problemes(type_equipement: str, schema: Mapping[str, nw.dtypes.DType]) -> Iterator[Probleme]:
    """Yield the columns that can't be read, each with what to do."""
    fields = {c.nom: c for c in lus(type_equipement)}
    connues = [nom for nom in schema if nom in fields and nom != EXERCICE.nom]
    if not connues:
        premiers = ", ".join([n for n in fields if n != EXERCICE.nom][:6])
        yield Probleme(
            "", "", f"aucune colonne de la table n'est un champ de « {type_equipement} ».", f"Attendues : {premiers}…"
        )
    for nom in schema:
        champ = fields.get(nom)
        conseil = _refus(champ, schema[nom]) if champ else None
        if champ and conseil:
            yield Probleme("", nom, f"colonne de type {schema[nom]} : {_attendu(champ)} est attendu ;", conseil)


def _attendu(champ: Champ) -> str:
    return "un nombre" if champ.type in (Type.NOMBRE, Type.ENTIER) else champ.type.value


def _refus(champ: Champ, dtype: nw.dtypes.DType) -> str | None:
    """Say what to do with a column whose type can't hold the field; None when it can."""
    if dtype == nw.Unknown:  # a column that is empty everywhere has no type with some engines
        return None
    if champ.type in (Type.NOMBRE, Type.ENTIER):
        if dtype in (nw.Float32, nw.Float16):
            return _DOUBLES
        return None if dtype.is_numeric() else "convertissez-la en Float64."
    if champ.type is Type.OUI_NON:
        return None if dtype == nw.Boolean or dtype.is_integer() else "convertissez-la en booléens."
    if champ.type is Type.DATE:
        return None if isinstance(dtype, nw.Date | nw.Datetime) else "convertissez-la en dates."
    texte = isinstance(dtype, nw.String | nw.Categorical | nw.Enum)
    return None if texte else "convertissez-la en texte."


def entrees(
    g: Graph, type_equipement: str, schema: Mapping[str, nw.dtypes.DType], connues: Connues | None = None
) -> ColonnesLues:
    """Make the nodes of the fields, and flag the rows that a project file would refuse, or that are not as known."""
    fields = lus(type_equipement)
    g.grilles.decimales_tenues = connues is not None
    donnees: dict[str, Node] = {}
    remplies: dict[str, Node] = {}
    for champ in fields:
        if champ.nom not in schema:
            donnees[champ.nom] = g.nothing(_KINDS[champ.type])
            remplies[champ.nom] = g.const(value=False)
            continue
        if champ.type in (Type.NOMBRE, Type.ENTIER):
            g.grilles.champs[champ.nom] = 4 if champ.unite in ("part", "€/h") else 2
        if connues is None:
            lue, valide = _lue(g, champ, schema[champ.nom])
            donnees[champ.nom] = _retenue(g, champ, lue, valide)
            colonne = g.column(champ.nom, lue.kind)
        else:
            colonne, lue, valide = _connue(g, champ, schema[champ.nom], connues)
            donnees[champ.nom] = lue
        g.doubt(g.not_(valide))
        remplies[champ.nom] = g.not_(g.is_null(colonne))
    _incoherences(g, type_equipement, donnees)
    valeurs = {c.nom: donnees[c.nom] for c in fields if c.type is not Type.DATE}
    for champ in fields:
        defaut = valeurs.get(champ.defaut_de) if champ.defaut_de else None
        if champ.defaut is not None:
            defaut = g.const(champ.defaut)
        if defaut is not None:
            valeurs[champ.nom] = g.choose(remplies[champ.nom], donnees[champ.nom], defaut)
    return ColonnesLues(valeurs, donnees, remplies)


_KINDS = {
    Type.NOMBRE: Kind.NUMBER,
    Type.ENTIER: Kind.NUMBER,
    Type.OUI_NON: Kind.TRUTH,
    Type.CHOIX: Kind.TEXT,
    Type.DATE: Kind.DAY,
}


def _lue(g: Graph, champ: Champ, dtype: nw.dtypes.DType) -> tuple[Node, Node]:
    """Return a column in the kind of its field, and whether its value is one that a project file accepts."""
    if champ.type is Type.CHOIX:
        texte = g.converted("string", g.column(champ.nom, Kind.TEXT), Kind.TEXT, needed=dtype != nw.String)
        return texte, g.among(texte, tuple(c.valeur for c in champ.choix))
    if champ.type is Type.DATE:
        jour = g.converted("day", g.column(champ.nom, Kind.DAY), Kind.DAY, needed=dtype != nw.Date)
        return jour, _dans_les_baremes(g, jour)
    if champ.type is Type.OUI_NON and dtype == nw.Boolean:
        return g.column(champ.nom, Kind.TRUTH), g.const(value=True)
    nombre = g.converted("float", g.column(champ.nom, Kind.NUMBER), Kind.NUMBER, needed=dtype != nw.Float64)
    if champ.type is Type.OUI_NON:
        un = g.equal(nombre, g.const(1))
        return un, g.any_(un, g.equal(nombre, g.const(0)))
    if champ.type is Type.ENTIER:
        annees = range(PREMIER_EXERCICE, dernier_exercice() + 1)
        return nombre, g.any_(*(g.equal(nombre, g.const(a)) for a in annees))
    return nombre, _vraisemblable(g, champ, nombre)


def _connue(g: Graph, champ: Champ, dtype: nw.dtypes.DType, connues: Connues) -> tuple[Node, Node, Node]:
    """Return the column of a field, its value, and whether a row is as known, with one that a project file accepts."""
    kind, vide, vrai = _KINDS[champ.type], champ.nom not in connues.pleines, g.const(value=True)
    if kind is not Kind.NUMBER:
        lue = g.column(champ.nom, kind, nullable=vide)
        return lue, lue, _dans_les_baremes(g, lue) if kind is Kind.DAY else vrai
    bas, haut = champ.minimum, champ.plafond
    if champ.type is Type.ENTIER:
        bas, haut = Fraction(PREMIER_EXERCICE), Fraction(dernier_exercice())
    elif champ.nom in connues.sans_zero:
        bas = max(bas, CENTIEME)
    colonne = g.column(champ.nom, kind, bas, haut, nullable=vide)
    lue = g.converted("float", colonne, kind, needed=dtype != nw.Float64)
    sous = vrai if haut is None else g.raw("<=", lue, g.const(haut))  # not `less`, which its bounds would answer
    return colonne, lue, g.all_(g.raw("<=", g.const(bas), lue), sous)


def _vraisemblable(g: Graph, champ: Champ, nombre: Node) -> Node:
    haut = g.const(value=True) if champ.plafond is None else g.less(nombre, g.const(champ.plafond), strict=False)
    bas = g.less(g.const(max(champ.minimum, LEAST)), nombre, strict=False)
    nul = g.equal(nombre, g.const(0)) if champ.minimum <= 0 else g.const(value=False)
    return g.any_(g.all_(bas, haut), nul)


def _dans_les_baremes(g: Graph, jour: Node) -> Node:
    debut, fin = date(PREMIER_EXERCICE, 1, 1), date(dernier_exercice() + 1, 1, 1)
    return g.all_(g.not_(g.before(jour, g.const(debut))), g.before(jour, g.const(fin)))


def _retenue(g: Graph, champ: Champ, lue: Node, valide: Node) -> Node:
    """Return the value where it is accepted, with the bounds that this gives it."""
    if valide.constant:
        return lue
    if lue.kind is not Kind.NUMBER:
        return g.choose(valide, lue, g.nothing(lue.kind))
    return g.choose_within(valide, lue, g.nothing(lue.kind), champ.minimum, champ.plafond)


def _incoherences(g: Graph, type_equipement: str, donnees: Mapping[str, Node]) -> None:
    """Flag the rows whose fields contradict each other."""
    for coherence in equipements()[type_equipement].coherences:
        total = g.const(0)
        for grand in coherence.grands:
            total = g.plus(total, donnees[grand])
        g.doubt(g.less(total, donnees[coherence.petit], strict=True))
