"""What a project file may hold, made from the declared fields: to check one, and its JSON Schema."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from functools import cache, partial
from typing import Any, NamedTuple

from pydantic_core import SchemaValidator, core_schema

from cafsim.equipements.champs import Champ, Equipement, Groupe, Type
from cafsim.equipements.commun import EXERCICE, GESTIONNAIRE, HERITES, TERRITOIRE
from cafsim.equipements.projet import FORMAT
from cafsim.equipements.registre import equipements
from cafsim.valeurs.lecture import lire, lire_texte

Schema = dict[str, Any]


class Cle(NamedTuple):
    """A key that holds a value: how it is read, which may raise ValueError, and what the JSON Schema says of it."""

    lire: Callable[[Any], Any]
    schema: Callable[[], Schema]


class Table(NamedTuple):
    """A table: what each of its keys holds. `repetee`: it may stand several times, as `[[eaje]]`; `libre`: any key."""

    titre: str
    cles: Mapping[str, Cle | Table]
    repetee: bool = False
    libre: bool = False


def fichier_projet(types: Collection[str]) -> Table:
    """Return what a project file may hold, with these types of equipment."""
    return Table(
        "Projet cafsim",
        {
            "format": Cle(_format, lambda: {"const": FORMAT, "default": FORMAT}),
            "nom": _NOM,
            **_cles((EXERCICE, GESTIONNAIRE)),
            "territoire": Table("Le territoire de tous les équipements", _cles(TERRITOIRE)),
            "taux": Table('Vos propres taux : "psu.horaire_max" = 6.63', {}, libre=True),
            **{nom: _equipement(equipements()[nom]) for nom in sorted(types)},
        },
    )


@cache
def controle(types: frozenset[str]) -> SchemaValidator:
    """Return what checks a parsed project file and reads its values, with all that is wrong in one ValidationError.

    The rules are given to pydantic's core as it keeps them: making classes of them first takes forty times as long.
    """
    return SchemaValidator(_regles(fichier_projet(types)))


def schema_json(types: Collection[str]) -> Schema:
    """Return the JSON Schema of a project file, each of its tables under `$defs`."""
    fichier = fichier_projet(types)
    tables = {nom: table for nom, table in fichier.cles.items() if isinstance(table, Table)}
    schema = _objet(fichier)
    schema["properties"] |= {nom: _propriete(table, {"$ref": f"#/$defs/{nom}"}) for nom, table in tables.items()}
    definitions = {nom: _objet(table) for nom, table in tables.items()}
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema, "$defs": definitions}


def _equipement(equipement: Equipement) -> Table:
    propres = {c.nom for c in equipement.champs}
    champs = (*equipement.champs, *(c for c in HERITES if c.nom not in propres))
    groupes = {g.nom: _groupe(g) for g in equipement.groupes}
    return Table(equipement.titre, {"nom": _NOM, **_cles(champs), **groupes}, repetee=not equipement.unique)


def _groupe(groupe: Groupe) -> Table:
    listes = {g.nom: _groupe(g)._replace(repetee=True) for g in groupe.listes}
    return Table(groupe.titre, {**_cles(groupe.champs), **listes})


def _cles(champs: Iterable[Champ]) -> dict[str, Cle | Table]:
    return {champ.nom: Cle(partial(lire, champ), partial(_schema, champ)) for champ in champs}


def _format(brut: object) -> str:
    if brut != FORMAT:
        raise ValueError(f'format inconnu ; écrivez format = "{FORMAT}".')
    return FORMAT


def _regles(noeud: Cle | Table) -> core_schema.CoreSchema:
    """Return a key or a table as pydantic's core reads it."""
    if isinstance(noeud, Cle):
        return core_schema.no_info_plain_validator_function(noeud.lire)
    champs = {nom: core_schema.typed_dict_field(_regles(n), required=False) for nom, n in noeud.cles.items()}
    table = core_schema.typed_dict_schema(champs, extra_behavior="allow" if noeud.libre else "forbid")
    if noeud.repetee:
        return core_schema.list_schema(table)
    return table if noeud.libre else core_schema.nullable_schema(table)  # None, from a script


def _objet(table: Table) -> Schema:
    proprietes = {nom: n.schema() if isinstance(n, Cle) else _propriete(n, _objet(n)) for nom, n in table.cles.items()}
    return {"title": table.titre, "type": "object", "additionalProperties": table.libre, "properties": proprietes}


def _propriete(table: Table, objet: Schema) -> Schema:
    return {"title": table.titre, "type": "array", "items": objet} if table.repetee else objet


def _schema(champ: Champ) -> Schema:
    """Return the JSON Schema of a field, `?` included."""
    unite = f" ({champ.unite})" if champ.unite else ""
    return {"title": f"{champ.libelle}{unite}", "description": champ.aide, **_valeurs(champ)}


def _valeurs(champ: Champ) -> Schema:
    if champ.type is Type.OUI_NON:
        return {"anyOf": [{"type": "boolean"}, {"enum": ["?", "oui", "non"]}]}
    if champ.type is Type.CHOIX:
        return {"enum": [*(c.valeur for c in champ.choix), "?"]}
    if champ.type is Type.DATE:
        return {"anyOf": [{"type": "string", "format": "date"}, {"const": "?"}]}
    if champ.type is Type.TEXTE:
        return dict(_TEXTE)
    nombre: Schema = {"type": "integer" if champ.type is Type.ENTIER else "number", "minimum": int(champ.minimum)}
    if champ.plafond is not None:
        nombre["maximum"] = int(champ.plafond)
    return {"anyOf": [nombre, {"type": "string", "description": 'nombre en français ("1 234,50") ou "?"'}]}


_TEXTE: Schema = {"type": "string", "maxLength": 200}
_NOM = Cle(lire_texte, lambda: {"title": "nom", **_TEXTE})
