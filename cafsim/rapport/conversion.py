"""A document of `render` as a section of the note."""

from __future__ import annotations

from collections.abc import Iterable

from cafsim.rapport import blocs
from cafsim.render.document import Entree, Liste, Noeud, Paragraphe, Rangee, Tableau, Titre


def section(noeuds: Iterable[Noeud], identifiant: str) -> blocs.Section:
    """Return a section: the first title is its own, lower ones open parts of it."""
    titre, *suite = noeuds
    if not isinstance(titre, Titre):
        raise TypeError("a section begins with its title")
    haut: list[blocs.Bloc] = []
    parties: list[tuple[str, list[blocs.Bloc]]] = []
    for noeud in suite:
        if isinstance(noeud, Titre):
            parties.append((noeud.texte, []))
        else:
            (parties[-1][1] if parties else haut).append(_bloc(noeud))
    sous = (blocs.Section(f"{identifiant}-{rang}", t, tuple(b)) for rang, (t, b) in enumerate(parties, 1))
    return blocs.Section(identifiant, titre.texte, (*haut, *sous))


def _bloc(noeud: Paragraphe | Liste | Tableau) -> blocs.Bloc:
    if isinstance(noeud, Paragraphe):
        return blocs.Paragraphe(noeud.texte, noeud.fort)
    if isinstance(noeud, Liste):
        return blocs.Liste(tuple(map(_entree, noeud.entrees)))
    colonnes = tuple(blocs.Colonne(c.titre, "montant" if c.role == "montant" else "texte") for c in noeud.colonnes)
    return blocs.Tableau(noeud.titre, colonnes, tuple(map(_rangee, noeud.rangees)))


def _rangee(rangee: Rangee) -> blocs.Rangee:
    tete, *cellules = rangee.cellules
    premiere = blocs.Cellule(tete, details=tuple(map(_entree, rangee.details)))
    return blocs.Rangee((premiere, *map(blocs.Cellule, cellules)), rangee.total)


def _entree(entree: Entree) -> blocs.Entree:
    return blocs.Entree(entree.texte, entree.sous)
