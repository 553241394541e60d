"""The inputs of a batch: project files, folders of them, tables. What is wrong with a whole input is told at once."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from cafsim.baremes.model import Baremes
from cafsim.erreurs import EntreeRefusee, Probleme
from cafsim.fichiers import raison
from cafsim.lot import table_classeur, table_texte
from cafsim.lot.encodage import Illisible
from cafsim.lot.entete import MARQUE, lire_entete
from cafsim.lot.modele import Entete, Rangee, Rejet

TEXTES = (".csv", ".tsv", ".txt")


class Table(NamedTuple):
    """A table whose header has been read; `dialecte` for a text, None for a workbook."""

    path: Path
    entete: Entete
    dialecte: table_texte.Dialecte | None

    def rangees(self, position: list[int]) -> Iterator[Rangee | Rejet]:
        """Yield the rows below the header, empty ones apart. `position[0]` follows the bytes read."""
        if self.dialecte:
            lues = table_texte.rangees(self.path, self.dialecte, position)
            return (r for r in lues if isinstance(r, Rejet) or any(r.cellules))
        return _du_classeur(self.path, position)


class Entrees(NamedTuple):
    """All that a batch reads, in the order given. `remarques` are sentences for the user."""

    projets: tuple[Path, ...]
    tables: tuple[Table, ...]
    remarques: tuple[str, ...]


def ouvrir(chemins: Sequence[Path], baremes: Baremes) -> Entrees:
    """Find the files, read the headers. Raise EntreeRefusee with all the inputs that can't be used at all."""
    problemes: list[Probleme] = []
    remarques: list[str] = []
    projets: list[Path] = []
    tables: list[Table] = []
    vus: set[Path] = set()
    for chemin in _fichiers(chemins, problemes, remarques):
        if chemin.resolve() in vus:
            problemes.append(Probleme(str(chemin), "", "ce fichier est donné deux fois.", "Ne le donnez qu'une fois."))
            continue
        vus.add(chemin.resolve())
        try:
            if chemin.suffix.lower() == ".toml":
                projets.append(chemin)
            else:
                tables.append(_table(chemin, baremes, remarques))
        except Illisible as error:
            conseil = table_classeur.conseil() if chemin.suffix.lower() in table_classeur.EXTENSIONS else ""
            problemes.append(Probleme(str(chemin), "", str(error), conseil))
        except EntreeRefusee as error:
            problemes += (p._replace(fichier=p.fichier or str(chemin)) for p in error.problemes)
        except OSError as error:
            problemes.append(Probleme(str(chemin), "", f"lecture impossible : {raison(error)}."))
    if problemes:
        raise EntreeRefusee(problemes)
    return Entrees(tuple(projets), tuple(tables), tuple(remarques))


def _fichiers(chemins: Iterable[Path], problemes: list[Probleme], remarques: list[str]) -> Iterator[Path]:
    connues = (".toml", *TEXTES, *table_classeur.EXTENSIONS)
    for chemin in chemins:
        if chemin.is_dir():
            yield from _dossier(chemin, problemes, remarques)
        elif not chemin.exists():
            problemes.append(Probleme(str(chemin), "", "fichier introuvable.", "Vérifiez le nom."))
        elif not chemin.is_file():
            conseil = "Enregistrez d'abord les données dans un fichier."
            problemes.append(Probleme(str(chemin), "", "ce n'est pas un fichier ordinaire.", conseil))
        elif chemin.suffix.lower() not in connues:
            message = f"forme inconnue « {chemin.suffix} »."
            problemes.append(Probleme(str(chemin), "", message, f"Extensions lues : {', '.join(connues)}."))
        else:
            yield chemin


def _dossier(dossier: Path, problemes: list[Probleme], remarques: list[str]) -> Iterator[Path]:
    """Yield the project files of a folder and of those below, hidden ones apart, in the order of their names."""
    trouves: list[Path] = []
    autres = 0
    for ici, dessous, noms in os.walk(dossier):
        dessous[:] = sorted(d for d in dessous if not d.startswith("."))
        visibles = sorted(n for n in noms if not n.startswith("."))
        trouves += (Path(ici) / n for n in visibles if n.lower().endswith(".toml"))
        autres += sum(n.lower().endswith((*TEXTES, *table_classeur.EXTENSIONS)) for n in visibles)
    if not trouves:
        conseil = "Un tableau se donne par son nom, pas par son dossier."
        problemes.append(Probleme(str(dossier), "", "aucun fichier de projet (.toml) dans ce dossier.", conseil))
    elif autres:
        remarques.append(f"{dossier} : seuls les projets (.toml) d'un dossier sont lus ; {autres} autres fichiers non.")
    yield from trouves


def _table(chemin: Path, baremes: Baremes, remarques: list[str]) -> Table:
    if chemin.suffix.lower() in table_classeur.EXTENSIONS:
        classeur = table_classeur.Classeur(chemin)
        table = Table(chemin, lire_entete(str(chemin), classeur.entete(), baremes), None)
        lues: Iterator[Rangee | Rejet] = classeur.rangees()
        if classeur.ignorees:
            feuilles = ", ".join(f"« {f} »" for f in classeur.ignorees)
            remarques.append(f"{chemin} : seule la première feuille est lue, pas {feuilles}.")
    else:
        choisi, titres = table_texte.dialecte(chemin)
        table = Table(chemin, lire_entete(str(chemin), titres, baremes), choisi)
        lues = table.rangees([0])
    projet = table.entete.colonnes.index("projet")
    if all(isinstance(r, Rangee) and est_commentaire(r, projet) for r in lues):
        raise Illisible("le tableau n'a aucune ligne à estimer sous ses titres.")
    return table


def est_commentaire(rangee: Rangee, projet: int) -> bool:
    """Say whether a row is only there for people: its first cell, or that of the column `projet`, begins with `#`."""
    cellules = rangee.cellules
    premiere = cellules[0]
    if isinstance(premiere, str) and premiere[:1] == MARQUE:
        return True
    return 0 < projet < len(cellules) and str(cellules[projet])[:1] == MARQUE


def _du_classeur(path: Path, position: list[int]) -> Iterator[Rangee]:
    classeur = table_classeur.Classeur(path)
    classeur.entete()
    taille = path.stat().st_size
    for rangee in classeur.rangees():
        position[0] = taille * rangee.ligne // max(classeur.hauteur, 1)
        yield rangee
