"""From a sheet filled in to rows of `data/baremes.toml`: what a maintainer pastes when a source may be cited."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from cafsim.baremes import forme
from cafsim.baremes.en_vigueur import UN_JOUR
from cafsim.baremes.model import NATIONAL, Baremes, Valeur
from cafsim.baremes.overlay import brut, communes


def rangees(baremes: Baremes, lignes: Iterable[Valeur], source: str) -> str:
    """Return the rows to paste, and above each series, as a comment, what to do with the rows that they follow."""
    par_cle: dict[str, list[Valeur]] = {}
    for ligne in lignes:
        par_cle.setdefault(ligne.cle, []).append(ligne)
    morceaux = [] if source in baremes.sources else [f"# Décrivez d'abord [sources.{source}].\n"]
    for cle, siennes in par_cle.items():
        bloc, _, nom = cle.partition(".")
        avant = dict.fromkeys(note for ligne in siennes for note in _a_fermer(baremes, ligne))
        texte = forme.ecrire({bloc: {nom: [_rangee(ligne, source) for ligne in siennes]}})
        morceaux.append("".join(f"# {note}\n" for note in avant) + texte)
    return "\n".join(morceaux)


def _rangee(ligne: Valeur, source: str) -> dict[str, Any]:
    """Return a row: it holds until another one follows, and is confirmed to the end of its year."""
    rangee = {cle: valeur for cle, valeur in brut(ligne).items() if cle != "fin"}
    return {**rangee, "confirme_jusqu_au": ligne.fin, "statut": "publie", "sources": [source]}


def _a_fermer(baremes: Baremes, ligne: Valeur) -> Iterator[str]:
    """Yield what to do with the published rows that a new one would overlap."""
    for autre in baremes.serie(ligne.cle).valeurs:
        if autre.referentiel != NATIONAL or not communes(autre, ligne._replace(fin=date.max)):
            continue
        etat = "lacune" if autre.lacune else f"depuis le {autre.debut}"
        if autre.debut < ligne.debut:
            yield f"{ligne.cle}, n° {autre.rang} ({etat}) : fin = {ligne.debut - UN_JOUR}."
        else:
            yield f"{ligne.cle}, n° {autre.rang} ({etat}) : à retirer, ou à faire commencer plus tard."
