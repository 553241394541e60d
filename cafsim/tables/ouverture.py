"""Open a table: what kind of file it is, and what is no file at all."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from cafsim.erreurs import refus
from cafsim.fichiers import raison
from cafsim.tables.classeur import Classeur, Livre
from cafsim.tables.modele import Recherche
from cafsim.tables.texte import TableTexte

Table = Classeur | TableTexte
"""A file whose titles were found, or the line that is likeliest to hold them."""

TEXTES = (".csv", ".tsv", ".txt")
CLASSEURS = (".xlsx", ".xlsm", ".ods")
"""Workbooks whose failed formulas are found."""

COLONNES_MAX = 2_000
"""The widest table that holds all there is to say has a fifth of that."""

ANCIENS = (".xls", ".xlsb")
"""Workbooks read as they are: a formula that failed there is an empty cell."""


def ouvrir(chemin: Path, recherche: Recherche) -> Table:
    """Open a file, find its titles: the sheet that holds the most. Raise EntreeRefusee: unreadable, or empty."""
    return max(ouvrir_toutes(chemin, lambda _: recherche, recherche.feuilles), key=lambda t: (t.connus, len(t.titres)))


def ouvrir_toutes(chemin: Path, recherche: Callable[[str], Recherche], nombre: int | None = None) -> list[Table]:
    """Open a file, find the titles of its first sheets that hold something; `recherche` says what to look for on each.

    Raise EntreeRefusee: unreadable, or empty.
    """
    verifier_ordinaire(chemin)
    extension = chemin.suffix.lower()
    try:
        if extension in (*CLASSEURS, *ANCIENS):
            tables: list[Table] = [*Livre(chemin, formules=extension in CLASSEURS).tables(recherche, nombre)]
        else:
            tables = [TableTexte(chemin, recherche(""))]
    except OSError as error:
        raise refus(chemin, f"lecture impossible : {raison(error)}.") from error
    if (largeur := max(len(t.titres) for t in tables)) > COLONNES_MAX:
        conseil = "Supprimez les colonnes qui ne servent pas, ou prenez l'autre sens : un équipement par ligne."
        raise refus(chemin, f"ce tableau a {largeur} colonnes ({COLONNES_MAX} au plus).", conseil)
    return tables


def verifier_ordinaire(chemin: Path) -> None:
    """Refuse what is missing, a folder, a pipe. Raise EntreeRefusee."""
    if chemin.is_dir():
        raise refus(chemin, "c'est un dossier.", "Donnez un fichier Csv ou un classeur.")
    if not chemin.exists():
        raise refus(chemin, "fichier introuvable.", "Vérifiez le nom.")
    if not chemin.is_file():
        raise refus(chemin, "ce n'est pas un fichier ordinaire.", "Enregistrez d'abord les données dans un fichier.")
