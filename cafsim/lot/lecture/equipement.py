"""From a row to an equipment that has passed the checks of a project file, or to all that is wrong in it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import NamedTuple

from cafsim.baremes.model import ANNEE_DU_GUIDE, GUIDE_2020, Baremes
from cafsim.equipements.champs import Champ, Equipement
from cafsim.equipements.commun import EXERCICE
from cafsim.equipements.projet import Donnee, EquipementSaisi
from cafsim.equipements.registre import equipements
from cafsim.erreurs import EntreeRefusee, vouliez_vous
from cafsim.lot.cellules import Lecteur, lecteur, lecteur_taux
from cafsim.lot.entete import MARQUE, cle, types_de
from cafsim.lot.modele import Brute, Entete, Rangee, Rejet, Saisie
from cafsim.valeurs.lecture import ABSENT, INCONNU, lire_texte
from cafsim.valeurs.regles import conseil_annee, contradictions, hors_bareme, nom_par_defaut


class Colonne(NamedTuple):
    """A column that concerns a type of equipment: its place, its field, what reads it, its sub-table if any."""

    rang: int
    nom: str
    lire: Lecteur
    groupe: str | None


class Plan(NamedTuple):
    """How to read the rows of one type."""

    equipement: Equipement
    champs: tuple[Colonne, ...]
    etrangeres: tuple[int, ...]
    """Columns that the type does not have: their cells must be empty."""


class LecteurDeRangees:
    """Reads the rows of one table."""

    def __init__(self, entete: Entete, baremes: Baremes, referentiel: str) -> None:
        self._entete = entete
        self._baremes = baremes
        self._referentiel = referentiel
        self._places = {nom: rang for rang, nom in enumerate(entete.colonnes) if nom not in ("", MARQUE)}
        self._lecteurs: dict[tuple[str, Champ], Lecteur] = {}
        self._exercice = lecteur(EXERCICE)
        self._taux = tuple(
            Colonne(rang, nom, lecteur_taux(nom, baremes), None)
            for nom, rang in self._places.items()
            if baremes.connait(nom)
        )
        self._plans: dict[str, Plan] = {}
        self._types: dict[Brute, str | None] = {}

    def lire(self, rangee: Rangee) -> Saisie | list[Rejet]:
        """Return the equipment of a row, or its rejects: all of them."""
        largeur = len(self._entete.colonnes)
        cellules = rangee.cellules
        if len(cellules) < largeur:
            cellules = [*cellules, *[""] * (largeur - len(cellules))]
        elif len(cellules) > largeur and any(cellules[largeur:]):
            return [self._trop_de_cellules(rangee.ligne, cellules)]
        rejets: list[Rejet] = []
        projet = self._texte(rangee.ligne, "projet", cellules, rejets)
        if not projet and not rejets:
            self._refuser(rejets, rangee.ligne, "projet", "", "il manque le nom du projet.")
        nom = self._texte(rangee.ligne, "nom", cellules, rejets)
        exercice = self._annee(rangee.ligne, cellules, rejets)
        type_equipement = self._type(rangee.ligne, cellules, rejets)
        if type_equipement is None:
            return rejets
        plan = self._plan(type_equipement)
        valeurs, groupes = self._champs(rangee.ligne, plan, cellules, rejets)
        taux = self._taux_saisis(rangee.ligne, cellules, rejets) if self._taux else {}
        if not rejets:
            rejets += self._contradictions(rangee.ligne, plan.equipement, valeurs, cellules)
        saisi = EquipementSaisi(
            type_equipement, nom or nom_par_defaut(plan.equipement), exercice, valeurs, frozenset(groupes)
        )
        if valeurs.get("commune"):
            saisi = self._avec_sa_commune(rangee.ligne, saisi, cellules, rejets)
        if rejets:
            return rejets
        return Saisie(projet, saisi, taux, self._entete.fichier, rangee.ligne)

    def _champs(
        self, ligne: int, plan: Plan, cellules: Sequence[Brute], rejets: list[Rejet]
    ) -> tuple[dict[str, Donnee], set[str]]:
        valeurs: dict[str, Donnee] = {}
        groupes: set[str] = set()
        for rang, nom, lire, groupe in plan.champs:
            cellule = cellules[rang]
            if cellule == "":
                continue
            try:
                valeur = lire(cellule)
            except ValueError as error:
                self._refuser(rejets, ligne, nom, cellule, str(error), _conseil(str(error)))
                continue
            if valeur is not ABSENT:
                valeurs[nom] = valeur
                if groupe:
                    groupes.add(groupe)
        rejets += (
            self._etrangere(ligne, rang, plan.equipement, cellules[rang])
            for rang in plan.etrangeres
            if cellules[rang] != "" and str(cellules[rang]).strip()
        )
        return valeurs, groupes

    def _taux_saisis(self, ligne: int, cellules: Sequence[Brute], rejets: list[Rejet]) -> dict[str, Fraction]:
        taux: dict[str, Fraction] = {}
        for rang, nom, lire, _ in self._taux:
            try:
                valeur = lire(cellules[rang])
            except ValueError as error:
                self._refuser(rejets, ligne, nom, cellules[rang], str(error))
                continue
            if isinstance(valeur, Fraction):
                taux[nom] = valeur
        return taux

    def _contradictions(
        self, ligne: int, equipement: Equipement, valeurs: dict[str, Donnee], cellules: Sequence[Brute]
    ) -> Iterator[Rejet]:
        for faute in contradictions(equipement, valeurs):
            valeur = str(cellules[self._places[faute.champ]])
            yield Rejet(self._entete.fichier, ligne, faute.champ, valeur, faute.message, faute.conseil)

    def _avec_sa_commune(
        self, ligne: int, saisi: EquipementSaisi, cellules: Sequence[Brute], rejets: list[Rejet]
    ) -> EquipementSaisi:
        """Fill what the commune tells and the row leaves out."""
        from cafsim.communes.remplir import remplir  # noqa: PLC0415 (its table is only for rows that name a commune)

        try:
            return remplir(saisi)
        except EntreeRefusee as error:
            for p in error.problemes:
                self._refuser(rejets, ligne, "commune", cellules[self._places["commune"]], p.message, p.conseil)
            return saisi

    def _texte(self, ligne: int, nom: str, cellules: Sequence[Brute], rejets: list[Rejet]) -> str:
        if nom not in self._places:
            return ""
        cellule = cellules[self._places[nom]]
        texte = str(cellule)
        if texte.isascii() and texte.isprintable() and len(texte) < 200:  # nothing to mend
            texte = texte.strip()
            return "" if texte == INCONNU else texte
        try:
            return lire_texte(texte)
        except ValueError as error:
            self._refuser(rejets, ligne, nom, cellule, str(error))
            return ""

    def _annee(self, ligne: int, cellules: Sequence[Brute], rejets: list[Rejet]) -> int:
        cellule = cellules[self._places["exercice"]]
        try:
            valeur = self._exercice(cellule)
        except ValueError as error:
            self._refuser(rejets, ligne, "exercice", cellule, str(error), conseil_annee())
            return 0
        if not isinstance(valeur, Fraction):
            message = "il manque l'exercice (l'année d'activité)."
            self._refuser(rejets, ligne, "exercice", cellule, message, conseil_annee())
            return 0
        if message_annee := hors_bareme(valeur):
            self._refuser(rejets, ligne, "exercice", cellule, message_annee, conseil_annee())
        elif refus := hors_guide(self._referentiel, int(valeur)):
            self._refuser(rejets, ligne, "exercice", cellule, refus)
        return int(valeur)

    def _type(self, ligne: int, cellules: Sequence[Brute], rejets: list[Rejet]) -> str | None:
        cellule = cellules[self._places["type"]]
        nom = type_connu(cellule)
        if nom is None:
            if str(cellule).strip() in ("", INCONNU):
                message, conseil = "il manque le type d'équipement.", f"Types : {', '.join(equipements())}."
            else:
                message = f"« {str(cellule)[:40]} » n'est pas un type d'équipement."
                conseil = vouliez_vous(cle(cellule)[:50], equipements()) or f"Types : {', '.join(equipements())}."
            self._refuser(rejets, ligne, "type", cellule, message, conseil)
        return nom

    def _plan(self, type_equipement: str) -> Plan:
        if type_equipement not in self._plans:
            self._plans[type_equipement] = self._faire_plan(type_equipement)
        return self._plans[type_equipement]

    def _faire_plan(self, type_equipement: str) -> Plan:
        equipement = equipements()[type_equipement]
        propres = {c.nom for c in equipement.champs}
        sous = {c.nom: g.nom for g in equipement.groupes for c in g.champs if c.nom not in propres}
        a_part = {"projet", "exercice", "type", "nom"}
        lus, etrangeres = [], []
        for nom, rang in self._places.items():
            if nom in a_part or self._baremes.connait(nom):
                continue
            champ = types_de(nom).get(type_equipement)
            if champ is None:
                etrangeres.append(rang)
            else:
                lire = self._lecteurs.setdefault((nom, champ), lecteur(champ))
                lus.append(Colonne(rang, nom, lire, sous.get(nom)))
        sans_titre = (rang for rang, nom in enumerate(self._entete.colonnes) if not nom)
        return Plan(equipement, tuple(lus), (*etrangeres, *sans_titre))

    def _etrangere(self, ligne: int, rang: int, equipement: Equipement, cellule: Brute) -> Rejet:
        nom = self._entete.colonnes[rang]
        if not nom:
            message = f"cette colonne (la {rang + 1}e) n'a pas de titre."
            return Rejet(self._entete.fichier, ligne, "", str(cellule), message, "Donnez-lui un titre, ou videz-la.")
        message = f"cette colonne ne concerne pas le type « {equipement.type} »."
        conseil = f"Videz la cellule. Types qui l'ont : {', '.join(types_de(nom))}."
        return Rejet(self._entete.fichier, ligne, nom, str(cellule), message, conseil)

    def _trop_de_cellules(self, ligne: int, cellules: Sequence[Brute]) -> Rejet:
        largeur = len(self._entete.colonnes)
        message = f"{len(cellules)} cellules pour {largeur} colonnes."
        conseil = (
            "Un nombre à virgule sans guillemets dans un tableau séparé par des virgules ? Un séparateur en trop ?"
        )
        en_trop = next(str(c) for c in cellules[largeur:] if c)
        return Rejet(self._entete.fichier, ligne, "", en_trop, message, conseil)

    def _refuser(
        self, rejets: list[Rejet], ligne: int, colonne: str, cellule: Brute, raison: str, conseil: str = ""
    ) -> None:
        rejets.append(Rejet(self._entete.fichier, ligne, colonne, str(cellule), raison, conseil))


def type_connu(cellule: Brute) -> str | None:
    """Return the type of equipment that a cell names, if any."""
    if isinstance(cellule, str) and cellule in equipements():
        return cellule
    nom = cle(cellule)
    return nom if nom in equipements() else None


def hors_guide(referentiel: str, exercice: int) -> str | None:
    """Say that the referential does not hold this year; None when it does."""
    if referentiel == GUIDE_2020 and exercice != ANNEE_DU_GUIDE:
        return f"le référentiel {GUIDE_2020} ne vaut que pour l'exercice {ANNEE_DU_GUIDE}."
    return None


def _conseil(raison: str) -> str:
    return conseil_annee() if raison.startswith("aucun barème") else ""
