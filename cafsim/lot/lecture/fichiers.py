"""The files of a batch: projects, folders of them, tables. What is wrong with a whole file is told at once."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from functools import partial
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from cafsim.baremes.model import Baremes
from cafsim.equipements.registre import equipements
from cafsim.erreurs import Collecte, EntreeRefusee, refus
from cafsim.fichiers import lire_toml, raison, seul_refuse, vrai_chemin
from cafsim.lot.lecture.adaptation import Adaptation
from cafsim.lot.lecture.constats import constats
from cafsim.lot.lecture.correspondance import SANS_REGLE, Regles, forme
from cafsim.lot.lecture.extra import en_colonnes
from cafsim.lot.lecture.identite import remarques, type_connu, type_de_la_feuille
from cafsim.lot.lecture.titres import OBLIGATOIRES, lire_titre, lire_titres, recherche, unites_dessous
from cafsim.lot.modele import Entete, Rejet
from cafsim.tables import (
    ANCIENS,
    CLASSEURS,
    TEXTES,
    Cellule,
    Parcours,
    Rangee,
    RangeeIllisible,
    Table,
    ouvrir_toutes,
    verifier_ordinaire,
)
from cafsim.tables.texte import TableTexte

PROJETS = ".toml"
ENTREE_STANDARD = "entrée standard"
"""The name of the file that holds what came through a pipe: its folder says nothing to anybody."""

TOUTES = "toutes"
"""What asks for all the sheets whose titles are known."""

_TYPES_RETENUS = 1_000
"""Different cells whose type is kept; a table of equipments has some twenty."""


class TableDuLot(NamedTuple):
    """A table whose titles have been read, with its rules; the types of equipment met in it, when asked for."""

    table: Table
    entete: Entete
    regles: Regles
    types: frozenset[str] = frozenset()

    def rangees(self) -> Parcours:
        """Read the rows, as their rules have them."""
        lues = self.table.rangees()
        adapter = Adaptation(self.entete, self.regles)
        if not adapter.utile:
            return lues

        def adaptees(parcours: Parcours) -> Iterator[Rangee | RangeeIllisible]:
            for lue in lues:
                parcours.part, parcours.hors_tableau = lues.part, lues.hors_tableau
                yield adapter(lue) if isinstance(lue, Rangee) else lue

        return Parcours(adaptees)


class Lot(NamedTuple):
    """All that a batch reads, in the order given. `remarques` are sentences for the user.

    `rejets`: the files that can't be used at all, beside others that can.
    """

    projets: tuple[Path, ...]
    tables: tuple[TableDuLot, ...]
    remarques: tuple[str, ...]
    types: frozenset[str]
    rejets: tuple[Rejet, ...] = ()

    @property
    def chemins(self) -> tuple[Path, ...]:
        """Every file read."""
        return (*self.projets, *dict.fromkeys(t.table.chemin for t in self.tables))


Assez = Callable[[Set[str]], bool]
"""Says whether these types of equipment are all that one has to know of those of a batch."""


class Lecture(NamedTuple):
    """How to read: the sheets of a workbook to take (`toutes`: all), the rules of tables, what all rows have in common.

    `annees`: the years that each row is estimated for, its own when there is none; `assez_de_types`: until when to look
    for the types of equipment of the rows, if at all; `essai`: whether this is only to see.
    """

    feuilles: Sequence[str] = ()
    regles: Sequence[Regles] = ()
    constantes: Mapping[str, str] = {}
    annees: Sequence[int] = ()
    assez_de_types: Assez | None = None
    essai: bool = False

    def pour(self, feuille: str) -> Regles:
        """Return the rules of a sheet."""
        siennes = (r for r in self.regles if not r.feuille or forme(r.feuille) == forme(feuille))
        regles = next(siennes, SANS_REGLE)
        constantes = {**regles.constantes, **self.constantes}
        exercice = self.annees[0] if len(self.annees) == 1 else 0
        if exercice:
            constantes["exercice"] = str(exercice)
        return regles._replace(constantes=constantes, exercice=exercice, essai=self.essai)


PAR_DEFAUT = Lecture()


def ouvrir(chemins: Sequence[Path], baremes: Baremes, options: Lecture = PAR_DEFAUT) -> Lot:
    """Find the files, read the titles of the tables. Raise EntreeRefusee when none can be used at all."""
    collecte = Collecte()
    remarques: list[str] = []
    projets: list[Path] = []
    tables: list[TableDuLot] = []
    vus: set[Path] = set()

    def ouvrir_un(chemin: Path) -> None:
        with seul_refuse(str(chemin)):
            _verifier(chemin, vus)
            if chemin.suffix.lower() == PROJETS:
                projets.append(chemin)
            else:
                tables.extend(_tables(chemin, baremes, remarques, options, collecte))

    for chemin in chemins:
        for fichier in collecte.essayer(partial(_fichiers, chemin, remarques)) or ():
            collecte.essayer(partial(ouvrir_un, fichier))
    if not (projets or tables):
        collecte.lever()
    rejets = tuple(Rejet.de(p) for p in collecte.problemes)
    types = {t for p in projets for t in _types_du_projet(p)} if options.assez_de_types else set()
    types = types.union(*(t.types for t in tables))
    return Lot(tuple(projets), tuple(tables), tuple(remarques), frozenset(types), rejets)


def _fichiers(chemin: Path, remarques: list[str]) -> list[Path]:
    """Return a file; or the project files of a folder and of those below, hidden ones apart, by their names.

    Raise EntreeRefusee for a folder without any.
    """
    if not chemin.is_dir():
        return [chemin]
    trouves: list[Path] = []
    autres = 0

    def illisible(error: OSError) -> None:
        remarques.append(f"{error.filename} : dossier laissé de côté ; {raison(error)}.")

    for ici, dessous, noms in os.walk(chemin, onerror=illisible):
        dessous[:] = sorted(d for d in dessous if not d.startswith("."))
        visibles = sorted(n for n in noms if not n.startswith("."))
        trouves += (Path(ici) / n for n in visibles if n.lower().endswith(PROJETS))
        autres += sum(n.lower().endswith((*TEXTES, *CLASSEURS, *ANCIENS)) for n in visibles)
    if not trouves:
        conseil = "Un tableau se donne par son nom, pas par son dossier."
        raise refus(chemin, "aucun fichier de projet (.toml) dans ce dossier.", conseil)
    if autres:
        remarques.append(f"{chemin} : seuls les projets (.toml) d'un dossier sont lus ; {autres} autres fichiers non.")
    return trouves


def _verifier(chemin: Path, vus: set[Path]) -> None:
    """Refuse what is no file, of no known form, or already given. Raise EntreeRefusee."""
    verifier_ordinaire(chemin)
    connues = (PROJETS, *TEXTES, *CLASSEURS, *ANCIENS)
    if chemin.suffix.lower() not in connues:
        raise refus(chemin, f"forme inconnue « {chemin.suffix} ».", f"Extensions lues : {', '.join(connues)}.")
    if vrai_chemin(chemin) in vus:
        raise refus(chemin, "ce fichier est donné deux fois.", "Ne le donnez qu'une fois.")
    vus.add(vrai_chemin(chemin))


def _tables(
    chemin: Path, baremes: Baremes, remarques: list[str], options: Lecture, collecte: Collecte
) -> list[TableDuLot]:
    """Return the tables of a file; what is wrong with the others is collected. Raise EntreeRefusee for the file."""
    choisies = _feuilles(chemin, options)
    lues: list[TableDuLot] = []
    for table in choisies:
        nom = chemin.name if chemin.stem == ENTREE_STANDARD else str(chemin)
        fichier = f"{nom}, feuille {table.feuille}" if len(choisies) > 1 else nom
        annees = options.annees or (0,)
        siennes = [partial(_table, fichier, table, baremes, options._replace(annees=(annee,))) for annee in annees]
        trouvees = [lue for ouvrir_une in siennes if (lue := collecte.essayer(ouvrir_une))]
        if trouvees:
            remarques += (f"{fichier} : {r}" for r in constats(*trouvees[-1][:3], seule=len(choisies) == 1))
        lues += trouvees
    return lues


def _feuilles(chemin: Path, options: Lecture) -> list[Table]:
    """Return the sheets to read: those asked for; else the one whose titles are known. Raise EntreeRefusee."""
    toutes = ouvrir_toutes(chemin, lambda feuille: recherche(options.pour(feuille)))
    choix = options.feuilles or [r.feuille for r in options.regles if r.feuille]
    if choix and chemin.suffix.lower() not in TEXTES:
        return _feuilles_nommees(chemin, toutes, choix)
    tableaux = [t for t in toutes if t.connus >= (1 if type_de_la_feuille(t.feuille) else len(OBLIGATOIRES))]
    if len(tableaux) > 1 and not options.essai:
        noms = " ; ".join(t.feuille for t in tableaux)
        conseil = f'Ajoutez --feuille "nom" (répétable), ou --feuille {TOUTES}.'
        raise refus(chemin, f"plusieurs feuilles sont des tableaux : {noms}.", conseil)
    return [*tableaux] or [max(toutes, key=lambda t: (t.connus, len(t.titres)))]


def _feuilles_nommees(chemin: Path, toutes: Sequence[Table], choix: Sequence[str]) -> list[Table]:
    if TOUTES in choix:
        return [t for t in toutes if t.connus]
    nommees = {forme(t.feuille): t for t in toutes}
    absentes = [c for c in choix if forme(c) not in nommees]
    if absentes:
        conseil = f"Feuilles : {', '.join(f'« {t.feuille} »' for t in toutes)}."
        raise refus(chemin, f"pas de feuille {', '.join(f'« {c} »' for c in absentes)}.", conseil)
    return [nommees[forme(c)] for c in choix]


def _table(fichier: str, table: Table, baremes: Baremes, options: Lecture) -> TableDuLot:
    """Read the titles of a table, and the units below them. Raise EntreeRefusee."""
    regles = _avec_type(options.pour(table.feuille), table, baremes)
    try:
        entete = lire_titres(fichier, table.titres, baremes, regles)
    except EntreeRefusee as error:
        autres = ", ".join(f"« {f} »" for f in table.autres_feuilles)
        suite = f" Feuille lue : « {table.feuille} » ; autres : {autres} (--feuille)." if autres else ""
        premier, *reste = error.problemes
        raise EntreeRefusee([premier._replace(conseil=f"{premier.conseil}{suite}"), *reste]) from error
    premiere = next((r for r in table.rangees() if isinstance(r, Rangee)), None)
    if premiere and (unites := unites_dessous(premiere.cellules)):
        toutes = [*unites, *[""] * len(entete.titres)]
        titres = tuple(t._replace(unite=t.unite or u) for t, u in zip(entete.titres, toutes, strict=False))
        entete = entete._replace(titres=titres, unites=premiere.ligne)
    lue = TableDuLot(table, entete, regles)
    return lue._replace(types=_parcourir(lue, options.assez_de_types))


def _avec_type(regles: Regles, table: Table, baremes: Baremes) -> Regles:
    """Return rules for a sheet named after a type of equipment, all its rows being of that type if none says."""
    nomme = type_de_la_feuille(table.feuille) if "type" not in regles.constantes else None
    if nomme is None or any(lire_titre(t, baremes, regles).nom == "type" for t in table.titres):
        return regles
    return regles._replace(constantes={**regles.constantes, "type": nomme})


def _parcourir(table: TableDuLot, assez: Assez | None) -> frozenset[str]:
    """Return the types of equipment met until they are enough; none when nobody asks.

    Raise EntreeRefusee when there is no row to estimate.
    """
    est_remarque, rang = remarques(table.entete), table.entete.colonnes.index("type")
    utiles = (r for r in table.rangees() if not (isinstance(r, Rangee) and est_remarque(r)))
    premiere = next(utiles, None)
    if premiere is None:
        raise refus(table.table.chemin, "le tableau n'a aucune ligne à estimer sous ses titres.")
    if assez is None:
        return frozenset()
    if en_colonnes(table.table) and isinstance(table.table, TableTexte):
        from cafsim.lot.lecture.blocs import LecteurDeBlocs  # noqa: PLC0415 (an optional library)

        trouvees = LecteurDeBlocs(table.table, table.entete, table.regles).distinctes("type")
    else:
        toutes = (r.cellules[rang : rang + 1] for r in chain([premiere], utiles) if isinstance(r, Rangee))
        trouvees = map(set, toutes)
    cellules: set[Cellule] = set()
    types: frozenset[str] = frozenset()
    for lues in trouvees:
        if nouvelles := lues - cellules:
            cellules |= nouvelles
            types = types.union(filter(None, map(type_connu, nouvelles)))
            if len(cellules) >= _TYPES_RETENUS or assez(types):
                break
    return types


def _types_du_projet(fichier: Path) -> Iterable[str]:
    try:
        with seul_refuse(str(fichier)):
            return lire_toml(fichier).keys() & equipements().keys()
    except EntreeRefusee:  # it will be told as a reject
        return ()
