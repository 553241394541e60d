"""Add up what a batch gave: counts, each aid by exercice, the reasons of what was rejected."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from cafsim.dispositifs.registre import dispositifs
from cafsim.engine.numbers import cents
from cafsim.estimation.par_aide import AideEstimee, par_aide
from cafsim.estimation.resultat import AU_MINIMUM
from cafsim.lot.modele import Cumul, Cumuls, Estime, Produit, Rejet
from cafsim.lot.resultat.origine import code_de

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
    incertitudes: Counter[tuple[str, str]] = field(default_factory=Counter)

    def ajouter(self, produit: Produit) -> None:
        """Count a piece of work."""
        self.equipements += produit.equipements
        self.lignes += produit.lignes
        self.commentaires += produit.commentaires
        ajouter(self.cumuls, produit.cumuls)
        self.rejets += len(produit.rejets)
        self.sources_rejetees += len({(r.fichier, r.ligne) for r in produit.rejets if not r.encore})
        self.motifs.ajouter(produit.rejets)
        self.incertitudes.update(produit.incertitudes)


def compter(cumuls: Cumuls, estime: Estime) -> None:
    """Add the lines of an equipment; orders of magnitude (`indicatif`) are in no total."""
    siens: Cumuls = {("aide", nom, estime.exercice): _cumul(aide) for nom, aide in par_aide(estime.lignes).items()}
    ajouter(cumuls, siens | commune(siens, code_de(estime.commune), {estime.exercice: 1}))


def commune(par_aide: Cumuls, code: str, equipements: Mapping[int, int]) -> Cumuls:
    """Return what equipments of one commune, so many in each exercice, receive from the Caf, aid by aid."""
    de_la_caf = [(ex, c) for (_, nom, ex), c in par_aide.items() if dispositifs()[nom].payeur == "caf"]
    return {
        ("commune", code, exercice): somme(c for ex, c in de_la_caf if ex == exercice)._replace(equipements=nombre)
        for exercice, nombre in equipements.items()
    }


def cumul_de_l_aide(nom: str, cumul: Cumul) -> Cumul:
    """Return what lines of an aid add up to, once it is known whether they are rights: else the Caf decides."""
    if dispositifs()[nom].nature in AU_MINIMUM:
        return cumul
    return cumul._replace(minimum=0, maximum=0, prevision=0, plafonds=cumul.maximum, sans_prevision=0)


def _cumul(aide: AideEstimee) -> Cumul:
    connues = [x for x in aide.lignes if x.minimum is not None and x.maximum is not None]
    cumul = Cumul(
        int(aide.statut != "non_eligible"),
        sum(cents(x.bas) for x in connues),
        sum(cents(x.haut) for x in connues),
        0 if aide.prevision is None else cents(aide.prevision),
        0,
        len(aide.lignes) - len(connues),
        int(aide.prevision is None),
    )
    return cumul_de_l_aide(aide.dispositif, cumul)


def ajouter(cumuls: Cumuls, autres: Cumuls) -> None:
    """Add other counts to counts."""
    for cle, cumul in autres.items():
        cumuls[cle] = somme((cumuls.get(cle, _RIEN), cumul))


def somme(cumuls: Iterable[Cumul]) -> Cumul:
    """Add counts up."""
    return Cumul(*map(sum, zip(_RIEN, *cumuls, strict=True)))
