"""The table that a forecast reads: each rate that is not known exactly takes the last value known before it.

A forecast is no bound: it is what a prudent finance officer writes in next year's budget, and says what it rests on.
The formulas are the same; only the table changes:

- bounds: the last exact value of the same series and key; bounds that nothing precedes, or that the value before
  contradicts, stay, and count low;
- a gap, an announced change: what the forecast read last before it; where nothing was known, the first exact value
  after it;
- a scale is taken whole, from the last period whose tiers are all exact;
- a rate of which no exact value was ever published stays as it is;
- what the user typed for a year goes on until something exact is published; what a referential gives for itself stays
  as it is.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import product
from typing import NamedTuple

from cafsim.baremes.en_vigueur import Phase, phases
from cafsim.baremes.loader import AuBesoin
from cafsim.baremes.mes_taux import prolongee
from cafsim.baremes.model import NATIONAL, Bareme, Baremes, Serie, Valeur

Cas = tuple[tuple[str, str | bool], ...]
"""One value for each dimension of a series: what a rate depends on, besides the day and the scale."""


class Palier(NamedTuple):
    """The rows of one case over one period, a value or a whole scale; `lacune`: one of them is not known at all."""

    debut: date
    fin: date | None
    lacune: bool
    lignes: tuple[Valeur, ...]

    @property
    def exact(self) -> bool:
        """Whether every row has one value."""
        return not self.lacune and all(ligne.valeur is not None for ligne in self.lignes)


def table_previsionnelle(baremes: Baremes) -> Baremes:
    """Return the table of forecasts; its blocks are made when they are first asked for."""

    def bloc(nom: str) -> Bareme:
        publie = baremes.blocs[nom]
        return publie._replace(series={n: serie_previsionnelle(prolongee(s)) for n, s in publie.series.items()})

    return baremes._replace(blocs=AuBesoin(baremes.blocs, bloc))


def serie_previsionnelle(serie: Serie) -> Serie:
    """Return a series whose inexact periods take the last value known; the same object where all is exact."""
    nationales = [v for v in serie.valeurs if v.referentiel == NATIONAL and v.statut != "saisi"]
    if all(v.valeur is not None and not v.changement_annonce for v in nationales):
        return serie
    autres = [v for v in serie.valeurs if v.referentiel != NATIONAL or v.statut == "saisi"]
    tous_les_cas = (tuple(zip(serie.dimensions, choix, strict=True)) for choix in product(*serie.dimensions.values()))
    completes = [v for cas in tous_les_cas for v in _completer(cas, nationales)]
    return serie._replace(valeurs=(*completes, *autres))


def _completer(cas: Cas, lignes: list[Valeur]) -> Iterator[Valeur]:
    """Yield the rows of one case, each period known if it can be."""
    dimensions = {nom: (valeur,) for nom, valeur in cas}
    for palier, source in _sources(_paliers(cas, lignes)):
        for ligne in source.lignes:
            yield ligne._replace(
                dimensions=dimensions,
                debut=palier.debut,
                fin=palier.fin,
                changement_annonce=None,
                repris_de=None if source is palier else _annee(source, palier),
            )


def _paliers(cas: Cas, lignes: list[Valeur]) -> list[Palier]:
    """Return the periods of one case, in time's order."""
    par_periode: dict[tuple[date, date | None], list[tuple[Valeur, Phase]]] = {}
    for ligne in lignes:
        if all(valeur in ligne.dimensions.get(nom, (valeur,)) for nom, valeur in cas):
            for phase in phases(ligne):
                par_periode.setdefault((phase.debut, phase.fin), []).append((ligne, phase))
    paliers = (
        Palier(debut, fin, any(phase.lacune for _, phase in vies), tuple(ligne for ligne, _ in vies))
        for (debut, fin), vies in par_periode.items()
    )
    return sorted(paliers, key=lambda palier: palier.debut)


def _sources(paliers: list[Palier]) -> Iterator[tuple[Palier, Palier]]:
    """Yield each period with the one whose values it takes: itself when it keeps its own."""
    exact = connu = None
    premier = next((p for p in paliers if p.exact), None)
    for palier in paliers:
        if palier.lacune:
            yield palier, connu or premier or palier
            continue
        exact = palier if palier.exact else exact
        connu = exact if exact and not _hors_bornes(exact, palier) else palier
        yield palier, connu


def _hors_bornes(source: Palier, palier: Palier) -> bool:
    """Say whether a single value falls outside the bounds published since."""
    if len(source.lignes) > 1 or len(palier.lignes) > 1:
        return False
    valeur, bornes = source.lignes[0].valeur, palier.lignes[0]
    trop_bas = valeur is not None and bornes.minimum is not None and valeur < bornes.minimum
    trop_haut = valeur is not None and bornes.maximum is not None and valeur > bornes.maximum
    return trop_bas or trop_haut


def _annee(source: Palier, palier: Palier) -> int:
    """Return the year of a value taken from another period: the last confirmed before, or the first after."""
    confirme = source.lignes[0].confirme_jusqu_au
    return (confirme if confirme and source.debut < palier.debut else source.debut).year
