"""The user's own rates, laid over the published table: a `[taux]` table, or a file in the table's format."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import cast

from cafsim.baremes.check import check_shape
from cafsim.baremes.model import Bareme, Baremes, Serie, Valeur
from cafsim.baremes.reader import Table, TableReader
from cafsim.engine.numbers import french_number
from cafsim.erreurs import EntreeRefusee, vouliez_vous
from cafsim.fichiers import lire_toml

PART_MAXIMALE = Fraction(2)
"""Above 200 %, a share was surely typed as a percentage without its sign."""

TAUX_ABSURDE = Fraction(10_000_000)


def controler_taux(valeur: Fraction, unite: str) -> None:
    """Raise ValueError, with a reason in French, for a rate that can only be a typing mistake."""
    if unite == "part" and valeur > PART_MAXIMALE:
        raise ValueError(f"« {french_number(valeur)} » : pour un pourcentage, tapez par exemple 66 % ou 0,66.")
    if valeur > TAUX_ABSURDE:
        raise ValueError(f"« {french_number(valeur)} » dépasse toute vraisemblance.")


def avec_taux(baremes: Baremes, taux: Mapping[str, Fraction]) -> Baremes:
    """Return the table where the `[taux]` of a project stand alone: whatever the date, in place of all other rows.

    Raise KeyError for a key that the table does not have (the project's check comes first).
    """
    for cle, valeur in taux.items():
        unite = baremes.serie(cle).valeurs[0].unite
        row = Valeur(cle, unite, date.min, None, statut="saisi", minimum=valeur, maximum=valeur)
        baremes = _avec_serie(baremes, cle, (row,))
    return baremes


def charger_surcouche(baremes: Baremes, path: Path) -> Baremes:
    """Return the table with the rows of an overlay file. Raise EntreeRefusee with all its problems."""
    brut = lire_toml(path)
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
        serie = series[nom]
        lues: list[Valeur] = []
        for rang, brute in enumerate(reader.liste(f"{bloc}.{nom}", lignes), 1):
            valeur = reader.valeur(rang, f"{bloc}.{nom}", serie.dimensions, brute, saisie=True)
            if valeur is not None:
                _controler(reader, serie, valeur)
                lues.append(valeur if valeur.fin else valeur._replace(fin=date(valeur.debut.year, 12, 31)))
        reader.problemes += check_shape(serie._replace(valeurs=tuple(lues)), reader.fichier)
        rows += lues
    return rows


def _controler(reader: TableReader, serie: Serie, valeur: Valeur) -> None:
    """Note what only a row of the user's own can have wrong."""
    ou = f"{valeur.cle}, ligne {valeur.rang}"
    if valeur.statut != "saisi":
        reader.probleme(ou, 'un taux à vous porte statut = "saisi" (ou rien).')
    for borne in (valeur.minimum, valeur.maximum):
        try:
            controler_taux(borne or Fraction(0), valeur.unite)
        except ValueError as error:
            reader.probleme(ou, str(error))
    attendue = serie.valeurs[0].unite
    if valeur.unite != attendue:
        reader.probleme(ou, f"l'unité de ce taux est « {attendue} », pas « {valeur.unite} ».")
    for dimension, choix in valeur.dimensions.items():
        connus = {str(c): c for v in serie.valeurs for c in v.dimensions.get(dimension, ())}
        for c in choix:
            if str(c) not in connus:
                reader.probleme(ou, f"« {c} » n'est pas une valeur de {dimension}.", vouliez_vous(str(c), connus))


def _avec_lignes(baremes: Baremes, rows: Sequence[Valeur]) -> Baremes:
    for row in rows:
        baremes = _avec_serie(baremes, row.cle, (*baremes.serie(row.cle).valeurs, row))
    return baremes


def _avec_serie(baremes: Baremes, cle: str, valeurs: tuple[Valeur, ...]) -> Baremes:
    """Return the table with other rows for one series; the other blocks are not even read."""
    nom_bloc, _, nom = cle.partition(".")
    bloc = baremes.blocs[nom_bloc]
    series = {**bloc.series, nom: bloc.series[nom]._replace(valeurs=valeurs)}
    blocs: ChainMap[str, Bareme] = ChainMap(
        {nom_bloc: bloc._replace(series=series)}, cast("dict[str, Bareme]", baremes.blocs)
    )
    return baremes._replace(blocs=blocs)
