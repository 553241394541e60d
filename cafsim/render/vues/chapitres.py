"""What documents end with: abbreviations, what must be checked, the notice, always last."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from cafsim.estimation.resultat import MENTION
from cafsim.render.document import Document, Noeud, Paragraphe, chapitre, mise_en_page, textes
from cafsim.render.mots import sigles


def a_verifier(avertissements: Iterable[str]) -> Iterator[Noeud]:
    """Yield the doubts, each once; the notice, which comes with them, has its own place."""
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
