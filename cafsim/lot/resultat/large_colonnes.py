"""The wide result written by columns: the texts are those of `large.py` and `formes.py`, for many rows at once."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Sequence

import polars as pl

from cafsim.equipements.registre import equipements
from cafsim.lot import large
from cafsim.lot.long import LongCsv
from cafsim.lot.modele import Cumul, Cumuls
from cafsim.lot.regulier import une_de
from cafsim.render.csv import PROFILS
from cafsim.valeurs.regles import nom_par_defaut

TEXTE = "texte"
_BORNES = ("minimum", "maximum")


def montants_douteux(aides: Iterable[str]) -> pl.Expr:
    """Say whether an amount of a row can't be written from here: negative, or no number."""
    montants = [pl.col(f"{aide}_{borne}") for aide in aides for borne in _BORNES]
    return une_de(~(m.is_finite() & (m >= 0) & (m < 1e12)).fill_null(value=True) for m in montants)


def csv(aides: Sequence[str], calculees: Collection[str], type_equipement: str, profil: str) -> pl.Expr:
    """Return the Csv row of each equipment, its end included. `aides` have columns, `calculees` are in the table."""
    choisi = PROFILS[profil]
    defaut = (
        LongCsv(profil).rangee([nom_par_defaut(equipements()[type_equipement])], ()).removesuffix(choisi.fin_de_ligne)
    )
    cellules = [
        pl.col("projet"),
        pl.col("exercice").cast(pl.String),
        pl.lit(type_equipement),
        pl.col("nom").fill_null(defaut),
        *_aides(aides, calculees, choisi.virgule),
    ]
    ligne = pl.concat_str([c.fill_null("") for c in cellules], separator=choisi.separateur)
    return (ligne + pl.lit(choisi.fin_de_ligne)).alias(TEXTE)


def json_(aides: Sequence[str], calculees: Collection[str], type_equipement: str) -> pl.Expr:
    """Return the line of Json of each equipment."""
    defaut = nom_par_defaut(equipements()[type_equipement])
    textes = [pl.col("projet"), pl.lit(type_equipement), pl.col("nom").fill_null(defaut)]
    projet, type_, nom = (_entre_guillemets(t) for t in textes)
    cellules = [projet, pl.col("exercice").cast(pl.String), type_, nom]
    cellules += [_entre_guillemets(c).fill_null("null") for c in _aides(aides, calculees, ".")]
    cles = [f"{json.dumps(c, ensure_ascii=False)}:" for c in large.colonnes(aides)]
    paires = [pl.lit(cle) + cellule for cle, cellule in zip(cles, cellules, strict=True)]
    return (pl.lit("{") + pl.concat_str(paires, separator=",") + pl.lit("}\n")).alias(TEXTE)


def _entre_guillemets(texte: pl.Expr) -> pl.Expr:
    return pl.lit('"') + texte + pl.lit('"')


def _aides(aides: Sequence[str], calculees: Collection[str], marque: str) -> list[pl.Expr]:
    """Return the texts of the columns of each aid, null where there is nothing."""
    rien = pl.lit(None, dtype=pl.String)
    textes: list[pl.Expr] = []
    for aide in aides:
        if aide not in calculees:
            textes += [rien] * len(large.SUFFIXES)
            continue
        minimum, maximum, statut, fiabilite = (pl.col(f"{aide}_{s}") for s in (*_BORNES, "statut", "fiabilite"))
        fourchette = statut == "fourchette"
        textes += [
            pl.when(statut == "calcule").then(_montant(minimum, marque)),
            pl.when(fourchette).then(_montant(minimum, marque)),
            pl.when(fourchette).then(_montant(maximum, marque)),
            statut,
            fiabilite,
        ]
    return textes


def _centimes(euros: pl.Expr) -> pl.Expr:
    """Return the cents of amounts that are a whole number of them."""
    return (euros * 100).round().cast(pl.Int64)


def _montant(euros: pl.Expr, marque: str) -> pl.Expr:
    centimes = _centimes(euros)
    unites, reste = (centimes // 100).cast(pl.String), (centimes % 100).cast(pl.String).str.zfill(2)
    return unites + pl.lit(marque) + reste


def cumuls(estimees: pl.DataFrame, calculees: Sequence[str]) -> Cumuls:
    """Add up the lines of each aid by exercice."""
    sommes = estimees.group_by("exercice").agg(
        expression
        for aide in calculees
        for expression in (
            pl.col(f"{aide}_lignes", f"{aide}_a_completer").sum().cast(pl.Int64),
            _centimes(pl.col(f"{aide}_total_minimum", f"{aide}_total_maximum")).sum(),
        )
    )
    trouves: Cumuls = {}
    for rangee in sommes.sort("exercice").iter_rows(named=True):
        for aide in calculees:
            lignes, a_completer, bas, haut = (
                rangee[f"{aide}_{s}"] for s in ("lignes", "a_completer", "total_minimum", "total_maximum")
            )
            if lignes:
                trouves[aide, rangee["exercice"]] = Cumul(lignes, bas, haut, a_completer)
    return trouves


def lignes(estimees: pl.DataFrame, calculees: Sequence[str]) -> int:
    """Return how many lines the estimates have."""
    return int(estimees.select(pl.sum_horizontal(f"{aide}_toutes" for aide in calculees).sum()).item())
