"""Add up what a batch gave: counts, and each aid by exercice."""

from __future__ import annotations

from dataclasses import dataclass, field

from cafsim.engine.numbers import cents
from cafsim.lot.modele import Cumul, Cumuls, Estime, Produit, Rejet

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
        ajouter(self.cumuls, produit.cumuls)
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
            bas = cents(ligne.minimum)
            haut = cents(ligne.maximum) if ligne.statut == "fourchette" else bas
            cumuls[cle] = Cumul(lignes + 1, minimum + bas, maximum + haut, a_completer)


def ajouter(cumuls: Cumuls, autres: Cumuls) -> None:
    """Add other counts to counts."""
    for cle, cumul in autres.items():
        cumuls[cle] = Cumul(*map(sum, zip(cumuls.get(cle, _RIEN), cumul, strict=True)))
