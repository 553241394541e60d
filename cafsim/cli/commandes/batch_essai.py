"""`cafsim batch --essai`: how each table is understood, what would be rejected; nothing is estimated."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

from cafsim.cli.commandes.batch_bilan import compte, rejetes
from cafsim.cli.console import noter
from cafsim.fichiers import ecrire
from cafsim.lot.essai import Essai, Vides
from cafsim.lot.lecture.correspondance import octets
from cafsim.lot.lecture.fichiers import TableDuLot
from cafsim.lot.lecture.titres import EXEMPLES, MARQUE
from cafsim.render.document import Colonne, Entree, Liste, Noeud, Paragraphe, Rangee, Tableau, Titre, en_liste
from cafsim.render.formes import table
from cafsim.tables import Rangee as Lue
from cafsim.tables import en_texte

VIDES_MONTRES = 8

_EXEMPLES = 20
"""Rows among which the first filled cell of a column is looked for."""


def afficher(essai: Essai) -> None:
    """Print what the trial saw."""
    table.dessiner(tuple(_document(essai)), sys.stdout)


def garder(essai: Essai, carte: Path, *, forcer: bool) -> None:
    """Write how the tables were understood, to be mended and given back. Raise EntreeRefusee."""
    ecrire(carte, octets(essai.regles()), forcer=forcer)
    noter(f"Correspondance écrite : {carte}. Corrigez-la, puis : cafsim batch TABLE --correspondance {carte} -o r.csv")


def _document(essai: Essai) -> Iterator[Noeud]:
    for rang, lue in enumerate(essai.lot.tables):
        yield from _table(lue, essai.lues[rang])
    yield from _feuilles(essai.lot.tables)
    if essai.lot.projets:
        projets = compte(len(essai.lot.projets), "fichier de projet", "fichiers de projet")
        yield Paragraphe(f"{projets} : {compte(essai.lues[-1], 'équipement')} à estimer.")
    yield from rejetes(essai.bilan)
    for nom, refuses in essai.mots.items():
        mots = ", ".join(f"« {mot} » ({nombre})" for mot, nombre in refuses.most_common(10))
        yield Paragraphe(f"Mots de la colonne « {nom} » que cafsim ne connaît pas : {mots}.")
    yield from _vides(essai.vides)
    manquantes = {
        n for t in essai.lot.tables for n in t.entete.ajoutees if n != "projet" and not t.regles.constantes.get(n)
    }
    if manquantes:
        textes = " ".join(f"--constante {nom}={EXEMPLES[nom]}" for nom in sorted(manquantes))
        yield Paragraphe(f"Ce que le tableau ne dit pas se donne une fois pour toutes, par exemple : {textes}")
    yield Paragraphe("Rien n'a été estimé : c'était un essai.")


def _feuilles(lues: Sequence[TableDuLot]) -> Iterator[Noeud]:
    """Yield the sheets that are not read."""
    prises = {t.table.feuille for t in lues}
    autres = dict.fromkeys(f for t in lues for f in t.table.autres_feuilles if f not in prises)
    if autres:
        dites = ", ".join(f"« {f} »" for f in autres)
        yield Paragraphe(f"Feuilles qui ne sont pas lues : {dites}. Pour en lire une : --feuille.")


def _vides(lus: Vides) -> Iterator[Noeud]:
    """Yield the fields that equipments lack, first what leaves them without any amount."""
    dits = []
    for champ in lus.tries()[:VIDES_MONTRES]:
        nom, libelle = champ
        dit = f"{libelle} (« {nom} ») : {compte(lus.manquent[champ], 'équipement')}"
        if lus.bloquent[champ]:
            dit += f", dont {lus.bloquent[champ]} où rien n'est sûr sans lui"
        dits.append(f"{dit}.")
    if dits:
        yield Paragraphe(f"Ce qui manque ({compte(lus.regardes, 'équipement regardé')}) :", fort=True)
        yield en_liste(dits)


def _table(lue: TableDuLot, bonnes: int) -> Iterator[Noeud]:
    entete = lue.entete
    nom_de_feuille = f", feuille {lue.table.feuille}" if lue.table.feuille else ""
    yield Titre(f"{entete.fichier.removesuffix(nom_de_feuille)}{nom_de_feuille}", 2)
    exemples = _exemples(lue)
    rangees = []
    aside = []
    gardees = [f"« {entete.titres[rang].texte} »" for rang in entete.inconnues]
    for rang, (nom, titre) in enumerate(zip(entete.colonnes, entete.titres, strict=True)):
        if nom == MARQUE or not nom:
            aside += [f"« {titre.texte} »"] if titre.texte.startswith(MARQUE) else []
        elif rang < len(entete.colonnes) - len(entete.ajoutees):
            rangees.append(Rangee((titre.texte, f"{nom}{titre.unite}", exemples.get(rang, ""))))
        else:
            commune = nom == "projet" and "commune" in entete.colonnes
            valeur = lue.regles.constantes.get(nom) or ("la commune de la ligne" if commune else "À COMPLÉTER")
            rangees.append(Rangee(("(pour toutes les lignes)", nom, valeur)))
    colonnes = (Colonne("Titre du tableau", "tete"), Colonne("Compris comme", "mot"), Colonne("Par exemple", "mot"))
    yield Tableau(f"Titres à la ligne {lue.table.ligne_de_titres}", colonnes, tuple(rangees))
    autres = {"Colonnes gardées telles quelles dans le résultat": gardees, "Colonnes laissées de côté": aside}
    if dites := tuple(Entree(f"{quoi} : {', '.join(titres)}.") for quoi, titres in autres.items() if titres):
        yield Liste(dites)
    yield Paragraphe(f"{compte(bonnes, 'équipement')} à estimer.", fort=True)


def _exemples(lue: TableDuLot) -> dict[int, str]:
    """Return the first filled cell of each column, by its rank."""
    vus: dict[int, str] = {}
    for rangee in islice((r for r in lue.rangees() if isinstance(r, Lue)), _EXEMPLES):
        if rangee.ligne != lue.entete.unites:
            for rang, cellule in enumerate(rangee.cellules):
                if cellule != "":
                    vus.setdefault(rang, en_texte(cellule)[:30])
    return vus
