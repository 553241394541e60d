"""What can be asked of a year's rates: one line a figure, with the last value known and where to find the new one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from fractions import Fraction
from itertools import groupby, product
from typing import NamedTuple

from cafsim.baremes.consultation import FicheSerie, LigneTaux, Tranche, fiche, lignes_de_l_annee, ou_trouver
from cafsim.baremes.model import Bareme, Baremes, Valeur
from cafsim.dispositifs.registre import types_concernes
from cafsim.equipements.commun import PREMIER_EXERCICE
from cafsim.equipements.registre import equipements
from cafsim.render.mots import baremes as mots

SURES = ("publie", "secondaire", "saisi")
"""What need not be asked again, when it is exact."""

TRES_LOIN = 2
"""A figure so many times above the last one known, or below, was surely mistyped: rates move by a few per cent."""

GLISSEMENTS = (Fraction(10), Fraction(1, 10), Fraction(100), Fraction(1, 100), Fraction(1_000), Fraction(1, 1_000))
"""By what a slip of the comma, or a percentage without its sign, multiplies a figure."""


class Connue(NamedTuple):
    """The last value known of a rate, and its year."""

    annee: int
    ligne: LigneTaux

    def __str__(self) -> str:
        return mots.valeur(self.ligne)


class Demande(NamedTuple):
    """A figure to ask: a case of a series over some days, a tier of it if it is a scale."""

    fiche: FicheSerie
    ligne: LigneTaux
    connue: Connue | None

    @property
    def cle(self) -> str:
        """The key of the series."""
        return self.fiche.cle

    @property
    def libelle(self) -> str:
        """What the rate is, in words."""
        return self.fiche.serie.libelle

    @property
    def unite(self) -> str:
        """The unit of the figure."""
        return self.ligne.valeur.unite

    @property
    def cas(self) -> str:
        """For which case and days it holds, when that is not everything and the whole year."""
        return mots.cas_et_jours(self.ligne, self.fiche.serie.echelle)

    @property
    def ou_trouver(self) -> str:
        """The document that holds the figure."""
        return ou_trouver(self.fiche.serie, self.ligne) or "Barème annuel ou notification de droit de la Caf."

    @property
    def sure(self) -> bool:
        """Whether it is known to the cent, for that year, from someone who read it."""
        return self.ligne.exacte and self.ligne.fiabilite in SURES

    def valeur(self, chiffre: Fraction | None, note: str | None, jour: date) -> Valeur:
        """Return the row of the user; without a figure, the published value that completes a scale."""
        ligne, tranche = self.ligne, self.ligne.tranche
        return Valeur(
            cle=self.cle,
            unite=self.unite,
            debut=ligne.debut,
            fin=ligne.fin,
            statut="saisi",
            minimum=ligne.minimum if chiffre is None else chiffre,
            maximum=ligne.maximum if chiffre is None else chiffre,
            dimensions=ligne.dimensions,
            jusqu_a=tranche.jusqu_a if tranche else None,
            inclus=tranche.inclus if tranche else False,
            verifie_le=jour,
            note="Valeur publiée, gardée." if chiffre is None else note,
        )

    def doute(self, chiffre: Fraction) -> str:
        """Return why a figure is surprising beside the last one known; nothing when it is not."""
        connue = self.connue
        bas, haut = (connue.ligne.minimum, connue.ligne.maximum) if connue else (None, None)
        if bas is None or haut is None or _proche(chiffre, bas, haut):
            return ""
        dit = mots.quantite(chiffre, self.unite)
        repere = f"en {connue.annee} : {connue}" if connue else ""
        for facteur in GLISSEMENTS if chiffre else ():
            if _proche(chiffre / facteur, bas, haut):
                return f"{dit} au lieu de {mots.quantite(chiffre / facteur, self.unite)} ? ({repere})"
        return f"{dit} est très loin du dernier chiffre connu ({repere})"


Bloc = tuple[Demande, ...]
"""The tiers of one scale, or a single figure: what can't be kept by halves."""


class Aide(NamedTuple):
    """What is asked of an aid, under the equipment that it concerns first."""

    equipement: str
    bloc: Bareme
    blocs: tuple[Bloc, ...]


def demandes(
    baremes: Baremes, annee: int, *, equipement: str | None = None, aide: str | None = None, tout: bool = False
) -> list[Aide]:
    """Return what cafsim does not surely know of a year, or `tout` that it can be told, equipment by equipment."""
    trouvees = []
    for nom, bloc in baremes.blocs.items():
        types = types_concernes(nom)
        if aide in (None, nom) and (equipement is None or not types or equipement in types):
            blocs = tuple(b for b in _blocs(baremes, nom, annee) if tout or not all(d.sure for d in b))
            trouvees += [Aide(equipement or next(iter(types), ""), bloc, blocs)] if blocs else []
    rangs = {nom: rang for rang, nom in enumerate(equipements())}
    return sorted(trouvees, key=lambda a: rangs.get(a.equipement, len(rangs)))


def manquantes(bloc: Bloc, saisies: Iterable[Fraction | None]) -> list[Demande]:
    """Return the tiers that are neither typed nor known by two bounds, when others of their scale are typed."""
    saisies = list(saisies)
    if all(s is None for s in saisies):
        return []
    inconnues = [None in (d.ligne.minimum, d.ligne.maximum) for d in bloc]
    return [d for d, s, inconnue in zip(bloc, saisies, inconnues, strict=True) if s is None and inconnue]


def _blocs(baremes: Baremes, aide: str, annee: int) -> Iterator[Bloc]:
    bloc = baremes.blocs[aide]
    for contenu in fiche(baremes, aide, annee).series:
        passe = list(_connues(bloc, contenu, annee)) if contenu.lignes else []
        for lignes in _cas_par_cas(contenu, passe):
            yield tuple(Demande(contenu, ligne, _derniere(passe, ligne)) for ligne in lignes)


def _connues(bloc: Bareme, contenu: FicheSerie, annee: int) -> Iterator[Connue]:
    """Yield what was known of a series, the last year first."""
    for an in range(annee, PREMIER_EXERCICE - 1, -1):
        lignes = contenu.lignes if an == annee else lignes_de_l_annee(bloc, contenu.serie, an)
        for ligne in reversed(lignes):
            if ligne.fiabilite == "reconduit":
                yield Connue((ligne.valeur.confirme_jusqu_au or ligne.debut).year, ligne)
            elif ligne.fiabilite:
                yield Connue(an, ligne)


def _derniere(passe: Iterable[Connue], ligne: LigneTaux) -> Connue | None:
    """Return the last known value of the case and the tier of a row."""

    def meme_cas(autre: LigneTaux) -> bool:
        tranches = autre.tranche is None or autre.tranche == ligne.tranche
        return tranches and all(set(v) <= set(autre.dimensions.get(d, v)) for d, v in ligne.dimensions.items())

    return next((c for c in passe if meme_cas(c.ligne)), None)


def _cas_par_cas(contenu: FicheSerie, passe: Sequence[Connue]) -> Iterator[tuple[LigneTaux, ...]]:
    """Yield the rows that go together; the cases of an inexact rate apart, since their figures may differ."""

    def cle(ligne: LigneTaux) -> tuple[object, ...]:
        return (tuple(ligne.dimensions.items()), ligne.debut, ligne.fin)

    for _, groupe in groupby(contenu.lignes, cle):
        lignes = tuple(groupe)
        if all(x.exacte for x in lignes):
            yield lignes
            continue
        if [(x.tranche, x.fiabilite) for x in lignes] == [(None, None)]:
            lignes = tuple(lignes[0]._replace(tranche=t) for t in _paliers(contenu, passe))
        for valeurs in product(*lignes[0].dimensions.values()):
            cas = {d: (v,) for d, v in zip(lignes[0].dimensions, valeurs, strict=True)}
            yield tuple(x._replace(dimensions=cas) for x in lignes)


def _paliers(contenu: FicheSerie, passe: Sequence[Connue]) -> list[Tranche | None]:
    """Return the tiers of a scale of which nothing is known this year: those that it had last."""
    for _, groupe in groupby(passe, lambda c: (c.annee, c.ligne.debut, c.ligne.dimensions)):
        tranches = [c.ligne.tranche for c in groupe][::-1]
        if contenu.serie.echelle and None not in tranches:
            return tranches
    return [None]


def _proche(chiffre: Fraction, bas: Fraction, haut: Fraction) -> bool:
    return bas <= chiffre * TRES_LOIN and chiffre <= haut * TRES_LOIN
