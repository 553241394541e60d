"""The plan of a project, from its estimation."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from cafsim.baremes.model import Baremes
from cafsim.baremes.overlay import avec_taux
from cafsim.equipements.projet import EquipementSaisi, Projet
from cafsim.estimation.resultat import EquipementEstime, Estimation
from cafsim.plan import fonctionnement as annee
from cafsim.plan import investissement as travaux
from cafsim.plan import modele
from cafsim.plan.apport import BLOC
from cafsim.plan.modele import Lieu, Plage, Plan, PlanEquipement, Porteur


def sans_apport(projet: Projet) -> Projet:
    """Return the project as the aids see it: without the user's own rates for the minimum contribution."""
    return projet._replace(taux={cle: v for cle, v in projet.taux.items() if cle.partition(".")[0] != BLOC})


def planifier(
    estimation: Estimation,
    projet: Projet,
    baremes: Baremes,
    lieu: Callable[[EquipementSaisi], Lieu | None] = lambda _: None,
) -> Plan:
    """Return the plan of a project. `estimation` is its own, `baremes` the table that it was made with.

    `lieu` tells the commune of an equipment, from which comes what remains per inhabitant.
    """
    table = avec_taux(baremes, projet.taux) if projet.taux else baremes
    equipements = tuple(
        _equipement(saisi, estime, table, estimation.referentiel, lieu(saisi))
        for saisi, estime in zip(projet.equipements, estimation.equipements, strict=True)
    )
    return Plan(
        projet=estimation.projet,
        exercice=estimation.exercice,
        referentiel=estimation.referentiel,
        equipements=equipements,
        investissement=totaux_travaux(equipements),
        fonctionnement=totaux_annee(equipements),
        doutes=estimation.doutes,
        remarques=estimation.remarques,
    )


def _equipement(
    saisi: EquipementSaisi, estime: EquipementEstime, baremes: Baremes, referentiel: str, lieu: Lieu | None
) -> PlanEquipement:
    chantier = travaux.investissement(saisi, estime, baremes, referentiel) if travaux.concerne(saisi) else None
    budget = annee.fonctionnement(saisi, estime) if annee.concerne(saisi) else None
    comptees = {ligne for partie in (chantier, budget) if partie for ligne in partie.caf}
    a_part = tuple(x for x in estime.lignes if x not in comptees and x.retenue)
    return PlanEquipement(saisi.nom, saisi.type, saisi.exercice, chantier, budget, a_part, lieu)


def totaux_travaux(equipements: Iterable[PlanEquipement]) -> dict[Porteur, modele.TotalInvestissement]:
    """Add the works up, by bearer."""
    totaux: dict[Porteur, modele.TotalInvestissement] = {}
    for plan in (e.investissement for e in equipements if e.investissement):
        un = modele.TotalInvestissement(Plage.exacte(plan.cout), plan.plafond, plan.refus, (plan.equilibre,))
        totaux[plan.porteur] = totaux[plan.porteur].plus(un) if plan.porteur in totaux else un
    return totaux


def totaux_annee(equipements: Iterable[PlanEquipement]) -> dict[Porteur, modele.TotalFonctionnement]:
    """Add the years of operation up, by bearer."""
    totaux: dict[Porteur, modele.TotalFonctionnement] = {}
    for plan in (e.fonctionnement for e in equipements if e.fonctionnement):
        un = modele.TotalFonctionnement(
            Plage.exacte(plan.charges), plan.total_caf, plan.reste, plan.incomplet, (plan.equilibre,)
        )
        totaux[plan.porteur] = totaux[plan.porteur].plus(un) if plan.porteur in totaux else un
    return totaux
