"""Numbers sources in the order in which the note cites them; links calls to notes, and notes to calls."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from cafsim.baremes.model import Hypothese
from cafsim.baremes.model import Source as SourceDuTaux
from cafsim.rapport.blocs import Appel, Source
from cafsim.render.document import est_adresse
from cafsim.resultat import LigneEstimee

RETOURS = 12
"""Beyond, a note says how many more calls there are: a link for each would be longer than the note itself."""


class Appels:
    """Gives each source its number, and remembers who calls it."""

    def __init__(self, hypotheses: Mapping[str, Hypothese]) -> None:
        self._connues = hypotheses
        self._sources: dict[SourceDuTaux, list[Appel]] = {}
        self._hypotheses: dict[str, list[Appel]] = {}

    def ligne(self, ligne: LigneEstimee) -> tuple[Appel, ...]:
        """Return the calls of a line: its sources, then its hypotheses."""
        return (*self.sources(ligne.sources), *map(self._hypothese, ligne.hypotheses))

    def sources(self, sources: Iterable[SourceDuTaux]) -> tuple[Appel, ...]:
        """Return a call for each source, each once, in the order of their numbers."""
        uniques = list(dict.fromkeys(sources))
        for source in uniques:
            self._sources.setdefault(source, [])
        rangs = {source: rang for rang, source in enumerate(self._sources, 1)}
        return tuple(self._source(s, rangs[s]) for s in sorted(uniques, key=rangs.__getitem__))

    def notes(self) -> tuple[Source, ...]:
        """Return the notes of the sources called so far."""
        return tuple(
            _note(f"source-{rang}", str(rang), source.citation, source.url or "", appels)
            for rang, (source, appels) in enumerate(self._sources.items(), 1)
        )

    def hypotheses(self) -> tuple[Source, ...]:
        """Return the notes of the hypotheses called so far, in the order of their numbers."""
        return tuple(
            self._note_hypothese(numero, appels)
            for numero, appels in sorted(self._hypotheses.items(), key=lambda item: (len(item[0]), item[0]))
        )

    def _source(self, source: SourceDuTaux, rang: int) -> Appel:
        appels = self._sources[source]
        appel = Appel(
            f"appel-{rang}-{len(appels) + 1}", f"source-{rang}", str(rang), f"Source {rang} : {source.citation_courte}"
        )
        appels.append(appel)
        return appel

    def _hypothese(self, numero: str) -> Appel:
        appels = self._hypotheses.setdefault(numero, [])
        connue = self._connues.get(numero)
        titre = f"Hypothèse {numero} : {connue.titre}" if connue else f"Hypothèse {numero}"
        appel = Appel(f"appel-{numero}-{len(appels) + 1}", f"hypothese-{numero}", numero, titre)
        appels.append(appel)
        return appel

    def _note_hypothese(self, numero: str, appels: list[Appel]) -> Source:
        connue = self._connues.get(numero)
        suite = (connue.texte, f"Effet : {connue.effet}") if connue else ()
        return _note(f"hypothese-{numero}", numero, connue.titre if connue else numero, "", appels)._replace(
            suite=suite
        )


def _note(identifiant: str, marque: str, texte: str, url: str, appels: list[Appel]) -> Source:
    return Source(
        identifiant=identifiant,
        marque=marque,
        texte=texte,
        adresse=url if est_adresse(url) else "",
        retours=tuple(appels[:RETOURS]),
        autres=max(len(appels) - RETOURS, 0),
    )
