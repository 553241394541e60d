"""From a project file to a `Projet`: every mistake of the file is reported, all at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from cafsim.baremes.model import Baremes
from cafsim.equipements.champs import Champ
from cafsim.equipements.commun import EXERCICE, TERRITOIRE
from cafsim.equipements.projet import Donnee, EquipementSaisi, Projet
from cafsim.equipements.registre import champs, equipements
from cafsim.erreurs import PROBLEMES_MAX, EntreeRefusee, Probleme, lever, plus_proche, situer, vouliez_vous
from cafsim.fichiers import lire_toml
from cafsim.projet.communes import avec_commune
from cafsim.valeurs.lecture import INCONNU, lire
from cafsim.valeurs.mots import types_proches
from cafsim.valeurs.regles import conseil_annee, contradictions, deduits, hors_bareme, lire_taux_de, nom_par_defaut

Brut = Mapping[str, Any]
Lieu = tuple[str | int, ...]

_TERRITOIRE = frozenset(c.nom for c in TERRITOIRE)


def lire_projet(path: Path, baremes: Baremes) -> Projet:
    """Read and check a project file. Raise EntreeRefusee with all its problems."""
    with situer(f"fichier {path}"):
        return projet_depuis(lire_toml(path), str(path), path.stem, baremes)


def projet_depuis(brut: Brut, fichier: str, nom_du_fichier: str, baremes: Baremes) -> Projet:
    """Check parsed TOML and make a project of it. Raise EntreeRefusee with all its problems."""
    from pydantic_core import ValidationError  # noqa: PLC0415 (10 ms, only where a project is read)

    from cafsim.projet.modeles import controle  # noqa: PLC0415

    presents = [t for t in equipements() if t in brut]
    problemes: list[Probleme] = []
    donnees: Brut = {}
    try:
        donnees = controle(frozenset(presents)).validate_python(dict(brut))
    except ValidationError as error:
        lues = error.errors(include_url=False)
        problemes += (_probleme(fichier, dict(e)) for e in lues[:PROBLEMES_MAX])
        problemes += [Probleme(fichier, "", "clé ou valeur refusée.")] * (len(lues) - PROBLEMES_MAX)  # only counted
    problemes += _problemes_taux(brut.get("taux"), fichier, baremes)
    if not any(_liste(brut[t]) for t in presents):
        conseil = f"Ajoutez par exemple [[eaje]] ({', '.join(equipements())})."
        problemes.append(Probleme(fichier, "", "aucun équipement.", conseil))
    problemes += _incoherences(brut, presents, fichier)
    problemes += _communes(brut, presents, fichier)
    lever(problemes)
    nom = donnees.get("nom") or nom_du_fichier
    saisis = tuple(avec_commune(saisi) for saisi in _equipements(donnees, presents))
    exercice = donnees.get("exercice")
    taux = {cle: lire_taux_de(cle, valeur, baremes) for cle, valeur in aplatir(donnees.get("taux", {}))}
    return Projet(nom, int(exercice) if exercice is not None else saisis[0].exercice, saisis, taux)


def aplatir(table: Brut, prefixe: str = "") -> Iterator[tuple[str, object]]:
    """Yield `block.series` keys, quoted or not: `"psu.taux" = 1` and `psu.taux = 1` read the same."""
    for cle, valeur in table.items():
        if isinstance(valeur, Mapping):
            yield from aplatir(valeur, f"{prefixe}{cle}.")
        else:
            yield f"{prefixe}{cle}", valeur


def _equipements(donnees: Brut, presents: Sequence[str]) -> Iterator[EquipementSaisi]:
    communs: dict[str, Donnee] = dict(donnees.get("territoire") or {})
    communs |= {c: donnees[c] for c in ("exercice", "gestionnaire") if c in donnees}
    for type_equipement in presents:
        equipement = equipements()[type_equipement]
        liste = _liste(donnees[type_equipement])
        for rang, valeurs in enumerate(liste, 1):
            propres = {n: v for n, v in valeurs.items() if n in champs(type_equipement)}
            groupes = {g.nom: valeurs[g.nom] for g in equipement.groupes if valeurs.get(g.nom) is not None}
            noms_listes = {x.nom for g in equipement.groupes for x in g.listes}
            listes = {n: tuple(t) for g in groupes.values() for n, t in g.items() if n in noms_listes}
            for groupe in groupes.values():
                propres |= {n: v for n, v in groupe.items() if n not in noms_listes}
            tout = {**communs, **propres, **deduits(equipement, propres)}
            nom = valeurs.get("nom") or f"{nom_par_defaut(equipement)}{f' {rang}' if len(liste) > 1 else ''}"
            yield EquipementSaisi(type_equipement, nom, int(tout.pop("exercice")), tout, frozenset(groupes), listes)


def _communes(brut: Brut, presents: Sequence[str], fichier: str) -> Iterator[Probleme]:
    """Check the communes named; the territory table is opened only when there is one."""
    tables = [("territoire", brut.get("territoire"))]
    for nom in presents:
        seule = equipements()[nom].unique
        tables += [(nom if seule else f"{nom} n° {rang}", t) for rang, t in enumerate(_liste(brut[nom]), 1)]
    for ou, table in tables:
        texte = table.get("commune") if isinstance(table, Mapping) else None
        if isinstance(texte, str) and texte.strip() not in ("", INCONNU):
            from cafsim.communes.noms import resoudre  # noqa: PLC0415

            try:
                resoudre(texte)
            except EntreeRefusee as error:
                yield from (p._replace(fichier=fichier, cle=f"{ou} : {p.cle}") for p in error.problemes)


def _incoherences(brut: Brut, presents: Sequence[str], fichier: str) -> Iterator[Probleme]:
    """Check what several fields say together, as far as each can be read: the other mistakes are told elsewhere."""
    commun = _lu(EXERCICE, brut.get("exercice"))
    yield from _annee(fichier, "exercice", commun)
    for type_equipement in presents:
        equipement = equipements()[type_equipement]
        tables = [t for t in _liste(brut[type_equipement]) if isinstance(t, Mapping)]
        for rang, table in enumerate(tables, 1):
            ou = type_equipement if equipement.unique else f"{type_equipement} n° {rang}"
            propre = _lu(EXERCICE, table.get("exercice"))
            if (propre if "exercice" in table else commun) is None and not _illisible(table, brut):
                yield Probleme(fichier, ou, "il manque l'exercice (l'année d'activité).", conseil_annee())
            yield from _annee(fichier, f"{ou} : exercice", propre)
            groupes = [table[g.nom] for g in equipement.groupes if isinstance(table.get(g.nom), Mapping)]
            fields = tuple(equipement.tous_les_champs())
            lus = {c.nom: _lu(c, t[c.nom]) for t in (table, *groupes) for c in fields if c.nom in t}
            for nom, valeur in lus.items():
                if isinstance(valeur, date):
                    yield from _annee(fichier, f"{ou} : {nom}", valeur)
            for faute in contradictions(equipement, lus):
                yield Probleme(fichier, f"{ou} : {faute.champ}", faute.message, faute.conseil)


def _illisible(*tables: Brut) -> bool:
    """Say whether the year was given, but as something else than a year: that is told elsewhere."""
    donnee = next((t["exercice"] for t in tables if "exercice" in t), INCONNU)
    return donnee != INCONNU


def _lu(champ: Champ, brut: object) -> Donnee:
    try:
        return None if brut is None else lire(champ, brut)
    except ValueError:
        return None


def _liste(brut: Any) -> list[Any]:  # noqa: ANN401
    """Return the tables of an equipment: `[[eaje]]`, or the only one of `[ctg]`."""
    if isinstance(brut, Mapping):
        return [brut]
    return brut if isinstance(brut, list) else []


def _annee(fichier: str, ou: str, valeur: Donnee) -> Iterator[Probleme]:
    """Refuse a year, or a date, without any rate table."""
    if (message := hors_bareme(valeur)) is not None:
        yield Probleme(fichier, ou, message, conseil_annee())


def _problemes_taux(table: object, fichier: str, baremes: Baremes) -> Iterator[Probleme]:
    if not isinstance(table, Mapping):
        return
    vues: set[str] = set()
    for cle, valeur in aplatir(table):
        if cle in vues:
            yield Probleme(fichier, f"taux : {cle}", "ce taux est donné deux fois.", "Gardez-en un.")
        vues.add(cle)
        if not baremes.connait(cle):
            proches = vouliez_vous(cle, baremes.cles()) if len(vues) <= 10 * PROBLEMES_MAX else ""
            conseil = proches or "La liste : cafsim baremes liste"
            yield Probleme(fichier, f"taux : {cle}", "taux inconnu.", conseil)
            continue
        try:
            lire_taux_de(cle, valeur, baremes)
        except ValueError as error:
            yield Probleme(fichier, f"taux : {cle}", str(error))


def _probleme(fichier: str, erreur: Mapping[str, Any]) -> Probleme:
    """Translate one of pydantic's errors."""
    lieu: Lieu = erreur["loc"]
    cle = str(lieu[-1]) if lieu else ""
    ou = _lieu(lieu)
    if erreur["type"] == "extra_forbidden":
        nomme = types_proches(cle) if len(lieu) == 1 else ""
        proche = plus_proche(cle, _cles_connues(lieu))
        conseil = nomme or (f"Vouliez-vous dire « {proche} » ?" if proche else "La liste : cafsim projet schema")
        return Probleme(fichier, ou, "clé inconnue.", conseil)
    if erreur["type"] == "value_error":
        return Probleme(fichier, ou, str(erreur["ctx"]["error"]))
    if erreur["type"] == "list_type":
        nom = ".".join(x for x in lieu if isinstance(x, str))
        return Probleme(fichier, ou, "une liste de tables est attendue.", f"Écrivez [[{nom}]], avec deux crochets.")
    if erreur["type"] == "dict_type":
        nom = ".".join(x for x in lieu if isinstance(x, str))
        crochets = f"[[{nom}]]" if isinstance(lieu[-1], int) else f"[{nom}]"
        ailleurs = f" La réponse {nom} = … se place dans [territoire]." if nom in _TERRITOIRE else ""
        return Probleme(fichier, ou, "une table est attendue.", f"Écrivez {crochets}.{ailleurs}")
    return Probleme(fichier, ou, "valeur refusée.")


def _lieu(lieu: Lieu) -> str:
    """Write `eaje n° 2 : investissement.cout`."""
    textes: list[str] = []
    for element in lieu:
        if isinstance(element, int):
            textes[-1] += f" n° {element + 1}"
        else:
            textes.append(element)
    return " : ".join(textes)


def _cles_connues(lieu: Lieu) -> Iterable[str]:
    """Return the keys that may stand where an unknown one was found."""
    from cafsim.projet.modeles import Table, fichier_projet  # noqa: PLC0415

    cles = fichier_projet(equipements()).cles
    for nom in lieu[:-1]:
        if isinstance(nom, str) and isinstance(table := cles[nom], Table):
            cles = table.cles
    return cles
