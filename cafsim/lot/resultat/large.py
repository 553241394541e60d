"""The wide result: a row per equipment, columns for each aid."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import TypeVar

from cafsim.baremes.model import Baremes
from cafsim.dispositifs.registre import dispositifs
from cafsim.engine.numbers import money_text
from cafsim.estimation.par_aide import par_aide
from cafsim.lot.modele import Estime
from cafsim.lot.resultat.csv import EcrivainCsv
from cafsim.render.formes.csv import SEPARATEUR_INTERNE
from cafsim.render.reponse import Cellule

T = TypeVar("T")

IDENTITE = ("projet", "exercice", "type", "equipement")
MONTANTS = ("", "_minimum", "_maximum", "_prevision")
SUFFIXES = (*MONTANTS, "_statut", "_fiabilite")
VRAISEMBLANCE = "vraisemblance"


def aides_de(types: Iterable[str], baremes: Baremes, choisies: frozenset[str]) -> tuple[str, ...]:
    """Return the aids that concern these types of equipment, in the order of the rate table."""
    presents = set(types)
    connues = dispositifs()
    return tuple(
        bloc
        for bloc in baremes.blocs
        if bloc in connues and presents.intersection(connues[bloc].equipements) and (not choisies or bloc in choisies)
    )


class Large:
    """The layout of a result with a row per equipment, and columns for some aids (see `Long`)."""

    listes: tuple[str, ...] = ()

    def __init__(self, aides: Sequence[str]) -> None:
        self._aides = aides
        self.colonnes = (*IDENTITE, *(f"{aide}{suffixe}" for aide in aides for suffixe in SUFFIXES), VRAISEMBLANCE)
        self.cles = self.colonnes
        self.decimales = {f"{aide}{suffixe}": 2 for aide in aides for suffixe in MONTANTS}

    def csv(self, profil: str) -> Callable[[Estime], str]:
        """Return what writes the row of an equipment as Csv."""
        ecrivain = EcrivainCsv(profil)

        def texte(estime: Estime) -> str:
            identite = (estime.projet, str(estime.exercice), estime.type, estime.nom)
            valeurs = self.valeurs(estime, lambda v: money_text(v, ecrivain.virgule), "")
            return ecrivain.rangee(identite, (*valeurs, _invraisemblances(estime) or ""))

        return texte

    def rangees(self, estime: Estime) -> Iterator[Sequence[Cellule]]:
        """Yield the row of an equipment, cells not yet written."""
        yield (
            *_identite(estime),
            *self.valeurs(estime, lambda v: Decimal(money_text(v)), None),
            _invraisemblances(estime),
        )

    def objets(self, estime: Estime) -> Iterator[dict[str, object]]:
        """Yield the equipment as an object, a key per column."""
        valeurs = (*_identite(estime), *self.valeurs(estime, money_text, None), _invraisemblances(estime))
        yield dict(zip(self.cles, valeurs, strict=True))

    def valeurs(self, estime: Estime, ecrire: Callable[[Fraction], T], rien: T) -> Iterator[T | str]:
        """Yield the cells of the aids, their amounts written by `ecrire`.

        The amount stands alone where it is one, the bounds where it is a range, the forecast where there is one; an
        aid without line has `rien` everywhere.
        """
        ensemble = par_aide(estime.lignes)
        for nom in self._aides:
            aide = ensemble.get(nom)
            if aide is None:
                yield from (rien,) * len(SUFFIXES)
                continue
            bornes = (aide.minimum, aide.maximum) if aide.statut == "fourchette" else (None, None)
            yield from (rien if v is None else ecrire(v) for v in (aide.montant, *bornes, aide.prevision))
            yield aide.statut
            yield rien if aide.fiabilite is None else aide.fiabilite


def _identite(estime: Estime) -> tuple[str | int, ...]:
    return estime.projet, estime.exercice, estime.type, estime.nom


def _invraisemblances(estime: Estime) -> str | None:
    return SEPARATEUR_INTERNE.join(estime.invraisemblances) or None
