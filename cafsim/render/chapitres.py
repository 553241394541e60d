"""The chapters that screens about rates end with: titled lists, the abbreviations, the sources with their numbers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from cafsim.baremes.model import Source
from cafsim.render import sigles
from cafsim.render.document import Entree, Liste, Noeud, Titre


class Renvois(dict[str, str]):
    """The mark of each source, such as `[2]`, given when it is first cited."""

    def __missing__(self, source: str) -> str:
        self[source] = f"[{len(self) + 1}]"
        return self[source]

    def marques(self, sources: Iterable[str]) -> str:
        """Return the marks of several sources: `[1] [3]`."""
        return " ".join(sorted((self[s] for s in sources), key=lambda marque: int(marque[1:-1])))


def chapitre(titre: str, entrees: Iterable[str | Entree]) -> Iterator[Noeud]:
    """Yield a titled list, or nothing."""
    liste = tuple(Entree(e) if isinstance(e, str) else e for e in entrees)
    if liste:
        yield Titre(titre, 3)
        yield Liste(liste)


def explication_des_sigles(textes: Iterable[str]) -> Iterator[Noeud]:
    """Yield what the abbreviations of these texts stand for."""
    yield from chapitre("Sigles", sigles.employes(textes))


def sources(numeros: Renvois, connues: Mapping[str, Source], *, adresses: bool = True) -> Iterator[Noeud]:
    """Yield the sources cited, by number; `adresses`: the address of each below it."""
    yield from chapitre("Sources", (_source(connues[s], n, adresse=adresses) for s, n in numeros.items()))


def _source(source: Source, numero: str, *, adresse: bool) -> Entree:
    return Entree(source.citation, (source.url,) if adresse and source.url else (), numero)
