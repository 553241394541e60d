"""Investment in a centre social or an espace de vie sociale of a Qpv: until the end of 2022.

80,000 to 300,000 € and at most 50 % of the subsidisable cost, as one Caf (Meurthe-et-Moselle) prints it; what sets the
sum between the two is unread, so the line is a range. Since 2023, only the local funds of each Caf. A ceiling: the
Caf's board decides.
"""

from __future__ import annotations

from cafsim.dispositifs.conditions import est, reserve_a
from cafsim.dispositifs.modele import PART_MAXIMALE, Calcul, Condition, Dispositif, Entrees, Ligne, Taux
from cafsim.engine.algebra import arrondi, etape, exige, minimum


def _centre_social(e: Entrees, b: Taux) -> Calcul:
    part = etape(PART_MAXIMALE, b.part_maximale * e.cout, "€")
    return Calcul(exige(b.montant, arrondi(minimum(part, b.montant))), e.cout, "€", b.part_maximale)


DISPOSITIF = Dispositif.travaux(
    identifiant="investissement_centre_social",
    titre="Aide à l'investissement d'un centre social ou d'un espace de vie sociale",
    equipements=("investissement",),
    resume="Création ou rénovation dans un quartier prioritaire, 50 % du coût au plus, jusqu'à la fin de 2022.",
    conditions=(
        reserve_a("centre_social", "un centre social ou d'un espace de vie sociale"),
        Condition(
            lambda e, b: e.zone_prioritaire == "qpv",
            "Réservé aux quartiers prioritaires de la politique de la ville (Qpv).",
        ),
    ),
    lignes=(
        Ligne(
            _centre_social,
            "Centre social ou espace de vie sociale : création ou rénovation",
            presente=est("centre_social"),
        ),
    ),
)
