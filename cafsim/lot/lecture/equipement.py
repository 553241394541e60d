"""From a row to an equipment that has passed the checks of a project file, or to all that is wrong in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from cafsim.baremes.model import ANNEE_DU_GUIDE, GUIDE_2020, Baremes
from cafsim.equipements.commun import EXERCICE, dernier_exercice
from cafsim.equipements.projet import Donnee, EquipementSaisi
from cafsim.equipements.registre import equipements
from cafsim.erreurs import EntreeRefusee
from cafsim.lot.lecture.cellules import lecteur
from cafsim.lot.lecture.colonnes import ColonneLue, ColonnesDeTable, ColonnesDuType
from cafsim.lot.lecture.identite import est_total, lire_nom, type_connu
from cafsim.lot.lecture.titres import types_de
from cafsim.lot.modele import PRECISIONS, Entete, EquipementLu, Rejet
from cafsim.projet.communes import avec_commune, precisee
from cafsim.tables import Cellule, Rangee
from cafsim.valeurs.lecture import ABSENT, INCONNU
from cafsim.valeurs.mots import types_proches
from cafsim.valeurs.regles import conseil_annee, contradictions, deduits, hors_bareme, nom_par_defaut


class LecteurDeRangees:
    """Reads the rows of one table."""

    def __init__(self, entete: Entete, baremes: Baremes, referentiel: str) -> None:
        self._entete = entete
        self._places = {nom: rang for rang, nom in enumerate(entete.colonnes)}
        self._referentiel = referentiel
        self._colonnes = ColonnesDeTable(entete, baremes)
        self._lire_exercice = lecteur(EXERCICE)
        self._gardees = entete.gardees

    def lire(self, rangee: Rangee) -> EquipementLu | list[Rejet]:
        """Return the equipment of a row, or its rejects: all of them."""
        examen = _Examen(self._entete, self._places, rangee)
        if examen.trop_de_cellules():
            return examen.rejets
        projet = _nom(examen, "projet")
        if not projet and not examen.rejets:
            examen.noter("projet", "", "il manque le nom du projet.")
        nom = _nom(examen, "nom")
        exercice = self._exercice(examen)
        if est_total(projet) or est_total(nom):
            return [examen.total("projet" if est_total(projet) else "nom")]
        type_equipement = _type(examen)
        if type_equipement is None:
            return examen.rejets
        colonnes = self._colonnes.du_type(type_equipement)
        valeurs, groupes = _champs(examen, colonnes, exercice)
        taux = {n: v for n, v, _ in _lues(examen, self._colonnes.taux, exercice) if isinstance(v, Fraction)}
        if not examen.rejets:
            for faute in contradictions(colonnes.equipement, valeurs):
                examen.refuser(faute.champ, faute.message, faute.conseil)
        if commune := valeurs.get("commune"):
            valeurs["commune"] = precisee(str(commune), [str(examen.cellule(nom)) for nom in PRECISIONS])
        valeurs |= deduits(colonnes.equipement, valeurs)
        nom = nom or nom_par_defaut(colonnes.equipement)
        saisi = EquipementSaisi(type_equipement, nom, exercice, valeurs, frozenset(groupes))
        try:
            saisi = avec_commune(saisi if exercice else saisi._replace(exercice=dernier_exercice()))
        except EntreeRefusee as error:
            for p in error.problemes:
                examen.refuser("commune", p.message, p.conseil)
        gardees = [examen.cellules[rang] for rang in self._gardees]
        return examen.rejets or EquipementLu(projet, saisi, taux, self._entete.fichier, rangee.ligne, gardees)

    def _exercice(self, examen: _Examen) -> int:
        try:
            valeur = self._lire_exercice(examen.cellule("exercice"))
        except ValueError as error:
            examen.refuser("exercice", str(error), conseil_annee())
            return 0
        if not isinstance(valeur, Fraction):
            examen.refuser("exercice", "il manque l'exercice (l'année d'activité).", conseil_annee())
            return 0
        if message := hors_bareme(valeur):
            examen.refuser("exercice", message, conseil_annee())
        elif message := hors_guide(self._referentiel, int(valeur)):
            examen.refuser("exercice", message)
        return int(valeur)


class _Examen:
    """A row being read: its cells by the name of their column, and what is wrong with it so far."""

    def __init__(self, entete: Entete, places: Mapping[str, int], rangee: Rangee) -> None:
        self._entete = entete
        self._places = places
        self._ligne = rangee.ligne
        manquantes = len(entete.colonnes) - len(rangee.cellules)
        self.cellules = rangee.cellules if manquantes <= 0 else (*rangee.cellules, *[""] * manquantes)
        self.rejets: list[Rejet] = []

    def cellule(self, colonne: str) -> Cellule:
        """Return the cell of a column; an empty one when the table has no such column."""
        place = self._places.get(colonne)
        return "" if place is None else self.cellules[place]

    def refuser(self, colonne: str, raison: str, conseil: str = "") -> None:
        """Note what is wrong with the cell of a column."""
        self.noter(colonne, self.cellule(colonne), raison, conseil)

    def total(self, colonne: str) -> Rejet:
        """Return the only thing to say of a row of totals."""
        conseil = "Si c'est un équipement, donnez-lui un autre nom."
        raison = "c'est une ligne de total, pas un équipement : elle n'est pas lue."
        valeur = str(self.cellule(colonne))
        return Rejet(self._entete.fichier, self._ligne, colonne, valeur, raison, conseil, definitif=True)

    def trop_de_cellules(self) -> bool:
        """Refuse a row with more cells than the table has columns, empty ones apart."""
        largeur, ajoutees = len(self._entete.colonnes), len(self._entete.ajoutees)
        en_trop = next((c for c in self.cellules[largeur:] if c), None)
        if en_trop is None:
            return False
        conseil = (
            "Un nombre à virgule sans guillemets dans un tableau séparé par des virgules ? Un séparateur en trop ?"
        )
        self.noter(
            "", en_trop, f"{len(self.cellules) - ajoutees} cellules pour {largeur - ajoutees} colonnes.", conseil
        )
        return True

    def refuser_etrangere(self, rang: int, type_equipement: str) -> None:
        """Refuse a cell that is filled in a column that the type does not have, or that has no title."""
        nom, cellule = self._entete.colonnes[rang], self.cellules[rang]
        if cellule == "" or not str(cellule).strip():
            return
        if nom:
            message = f"cette colonne ne concerne pas le type « {type_equipement} »."
            self.noter(nom, cellule, message, f"Videz la cellule. Types qui l'ont : {', '.join(types_de(nom))}.")
        else:
            message = f"cette colonne (la {rang + 1}e) n'a pas de titre."
            self.noter("", cellule, message, "Donnez-lui un titre, ou videz-la.")

    def noter(self, colonne: str, cellule: Cellule, raison: str, conseil: str = "") -> None:
        """Note what is wrong with a cell."""
        self.rejets.append(Rejet(self._entete.fichier, self._ligne, colonne, str(cellule), raison, conseil))


def _nom(examen: _Examen, colonne: str) -> str:
    try:
        return lire_nom(examen.cellule(colonne))
    except ValueError as error:
        examen.refuser(colonne, str(error))
        return ""


def _type(examen: _Examen) -> str | None:
    cellule = examen.cellule("type")
    connu = type_connu(cellule)
    if connu is None:
        conseil = f"Types : {', '.join(equipements())}."
        if str(cellule).strip() in ("", INCONNU):
            examen.refuser("type", "il manque le type d'équipement.", conseil)
        else:
            message = f"« {str(cellule)[:40]} » n'est pas un type d'équipement."
            examen.refuser("type", message, types_proches(str(cellule)) or conseil)
    return connu


def _champs(examen: _Examen, colonnes: ColonnesDuType, exercice: int) -> tuple[dict[str, Donnee], set[str]]:
    """Return the values of the fields, and the sub-tables that one of them fills."""
    valeurs: dict[str, Donnee] = {}
    groupes: set[str] = set()
    for nom, valeur, groupe in _lues(examen, colonnes.lues, exercice):
        valeurs[nom] = valeur
        if groupe:
            groupes.add(groupe)
    for rang in colonnes.etrangeres:
        examen.refuser_etrangere(rang, colonnes.equipement.type)
    return valeurs, groupes


def _lues(examen: _Examen, colonnes: Sequence[ColonneLue], exercice: int) -> Iterator[tuple[str, Donnee, str | None]]:
    """Yield the name, the value and the sub-table of each filled cell; refuse those that can't be read."""
    cellules = examen.cellules
    for rang, nom, lire, groupe, annee in colonnes:
        cellule = cellules[rang]
        if cellule == "":
            continue
        if annee and exercice and annee != exercice:
            message = f"cette colonne est celle de {annee}, la ligne est de l'exercice {exercice}."
            examen.refuser(nom, message, f"Mettez # devant le titre de la colonne, ou {annee} dans « exercice ».")
            continue
        try:
            valeur = lire(cellule)
        except ValueError as error:
            raison = str(error)
            examen.refuser(nom, raison, conseil_annee() if raison.startswith("aucun barème") else "")
            continue
        if valeur is not ABSENT:
            yield nom, valeur, groupe


def hors_guide(referentiel: str, exercice: int) -> str | None:
    """Say that the referential does not hold this year; None when it does."""
    if referentiel == GUIDE_2020 and exercice != ANNEE_DU_GUIDE:
        return f"le référentiel {GUIDE_2020} ne vaut que pour l'exercice {ANNEE_DU_GUIDE}."
    return None
