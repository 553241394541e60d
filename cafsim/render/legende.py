"""How to read the estimate: only the words that it uses are explained."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from cafsim.baremes.model import FIABILITES
from cafsim.dispositifs.modele import NATURES
from cafsim.render import mots, sigles
from cafsim.render.document import Entree, Liste, Noeud, Titre, textes
from cafsim.render.etats import ETATS, LEGENDE
from cafsim.resultat import MENTION, LigneEstimee


def noeuds(lignes: Sequence[LigneEstimee], corps: Iterable[Noeud], *, detail: bool) -> Iterator[Noeud]:
    """Yield the legend of the lines shown, then the abbreviations that the whole document uses."""
    retenues = [x for x in lignes if x.retenue]
    suite = [] if detail else [mots.LECTURE_DETAIL]
    entrees = [
        *suite,
        *totaux(retenues),
        *_natures(retenues),
        *fiabilites(retenues),
        *fonctions(retenues, detail=detail),
    ]
    if entrees:
        yield Titre("Comment lire", 2)
        yield Liste(tuple(map(Entree, entrees)))
    trouves = sigles.employes([*textes(corps), *entrees, MENTION])
    if trouves:
        yield Titre("Sigles", 2)
        yield Liste(tuple(map(Entree, trouves)))


def totaux(lignes: Sequence[LigneEstimee]) -> Iterator[str]:
    """Yield how to read the totals of these lines."""
    if any(x.statut == "fourchette" or x.nature == "plafond" for x in lignes):
        yield mots.LECTURE_TOTAL
    if any(x.statut == "a_completer" and x.de_la_caf for x in lignes):
        yield mots.LECTURE_INCOMPLET


def _natures(lignes: Sequence[LigneEstimee]) -> Iterator[str]:
    vues = {x.nature for x in lignes}
    for nature, sens in NATURES.items():
        if nature in vues:
            yield f"{mots.majuscule(mots.NATURES[nature])} : {sens}."


def fiabilites(lignes: Sequence[LigneEstimee]) -> Iterator[str]:
    """Yield how sure the rates of these lines are, in words."""
    vues = {x.fiabilite for x in lignes}
    for fiabilite in FIABILITES:
        if fiabilite in vues:
            yield f"Taux « {ETATS[fiabilite]} » : {LEGENDE[fiabilite]}"


def fonctions(lignes: Sequence[LigneEstimee], *, detail: bool) -> Iterator[str]:
    """Yield what `min` and `max` mean where the calculations shown use them."""
    etapes = [etape.formula for x in lignes for etape in x.etapes] if detail else []
    calculs = " ".join([*map(mots.calcul, lignes), *etapes])
    if "min(" in calculs:
        yield "min(a ; b) : le plus petit des deux."
    if "max(" in calculs:
        yield "max(a ; b) : le plus grand des deux."
