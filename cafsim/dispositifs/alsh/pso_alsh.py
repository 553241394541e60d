"""Prestation de service Alsh (Pso): for each hour of a child in an accueil de loisirs.

The lower of 30 % of the hourly cost and the published amount, times the hours, times the share of the general scheme
(H12, H13). School Wednesdays count as périscolaire since September 2018. A right.
"""

from __future__ import annotations

from collections.abc import Callable

from cafsim.dispositifs.modele import Calcul, Dispositif, Entrees, Expr, Ligne, Taux
from cafsim.engine.algebra import arrondi, etape, exige, minimum, suppose


def heures_periscolaires(e: Entrees) -> Expr:
    """Return the périscolaire hours, school Wednesdays included."""
    return e.heures_periscolaires + e.heures_mercredi


def cout_horaire(e: Entrees) -> Expr:
    """Return the cost of an hour (€/h): all charges over all hours."""
    total = heures_periscolaires(e) + e.heures_extrascolaires + e.heures_adolescents
    return etape("Prix de revient horaire", suppose("H13", e.depenses / total), "€/h")


def _pso(serie: str, heures: Callable[[Entrees], Expr]) -> Callable[[Entrees, Taux], Calcul]:
    def formule(e: Entrees, b: Taux) -> Calcul:
        publie = b.selon(serie)
        part = suppose("H12", b.part_du_cout * cout_horaire(e))
        horaire = etape("Prestation horaire retenue", minimum(part, publie), "€/h")
        montant = arrondi(horaire * heures(e) * e.taux_regime_general)
        return Calcul(exige(publie, montant), heures(e), "h", horaire)

    return formule


DISPOSITIF = Dispositif(
    identifiant="pso_alsh",
    titre="Prestation de service Alsh",
    noms=("pso", "prestation de service ordinaire", "ps alsh", "ps périscolaire", "ps extrascolaire"),
    equipements=("alsh",),
    resume="Pour chaque heure d'accueil d'un enfant : 30 % du coût horaire, dans la limite du montant publié.",
    lignes=(
        Ligne(
            _pso("periscolaire", heures_periscolaires),
            "Prestation de service : périscolaire, mercredi compris",
            presente=lambda e, b: heures_periscolaires(e) > 0,
        ),
        Ligne(
            _pso("extrascolaire", lambda e: e.heures_extrascolaires),
            "Prestation de service : extrascolaire",
            presente=lambda e, b: e.heures_extrascolaires > 0,
        ),
        Ligne(
            _pso("adolescents", lambda e: e.heures_adolescents),
            "Prestation de service : accueil adolescents",
            presente=lambda e, b: e.heures_adolescents > 0,
        ),
    ),
)
