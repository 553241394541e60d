"""The one numbering of sources: each gets its number when it is first cited; hypotheses bear their own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType

from cafsim.baremes.model import Hypothese, Source
from cafsim.estimation.resultat import LigneEstimee
from cafsim.render.document import Appel, Entree, Texte


class Renvois:
    """Numbers the sources in the order in which a document cites them.

    `hypotheses`: those that lines may call; without them, a document calls sources only.
    """

    def __init__(self, hypotheses: Mapping[str, Hypothese] = MappingProxyType({})) -> None:
        self._connues = hypotheses
        self._sources: dict[Source, int] = {}
        self._hypotheses: dict[str, None] = {}

    @property
    def sources(self) -> tuple[Source, ...]:
        """The sources cited so far, in the order of their numbers."""
        return tuple(self._sources)

    @property
    def hypotheses(self) -> tuple[Hypothese, ...]:
        """The hypotheses called so far, in the order of their own numbers."""
        numeros = sorted(self._hypotheses, key=lambda numero: (len(numero), numero))
        return tuple(self._connues[numero] for numero in numeros)

    def citer(self, sources: Iterable[Source], hypotheses: Iterable[str] = ()) -> None:
        """Give sources their numbers, and take hypotheses in, before anything calls them."""
        self._numerotees(sources)
        self._hypotheses |= dict.fromkeys(hypotheses)

    def texte(self, nu: str, sources: Iterable[Source]) -> Texte:
        """Return a text that calls sources, in the order of their numbers."""
        return Texte(nu, appels=self._appels(sources))

    def de_ligne(self, nu: str, ligne: LigneEstimee) -> Texte:
        """Return a text that calls the sources of a line, then its hypotheses."""
        appels = self._appels(ligne.sources)
        if self._connues:
            self.citer((), ligne.hypotheses)
            appels += [Appel(n, f"Hypothèse {n} : {self._connues[n].titre}") for n in ligne.hypotheses]
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
        """Return the hypotheses called so far, in words."""
        return [Entree(h.titre, (h.texte, f"Effet : {h.effet}"), f"[{h.numero}]") for h in self.hypotheses]

    def _appels(self, sources: Iterable[Source]) -> list[Appel]:
        return [Appel(str(n), f"Source {n} : {s.citation_courte}") for n, s in self._numerotees(sources)]

    def _numerotees(self, sources: Iterable[Source]) -> list[tuple[int, Source]]:
        return sorted((self._sources.setdefault(s, len(self._sources) + 1), s) for s in dict.fromkeys(sources))
