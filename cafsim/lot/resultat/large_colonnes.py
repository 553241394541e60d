"""The wide result written by columns: the bytes are those of `Large`, for many rows at once."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import reduce
from itertools import chain, zip_longest
from operator import add
from typing import NamedTuple

import polars as pl

import cafsim
from cafsim.colonnes.estimation import INVRAISEMBLANCE
from cafsim.dispositifs.registre import dispositifs
from cafsim.equipements.registre import equipements
from cafsim.estimation.resultat import AU_MINIMUM
from cafsim.lot.lecture.blocs import LIGNE
from cafsim.lot.modele import Cumul, Cumuls, Ecrit, Reglages
from cafsim.lot.resultat.bilan import cumul_de_l_aide
from cafsim.lot.resultat.csv import EcrivainCsv
from cafsim.lot.resultat.large import MONTANTS, SUFFIXES, Large, qui_decide
from cafsim.lot.resultat.origine import COMMUNE
from cafsim.render.formes.csv import SEPARATEUR_INTERNE
from cafsim.valeurs.regles import nom_par_defaut
from cafsim.vraisemblance.registre import controles

_MONTANTS = ("minimum", "maximum", "prevision")
_EUROS = pl.Decimal(38, 2)
_RIEN_DE_PLUS = 0.001
_RIEN = pl.lit(None, dtype=pl.String)
_TROU = "\0"
"""What stands in the first cell for a row that is written elsewhere: no plain text holds it."""


def montants_douteux(aides: Iterable[str]) -> pl.Expr:
    """Say whether an amount of a row can't be written from here: negative, or no number."""
    montants = [pl.col(f"{aide}_{montant}") for aide in aides for montant in _MONTANTS]
    return pl.any_horizontal(~(m.is_finite() & (m >= 0) & (m < 1e12)).fill_null(value=True) for m in montants)


class Estimees(NamedTuple):
    """Rows of one type in one file, estimated, and the aids that were computed for them."""

    fichier: str
    type_equipement: str
    aides: Sequence[str]
    rangees: pl.DataFrame

    def sauf(self, lignes: Sequence[int]) -> Estimees:
        """Return them without some lines."""
        return self._replace(rangees=self.rangees.filter(~pl.col(LIGNE).is_in(lignes)))

    def cumuls(self) -> Cumuls:
        """Add up what the equipments receive, aid by aid, then commune by commune."""
        sommes = [somme.alias(f"{aide}_{champ}") for aide in self.aides for champ, somme in _sommes(aide)]
        trouves: Cumuls = {}
        for rangee in self.rangees.group_by("exercice").agg(sommes).iter_rows(named=True):
            for aide in self.aides:
                cumul = Cumul(**{champ: rangee[f"{aide}_{champ}"] for champ, _ in _sommes(aide)})
                trouves["aide", aide, rangee["exercice"]] = cumul_de_l_aide(aide, cumul)
        code = pl.col(COMMUNE[0]) if self.avec_commune else pl.lit(None, dtype=pl.String)
        cles = ("exercice", code.fill_null("").alias("code"))
        for exercice, commune, *sommes_de_commune in self.rangees.group_by(cles).agg(*self._de_la_caf()).iter_rows():
            trouves["commune", commune, exercice] = Cumul(*sommes_de_commune)
        return trouves

    def _de_la_caf(self) -> Iterator[pl.Expr]:
        """Yield, in the order of the fields of `Cumul`, what equipments receive from the Caf."""
        par_aide = [(a, dict(_sommes(a))) for a in self.aides if dispositifs()[a].payeur == "caf"]
        droits = [sommes for a, sommes in par_aide if dispositifs()[a].nature in AU_MINIMUM]
        plafonds = [s["maximum"] for a, s in par_aide if dispositifs()[a].nature not in AU_MINIMUM]
        for champ in Cumul._fields:
            if champ == "equipements":
                yield pl.len().cast(pl.Int64).alias(champ)
                continue
            siennes = [s for _, s in par_aide] if champ == "a_completer" else droits
            termes = plafonds if champ == "plafonds" else [s[champ] for s in siennes]
            yield reduce(add, termes, pl.lit(0, dtype=pl.Int64)).alias(champ)

    @property
    def avec_commune(self) -> bool:
        """Whether these rows may name a commune."""
        return COMMUNE[0] in self.rangees.columns

    @property
    def lignes(self) -> int:
        """How many lines the estimates have."""
        return int(self.rangees.select(pl.sum_horizontal(f"{aide}_toutes" for aide in self.aides).sum()).item())


class Ecriture:
    """Writes the rows of a block."""

    def __init__(self, reglages: Reglages) -> None:
        self._csv = reglages.forme == "csv"
        self._ecrivain = EcrivainCsv(reglages.profil)
        self._fin_de_ligne = self._ecrivain.fin if self._csv else "\n"
        self._aides = reglages.large or ()
        self._large = Large(self._aides, reglages)

    def ecrire(self, estimees: Iterable[Estimees], exactes: Sequence[tuple[int, bytes]]) -> Ecrit:
        """Write rows of all types, and those written already (their line, their bytes), in the order of lines."""
        colonnes = self._cellules if self._csv else self._ligne_de_json
        cadres = [e.rangees.select(LIGNE, **colonnes(e)) for e in estimees if len(e.rangees)]
        if not cadres:
            return Ecrit(b"".join(octets for _, octets in exactes))
        if exactes:
            trous = pl.DataFrame({LIGNE: [ligne for ligne, _ in exactes]})
            cadres.append(trous.with_columns(pl.lit(_TROU).alias(cadres[0].columns[1])))
        toutes = cadres[0] if len(cadres) == 1 else pl.concat(cadres, how="diagonal").sort(LIGNE)
        return Ecrit(self._en_texte(toutes.drop(LIGNE), [octets for _, octets in exactes]))

    def _en_texte(self, rangees: pl.DataFrame, ailleurs: Sequence[bytes]) -> bytes:
        """Write rows, with in the place of those that are written elsewhere what they are there."""
        tampon = io.BytesIO()
        rangees.write_csv(
            tampon,
            include_header=False,
            separator=self._ecrivain.separateur,
            line_terminator=self._fin_de_ligne,
            quote_style="never",
            decimal_comma=self._ecrivain.virgule == ",",
        )
        octets = tampon.getvalue()
        if not ailleurs:
            return octets
        trou = f"{_TROU}{self._ecrivain.separateur * (rangees.width - 1)}{self._fin_de_ligne}"
        return b"".join(chain(*zip_longest(octets.split(trou.encode()), ailleurs, fillvalue=b"")))

    def _cellules(self, estimees: Estimees) -> dict[str, pl.Expr]:
        """Return the cells of the Csv."""
        ecrivain = self._ecrivain
        nom = pl.col("nom").fill_null(ecrivain.cellules([_nom(estimees.type_equipement)]))
        fin = self._fin(estimees, lambda texte: ecrivain.cellules([texte]), self._cite)
        cellules = (*_identite(estimees.type_equipement), nom, *self._des_aides(estimees.aides), *fin)
        return {str(rang): cellule for rang, cellule in enumerate(cellules)}

    def _cite(self, texte: pl.Expr) -> pl.Expr:
        """Put in quotes the texts that hold the separator."""
        cite = texte.str.contains(self._ecrivain.separateur, literal=True)
        return pl.when(cite).then(_entre_guillemets(texte)).otherwise(texte)

    def _ligne_de_json(self, estimees: Estimees) -> dict[str, pl.Expr]:
        """Return the lines of Json."""
        projet, exercice, type_equipement = _identite(estimees.type_equipement)
        nom = pl.col("nom").fill_null(_nom(estimees.type_equipement))
        textes = (c.cast(pl.String) for c in self._des_aides(estimees.aides))
        cellules = [_entre_guillemets(projet), exercice, *map(_entre_guillemets, (type_equipement, nom))]
        cellules += map(_entre_guillemets, textes)
        cellules += self._fin(estimees, lambda texte: json.dumps(texte, ensure_ascii=False), _entre_guillemets)
        paires = (
            pl.lit(f"{json.dumps(cle, ensure_ascii=False)}:") + cellule.cast(pl.String).fill_null("null")
            for cle, cellule in zip(self._large.cles, cellules, strict=True)
        )
        return {"texte": pl.lit("{") + pl.concat_str(paires, separator=",") + pl.lit("}")}

    def _fin(
        self, estimees: Estimees, fixe: Callable[[str], str], citer: Callable[[pl.Expr], pl.Expr]
    ) -> Iterator[pl.Expr]:
        """Yield what follows the aids, null where there is nothing; `fixe` writes a text, `citer` those of a column."""
        yield citer(_surprises(estimees))
        for aide in self._aides:
            for mot in qui_decide(aide):
                estimee = pl.col(f"{aide}_statut").is_not_null() if aide in estimees.aides else pl.lit(value=False)
                yield pl.when(estimee).then(pl.lit(fixe(mot)))
        yield pl.lit(fixe(cafsim.__version__))
        origine = self._large.origine
        yield pl.col(LIGNE)
        if origine.avec_fichier:
            yield pl.lit(fixe(estimees.fichier))
        yield from (citer(pl.col(nom)) if estimees.avec_commune else _RIEN for nom in COMMUNE)
        yield pl.lit(fixe(origine.date))
        for place in origine.places(estimees.fichier):
            yield _RIEN if place is None else citer(pl.col(gardee(place)))

    def _des_aides(self, calculees: Sequence[str]) -> Iterator[pl.Expr]:
        """Yield the columns of each aid, null where there is nothing."""
        for aide in self._aides:
            if aide not in calculees:
                yield from [pl.lit(None, dtype=_EUROS)] * len(MONTANTS)
                yield from [_RIEN] * (len(SUFFIXES) - len(MONTANTS))
                continue
            minimum, maximum, prevision = (_montant(pl.col(f"{aide}_{s}")) for s in _MONTANTS)
            statut = pl.col(f"{aide}_statut")
            fourchette = statut == "fourchette"
            yield pl.when(statut == "calcule").then(minimum)
            yield pl.when(fourchette).then(minimum)
            yield pl.when(fourchette).then(maximum)
            yield prevision
            yield statut
            yield pl.col(f"{aide}_fiabilite")


def _sommes(aide: str) -> Iterator[tuple[str, pl.Expr]]:
    """Yield the fields of the `Cumul` of an aid, before it is known who decides of it."""
    statut, prevision = pl.col(f"{aide}_statut"), pl.col(f"{aide}_prevision")
    yield "equipements", (statut != "non_eligible").sum().cast(pl.Int64)
    yield "minimum", _centimes(pl.col(f"{aide}_total_minimum")).sum()
    yield "maximum", _centimes(pl.col(f"{aide}_total_maximum")).sum()
    yield "prevision", _centimes(prevision).sum()
    yield "a_completer", pl.col(f"{aide}_a_completer").sum().cast(pl.Int64)
    yield "sans_prevision", (statut.is_not_null() & prevision.is_null()).sum().cast(pl.Int64)


def gardee(place: int) -> str:
    """Return how the table of estimates calls one of the user's own columns."""
    return f"gardee_{place}"


def _identite(type_equipement: str) -> tuple[pl.Expr, pl.Expr, pl.Expr]:
    return pl.col("projet"), pl.col("exercice").cast(pl.Int64), pl.lit(type_equipement)


def _nom(type_equipement: str) -> str:
    return nom_par_defaut(equipements()[type_equipement])


def _surprises(estimees: Estimees) -> pl.Expr:
    """Return what is amiss in each row, null where nothing is."""
    messages = [
        pl.when(pl.col(nom)).then(pl.lit(controle.message))
        for rang, controle in enumerate(controles(estimees.type_equipement))
        if estimees.rangees[nom := f"{INVRAISEMBLANCE}_{rang}"].any()
    ]
    if not messages:
        return _RIEN
    texte = pl.concat_str(messages, separator=SEPARATEUR_INTERNE, ignore_nulls=True)
    return pl.when(texte != "").then(texte)


def _entre_guillemets(texte: pl.Expr) -> pl.Expr:
    return pl.lit('"') + texte + pl.lit('"')


def _centimes(euros: pl.Expr) -> pl.Expr:
    """Return the cents of amounts that are a whole number of them."""
    return (euros * 100).round().cast(pl.Int64)


def _montant(euros: pl.Expr) -> pl.Expr:
    """Return amounts that are a whole number of cents as decimals, whether the engine rounds or cuts to make them."""
    return (euros + _RIEN_DE_PLUS).cast(_EUROS)
