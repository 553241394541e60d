"""Write a project as TOML: a commented template, or what the questionnaire learnt."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction

from cafsim.engine.numbers import to_decimal
from cafsim.equipements.champs import Champ, Equipement, Type
from cafsim.equipements.commun import GESTIONNAIRE, TERRITOIRE
from cafsim.equipements.projet import FORMAT, Donnee, EquipementSaisi, Projet
from cafsim.equipements.registre import champs, equipements
from cafsim.typographie import majuscule
from cafsim.valeurs.lecture import INCONNU
from cafsim.valeurs.nombres import heures_minutes

_HERITES = frozenset(c.nom for c in (GESTIONNAIRE, *TERRITOIRE))

EN_TETE = (
    '# Projet cafsim. Remplissez ce que vous savez ; laissez "?" ou effacez la ligne pour le reste.',
    '# Un nombre s\'écrit 1234.50, ou "1 234,50" entre guillemets. Oui : true. Non : false.',
)
TAUX = "# Vos propres taux, lus sur une notification ou une convention de la Caf (liste : cafsim baremes liste)."


def en_toml(projet: Projet) -> str:
    """Write what the user typed of a project, with a comment per field; reading it back gives the same estimate."""
    tapes = [e._replace(valeurs=e.tapees) for e in projet.equipements]
    communs = {n: v for n, v in tapes[0].valeurs.items() if n in _HERITES and all(n in e.valeurs for e in tapes)}
    return _fichier(
        (*_valeur("nom", projet.nom), *_valeur("exercice", projet.exercice), *_champs((GESTIONNAIRE,), communs)),
        _champs(TERRITOIRE, communs),
        (x for saisi in tapes for x in _equipement(saisi, projet.exercice, communs)),
        (x for cle, v in projet.taux.items() for x in _valeur(cle, _brut(v))),
    )


def modele(types: Iterable[str], exercice: int) -> str:
    """Return a commented template for these equipments: every field, its meaning, where it stands."""
    return _fichier(
        ('nom = "Mon projet"', f"exercice = {exercice}", *_a_remplir((GESTIONNAIRE,))),
        _a_remplir(TERRITOIRE),
        (x for nom in types for x in _equipement_a_remplir(equipements()[nom])),
        ('# "psu.horaire_max" = 6.63',),
    )


def _fichier(tete: Iterable[str], territoire: Iterable[str], tables: Iterable[str], taux: Iterable[str]) -> str:
    debut = (*EN_TETE, f'format = "{FORMAT}"', *tete, "", "[territoire]", *territoire)
    return "\n".join((*debut, *tables, "", TAUX, "[taux]", *taux, ""))


def _titre(equipement: Equipement) -> list[str]:
    entete = f"[{equipement.type}]" if equipement.unique else f"[[{equipement.type}]]"
    return ["", f"# {equipement.titre}", entete]


def _equipement_a_remplir(equipement: Equipement) -> Iterator[str]:
    yield from (*_titre(equipement), 'nom = "À nommer"', *_a_remplir(equipement.champs))
    for groupe in equipement.groupes:
        ici = f"{equipement.type}.{groupe.nom}"
        yield from ("", f"# {groupe.titre} : retirez les # s'il y en a un. {groupe.aide}", f"# [{ici}]")
        yield from (f"# {ligne}" for ligne in _a_remplir(groupe.champs))
        for liste in groupe.listes:
            yield f"# [[{ici}.{liste.nom}]]"
            yield from (f"# {c.nom} = {c.exemple}" for c in liste.champs)


def _a_remplir(fields: Iterable[Champ]) -> Iterator[str]:
    """Yield fields to fill, each under its comment; those that may stay out are commented out."""
    for champ in fields:
        facultatif = champ.type in (Type.TEXTE, Type.DATE) or champ.defaut is not None or champ.defaut_de
        yield _commentaire(champ)
        yield f"# {champ.nom} = {champ.exemple}" if facultatif else f'{champ.nom} = "{INCONNU}"'


def _champs(fields: Iterable[Champ], valeurs: Mapping[str, Donnee]) -> Iterator[str]:
    """Yield the fields that have a value, each under its comment."""
    for champ in fields:
        if champ.nom in valeurs:
            yield _commentaire(champ)
            yield from _valeur(champ.nom, _brut(valeurs[champ.nom]))


def _valeur(nom: str, valeur: object) -> list[str]:
    import tomli_w  # noqa: PLC0415

    return tomli_w.dumps({nom: valeur}).splitlines()


def _commentaire(champ: Champ) -> str:
    unite = {"": "", "part": ' (part : 0.98 ou "98 %")'}.get(champ.unite, f" ({champ.unite})")
    ou_trouver = f" Où : {champ.ou_trouver}" if champ.ou_trouver else ""
    exemple = "" if champ.exemple in ("", '"?"') else f" Exemple : {champ.exemple}."
    choix = f" Valeurs : {', '.join(c.valeur for c in champ.choix)}." if champ.choix else ""
    return f"# {majuscule(champ.libelle)}{unite}.{choix}{exemple}{ou_trouver}"


def _equipement(saisi: EquipementSaisi, exercice: int, communs: Mapping[str, Donnee]) -> Iterator[str]:
    equipement = equipements()[saisi.type]
    des_groupes = {c.nom for g in equipement.groupes for c in g.champs}
    propres = {
        nom: valeur
        for nom, valeur in saisi.valeurs.items()
        if nom not in des_groupes and not (nom in communs and valeur == communs[nom])
    }
    yield from _titre(equipement)
    yield from _valeur("nom", saisi.nom)
    if saisi.exercice != exercice:
        yield from _valeur("exercice", saisi.exercice)
    yield from _champs((c for c in champs(saisi.type).values() if c.nom not in des_groupes), propres)
    for groupe in equipement.groupes:
        if groupe.nom in saisi.groupes:
            yield from ["", f"# {majuscule(groupe.titre)}", f"[{saisi.type}.{groupe.nom}]"]
            yield from _champs(groupe.champs, saisi.valeurs)
            for liste in groupe.listes:
                for table in saisi.listes.get(liste.nom, ()):
                    yield f"[[{saisi.type}.{groupe.nom}.{liste.nom}]]"
                    yield from _champs(liste.champs, table)


def _brut(valeur: Donnee) -> bool | str | date | int | Decimal:
    if valeur is None:
        return INCONNU
    if isinstance(valeur, Fraction):
        return nombre_toml(valeur)
    return valeur


def nombre_toml(valeur: Fraction) -> str | int | Decimal:
    """Return a number that reads back the same."""
    if valeur.denominator == 1:
        return valeur.numerator
    try:
        return to_decimal(valeur)
    except ValueError:
        return heures_minutes(valeur)
