"""How to read the estimate: only the words that it uses are explained."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from cafsim.baremes.model import FIABILITES
from cafsim.dispositifs.modele import NATURES, Nature
from cafsim.estimation.resultat import LigneEstimee
from cafsim.render.mots import courants as mots
from cafsim.typographie import majuscule


def phrases(lignes: Sequence[LigneEstimee]) -> Iterator[str]:
    """Yield the legend of the lines shown."""
    yield mots.LECTURE_PREVISION
    yield from totaux(lignes)
    yield from natures(x.nature for x in lignes)
    yield from fiabilites(lignes)
    yield from fonctions(lignes, detail=True)


def natures(vues: Iterable[Nature]) -> Iterator[str]:
    """Yield what these natures mean."""
    uniques = set(vues)
    return (f"{majuscule(mots.NATURES[n])} : {sens}." for n, sens in NATURES.items() if n in uniques)


def totaux(lignes: Sequence[LigneEstimee]) -> Iterator[str]:
    """Yield how to read the totals of these lines."""
    if any(x.statut == "fourchette" or x.nature == "plafond" for x in lignes):
        yield mots.LECTURE_TOTAL
    if any(x.statut == "a_completer" and x.de_la_caf for x in lignes):
        yield mots.LECTURE_INCOMPLET


def fiabilites(lignes: Sequence[LigneEstimee]) -> Iterator[str]:
    """Yield how sure the rates of these lines are, in words."""
    vues = {x.fiabilite for x in lignes}
    for fiabilite in FIABILITES:
        if fiabilite in vues:
            yield f"Taux « {mots.ETATS[fiabilite]} » : {mots.SENS_DES_ETATS[fiabilite]}"


def fonctions(lignes: Sequence[LigneEstimee], *, detail: bool) -> Iterator[str]:
    """Yield what `min` and `max` mean where the calculations shown use them."""
    etapes = [etape.formula for x in lignes for etape in x.etapes] if detail else []
    calculs = " ".join([*map(mots.calcul, lignes), *etapes])
    if "min(" in calculs:
        yield "min(a ; b) : le plus petit des deux."
    if "max(" in calculs:
        yield "max(a ; b) : le plus grand des deux."
