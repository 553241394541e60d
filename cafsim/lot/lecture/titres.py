"""The titles of a table: which column is which field, and for which types of equipment."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from functools import cache

from cafsim.baremes.model import Baremes
from cafsim.equipements.champs import Champ
from cafsim.equipements.registre import champs, equipements
from cafsim.erreurs import EntreeRefusee, Probleme, plus_proche
from cafsim.lot.modele import Entete
from cafsim.tables import Recherche

IDENTITE = ("projet", "exercice", "type", "nom")
OBLIGATOIRES = ("projet", "exercice", "type")
MARQUE = "#"
"""What begins a row, or the title of a column, that is only there for people."""

_MODELE = "Un tableau prêt à remplir : cafsim batch --modele eaje -o modele.csv"


@cache
def types_de(nom: str) -> dict[str, Champ]:
    """Return the field of this name for each type of equipment that has it."""
    return {t: champs(t)[nom] for t in equipements() if nom in champs(t)}


@cache
def noms_connus() -> tuple[str, ...]:
    """Return the names that a column may bear, rates apart."""
    return tuple(dict.fromkeys((*IDENTITE, *(nom for t in equipements() for nom in champs(t)))))


def cle(titre: object) -> str:
    """Return a title as a field is named: `Heures facturées` → `heures_facturees`."""
    texte = unicodedata.normalize("NFKD", str(titre).lower())
    return "_".join("".join(c for c in texte if not unicodedata.combining(c)).replace("-", " ").split())


def recherche() -> Recherche:
    """Return what to look for in a table: the line that names the most columns."""
    noms = frozenset(noms_connus())
    return Recherche(lambda titres: sum(cle(t) in noms for t in titres))


def lire_titres(fichier: str, titres: Sequence[str], baremes: Baremes) -> Entete:
    """Return the columns of a table. Raise EntreeRefusee with all that is wrong in its titles."""
    colonnes = tuple(MARQUE if t.strip().startswith(MARQUE) else cle(t) for t in titres)
    problemes = list(_problemes(fichier, titres, colonnes, baremes))
    if problemes:
        raise EntreeRefusee(problemes)
    return Entete(fichier, colonnes)


def _problemes(fichier: str, titres: Sequence[str], colonnes: Sequence[str], baremes: Baremes) -> Iterator[Probleme]:
    nommees = [(titre, nom) for titre, nom in zip(titres, colonnes, strict=True) if nom not in ("", MARQUE)]
    inconnues = [(titre, nom) for titre, nom in nommees if nom not in noms_connus() and not baremes.connait(nom)]
    if len(inconnues) == len(nommees):
        proches = {p: None for _, nom in inconnues if (p := plus_proche(nom, noms_connus()))}
        conseil = f"Vouliez-vous dire {', '.join(f'« {p} »' for p in proches)} ? " if proches else ""
        yield Probleme(fichier, "ligne de titres", "aucune colonne connue.", f"{conseil}{_MODELE}")
        return
    for titre, nom in inconnues:
        proche = plus_proche(nom, (*noms_connus(), *(baremes.cles() if "." in nom else ())))
        conseil = f"Vouliez-vous dire « {proche} » ?" if proche else f"Pour une remarque : « {MARQUE} {titre} »."
        yield Probleme(fichier, f"colonne « {titre.strip()[:60]} »", "colonne inconnue.", conseil)
    for nom in dict.fromkeys(c for _, c in nommees if colonnes.count(c) > 1):
        rangs = ", ".join(str(rang) for rang, c in enumerate(colonnes, 1) if c == nom)
        yield Probleme(fichier, f"colonne « {nom} »", f"donnée plusieurs fois (colonnes {rangs}).", "Gardez-en une.")
    for nom in OBLIGATOIRES:
        if nom not in colonnes:
            yield Probleme(fichier, "ligne de titres", f"il manque la colonne « {nom} ».", _MODELE)
