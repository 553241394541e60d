"""Add up what a batch gave: counts, and each aid by exercice."""

from __future__ import annotations

from dataclasses import dataclass, field

from cafsim.lot.modele import Cumul, Cumuls, Estime, Produit, Rejet
from cafsim.lot.nombres import centimes

_RIEN = Cumul()

MONTRES = 5
"""Rejects kept to be shown; all of them are in the file."""


@dataclass
class Bilan:
    """The whole batch. Amounts in cents."""

    equipements: int = 0
    lignes: int = 0
    rejets: int = 0
    sources_rejetees: int = 0
    commentaires: int = 0
    cumuls: Cumuls = field(default_factory=dict)
    premiers_rejets: list[Rejet] = field(default_factory=list)

    def ajouter(self, produit: Produit) -> None:
        """Count a piece of work."""
        self.equipements += produit.equipements
        self.lignes += produit.lignes
        self.commentaires += produit.commentaires
        for cle, cumul in produit.cumuls.items():
            self.cumuls[cle] = somme(self.cumuls.get(cle, _RIEN), cumul)
        self.rejets += len(produit.rejets)
        self.sources_rejetees += len({(r.fichier, r.ligne) for r in produit.rejets})
        if len(self.premiers_rejets) < MONTRES:
            self.premiers_rejets += produit.rejets[: MONTRES - len(self.premiers_rejets)]


def compter(cumuls: Cumuls, estime: Estime) -> None:
    """Add the lines of an equipment; orders of magnitude (`indicatif`) are in no total."""
    for ligne in estime.lignes:
        if ligne.nature == "indicatif":
            continue
        cle = (ligne.dispositif, estime.exercice)
        lignes, minimum, maximum, a_completer = cumuls.get(cle, _RIEN)
        if ligne.minimum is None or ligne.maximum is None:
            cumuls[cle] = Cumul(lignes + 1, minimum, maximum, a_completer + 1)
        else:
            bas = centimes(ligne.minimum)
            haut = centimes(ligne.maximum) if ligne.statut == "fourchette" else bas
            cumuls[cle] = Cumul(lignes + 1, minimum + bas, maximum + haut, a_completer)


def somme(a: Cumul, b: Cumul) -> Cumul:
    """Add up two counts."""
    return Cumul(a.lignes + b.lignes, a.minimum + b.minimum, a.maximum + b.maximum, a.a_completer + b.a_completer)
