"""The aids whose identifiers are a contract: a test that writes amounts out counts these only.

A new aid is added to the list, which one test compares with the program; the amounts written out elsewhere stay true.
"""

from __future__ import annotations

from cafsim.baremes.model import Baremes

CONTRAT = [
    "psu", "heures_concertation", "heures_preparation", "journees_pedagogiques", "bonus_mixite_sociale",
    "bonus_inclusion_handicap", "bonus_territoire", "bonus_trajectoire", "bonus_attractivite", "piaje", "fme",
    "pso_alsh", "plan_mercredi", "complement_inclusif", "bonus_territoire_alsh", "ps_jeunes", "ps_agc", "ps_acf",
    "ps_animation_locale", "ps_laep", "ps_clas", "ps_rpe", "rpe_missions_renforcees", "bonus_territoire_services",
    "mam_demarrage", "mam_piaje", "piaje_rpe", "investissement_alsh", "investissement_centre_social",
    "ps_espace_rencontre", "ps_mediation_familiale", "ps_fjt", "paej", "ludotheque", "ctg_diagnostic",
    "ctg_cooperation", "france_services", "logement_decent",
]  # fmt: skip

AUTRES_BLOCS = ("tarif_familles", "apport_minimal", "reperes")
"""Blocks of the rate table that are no aid."""


def du_contrat(baremes: Baremes) -> Baremes:
    """Return the table with the blocks of the contract only: an engine then estimates no other aid."""
    return baremes._replace(
        blocs={nom: baremes.blocs[nom] for nom in baremes.blocs if nom in {*CONTRAT, *AUTRES_BLOCS}}
    )
