"""What fits in a terminal of 80 columns and 25 lines: the lines of one equipment, and what to ask for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import NamedTuple

from cafsim.estimation.resultat import LigneEstimee
from cafsim.etudes.demandes import Demande
from cafsim.render.formes.texte import coupe
from cafsim.render.mots import courants as mots
from cafsim.render.mots import reponse as dits
from cafsim.typographie import net

HAUTEUR, LARGEUR = 25, 80
ECART = 2
ENJEU = 16
"""Length of `jusqu'à +12 345 €`."""

DEMANDES_MIN, DEMANDES_MAX = 2, 5
GRANDES = 2
"""The aids of the year that keep their rows, however many the others."""


class Montre(NamedTuple):
    """The lines gathered in one row of a narrow screen, and what is asked for."""

    ensemble: Sequence[LigneEstimee]
    demandes: Sequence[Demande]


def choisir(lignes: Sequence[LigneEstimee], demandes: Sequence[Demande], place: int) -> Montre:
    """Return what to show in so many lines: two things to ask for, the greatest aids, then more things to ask for."""
    place -= 2 * len({x.periodicite for x in lignes if x.au_total})
    ensemble = _petites(lignes, demandes[:DEMANDES_MIN], place)
    gardees = [x for x in lignes if x not in ensemble]
    nombres = range(DEMANDES_MIN + 1, min(DEMANDES_MAX, len(demandes)) + 1)
    tiennent = [n for n in nombres if _hauteur(gardees, demandes[:n]) + bool(ensemble) <= place]
    return Montre(ensemble, demandes[: max(tiennent, default=DEMANDES_MIN)])


def hauteur(texte: str, largeur: int = LARGEUR) -> int:
    """Return how many lines a text takes."""
    return len(coupe(net(texte), largeur))


def _petites(lignes: Sequence[LigneEstimee], demandes: Sequence[Demande], place: int) -> Sequence[LigneEstimee]:
    """Return the smallest yearly aids, as many as it takes for the others to fit: none, or at least two.

    The greatest keep their rows to the end, and before them those that the first things to ask for would settle.
    """
    attendues = [x for d in demandes for x in d.lignes]
    annuelles = [x for x in lignes if x.periodicite == "annuel" and x.au_total]
    grandes = sorted(annuelles, key=_taille)[-GRANDES:]
    petites = sorted(annuelles, key=lambda x: (x in grandes, x in attendues, dits.non_chiffree(x), _taille(x)))
    for nombre in (0, *range(2, len(petites))):
        gardees = [x for x in lignes if x not in petites[:nombre]]
        if _hauteur(gardees, demandes) + bool(nombre) <= place:
            return petites[:nombre]
    return petites if len(petites) > 1 else []


def _taille(ligne: LigneEstimee) -> Fraction:
    return max(ligne.haut, ligne.prevision or Fraction(0))


def _hauteur(lignes: Iterable[LigneEstimee], demandes: Sequence[Demande]) -> int:
    """Return how many lines the rows of lines and of things to ask for take."""
    rangees = [(x, dits.montant(x), dits.marque_appelee(x, demandes)) for x in lignes]
    aide = LARGEUR - 2 * ECART
    if rangees:
        aide -= max(len(montant) for _, montant, _ in rangees) + max(len(marque) for *_, marque in rangees)
    question = LARGEUR - 2 * ECART - len("1") - max([ENJEU, *(len(dits.enjeu(d)) for d in demandes)])
    return sum(hauteur(mots.libelle(x), aide) + bool(dits.plafonnement(x)) for x, *_ in rangees) + sum(
        hauteur(dits.question(d, seul=True), question) for d in demandes
    )
