"""A plan for a spreadsheet: one row per amount."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

import cafsim
from cafsim.estimation.resultat import LigneEstimee
from cafsim.plan.modele import Fonctionnement, Investissement, Plage, Plan, PlanEquipement, Porteur
from cafsim.render.formes.csv import SEPARATEUR_INTERNE, montant
from cafsim.render.reponse import Cellule, Grille

COLONNES = (
    "projet", "exercice", "equipement", "volet", "scenario", "porteur", "poste", "libelle", "dispositif", "nature",
    "statut", "minimum", "maximum", "sources", "remarques", "cafsim",
)  # fmt: skip


class Poste(NamedTuple):
    """What a row says, beside the project and the equipment."""

    volet: str
    scenario: str
    porteur: Porteur | None
    poste: str
    montant: Plage
    libelle: str = ""
    ligne: LigneEstimee | None = None
    remarques: tuple[str, ...] = ()


def grille(liste: Iterable[Plan]) -> Grille:
    """Return the rows of every plan."""
    return Grille(COLONNES, (rangee for plan in liste for rangee in _rangees(plan)))


def _rangees(plan: Plan) -> Iterator[tuple[Cellule, ...]]:
    for equipement in plan.equipements:
        for poste in _postes(equipement):
            ligne = poste.ligne
            yield (
                plan.projet,
                equipement.exercice,
                equipement.nom,
                *poste[:4],
                poste.libelle,
                *((ligne.dispositif, ligne.nature, ligne.statut) if ligne else (None, None, None)),
                montant(poste.montant.minimum),
                montant(poste.montant.maximum),
                SEPARATEUR_INTERNE.join(s.citation for s in ligne.sources) if ligne else None,
                SEPARATEUR_INTERNE.join(poste.remarques),
                cafsim.__version__,
            )


def _postes(equipement: PlanEquipement) -> Iterator[Poste]:
    if equipement.investissement:
        yield from _investissement(equipement.investissement)
    if equipement.fonctionnement:
        yield from _fonctionnement(equipement.fonctionnement)
    for x in equipement.a_part:
        yield Poste("hors_plan", "", None, "aide", Plage(x.minimum, x.maximum), x.libelle, x)


def _investissement(plan: Investissement) -> Iterator[Poste]:
    volet, porteur = "investissement", plan.porteur
    yield Poste(volet, "", porteur, "cout", Plage.exacte(plan.cout), remarques=plan.remarques)
    for x in plan.caf:
        yield Poste(volet, "", porteur, "caf", Plage(x.minimum, x.maximum), x.libelle, x)
    for autre in plan.autres:
        yield Poste(volet, "", porteur, "cofinancement", Plage.exacte(autre.montant), autre.financeur)
    for nom, scenario in (("plafond", plan.plafond), ("refus", plan.refus)):
        yield Poste(volet, nom, porteur, "total_caf", scenario.caf)
        yield Poste(volet, nom, porteur, "total_cofinancements", scenario.autres)
        yield Poste(volet, nom, porteur, "reste", scenario.reste)
    apport = plan.apport
    yield Poste(volet, "", porteur, "apport_minimal", apport.minimum, apport.etat, remarques=apport.phrases)


def _fonctionnement(plan: Fonctionnement) -> Iterator[Poste]:
    volet, porteur = "fonctionnement", plan.porteur
    yield Poste(volet, "", porteur, "charges", Plage.exacte(plan.charges), remarques=plan.remarques)
    yield Poste(volet, "", porteur, "participations_familiales", Plage.exacte(plan.familles))
    for x in plan.caf:
        yield Poste(volet, "", porteur, "caf", Plage(x.minimum, x.maximum), x.libelle, x)
    yield Poste(volet, "", porteur, "total_caf", plan.total_caf)
    yield Poste(volet, "", porteur, "autres_recettes", Plage.exacte(plan.autres_recettes))
    yield Poste(volet, "", porteur, "reste", plan.reste)
    yield Poste(volet, "", porteur, "reste_par_place", plan.par_place)
    yield Poste(volet, "", porteur, "reste_par_heure", plan.par_heure)
