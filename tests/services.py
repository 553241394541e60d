"""Complete projects of the services other than the crèche and the accueil de loisirs."""

from __future__ import annotations

from fractions import Fraction

from cafsim.equipements.projet import Donnee

F = Fraction

SERVICES: dict[str, dict[str, Donnee]] = {
    "rpe": {
        "agrement": True, "depenses": F(62_000), "etp": F(6, 5), "missions_renforcees": True,
        "bonus_territoire_total": F(15_000),
    },
    "laep": {
        "referentiel_national": True, "depenses": F(30_000), "heures_ouverture": F(240), "heures_organisation": F(120),
        "bonus_territoire_total": F(4_000),
    },
    "mam": {
        "places": F(12), "places_nouvelles": F(4), "charte_qualite": True, "territoire_prioritaire": True,
        "piaje_recu": False, "operation": "extension", "places_avant": F(8), "places_creees": F(4), "cout": F(60_000),
        "gros_oeuvre": True, "developpement_durable": True, "appel_a_projets": False,
        "majoration_potentiel_financier": F(2_000),
    },
    "centre_social": {
        "agrement": True, "depenses_animation_globale": F(165_000), "agrement_familles": True,
        "etp_referent_familles": F(4, 5), "depenses_animation_familles": F(48_000),
    },
    "espace_vie_sociale": {"agrement": True, "depenses": F(38_000)},
    "jeunes": {"agrement": True, "etp": F(3, 2), "depenses": F(61_000)},
    "clas": {"conventionnement": True, "groupes": F(3), "enfants": F(30), "depenses": F(21_000)},
    "ludotheque": {"heures_ouverture": F(900), "bonus_territoire_total": F(6_000)},
    "espace_rencontre": {
        "agrement": True, "conventionnement": True, "depenses": F(85_000), "heures_ouverture": F(1_100),
        "heures_organisation": F(400),
    },
    "mediation_familiale": {
        "conventionnement": True, "etp": F(3, 2), "depenses": F(110_000), "participations_familiales": F(4_200),
    },
    "paej": {"conventionnement": True, "etp": F(3, 2)},
    "fjt": {"agrement": True, "depenses": F(140_000), "part_jeunes": F(7, 10)},
    "investissement": {
        "objet": "alsh", "operation": "extension", "cout": F(400_000), "cout_mobilier": F(30_000), "surface": F(110),
        "places_avant": F(40), "places_creees": F(10), "plan_mercredi": True,
    },
    "france_services": {"labellisee": True, "portee_par_la_poste": False},
    "ctg": {"cout_diagnostic": F(12_000), "etp": F(1), "bonus_territoire_par_etp": F(24_000)},
    "logement": {"caf_du_nord": True, "visites": F(60), "objectif_visites": F(50), "premiere_annee": False},
}  # fmt: skip
