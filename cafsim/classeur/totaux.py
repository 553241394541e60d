"""The totals of an equipment as formulas: the same lines count as in `estimation`, and shared ceilings hold."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from cafsim.classeur.calculs import Calculs
from cafsim.classeur.cases import NUL, Case, au_centime, egal, est_nombre, et, maximum, moins, mot, ou, si, somme
from cafsim.classeur.lignes import LigneEcrite
from cafsim.dispositifs.modele import Dispositif, Periodicite
from cafsim.estimation.resultat import AU_MAXIMUM, AU_MINIMUM, PERIODICITES
from cafsim.render.mots import courants as mots


class TotalEcrit(NamedTuple):
    """The cells of a total. `incomplet`, `prevision_incomplete`: something is not counted."""

    minimum: Case
    maximum: Case
    incomplet: Case
    prevision: Case
    prevision_incomplete: Case

    def montres(self) -> list[Case]:
        """Return the three amounts as readers of another sheet see them: words when nothing could be counted."""
        bas, haut, incomplet, prevision, sans_prevision = (x.ailleurs for x in self)
        vide, rien_de_prevu = et(incomplet, egal(haut, NUL)), et(sans_prevision, egal(prevision, NUL))
        paires = ((vide, bas), (vide, haut), (rien_de_prevu, prevision))
        return [si(rien, mot(mots.A_COMPLETER), x) for rien, x in paires]


def ecrire_totaux(
    calculs: Calculs, lignes: Sequence[LigneEcrite], limites: Iterable[tuple[Dispositif, Case]]
) -> dict[str, TotalEcrit]:
    """Write the totals of one equipment, by periodicity. `limites`: the ceilings that aids share with others."""
    exces = [(d.periodicite, _exces(calculs, d, haut, lignes)) for d, haut in limites]
    resultat = {}
    for periodicite in PERIODICITES:
        comptees = [x for x in lignes if x.dispositif.periodicite == periodicite and x.dispositif.payeur == "caf"]
        droits = [x for x in comptees if x.nature in AU_MINIMUM]
        hauts = somme(x.maximum for x in comptees if x.nature in AU_MAXIMUM)
        resultat[str(periodicite)] = _ecrire(
            calculs,
            periodicite,
            somme(x.minimum for x in droits),
            moins(hauts, *(cellule for p, cellule in exces if p == periodicite)),
            ou(*(egal(x.statut, mot(mots.ouvert(x.nature))) for x in comptees)),
            somme(x.prevision for x in droits),
            ou(*(egal(x.prevision, mot(mots.ouvert(x.nature))) for x in droits)),
        )
    return resultat


def ecrire_somme(calculs: Calculs, totaux: Sequence[TotalEcrit], periodicite: Periodicite) -> TotalEcrit:
    """Write the sum of totals of one periodicity."""
    bas, hauts, incomplets, previsions, sans_prevision = zip(*totaux, strict=True)
    return _ecrire(
        calculs, periodicite, somme(bas), somme(hauts), ou(*incomplets), somme(previsions), ou(*sans_prevision)
    )


def _exces(calculs: Calculs, dispositif: Dispositif, limite: Case, lignes: Iterable[LigneEcrite]) -> Case:
    """Write by how much the aids that share a ceiling exceed it."""
    cumul = dispositif.cumul
    groupe = {dispositif.identifiant, *(cumul.avec if cumul else ())}
    depasse = moins(somme(x.maximum for x in lignes if x.dispositif.identifiant in groupe), limite)
    exces = si(est_nombre(limite), maximum(depasse, NUL), NUL)
    return calculs.ajouter("Dépassement du plafond commun à plusieurs aides", exces)[0]


def _ecrire(
    calculs: Calculs, periodicite: Periodicite, bas: Case, haut: Case, incomplet: Case, prevu: Case, sans: Case
) -> TotalEcrit:
    return TotalEcrit(
        *calculs.ajouter(f"Total {periodicite}", au_centime(bas), au_centime(haut), incomplet),
        *calculs.ajouter(f"Prévision, total {periodicite}", au_centime(prevu), sans),
    )
