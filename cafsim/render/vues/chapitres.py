"""What documents begin and end with: what was surely mistyped; abbreviations, doubts, the day, the notice."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime

import cafsim
from cafsim.estimation.resultat import MENTION
from cafsim.render.document import Document, Noeud, Paragraphe, chapitre, mise_en_page, textes
from cafsim.render.mots import courants as mots
from cafsim.render.mots import sigles


def d_abord(doutes: Iterable[str]) -> Iterator[Noeud]:
    """Yield what was surely mistyped: above the total, which rests on it."""
    return chapitre("À vérifier d'abord", dict.fromkeys(doutes), 2)


def a_verifier(avertissements: Iterable[str]) -> Iterator[Noeud]:
    """Yield the other sentences, each once; the notice, which comes with them, has its own place."""
    return chapitre("À vérifier", (texte for texte in avertissements if texte != MENTION), 2)


def fini(
    corps: Iterable[Noeud], avertissements: Iterable[str] = (), cachet: str = "", *, niveau: int = 2, rappel: str = ""
) -> Document:
    """Return a document with its abbreviations explained, its doubts, the day and version (`cachet`), the notice.

    `niveau` is that of the chapters of the document; `rappel` repeats the answer where a long one ends.
    """
    noeuds = list(corps)
    noeuds += chapitre("Sigles", sigles.employes([*textes(noeuds), MENTION]), niveau, "sigles")
    noeuds += a_verifier(avertissements)
    noeuds += (Paragraphe(x) for x in (cachet, rappel) if x)
    return mise_en_page([*noeuds, Paragraphe(MENTION, fort=True)])


def jour() -> date:
    """Return today; or the day of SOURCE_DATE_EPOCH (seconds since 1970), by which a result can be made again."""
    try:
        return datetime.fromtimestamp(int(os.environ["SOURCE_DATE_EPOCH"]), UTC).date()
    except (KeyError, ValueError, OverflowError, OSError):  # absent, or no day
        return date.today()


def cachet(referentiels: Iterable[str]) -> str:
    """Return the sentence that dates a result."""
    noms = ", ".join(dict.fromkeys(map(mots.referentiel, referentiels)))
    return f"Établi le {jour():%d/%m/%Y} avec cafsim {cafsim.__version__}. Référentiel : {noms}."
