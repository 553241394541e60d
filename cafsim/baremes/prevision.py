"""The table that a forecast reads: each rate that is not known exactly takes the last value known before it.

A forecast is no bound: it is what a prudent finance officer writes in next year's budget, and says what it rests on.
The formulas are the same; only the table changes:

- bounds, an announced change: the last exact value of the same series and key; bounds that nothing precedes, or that
  the value before contradicts, stay, and count low;
- a gap: what was known last before it, exact or by bounds; where nothing was, the first exact value after it;
- a scale is taken whole, from the last period whose tiers are all exact;
- a rate of which no exact value was ever published stays as it is;
- what the user typed for a year goes on until something exact is published; what a referential gives for itself stays
  as it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from itertools import product
from typing import NamedTuple

from cafsim.baremes.mes_taux import prolongee
from cafsim.baremes.model import NATIONAL, Bareme, Baremes, Serie, Valeur

Cas = tuple[tuple[str, str | bool], ...]
"""One value for each dimension of a series: what a rate depends on, besides the day and the scale."""


class Palier(NamedTuple):
    """The rows of one case over one period: a single value, or a whole scale."""

    debut: date
    fin: date | None
    lignes: tuple[Valeur, ...]

    @property
    def exact(self) -> bool:
        """Whether every row has one value."""
        return all(ligne.valeur is not None for ligne in self.lignes)

    @property
    def borne(self) -> bool:
        """Whether every row has at least bounds."""
        return not any(ligne.lacune for ligne in self.lignes)


def table_previsionnelle(baremes: Baremes) -> Baremes:
    """Return the table of forecasts; its blocks are made when they are first asked for."""
    return baremes._replace(blocs=_Blocs(baremes.blocs))


class _Blocs(Mapping[str, Bareme]):
    """The blocks of a table, their series completed one block at a time."""

    def __init__(self, publies: Mapping[str, Bareme]) -> None:
        self._publies = publies
        self._faits: dict[str, Bareme] = {}

    def __getitem__(self, nom: str) -> Bareme:
        if nom not in self._faits:
            bloc = self._publies[nom]
            series = {cle: serie_previsionnelle(prolongee(serie)) for cle, serie in bloc.series.items()}
            self._faits[nom] = bloc._replace(series=series)
        return self._faits[nom]

    def __contains__(self, nom: object) -> bool:
        return nom in self._publies

    def __iter__(self) -> Iterator[str]:
        return iter(self._publies)

    def __len__(self) -> int:
        return len(self._publies)


def serie_previsionnelle(serie: Serie) -> Serie:
    """Return a series whose inexact periods take the last value known; the same object where all is exact."""
    nationales = [v for v in serie.valeurs if v.referentiel == NATIONAL and v.statut != "saisi"]
    if all(v.valeur is not None and not v.changement_annonce for v in nationales):
        return serie
    autres = [v for v in serie.valeurs if v.referentiel != NATIONAL or v.statut == "saisi"]
    completes = [v for cas in _cas(serie, nationales) for v in _completer(cas, nationales)]
    return serie._replace(valeurs=(*completes, *autres))


def _cas(serie: Serie, lignes: list[Valeur]) -> list[Cas]:
    """Return every case that the rows tell apart."""
    choix = [dict.fromkeys(c for ligne in lignes for c in ligne.dimensions.get(d, ())) for d in serie.dimensions]
    return [tuple(zip(serie.dimensions, valeurs, strict=True)) for valeurs in product(*choix)]


def _completer(cas: Cas, lignes: list[Valeur]) -> Iterator[Valeur]:
    """Yield the rows of one case, each period known if it can be."""
    paliers = _paliers(cas, lignes)
    dimensions = {nom: (valeur,) for nom, valeur in cas}
    for palier in paliers:
        source = None if palier.exact else _source(palier, paliers)
        for ligne in (source or palier).lignes:
            yield ligne._replace(
                dimensions=dimensions,
                debut=palier.debut,
                fin=palier.fin,
                changement_annonce=None if source or palier.exact else ligne.changement_annonce,
                repris_de=_annee(source, palier) if source else None,
            )


def _paliers(cas: Cas, lignes: list[Valeur]) -> list[Palier]:
    """Return the periods of one case, in time's order."""
    par_periode: dict[tuple[date, date | None], list[Valeur]] = {}
    for ligne in lignes:
        if all(valeur in ligne.dimensions.get(nom, (valeur,)) for nom, valeur in cas):
            par_periode.setdefault((ligne.debut, ligne.fin), []).append(ligne)
    paliers = (Palier(debut, fin, tuple(rangees)) for (debut, fin), rangees in par_periode.items())
    return sorted(paliers, key=lambda palier: palier.debut)


def _source(palier: Palier, paliers: list[Palier]) -> Palier | None:
    """Return the period whose values a period takes; None when it keeps its own."""
    avant = [p for p in paliers if p.debut < palier.debut]
    if palier.borne:
        exacts = [p for p in avant if p.exact]
        return exacts[-1] if exacts and not _hors_bornes(exacts[-1], palier) else None
    connus = [p for p in avant if p.borne] or [p for p in paliers if p.exact][:1]
    return connus[-1] if connus else None


def _hors_bornes(source: Palier, palier: Palier) -> bool:
    """Say whether a single value falls outside the bounds published since."""
    if len(source.lignes) > 1 or len(palier.lignes) > 1 or not palier.borne:
        return False
    valeur, bornes = source.lignes[0].valeur, palier.lignes[0]
    trop_bas = valeur is not None and bornes.minimum is not None and valeur < bornes.minimum
    trop_haut = valeur is not None and bornes.maximum is not None and valeur > bornes.maximum
    return trop_bas or trop_haut


def _annee(source: Palier, palier: Palier) -> int:
    """Return the year that a value taken from another period is known by: the last before, or the first after."""
    if source.debut > palier.debut:
        return source.debut.year
    ligne = source.lignes[0]
    return (source.fin or ligne.confirme_jusqu_au or source.debut).year
