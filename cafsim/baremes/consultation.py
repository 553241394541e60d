"""The rate table as a reader sees it: an aid's rates, what holds in a year, what changed, what is missing or old."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from fractions import Fraction
from itertools import product
from typing import NamedTuple

from cafsim.baremes.en_vigueur import Fenetre, en_vigueur, phases
from cafsim.baremes.mes_taux import Feuille
from cafsim.baremes.model import Bareme, Baremes, Cle, Dimensions, Fiabilite, Serie, Source, Valeur


class Tranche(NamedTuple):
    """A tier of a scale, between two bounds (None: no bound)."""

    depuis: Fraction | None
    depuis_inclus: bool
    jusqu_a: Fraction | None
    inclus: bool


class LigneTaux(NamedTuple):
    """A row over some days, for some cases, in a tier or not; `fiabilite` None: it is a gap there."""

    valeur: Valeur
    debut: date
    fin: date | None
    dimensions: Dimensions
    tranche: Tranche | None
    fiabilite: Fiabilite | None

    @property
    def minimum(self) -> Fraction | None:
        """The least that is known; None for a gap."""
        return self.valeur.minimum if self.fiabilite else None

    @property
    def maximum(self) -> Fraction | None:
        """The most that is known; None for a gap."""
        return self.valeur.maximum if self.fiabilite else None

    @property
    def exacte(self) -> bool:
        """Whether one value is known, not bounds nor a gap."""
        return self.minimum is not None and self.minimum == self.maximum


class FicheSerie(NamedTuple):
    """A series and its rows."""

    cle: str
    serie: Serie
    lignes: tuple[LigneTaux, ...]


class Fiche(NamedTuple):
    """The rates of an aid, of all years or of one."""

    bloc: Bareme
    annee: int | None
    series: tuple[FicheSerie, ...]


class Resume(NamedTuple):
    """An aid in the list: how many rates it has, how many rows say a value, how many are declared gaps."""

    bloc: Bareme
    taux: int
    valeurs: int
    lacunes: int


class Ecart(NamedTuple):
    """A rate in two years; an empty side means that nothing is in the table for that year."""

    cle: str
    serie: Serie
    dimensions: Dimensions
    tranche: Tranche | None
    avant: tuple[LigneTaux, ...]
    apres: tuple[LigneTaux, ...]

    @property
    def change(self) -> bool:
        """Whether something differs besides how sure it is."""
        return _signature(self.avant) != _signature(self.apres)


def resumes(baremes: Baremes) -> list[Resume]:
    """Return the list of aids."""
    resultat = []
    for bloc in baremes.blocs.values():
        lignes = [v for serie in bloc.series.values() for v in serie.valeurs]
        vides = sum(v.lacune for v in lignes)
        resultat.append(Resume(bloc, len(bloc.series), len(lignes) - vides, vides))
    return resultat


def fiche(baremes: Baremes, aide: str, annee: int | None = None) -> Fiche:
    """Return the rates of an aid: every row, or what is in force in a year. Raise KeyError for an unknown aid."""
    bloc = baremes.blocs[aide]
    series = []
    for nom, serie in bloc.series.items():
        lignes = lignes_de_toujours(serie) if annee is None else lignes_de_l_annee(bloc, serie, annee)
        series.append(FicheSerie(f"{aide}.{nom}", serie, tuple(lignes)))
    return Fiche(bloc, annee, tuple(series))


def derniere_connue(baremes: Baremes, aide: str, nom: str, avant: int, depuis: int) -> tuple[int, FicheSerie] | None:
    """Return the last year before `avant`, from `depuis` on, in which a source gives the series, and its rows then."""
    bloc = baremes.blocs[aide]
    for annee in range(avant - 1, depuis - 1, -1):
        connues = tuple(x for x in lignes_de_l_annee(bloc, bloc.series[nom], annee) if x.fiabilite)
        if connues:
            return annee, FicheSerie(f"{aide}.{nom}", bloc.series[nom], connues)
    return None


def lignes_de_toujours(serie: Serie) -> Iterator[LigneTaux]:
    """Yield every row, tiers with both bounds, and a gap from the day of an announced change."""
    groupes: dict[tuple[object, ...], list[Valeur]] = {}
    for valeur in serie.valeurs:
        cle = (valeur.referentiel, valeur.debut, valeur.fin, tuple(valeur.dimensions.items()), valeur.statut == "saisi")
        groupes.setdefault(cle, []).append(valeur)
    for lignes in groupes.values():
        vues = [(phase, v, t) for v, t in zip(lignes, _tranches(lignes), strict=True) for phase in phases(v)]
        for phase, valeur, tranche in sorted(vues, key=lambda x: x[0].debut):
            fiabilite = None if phase.lacune else valeur.fiabilite
            yield LigneTaux(valeur, phase.debut, phase.fin, valeur.dimensions, tranche, fiabilite)


def lignes_gardees(feuille: Feuille, baremes: Baremes) -> Iterator[tuple[str, LigneTaux]]:
    """Yield each rate of a sheet of the user's, with its key; the tiers of a scale with both their bounds."""
    for cle in dict.fromkeys(v.cle for v in feuille.lignes):
        serie = baremes.serie(cle)._replace(valeurs=tuple(v for v in feuille.lignes if v.cle == cle))
        yield from ((cle, ligne) for ligne in lignes_de_toujours(serie))


def lignes_de_l_annee(bloc: Bareme, serie: Serie, annee: int) -> list[LigneTaux]:
    """Return what is in force in a year; cases that share their rows are told once."""
    fusion: list[tuple[list[LigneTaux], list[tuple[Cle, ...]]]] = []
    for combinaison in product(*serie.dimensions.values()):
        lignes = _lignes_du_cas(bloc, serie, combinaison, annee)
        memes = next((cas for lues, cas in fusion if lues == lignes), None)
        if memes is None:
            fusion.append((lignes, [combinaison]))
        else:
            memes.append(combinaison)
    return [
        ligne._replace(dimensions=_reunies(serie, combinaisons)) for lignes, combinaisons in fusion for ligne in lignes
    ]


def comparer(baremes: Baremes, avant: int, apres: int, aide: str | None = None) -> list[Ecart]:
    """Return every rate in two years, changed or not."""
    ecarts: list[Ecart] = []
    for bloc in baremes.blocs.values():
        if aide not in (None, bloc.identifiant):
            continue
        for nom, serie in bloc.series.items():
            ecarts += _ecarts(bloc, f"{bloc.identifiant}.{nom}", serie, avant, apres)
    return ecarts


def appuis(baremes: Baremes) -> list[tuple[Source, dict[str, int]]]:
    """Return each source with the rates that rest on it, and how many of their rows do."""
    resultat: dict[str, dict[str, int]] = {s: {} for s in baremes.sources}
    for cle in baremes.cles():
        for valeur in baremes.serie(cle).valeurs:
            for source in valeur.sources:
                resultat[source][cle] = resultat[source].get(cle, 0) + 1
    return [(baremes.sources[s], taux) for s, taux in resultat.items()]


def lacunes(baremes: Baremes, annee: int | None = None, aide: str | None = None) -> list[Fiche]:
    """Return the gaps only, by aid; aids without any are left out."""
    fiches = []
    for nom in baremes.blocs:
        if aide in (None, nom):
            complete = fiche(baremes, nom, annee)
            series = [s._replace(lignes=tuple(x for x in s.lignes if x.fiabilite is None)) for s in complete.series]
            vides = tuple(s for s in series if s.lignes)
            if vides:
                fiches.append(complete._replace(series=vides))
    return fiches


def ou_trouver(serie: Serie, ligne: LigneTaux) -> str:
    """Return the document that holds the figure."""
    return ligne.valeur.ou_trouver or serie.ou_trouver


def _ecarts(bloc: Bareme, cle: str, serie: Serie, avant: int, apres: int) -> list[Ecart]:
    fusion: dict[tuple[object, ...], tuple[Ecart, list[tuple[Cle, ...]]]] = {}
    for combinaison in product(*serie.dimensions.values()):
        cote1 = _lignes_du_cas(bloc, serie, combinaison, avant)
        cote2 = _lignes_du_cas(bloc, serie, combinaison, apres)
        tranches: list[Tranche | None] = list(dict.fromkeys(x.tranche for x in (*cote1, *cote2) if x.tranche))
        for tranche in tranches or [None]:
            vue1, vue2 = _dans(cote1, tranche), _dans(cote2, tranche)
            ecart = Ecart(cle, serie, {}, tranche, vue1, vue2)
            identite = (tranche, _signature(vue1), _signature(vue2))
            fusion.setdefault(identite, (ecart, []))[1].append(combinaison)
    return [ecart._replace(dimensions=_reunies(serie, combinaisons)) for ecart, combinaisons in fusion.values()]


def _dans(lignes: Iterable[LigneTaux], tranche: Tranche | None) -> tuple[LigneTaux, ...]:
    """Return the rows of a tier; a row without tiers holds for all."""
    return tuple(x for x in lignes if x.tranche is None or x.tranche == tranche)


def _signature(lignes: Iterable[LigneTaux]) -> tuple[object, ...]:
    """Return what is known and from which day of the year, whatever the year and the number of rows."""
    parts: list[tuple[object, ...]] = []
    for ligne in lignes:
        connu = (ligne.minimum, ligne.maximum)
        if not parts or parts[-1][2:] != connu:
            parts.append((ligne.debut.month, ligne.debut.day, *connu))
    return tuple(parts)


def _lignes_du_cas(bloc: Bareme, serie: Serie, combinaison: Sequence[Cle], annee: int) -> list[LigneTaux]:
    """Return what holds in a year for one case; nothing when the aid does not exist then."""
    cas = dict(zip(serie.dimensions, combinaison, strict=True))
    return [
        LigneTaux(lecture.valeur, partie.fenetre.debut, partie.fenetre.fin, {}, tranche, lecture.fiabilite)
        for partie in en_vigueur(bloc, serie, cas, Fenetre.annee(annee))
        for lecture, tranche in zip(partie.lectures, _tranches([x.valeur for x in partie.lectures]), strict=True)
    ]


def _tranches(lignes: Sequence[Valeur]) -> list[Tranche | None]:
    """Return the tier of each row; None for a row that stands alone."""
    if [x.jusqu_a for x in lignes] == [None]:
        return [None]
    resultat: list[Tranche | None] = []
    depuis, inclus = None, False
    for ligne in lignes:
        resultat.append(Tranche(depuis, not inclus, ligne.jusqu_a, ligne.inclus))
        depuis, inclus = ligne.jusqu_a, ligne.inclus
    return resultat


def _reunies(serie: Serie, combinaisons: Sequence[tuple[Cle, ...]]) -> Dimensions:
    return {d: tuple(dict.fromkeys(c[rang] for c in combinaisons)) for rang, d in enumerate(serie.dimensions)}


UN_AN = timedelta(days=365)


class AVerifier(NamedTuple):
    """A rate of which some rows were last known to be right on `vu_le`."""

    vu_le: date
    cle: str
    libelle: str
    lignes: int


def a_verifier(baremes: Baremes, aujourd_hui: date) -> list[AVerifier]:
    """Return the rates in force that were not checked in the year before a day. A gap has nothing to check."""
    vues = Counter(
        (vu_le(valeur), cle)
        for cle in baremes.cles()
        for valeur in _en_vigueur(baremes.serie(cle).valeurs, aujourd_hui)
        if vu_le(valeur) < aujourd_hui - UN_AN
    )
    return [AVerifier(jour, cle, baremes.serie(cle).libelle, combien) for (jour, cle), combien in sorted(vues.items())]


def vu_le(valeur: Valeur) -> date:
    """Return the day on which a row was last checked; unless it says so, the last that a source confirms."""
    return valeur.verifie_le or valeur.confirme_jusqu_au or valeur.debut


def _en_vigueur(valeurs: tuple[Valeur, ...], jour: date) -> Iterator[Valeur]:
    return (v for v in valeurs if not v.lacune and v.debut <= jour <= (v.fin or jour))
