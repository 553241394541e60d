"""The sources of the lines as numbered notes, and what `--detail` tells below a line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from cafsim.baremes.model import Hypothese, Source
from cafsim.engine.numbers import NBSP
from cafsim.render import mots
from cafsim.render.document import Entree, Liste, Noeud, Titre
from cafsim.resultat import LigneEstimee

MARQUES_SOUDEES = 16
"""Up to this length, the marks of a line stay on one line."""


class Notes:
    """Numbers the sources in the order in which the lines cite them."""

    def __init__(self, hypotheses: Mapping[str, Hypothese], *, detail: bool) -> None:
        self.hypotheses = hypotheses
        self.detail = detail
        self._sources: dict[Source, int] = {}

    def numero(self, source: Source) -> str:
        """Return the mark of a source, such as `[3]`."""
        return f"[{self._rang(source)}]"

    def renvois(self, ligne: LigneEstimee) -> str:
        """Return the marks of the sources of a line: `[1, 2]`."""
        rangs = sorted(self._rang(source) for source in ligne.sources)
        marques = f"[{', '.join(map(str, rangs))}]" if rangs else ""
        return marques.replace(" ", NBSP) if len(marques) <= MARQUES_SOUDEES else marques

    def citations(self, ligne: LigneEstimee) -> Iterator[str]:
        """Yield the sources of a line in the order of their marks, each followed by its address."""
        for source in sorted(ligne.sources, key=self._rang):
            yield f"{self.numero(source)} {source.citation}"
            if source.url:
                yield source.url

    def sources(self) -> Iterator[Noeud]:
        """Yield the list of the sources cited; their addresses stand below the lines when details are asked for."""
        if self._sources:
            yield Titre("Sources", 2)
            yield Liste(tuple(Entree(s.citation, (), self.numero(s)) for s in self._sources))

    def _rang(self, source: Source) -> int:
        return self._sources.setdefault(source, len(self._sources) + 1)


def details(ligne: LigneEstimee, notes: Notes) -> tuple[Entree, ...]:
    """Return what explains a line: steps, sources with their addresses, hypotheses, reserves."""
    blocs = (
        Entree("Calcul", tuple(map(mots.etape, ligne.etapes))),
        Entree("Sources", tuple(notes.citations(ligne))),
        *(_hypothese(numero, notes) for numero in ligne.hypotheses),
        Entree("À savoir", (*ligne.reserves, *ligne.alertes)),
    )
    return tuple(bloc for bloc in blocs if bloc.sous)


def _hypothese(numero: str, notes: Notes) -> Entree:
    hypothese = notes.hypotheses.get(numero)
    if hypothese is None:
        return Entree("Hypothèse", (numero,))
    return Entree(f"Hypothèse {numero}, {hypothese.titre}", (hypothese.texte, f"Effet : {hypothese.effet}"))
