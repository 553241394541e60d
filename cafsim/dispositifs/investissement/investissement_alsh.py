"""Investment in an Alsh (accueil de loisirs sans hébergement): works, and equipment or furniture.

National fund of the Plan mercredi, autumn 2020 to 2022: works up to 2,500 € per m² (H22) and 300,000 €, equipment up to
25,000 €. A fund for all accueils de loisirs follows in 2024 or 2025, its amounts unread: to be completed. A ceiling:
the Caf's board decides.
"""

from __future__ import annotations

from cafsim.dispositifs.conditions import reserve_a
from cafsim.dispositifs.modele import Calcul, Condition, Dispositif, Entrees, Expr, Ligne, Taux
from cafsim.engine.algebra import arrondi, et, etape, exige, minimum, ou, suppose

FIN_DU_PLAN_MERCREDI = 2022
"""Last year of the fund that asked for the Plan mercredi."""


def _travaux(e: Entrees, b: Taux) -> Calcul:
    au_metre = etape("Montant pour la surface", suppose("H22", b.montant_par_m2 * e.surface), "€")
    montant = minimum(au_metre, b.plafond_travaux, e.cout)
    return Calcul(exige(b.plafond_travaux, arrondi(montant)), e.surface, "m²", b.montant_par_m2)


def _mobilier(e: Entrees, b: Taux) -> Calcul:
    montant = minimum(e.cout_mobilier, b.plafond_mobilier)
    return Calcul(exige(b.plafond_mobilier, arrondi(montant)), e.cout_mobilier, "€")


def _plan_mercredi(e: Entrees, b: Taux) -> Expr | bool:
    return e.plan_mercredi if b.exercice <= FIN_DU_PLAN_MERCREDI else True


DISPOSITIF = Dispositif.travaux(
    identifiant="investissement_alsh",
    titre="Aide à l'investissement d'un accueil de loisirs (Alsh)",
    equipements=("investissement",),
    resume="Aide aux travaux et à l'achat de matériel d'un accueil de loisirs.",
    conditions=(
        reserve_a("alsh", "un accueil de loisirs (Alsh)"),
        Condition(_plan_mercredi, "Jusqu'à la fin de 2022, le Plan mercredi doit être signé ou engagé."),
    ),
    lignes=(
        Ligne(
            _travaux,
            "Accueil de loisirs (Alsh) : travaux",
            conditions=(
                Condition(
                    lambda e, b: ou(
                        e.operation != "extension", e.places_creees >= b.croissance_minimale * e.places_avant
                    ),
                    "Une extension doit créer au moins 10 % de places en plus.",
                ),
            ),
            presente=lambda e, b: et(e.objet == "alsh", e.cout > 0),
        ),
        Ligne(
            _mobilier,
            "Accueil de loisirs (Alsh) : matériel et mobilier",
            presente=lambda e, b: et(e.objet == "alsh", e.cout_mobilier > 0),
        ),
    ),
)
