"""The sources of the lines as numbered notes, and what `--detail` tells below a line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from cafsim.baremes.model import Hypothese, Source
from cafsim.render import mots
from cafsim.render.document import Entree, Liste, Noeud, Titre
from cafsim.resultat import LigneEstimee


class Notes:
    """Numbers the sources in the order in which the lines cite them."""

    def __init__(self, hypotheses: Mapping[str, Hypothese], *, detail: bool) -> None:
        self.hypotheses = hypotheses
        self.detail = detail
        self._sources: dict[Source, int] = {}

    def numero(self, source: Source) -> str:
        """Return the mark of a source, such as `[3]`."""
        return f"[{self._sources.setdefault(source, len(self._sources) + 1)}]"

    def renvois(self, ligne: LigneEstimee) -> str:
        """Return the marks of the sources of a line."""
        return " ".join(self.numero(source) for source in ligne.sources)

    def sources(self) -> Iterator[Noeud]:
        """Yield the list of the sources cited; their addresses stand below the lines when details are asked for."""
        if self._sources:
            yield Titre("Sources", 2)
            yield Liste(tuple(Entree(f"{self.numero(s)} {s.citation}") for s in self._sources), marques=False)


def details(ligne: LigneEstimee, notes: Notes) -> tuple[Entree, ...]:
    """Return what explains a line: steps, sources with their addresses, hypotheses, reserves."""
    blocs = (
        Entree("Calcul", tuple(map(mots.etape, ligne.etapes))),
        Entree("Sources", tuple(_citation(source, notes) for source in ligne.sources)),
        *(_hypothese(numero, notes) for numero in ligne.hypotheses),
        Entree("À savoir", ligne.reserves),
    )
    return tuple(bloc for bloc in blocs if bloc.sous)


def _citation(source: Source, notes: Notes) -> str:
    adresse = f" {source.url}" if source.url else ""
    return f"{notes.numero(source)} {source.citation}{adresse}"


def _hypothese(numero: str, notes: Notes) -> Entree:
    hypothese = notes.hypotheses.get(numero)
    if hypothese is None:
        return Entree("Hypothèse", (numero,))
    return Entree(f"Hypothèse {numero}, {hypothese.titre}", (hypothese.texte, f"Effet : {hypothese.effet}"))
