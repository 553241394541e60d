"""The pydantic models of the project file, made from the declared fields, only for the equipments in use."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from functools import cache
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, PlainValidator, WithJsonSchema, create_model

from cafsim.equipements.champs import Champ, Equipement, Groupe, Type
from cafsim.equipements.commun import EXERCICE, GESTIONNAIRE, HERITES, TERRITOIRE
from cafsim.equipements.projet import FORMAT
from cafsim.equipements.registre import equipements
from cafsim.valeurs.lecture import lire, lire_texte

_STRICT = ConfigDict(extra="forbid", arbitrary_types_allowed=True)


def modele_projet(types: Collection[str], *, documente: bool = False) -> type[BaseModel]:
    """Return the model of a project file that may hold these types of equipment.

    `documente` adds what the JSON Schema says of each field: a check does not need it, and it takes time.
    """
    return _modele_projet(tuple(sorted(types)), documente=documente)


@cache
def _modele_projet(types: tuple[str, ...], *, documente: bool) -> type[BaseModel]:
    champs: dict[str, Any] = {
        "format": (Annotated[Any, PlainValidator(_format), WithJsonSchema({"const": FORMAT})], FORMAT),
        "nom": (_TEXTE, None),
        **_champs((EXERCICE, GESTIONNAIRE), documente=documente),
        "territoire": (_modele("territoire", TERRITOIRE, documente=documente) | None, None),
        "taux": (
            dict[str, Any],
            Field(default_factory=dict, description='Vos propres taux : "psu.horaire_max" = 6.63'),
        ),
    }
    for nom in types:
        equipement = equipements()[nom]
        modele = _modele_equipement(equipement, documente=documente)
        if equipement.unique:
            champs[nom] = (modele | None, Field(default=None, description=equipement.titre))
        else:
            champs[nom] = (list[modele], Field(default_factory=list, description=equipement.titre))  # type: ignore[valid-type]
    return create_model("projet", __config__=_STRICT, **champs)


def _modele_equipement(equipement: Equipement, *, documente: bool) -> type[BaseModel]:
    propres = {c.nom for c in equipement.champs}
    herites = (c for c in HERITES if c.nom not in propres)
    groupes = {
        g.nom: (_modele_groupe(g, documente=documente) | None, Field(default=None, description=g.titre))
        for g in equipement.groupes
    }
    propres_et_herites = _champs((*equipement.champs, *herites), documente=documente)
    champs: dict[str, Any] = {"nom": (_TEXTE, None), **propres_et_herites, **groupes}
    return create_model(equipement.type, __config__=_STRICT, **champs)


def _modele_groupe(groupe: Groupe, *, documente: bool) -> type[BaseModel]:
    listes: dict[str, Any] = {
        g.nom: (list[_modele_groupe(g, documente=documente)], Field(default_factory=list, description=g.titre))  # type: ignore[misc]
        for g in groupe.listes
    }
    return create_model(groupe.nom, __config__=_STRICT, **_champs(groupe.champs, documente=documente), **listes)


def _modele(nom: str, champs: Iterable[Champ], *, documente: bool) -> type[BaseModel]:
    return create_model(nom, __config__=_STRICT, **_champs(champs, documente=documente))


def _champs(champs: Iterable[Champ], *, documente: bool) -> dict[str, Any]:
    return {c.nom: _documente(c) if documente else (Annotated[Any, _lecteur(c)], None) for c in champs}


def _documente(champ: Champ) -> tuple[Any, Any]:
    annotation = Annotated[Any, _lecteur(champ), WithJsonSchema(_schema(champ))]
    return annotation, Field(default=None, description=_description(champ))


def _lecteur(champ: Champ) -> PlainValidator:
    return PlainValidator(lambda brut: lire(champ, brut))


def _description(champ: Champ) -> str:
    unite = f" ({champ.unite})" if champ.unite else ""
    return f"{champ.libelle}{unite}. {champ.aide}"


def _schema(champ: Champ) -> dict[str, Any]:
    """Return the JSON Schema of a field, `?` included."""
    if champ.type is Type.OUI_NON:
        return {"anyOf": [{"type": "boolean"}, {"enum": ["?", "oui", "non"]}]}
    if champ.type is Type.CHOIX:
        return {"enum": [*(c.valeur for c in champ.choix), "?"]}
    if champ.type is Type.DATE:
        return {"anyOf": [{"type": "string", "format": "date"}, {"const": "?"}]}
    if champ.type is Type.TEXTE:
        return {"type": "string", "maxLength": 200}
    nombre: dict[str, Any] = {"type": "integer" if champ.type is Type.ENTIER else "number"}
    nombre["minimum"] = int(champ.minimum)
    haut = champ.maximum if champ.maximum is not None else champ.absurde
    if haut is not None:
        nombre["maximum"] = int(haut)
    return {"anyOf": [nombre, {"type": "string", "description": 'nombre en français ("1 234,50") ou "?"'}]}


def _format(brut: object) -> str:
    if brut != FORMAT:
        raise ValueError(f'format inconnu ; écrivez format = "{FORMAT}".')
    return FORMAT


_TEXTE = Annotated[Any, PlainValidator(lire_texte), WithJsonSchema({"type": "string", "maxLength": 200})]
