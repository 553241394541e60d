"""The long result: a row per line of the estimate, the columns and the texts of `cafsim estimate --format csv`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction

import cafsim
from cafsim.engine.numbers import decimal_text, money_text
from cafsim.estimation.resultat import LigneEstimee
from cafsim.lot.modele import Estime, Reglages
from cafsim.lot.resultat.csv import EcrivainCsv
from cafsim.lot.resultat.origine import Origine
from cafsim.lot.resultat.sorties import Colonnes
from cafsim.render.donnees.estimation_csv import COLONNES, rangees_de
from cafsim.render.donnees.estimation_json import ligne
from cafsim.render.formes.csv import SEPARATEUR_INTERNE
from cafsim.render.reponse import Cellule

_LIGNE = (
    "equipement", "dispositif", "libelle", "periodicite", "nature", "payeur", "beneficiaire", "statut", "base", "unite",
    "taux", "montant", "minimum", "maximum", "prevision", "fiabilite", "sources", "motifs", "hypotheses",
)  # fmt: skip
"""The keys of a line, in order."""
REPETEES = (_LIGNE[1:8], ("unite",), _LIGNE[15:])
"""Those whose texts come back from one equipment to another: what the line is, its unit, what it rests on."""


class Long(Colonnes):
    """The layout of a result with a row per line."""

    listes = ("sources", "motifs", "hypotheses", "vraisemblance")
    decimales: Mapping[str, int] = {"base": 4, "taux": 4, "montant": 2, "minimum": 2, "maximum": 2, "prevision": 2}

    def __init__(self, reglages: Reglages) -> None:
        propres = (*COLONNES, "type")
        self.origine = Origine(reglages, (*propres, *_LIGNE))
        self.colonnes = (*propres, *self.origine.colonnes)
        self.cles = ("projet", "exercice", "type", *_LIGNE, "vraisemblance", "cafsim", *self.origine.colonnes)

    def csv(self, profil: str) -> Callable[[Estime], str]:
        """Return what writes the rows of an equipment as Csv."""
        ecrivain = EcrivainCsv(profil)

        def texte(estime: Estime) -> str:
            debut = ecrivain.cellules((estime.projet, estime.exercice, estime.nom))
            fin = ecrivain.cellules((estime.type, *self.origine.cellules(estime))) + ecrivain.fin
            return "".join([_rangee(ecrivain, debut, x, estime.invraisemblances, fin) for x in estime.lignes])

        return texte

    def rangees(self, estime: Estime) -> Iterator[tuple[Cellule, ...]]:
        """Yield the rows of an equipment, cells not yet written, in the order of `colonnes`."""
        fin = (estime.type, *self.origine.cellules(estime))
        for rangee in rangees_de(estime.projet, estime.exercice, estime.lignes, estime.invraisemblances):
            yield (*rangee, *fin)

    def objets(self, estime: Estime) -> Iterator[dict[str, object]]:
        """Yield the lines as the Json contract writes them, with the project, its exercice and the type beside."""
        for x in estime.lignes:
            identite = {"projet": estime.projet, "exercice": estime.exercice, "type": x.type_equipement}
            fin = {"vraisemblance": list(estime.invraisemblances), "cafsim": cafsim.__version__}
            yield {**identite, **ligne(x, *_LIGNE), **fin, **self.origine.objet(estime)}


def _rangee(ecrivain: EcrivainCsv, debut: str, x: LigneEstimee, invraisemblances: tuple[str, ...], fin: str) -> str:
    """Write a line between the cells that name its equipment and those that say where it comes from."""
    virgule = ecrivain.virgule
    identite = (x.dispositif, x.libelle, x.periodicite, x.nature, x.payeur, x.beneficiaire, x.statut)
    bas = _montant(x.minimum, virgule)
    haut, prevu = (bas if v is x.minimum or v == x.minimum else _montant(v, virgule) for v in (x.maximum, x.prevision))
    return ecrivain.separateur.join((
        debut,
        ecrivain.repetees(identite, lambda: identite),
        _nombre(x.base, virgule),
        ecrivain.repetees(x.unite, lambda: (x.unite,)) if x.unite else "",
        _nombre(x.taux, virgule),
        "" if x.montant is None else bas,
        bas,
        haut,
        prevu,
        ecrivain.repetees((x.fiabilite, x.sources, x.motifs, invraisemblances), lambda: _appuis(x, invraisemblances)),
        fin,
    ))  # fmt: skip


def _appuis(x: LigneEstimee, invraisemblances: tuple[str, ...]) -> tuple[str, ...]:
    """Return the cells that say what a line rests on."""
    sources = SEPARATEUR_INTERNE.join(source.citation for source in x.sources)
    vraisemblance = SEPARATEUR_INTERNE.join(invraisemblances)
    return x.fiabilite or "", sources, SEPARATEUR_INTERNE.join(x.motifs), vraisemblance, cafsim.__version__


def _montant(valeur: Fraction | None, virgule: str = ".") -> str:
    return "" if valeur is None else money_text(valeur, virgule)


def _nombre(valeur: Fraction | None, virgule: str = ".") -> str:
    return "" if valeur is None else decimal_text(valeur, point=virgule)
