"""Paej (point accueil écoute jeunes): an aid to posts, at most 20,000 € per Etp until 2023.

Credits of the State until 2020, the Caf's since 1 January 2021 (circulaire Cnaf of 13 January 2021): a year of
transition, without a national rate; then the national page of caf.fr (activity of 2021). A prestation de service
replaces the aid on 1 January 2024; neither its share nor its ceiling could be read, so the line is to be completed with
the amount per Etp of the convention. A ceiling: the funders of the department decide.
"""

from cafsim.dispositifs.conditions import conventionnement
from cafsim.dispositifs.modele import Calcul, Dispositif, Ligne
from cafsim.engine.algebra import arrondi

DISPOSITIF = Dispositif(
    identifiant="paej",
    titre="Aide aux points accueil écoute jeunes (Paej)",
    equipements=("paej",),
    resume="Par équivalent temps plein (Etp) d'accueillant ou d'animateur, dans la limite d'un plafond.",
    nature="plafond",
    conditions=(conventionnement("Il faut une convention avec la Caf et les autres financeurs."),),
    lignes=(
        Ligne(
            lambda e, b: Calcul(arrondi(b.montant_par_etp * e.etp), e.etp, "Etp", b.montant_par_etp),
            "Aide au point accueil écoute jeunes (Paej)",
        ),
    ),
)
