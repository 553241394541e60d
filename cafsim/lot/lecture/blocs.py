"""The rows of a text table by blocks, as frames of texts and whole numbers: no row is cut alone unless it has to be."""

from __future__ import annotations

import io
from collections.abc import Collection, Iterator, Sequence
from contextlib import suppress
from functools import partial
from itertools import islice
from threading import Lock
from typing import NamedTuple

import polars as pl

from cafsim.equipements.champs import Type
from cafsim.lot.lecture.adaptation import Adaptation
from cafsim.lot.lecture.correspondance import Regles, forme
from cafsim.lot.lecture.identite import remarques
from cafsim.lot.lecture.titres import MARQUE, types_de
from cafsim.lot.modele import Entete, Rejet
from cafsim.tables import Cellule, Rangee, RangeeIllisible
from cafsim.tables.morceaux import Allure
from cafsim.tables.texte import CELLULE_MAX, Bloc, TableTexte

LIGNE = "ligne"

_PERTES_MAX = 4
"""Blocks with something else in a column of whole numbers, from which no column is one: each asks for other queries."""

TAILLE = 16 << 20
"""Bytes of a block at most: short enough for a few to be in memory."""

ECHANTILLON = 100_000
"""Bytes at the beginning of a table that tell what its rows are like."""


class BlocLu(NamedTuple):
    """The rows of a block. `lues`: their line, their cells (`0`, `1`…) as texts or whole numbers, null where empty.

    `autres`: rows that can't be texts; `rejets`: those that can't be cut; `commentaires`: how many are for people.
    """

    lues: pl.DataFrame
    autres: Sequence[Rangee]
    rejets: Sequence[Rejet]
    commentaires: int
    source: Bloc | Sequence[Rangee]


class LecteurDeBlocs:
    """Reads the blocks of one table, as the rules of its author have them."""

    def __init__(self, texte: TableTexte, entete: Entete, regles: Regles) -> None:
        self._texte = texte
        self._entete = entete
        self._regles = regles
        self._projet = str(entete.colonnes.index("projet"))
        self._largeur = len(entete.colonnes)
        self._propres = self._largeur - len(entete.ajoutees)
        self._adapter = Adaptation(entete, regles)
        self._est_remarque = remarques(entete)
        self._entieres = frozenset() if self._adapter.utile else frozenset(_nombres(entete))
        """The columns where only whole numbers were met so far."""
        self._pertes = 0
        self._verrou = Lock()

    def lire(self, bloc: Bloc) -> BlocLu:
        """Return the rows of a block."""
        lues = None if bloc.rangees is not None else self._en_colonnes(bloc)
        if lues is None:
            return self._rangee_par_rangee(self._texte.couper(bloc))
        lues = self._adaptees(lues) if self._adapter.utile else lues
        utiles = self._sans_remarques(lues)
        return BlocLu(utiles, (), (), len(lues) - len(utiles), bloc)

    def a_couper(self, bloc: Bloc, entieres: Collection[str]) -> pl.LazyFrame | None:
        """Return the rows of a block as a query that has yet to cut them; None where they must be looked at first."""
        unites = bloc.ligne <= self._entete.unites < bloc.ligne + bloc.lignes
        a_voir = bloc.rangees is not None or self._adapter.utile or unites or not _courtes(bloc.octets)
        return None if a_voir else self._coupees(bloc, entieres)

    def distinctes(self, nom: str) -> Iterator[set[Cellule]]:
        """Yield the different cells of a column: of the beginning, then of all, or block by block."""
        rang = str(self._entete.colonnes.index(nom))
        yield from map(partial(self._distinctes, rang), islice(self._texte.blocs(Allure(ECHANTILLON)), 1))
        if not self._adapter.utile and self._texte.sans_piege():
            with suppress(pl.exceptions.PolarsError):
                yield set(self._du_fichier(rang))
                return
        yield from map(partial(self._distinctes, rang), self._texte.blocs(Allure(TAILLE)))

    def _distinctes(self, rang: str, bloc: Bloc) -> set[Cellule]:
        """Return the different cells of a column of a block, which is read alone with what tells remarks if it can."""
        noms = dict.fromkeys((rang, "0", self._projet))
        lues = None if self._adapter.utile or bloc.rangees is not None else self._polars(bloc, [*noms])
        cellules = self.lire(bloc).lues[rang] if lues is None else self._sans_remarques(lues)[rang]
        return set(cellules.unique().drop_nulls())

    def _du_fichier(self, rang: str) -> pl.Series:
        """Return the different cells of a column of a file without pitfalls. Raise PolarsError."""
        lues = pl.scan_csv(
            self._texte.chemin,
            has_header=False,
            skip_lines=self._texte.ligne_de_titres,
            schema={str(i): pl.String for i in range(self._propres)},
            separator=self._texte.separateur,
            quote_char=None,
            glob=False,
        )
        vues = lues.filter(~pour_les_gens(self._entete)).select(pl.col(rang).unique().drop_nulls())
        return vues.collect(engine="streaming").to_series()

    def _sans_remarques(self, lues: pl.DataFrame) -> pl.DataFrame:
        """Return the rows that are not only there for people."""
        unites = pl.col(LIGNE) == self._entete.unites
        return lues.filter(~(pour_les_gens(self._entete) | unites.fill_null(value=False)))

    def rangees(self, lu: BlocLu, lignes: Collection[int]) -> list[Rangee]:
        """Return some rows of a block one by one, those that are no texts included."""
        if not isinstance(lu.source, Bloc):
            voulues = [r for r in lu.source if r.ligne in lignes]
        elif lignes:
            ecrites = lu.source.octets.splitlines()
            voulues = [self._seule(lu.source.ligne, ecrites, ligne) for ligne in sorted(lignes)]
        else:
            voulues = []
        return sorted((*voulues, *lu.autres), key=lambda r: r.ligne)

    def _seule(self, premiere: int, ecrites: Sequence[bytes], ligne: int) -> Rangee:
        (lue,) = self._texte.rangees_du(ligne, ecrites[ligne - premiere])
        return self._adaptee(lue) if isinstance(lue, Rangee) else Rangee(ligne, [])

    def _adaptee(self, rangee: Rangee) -> Rangee:
        return self._adapter(rangee) if self._adapter.utile else rangee

    def _en_colonnes(self, bloc: Bloc) -> pl.DataFrame | None:
        """Return the rows, or None when Polars may cut them otherwise than Python."""
        noms = [str(rang) for rang in range(self._propres)]
        lues = self._polars(bloc, noms)
        if lues is None or len(lues) != bloc.lignes or not _courtes(bloc.octets):
            return None
        if all(lues[nom].null_count() for nom in noms):
            lues = lues.filter(~pl.all_horizontal(pl.col(noms).is_null()))
        return self._avec_entieres(lues)

    def _avec_entieres(self, lues: pl.DataFrame) -> pl.DataFrame:
        """Turn the columns that hold nothing but whole numbers into numbers; one that failed once is left as it is."""
        nombres = lues.select(pl.col(nom).cast(pl.Int64, strict=False) for nom in self._entieres)
        lues = lues.with_columns(n for n in nombres if n.null_count() == lues[n.name].null_count())
        restent = {nom for nom in nombres.columns if lues.schema[nom] == pl.Int64}
        with self._verrou:
            if not self._entieres <= restent:
                self._pertes += 1
                self._entieres = self._entieres & restent if self._pertes < _PERTES_MAX else frozenset()
        return lues

    def _polars(self, bloc: Bloc, voulues: Sequence[str]) -> pl.DataFrame | None:
        """Return some columns; None when Polars can't."""
        try:
            return self._coupees(bloc).select(LIGNE, *voulues).collect()
        except pl.exceptions.PolarsError:
            return None

    def _coupees(self, bloc: Bloc, entieres: Collection[str] = ()) -> pl.LazyFrame:
        """Return the rows of a block, cut by Polars."""
        genres = schema(self._propres, entieres)
        cites = b'"' in bloc.octets
        lues = pl.scan_csv(
            io.BytesIO(bloc.octets),
            has_header=False,
            schema={nom: genre for nom, genre in genres.items() if nom != LIGNE},
            separator=self._texte.separateur,
            quote_char='"' if cites else None,
            row_index_name=LIGNE,
            row_index_offset=bloc.ligne,
        )
        vides = [pl.col(pl.String).replace("", None)] if cites else []
        return lues.with_columns(pl.col(LIGNE).cast(genres[LIGNE]), *vides)

    def _adaptees(self, lues: pl.DataFrame) -> pl.DataFrame:
        """Do to frames what `Adaptation` does to rows."""
        places = {nom: str(rang) for rang, nom in enumerate(self._entete.colonnes)}
        lues = lues.with_columns(
            pl.lit(None, dtype=pl.String).alias(str(rang)) for rang in range(self._propres, self._largeur)
        )
        for nom, mots in self._regles.valeurs.items():
            if nom in places:
                ecrits = [x for x in lues[places[nom]].unique() if x is not None]
                sens = {x: mot for x in (*ecrits, "") if (mot := mots.get(forme(x)))}
                lues = lues.with_columns(pl.col(places[nom]).fill_null("").replace(sens).replace("", None))
        for nom, valeur in self._regles.constantes.items():
            if nom in places:
                lues = lues.with_columns(pl.col(places[nom]).fill_null(valeur))
        if self._adapter.projet:
            projet, commune = map(str, self._adapter.projet)
            lues = lues.with_columns(pl.col(commune).alias(projet))
        return lues

    def _rangee_par_rangee(self, coupees: Sequence[Rangee | RangeeIllisible]) -> BlocLu:
        rejets = [
            Rejet(self._entete.fichier, r.ligne, "", "", r.raison, r.conseil)
            for r in coupees
            if isinstance(r, RangeeIllisible)
        ]
        toutes = [self._adaptee(r) for r in coupees if isinstance(r, Rangee)]
        utiles = [r for r in toutes if not self._est_remarque(r)]
        saines = [r for r in utiles if _saine(r)]
        autres = [r for r in utiles if not _saine(r)] if len(saines) < len(utiles) else []
        lues = cellules(saines, self._largeur)
        return BlocLu(lues, autres, rejets, len(toutes) - len(utiles), saines)


def pour_les_gens(entete: Entete) -> pl.Expr:
    """Say whether a row is a remark."""
    colonnes = ("0", str(entete.colonnes.index("projet")))
    return pl.any_horizontal(pl.col(nom).str.starts_with(MARQUE) for nom in colonnes).fill_null(value=False)


def seules_lignes(bloc: Bloc) -> BlocLu:
    """Return what is known of the rows of a block that a query cuts: their lines."""
    lignes = pl.int_range(bloc.ligne, bloc.ligne + bloc.lignes, eager=True).alias(LIGNE)
    return BlocLu(lignes.to_frame(), (), (), 0, bloc)


def _courtes(octets: bytes) -> bool:
    """Say whether no line is longer than a cell may be: such a line covers a piece of half that length."""
    moitie = CELLULE_MAX // 2
    return all(octets.find(b"\n", debut, debut + moitie) >= 0 for debut in range(0, len(octets) - moitie, moitie))


def _nombres(entete: Entete) -> Iterator[str]:
    """Yield the columns of numbers without a unit: a whole number of Polars is there what any reader makes of it.

    The first column is not one of them: its text may tell a remark.
    """
    for rang, (nom, titre) in enumerate(zip(entete.colonnes, entete.titres, strict=True)):
        genres = {champ.type for champ in types_de(nom).values()}
        if rang and genres == {Type.NOMBRE} and not titre.unite:
            yield str(rang)


def _saine(rangee: Rangee) -> bool:
    """Say whether a row holds no damaged byte."""
    return all(
        isinstance(c, str) and (c.isascii() or c.encode(errors="replace").decode() == c) for c in rangee.cellules
    )


def cellules(rangees: Sequence[Rangee], largeur: int) -> pl.DataFrame:
    """Return rows of texts as a frame. A row with more cells than there are columns has no cell at all here."""
    vide = ("",) * largeur
    lues = [_a_la_largeur(r.cellules, largeur, vide) for r in rangees]
    colonnes = zip(*lues, strict=True) if lues else [()] * largeur
    lignes = pl.Series(LIGNE, [r.ligne for r in rangees], dtype=pl.Int64)
    cadre = pl.DataFrame([lignes, *(pl.Series(str(i), c, dtype=pl.String) for i, c in enumerate(colonnes))])
    return cadre.with_columns(pl.exclude(LIGNE).replace("", None))


def schema(largeur: int, entieres: Collection[str]) -> pl.Schema:
    """Return that of `BlocLu.lues`."""
    cellules = {nom: pl.Int64() if nom in entieres else pl.String() for nom in map(str, range(largeur))}
    return pl.Schema({LIGNE: pl.Int64(), **cellules})


def _a_la_largeur(cellules: Sequence[object], largeur: int, vide: tuple[str, ...]) -> Sequence[object]:
    ecart = largeur - len(cellules)
    return cellules if not ecart else vide if ecart < 0 else (*cellules, *vide[:ecart])
