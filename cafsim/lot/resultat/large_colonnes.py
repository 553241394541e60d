"""The wide result written by columns: the texts are those of `Large`, for many rows at once."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

import polars as pl

import cafsim
from cafsim.colonnes.estimation import INVRAISEMBLANCE
from cafsim.equipements.registre import equipements
from cafsim.lot.modele import Cumul, Cumuls, Entete, Reglages
from cafsim.lot.resultat.bilan import commune, cumul_de_l_aide
from cafsim.lot.resultat.csv import EcrivainCsv
from cafsim.lot.resultat.large import SUFFIXES, Large, qui_decide
from cafsim.lot.resultat.origine import COMMUNE
from cafsim.render.formes.csv import SEPARATEUR_INTERNE
from cafsim.valeurs.regles import nom_par_defaut
from cafsim.vraisemblance.registre import controles

TEXTE = "texte"
_RIEN = pl.lit(None, dtype=pl.String)
_EXERCICE = pl.col("exercice").cast(pl.String)
_MONTANTS = ("minimum", "maximum", "prevision")


def montants_douteux(aides: Iterable[str]) -> pl.Expr:
    """Say whether an amount of a row can't be written from here: negative, or no number."""
    montants = [pl.col(f"{aide}_{montant}") for aide in aides for montant in _MONTANTS]
    return pl.any_horizontal(~(m.is_finite() & (m >= 0) & (m < 1e12)).fill_null(value=True) for m in montants)


class Ecriture:
    """Writes the rows of equipments of one type in one table; of the aids of the result, `calculees` concern it."""

    def __init__(self, reglages: Reglages, entete: Entete, calculees: Collection[str], type_equipement: str) -> None:
        self._aides = reglages.large or ()
        self._large = Large(self._aides, reglages)
        self._entete = entete
        self._calculees = calculees
        self._type = pl.lit(type_equipement)
        self._messages = [c.message for c in controles(type_equipement)]
        self._nom = nom_par_defaut(equipements()[type_equipement])

    def csv(self, profil: str) -> pl.Expr:
        """Return the Csv row of each equipment, its end included."""
        ecrivain = EcrivainCsv(profil)
        nom = pl.col("nom").fill_null(ecrivain.cellules([self._nom]))
        fin = self._fin(lambda texte: ecrivain.cellules([texte]), lambda texte: _cite(texte, ecrivain.separateur))
        cellules = [pl.col("projet"), _EXERCICE, self._type, nom, *self._des_aides(ecrivain.virgule), *fin]
        ligne = pl.concat_str([c.fill_null("") for c in cellules], separator=ecrivain.separateur)
        return (ligne + pl.lit(ecrivain.fin)).alias(TEXTE)

    def json(self) -> pl.Expr:
        """Return the line of Json of each equipment."""
        textes = (pl.col("projet"), self._type, pl.col("nom").fill_null(self._nom))
        projet, type_equipement, nom = map(_entre_guillemets, textes)
        fin = self._fin(lambda texte: json.dumps(texte, ensure_ascii=False), _entre_guillemets)
        cellules = (projet, _EXERCICE, type_equipement, nom, *map(_entre_guillemets, self._des_aides(".")), *fin)
        cles = [f"{json.dumps(cle, ensure_ascii=False)}:" for cle in self._large.cles]
        paires = [pl.lit(cle) + cellule.fill_null("null") for cle, cellule in zip(cles, cellules, strict=True)]
        return (pl.lit("{") + pl.concat_str(paires, separator=",") + pl.lit("}\n")).alias(TEXTE)

    def _fin(self, fixe: Callable[[str], str], citer: Callable[[pl.Expr], pl.Expr]) -> Iterator[pl.Expr]:
        """Yield what follows the aids, null where there is nothing; `fixe` writes a text, `citer` those of a column."""
        yield citer(self._surprises())
        for aide in self._aides:
            for mot in qui_decide(aide):
                estimee = pl.col(f"{aide}_statut").is_not_null() if aide in self._calculees else pl.lit(value=False)
                yield pl.when(estimee).then(pl.lit(fixe(mot)))
        yield pl.lit(fixe(cafsim.__version__))
        origine = self._large.origine
        yield pl.col("ligne").cast(pl.String)
        if origine.avec_fichier:
            yield pl.lit(fixe(self._entete.fichier))
        yield from [_RIEN] * len(COMMUNE)
        yield pl.lit(fixe(origine.date))
        for place in origine.places(self._entete.fichier):
            yield _RIEN if place is None else citer(pl.col(gardee(place)))

    def _surprises(self) -> pl.Expr:
        """Return what is amiss in each row, null where nothing is."""
        messages = [
            pl.when(pl.col(f"{INVRAISEMBLANCE}_{rang}")).then(pl.lit(message))
            for rang, message in enumerate(self._messages)
        ]
        texte = pl.concat_str(messages, separator=SEPARATEUR_INTERNE, ignore_nulls=True)
        return pl.when(texte != "").then(texte)

    def _des_aides(self, virgule: str) -> Iterator[pl.Expr]:
        """Yield the texts of the columns of each aid, null where there is nothing."""
        for aide in self._aides:
            if aide not in self._calculees:
                yield from [_RIEN] * len(SUFFIXES)
                continue
            minimum, maximum, prevision, statut, fiabilite = (
                pl.col(f"{aide}_{s}") for s in (*_MONTANTS, "statut", "fiabilite")
            )
            fourchette = statut == "fourchette"
            yield pl.when(statut == "calcule").then(_montant(minimum, virgule))
            yield pl.when(fourchette).then(_montant(minimum, virgule))
            yield pl.when(fourchette).then(_montant(maximum, virgule))
            yield _montant(prevision, virgule)
            yield statut
            yield fiabilite


def gardee(place: int) -> str:
    """Return how the table of estimates calls one of the user's own columns."""
    return f"gardee_{place}"


def _entre_guillemets(texte: pl.Expr) -> pl.Expr:
    return pl.lit('"') + texte + pl.lit('"')


def _cite(texte: pl.Expr, separateur: str) -> pl.Expr:
    """Put in quotes the texts that hold the separator."""
    return pl.when(texte.str.contains(separateur, literal=True)).then(_entre_guillemets(texte)).otherwise(texte)


def _centimes(euros: pl.Expr) -> pl.Expr:
    """Return the cents of amounts that are a whole number of them."""
    return (euros * 100).round().cast(pl.Int64)


def _montant(euros: pl.Expr, virgule: str) -> pl.Expr:
    centimes = _centimes(euros)
    unites, reste = (centimes // 100).cast(pl.String), (centimes % 100).cast(pl.String).str.zfill(2)
    return unites + pl.lit(virgule) + reste


def cumuls(estimees: pl.DataFrame, calculees: Sequence[str], *, par_commune: bool) -> Cumuls:
    """Add up what the equipments receive; none of these rows names a commune."""
    sommes = [somme.alias(f"{aide}_{champ}") for aide in calculees for champ, somme in _sommes(aide)]
    trouves: Cumuls = {}
    nombres: dict[int, int] = {}
    for rangee in estimees.group_by("exercice").agg(pl.len(), *sommes).sort("exercice").iter_rows(named=True):
        nombres[rangee["exercice"]] = rangee["len"]
        for aide in calculees:
            cumul = Cumul(**{champ: rangee[f"{aide}_{champ}"] for champ, _ in _sommes(aide)})
            trouves["aide", aide, rangee["exercice"]] = cumul_de_l_aide(aide, cumul)
    return trouves | (commune(trouves, "", nombres) if par_commune else {})


def _sommes(aide: str) -> Iterator[tuple[str, pl.Expr]]:
    """Yield the fields of the `Cumul` of an aid, before it is known who decides of it."""
    statut, prevision = pl.col(f"{aide}_statut"), pl.col(f"{aide}_prevision")
    yield "equipements", (statut != "non_eligible").sum().cast(pl.Int64)
    yield "minimum", _centimes(pl.col(f"{aide}_total_minimum")).sum()
    yield "maximum", _centimes(pl.col(f"{aide}_total_maximum")).sum()
    yield "prevision", _centimes(prevision).sum()
    yield "a_completer", pl.col(f"{aide}_a_completer").sum().cast(pl.Int64)
    yield "sans_prevision", (statut.is_not_null() & prevision.is_null()).sum().cast(pl.Int64)


def lignes(estimees: pl.DataFrame, calculees: Sequence[str]) -> int:
    """Return how many lines the estimates have."""
    return int(estimees.select(pl.sum_horizontal(f"{aide}_toutes" for aide in calculees).sum()).item())
