"""Logement décent, a rule of the Caf du Nord only: 100 € per dwelling visited, within the target of the convention.

Page of the Caf du Nord (undated, tied to the Ctg). Year N pays the visits of N-1, at most the target; the first year
pays the target. 4,500 visits a year for the whole department; the collectivité must pay its share. A ceiling: the Caf
du Nord decides.
"""

from __future__ import annotations

from cafsim.dispositifs.modele import Calcul, Condition, Dispositif, Entrees, Ligne, Taux
from cafsim.engine.algebra import arrondi, etape, exige, minimum, quand


def _logement(e: Entrees, b: Taux) -> Calcul:
    payees = quand(e.premiere_annee, e.objectif_visites, minimum(e.visites, e.objectif_visites))
    visites = etape("Visites payées", payees, "diagnostics")
    montant = exige(b.montant_par_diagnostic, arrondi(visites * b.montant_par_diagnostic))
    return Calcul(montant, visites, "diagnostics", b.montant_par_diagnostic)


DISPOSITIF = Dispositif(
    identifiant="logement_decent",
    titre="Logement décent (règle de la Caf du Nord)",
    equipements=("logement",),
    resume="Caf du Nord seulement : une somme par logement visité, dans la limite de l'objectif de la convention.",
    nature="plafond",
    beneficiaire="collectivité",
    conditions=(
        Condition(
            lambda e, b: e.caf_du_nord,
            "Règle propre à la Caf du Nord : demandez à votre Caf si elle a la sienne.",
        ),
    ),
    lignes=(Ligne(_logement, "Logement décent (règle de la Caf du Nord) : visites"),),
)
