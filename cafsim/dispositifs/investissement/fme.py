"""Fme: fonds de modernisation des établissements d'accueil de jeunes enfants.

At most 4,000 € per renovated place (4,000 to 7,000 € since 2024, as the Government said before the circulaires) and
80 % of the cost of the works; where the same cost also receives the Piaje, both together stay within that 80 %.
Circulaires Cnaf 2018-004 of 18 December 2018, 2024-019 of 8 February 2024, then 2024-161 (amounts not published where
they could be read). A ceiling: the Caf's board decides.
"""

from __future__ import annotations

from cafsim.dispositifs.investissement import piaje
from cafsim.dispositifs.modele import PART_MAXIMALE, Calcul, Cumul, Dispositif, Entrees, Expr, Ligne, Taux
from cafsim.engine.algebra import arrondi, et, etape, exige, maximum, minimum, quand, suppose
from cafsim.engine.expr import as_expr


def _part_du_piaje(e: Entrees, b: Taux) -> Expr:
    """Return what the Piaje may bring to the same cost (€)."""
    taux_piaje = b.de("piaje")
    eligible = et(*(as_expr(c.test(e, taux_piaje)) for c in piaje.CONDITIONS))
    return quand(eligible, arrondi(piaje.montant(e, taux_piaje)), 0)


def _limite(e: Entrees, b: Taux) -> Expr:
    return arrondi(etape(PART_MAXIMALE, b.part_maximale * e.cout, "€"))


def _fme(e: Entrees, b: Taux) -> Calcul:
    places = etape("Plafond pour les places rénovées", b.montant_par_place * e.places_renovees, "€")
    reste = etape("Reste de la part maximale, Piaje déduit", maximum(_limite(e, b) - _part_du_piaje(e, b), 0), "€")
    montant = suppose("H15", minimum(places, reste, _limite(e, b)))
    return Calcul(exige(b.montant_par_place, arrondi(montant)), e.places_renovees, "places", b.montant_par_place)


DISPOSITIF = Dispositif.travaux(
    identifiant="fme",
    titre="Fonds de modernisation des établissements (Fme)",
    equipements=("eaje",),
    resume="Aide à la rénovation de crèches existantes : un plafond par place, 80 % du coût au plus.",
    groupe="investissement",
    lignes=(Ligne(_fme, "Fme : rénovation de places existantes", presente=lambda e, b: e.places_renovees > 0),),
    cumul=Cumul(
        avec=("piaje",),
        limite=_limite,
        message="Piaje et Fme ne dépassent pas ensemble 80 % du coût : le total en tient compte.",
    ),
)
