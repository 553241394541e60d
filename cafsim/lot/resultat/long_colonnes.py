"""The long result written by columns: the bytes are those of `Long`, for many rows at once.

The numbers of a line are computed by the columns; its texts are those of a line with the same key that the exact engine
has estimated.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

import polars as pl

import cafsim
from cafsim.colonnes.estimation import DETAIL, MONTANTS
from cafsim.estimation.resultat import LigneEstimee
from cafsim.lot.lecture.blocs import LIGNE
from cafsim.lot.modele import Estime, Reglages
from cafsim.lot.resultat.estimees import Estimees, Traits, douteux
from cafsim.lot.resultat.long import REPETEES, Long
from cafsim.lot.resultat.plumes import Plume, decimal

_RANG = "rang"
_NOMBRES = ("base", "taux")
_NOMBRE_MAX = 1e9
_TEXTES = tuple(cles[0] for cles in REPETEES)
_EXACT = "exact"
MODELES_GARDES = 20_000
"""Models kept for the rows of one query: beyond, all are forgotten, so that memory does not grow with its rows."""

Cle = tuple[int, ...]
"""The rank of a line among those of its type, then the key of its texts."""
Textes = tuple[str | bool | None, ...]
"""What the lines with the same key have in common: texts, whether the amount is exact."""
_LAISSEE: Textes = (*("" for _ in REPETEES), None)


def deplier(rangees: pl.DataFrame, lignes: Mapping[str, int]) -> pl.DataFrame:
    """Return the lines of estimated rows, in their order; `lignes` as in `Preparation`."""
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
    return pl.concat(siennes).sort(LIGNE, maintain_order=True)


def sans_douteuses(estimees: Estimees) -> Estimees:
    """Leave out the rows of which a number can't be written from here, or that have no key."""
    sans_cle = pl.any_horizontal(pl.col("^cle_.*$").is_null())
    return _sans(estimees, sans_cle | douteux(MONTANTS) | douteux(_NOMBRES, _NOMBRE_MAX))


def sans_laissees(estimees: Estimees) -> Estimees:
    """Leave out the rows that the exact engine must do."""
    return _sans(estimees, pl.col(_EXACT).is_null())


def _sans(estimees: Estimees, ecartees: pl.Expr) -> Estimees:
    lignes = estimees.details.filter(ecartees)[LIGNE].unique()
    return estimees.garder(lignes, sauf=True) if len(lignes) else estimees


class Modeles:
    """The texts of the lines that one query gives, by key; none for those that are left to the exact engine."""

    def __init__(self, cles: Collection[str], plume: Plume) -> None:
        self._plume = plume
        self._cles = [_RANG, *cles]
        self._connus: dict[Cle, Textes] = {}
        self._cadre = self._en_cadre()

    def _en_cadre(self) -> pl.DataFrame:
        schema = {**dict.fromkeys(self._cles, pl.Int64), **dict.fromkeys(_TEXTES, pl.String), _EXACT: pl.Boolean}
        return pl.DataFrame([(*cle, *textes) for cle, textes in self._connus.items()], schema=schema, orient="row")

    def joindre(self, estimees: Estimees) -> Estimees:
        """Add the texts of lines: null where the key was never met."""
        details = estimees.details.select(pl.exclude(*_TEXTES, _EXACT))
        return estimees._replace(details=details.join(self._cadre, on=self._cles, how="left", maintain_order="left"))

    def jamais_vues(self, estimees: Estimees) -> set[int]:
        """Return lines of the table with all the keys that were never met."""
        return set(estimees.details.filter(pl.col(_TEXTES[0]).is_null()).unique(self._cles, keep="first")[LIGNE])

    def apprendre(self, estimees: Estimees, estimes: Mapping[int, Estime]) -> None:
        """Keep the texts of equipments estimated exactly, by line of the table."""
        if len(self._connus) > MODELES_GARDES:
            self._connus.clear()
        for (ligne, *_), siennes in estimees.details.group_by(LIGNE, maintain_order=True):
            lignes = estimes[ligne].lignes if ligne in estimes else ()
            cles = siennes.select(self._cles).rows()
            for rang, cle in enumerate(cles):
                if cle not in self._connus:
                    self._connus[cle] = self._textes(lignes[rang]) if len(lignes) == len(cles) else _LAISSEE
        self._cadre = self._en_cadre()

    def laisser(self, estimees: Estimees) -> None:
        """Leave to the exact engine all lines like these."""
        self._connus.update(dict.fromkeys(estimees.details.select(self._cles).rows(), _LAISSEE))
        self._cadre = self._en_cadre()

    def _textes(self, ligne: LigneEstimee) -> Textes:
        return *(self._plume.morceau(ligne, cles) for cles in REPETEES), ligne.statut == "calcule"


class LongEnColonnes:
    """Lays out a row per line."""

    def __init__(self, reglages: Reglages, plume: Plume) -> None:
        self._plume = plume
        self._long = Long(reglages)
        self._modeles: dict[tuple[str, str, Traits], Modeles] = {}

    def modeles(self, estimees: Estimees) -> Modeles:
        """Return the models of the query that gave these rows."""
        qui = (estimees.fichier, estimees.type_equipement, estimees.traits)
        if qui not in self._modeles:
            cles = [c for c in estimees.details.columns if c.startswith("cle_")]
            self._modeles[qui] = Modeles(cles, self._plume)
        return self._modeles[qui]

    def cadre(self, estimees: Estimees, *, seul_cadre: bool) -> pl.DataFrame:
        """Return the rows of one type, laid out (`seul_cadre`: see `Plume.rangees`)."""
        plume = self._plume
        cellules = plume.identite(estimees, seul_cadre=seul_cadre) | {
            "vraisemblance": plume.liste(estimees.surprises()),
            "cafsim": plume.fixe(cafsim.__version__),
            **plume.origine(self._long.origine, estimees),
        }
        propres = {f"de_{nom}": x for nom, x in cellules.items() if isinstance(x, pl.Expr)}
        equipements = estimees.rangees.select(LIGNE, **propres)
        montants = {nom: decimal(pl.col(nom), 2) for nom in MONTANTS}
        montants["montant"] = pl.when(_EXACT).then(montants["minimum"])
        toutes: dict[str, pl.Expr | str] = {
            nom: pl.col(f"de_{nom}") if isinstance(x, pl.Expr) else x for nom, x in cellules.items()
        }
        toutes |= {nom: pl.col(nom) for nom in _TEXTES}
        toutes |= {nom: plume.nombre(pl.col(nom), 4) for nom in _NOMBRES}
        toutes |= {nom: plume.nu(x) for nom, x in montants.items()}
        avec = estimees.details.join(equipements, on=LIGNE, how="left", maintain_order="left")
        return avec.select(LIGNE, **plume.rangees(toutes, self._long, seul_cadre=seul_cadre))
