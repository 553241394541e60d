"""Add up what a batch gave: counts, each aid by exercice, the reasons of what was rejected."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from cafsim.engine.numbers import cents
from cafsim.lot.modele import Cumul, Cumuls, Estime, Produit, Rejet

_RIEN = Cumul()

_MOTIFS_MAX = 200
_GARDES = 5
"""Lines and words kept for each reason, to be shown; all of them are in the file."""

_CITE = re.compile("« [^»]* »")


@dataclass
class Motif:
    """One reason of rejects, whatever the value: the first of them, how often, where, the words met."""

    premier: Rejet
    colonne: str
    raison: str
    nombre: int = 0
    lignes: list[int] = field(default_factory=list)
    mots: Counter[str] = field(default_factory=Counter)

    def ajouter(self, rejet: Rejet) -> None:
        """Count a reject."""
        self.nombre += 1
        if rejet.ligne and len(self.lignes) < _GARDES:
            self.lignes.append(rejet.ligne)
        mot = rejet.valeur[:40]
        if mot in self.mots or len(self.mots) < _MOTIFS_MAX:
            self.mots[mot] += 1


class Motifs:
    """The reasons of rejects, those of one kind together."""

    def __init__(self) -> None:
        self._motifs: dict[tuple[str, str, str], Motif] = {}

    def ajouter(self, rejets: Iterable[Rejet]) -> None:
        """Count rejects."""
        for rejet in rejets:
            cle = (rejet.colonne, _CITE.sub("« … »", rejet.raison, count=1), rejet.fichier)
            if cle not in self._motifs and len(self._motifs) >= _MOTIFS_MAX:
                cle = ("", "d'autres raisons.", "")
            motif = self._motifs.setdefault(cle, Motif(rejet, *cle[:2]))
            motif.ajouter(rejet)

    def tries(self) -> list[Motif]:
        """Return them, the most frequent first."""
        return sorted(self._motifs.values(), key=lambda m: -m.nombre)


@dataclass
class Bilan:
    """The whole batch. Amounts in cents."""

    equipements: int = 0
    lignes: int = 0
    rejets: int = 0
    sources_rejetees: int = 0
    commentaires: int = 0
    cumuls: Cumuls = field(default_factory=dict)
    motifs: Motifs = field(default_factory=Motifs)

    def ajouter(self, produit: Produit) -> None:
        """Count a piece of work."""
        self.equipements += produit.equipements
        self.lignes += produit.lignes
        self.commentaires += produit.commentaires
        ajouter(self.cumuls, produit.cumuls)
        self.rejets += len(produit.rejets)
        self.sources_rejetees += len({(r.fichier, r.ligne) for r in produit.rejets})
        self.motifs.ajouter(produit.rejets)


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
