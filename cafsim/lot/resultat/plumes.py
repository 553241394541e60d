"""Rows written by columns, to the byte as one by one: how each form writes cells, and rows in the place of others."""

from __future__ import annotations

import io
import json
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, zip_longest
from typing import IO

import polars as pl

from cafsim.estimation.resultat import LigneEstimee
from cafsim.lot.lecture.blocs import LIGNE
from cafsim.lot.modele import Reglages
from cafsim.lot.resultat.csv import EcrivainCsv
from cafsim.lot.resultat.estimees import Estimees, gardee
from cafsim.lot.resultat.formes import Disposition, ligne_json
from cafsim.lot.resultat.origine import COMMUNE, Origine
from cafsim.render.donnees.estimation_csv import COLONNES, rangees_de
from cafsim.render.donnees.estimation_json import ligne as en_objet
from cafsim.render.formes.csv import SEPARATEUR_INTERNE

RIEN = pl.lit(None, dtype=pl.String)
EUROS = pl.Decimal(38, 2)
_RIEN_DE_PLUS = 0.1
"""Less than half of the last decimal, so that an engine that cuts writes what one that rounds does."""
_TROU = "\0"
"""What stands in the first cell for a row that is written elsewhere: no plain text holds it."""

Cellules = Mapping[str, pl.Expr | str]
"""The cells of rows, by column: a text is one that all of them have, already written.

A cell may hold those of several columns that follow each other, already written too.
"""


class Plume(ABC):
    """Writes cells in one form, null where there is nothing."""

    separateur: str
    fin: str
    virgule: str = "."
    rien: str
    """What is written where there is nothing."""

    @abstractmethod
    def fixe(self, texte: str) -> str:
        """Return a text as it is written everywhere."""

    @abstractmethod
    def texte(self, colonne: pl.Expr) -> pl.Expr:
        """Return the cells of a column of plain texts."""

    @abstractmethod
    def nu(self, colonne: pl.Expr) -> pl.Expr:
        """Return the cells of a column that holds no separator: amounts, names, words."""

    @abstractmethod
    def liste(self, textes: Sequence[pl.Expr]) -> pl.Expr:
        """Return the cells that hold several texts, those that are not null."""

    @abstractmethod
    def morceau(self, ligne: LigneEstimee, cles: Sequence[str]) -> str:
        """Return texts of a line that follow each other, in one cell of the first of them."""

    @abstractmethod
    def rangees(self, cellules: Cellules, disposition: Disposition, *, seul_cadre: bool) -> Mapping[str, pl.Expr]:
        """Return rows laid out; `seul_cadre`: no other frame is put under theirs, which would need the same columns."""

    def identite(self, estimees: Estimees, *, seul_cadre: bool) -> dict[str, pl.Expr | str]:
        """Return the cells that say which equipment it is."""
        annee = estimees.traits.annee
        return {
            "projet": self.nu(pl.col("projet")),
            "exercice": str(annee) if seul_cadre and annee else pl.col("exercice").cast(pl.Int64),
            "type": self.fixe(estimees.type_equipement),
            "equipement": self.nu(pl.col("nom")),
        }

    def origine(self, origine: Origine, estimees: Estimees) -> dict[str, pl.Expr | str]:
        """Return the cells that close rows: where they come from, the user's own columns."""
        communes = (self.texte(pl.col(nom)) if estimees.avec_commune else self.rien for nom in COMMUNE)
        fichier = [self.fixe(estimees.fichier)] if origine.avec_fichier else []
        places = origine.places(estimees.fichier)
        gardees = (self.rien if place is None else self.texte(pl.col(gardee(place))) for place in places)
        cellules = (pl.col(LIGNE), *fichier, *communes, self.fixe(origine.date), *gardees)
        return dict(zip(origine.colonnes, cellules, strict=True))

    def nombre(self, valeurs: pl.Expr, decimales: int) -> pl.Expr:
        """Return the cells of numbers of so many decimals at most, without useless zeros."""
        ecrite = decimal(valeurs, decimales).cast(pl.String).str.strip_chars_end("0").str.strip_chars_end(".")
        return self.nu(ecrite.str.replace(".", self.virgule, literal=True) if self.virgule != "." else ecrite)

    def ecrire(
        self, fichier: IO[bytes], cadres: Sequence[pl.DataFrame], exactes: Sequence[tuple[int, bytes]] = ()
    ) -> None:
        """Write rows laid out, and those written already (their line, their bytes), in the order of lines."""
        ailleurs = [octets for _, octets in exactes]
        if not cadres:
            fichier.writelines(ailleurs)
            return
        if ailleurs:
            trous = pl.DataFrame({LIGNE: [ligne for ligne, _ in exactes]})
            cadres = [*cadres, trous.with_columns(pl.lit(_TROU).alias(cadres[0].columns[1]))]
        seul = len(cadres) == 1
        toutes = cadres[0] if seul else pl.concat(cadres, how="diagonal").sort(LIGNE, maintain_order=True)
        if not ailleurs:
            self._en_texte(toutes, fichier)
            return
        tampon = io.BytesIO()
        self._en_texte(toutes, tampon)
        trou = f"{_TROU}{self.separateur * (toutes.width - 2)}{self.fin}".encode()
        fichier.writelines(chain(*zip_longest(_entre(tampon.getvalue(), trou), ailleurs, fillvalue=b"")))

    def _en_texte(self, rangees: pl.DataFrame, fichier: IO[bytes]) -> None:
        rangees.drop(LIGNE).write_csv(
            fichier,
            include_header=False,
            separator=self.separateur,
            line_terminator=self.fin,
            quote_style="never",
            decimal_comma=self.virgule == ",",
        )


class PlumeCsv(Plume):
    """Writes Csv in a profile."""

    rien = ""

    def __init__(self, profil: str) -> None:
        self._ecrivain = EcrivainCsv(profil)
        self.separateur, self.fin, self.virgule = self._ecrivain.separateur, self._ecrivain.fin, self._ecrivain.virgule

    def fixe(self, texte: str) -> str:
        return self._ecrivain.cellules([texte])

    def texte(self, colonne: pl.Expr) -> pl.Expr:
        cite = colonne.str.contains(self.separateur, literal=True)
        return pl.when(cite).then(_entre_guillemets(colonne)).otherwise(colonne)

    def nu(self, colonne: pl.Expr) -> pl.Expr:
        return colonne

    def liste(self, textes: Sequence[pl.Expr]) -> pl.Expr:
        return self.texte(ensemble(textes))

    def morceau(self, ligne: LigneEstimee, cles: Sequence[str]) -> str:
        (rangee,) = rangees_de("", 0, (ligne,), ())
        textes = dict(zip(COLONNES, rangee, strict=True))
        cellules = self._ecrivain.cellules(["", *(textes[cle] for cle in cles if cle in textes)])
        return cellules[len(self.separateur) :]  # a cell alone would be in quotes while empty

    def rangees(self, cellules: Cellules, disposition: Disposition, *, seul_cadre: bool) -> Mapping[str, pl.Expr]:
        ecrites: dict[str, pl.Expr | str] = {}
        suite = ""  # the column whose text the next one may follow
        for rang, nom in enumerate(disposition.colonnes):
            cellule = cellules.get(nom)
            if cellule is None:  # written with the one before
                suite = ""
            elif suite and isinstance(cellule, str):
                ecrites[suite] = f"{ecrites[suite]}{self.separateur}{cellule}"
            else:
                ecrites[str(rang)] = cellule
                suite = str(rang) if seul_cadre and isinstance(cellule, str) else ""
        return {nom: pl.lit(x) if isinstance(x, str) else x for nom, x in ecrites.items()}


class PlumeJson(Plume):
    """Writes an object per line."""

    rien = "null"
    separateur = ","
    fin = "\n"

    def fixe(self, texte: str) -> str:
        return json.dumps(texte, ensure_ascii=False)

    def texte(self, colonne: pl.Expr) -> pl.Expr:
        return _entre_guillemets(colonne)

    def nu(self, colonne: pl.Expr) -> pl.Expr:
        return _entre_guillemets(colonne.cast(pl.String))

    def liste(self, textes: Sequence[pl.Expr]) -> pl.Expr:
        dites = pl.concat_str([_entre_guillemets(x) for x in textes] or [pl.lit("")], separator=",", ignore_nulls=True)
        return pl.lit("[") + dites + pl.lit("]")

    def morceau(self, ligne: LigneEstimee, cles: Sequence[str]) -> str:
        objet = en_objet(ligne)
        return ligne_json({cle: objet[cle] for cle in cles}).decode()[len(f'{{"{cles[0]}":') : -len("}\n")]

    def rangees(self, cellules: Cellules, disposition: Disposition, *, seul_cadre: bool) -> Mapping[str, pl.Expr]:  # noqa: ARG002 (one column in all)
        presentes = {cle: cellules[cle] for cle in disposition.cles if cle in cellules}
        paires = (
            pl.lit(f"{self.fixe(cle)}:{cellule}")
            if isinstance(cellule, str)
            else pl.lit(f"{self.fixe(cle)}:") + cellule.cast(pl.String).fill_null(self.rien)
            for cle, cellule in presentes.items()
        )
        return {"texte": pl.lit("{") + pl.concat_str(paires, separator=",") + pl.lit("}")}


def plume(reglages: Reglages) -> Plume:
    """Return what writes the form of a result."""
    return PlumeCsv(reglages.profil) if reglages.forme == "csv" else PlumeJson()


def ensemble(textes: Sequence[pl.Expr]) -> pl.Expr:
    """Return texts in one cell, those that are not null; null where there is none."""
    if not textes:
        return RIEN
    reunis: pl.Expr = pl.concat_str(textes, separator=SEPARATEUR_INTERNE, ignore_nulls=True)
    return pl.when(reunis != "").then(reunis)


def decimal(valeurs: pl.Expr, decimales: int) -> pl.Expr:
    """Return numbers that have so many decimals at most as exact ones."""
    au_dessus: pl.Expr = valeurs + _RIEN_DE_PLUS / 10**decimales
    return au_dessus.cast(pl.Decimal(38, decimales))


def _entre(octets: bytes, trou: bytes) -> Iterator[memoryview]:
    """Yield what stands between the holes of a text, without copying it."""
    vue, debut = memoryview(octets), 0
    while (fin := octets.find(trou, debut)) >= 0:
        yield vue[debut:fin]
        debut = fin + len(trou)
    yield vue[debut:]


def _entre_guillemets(texte: pl.Expr) -> pl.Expr:
    return pl.concat_str(pl.lit('"'), texte, pl.lit('"'))
