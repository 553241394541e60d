"""Do a piece of a table by columns: the plain rows in one query; the others, and those in doubt, exactly."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

import polars as pl
from polars.io.plugins import register_io_source

from cafsim.baremes.model import ANNEE_DU_GUIDE, GUIDE_2020
from cafsim.colonnes import A_VERIFIER
from cafsim.colonnes.estimation import Preparation, preparer
from cafsim.dispositifs.registre import dispositifs
from cafsim.equipements.registre import equipements
from cafsim.lot import large_colonnes
from cafsim.lot.bilan import compter, somme
from cafsim.lot.entrees import est_commentaire
from cafsim.lot.modele import Cumul, Cumuls, Produit, Rangee, Reglages, Rejet, Tache
from cafsim.lot.ouvrier import Ouvrier
from cafsim.lot.regulier import RANG, Lecture, cellules, lecture


class Plan(NamedTuple):
    """How to estimate the plain rows of one type in one table, and to write them: a query on what `source` holds."""

    source: Source
    requete: pl.LazyFrame
    aides: tuple[str, ...]

    def estimer(self, rangees: pl.DataFrame) -> pl.DataFrame:
        """Return the rows that the columns are sure of, estimated and written."""
        self.source.rangees = rangees
        return self.requete.collect()


class Source:
    """The rows of the piece in hand: to build the query anew for each piece would take longer than to run it."""

    def __init__(self, schema: pl.Schema) -> None:
        self.schema = schema
        self.rangees = pl.DataFrame(schema=schema)

    def table(self) -> pl.LazyFrame:
        """Return a table that reads these rows whenever it is collected."""
        return register_io_source(self._lire, schema=self.schema)

    def _lire(
        self, noms: list[str] | None, filtre: pl.Expr | None, nombre: int | None, _taille: int | None
    ) -> Iterator[pl.DataFrame]:
        lues = self.rangees if filtre is None else self.rangees.filter(filtre)
        lues = lues if nombre is None else lues.head(nombre)
        yield lues if noms is None else lues.select(noms)


class OuvrierEnColonnes(Ouvrier):
    """Gives what `Ouvrier` gives, to the byte."""

    def __init__(self, reglages: Reglages) -> None:
        super().__init__(reglages)
        self._plans: dict[tuple[int, str], Plan | None] = {}

    def traiter(self, tache: Tache) -> Produit:
        """Do a piece of work."""
        if not tache.rangees:
            return super().traiter(tache)
        colonnes = self._reglages.entetes[tache.table].colonnes
        rangees = [r for r in tache.rangees if not est_commentaire(r, colonnes.index("projet"))]
        lues = cellules(rangees, len(colonnes)) if rangees else None
        if lues is None:
            return super().traiter(tache)
        try:
            return self._en_colonnes(tache, rangees, lues)
        except pl.exceptions.PolarsError:  # a defect there costs time, and no row
            if os.environ.get("CAFSIM_DEBUG"):
                raise
            return super().traiter(tache)

    def _en_colonnes(self, tache: Tache, rangees: Sequence[Rangee], lues: pl.DataFrame) -> Produit:
        textes: list[str] = [""] * len(rangees)
        sues = [False] * len(rangees)
        cumuls: Cumuls = {}
        lignes = 0
        for type_equipement, siennes in self._par_type(tache.table, lues):
            plan = self._plan(tache.table, type_equipement)
            if plan is None:
                continue
            estimees = plan.estimer(siennes)
            lignes += large_colonnes.lignes(estimees, plan.aides)
            for cle, cumul in large_colonnes.cumuls(estimees, plan.aides).items():
                cumuls[cle] = somme(cumuls.get(cle, Cumul()), cumul)
            for rang, texte in estimees.select(RANG, large_colonnes.TEXTE).iter_rows():
                textes[rang], sues[rang] = texte, True
        reste = self._une_a_une(tache, rangees, textes, sues)
        for cle, cumul in reste.cumuls.items():
            cumuls[cle] = somme(cumuls.get(cle, Cumul()), cumul)
        return reste._replace(
            octets="".join(textes).encode(),
            equipements=reste.equipements + sum(sues),
            lignes=reste.lignes + lignes,
            commentaires=len(tache.rangees) - len(rangees),
            cumuls=cumuls,
        )

    def _une_a_une(self, tache: Tache, rangees: Sequence[Rangee], textes: list[str], sues: Sequence[bool]) -> Produit:
        """Estimate exactly the rows that the columns have not; put their texts in place."""
        restantes = {r.ligne: rang for rang, (r, sue) in enumerate(zip(rangees, sues, strict=True)) if not sue}
        rejets: list[Rejet] = list(tache.rejets)
        saisies, _ = self._table(tache._replace(rangees=[rangees[rang] for rang in restantes.values()]), rejets)
        rejets.sort(key=lambda r: r.ligne or 0)
        cumuls: Cumuls = {}
        equipements, lignes = 0, 0
        for saisie in saisies:
            for estime in self._estimer([saisie], rejets):
                textes[restantes[saisie.ligne or 0]] = self._plume([estime]).octets.decode()
                compter(cumuls, estime)
                equipements += 1
                lignes += len(estime.lignes)
        return Produit(b"", (), rejets, equipements, lignes, 0, cumuls)

    def _par_type(self, table: int, lues: pl.DataFrame) -> list[tuple[str, pl.DataFrame]]:
        colonne = str(self._reglages.entetes[table].colonnes.index("type"))
        presents = set(lues[colonne].unique())
        return [(t, lues.filter(pl.col(colonne) == t)) for t in equipements() if t in presents]

    def _plan(self, table: int, type_equipement: str) -> Plan | None:
        cle = (table, type_equipement)
        if cle not in self._plans:
            self._plans[cle] = self._faire_plan(*cle)
        return self._plans[cle]

    def _faire_plan(self, table: int, type_equipement: str) -> Plan | None:
        """Return None where columns can't do: no field of the type, or amounts that are not rounded to the cent."""
        reglages, baremes = self._reglages, self._baremes
        aides = tuple(reglages.large or ())
        siennes = [a for a in aides if type_equipement in dispositifs()[a].equipements]
        a_lire = lecture(reglages.entetes[table].colonnes, type_equipement, baremes)
        if not siennes or len(a_lire.schema) < 2:
            return None
        preparation = preparer(
            pl.LazyFrame(schema=dict(a_lire.schema)),
            annee=ANNEE_DU_GUIDE if reglages.referentiel == GUIDE_2020 else None,
            type=type_equipement,
            aides=siennes,
            baremes=baremes,
            referentiel=reglages.referentiel,
            avec_comptes=True,
        )
        if not preparation.en_centimes:
            return None
        ecrire: Callable[..., pl.Expr] = large_colonnes.csv if reglages.forme == "csv" else large_colonnes.json_
        profil = (reglages.profil,) if reglages.forme == "csv" else ()
        texte = ecrire(aides, siennes, type_equipement, *profil)
        source = Source(_schema(len(reglages.entetes[table].colonnes)))
        return Plan(source, _requete(source, a_lire, preparation, texte), preparation.aides)


def _schema(largeur: int) -> pl.Schema:
    """Return that of `cellules`."""
    return pl.Schema({RANG: pl.get_index_type(), **{str(i): pl.String() for i in range(largeur)}})


def _requete(source: Source, a_lire: Lecture, preparation: Preparation, texte: pl.Expr) -> pl.LazyFrame:
    lues = source.table().filter(a_lire.reguliere).select(RANG, *a_lire.colonnes)
    if "nom" not in lues.collect_schema():
        lues = lues.with_columns(nom=pl.lit(None, dtype=pl.String))
    estimees: pl.LazyFrame = preparation.appliquer(lues)
    sures = estimees.filter(~pl.col(A_VERIFIER) & ~large_colonnes.montants_douteux(preparation.aides))
    return sures.with_columns(texte)
