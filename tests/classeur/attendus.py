"""What a workbook must show: the estimate of the same project, line by line and total by total."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

from tableur import Feuilles

from cafsim.classeur.ecriture import octets
from cafsim.equipements.projet import Projet
from cafsim.equipements.registre import champs
from cafsim.estimation.moteur import Moteur
from cafsim.estimation.resultat import PERIODICITES, EquipementEstime
from cafsim.render.mots import courants as mots

Ligne = tuple[str, object, object, object]
"""Status, minimum, maximum, forecast; amounts as the nearest floating number, or the words in their place."""

_MOTS = {"calcule": "calculé", "fourchette": "fourchette", "non_eligible": "sans objet"}


def ecrire(moteur: Moteur, projet: Projet, fichier: Path) -> Path:
    fichier.write_bytes(octets(moteur, [projet], [moteur.estimer(projet)]))
    return fichier


def attendues(equipement: EquipementEstime) -> dict[str, Ligne]:
    """The lines of an equipment, by their label."""
    lignes: dict[str, Ligne] = {}
    for x in equipement.lignes:
        ouvert = "non fixé" if x.nature == "decision" else "à compléter"
        statut = _MOTS.get(x.statut, ouvert)
        bas, haut, prevu = (float(m) if m is not None else ouvert for m in (x.minimum, x.maximum, x.prevision))
        assert x.libelle not in lignes
        lignes[x.libelle] = (statut, bas, haut, prevu)
    return lignes


def totaux_attendus(equipement: EquipementEstime) -> dict[str, tuple[object, object, object]]:
    resultat = {}
    for p in PERIODICITES:
        total = equipement.totaux[p]
        libelle = mots.signale(mots.PERIODES[p][1], incomplet=total.incomplet)
        vide = total.incomplet and not total.maximum
        bouts = ("à compléter",) * 2 if vide else (float(total.minimum), float(total.maximum))
        sans = total.prevision_incomplete and not total.prevision
        resultat[libelle] = (*bouts, "à compléter" if sans else float(total.prevision))
    return resultat


def lues(feuille: list[list[Any]]) -> dict[str, Ligne]:
    """The lines of an equipment's sheet, those with nothing to count left out."""
    lignes: dict[str, Ligne] = {}
    titre = ""
    for rangee, prevision in zip(feuille, feuille[2:], strict=False):
        tete = str(rangee[0])
        if tete.endswith((", annuel)", ", ponctuel)", ", versé par l'État)")):
            titre = tete.rpartition(" (")[0]
        elif tete.startswith("Montant : "):
            statut = tete.removeprefix("Montant : ")
            if statut != "rien à compter":
                lignes[titre] = (statut, arrondi(rangee[1]), arrondi(rangee[2]), arrondi(prevision[1]))
            else:
                assert [*rangee[1:3], prevision[1]] == ["", "", ""], rangee
            assert prevision[0] == "Prévision"
    return lignes


def totaux_lus(feuille: list[list[Any]]) -> dict[str, tuple[object, object, object]]:
    return {
        r[0]: (arrondi(r[1]), arrondi(r[2]), arrondi(r[3]))
        for r in feuille
        if str(r[0]).startswith(("Total annuel", "Total ponctuel"))
    }


def arrondi(valeur: object) -> object:
    """The same cents, whatever the last binary digit of a sum."""
    return round(valeur, 4) if isinstance(valeur, int | float) else valeur


def case(feuille: list[list[Any]], type_equipement: str, champ: str) -> str:
    """The cell of an input."""
    libelle = champs(type_equipement)[champ].libelle
    (rang,) = [r for r, rangee in enumerate(feuille[:60], 1) if rangee[0] == libelle and rangee[3] != "Unité"][:1]
    return f"B{rang}"


def case_du_taux(feuilles: Feuilles, cle: str, rang: int = 0) -> str:
    """The cell of a rate (its minimum)."""
    rangs = [r for r, rangee in enumerate(feuilles["Barèmes"], 1) if rangee[-1] == cle]
    return f"D{rangs[rang]}"


def en_cellule(valeur: object) -> object:
    if isinstance(valeur, bool):
        return "oui" if valeur else "non"
    return float(valeur) if isinstance(valeur, Fraction) else valeur
