"""What passes from the reading of a batch to its result. Plain data, small to send to another process."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from typing import IO, Literal, NamedTuple

from cafsim.baremes.model import NATIONAL
from cafsim.equipements.projet import EquipementSaisi
from cafsim.erreurs import Probleme
from cafsim.estimation.resultat import LigneEstimee
from cafsim.render.reponse import Cellule
from cafsim.tables import Cellule as Lue
from cafsim.tables import Rangee
from cafsim.tables.texte import Bloc

Verser = Callable[[IO[bytes]], object]
"""Writes a piece at the end of a file."""

Forme = Literal["csv", "jsonl", "parquet", "xlsx"]
Moteurs = Literal["exact", "polars"]


PRECISIONS = ("code_postal", "departement")
"""Columns that only tell a commune from its namesakes."""


class Rejet(NamedTuple):
    """One reason why a row, or a project file, is not in the result. `ligne` counts from 1, the titles included."""

    fichier: str
    ligne: int | None
    colonne: str
    valeur: str
    raison: str
    conseil: str = ""
    rangee: Rangee | None = None
    """The whole row, with its first reason."""
    definitif: bool = False
    """Whether there is nothing to mend: a row of totals, an equipment that came before."""
    encore: bool = False
    """Whether its row was told of already, for another reason."""

    @classmethod
    def de(cls, probleme: Probleme) -> Rejet:
        """Return the reject of a file for a problem of it."""
        return cls(probleme.fichier, probleme.ligne or None, probleme.cle, "", probleme.message, probleme.conseil)


class Titre(NamedTuple):
    """A title of a table: its text, what it names, what it adds to bare numbers (` k€`), the year that it is of.

    `exact`: it is the very name of the field; `voulu`: the user's own rules say what it is.
    """

    texte: str
    nom: str
    unite: str = ""
    annee: int | None = None
    exact: bool = False
    voulu: bool = False


class Entete(NamedTuple):
    """The columns of a table, named as in the project file; `""` without a title, `#` for a column to skip."""

    fichier: str
    colonnes: tuple[str, ...]
    titres: tuple[Titre, ...]
    ajoutees: tuple[str, ...] = ()
    """The columns, at the end, that the file does not hold."""
    unites: int = 0
    """The line of the file that holds units only, if any."""
    annee: int = 0
    """The year that all rows are estimated for, whatever theirs: it is in an added column `exercice`."""

    @property
    def gardees(self) -> tuple[int, ...]:
        """The columns that are no part of an estimate: they go to the result as they are."""
        propres = self.colonnes[: len(self.colonnes) - len(self.ajoutees)]
        return tuple(sorted((*self.inconnues, *(r for r, nom in enumerate(propres) if nom in PRECISIONS))))

    @property
    def inconnues(self) -> tuple[int, ...]:
        """The columns that cafsim does not know."""
        lues = enumerate(zip(self.colonnes, self.titres, strict=True))
        return tuple(r for r, (nom, t) in lues if nom == "#" and t.texte and not t.texte.startswith("#"))

    def place(self, colonne: str) -> int | None:
        """Return where a column is, from 0; None when it is not there."""
        return self.colonnes.index(colonne) if colonne in self.colonnes else None


class Place(NamedTuple):
    """Where an equipment comes from: a line of a table (its rank), or a project file (table -1, the file's rank)."""

    table: int
    ligne: int


class Identite(NamedTuple):
    """An equipment accepted: where it was, the key that nothing else in a batch has."""

    place: Place
    cle: bytes


class Tache(NamedTuple):
    """A piece of work: rows of the table `table`, or project files; with what was already rejected among them.

    `bloc`: the rows, where they are not cut yet.

    `avancement`: the share (0–1) of the input read when this piece was cut.
    """

    table: int
    rangees: Sequence[Rangee] = ()
    projets: Sequence[Path] = ()
    rejets: Sequence[Rejet] = ()
    avancement: float = 0
    premier: int = 0
    """The rank in the batch of the first of `projets`."""
    bloc: Bloc | None = None
    doubles: Mapping[Identite, Rejet] = {}
    """Equipments of this piece that came before in the batch, and what to say of each."""


class EquipementLu(NamedTuple):
    """An equipment that has passed every check, where it comes from, the user's own rates for it."""

    projet: str
    equipement: EquipementSaisi
    taux: Mapping[str, Fraction]
    fichier: str
    ligne: int | None
    gardees: Sequence[Lue] = ()
    """The cells of the columns that cafsim does not know (`Entete.gardees`)."""


class Estime(NamedTuple):
    """An equipment estimated: its lines, without explanations, and what was surely mistyped, in few words.

    `rangee`: its line in a table, `fichier` the file; `commune`: as typed; `gardees`: as in `EquipementLu`.
    """

    projet: str
    exercice: int
    type: str
    nom: str
    lignes: Sequence[LigneEstimee]
    rangee: int | None = None
    invraisemblances: tuple[str, ...] = ()
    fichier: str = ""
    commune: str = ""
    gardees: Sequence[Lue] = ()


class Cumul(NamedTuple):
    """What many equipments add up to; amounts in cents. Rights and what the Caf may refuse never stand in one sum.

    `equipements`: those that may receive something; `a_completer`: lines whose amount is unknown; `sans_prevision`:
    rights without a forecast.
    """

    equipements: int = 0
    minimum: int = 0
    maximum: int = 0
    prevision: int = 0
    plafonds: int = 0
    a_completer: int = 0
    sans_prevision: int = 0


Cle = tuple[Literal["aide", "commune"], str, int]
"""An aid, or the Insee code of a commune (`""` for equipments that name none); an exercice."""

Cumuls = dict[Cle, Cumul]
"""By aid and exercice, by commune and exercice. A commune counts what the Caf pays."""


class Ecrit(NamedTuple):
    """A piece of the result: bytes, what is to write them, or rows for a workbook."""

    octets: bytes = b""
    rangees: Sequence[Sequence[Cellule]] = ()
    verser: Verser | None = None


class Produit(NamedTuple):
    """What a piece of work gives: a piece of the result, rejects, counts."""

    ecrit: Ecrit
    rejets: Sequence[Rejet]
    equipements: int
    lignes: int
    commentaires: int
    cumuls: Cumuls
    identites: Sequence[Identite] = ()
    incertitudes: Mapping[tuple[str, str], int] = {}
    """With `Reglages.strict`: what is not strictly known of an aid, and in how many lines."""


class Fait(NamedTuple):
    """What a piece of the table `table` (-1: project files) gives; the share (0–1) of the input that is then done."""

    table: int
    avancement: float
    produit: Produit


class Reglages(NamedTuple):
    """What every worker must know: rates, aids kept, form of the result. Paths and names only, loaded where used."""

    entetes: tuple[Entete, ...] = ()
    surcouche: Path | None = None
    referentiel: str = NATIONAL
    aides: frozenset[str] = frozenset()
    forme: Forme = "csv"
    profil: str = "excel-fr"
    large: tuple[str, ...] | None = None
    """The aids that have columns, one row per equipment; None for one row per line."""
    moteur: Moteurs = "exact"
    sans_mes_taux: bool = False
    taux: Mapping[str, Fraction] = {}
    """Rates that hold for all rows, but for those that have their own."""
    strict: bool = False
    reprise: Path | None = None
    """Where the pieces done are kept, so that a batch that was stopped may go on."""
    date: str = ""
    """The day of the computation, as 2026-11-28."""
    plusieurs: bool = False
    """Whether several files, or sheets, are read: each row then says which is its own."""
