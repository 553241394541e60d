"""Find fiches by words: accents and case do not count, the beginning of a word is enough."""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import get_close_matches

from cafsim.erreurs import plus_proche
from cafsim.fiches.catalogue import Fiche
from cafsim.noms import singulier
from cafsim.typographie import simple

_MOT = re.compile(r"[^\W_]+")
_VIDES = frozenset({
    "a", "au", "aux", "avec", "ce", "ces", "d", "dans", "de", "des", "du", "elle", "en", "est", "et", "il", "je", "l",
    "la", "le", "les", "mon", "nos", "notre", "nous", "on", "ou", "par", "pour", "quel", "quelle", "qui", "que", "s",
    "sa", "se", "ses", "son", "sur", "un", "une", "vos", "votre",
})  # fmt: skip
_LONGUEUR_MINIMALE = 2


def mots(texte: str) -> list[str]:
    """Return the words of a text that are worth searching, without the mark of a plural."""
    trouves = [singulier(m) for m in _MOT.findall(simple(texte)) if m not in _VIDES]
    return [m for m in trouves if len(m) >= _LONGUEUR_MINIMALE]


def chercher(fiches: Iterable[Fiche], demande: str) -> list[Fiche]:
    """Return the fiches where every word of the request is, the best first; those with some of them if none has all."""
    termes = mots(demande)
    notes = [(f, [_note(f, t) for t in termes]) for f in fiches]
    complets = [(f, n) for f, n in notes if n and all(n)]
    retenus = complets or [(f, n) for f, n in notes if any(n)]
    return [f for f, n in sorted(retenus, key=lambda x: (-sum(1 for y in x[1] if y), -sum(x[1])))]


def proposition(fiches: Iterable[Fiche], demande: str) -> str | None:
    """Return the known word nearest to one of the request."""
    lexique: dict[str, str] = {
        singulier(simple(m)): m for f in fiches for m in _MOT.findall(" ".join((f.titre, *f.mots_cles)).lower())
    }
    for terme in mots(demande):
        proche = plus_proche(terme, lexique)
        if proche:
            return lexique[proche]
    return None


def proches(nom: str, connus: Iterable[str]) -> list[str]:
    """Return the identifiers that look like a mistyped one, the nearest first."""
    return get_close_matches(simple(nom).replace(" ", "_"), list(connus), n=3)


def _note(fiche: Fiche, terme: str) -> int:
    """Return how well a word fits: identifier and title first, then keywords, summary, the rest."""
    champs = (
        (9, (fiche.dispositif, fiche.titre)),
        (6, fiche.mots_cles),
        (4, (fiche.resume, fiche.famille)),
        (1, (fiche.pour_qui, fiche.pour_quoi, fiche.comment, *fiche.conditions, *fiche.textes)),
    )
    return sum(poids for poids, textes in champs if any(m.startswith(terme) for t in textes for m in mots(t)))
