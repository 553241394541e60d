"""The one numbering of sources: each gets its number when it is first cited; hypotheses bear their own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from cafsim.baremes.model import Hypothese, Source
from cafsim.render.document import Appel, Entree, Texte
from cafsim.resultat import LigneEstimee


class Renvois:
    """Numbers the sources in the order in which a document cites them.

    `hypotheses`: those that lines may cite; without them, a document calls sources only.
    """

    def __init__(self, hypotheses: Mapping[str, Hypothese] | None = None) -> None:
        self._connues = hypotheses
        self._sources: dict[Source, int] = {}
        self._hypotheses: dict[str, None] = {}

    def citer(self, sources: Iterable[Source]) -> None:
        """Give sources their numbers before anything calls them."""
        self._numerotees(sources)

    def texte(self, nu: str, sources: Iterable[Source]) -> Texte:
        """Return a text that calls sources, in the order of their numbers."""
        return Texte(nu, appels=self._appels(sources))

    def de_ligne(self, nu: str, ligne: LigneEstimee) -> Texte:
        """Return a text that calls the sources of a line, then its hypotheses."""
        appels = self._appels(ligne.sources)
        if self._connues is not None:
            self._hypotheses |= dict.fromkeys(ligne.hypotheses)
            appels += [Appel(h, f"Hypothèse {h} : {titre}") for h in ligne.hypotheses for titre in [self._titre(h)]]
        return Texte(nu, appels=appels)

    def citations(self, sources: Iterable[Source]) -> Iterator[str]:
        """Yield sources in the order of their numbers, each followed by its address."""
        for rang, source in self._numerotees(sources):
            yield f"[{rang}] {source.citation}"
            if source.url:
                yield source.url

    def notes(self, *, adresses: bool) -> list[Entree]:
        """Return the sources cited so far, with their numbers and, if asked for, their addresses."""
        return [
            Entree(source.citation, (source.url,) if adresses and source.url else (), f"[{rang}]")
            for source, rang in self._sources.items()
        ]

    def notes_des_hypotheses(self) -> list[Entree]:
        """Return the hypotheses called so far, in the order of their numbers."""
        return [
            Entree(h.titre, (h.texte, f"Effet : {h.effet}"), f"[{numero}]") if h else Entree(numero, (), f"[{numero}]")
            for numero in sorted(self._hypotheses, key=lambda numero: (len(numero), numero))
            for h in [(self._connues or {}).get(numero)]
        ]

    def _appels(self, sources: Iterable[Source]) -> list[Appel]:
        return [Appel(str(n), f"Source {n} : {s.citation_courte}") for n, s in self._numerotees(sources)]

    def _numerotees(self, sources: Iterable[Source]) -> list[tuple[int, Source]]:
        return sorted((self._sources.setdefault(s, len(self._sources) + 1), s) for s in dict.fromkeys(sources))

    def _titre(self, numero: str) -> str:
        connue = (self._connues or {}).get(numero)
        return connue.titre if connue else numero
