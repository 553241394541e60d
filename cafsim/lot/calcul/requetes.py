"""The queries that estimate plain rows: a few for a type of equipment of a table, each for what rows have in common.

They are built once, when a block first asks for them, and run on each block.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from functools import reduce
from threading import Lock
from typing import NamedTuple

import polars as pl
from polars.io.plugins import register_io_source

from cafsim.baremes.model import ANNEE_DU_GUIDE, GUIDE_2020, Baremes
from cafsim.colonnes import A_VERIFIER
from cafsim.colonnes.entrees import Connues
from cafsim.colonnes.estimation import PourLot, Preparation, preparer
from cafsim.equipements.champs import Type
from cafsim.equipements.commun import EXERCICE, PREMIER_EXERCICE, dernier_exercice
from cafsim.equipements.registre import champs, equipements
from cafsim.lot.calcul.communes_colonnes import Communes
from cafsim.lot.calcul.rangees_simples import TYPE, ZERO, LectureSimple, lecture
from cafsim.lot.lecture.blocs import ECHANTILLON, LIGNE, LecteurDeBlocs, schema
from cafsim.lot.lecture.fichiers import TableDuLot
from cafsim.lot.modele import Entete, Reglages
from cafsim.lot.resultat.estimees import MONTANT_MAX, Estimees, Traits, douteux
from cafsim.lot.resultat.large import aides_de
from cafsim.lot.resultat.long_colonnes import deplier, sans_douteuses
from cafsim.tables.texte import TableTexte
from cafsim.valeurs.regles import nom_par_defaut

_REQUETES_MAX = 4
"""Queries for a type of a table read in one way (see `Traits.entieres`): the last one is for any row."""


class Requete(NamedTuple):
    """How to estimate the plain rows of one type, with `traits`, in one table: a query on what `en_cours` holds."""

    fichier: str
    type_equipement: str
    traits: Traits
    simple: pl.Expr
    en_cours: RangeesEnCours
    requete: pl.LazyFrame
    aides: tuple[str, ...]
    lignes: Mapping[str, int]
    communes: Communes | None

    def estimer(self, rangees: pl.DataFrame) -> Estimees:
        """Return the rows that the columns are sure of, estimated."""
        if self.communes:
            rangees = self.communes.joindre(rangees)
        simples = rangees.filter(rangees.select(self.simple).to_series())
        sues = self.en_cours.executer(self.requete, simples)
        details = deplier(sues, self.lignes) if self.lignes else sues.clear()
        faites = Estimees(self.fichier, self.type_equipement, self.traits, self.aides, sues, details)
        return sans_douteuses(faites) if self.lignes else faites


class Requetes:
    """Makes the queries when a first row asks for them."""

    def __init__(self, reglages: Reglages, baremes: Baremes) -> None:
        self._reglages = reglages
        self._baremes = baremes
        self._annees = {str(a): a for a in range(PREMIER_EXERCICE, dernier_exercice() + 1)}
        self._toutes = Traits(ANNEE_DU_GUIDE if reglages.referentiel == GUIDE_2020 else None)
        self._faites: dict[tuple[int, str, frozenset[str]], dict[Traits, Requete | None]] = {}
        self._verrou = Lock()

    def estimer(self, table: int, lues: pl.DataFrame) -> Iterator[Estimees]:
        """Yield the rows that the columns are sure of, type by type; the exact engine does those without query."""
        colonne = str(self._reglages.entetes[table].colonnes.index(TYPE))
        presents = set(lues[colonne].unique())
        for type_equipement in equipements():
            if type_equipement in presents:
                siennes = lues if len(presents) == 1 else lues.filter(pl.col(colonne) == type_equipement)
                if requete := self._de(table, type_equipement, siennes):
                    yield requete.estimer(siennes)

    def _de(self, table: int, type_equipement: str, rangees: pl.DataFrame) -> Requete | None:
        traits = self._traits(self._reglages.entetes[table], type_equipement, rangees)
        with self._verrou:
            faites = self._faites.setdefault((table, type_equipement, traits.entieres), {})
            servent = sorted((f for f in faites if f.sert(traits)), key=lambda f: f.precision)
            if (servent and servent[-1].annee == traits.annee) or len(faites) == _REQUETES_MAX:
                return faites[servent[-1]]
            faite = self._toutes._replace(entieres=traits.entieres)
            if len(faites) < _REQUETES_MAX - 1:
                faite = reduce(Traits.en_commun, (f for f in faites if f.annee == traits.annee), traits)
            if faite not in faites:
                faites[faite] = self._preparer(table, type_equipement, faite)
        return faites[faite]

    def _traits(self, entete: Entete, type_equipement: str, rangees: pl.DataFrame) -> Traits:
        """Return what rows of a type have in common."""
        connus = champs(type_equipement)
        siennes = {str(rang): connus[nom] for rang, nom in enumerate(entete.colonnes) if nom in connus}
        annees = rangees[str(entete.colonnes.index(EXERCICE.nom))].unique()
        annee = self._toutes.annee or (self._annees.get(annees[0]) if len(annees) == 1 else None)
        nuls = {rang: rangees[rang].null_count() for rang, champ in siennes.items() if champ is not EXERCICE}
        pleines = frozenset(rang for rang, nombre in nuls.items() if not nombre)
        nombres = [rang for rang in pleines if siennes[rang].type is Type.NOMBRE]
        entieres = _entieres(rangees)
        return Traits(
            annee,
            vides=frozenset(rang for rang, nombre in nuls.items() if nombre == len(rangees)),
            pleines=pleines,
            sans_zero=frozenset(x for x in nombres if not (rangees[x] == (0 if x in entieres else ZERO)).any()),
            entieres=entieres,
        )

    def _preparer(self, table: int, type_equipement: str, traits: Traits) -> Requete | None:
        """Return None where columns can't do: no field of the type, or amounts that are not rounded to the cent."""
        entete = self._reglages.entetes[table]
        siennes = aides_de([type_equipement], self._baremes, frozenset(self._reglages.large or self._reglages.aides))
        a_lire = lecture(entete, type_equipement, self._baremes, traits)
        if not siennes or len(a_lire.types) < 2:
            return None
        preparation = preparer(
            pl.LazyFrame(schema=dict(a_lire.types)),
            annee=traits.annee,
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
        requete = _requete(en_cours, a_lire, preparation, nom_par_defaut(equipements()[type_equipement]))
        return Requete(
            entete.fichier,
            type_equipement,
            traits,
            a_lire.simple,
            en_cours,
            requete,
            preparation.aides,
            preparation.lignes,
            communes,
        )


def part_simple(table: TableDuLot, baremes: Baremes) -> float:
    """Return the share (0–1) of plain rows at the beginning of a text table."""
    if not isinstance(table.table, TableTexte):
        return 0
    lues = LecteurDeBlocs(table.table, table.entete, table.regles).lire(next(table.table.blocs(ECHANTILLON))).lues
    rang = str(table.entete.colonnes.index(TYPE))
    types = [t for t in lues[rang].unique() if t in equipements()]
    simples = 0
    for t in types:
        siennes, communes = lues.filter(pl.col(rang) == t), _communes(table.entete, t)
        avec = communes.joindre(siennes) if communes else siennes
        simples += len(avec.filter(lecture(table.entete, t, baremes, Traits(entieres=_entieres(lues))).simple))
    return simples / max(1, len(lues))


def _entieres(lues: pl.DataFrame) -> frozenset[str]:
    return frozenset(nom for nom, genre in lues.schema.items() if nom != LIGNE and genre == pl.Int64)


def _communes(entete: Entete, type_equipement: str) -> Communes | None:
    if "commune" not in entete.colonnes or "commune" not in champs(type_equipement):
        return None
    colonne, exercice = (str(entete.colonnes.index(nom)) for nom in ("commune", "exercice"))
    return Communes(type_equipement, colonne, exercice, {})


class _Remise:
    """Rows handed to a query, until it takes them."""

    def __init__(self, rangees: pl.DataFrame) -> None:
        self.rangees = rangees
        self.prise = False


_TELLE_QUELLE = pl.QueryOptFlags.none()
"""A query is written in stages, with nothing to compute twice: to look for better doubles the time of its planning."""


class RangeesEnCours:
    """The rows of the block in hand: to build the query anew for each block would take longer than to run it.

    Several threads may run the query at once: each waits until the rows of the one before are taken.
    """

    def __init__(self, schema: pl.Schema) -> None:
        self._schema = schema
        self._verrou = Lock()
        self._remise = _Remise(pl.DataFrame(schema=schema))

    def table(self) -> pl.LazyFrame:
        """Return a table that reads the rows in hand whenever it is collected."""
        return register_io_source(self._lire, schema=self._schema)

    def executer(self, requete: pl.LazyFrame, rangees: pl.DataFrame) -> pl.DataFrame:
        """Run a query on rows."""
        self._verrou.acquire()
        remise = self._remise = _Remise(rangees)
        try:
            return requete.collect(optimizations=_TELLE_QUELLE)
        finally:
            self._rendre(remise)

    def _rendre(self, remise: _Remise) -> None:
        if not remise.prise:
            remise.prise = True
            self._verrou.release()

    def _lire(
        self, noms: list[str] | None, filtre: pl.Expr | None, nombre: int | None, _taille: int | None
    ) -> Iterator[pl.DataFrame]:
        remise = self._remise
        lues = remise.rangees
        self._rendre(remise)
        lues = lues if filtre is None else lues.filter(filtre)
        lues = lues if nombre is None else lues.head(nombre)
        yield lues if noms is None else lues.select(noms)


def _requete(en_cours: RangeesEnCours, a_lire: LectureSimple, preparation: Preparation, sans_nom: str) -> pl.LazyFrame:
    """Return the query of rows; `sans_nom` is the name of those that have none."""
    lues = en_cours.table().select(LIGNE, *a_lire.colonnes)
    nom = pl.col("nom").fill_null(sans_nom) if "nom" in lues.collect_schema() else pl.lit(sans_nom)
    estimees: pl.LazyFrame = preparation.appliquer(lues.with_columns(nom=nom))
    sans_bornes = (nom for nom, bornes in preparation.bornes.items() if not _bornee(*bornes))
    return estimees.filter(~pl.any_horizontal(pl.col(A_VERIFIER), douteux(sans_bornes)))


def _bornee(bas: Fraction | None, haut: Fraction | None) -> bool:
    return bas is not None and haut is not None and bas >= 0 and haut < MONTANT_MAX
