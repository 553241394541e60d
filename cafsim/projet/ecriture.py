"""Write a project as TOML: a commented template, or what the questionnaire learnt."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from cafsim.engine.numbers import to_decimal
from cafsim.equipements.champs import Champ, Equipement, Type
from cafsim.equipements.commun import GESTIONNAIRE, TERRITOIRE
from cafsim.equipements.projet import FORMAT, Donnee, EquipementSaisi, Projet
from cafsim.equipements.registre import champs, equipements
from cafsim.valeurs.lecture import INCONNU

_COMMUNS = frozenset(c.nom for c in TERRITOIRE)


def en_toml(projet: Projet) -> str:
    """Write what the user typed of a project; reading it back gives the same estimate."""
    import tomli_w  # noqa: PLC0415

    projet = projet._replace(equipements=tuple(e._replace(valeurs=e.tapees, origines={}) for e in projet.equipements))
    premier = projet.equipements[0]
    commun = {n: v for n, v in premier.valeurs.items() if n in _COMMUNS}
    document: dict[str, Any] = {"format": FORMAT, "nom": projet.nom, "exercice": projet.exercice}
    if "gestionnaire" in premier.valeurs:
        document["gestionnaire"] = _brut(premier.valeurs["gestionnaire"])
    if commun:
        document["territoire"] = {n: _brut(v) for n, v in commun.items()}
    for saisi in projet.equipements:
        table = _equipement(saisi, projet, premier)
        if equipements()[saisi.type].unique:
            document[saisi.type] = table
        else:
            document.setdefault(saisi.type, []).append(table)
    if projet.taux:
        document["taux"] = {cle: _brut(v) for cle, v in projet.taux.items()}
    return tomli_w.dumps(document)


def modele(types: Iterable[str], exercice: int) -> str:
    """Return a commented template for these equipments: every field, its meaning, where it stands."""
    lignes = [
        '# Projet cafsim. Remplissez ce que vous savez ; laissez "?" ou effacez la ligne pour le reste.',
        '# Un nombre s\'écrit 1234.50, ou "1 234,50" entre guillemets. Oui : true. Non : false.',
        f'format = "{FORMAT}"',
        'nom = "Mon projet"',
        f"exercice = {exercice}",
        *_champ(GESTIONNAIRE),
        "",
        "[territoire]",
        *(x for c in TERRITOIRE for x in _champ(c)),
    ]
    for nom in types:
        equipement = equipements()[nom]
        lignes += ["", f"# {equipement.titre}", f"[{nom}]" if equipement.unique else f"[[{nom}]]", 'nom = "À nommer"']
        lignes += (x for c in equipement.champs for x in _champ(c))
        lignes += _groupes(equipement)
    lignes += [
        "",
        "# Vos propres taux, lus sur une notification ou une convention de la Caf (liste : cafsim baremes liste).",
        "[taux]",
        '# "psu.horaire_max" = 6.63',
    ]
    return "\n".join(lignes) + "\n"


def _groupes(equipement: Equipement) -> list[str]:
    lignes: list[str] = []
    for groupe in equipement.groupes:
        lignes += ["", f"# {groupe.titre} : retirez les # s'il y en a un. {groupe.aide}"]
        lignes.append(f"# [{equipement.type}.{groupe.nom}]")
        lignes += (f"# {x}" for c in groupe.champs for x in _champ(c))
        for liste in groupe.listes:
            lignes += [f"# [[{equipement.type}.{groupe.nom}.{liste.nom}]]"]
            lignes += (f"# {c.nom} = {c.exemple}" for c in liste.champs)
    return lignes


def _champ(champ: Champ) -> list[str]:
    unite = {"": "", "part": ' (part : 0.98 ou "98 %")'}.get(champ.unite, f" ({champ.unite})")
    ou_trouver = f" Où : {champ.ou_trouver}" if champ.ou_trouver else ""
    exemple = "" if champ.exemple in ("", '"?"') else f" Exemple : {champ.exemple}."
    choix = f" Valeurs : {', '.join(c.valeur for c in champ.choix)}." if champ.choix else ""
    commentaire = f"# {champ.libelle[0].upper()}{champ.libelle[1:]}{unite}.{choix}{exemple}{ou_trouver}"
    if champ.type is Type.TEXTE or champ.defaut is not None or champ.defaut_de or champ.type is Type.DATE:
        return [commentaire, f"# {champ.nom} = {champ.exemple}"]
    return [commentaire, f'{champ.nom} = "{INCONNU}"']


def _equipement(saisi: EquipementSaisi, projet: Projet, premier: EquipementSaisi) -> dict[str, Any]:
    equipement = equipements()[saisi.type]
    table: dict[str, Any] = {"nom": saisi.nom}
    if saisi.exercice != projet.exercice:
        table["exercice"] = saisi.exercice
    des_groupes = {c.nom for g in equipement.groupes for c in g.champs}
    for nom in champs(saisi.type):
        if nom not in saisi.valeurs or nom in des_groupes:
            continue
        herite = nom in _COMMUNS or nom == "gestionnaire"
        if not herite or saisi.valeurs[nom] != premier.valeurs.get(nom):
            table[nom] = _brut(saisi.valeurs[nom])
    for groupe in equipement.groupes:
        if groupe.nom in saisi.groupes:
            table[groupe.nom] = _groupe(saisi.valeurs, groupe.champs)
            table[groupe.nom] |= {
                x.nom: [{n: _brut(v) for n, v in ligne.items()} for ligne in saisi.listes[x.nom]]
                for x in groupe.listes
                if x.nom in saisi.listes
            }
    return table


def _groupe(valeurs: Mapping[str, Donnee], fields: Iterable[Champ]) -> dict[str, Any]:
    return {c.nom: _brut(valeurs[c.nom]) for c in fields if c.nom in valeurs}


def _brut(valeur: Donnee) -> bool | str | date | int | Decimal:
    if valeur is None:
        return INCONNU
    if isinstance(valeur, Fraction):
        return valeur.numerator if valeur.denominator == 1 else to_decimal(valeur)
    return valeur
