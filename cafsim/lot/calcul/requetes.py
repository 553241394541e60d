"""The queries that estimate plain rows: a few for a type of equipment of a table, each for what rows have in common.

They are built once, when a block first asks for them, and run on each block.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import suppress
from fractions import Fraction
from functools import partial, reduce
from threading import Lock
from typing import NamedTuple

import polars as pl

from cafsim.baremes.model import ANNEE_DU_GUIDE, GUIDE_2020, Baremes
from cafsim.colonnes import A_VERIFIER
from cafsim.colonnes.entrees import Connues
from cafsim.colonnes.estimation import PourLot, Preparation, preparer
from cafsim.equipements.commun import EXERCICE
from cafsim.equipements.registre import champs, equipements
from cafsim.lot.calcul.communes_colonnes import Communes
from cafsim.lot.calcul.rangees_en_cours import TELLE_QUELLE, RangeesEnCours
from cafsim.lot.calcul.rangees_simples import TYPE, LectureSimple, lecture
from cafsim.lot.calcul.traits import comme, entieres, traits_de
from cafsim.lot.lecture.blocs import ECHANTILLON, LIGNE, LecteurDeBlocs, schema
from cafsim.lot.lecture.doublons_colonnes import avec_cles
from cafsim.lot.lecture.fichiers import TableDuLot
from cafsim.lot.modele import Entete, Reglages
from cafsim.lot.resultat.estimees import MONTANT_MAX, Estimees, Traits, douteux
from cafsim.lot.resultat.large import aides_de
from cafsim.lot.resultat.long_colonnes import deplier, sans_douteuses
from cafsim.tables.morceaux import Allure
from cafsim.tables.texte import Bloc, TableTexte
from cafsim.valeurs.regles import nom_par_defaut

_ECHECS_MAX = 8
"""Blocks of a table in a row that were not like the one before, from which none is expected to be."""

_REQUETES_MAX = 4
"""Queries for a type of a table read in one way (see `Traits.entieres`): the last one is for any row."""

_AUTRE = "autre"
"""The column that says whether a row is not like those that the query is for."""

Disposer = Callable[[pl.LazyFrame, Collection[str]], pl.LazyFrame]
"""Adds to the query of rows, with these aids, the cells that are best written there."""


class Requete(NamedTuple):
    """How to estimate the plain rows of one type, with `traits`, in one table: a query on what `en_cours` holds.

    `suite` is that query on any rows, which have a column `autre`; `autre` says, of any row, whether it is not for it.
    """

    fichier: str
    type_equipement: str
    traits: Traits
    autre: pl.Expr
    suite: Callable[[pl.LazyFrame], pl.LazyFrame]
    en_cours: RangeesEnCours
    requete: pl.LazyFrame
    aides: tuple[str, ...]
    lignes: Mapping[str, int]
    communes: Communes | None

    def estimer(self, rangees: pl.DataFrame) -> Estimees:
        """Return the rows that the columns are sure of, estimated."""
        if self.communes:
            rangees = self.communes.joindre(rangees.lazy()).collect()
        return self._estimees(self.en_cours.executer(self.requete, rangees))

    def couper_et_estimer(self, lues: pl.LazyFrame, derniere: int) -> Estimees | None:
        """Return the same of rows that are still to be cut; None when one of them is not of the type or lacks a trait.

        `derniere`: the line of the last one. It has to be cut with that number, or the others may have a wrong one.
        """
        avec = self.communes.joindre(lues) if self.communes else lues
        requete = self.suite(avec.with_columns(self.autre.alias(_AUTRE)))
        sues = requete.collect(engine="streaming", optimizations=TELLE_QUELLE)
        if sues[_AUTRE].any():
            return None
        comptees = sues if _finit(sues, derniere) else lues.select(LIGNE, "0").collect(engine="streaming")
        return self._estimees(sues) if _finit(comptees, derniere) else None

    def _estimees(self, sues: pl.DataFrame) -> Estimees:
        details = deplier(sues, self.lignes) if self.lignes else sues.clear()
        faites = Estimees(self.fichier, self.type_equipement, self.traits, self.aides, sues, details)
        return sans_douteuses(faites) if self.lignes else faites


class Requetes:
    """Makes the queries when a first row asks for them."""

    def __init__(self, reglages: Reglages, baremes: Baremes, disposer: Disposer | None) -> None:
        self._disposer = disposer
        self._reglages = reglages
        self._baremes = baremes
        self._annee = ANNEE_DU_GUIDE if reglages.referentiel == GUIDE_2020 else None
        self._faites: dict[tuple[int, str, frozenset[str]], dict[Traits, Requete | None]] = {}
        self._courantes: dict[int, Requete] = {}
        """By table, the query of the last block that was cut first, where all its rows were of one type."""
        self._echecs: Counter[int] = Counter()
        self.d_un_coup: set[int] = set()
        """The tables whose last block was cut and estimated at one stroke."""
        self._verrou = Lock()

    def couper_et_estimer(self, table: int, lecteur: LecteurDeBlocs, bloc: Bloc) -> list[Estimees]:
        """Return the rows of a block cut and estimated at one stroke, if they are all like those of the last one."""
        requete = self._courantes.get(table) if self._echecs[table] < _ECHECS_MAX else None
        lues = lecteur.a_couper(bloc, requete.traits.entieres) if requete else None
        if requete is None or lues is None:
            return []
        self._echecs[table] += 1
        with suppress(pl.exceptions.PolarsError):  # rows that can't be cut so
            if estimees := requete.couper_et_estimer(lues, bloc.ligne + bloc.lignes - 1):
                self._echecs[table] = 0
                self.d_un_coup.add(table)
                return [estimees]
        return []

    def estimer(self, table: int, lues: pl.DataFrame) -> Iterator[Estimees]:
        """Yield the rows that the columns are sure of, type by type; the exact engine does those without query."""
        colonne = str(self._reglages.entetes[table].colonnes.index(TYPE))
        presents = set(lues[colonne].unique())
        self._courantes.pop(table, None)
        self.d_un_coup.discard(table)
        for type_equipement in equipements():
            if type_equipement in presents:
                siennes = lues if len(presents) == 1 else lues.filter(pl.col(colonne) == type_equipement)
                if requete := self._de(table, type_equipement, siennes):
                    if len(presents) == 1:
                        self._courantes[table] = requete
                    yield requete.estimer(siennes)

    def _de(self, table: int, type_equipement: str, rangees: pl.DataFrame) -> Requete | None:
        traits = traits_de(self._reglages.entetes[table], type_equipement, rangees)
        with self._verrou:
            faites = self._faites.setdefault((table, type_equipement, traits.entieres), {})
            servent = sorted((f for f in faites if f.sert(traits)), key=lambda f: f.precision)
            if (servent and servent[-1].annee == traits.annee) or len(faites) == _REQUETES_MAX:
                return faites[servent[-1]]
            faite = Traits(entieres=traits.entieres)
            if len(faites) < _REQUETES_MAX - 1:
                faite = reduce(Traits.en_commun, (f for f in faites if f.annee == traits.annee), traits)
            if faite not in faites:
                faites[faite] = self._preparer(table, type_equipement, faite)
        return faites[faite]

    def _preparer(self, table: int, type_equipement: str, traits: Traits) -> Requete | None:
        """Return None where columns can't do: no field of the type, or amounts that are not rounded to the cent."""
        entete = self._reglages.entetes[table]
        siennes = aides_de([type_equipement], self._baremes, frozenset(self._reglages.large or self._reglages.aides))
        a_lire = lecture(entete, type_equipement, self._baremes, traits)
        if not siennes or len(a_lire.types) < 2:
            return None
        preparation = preparer(
            pl.LazyFrame(schema=dict(a_lire.types)),
            annee=self._annee or traits.annee,
            type=type_equipement,
            aides=siennes,
            baremes=self._baremes,
            referentiel=self._reglages.referentiel,
            pour_lot=PourLot(
                lignes=self._reglages.large is None,
                hypotheses=self._reglages.forme != "csv",
                connues=Connues(
                    pleines=[EXERCICE.nom, *(entete.colonnes[int(rang)] for rang in traits.pleines)],
                    sans_zero=[entete.colonnes[int(rang)] for rang in traits.sans_zero],
                ),
            ),
        )
        if not preparation.en_centimes:
            return None
        communes = _communes(entete, type_equipement)
        lues = schema(len(entete.colonnes), traits.entieres)
        en_cours = RangeesEnCours(pl.Schema({**lues, **(communes.schema if communes else {})}))
        suite = partial(
            _suite, type_equipement=type_equipement, a_lire=a_lire, preparation=preparation, disposer=self._disposer
        )
        return Requete(
            entete.fichier,
            type_equipement,
            traits,
            ~comme(entete, type_equipement, traits),
            suite,
            en_cours,
            suite(en_cours.table().with_columns(pl.lit(value=False).alias(_AUTRE))),
            preparation.aides,
            preparation.lignes,
            communes,
        )


def part_simple(table: TableDuLot, baremes: Baremes) -> float:
    """Return the share (0–1) of plain rows at the beginning of a text table."""
    if not isinstance(table.table, TableTexte):
        return 0
    lecteur = LecteurDeBlocs(table.table, table.entete, table.regles)
    lues = lecteur.lire(next(table.table.blocs(Allure(ECHANTILLON)))).lues
    rang = str(table.entete.colonnes.index(TYPE))
    types = [t for t in lues[rang].unique() if t in equipements()]
    simples = 0
    for t in types:
        siennes, communes = lues.filter(pl.col(rang) == t), _communes(table.entete, t)
        avec = communes.joindre(siennes.lazy()).collect() if communes else siennes
        simples += len(avec.filter(lecture(table.entete, t, baremes, Traits(entieres=entieres(lues))).simple))
    return simples / max(1, len(lues))


def _communes(entete: Entete, type_equipement: str) -> Communes | None:
    if "commune" not in entete.colonnes or "commune" not in champs(type_equipement):
        return None
    colonne, exercice = (str(entete.colonnes.index(nom)) for nom in ("commune", "exercice"))
    return Communes(type_equipement, colonne, exercice, {})


def _finit(rangees: pl.DataFrame, derniere: int) -> bool:
    """Say whether the last row is that of a line."""
    return len(rangees) > 0 and bool(rangees[LIGNE][-1] == derniere)


def _suite(
    rangees: pl.LazyFrame,
    type_equipement: str,
    a_lire: LectureSimple,
    preparation: Preparation,
    disposer: Disposer | None,
) -> pl.LazyFrame:
    """Estimate the plain rows, and lay them out; those that are `autre` stay."""
    autre = pl.col(_AUTRE)
    lues = rangees.filter(a_lire.simple | autre).select(LIGNE, *a_lire.colonnes, autre)
    sans_nom = nom_par_defaut(equipements()[type_equipement])
    nom = pl.col("nom").fill_null(sans_nom) if "nom" in lues.collect_schema() else pl.lit(sans_nom)
    estimees: pl.LazyFrame = preparation.appliquer(lues.with_columns(nom=nom))
    sans_bornes = (nom for nom, bornes in preparation.bornes.items() if not _bornee(*bornes))
    sures = estimees.filter(autre | ~pl.any_horizontal(pl.col(A_VERIFIER), douteux(sans_bornes)))
    utiles = sures.drop(nom for nom in a_lire.types if nom != EXERCICE.nom)
    avec = avec_cles(utiles, type_equipement)
    return disposer(avec, preparation.aides) if disposer is not None else avec


def _bornee(bas: Fraction | None, haut: Fraction | None) -> bool:
    return bas is not None and haut is not None and bas >= 0 and haut < MONTANT_MAX
