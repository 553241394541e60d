"""Answers kept from one run to the next: those of a saved project reopened, those of a draft."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from fractions import Fraction

from cafsim.baremes.model import Baremes
from cafsim.equipements.champs import Groupe
from cafsim.equipements.projet import Donnee, EquipementSaisi, Projet
from cafsim.equipements.registre import champs, equipements
from cafsim.erreurs import refus
from cafsim.projet.ecriture import nombre_toml
from cafsim.projet.questionnaire.entretien import COMMUNS
from cafsim.projet.questionnaire.formulations import OUVERT, PROJET, TRAVAUX
from cafsim.valeurs.lecture import INCONNU


def en_reponse(valeur: Donnee) -> str:
    """Write a value as an answer that is read back the same."""
    if valeur is None:
        return INCONNU
    if isinstance(valeur, bool):
        return "oui" if valeur else "non"
    if isinstance(valeur, Fraction):
        nombre = nombre_toml(valeur)
        en_milliers = isinstance(nombre, Decimal) and nombre.as_tuple().exponent == -3
        return f"{nombre}0" if en_milliers else str(nombre)  # three decimals could be thousands
    return valeur.isoformat() if isinstance(valeur, date) else valeur


def reponses_de(projet: Projet) -> dict[str, str]:
    """Return the answers that make a project, by key; what nobody knows has none. Raise EntreeRefusee.

    The questionnaire has one year for all: a project of several years can't be reopened.
    """
    if any(e.exercice != projet.exercice for e in projet.equipements):
        message = "ses équipements ont des années différentes : le questionnaire n'en connaît qu'une."
        raise refus("--completer", message, "Complétez le fichier à la main.", cle=projet.nom)
    premier = projet.equipements[0]
    reponses = {"situation": _etat(premier), "exercice": str(projet.exercice), "projet.nom": projet.nom}
    reponses["projet.commune"] = INCONNU  # not to be asked before what would be more useful
    reponses |= {f"taux.{cle}": en_reponse(valeur) for cle, valeur in projet.taux.items()}
    for rang, saisi in enumerate(projet.equipements, 1):
        autre = "oui" if rang < len(projet.equipements) else "non"
        reponses |= {f"{rang}.type": saisi.type, f"{rang}.nom": saisi.nom, f"{rang}.situation": _etat(saisi)}
        reponses |= {f"{rang}.autre": autre, **({f"{rang}.documents": "oui"} if projet.taux else {})}
        reponses |= dict(_reponses(rang, saisi, premier))
    return reponses


def _reponses(rang: int, saisi: EquipementSaisi, premier: EquipementSaisi) -> Iterator[tuple[str, str]]:
    communs = {n: v for n, v in saisi.tapees.items() if n in COMMUNS}
    differe = rang > 1 and communs != {n: v for n, v in premier.tapees.items() if n in COMMUNS}
    if rang > 1:
        yield f"{rang}.herite", "non" if differe else "oui"
    for nom, valeur in saisi.tapees.items():
        if valeur is not None and nom in COMMUNS and (rang == 1 or differe):
            yield f"{rang}.commun.{nom}" if rang > 1 else f"projet.{nom}", en_reponse(valeur)
        elif valeur is not None and nom in champs(saisi.type) and nom not in COMMUNS:
            yield f"{rang}.{saisi.type}.{nom}", en_reponse(valeur)
    for groupe in equipements()[saisi.type].groupes:
        if groupe.nom in saisi.groupes:
            yield f"{rang}.{saisi.type}.groupe.{groupe.nom}", "oui"
            for liste in groupe.listes:
                yield from _tables(f"{rang}.{saisi.type}.{liste.nom}", liste, saisi)


def _tables(cle: str, liste: Groupe, saisi: EquipementSaisi) -> Iterator[tuple[str, str]]:
    tables = saisi.listes.get(liste.nom, ())
    for numero, table in enumerate(tables, 1):
        yield f"{cle}.{numero}", "oui"
        yield from ((f"{cle}.{numero}.{champ.nom}", en_reponse(table.get(champ.nom))) for champ in liste.champs)
    if tables:
        yield f"{cle}.{len(tables) + 1}", "non"


def _etat(saisi: EquipementSaisi) -> str:
    if not saisi.groupes:
        return OUVERT
    a_venir = saisi.exercice >= date.today().year
    return PROJET if a_venir and saisi.valeurs.get("operation") == "creation" else TRAVAUX


def cle_connue(cle: str, baremes: Baremes) -> bool:
    """Say whether a key, kept by another version perhaps, still belongs to a question."""
    tete, _, reste = cle.partition(".")
    if tete == "taux":
        return baremes.connait(reste)
    if tete == "projet":
        return reste == "nom" or reste in COMMUNS
    if not tete.isdecimal():
        return cle in ("exercice", "situation")
    if reste in ("type", "nom", "situation", "autre", "herite", "documents"):
        return True
    portee, _, nom = reste.partition(".")
    if portee == "commun":
        return nom in COMMUNS
    if portee == "notifie":
        annee, _, montant = nom.partition(".montant.")
        return baremes.connait(montant or nom.removeprefix("annee.")) or (
            annee.partition(".")[0].isdecimal() and any(annee.partition(".")[2] in champs(t) for t in equipements())
        )
    if portee not in equipements():
        return False
    groupes = equipements()[portee].groupes
    if nom in {f"groupe.{g.nom}" for g in groupes} or (nom in champs(portee) and nom not in COMMUNS):
        return True
    liste, _, table = nom.partition(".")
    noms = {x.nom: {"", *(c.nom for c in x.champs)} for g in groupes for x in g.listes}
    return liste in noms and table.partition(".")[0].isdecimal() and table.partition(".")[2] in noms[liste]
