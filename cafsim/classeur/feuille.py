"""What will be written of an equipment, gathered before a cell is: its aids, their trees, the inputs they read."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import NamedTuple

from cafsim.dispositifs.modele import Dispositif
from cafsim.engine.expr import Expr, Input, Known, walk
from cafsim.equipements.projet import EquipementSaisi
from cafsim.estimation.doutes import ControleEcrit
from cafsim.estimation.formules import Arbre, Formules
from cafsim.estimation.moteur import Moteur
from cafsim.estimation.resultat import EquipementEstime, LigneEstimee


class FeuilleDEquipement(NamedTuple):
    """What will be written of one equipment: the aids that concern it, with their trees."""

    saisi: EquipementSaisi
    estime: EquipementEstime
    moteur: Moteur
    nom: str
    """Name of the sheet."""
    aides: tuple[tuple[Dispositif, Formules, LigneEstimee | None], ...]
    """Each aid with its trees, and the line that says that it does not exist in the exercice, if so."""
    controles: tuple[ControleEcrit, ...]
    """The checks of what these aids read."""

    @classmethod
    def dresser(
        cls, moteur: Moteur, saisi: EquipementSaisi, estime: EquipementEstime, nom: str, choisies: Collection[str]
    ) -> FeuilleDEquipement:
        """Gather the aids of one equipment."""
        aides = moteur.aides(saisi, choisies)
        tout = ((d, moteur.formules(d, saisi), moteur.hors_periode(d, saisi)) for d in aides)
        feuille = cls(saisi, estime, moteur, nom, tuple(tout), ())
        lus = {entree.name for racine in feuille.racines() for entree in entrees(racine)}
        controles = (c for c in moteur.controles.ecrits(saisi) if lus.issuperset(x.name for x in entrees(c.test)))
        return feuille._replace(controles=tuple(controles))

    def racines(self) -> Iterator[Expr]:
        """Yield every tree to be written."""
        yield from (controle.test for controle in self.controles)
        for _, formules, absente in self.aides:
            if formules.limite is not None:
                yield formules.limite
            for arbre in formules.lignes:
                yield arbre.presente
                if absente is None:
                    yield from (test for test, _ in arbre.conditions)
                    yield arbre.calcul.montant
                    yield self.prevue(arbre)

    def prevue(self, arbre: Arbre) -> Expr:
        """Return the tree of a line's forecast."""
        return self.moteur.previsions.formule(arbre, self.saisi)


def entrees(racine: Expr) -> Iterator[Input]:
    """Yield the inputs of a tree, those too of which it only asks whether they are known."""
    for node in walk(racine):
        if isinstance(node, Input):
            yield node
        elif isinstance(node, Known):
            yield node.arg
