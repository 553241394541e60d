"""What is in force in a window of time: which rows, for how long, and how sure they are there.

Formulas, screens, columns and the workbook all ask here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from functools import cache
from typing import NamedTuple

from cafsim.baremes.model import NATIONAL, Bareme, Baremes, Cle, Fiabilite, Serie, Valeur

UN_JOUR = timedelta(days=1)
_TOUJOURS = date.max


class Fenetre(NamedTuple):
    """The days that a line looks at, both included: an exercice, or one day when the rates are dated."""

    debut: date
    fin: date

    @classmethod
    @cache  # a batch asks for the same few years a million times
    def annee(cls, annee: int) -> Fenetre:
        """Return a whole year."""
        return cls(date(annee, 1, 1), date(annee, 12, 31))

    @classmethod
    def jour(cls, jour: date) -> Fenetre:
        """Return a single day."""
        return cls(jour, jour)

    def dans(self, debut: date | None, fin: date | None) -> Fenetre | None:
        """Return the part between two days, or None when nothing is left."""
        premier, dernier = max(self.debut, debut or self.debut), min(self.fin, fin or self.fin)
        return Fenetre(premier, dernier) if premier <= dernier else None


class Phase(NamedTuple):
    """A part of the life of a row: known, or a gap."""

    debut: date
    fin: date | None
    lacune: bool

    def tient(self, jour: date) -> bool:
        """Say whether a day is in it."""
        return self.debut <= jour <= (self.fin or _TOUJOURS)


class Lecture(NamedTuple):
    """A row as seen from a window: its reliability there (None for a gap), and the year that it is read for."""

    valeur: Valeur
    fiabilite: Fiabilite | None
    annee: int

    @property
    def lacune(self) -> bool:
        """Whether nothing is known."""
        return self.fiabilite is None

    @property
    def millesime(self) -> int:
        """The year that the value is known for: that of the window, or an earlier one when it is carried."""
        if self.fiabilite != "reconduit":
            return self.annee
        return self.valeur.repris_de or confirmee_jusqu_au(self.valeur).year


class Partie(NamedTuple):
    """A part of a window in which the same rows hold, and are known or not all along.

    One reading for each tier of a scale, in its order; none when the table says nothing of these days.
    """

    fenetre: Fenetre
    lectures: tuple[Lecture, ...]

    @property
    def annoncee(self) -> bool:
        """Whether it begins with an announced change."""
        return any(x.valeur.changement_annonce == self.fenetre.debut for x in self.lectures)


def phases(valeur: Valeur) -> list[Phase]:
    """Return the life of a row: an announced change makes it a gap from that day on."""
    annonce = valeur.changement_annonce
    if valeur.lacune or annonce is None:
        return [Phase(valeur.debut, valeur.fin, valeur.lacune)]
    return [Phase(valeur.debut, annonce - UN_JOUR, lacune=False), Phase(annonce, valeur.fin, lacune=True)]


def en_vigueur(
    bloc: Bareme, serie: Serie, cas: Mapping[str, Cle], fenetre: Fenetre, referentiel: str = NATIONAL
) -> list[Partie]:
    """Return what a series of an aid says in a window, in time's order; nothing when the aid does not exist then.

    `cas` chooses in each dimension. The window is clipped to the life of the aid, then cut where its rows change. What
    the user typed hides the published rows, a referential's own rows hide the national ones. A value that no source
    confirms up to the end of the part is carried forward, unless it is a standing rule.
    """
    vie = fenetre.dans(bloc.debut, bloc.fin)
    if vie is None:
        return []
    rows = [v for v in serie.valeurs if vie.dans(v.debut, v.fin) and _concerne(v, cas)]
    coupes = {jour for row in rows for phase in phases(row) for jour in _bornes(phase)}
    suites: list[tuple[date, list[tuple[Valeur, Phase]]]] = []
    for debut in (vie.debut, *sorted(j for j in coupes if vie.debut < j <= vie.fin)):
        tiennent = _visibles([(r, p) for r in rows for p in phases(r) if p.tient(debut)], referentiel)
        if not suites or tiennent != suites[-1][1]:
            suites.append((debut, tiennent))
    fins = [*(debut - UN_JOUR for debut, _ in suites[1:]), vie.fin]
    return [
        Partie(Fenetre(debut, fin), tuple(_lecture(row, phase, fin) for row, phase in tiennent))
        for (debut, tiennent), fin in zip(suites, fins, strict=True)
    ]


def _concerne(valeur: Valeur, cas: Mapping[str, Cle]) -> bool:
    """Say whether a row holds for a case; one that does not tell a dimension holds for all its choices."""
    return all(choix in valeur.dimensions.get(dimension, (choix,)) for dimension, choix in cas.items())


def _visibles(lignes: Sequence[tuple[Valeur, Phase]], referentiel: str) -> list[tuple[Valeur, Phase]]:
    saisies = [x for x in lignes if x[0].statut == "saisi"]
    propres = [x for x in lignes if x[0].referentiel == referentiel]
    return saisies or propres or [x for x in lignes if x[0].referentiel == NATIONAL]


def _lecture(valeur: Valeur, phase: Phase, fin: date) -> Lecture:
    fiabilite = None if phase.lacune else valeur.fiabilite
    echue = fiabilite != "saisi" and confirmee_jusqu_au(valeur) < fin
    if fiabilite is not None and (echue or valeur.repris_de is not None):
        fiabilite = "reconduit"
    return Lecture(valeur, fiabilite, fin.year)


def confirmee_jusqu_au(valeur: Valeur) -> date:
    """Return the last day on which a row is as sure as its source: a standing rule always is."""
    return date.max if valeur.permanent else valeur.confirme_jusqu_au or valeur.debut


def _bornes(vie: Bareme | Phase) -> Iterable[date]:
    """Return the first day, and the day after the last."""
    return [jour for jour in (vie.debut, vie.fin and vie.fin + UN_JOUR) if jour]


def changements(bloc: Bareme) -> set[date]:
    """Return the days from which an aid, one of its rows, or how sure it is, reads differently from the day before."""
    jours = {*_bornes(bloc)}
    for valeur in (v for serie in bloc.series.values() for v in serie.valeurs):
        jours.update(jour for phase in phases(valeur) for jour in _bornes(phase))
        if valeur.statut not in ("lacune", "saisi") and not valeur.permanent:
            jours.add(confirmee_jusqu_au(valeur) + UN_JOUR)
    return jours


def jalons(baremes: Baremes) -> list[date]:
    """Return the days from which something of the table may read differently, each 1 January among them, in order."""
    jours = {jour for bloc in baremes.blocs.values() for jour in changements(bloc)} - {date.min}
    annees = range(min(j.year for j in jours), max(j.year for j in jours) + 10)
    return [date.min, *sorted(jours | {date(annee, 1, 1) for annee in annees})]
