"""The long result written by columns: the bytes are those of `Long`, for many rows at once.

The numbers of a line are computed by the columns; its texts are those of a line with the same key that the exact engine
has estimated.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

import polars as pl

import cafsim
from cafsim.colonnes.estimation import DETAIL
from cafsim.estimation.resultat import LigneEstimee
from cafsim.lot.lecture.blocs import LIGNE
from cafsim.lot.modele import Estime, Reglages
from cafsim.lot.resultat.estimees import MONTANTS, Estimees, douteux
from cafsim.lot.resultat.long import REPETEES, Long
from cafsim.lot.resultat.plumes import Plume, decimal

_RANG = "rang"
_NOMBRES = ("base", "taux")
_NOMBRE_MAX = 1e9
_TEXTES = tuple(cles[0] for cles in REPETEES)
_EXACT = "exact"
MODELES_GARDES = 20_000
"""Models kept for one type of one table: beyond, all are forgotten, so that memory does not grow with its rows."""

Cle = tuple[int, ...]
"""The rank of a line among those of its type, then the key of its texts."""


def deplier(rangees: pl.DataFrame, lignes: Mapping[str, int]) -> pl.DataFrame:
    """Return the lines of estimated rows, in order; `lignes` as in `Preparation`."""
    cles = [f"cle_{i}" for i in range(max(lignes.values()))]
    siennes = [
        rangees.filter(pl.col(f"{nom}_{DETAIL[0]}")).select(
            LIGNE,
            pl.lit(rang, dtype=pl.Int64).alias(_RANG),
            *((pl.col(f"{nom}_{c}") if i < nombre else pl.lit(0)).cast(pl.Int64).alias(c) for i, c in enumerate(cles)),
            *(pl.col(f"{nom}_{suffixe}").alias(suffixe) for suffixe in DETAIL[1:]),
        )
        for rang, (nom, nombre) in enumerate(lignes.items())
    ]
    return pl.concat(siennes).sort(LIGNE, _RANG)


def douteuses(details: pl.DataFrame) -> pl.Series:
    """Return the lines of the table of which a number can't be written from here, or that have no key."""
    sans_cle = pl.any_horizontal(pl.col("^cle_.*$").is_null())
    return details.filter(sans_cle | douteux(MONTANTS) | douteux(_NOMBRES, _NOMBRE_MAX))[LIGNE].unique()


class Modeles:
    """The texts of the lines of one type in one table, by key; None for those that are left to the exact engine."""

    def __init__(self, cles: Collection[str], plume: Plume) -> None:
        self._plume = plume
        self._cles = [_RANG, *cles]
        self._connus: dict[Cle, tuple[str | bool, ...] | None] = {}
        self.cadre = self._en_cadre()

    def _en_cadre(self) -> pl.DataFrame:
        schema = {**dict.fromkeys(self._cles, pl.Int64), **dict.fromkeys(_TEXTES, pl.String), _EXACT: pl.Boolean}
        vide = (None,) * (len(_TEXTES) + 1)
        return pl.DataFrame(
            [(*cle, *(textes or vide)) for cle, textes in self._connus.items()], schema=schema, orient="row"
        )

    def sans_modele(self, details: pl.DataFrame) -> pl.DataFrame:
        """Return one line for each key that was never met."""
        return details.join(self.cadre, on=self._cles, how="anti").unique(self._cles, keep="first")

    def apprendre(self, details: pl.DataFrame, estimes: Mapping[int, Estime]) -> None:
        """Keep the texts of equipments estimated exactly, by line of the table; `details`: all of their lines."""
        if len(self._connus) > MODELES_GARDES:
            self._connus.clear()
        for (ligne, *_), siennes in details.group_by(LIGNE, maintain_order=True):
            lignes = estimes[ligne].lignes if ligne in estimes else ()
            cles = siennes.select(self._cles).rows()
            for rang, cle in enumerate(cles):
                if cle not in self._connus:
                    self._connus[cle] = self._textes(lignes[rang]) if len(lignes) == len(cles) else None
        self.cadre = self._en_cadre()

    def oublier(self, details: pl.DataFrame) -> None:
        """Leave to the exact engine all that is like these lines."""
        self._connus.update(dict.fromkeys(details.select(self._cles).rows()))
        self.cadre = self._en_cadre()

    def laissees(self, details: pl.DataFrame) -> pl.Series:
        """Return the lines of the table that the exact engine must do."""
        return self.joindre(details).filter(pl.col(_EXACT).is_null())[LIGNE].unique()

    def joindre(self, details: pl.DataFrame) -> pl.DataFrame:
        """Add the texts of lines."""
        return details.join(self.cadre, on=self._cles, how="left", maintain_order="left")

    def _textes(self, ligne: LigneEstimee) -> tuple[str | bool, ...]:
        return *(self._plume.morceau(ligne, cles) for cles in REPETEES), ligne.statut == "calcule"


class LongEnColonnes:
    """Lays out a row per line."""

    def __init__(self, reglages: Reglages, plume: Plume) -> None:
        self._plume = plume
        self._long = Long(reglages)
        self._modeles: dict[tuple[str, str], Modeles] = {}

    def modeles(self, estimees: Estimees) -> Modeles:
        """Return the models of one type in one table."""
        qui = (estimees.fichier, estimees.type_equipement)
        if qui not in self._modeles:
            cles = [c for c in estimees.details.columns if c.startswith("cle_")]
            self._modeles[qui] = Modeles(cles, self._plume)
        return self._modeles[qui]

    def cadre(self, estimees: Estimees) -> pl.DataFrame:
        """Return the rows of one type, laid out."""
        plume = self._plume
        cellules = plume.identite(estimees.type_equipement) | {
            "vraisemblance": plume.liste(estimees.surprises()),
            "cafsim": pl.lit(plume.fixe(cafsim.__version__)),
            **plume.origine(self._long.origine, estimees),
        }
        equipements = estimees.rangees.select(LIGNE, **{f"de_{nom}": x for nom, x in cellules.items()})
        montants = {nom: decimal(pl.col(nom), 2) for nom in MONTANTS}
        montants["montant"] = pl.when(_EXACT).then(montants["minimum"])
        des_lignes = {nom: pl.col(nom) for nom in _TEXTES}
        des_lignes |= {nom: plume.nombre(pl.col(nom), 4) for nom in _NOMBRES}
        des_lignes |= {nom: plume.nu(x) for nom, x in montants.items()}
        toutes = {nom: pl.col(f"de_{nom}") for nom in cellules} | des_lignes
        lignes = self.modeles(estimees).joindre(estimees.details)
        avec = lignes.join(equipements, on=LIGNE, how="left", maintain_order="left")
        return avec.select(LIGNE, **plume.rangees(toutes, self._long))
