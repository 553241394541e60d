"""What fits in a terminal of 80 columns and 25 lines: the lines of one equipment, and what to ask for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from cafsim.estimation.resultat import LigneEstimee
from cafsim.etudes.demandes import Demande
from cafsim.render.formes.texte import coupe
from cafsim.render.mots import courants as mots
from cafsim.render.mots import reponse as dits

HAUTEUR, LARGEUR = 25, 80
ECART = 2
MONTANT = 16
"""Length of `jusqu'à +12 345 €`."""

APPEL = 5
"""Length of the call of what a line waits for."""

DEMANDES_MIN, DEMANDES_MAX = 2, 5


class Montre(NamedTuple):
    """The lines gathered in one row of a narrow screen, and what is asked for."""

    ensemble: tuple[LigneEstimee, ...]
    demandes: tuple[Demande, ...]


def choisir(lignes: Sequence[LigneEstimee], demandes: Sequence[Demande], place: int) -> Montre:
    """Return what to show in so many lines: two things to ask for, the greatest aids, then more things to ask for."""
    premieres = demandes[:DEMANDES_MIN]
    place -= sum(map(_hauteur_demande, premieres)) + 2 * len({x.periodicite for x in lignes if x.au_total})
    ensemble = _petites(lignes, premieres, _hauteur(lignes) - place)
    gardees = [x for x in lignes if x not in ensemble]
    place -= _hauteur(gardees) + bool(ensemble)
    nombre = len(premieres)
    for demande in demandes[nombre:DEMANDES_MAX]:
        place -= _hauteur_demande(demande)
        if place < 0:
            break
        nombre += 1
    return Montre(tuple(ensemble), tuple(demandes[:nombre]))


def hauteur(texte: str, largeur: int = LARGEUR) -> int:
    """Return how many lines a text takes."""
    return len(coupe(texte, largeur))


def _petites(lignes: Sequence[LigneEstimee], attendues: Sequence[Demande], en_trop: int) -> list[LigneEstimee]:
    """Return the smallest yearly aids, as many as it takes to win so many lines: none, or at least two.

    Those that the first things to ask for would settle keep their rows.
    """
    gardees = [x for d in attendues for x in d.lignes]
    petites = [x for x in lignes if x.periodicite == "annuel" and x.statut != "a_completer" and x.au_total]
    petites = sorted((x for x in petites if x not in gardees), key=lambda x: x.haut)
    if en_trop <= 0 or len(petites) < 2:
        return []
    nombre = next((n for n in range(2, len(petites)) if _hauteur(petites[:n]) - 1 >= en_trop), len(petites))
    return petites[:nombre]


def _hauteur(lignes: Iterable[LigneEstimee]) -> int:
    """Return how many lines rows take, beside amounts and marks as wide as the widest."""
    toutes = list(lignes)
    cellules = [(dits.montant(x), f"{dits.marque(x)}{' ' * APPEL if x.manques else ''}") for x in toutes]
    reste = LARGEUR - 2 * ECART - sum(max(map(len, colonne)) for colonne in zip(*cellules, strict=True))
    return sum(hauteur(mots.libelle(x), reste) + bool(dits.plafonnement(x)) for x in toutes)


def _hauteur_demande(demande: Demande) -> int:
    numero, enjeu = 2, len(dits.enjeu(demande))
    return hauteur(dits.question(demande, seul=True), LARGEUR - 2 * ECART - numero - max(enjeu, MONTANT))
