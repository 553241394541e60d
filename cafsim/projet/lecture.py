"""From a project file to a `Projet`: every mistake of the file is reported, all at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from cafsim.baremes.model import Baremes
from cafsim.equipements.champs import Equipement
from cafsim.equipements.commun import TERRITOIRE
from cafsim.equipements.projet import Donnee, EquipementSaisi, Projet
from cafsim.equipements.registre import champs, equipements
from cafsim.erreurs import PROBLEMES_MAX, EntreeRefusee, Probleme, lever, plus_proche, situer, vouliez_vous
from cafsim.fichiers import lire_toml
from cafsim.projet.communes import avec_commune
from cafsim.projet.modeles import Cle, Table, fichier_projet
from cafsim.valeurs.mots import types_proches
from cafsim.valeurs.regles import conseil_annee, contradictions, deduits, hors_bareme, lire_taux_de, nom_par_defaut

Brut = Mapping[str, Any]

_TERRITOIRE = frozenset(c.nom for c in TERRITOIRE)


def lire_projet(path: Path, baremes: Baremes) -> Projet:
    """Read and check a project file. Raise EntreeRefusee with all its problems."""
    with situer(f"fichier {path}"):
        return projet_depuis(lire_toml(path), str(path), path.stem, baremes)


def projet_depuis(brut: Brut, fichier: str, nom_du_fichier: str, baremes: Baremes) -> Projet:
    """Check parsed TOML and make a project of it. Raise EntreeRefusee with all its problems."""
    controle = _Controle(fichier)
    donnees = controle.table(fichier_projet(), brut)
    lus = list(_lus(donnees))
    controle.taux(donnees.get("taux", {}), baremes)
    if not lus:
        controle.noter("", "aucun équipement.", f"Ajoutez par exemple [[eaje]] ({', '.join(equipements())}).")
    controle.ensemble(donnees, lus)
    lever(controle.problemes)
    saisis = tuple(avec_commune(_saisi(lu, donnees)) for lu in lus)
    exercice = donnees.get("exercice")
    taux = {cle: lire_taux_de(cle, valeur, baremes) for cle, valeur in aplatir(donnees.get("taux", {}))}
    nom = donnees.get("nom") or nom_du_fichier
    return Projet(nom, int(exercice) if exercice is not None else saisis[0].exercice, saisis, taux)


def aplatir(table: Brut, prefixe: str = "") -> Iterator[tuple[str, object]]:
    """Yield `block.series` keys, quoted or not: `"psu.taux" = 1` and `psu.taux = 1` read the same."""
    for cle, valeur in table.items():
        if isinstance(valeur, Mapping):
            yield from aplatir(valeur, f"{prefixe}{cle}.")
        else:
            yield f"{prefixe}{cle}", valeur


class _Lu(NamedTuple):
    """An equipment as far as it could be read: where it stands, its own values, those of its sub-tables among them."""

    equipement: Equipement
    ou: str
    nom: str
    valeurs: dict[str, Donnee]
    groupes: Mapping[str, Brut]


def _lus(donnees: Brut) -> Iterator[_Lu]:
    for nom, equipement in equipements().items():
        tables = donnees.get(nom, [])
        tables = [tables] if equipement.unique and nom in donnees else tables
        for rang, table in enumerate(tables, 1):
            groupes = {g.nom: table[g.nom] for g in equipement.groupes if g.nom in table}
            valeurs = {n: v for t in (table, *groupes.values()) for n, v in t.items() if n in champs(nom)}
            par_defaut = f"{nom_par_defaut(equipement)}{f' {rang}' if len(tables) > 1 else ''}"
            ou = nom if equipement.unique else f"{nom} n° {rang}"
            yield _Lu(equipement, ou, table.get("nom") or par_defaut, valeurs, groupes)


def _saisi(lu: _Lu, donnees: Brut) -> EquipementSaisi:
    """Return an equipment with what it inherits and what its own choices settle."""
    communs = {c: donnees[c] for c in ("exercice", "gestionnaire") if c in donnees}
    tout = {**donnees.get("territoire", {}), **communs, **lu.valeurs, **deduits(lu.equipement, lu.valeurs)}
    listes = {n: tuple(t) for g in lu.groupes.values() for n, t in g.items() if n not in lu.valeurs}
    return EquipementSaisi(lu.equipement.type, lu.nom, int(tout.pop("exercice")), tout, frozenset(lu.groupes), listes)


class _Controle:
    """Reads what a file holds, and notes every mistake with its place: `eaje n° 2 : investissement : cout`."""

    def __init__(self, fichier: str) -> None:
        self._fichier = fichier
        self._illisibles: set[str] = set()
        self.problemes: list[Probleme] = []

    def noter(self, ou: str, message: str, conseil: str = "") -> None:
        """Note a mistake."""
        self.problemes.append(Probleme(self._fichier, ou, message, conseil))

    def table(self, table: Table, brut: object, ou: str = "", nom: str = "") -> dict[str, Any]:
        """Return the values of a table that can be read; `nom` is its name in brackets, `eaje.investissement`."""
        if not isinstance(brut, Mapping):
            self._illisibles.add(ou)
            crochets = f"[[{nom}]]" if table.repetee else f"[{nom}]"
            ailleurs = f" La réponse {nom} = … se place dans [territoire]." if nom in _TERRITOIRE else ""
            self.noter(ou, "une table est attendue.", f"Écrivez {crochets}.{ailleurs}")
            return {}
        if table.libre:
            return dict(brut)
        lues = {}
        for cle, noeud in table.cles.items():
            if cle in brut:
                place = f"{ou} : {cle}" if ou else cle
                try:
                    lues[cle] = self._valeur(noeud, brut[cle], place, f"{nom}.{cle}" if nom else cle)
                except ValueError as error:
                    self._illisibles.add(place)
                    self.noter(place, str(error))
        for cle in (c for c in brut if c not in table.cles):
            dite = len(self.problemes) < PROBLEMES_MAX  # beyond, they are only counted: a nearest word takes time
            conseil = _proche(cle, table, racine=not ou) if dite else ""
            self.noter(f"{ou} : {cle}" if ou else cle, "clé inconnue.", conseil)
        return lues

    def _valeur(self, noeud: Cle | Table, brut: object, ou: str, nom: str) -> object:
        """Return what a key holds. Raise ValueError, with a reason in French."""
        if isinstance(noeud, Cle):
            return noeud.lire(brut)
        if not noeud.repetee:
            return self.table(noeud, brut, ou, nom)
        if not isinstance(brut, list):
            self.noter(ou, "une liste de tables est attendue.", f"Écrivez [[{nom}]], avec deux crochets.")
            brut = [brut] if isinstance(brut, Mapping) else []
        return [self.table(noeud, table, f"{ou} n° {rang}", nom) for rang, table in enumerate(brut, 1)]

    def taux(self, table: Brut, baremes: Baremes) -> None:
        """Check the user's own rates."""
        vues: set[str] = set()
        for cle, valeur in aplatir(table):
            ou = f"taux : {cle}"
            if cle in vues:
                self.noter(ou, "ce taux est donné deux fois.", "Gardez-en un.")
            vues.add(cle)
            if not baremes.connait(cle):
                proches = vouliez_vous(cle, baremes.cles()) if len(vues) <= 10 * PROBLEMES_MAX else ""
                self.noter(ou, "taux inconnu.", proches or "La liste : cafsim baremes liste")
                continue
            try:
                lire_taux_de(cle, valeur, baremes)
            except ValueError as error:
                self.noter(ou, str(error))

    def ensemble(self, donnees: Brut, lus: list[_Lu]) -> None:
        """Check what the values say together, as far as each can be read."""
        self._annee("exercice", donnees.get("exercice"))
        self._commune("territoire", donnees.get("territoire", {}).get("commune"))
        for lu in lus:
            annees = {lu.ou, f"{lu.ou} : exercice", "exercice"}
            if lu.valeurs.get("exercice", donnees.get("exercice")) is None and not annees & self._illisibles:
                self.noter(lu.ou, "il manque l'exercice (l'année d'activité).", conseil_annee())
            for nom, valeur in lu.valeurs.items():
                if nom == "exercice" or isinstance(valeur, date):
                    self._annee(f"{lu.ou} : {nom}", valeur)
            for faute in contradictions(lu.equipement, lu.valeurs):
                self.noter(f"{lu.ou} : {faute.champ}", faute.message, faute.conseil)
            self._commune(lu.ou, lu.valeurs.get("commune"))

    def _annee(self, ou: str, valeur: Donnee) -> None:
        """Refuse a year, or a date, without any rate table."""
        if (message := hors_bareme(valeur)) is not None:
            self.noter(ou, message, conseil_annee())

    def _commune(self, ou: str, texte: Donnee) -> None:
        """Refuse a commune that nobody knows; the territory table is opened only when one is named."""
        if isinstance(texte, str) and texte.strip():
            from cafsim.communes.noms import resoudre  # noqa: PLC0415

            try:
                resoudre(texte)
            except EntreeRefusee as error:
                self.problemes += (p._replace(fichier=self._fichier, cle=f"{ou} : {p.cle}") for p in error.problemes)


def _proche(cle: str, table: Table, *, racine: bool) -> str:
    """Return what to type instead of an unknown key."""
    if racine and (nomme := types_proches(cle)):
        return nomme
    proche = plus_proche(cle, table.cles)
    return f"Vouliez-vous dire « {proche} » ?" if proche else "La liste : cafsim projet schema"
