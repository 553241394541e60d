"""The user's own rates, laid over the published table: a `[taux]` table, or a file in the table's format."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from pathlib import Path

from cafsim.baremes.loader import Table, TableReader, read_toml
from cafsim.baremes.model import Baremes, Valeur
from cafsim.erreurs import EntreeRefusee, Probleme, vouliez_vous


def avec_taux(baremes: Baremes, taux: Mapping[str, Fraction], exercice: int) -> Baremes:
    """Return the table with the `[taux]` of a project, in force in its exercice only.

    Raise KeyError for a key that the table does not have (the project's check comes first).
    """
    rows = []
    for cle, valeur in taux.items():
        unite = baremes.serie(cle).valeurs[0].unite
        debut, fin = date(exercice, 1, 1), date(exercice, 12, 31)
        rows.append(Valeur(cle, unite, debut, fin, statut="saisi", minimum=valeur, maximum=valeur))
    return _avec_lignes(baremes, rows)


def charger_surcouche(baremes: Baremes, path: Path) -> Baremes:
    """Return the table with the rows of an overlay file. Raise EntreeRefusee with all its problems."""
    brut = read_toml(path)
    reader = TableReader(str(path))
    rows: list[Valeur] = []
    for bloc, contenu in brut.items():
        if bloc not in baremes.blocs:
            reader.probleme(bloc, "aide inconnue du barème.", vouliez_vous(bloc, baremes.blocs))
        elif not isinstance(contenu, Mapping):
            reader.probleme(bloc, "table attendue.", f"Exemple : [[{bloc}.nom_du_taux]].")
        else:
            rows += _lignes(reader, baremes, bloc, contenu)
    if reader.problemes:
        raise EntreeRefusee(reader.problemes)
    return _avec_lignes(baremes, rows)


def _lignes(reader: TableReader, baremes: Baremes, bloc: str, contenu: Table) -> list[Valeur]:
    series = baremes.blocs[bloc].series
    rows = []
    for nom, lignes in contenu.items():
        if nom not in series:
            reader.probleme(f"{bloc}.{nom}", "taux inconnu.", vouliez_vous(nom, series))
            continue
        if not isinstance(lignes, Sequence) or isinstance(lignes, str):
            reader.probleme(f"{bloc}.{nom}", "une liste de lignes est attendue.", f"Exemple : [[{bloc}.{nom}]].")
            continue
        serie = series[nom]
        for rang, brute in enumerate(lignes, 1):
            ou = f"{bloc}.{nom}, ligne {rang}"
            valeur = reader.valeur(ou, f"{bloc}.{nom}", serie.dimensions, brute, saisie=True)
            if valeur is None:
                continue
            if valeur.statut != "saisi":
                reader.problemes.append(
                    Probleme(reader.fichier, ou, 'un taux à vous porte statut = "saisi" (ou rien).')
                )
            attendue = serie.valeurs[0].unite
            if valeur.unite != attendue:
                reader.probleme(ou, f"l'unité de ce taux est « {attendue} », pas « {valeur.unite} ».")
            rows.append(valeur if valeur.fin else valeur._replace(fin=date(valeur.debut.year, 12, 31)))
    return rows


def _avec_lignes(baremes: Baremes, rows: Sequence[Valeur]) -> Baremes:
    blocs = dict(baremes.blocs)
    for row in rows:
        nom_bloc, _, nom = row.cle.partition(".")
        bloc = blocs[nom_bloc]
        serie = bloc.series[nom]
        series = {**bloc.series, nom: serie._replace(valeurs=(*serie.valeurs, row))}
        blocs[nom_bloc] = bloc._replace(series=series)
    return baremes._replace(blocs=blocs)
