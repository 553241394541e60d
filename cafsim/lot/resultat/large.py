"""The wide result: a row per equipment, columns for each aid."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import TypeVar

import cafsim
from cafsim.baremes.model import Baremes
from cafsim.dispositifs.registre import dispositifs
from cafsim.engine.numbers import money_text
from cafsim.estimation.par_aide import AideEstimee, par_aide
from cafsim.lot.modele import Estime, Reglages
from cafsim.lot.resultat.csv import EcrivainCsv
from cafsim.lot.resultat.origine import Origine
from cafsim.lot.resultat.sorties import Colonnes
from cafsim.render.formes.csv import SEPARATEUR_INTERNE
from cafsim.render.reponse import Cellule

T = TypeVar("T")

IDENTITE = ("projet", "exercice", "type", "equipement")
MONTANTS = ("", "_minimum", "_maximum", "_prevision")
SUFFIXES = (*MONTANTS, "_statut", "_fiabilite")
VRAISEMBLANCE = "vraisemblance"
QUI_DECIDE = ("_nature", "_payeur")


def aides_de(types: Iterable[str], baremes: Baremes, choisies: frozenset[str]) -> tuple[str, ...]:
    """Return the aids that concern these types of equipment, in the order of the rate table."""
    presents = set(types)
    connues = dispositifs()
    return tuple(
        bloc
        for bloc in baremes.blocs
        if bloc in connues and presents.intersection(connues[bloc].equipements) and (not choisies or bloc in choisies)
    )


class Large(Colonnes):
    """The layout of a result with a row per equipment, and columns for some aids (see `Long`)."""

    def __init__(self, aides: Sequence[str], reglages: Reglages) -> None:
        self._aides = aides
        des_aides = (f"{aide}{suffixe}" for aide in aides for suffixe in SUFFIXES)
        natures = (f"{aide}{suffixe}" for aide in aides for suffixe in QUI_DECIDE)
        propres = (*IDENTITE, *des_aides, VRAISEMBLANCE, *natures, "cafsim")
        self.origine = Origine(reglages, propres)
        self.colonnes = self.cles = (*propres, *self.origine.colonnes)
        self.decimales = {f"{aide}{suffixe}": 2 for aide in aides for suffixe in MONTANTS}

    def csv(self, profil: str) -> Callable[[Estime], str]:
        """Return what writes the row of an equipment as Csv."""
        ecrivain = EcrivainCsv(profil)

        def texte(estime: Estime) -> str:
            ensemble = par_aide(estime.lignes)
            identite = ecrivain.cellules(_identite(estime))
            montants = self._montants(ensemble, lambda v: money_text(v, ecrivain.virgule), "")
            fin = ecrivain.cellules(self._fin(estime, ensemble))
            return ecrivain.separateur.join((identite, *montants, fin)) + ecrivain.fin

        return texte

    def rangees(self, estime: Estime) -> Iterator[Sequence[Cellule]]:
        """Yield the row of an equipment, cells not yet written."""
        ensemble = par_aide(estime.lignes)
        montants = self._montants(ensemble, lambda v: Decimal(money_text(v)), None)
        yield (*_identite(estime), *montants, *self._fin(estime, ensemble))

    def objets(self, estime: Estime) -> Iterator[dict[str, object]]:
        """Yield the equipment as an object, a key per column."""
        ensemble = par_aide(estime.lignes)
        valeurs = (*_identite(estime), *self._montants(ensemble, money_text, None), *self._propres(estime, ensemble))
        yield {**dict(zip(self.cles, valeurs, strict=False)), **self.origine.objet(estime)}

    def _montants(
        self, ensemble: Mapping[str, AideEstimee], ecrire: Callable[[Fraction], T], rien: T
    ) -> Iterator[T | str]:
        """Yield the cells of the aids, their amounts written by `ecrire`.

        The amount stands alone where it is one, the bounds where it is a range, the forecast where there is one; an
        aid without line has `rien` everywhere.
        """
        for nom in self._aides:
            aide = ensemble.get(nom)
            if aide is None:
                yield from (rien,) * len(SUFFIXES)
                continue
            bornes = (aide.minimum, aide.maximum) if aide.statut == "fourchette" else (None, None)
            yield from (rien if v is None else ecrire(v) for v in (aide.montant, *bornes, aide.prevision))
            yield aide.statut
            yield rien if aide.fiabilite is None else aide.fiabilite

    def _propres(self, estime: Estime, ensemble: Mapping[str, AideEstimee]) -> Iterator[str | None]:
        """Yield what is amiss, then who decides of each aid and who pays it, then the version."""
        yield SEPARATEUR_INTERNE.join(estime.invraisemblances) or None
        for nom in self._aides:
            yield from qui_decide(nom) if nom in ensemble else (None, None)
        yield cafsim.__version__

    def _fin(self, estime: Estime, ensemble: Mapping[str, AideEstimee]) -> tuple[Cellule, ...]:
        return (*self._propres(estime, ensemble), *self.origine.cellules(estime))


def qui_decide(aide: str) -> tuple[str, str]:
    """Return the nature of an aid and who pays it: the cells of `QUI_DECIDE`."""
    dispositif = dispositifs()[aide]
    return dispositif.nature, dispositif.payeur


def _identite(estime: Estime) -> tuple[str | int, ...]:
    return estime.projet, estime.exercice, estime.type, estime.nom
