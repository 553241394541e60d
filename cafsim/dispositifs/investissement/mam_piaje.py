"""Piaje for a Mam (maison d'assistants maternels): a sum per new place and at most 80 % of the cost (H15).

From 2021 to 2023 the scale of 2019, where coverage and wealth are low or in a call for projects; its own scale since
2024 (4,400 to 10,000 € per place). The rates follow the day of the complete file. A ceiling: the Caf's board decides.
"""

from __future__ import annotations

from cafsim.dispositifs.modele import PART_MAXIMALE, Calcul, Condition, Dispositif, Entrees, Expr, Ligne, Taux
from cafsim.engine.algebra import arrondi, connu, et, etape, minimum, ou, quand, suppose

DERNIERE_ANNEE_DES_CRITERES = 2023


def _sous_le_seuil(e: Entrees, b: Taux) -> Expr:
    return e.taux_couverture / 100 < b.de("piaje").seuil_couverture


def _par_place(e: Entrees, b: Taux) -> Expr:
    potentiel = quand(
        connu(e.majoration_potentiel_financier), e.majoration_potentiel_financier, b.majoration_potentiel_financier
    )
    total = (
        b.socle
        + quand(e.gros_oeuvre, b.gros_oeuvre, 0)
        + quand(e.developpement_durable, b.developpement_durable, 0)
        + quand(_sous_le_seuil(e, b), b.rattrapage, 0)
        + etape("Majoration de potentiel financier par place", potentiel, "€/place")
    )
    return etape(
        "Montant par place", minimum(etape("Total par place", total, "€/place"), b.plafond_par_place), "€/place"
    )


def _mam_piaje(e: Entrees, b: Taux) -> Calcul:
    limite = etape(PART_MAXIMALE, b.de("piaje").part_maximale * e.cout, "€")
    par_place = _par_place(e, b)
    montant = suppose("H15", minimum(par_place * e.places_creees, limite))
    return Calcul(arrondi(montant), e.places_creees, "places", par_place)


def _eligible(e: Entrees, b: Taux) -> Expr | bool:
    if b.exercice > DERNIERE_ANNEE_DES_CRITERES:
        return True
    peu_riche = e.potentiel_financier_hab < b.de("piaje").seuil_potentiel_financier_paje
    return ou(et(_sous_le_seuil(e, b), peu_riche), e.appel_a_projets)


DISPOSITIF = Dispositif.travaux(
    identifiant="mam_piaje",
    titre="Aide à l'investissement (Piaje) d'une maison d'assistants maternels (Mam)",
    equipements=("mam",),
    resume="Un montant par place nouvelle d'une maison d'assistants maternels, 80 % du coût au plus.",
    groupe="investissement",
    conditions=(
        Condition(
            lambda e, b: et(e.operation != "renovation", e.places_creees > 0),
            "Aucune place créée : le Piaje se calcule par place nouvelle.",
        ),
        Condition(
            lambda e, b: ou(
                e.operation == "creation", e.places_creees >= b.de("piaje").croissance_minimale * e.places_avant
            ),
            "Une extension ou un déménagement doit créer au moins 10 % de places en plus.",
        ),
        Condition(
            _eligible,
            "De 2021 à 2023, il faut un territoire peu couvert (moins de 58 %) et peu riche (moins de 900 € par "
            "habitant), ou retenu dans un appel à projets de la Caf.",
        ),
    ),
    lignes=(Ligne(_mam_piaje, "Piaje : places nouvelles d'une maison d'assistants maternels (Mam)"),),
)
