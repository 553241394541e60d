"""What is in force in a window of time: which rows, for how long, and how sure they are there."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from functools import cache
from typing import NamedTuple

from cafsim.baremes.model import NATIONAL, Baremes, Fiabilite, Valeur

_UN_JOUR = timedelta(days=1)
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


class Lecture(NamedTuple):
    """A row as seen from a window: its reliability there (None for a gap), and whether it is carried forward."""

    valeur: Valeur
    fiabilite: Fiabilite | None
    annee: int

    @property
    def lacune(self) -> bool:
        """Whether nothing is known."""
        return self.fiabilite is None


def lectures(valeur: Valeur, fenetre: Fenetre) -> list[Lecture]:
    """Return how a row reads in a window: once, or twice when an announced change falls within it."""
    annonce = valeur.changement_annonce
    annee = fenetre.fin.year
    inconnue = Lecture(valeur, None, annee)
    if valeur.lacune or (annonce and annonce <= fenetre.debut):
        return [inconnue]
    fin = min(valeur.fin or _TOUJOURS, fenetre.fin)
    if annonce and annonce <= fenetre.fin:
        fin = annonce - _UN_JOUR
    sure: Fiabilite = "publie"
    if valeur.statut != "lacune":
        sure = valeur.statut
    confirme = valeur.confirme_jusqu_au or valeur.debut
    reconduit = sure != "saisi" and (valeur.repris_de is not None or confirme < fin)
    connue = Lecture(valeur, "reconduit" if reconduit else sure, annee)
    return [connue, inconnue] if annonce and annonce <= fenetre.fin else [connue]


def periodes(valeurs: Sequence[Valeur], fenetre: Fenetre, referentiel: str) -> list[tuple[Fenetre, list[Valeur]]]:
    """Cut the window where rows begin and end, and return the rows that hold in each part, in time's order.

    What the user typed hides the published rows, a referential's own rows hide the national ones. A part that no row
    covers gets an empty list.
    """
    visibles = [v for v in valeurs if fenetre.dans(v.debut, v.fin)]
    coupes = {fenetre.debut}
    for valeur in visibles:
        coupes.add(max(valeur.debut, fenetre.debut))
        if valeur.fin and valeur.fin < fenetre.fin:
            coupes.add(valeur.fin + _UN_JOUR)
    resultat: list[tuple[Fenetre, list[Valeur]]] = []
    debuts = sorted(coupes)
    for debut, suivant in zip(debuts, [*debuts[1:], None], strict=True):
        fin = suivant - _UN_JOUR if suivant else fenetre.fin
        lignes = _visibles([v for v in visibles if v.debut <= debut and (v.fin is None or v.fin >= fin)], referentiel)
        prolonge = bool(resultat) and resultat[-1][1] == lignes
        premier = resultat.pop()[0].debut if prolonge else debut
        resultat.append((Fenetre(premier, fin), lignes))
    return resultat


def _visibles(lignes: list[Valeur], referentiel: str) -> list[Valeur]:
    saisies = [v for v in lignes if v.statut == "saisi"]
    propres = [v for v in lignes if v.referentiel == referentiel]
    return saisies or propres or [v for v in lignes if v.referentiel == NATIONAL]


def jalons(baremes: Baremes) -> list[date]:
    """Return the days from which something of the table may read differently, each 1 January among them, in order."""
    jours = {_TOUJOURS.min}
    for bloc in baremes.blocs.values():
        valeurs = [v for serie in bloc.series.values() for v in serie.valeurs]
        jours |= {d for d in (bloc.debut, *(v.debut for v in valeurs), *(v.changement_annonce for v in valeurs)) if d}
        lendemains = (bloc.fin, *(v.fin for v in valeurs), *(v.confirme_jusqu_au for v in valeurs))
        jours |= {d + _UN_JOUR for d in lendemains if d}
    annees = range(min(j.year for j in jours - {_TOUJOURS.min}), max(j.year for j in jours) + 10)
    return sorted(jours | {date(annee, 1, 1) for annee in annees})
