"""Do a piece of a table by columns: the plain rows in one query; the others, and those in doubt, exactly."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import NamedTuple

import polars as pl
from polars.io.plugins import register_io_source

from cafsim.baremes.model import ANNEE_DU_GUIDE, GUIDE_2020
from cafsim.colonnes import A_VERIFIER
from cafsim.colonnes.estimation import Preparation, preparer
from cafsim.dispositifs.registre import dispositifs
from cafsim.equipements.registre import equipements
from cafsim.lot.calcul.ouvrier import Ouvrier
from cafsim.lot.calcul.rangees_simples import LIGNE, LectureSimple, cellules, lecture, schema
from cafsim.lot.lecture.identite import cle_de, remarques
from cafsim.lot.modele import Cumuls, Ecrit, Identite, Place, Produit, Reglages, Tache
from cafsim.lot.resultat import large_colonnes
from cafsim.lot.resultat.bilan import ajouter
from cafsim.valeurs.regles import nom_par_defaut


class OuvrierEnColonnes:
    """Gives what `Ouvrier` gives, to the byte."""

    def __init__(self, reglages: Reglages) -> None:
        self._reglages = reglages
        self._exact = Ouvrier(reglages)
        self._requetes: dict[tuple[int, str], RequeteDuType | None] = {}

    def traiter(self, tache: Tache) -> Produit:
        """Do a piece of work."""
        lues = self._cellules(tache)
        if lues is None:
            return self._exact.traiter(tache)
        try:
            return self._en_colonnes(tache, lues)
        except pl.exceptions.PolarsError:  # a defect there costs time, and no row
            if os.environ.get("CAFSIM_DEBUG"):
                raise
            return self._exact.traiter(tache)

    def _cellules(self, tache: Tache) -> pl.DataFrame | None:
        """Return the rows to estimate as a frame; None when there is none, or when they can't be one."""
        if not tache.rangees:
            return None
        entete = self._reglages.entetes[tache.table]
        est_remarque = remarques(entete)
        doubles = {identite.place.ligne for identite in tache.doubles}
        rangees = [r for r in tache.rangees if r.ligne not in doubles and not est_remarque(r)]
        return cellules(rangees, len(entete.colonnes)) if rangees else None

    def _en_colonnes(self, tache: Tache, lues: pl.DataFrame) -> Produit:
        textes: dict[int, str] = {}
        identites: list[Identite] = []
        cumuls: Cumuls = {}
        par_commune = self._reglages.par_commune
        lignes = 0
        for requete, rangees in self._par_type(tache.table, lues):
            estimees = requete.estimer(rangees)
            lignes += large_colonnes.lignes(estimees, requete.aides)
            ajouter(cumuls, large_colonnes.cumuls(estimees, requete.aides, par_commune=par_commune))
            textes |= estimees.select(LIGNE, large_colonnes.TEXTE).iter_rows()
            identites += requete.identites(tache.table, estimees)
        reste = self._exact.estimer(tache._replace(rangees=[r for r in tache.rangees if r.ligne not in textes]))
        ajouter(cumuls, reste.cumuls(par_commune=par_commune))
        for estime in reste.estimes:
            textes[estime.rangee or 0] = self._exact.ecrire([estime]).octets.decode()
        ecrit = Ecrit("".join(textes[ligne] for ligne in sorted(textes)).encode())
        comptes = (len(textes), lignes + reste.lignes, reste.commentaires)
        return Produit(ecrit, reste.rejets, *comptes, cumuls, sorted([*identites, *reste.identites]))

    def _par_type(self, table: int, lues: pl.DataFrame) -> Iterator[tuple[RequeteDuType, pl.DataFrame]]:
        """Yield the query of each type of equipment, with its rows; a type without one is left to the exact engine."""
        colonne = str(self._reglages.entetes[table].colonnes.index("type"))
        presents = set(lues[colonne].unique())
        for type_equipement in equipements():
            cle = (table, type_equipement)
            if type_equipement in presents:
                if cle not in self._requetes:
                    self._requetes[cle] = self._preparer(*cle)
                if requete := self._requetes[cle]:
                    yield requete, lues.filter(pl.col(colonne) == type_equipement)

    def _preparer(self, table: int, type_equipement: str) -> RequeteDuType | None:
        """Return None where columns can't do: no field of the type, or amounts that are not rounded to the cent."""
        reglages, baremes = self._reglages, self._exact.baremes
        entete = reglages.entetes[table]
        aides = reglages.large or ()
        siennes = [a for a in aides if type_equipement in dispositifs()[a].equipements]
        a_lire = lecture(entete, type_equipement, baremes)
        if not siennes or len(a_lire.types) < 2:
            return None
        preparation = preparer(
            pl.LazyFrame(schema=dict(a_lire.types)),
            annee=ANNEE_DU_GUIDE if reglages.referentiel == GUIDE_2020 else None,
            type=type_equipement,
            aides=siennes,
            baremes=baremes,
            referentiel=reglages.referentiel,
            pour_lot=True,
        )
        if not preparation.en_centimes:
            return None
        ecriture = large_colonnes.Ecriture(reglages, entete, siennes, type_equipement)
        texte = ecriture.csv(reglages.profil) if reglages.forme == "csv" else ecriture.json()
        en_cours = RangeesEnCours(schema(len(entete.colonnes)))
        return RequeteDuType(
            type_equipement, en_cours, _requete(en_cours, a_lire, preparation, texte), preparation.aides
        )


class RequeteDuType(NamedTuple):
    """How to estimate the plain rows of one type in one table, and to write them: a query on what `en_cours` holds."""

    type_equipement: str
    en_cours: RangeesEnCours
    requete: pl.LazyFrame
    aides: tuple[str, ...]

    def estimer(self, rangees: pl.DataFrame) -> pl.DataFrame:
        """Return the rows that the columns are sure of, estimated and written."""
        self.en_cours.rangees = rangees
        return self.requete.collect()

    def identites(self, table: int, estimees: pl.DataFrame) -> Iterator[Identite]:
        """Yield which equipments they are."""
        defaut = nom_par_defaut(equipements()[self.type_equipement])
        for ligne, projet, exercice, nom in estimees.select(LIGNE, "projet", "exercice", "nom").iter_rows():
            yield Identite(Place(table, ligne), cle_de(projet, exercice, self.type_equipement, nom or defaut))


class RangeesEnCours:
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


def _requete(en_cours: RangeesEnCours, a_lire: LectureSimple, preparation: Preparation, texte: pl.Expr) -> pl.LazyFrame:
    lues = en_cours.table().filter(a_lire.simple).select(LIGNE, *a_lire.colonnes)
    if "nom" not in lues.collect_schema():
        lues = lues.with_columns(nom=pl.lit(None, dtype=pl.String))
    estimees: pl.LazyFrame = preparation.appliquer(lues)
    sures = estimees.filter(~pl.col(A_VERIFIER) & ~large_colonnes.montants_douteux(preparation.aides))
    return sures.with_columns(texte)
