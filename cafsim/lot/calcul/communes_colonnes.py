"""The communes of many rows at once: what each brings to a type of equipment in an exercice, looked up once."""

from __future__ import annotations

from fractions import Fraction
from typing import NamedTuple

import polars as pl

from cafsim.communes.remplir import SEUILS
from cafsim.equipements.commun import PREMIER_EXERCICE, dernier_exercice
from cafsim.equipements.projet import EquipementSaisi
from cafsim.equipements.registre import champs
from cafsim.erreurs import EntreeRefusee
from cafsim.lot.resultat.estimees import ALERTE
from cafsim.lot.resultat.origine import COMMUNE, commune_de
from cafsim.projet.communes import avec_commune
from cafsim.render.formes.csv import texte_sur
from cafsim.valeurs.lecture import lire

_APPORTS: dict[str, pl.DataType] = {**dict.fromkeys(SEUILS, pl.Float64()), "zone_prioritaire": pl.String()}
_GARDEES = 200_000
CODE = COMMUNE[0]
ZONE = "apport_zone_prioritaire"


def apports(type_equipement: str) -> dict[str, pl.DataType]:
    """Return the fields of a type of equipment that a commune may fill in."""
    return {nom: genre for nom, genre in _APPORTS.items() if nom in champs(type_equipement)}


def apport(nom: str) -> str:
    """Return how the frames call what a commune brings to a field."""
    return f"apport_{nom}"


class Communes(NamedTuple):
    """The communes of rows of one type: their column, that of the exercice; those met so far, by text and exercice.

    A text that can't be told here (no commune, several, a name that no cell can hold as it is) brings nothing at all:
    the exact engine says what it is.
    """

    type_equipement: str
    colonne: str
    exercice: str
    connues: dict[tuple[str, str], tuple[object, ...]]

    @property
    def schema(self) -> dict[str, pl.DataType]:
        """The columns that `joindre` adds."""
        siens = {apport(nom): genre for nom, genre in apports(self.type_equipement).items()}
        return siens | {nom: pl.String() for nom in (ALERTE, *COMMUNE)}

    def joindre(self, lues: pl.LazyFrame) -> pl.LazyFrame:
        """Add to each row what its commune brings, and what it is."""
        cles = [self.colonne, self.exercice]
        if len(self.connues) > _GARDEES:
            self.connues.clear()
        paires = lues.select(cles).unique().drop_nulls().collect(engine="streaming")
        trouvees = pl.LazyFrame(
            [paire + self._apports(paire) for paire in paires.iter_rows()],
            schema={**dict.fromkeys(cles, pl.String()), **self.schema},
            orient="row",
        )
        return lues.join(trouvees, on=cles, how="left", maintain_order="left")

    def _apports(self, paire: tuple[str, str]) -> tuple[object, ...]:
        trouves = self.connues.get(paire)
        if trouves is None:
            trouves = self.connues[paire] = self._chercher(*paire)
        return trouves

    def _chercher(self, texte: str, exercice: str) -> tuple[object, ...]:
        rien = (None,) * len(self.schema)
        if not (exercice.isdecimal() and PREMIER_EXERCICE <= int(exercice) <= dernier_exercice()):
            return rien
        try:
            nom = lire(champs(self.type_equipement)["commune"], texte)
            saisi = EquipementSaisi(self.type_equipement, "", int(exercice), {"commune": nom}, frozenset())
            rempli = avec_commune(saisi)
            identite = commune_de(str(nom or ""))
        except (EntreeRefusee, ValueError):
            return rien
        alerte, *autres = rempli.alertes or (None,)
        textes = (alerte, *identite)
        if autres or any(isinstance(c, str) and (texte_sur(c) != c or '"' in c or "\\" in c) for c in textes):
            return rien
        siens = (rempli.valeurs.get(champ) for champ in apports(self.type_equipement))
        return (*(float(v) if isinstance(v, Fraction) else v for v in siens), *textes)
