"""What would make an estimate surer: each unknown thing once, with the euros that it would settle, the most first."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import NamedTuple

from cafsim.estimation.resultat import LigneEstimee, Manque

SANS_ENJEU = 2
"""Things to ask for that come first though nobody can tell their euros: the others come after what can be told."""


class Demande(NamedTuple):
    """Something to ask for, and the lines that wait for it.

    `manques` are the fields or rates, that one document tells; without any, `motif` is what keeps the lines from being
    computed. `enjeu` is how far apart (€) the ends of those lines stand; None when one could not be counted at all.
    """

    manques: tuple[Manque, ...]
    motif: str
    lignes: tuple[LigneEstimee, ...]
    enjeu: Fraction | None


def demandes(lignes: Iterable[LigneEstimee]) -> list[Demande]:
    """Return what the lines lack. What several lines wait for is asked once, a rate once for all equipments.

    What the same lines wait for, and the same document tells, is one thing to ask for.
    """
    attentes: dict[tuple[str, ...], tuple[Manque, list[LigneEstimee]]] = {}
    motifs: dict[str, list[LigneEstimee]] = {}
    for ligne in lignes:
        if not ligne.retenue:
            continue
        for manque in ligne.manques:
            cle = (manque.genre, manque.cle, ligne.equipement if manque.genre == "champ" else "")
            attentes.setdefault(cle, (manque, []))[1].append(ligne)
        for motif in () if ligne.manques or ligne.statut != "a_completer" else ligne.motifs:
            motifs.setdefault(motif, []).append(ligne)
    papiers: dict[tuple[str, tuple[LigneEstimee, ...]], list[Manque]] = {}
    for manque, touchees in attentes.values():
        papiers.setdefault((manque.ou_trouver, tuple(touchees)), []).append(manque)
    toutes = [Demande(tuple(siens), "", touchees, _enjeu(touchees)) for (_, touchees), siens in papiers.items()]
    toutes += [Demande((), motif, tuple(touchees), _enjeu(touchees)) for motif, touchees in motifs.items()]
    rangees = sorted(toutes, key=_rang)
    inconnues, chiffrees = ([d for d in rangees if (d.enjeu is None) is sans] for sans in (True, False))
    return [*inconnues[:SANS_ENJEU], *chiffrees, *inconnues[SANS_ENJEU:]]


def _rang(demande: Demande) -> tuple[bool, Fraction, int, int]:
    """Put the most euros first; where nothing is counted, what the most lines wait for, then what alone settles one."""
    attendues = sum(x.statut == "a_completer" and x.au_total for x in demande.lignes)
    seule = min(len(x.manques) - len(demande.manques) for x in demande.lignes)
    return demande.enjeu is not None, -(demande.enjeu or Fraction(0)), -attendues, seule


def _enjeu(lignes: Iterable[LigneEstimee]) -> Fraction | None:
    """Add up what the ends of lines differ by; what is in no total is worth nothing here."""
    comptees = [x for x in lignes if x.au_total]
    if any(x.statut == "a_completer" for x in comptees):
        return None
    return sum((x.haut - x.bas for x in comptees), Fraction(0))
